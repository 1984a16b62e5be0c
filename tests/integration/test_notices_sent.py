"""Notices on their way: a desk without a line, central, the carrier's gateway, the answer back at the desk. Sent once, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.central import notice_sender
from app.central.database import CentralDatabase
from app.central.message_provider import Answer, ProviderSettings, Receipt, SmppSettings, ToSend
from app.central.notice_sender import NoticeSender
from app.central.notice_settings import drop_provider, hold, put_provider
from app.central.state import Identity, load_identity
from app.central.tables import GenerationRow, NoticeProviderRow, NoticeReceiptRow, NoticeRow
from app.domain.entries import Fact, NoticeRequested
from app.domain.errors import Refused
from app.domain.notice_entries import NoticeAnswered
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD
from tests.fakes.messages import MemoryProvider
from tests.integration.test_notices import MOBILE, arrived, told, words
from tests.integration.test_two_desks import add_people, enrolled
from tests.patience import until
from tests.smsc import Smsc, smsc


class Post(NamedTuple):
    """A desk, its central with the sender in our hands, and the carrier."""

    home: Home
    central: CentralUnderTest
    carrier: Smsc
    db: CentralDatabase
    identity: Identity

    def carry(self) -> None:
        """Everything goes up and comes back; nothing is sent meanwhile."""
        drop_provider(self.db, "")
        self.central.start()
        self.home.sync_all()
        self.central.stop()

    def sender(self) -> NoticeSender:
        """Somebody who sends, as one process of central."""
        put_provider(self.db, self.identity, "", ProviderSettings(smpp=gateway_of(self.carrier), training=True))
        return NoticeSender(self.db, self.identity)

    def states(self) -> list[tuple[str, str]]:
        rows = self.db.all(NoticeRow.select(NoticeRow.state, NoticeRow.code).order_by(NoticeRow.notice_id))
        return [(row["state"], row["code"]) for row in rows]

    def at_desk(self, case_id: UUID) -> tuple[str, str]:
        self.carry()
        (notice,) = told(self.home, case_id)
        return notice.state, notice.code


def gateway_of(carrier: Smsc) -> SmppSettings:
    return SmppSettings(
        host="127.0.0.1", port=carrier.port, system_id="minwon", password=carrier.password, sender="0515550100", timeout_s=1.0
    )


@pytest.fixture
def post(central: CentralUnderTest, tmp_path: Path) -> Iterator[Post]:
    yield from _post(central, tmp_path)


@pytest.fixture
def quick_post(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[Post]:
    """Where the database makes no difference."""
    yield from _post(sqlite_central, tmp_path)


def _post(central: CentralUnderTest, tmp_path: Path) -> Iterator[Post]:
    add_people(central)
    home = enrolled(central, tmp_path / "home", "03")
    home.services.open_day(home.services.sign_in("park", PASSWORD), 0)
    identity = load_identity(central.state_dir, crypto=central.tools, passphrase=None)
    central.stop()  # the line is down when the passport arrives
    with smsc() as carrier, central.database() as db:
        yield Post(home, central, carrier, db, identity)
    home.close()


def reported(post: Post, sender: NoticeSender, receipts: int) -> None:
    """So many receipts were written down, and confirmed after that."""

    def confirmed() -> bool:
        sender.once()
        return len(post.carrier.confirmed) >= receipts

    until(confirmed, "the receipt")


def test_a_notice_asked_for_without_a_line_is_sent_once_and_its_delivery_comes_back_to_the_desk(post: Post) -> None:
    case_id = arrived(post.home)
    assert [each.state for each in told(post.home, case_id)] == [""]
    post.carry()
    sender = post.sender()
    assert sender.once() == 1
    (message,) = post.carrier.taken
    assert (message.to, message.sender) == (MOBILE, "0515550100") and "여권이 도착했습니다" in message.text
    sender.close()
    assert post.at_desk(case_id) == ("sent", "")
    sender = post.sender()
    assert sender.once() == 0
    post.carrier.wait_until(lambda: post.carrier.binds == 2)
    post.carrier.deliver(message.message_id, times=2)
    reported(post, sender, 2)
    sender.close()
    assert post.at_desk(case_id) == ("delivered", "")
    assert len(post.carrier.taken) == 1 and post.central.verified().ok
    assert post.carrier.binds == 2  # one line each sender, however much went over it
    post.carry()
    answers = post.home.connections.value("SELECT count(*) FROM entry WHERE kind = 'notice_answered'")
    assert answers == 2  # sent and delivered, each written down once
    post.home.store.working.put_setting("notices_after", b"0")  # as after a restored central: all of it is told again
    post.carry()
    assert post.home.connections.value("SELECT count(*) FROM entry WHERE kind = 'notice_answered'") == 2


def test_a_silent_gateway_leaves_the_outcome_open_and_nobody_sends_it_again(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)
    for act in ("silent", "take_and_drop", "drop", "nonsense"):
        case_id = arrived(post.home, seed=len(post.carrier.acts) + 20)
        post.carrier.acts.append(act)
    post.carrier.acts.insert(0, "silent")
    post.carry()
    sender = post.sender()
    for _ in range(8):
        sender.once()
    sender.close()
    assert [state for state, _ in post.states()] == ["unknown"] * 5
    assert {code for _, code in post.states()} == {"no_answer", "line_lost", "frame_invalid"}
    assert post.carrier.submitted == 5
    assert post.at_desk(case_id)[0] == "unknown"


def test_a_gateway_that_is_full_or_away_gets_it_later(quick_post: Post) -> None:
    post = quick_post
    arrived(post.home)
    post.carrier.acts.append("throttle")
    post.carry()
    sender = post.sender()
    assert sender.once() == 0 and post.states() == [("waiting", "throttled")]
    post.central.clock.advance(timedelta(minutes=10))
    post.carrier.hang_up()  # the line is gone before the message: it goes over a new one
    assert sender.once() == 1 and len(post.carrier.taken) == 1
    post.carrier.wait_until(lambda: post.carrier.binds == 2)
    assert sender.once() == 0
    sender.close()
    assert post.carrier.binds == 2


def test_what_the_carrier_refuses_has_failed_with_its_code(quick_post: Post) -> None:
    case_id = arrived(quick_post.home)
    quick_post.carrier.acts.append("refuse")
    quick_post.carry()
    sender = quick_post.sender()
    sender.once()
    sender.close()
    assert quick_post.at_desk(case_id) == ("failed", "smpp_0000000b")


def test_what_a_process_was_about_to_send_when_it_was_killed_is_never_sent_by_the_next(post: Post) -> None:
    case_id = arrived(post.home)
    post.carry()
    dead = post.sender()
    with pytest.raises(KeyboardInterrupt):
        _killed_while_sending(dead)
    assert [state for state, _ in post.states()] == ["sending"]
    other = post.sender()
    assert other.once() == 0 and [state for state, _ in post.states()] == ["sending"]  # the dead one's time is not over yet
    post.central.clock.advance(timedelta(minutes=1))
    assert other.once() == 0
    other.close()
    assert post.carrier.submitted == 0
    assert post.at_desk(case_id) == ("unknown", "interrupted")


def _killed_while_sending(sender: NoticeSender) -> None:
    class Killed(MemoryProvider):
        def send(self, message: ToSend) -> Answer:
            raise KeyboardInterrupt

    sender._make = lambda _settings, _now: Killed()
    sender.once()


def test_a_receipt_that_comes_before_we_know_the_message_is_kept_for_it(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)
    post.carry()
    sender = post.sender()
    sender.once()
    post.db.run(NoticeRow.update(provider_ref=""))  # its answer is still on the way
    post.carrier.deliver("m000001", "UNDELIV", err="045")
    reported(post, sender, 1)
    assert post.states() == [("sent", "")]
    post.db.run(NoticeRow.update(provider_ref="m000001"))
    sender.once()
    sender.close()
    assert post.at_desk(case_id) == ("failed", "undeliv_045")


def test_receipts_of_messages_nobody_sent_fill_no_database(quick_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post = quick_post
    monkeypatch.setattr("app.central.notice_sender._RECEIPTS_MAX", 100)
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    for turn in range(5):
        carrier.reported = [Receipt(f"x{turn}-{number}", "delivered") for number in range(60)]
        sender.once()
    assert len(post.db.all(NoticeReceiptRow.select())) == 100
    post.db.run(NoticeReceiptRow.update(at=1))
    carrier.reported = [Receipt("y", "delivered")]
    sender.once()
    sender.close()
    assert [row["provider_ref"] for row in post.db.all(NoticeReceiptRow.select())] == ["y"]


def test_a_notice_of_a_training_home_never_reaches_a_real_carrier(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)
    post.carry()
    put_provider(post.db, post.identity, "", ProviderSettings(smpp=gateway_of(post.carrier)))
    sender = NoticeSender(post.db, post.identity)
    sender.once()
    sender.close()
    assert post.at_desk(case_id) == ("failed", "training") and post.carrier.submitted == 0


def sent_by(post: Post, carrier: MemoryProvider, **settings: Any) -> NoticeSender:
    """Somebody who sends through that carrier in memory."""
    put_provider(post.db, post.identity, "", ProviderSettings(smpp=gateway_of(post.carrier), training=True, **settings))
    return NoticeSender(post.db, post.identity, make=lambda _settings, _now: carrier)


def test_a_slow_carrier_has_its_turn_and_then_the_next_one(quick_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_sender, "_TURN_S", 0.0)
    for seed in (20, 21, 22):
        arrived(quick_post.home, seed=seed)
    quick_post.carry()
    carrier = MemoryProvider()
    sender = sent_by(quick_post, carrier)
    assert [sender.once() for _ in range(4)] == [1, 1, 1, 0]
    sender.close()
    assert len({each.ref for each in carrier.taken}) == 3


def test_a_carrier_that_is_away_is_logged_when_it_goes_and_when_it_is_back(quick_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(notice_sender.log, "warning", lambda text, *of: said.append(text % of))
    carrier = MemoryProvider()
    sender = sent_by(quick_post, carrier)
    sender.once()
    for _ in range(2):
        carrier.line = False
        for _ in range(50):
            quick_post.central.clock.advance(timedelta(minutes=1))
            sender.once()
        carrier.line = True
        for _ in range(3):
            quick_post.central.clock.advance(timedelta(minutes=1))
            sender.once()
    sender.close()
    assert said == ["notice provider: provider_away unreachable", "notice provider: back"] * 2


def test_a_refusal_said_at_another_desk_in_the_meantime_is_kept(quick_post: Post, tmp_path: Path) -> None:
    post = quick_post
    case_id = arrived(post.home)
    post.central.start()
    other = enrolled(post.central, tmp_path / "other", "04")
    park = other.services.sign_in("park", PASSWORD)
    other.services.open_day(park, 0)
    other.services.notices.refuse(park, MOBILE)
    other.sync_all()
    other.close()
    post.central.stop()
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    assert sender.once() == 0 and carrier.taken == []
    sender.close()
    assert post.at_desk(case_id) == ("refused", "")
    post.home.store.rebuild()
    assert told(post.home, arrived(post.home, seed=77)) == []  # the refusal came over the feed


def test_a_desk_that_did_not_ask_cannot_say_what_became_of_a_notice(quick_post: Post, tmp_path: Path) -> None:
    post = quick_post
    case_id = arrived(post.home)
    (asked,) = words(post.home)
    assert asked.notice_id is not None
    post.carry()
    post.central.start()
    other = enrolled(post.central, tmp_path / "other", "04")
    lies = [NoticeAnswered(notice_id=asked.notice_id, state="delivered"), msgspec.structs.replace(asked, thing="x", template="x")]
    with other.store.transaction(actor=None, day="2026-11-20") as tx:
        for body in lies:
            tx.append(Fact(body, uuid4(), case_id=case_id))
    assert [(each.state, each.template) for each in told(other, case_id)] in ([("delivered", "x")], [("", "x")])
    other.sync_all()
    post.central.stop()
    post.carry()
    assert [(each.state, each.template) for each in told(post.home, case_id)] == [("", "passport_ready")]
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    assert sender.once() == 1 and len(carrier.taken) == 1
    sender.close()
    assert post.at_desk(case_id) == ("sent", "")
    post.central.start()
    other.sync_all()
    other.store.rebuild()
    post.central.stop()
    other.close()
    post.home.store.rebuild()
    assert [each.state for each in told(post.home, case_id)] == ["sent"]


def test_the_same_thing_asked_for_at_two_desks_is_told_once(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)
    (asked,) = words(post.home)
    with post.home.store.transaction(actor=None, day="2026-11-20") as tx:  # as the other desk, that took the same step, did
        tx.append(Fact(msgspec.structs.replace(asked, notice_id=uuid4()), uuid4(), case_id=case_id))
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    assert sender.once() == 1 and sender.once() == 0 and len(carrier.taken) == 1
    sender.close()
    post.carry()
    assert sorted(each.state for each in told(post.home, case_id)) == ["repeated", "sent"]


def test_nothing_is_sent_at_night_nor_after_its_time(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)  # central's clock: noon in Seoul
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier, from_hour=13, to_hour=14)
    assert sender.once() == 0
    post.central.clock.advance(timedelta(days=30, hours=1))
    assert sender.once() == 0 and carrier.taken == []
    sender.close()
    assert post.at_desk(case_id) == ("failed", "too_late")


def test_a_central_that_was_restored_asks_a_person_instead_of_sending_again(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)
    began = GenerationRow.insert(office_id="26410", generation=2, valid_up_to=0, began_at=2**50, proof=b"")
    post.db.run(began)
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    assert sender.once() == 0 and carrier.taken == []
    sender.close()
    assert post.at_desk(case_id) == ("unknown", "central_restored")
    post.db.run(GenerationRow.delete())
    (notice,) = told(post.home, case_id)
    post.home.services.notices.again(post.home.services.sign_in("park", PASSWORD), notice.notice_id)
    post.carry()
    sender = sent_by(post, carrier)
    assert sender.once() == 1
    sender.close()
    post.carry()
    assert [each.state for each in told(post.home, case_id)] == ["unknown", "sent"]
    with pytest.raises(Refused, match="notice_not_again"):
        post.home.services.notices.again(post.home.services.sign_in("park", PASSWORD), notice.notice_id)


def test_a_notice_of_a_case_without_a_number_fails_and_does_not_hold_up_the_next(quick_post: Post) -> None:
    post = quick_post
    case_id = arrived(post.home)
    with post.home.store.transaction(actor=None, day="2026-11-20") as tx:
        for field in ("applicant.name", "nothing", "applicant.phone.x"):
            body = NoticeRequested(template="passport_ready", way="sms", notice_id=uuid4(), thing=field, to=field, text="x")
            tx.append(Fact(body, uuid4(), case_id=case_id))
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    assert sender.once() == 1 and [each.to for each in carrier.taken] == [MOBILE]
    sender.close()
    assert sorted(post.states()) == [("failed", "no_number")] * 3 + [("sent", "")]


def test_settings_are_sealed_and_an_office_may_have_its_own_way(quick_post: Post) -> None:
    post = quick_post
    put_provider(post.db, post.identity, "", ProviderSettings(smpp=gateway_of(post.carrier)))
    put_provider(post.db, post.identity, "26410", ProviderSettings(smpp=gateway_of(post.carrier), training=True))
    stored = b"".join(bytes(row["settings"]) for row in post.db.all(NoticeProviderRow.select()))
    assert post.carrier.password.encode() not in stored and b"127.0.0.1" not in stored
    held = hold(post.db, post.identity, b"me", 1_000)
    assert {(each.office, tuple(each.offices)) for each in held} == {("", ()), ("26410", ("26410",))}
    assert hold(post.db, post.identity, b"somebody else", 2_000) == []
    assert len(hold(post.db, post.identity, b"somebody else", 60_000)) == 2


def test_a_hostile_request_never_holds_up_the_next(post: Post) -> None:
    case_id = arrived(post.home)
    evil = [
        NoticeRequested(template="x", way="sms", thing="a\0b", to="applicant.phone", text="x"),
        NoticeRequested(template="x", way="sms", thing="c", to="applicant.name", text="y" * 20_000),
        NoticeRequested(template="x", way="email", thing="d", to="applicant.phone", text="x", subject="a\r\nBcc: b"),
    ]
    with post.home.store.transaction(actor=None, day="2026-11-20") as tx:
        for body in evil:
            tx.append(Fact(body, uuid4(), case_id=case_id))
    second_id = arrived(post.home, seed=91)
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier)
    sender.once()
    sender.close()
    post.carry()
    assert [each.state for each in told(post.home, second_id)] == ["sent"]


def test_a_sender_goes_on_after_a_bug_and_the_bug_is_seen(quick_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    post = quick_post
    arrived(post.home)
    post.carry()
    seen: list[str] = []
    monkeypatch.setattr("threading.excepthook", lambda args: seen.append(args.exc_type.__name__))
    monkeypatch.setattr("app.central.notice_sender._AFTER_A_BUG_S", 0.01)
    carrier = MemoryProvider()
    makes = iter([ZeroDivisionError(), None])

    def make(_settings: ProviderSettings, _now: object) -> MemoryProvider:
        if (trouble := next(makes)) is not None:
            raise trouble
        return carrier

    put_provider(post.db, post.identity, "", ProviderSettings(smpp=gateway_of(post.carrier), training=True))
    with post.central.database() as db:
        sender = NoticeSender(db, post.identity, make=make, pause_s=0.01)
        sender.start()
        until(lambda: carrier.taken, "the notice")
        sender.stop()
    assert len(carrier.taken) == 1 and seen == ["ZeroDivisionError"]


def test_a_sender_goes_on_after_a_line_that_cannot_even_be_closed(quick_post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(MemoryProvider):
        def receipts(self, pending: Sequence[str]) -> list[Receipt]:
            raise ZeroDivisionError

        def close(self) -> None:
            raise OSError("it is no line any more")

    post, carrier = quick_post, MemoryProvider()
    arrived(post.home)
    post.carry()
    seen: list[str] = []
    monkeypatch.setattr("threading.excepthook", lambda args: seen.append(args.exc_type.__name__))
    monkeypatch.setattr("app.central.notice_sender._AFTER_A_BUG_S", 0.01)
    closed = ProviderSettings(smpp=gateway_of(post.carrier), training=True, from_hour=0, to_hour=0)
    put_provider(post.db, post.identity, "", closed)
    with post.central.database() as db:
        sender = NoticeSender(db, post.identity, make=lambda said, _: carrier if said.to_hour else Broken(), pause_s=0.01)
        sender.start()
        until(lambda: seen, "the bug")
        put_provider(post.db, post.identity, "", msgspec.structs.replace(closed, to_hour=24))
        until(lambda: carrier.taken, "the notice")
        sender.stop()
    assert set(seen) == {"OSError"} and len(carrier.taken) == 1


def test_what_goes_beyond_the_office_s_day_waits(quick_post: Post) -> None:
    post = quick_post
    for seed in range(60, 64):
        arrived(post.home, seed=seed)
    post.carry()
    carrier = MemoryProvider()
    sender = sent_by(post, carrier, daily_max=3)
    assert [sender.once(), sender.once()] == [3, 0]
    assert sorted(state for state, _ in post.states()) == ["sent", "sent", "sent", "waiting"]
    post.central.clock.advance(timedelta(hours=25))
    assert sender.once() == 1
    sender.close()
