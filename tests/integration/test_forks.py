"""Two computers with one key, and computers that may no longer be trusted: nothing is overwritten, the counter works on (SYNC §§7, 8)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central.admin_recovery import forks, missing, revoke_device
from app.crypto.box import box_private_key, box_public_key, seal_to
from app.domain.errors import Refused, Unavailable
from app.services.recovery_reports import reports
from app.sync import enrol
from app.sync.transport import RefusedByCentral
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from app.wire.enrolment import EnrolmentCode, fingerprint_of, format_code, office_keys_context
from app.wire.messages import CentralInfo, EnrolAnswer, EnrolRequest, Problem, Staff
from app.wire.recovery import AmnesiaProof
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords
from tests.integration.test_two_desks import add_people, ask, enrolled, rows, settings_of, work

Open = Callable[[str], Home]


@pytest.fixture
def opened(sqlite_central: CentralUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens one of the computers; each has its own place outside the home."""
    add_people(sqlite_central)
    homes: list[Home] = []

    def open_it(name: str) -> Home:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / f"state {name}"))
        if not (tmp_path / name).exists():
            homes.append(enrolled(sqlite_central, tmp_path / name, name))
        else:
            homes.append(open_home(settings_of(tmp_path / name), ask))
        return homes[-1]

    yield open_it
    for home in homes:
        if home.connections.cache:  # not closed by the story itself
            home.close()


def clone(folder: Path, name: str, copy: str) -> None:
    """A perfect copy of a computer: the home and what lies outside it."""
    shutil.copytree(folder / name, folder / copy)
    shutil.copytree(folder / f"state {name}", folder / f"state {copy}")


def test_a_cloned_disk_is_found_and_both_histories_are_kept(sqlite_central: CentralUnderTest, opened: Open, tmp_path: Path) -> None:
    first = opened("03")
    shared = work(first, 2, seed=1)
    first.sync_all()
    first.close()
    clone(tmp_path, "03", "clone")
    first, other = opened("03"), opened("clone")
    mine = work(first, 2, seed=2)
    theirs = work(other, 3, seed=3)
    first.sync_all()
    with pytest.raises(RefusedByCentral, match="fork"):
        other.sync_all()
    (stopped,) = other.store.exchange.stopped()
    assert stopped.code == "fork"
    assert other.store.head.stream.branch > 0
    # The counter works on, in a branch of its own, and this one is sent.
    later = work(other, 2, seed=4)
    other.sync_all()
    first.sync_all()
    assert other.store.exchange.pending() == (0, None)
    assert not set(later) & set(shared + mine + theirs)
    assert set(later) | set(mine) <= {row[1] for row in rows(first)}
    assert set(theirs) <= {row[1] for row in rows(other)}
    (report,) = reports(other.desk)
    assert report.kind == "fork"
    assert other.services.worklist_counts()["dispute"] >= 1
    with sqlite_central.database() as db:
        (fork,) = forks(db)
    assert (fork.desk, fork.differs_at) == ("03", stopped.seq)
    assert sqlite_central.verified().ok


def test_a_clone_that_reads_first_finds_the_fork_in_the_feed(opened: Open, tmp_path: Path) -> None:
    first = opened("03")
    work(first, 1, seed=1)
    first.sync_all()
    first.close()
    clone(tmp_path, "03", "clone")
    first, other = opened("03"), opened("clone")
    work(first, 1, seed=2)
    first.sync_all()
    work(other, 1, seed=3)
    while other.pull_once(0):
        pass
    assert [each.code for each in other.store.exchange.stopped()] == ["fork"]
    assert other.store.head.stream.branch > 0


def test_a_clone_that_wrote_nothing_yet_goes_on_in_a_branch(opened: Open, tmp_path: Path) -> None:
    first = opened("03")
    work(first, 1, seed=1)
    first.sync_all()
    first.close()
    clone(tmp_path, "03", "clone")
    first, other = opened("03"), opened("clone")
    mine = work(first, 2, seed=2)
    first.sync_all()
    other.sync_all()
    assert other.store.head.stream.branch > 0
    assert other.store.exchange.stopped() == []
    assert set(mine) <= {row[1] for row in rows(other)}


def test_a_revoked_desk_hands_its_backlog_in_and_nobody_signs_in_any_more(sqlite_central: CentralUnderTest, opened: Open) -> None:
    three, five = opened("03"), opened("05")
    three.sync_all()
    pending = work(three, 2, seed=1)
    with sqlite_central.database() as db:
        assert revoke_device(db, OFFICE, "03", crypto=sqlite_central.tools) == 1
    with pytest.raises(RefusedByCentral, match="device_revoked"):
        three.sync_all()
    assert three.store.exchange.pending() == (0, None)
    five.sync_all()
    assert set(pending) <= {row[1] for row in rows(five)}
    assert sqlite_central.verified().ok
    with pytest.raises(Refused, match="device_revoked"):
        three.services.sign_in("lee", PASSWORD)


def test_what_a_stolen_desk_writes_after_its_revocation_has_no_effect(sqlite_central: CentralUnderTest, opened: Open) -> None:
    three, five = opened("03"), opened("05")
    sqlite_central.clock.advance(timedelta(hours=-6))
    with sqlite_central.database() as db:
        revoke_device(db, OFFICE, "03", crypto=sqlite_central.tools, stolen=True)
    work(three, 2, seed=1)
    while three.push_once():
        pass
    five.sync_all()
    assert rows(five) == []
    assert sqlite_central.verified().ok


def test_a_revoked_desk_lists_no_losses_that_nobody_had(sqlite_central: CentralUnderTest) -> None:
    desk, other = sqlite_central.desk("05", seed=9), UUID(int=5)
    seen = AmnesiaProof(generation=1, seen={f"{other}.1.0": 7})
    desk.central.prove(OFFICE, seen)
    with sqlite_central.database() as db:
        assert [(each.first, each.last) for each in missing(db)] == [(1, 7)]  # the word of a desk of ours
        revoke_device(db, OFFICE, "05", crypto=sqlite_central.tools, stolen=True)
    desk.central.prove(OFFICE, AmnesiaProof(generation=1, seen={f"{other}.1.0": 2**60, f"{other}.2.0": 9}))
    with sqlite_central.database() as db:
        assert [(each.first, each.last) for each in missing(db)] == [(1, 7)]


def test_a_refusal_central_did_not_sign_is_a_time_out(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    three = opened("03")
    work(three, 1, seed=1)
    line = three.central
    assert line is not None

    def forged(*_: object, **__: object) -> None:
        raise RefusedByCentral(Problem(title="", status=409, code="fork", facts={"differs_at": 1}, signature=bytes(64)))

    line._token = "a session"
    monkeypatch.setattr(line._transport, "call", forged)
    with pytest.raises(Unavailable, match="central_down"):
        three.push_once()
    assert three.store.exchange.stopped() == []


def test_after_a_fork_both_enrol_again_with_keys_of_their_own(
    sqlite_central: CentralUnderTest, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened("03")
    work(first, 1, seed=1)
    first.sync_all()
    first.close()
    clone(tmp_path, "03", "clone")
    first, other = opened("03"), opened("clone")
    work(first, 1, seed=2)
    work(other, 1, seed=3)
    first.sync_all()
    with pytest.raises(RefusedByCentral, match="fork"):
        other.sync_all()
    pending = work(other, 1, seed=4)
    other.close()
    enroll_home(settings_of(tmp_path / "clone"), ask, url=sqlite_central.running.url, code=sqlite_central.invite("03"), training=True)
    other = opened("clone")
    assert (other.store.head.stream.epoch, other.store.head.stream.branch) == (2, 0)
    fresh = work(other, 1, seed=5)
    other.sync_all()
    # The old branch went through the new session; the forked one is named in the report and still here to be read.
    # A training clock begins anew each time the home is opened: of the two reports either may carry the later time.
    (replaced,) = [report for report in reports(other.desk) if report.kind == "replaced"]
    assert replaced.missing
    with pytest.raises(RefusedByCentral, match="device_revoked"):
        first.sync_all()
    first.close()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state 03"))
    enroll_home(settings_of(tmp_path / "03"), ask, url=sqlite_central.running.url, code=sqlite_central.invite("03"), training=True)
    first = opened("03")
    assert first.store.head.stream.epoch == 3
    first.sync_all()
    assert set(pending + fresh) <= {row[1] for row in rows(first)}
    assert sqlite_central.verified().ok
    keys = other.keys
    known = (other.desk.signer.public_key, keys.devices_before)
    trust = Trust(device_keys={other.desk.identity.device_id.bytes: known}, central_keys=(keys.central_public,))
    assert check_ledger(other.connections.here, trust).bad == []


class SomebodyElse:
    """Answers as the desk's own central would, whose public key is no secret, over a line and with people of its own."""

    def __init__(self, home: Home, central_box: bytes) -> None:
        self.info = CentralInfo(
            central_id=home.desk.identity.central_id, public_key=home.keys.central_public, box_key=central_box, version="0.1.0"
        )
        self.identity, self.central_public = home.desk.identity, home.keys.central_public
        self.asked: list[str] = []

    def call(self, method: str, path: str, kind: type, *, body: EnrolRequest | None = None) -> object:
        self.asked.append(path)
        if body is None:
            return self.info
        return EnrolAnswer(
            device_id=self.identity.device_id,
            epoch=self.identity.epoch + 1,
            office=self.identity.office,
            office_name=self.identity.office_name,
            division="",
            desk=self.identity.desk,
            central_id=self.info.central_id,
            central_public=self.central_public,
            ca_pem=self.identity.ca_pem,
            office_keys_sealed=seal_to(body.box_key, bytes(64), office_keys_context(self.identity.office, body.public_key)),
            generation=1,
            staff=[Staff(user="mallory", name="아무개", role="administrator", verifier=cheap_passwords().verifier(PASSWORD))],
            bundle=b"",
        )

    def close(self) -> None:
        return None


def test_a_desk_of_a_central_gives_its_office_keys_and_its_people_to_no_other(
    sqlite_central: CentralUnderTest, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody signs an enrolment of a desk that is one of a central already: only that central itself is spoken to."""
    home = opened("03")
    work(home, 1, seed=1)
    home.sync_all()
    there = SomebodyElse(home, box_public_key(box_private_key(bytes(32))))
    home.close()
    monkeypatch.setattr(enrol, "find_authority", lambda host, port, fingerprint: home.desk.identity.ca_pem)
    monkeypatch.setattr(enrol, "Transport", lambda url, context: there)
    code = format_code(EnrolmentCode(bytes(16), fingerprint_of(b"an authority of their own")))
    with pytest.raises(Refused, match="central_not_trusted"):
        enroll_home(settings_of(tmp_path / "03"), ask, url="https://127.0.0.1:1", code=code, training=True)
    assert there.asked == []
    home = opened("03")
    with pytest.raises(Refused):
        home.services.sign_in("mallory", PASSWORD)
    home.services.sign_in("park", PASSWORD)
    home.sync_all()
