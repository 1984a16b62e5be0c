"""How a PC becomes a desk: codes, their limits, homes that are adopted, desks that are replaced or retired (SYNC §3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.central import admin
from app.domain.entries import BranchStarted
from app.domain.errors import Refused, Unavailable
from app.sync.enrol import ExistingHome
from app.sync.pinning import find_authority, pinned_context
from app.sync.transport import Transport
from app.wire.chain import NO_HASH
from app.wire.enrolment import EnrolmentCode, format_code, parse_code
from app.wire.messages import Challenge, SessionAnswer, SessionRequest
from app.wire.signed import NO_CENTRAL, session
from tests.centrals import OFFICE, CentralUnderTest, signer_of
from tests.streams import Stream, an_entry, an_id

KEYS = bytes(range(64))


def a_home(last_seq: int = 0, device: int = 5, **changes: Any) -> ExistingHome:
    home = ExistingHome(OFFICE, "03", an_id(device), 1, 0, last_seq, KEYS)
    return home._replace(**changes)


def test_a_new_pc_gets_device_keys_people_and_an_identity_to_trust(central: CentralUnderTest) -> None:
    with central.database() as db:
        admin.add_staff(db, OFFICE, "kim", "supervisor", "김보람", "$argon2id$", crypto=central.tools)
        admin.add_bundle(db, bytes(range(32)), {"forms/a.toml": b"id = 'a'"}, crypto=central.tools)
    enrolled = central.enrol(central.invite())
    answer = enrolled.answer
    assert (answer.office, answer.office_name, answer.division, answer.desk) == (OFFICE, "가온구청", "민원여권과", "03")
    assert (answer.epoch, answer.adopted, answer.generation, answer.bundle) == (1, False, 1, bytes(range(32)))
    assert [(each.user, each.role) for each in answer.staff] == [("kim", "supervisor")]
    assert len(enrolled.office_keys) == 64


def test_all_desks_of_an_office_get_the_same_office_keys_and_other_offices_others(central: CentralUnderTest) -> None:
    with central.database() as db:
        admin.add_office(db, "11110", "다온구청")
    first = central.enrol(central.invite("03"), 1)
    second = central.enrol(central.invite("04"), 2)
    other = central.enrol(central.invite("03", "11110"), 3)
    assert first.office_keys == second.office_keys != other.office_keys


def test_the_same_code_and_key_get_the_same_answer_and_another_key_none(central: CentralUnderTest) -> None:
    code = central.invite()
    first = central.enrol(code, 1)
    assert central.enrol(code, 1) == first
    with pytest.raises(Refused, match="code_wrong"):
        central.enrol(code, 2)


def test_a_code_is_good_for_ten_minutes_used_or_not(central: CentralUnderTest) -> None:
    used, unused = central.invite("03"), central.invite("04")
    central.enrol(used, 1)
    central.clock.advance(timedelta(minutes=9, seconds=59))
    central.enrol(used, 1)
    central.clock.advance(timedelta(seconds=1))
    for code, seed in ((used, 1), (unused, 2)):
        with pytest.raises(Refused, match="code_wrong"):
            central.enrol(code, seed)


def test_after_five_wrong_codes_an_address_has_to_wait_even_with_the_right_one(central: CentralUnderTest) -> None:
    right = central.invite()
    fingerprint = parse_code(right).fingerprint
    for number in range(5):
        with pytest.raises(Refused, match="code_wrong"):
            central.enrol(format_code(EnrolmentCode(bytes([number]) * 16, fingerprint)))
    with pytest.raises(Unavailable) as unavailable:
        central.enrol(right)
    assert unavailable.value.code == "central_busy"
    assert 1 <= int(str(unavailable.value.facts["retry_after_s"]).partition(".")[0]) <= 60


def test_a_central_whose_authority_is_not_in_the_code_is_told_nothing(sqlite_central: CentralUnderTest) -> None:
    secret = parse_code(sqlite_central.invite()).secret
    with pytest.raises(Refused, match="central_not_trusted"):
        sqlite_central.enrol(format_code(EnrolmentCode(secret, bytes(10))))
    sqlite_central.enrol(format_code(EnrolmentCode(secret, sqlite_central.running.fingerprint)))


def test_a_line_pinned_to_one_central_does_not_speak_to_another(tmp_path: Path, sqlite_central: CentralUnderTest) -> None:
    other = CentralUnderTest(tmp_path / "other")
    other.start()
    try:
        enrolled = sqlite_central.enrol(sqlite_central.invite())
        line = sqlite_central.line(enrolled, url=other.running.url)
        assert not line.alive()
        with pytest.raises(Unavailable, match="central_down"):
            line.staff(OFFICE, after=0)
    finally:
        other.close()


def test_a_home_made_without_central_is_adopted_with_what_it_signed_so_far(central: CentralUnderTest) -> None:
    stream = Stream(seed=5, office=OFFICE, desk="03", device_id=an_id(5), central_id=NO_CENTRAL, signer=signer_of(5))
    for _ in range(3):
        an_entry(stream)
    enrolled = central.enrol(central.invite(), 5, a_home(3))
    answer = enrolled.answer
    assert (answer.device_id, answer.epoch, answer.adopted) == (an_id(5), 1, True)
    assert enrolled.office_keys == KEYS
    line = central.line(enrolled, 5)
    assert line.push(stream.id, stream.push()).acked_seq == 3
    an_entry(stream)
    with pytest.raises(Refused, match="bad_chain"):
        line.push(stream.id, stream.push(4, 4))
    stream.central_id = answer.central_id
    assert line.push(stream.id, stream.push(4, 4)).acked_seq == 4
    assert line.feed(OFFICE, generation=0, after=0).streams[0].adopted_seq == 3
    assert central.enrol(central.invite("04"), 2).office_keys == KEYS
    assert central.verified().ok


def test_an_adoption_whose_answer_was_lost_for_good_can_be_asked_for_again(central: CentralUnderTest) -> None:
    first = central.enrol(central.invite(), 5, a_home(3)).answer
    central.clock.advance(timedelta(minutes=11))
    again = central.enrol(central.invite(), 5, a_home(7)).answer
    assert (again.device_id, again.epoch, again.adopted) == (first.device_id, first.epoch, True)


def test_older_branches_of_an_adopted_home_may_be_sent_as_they_were_signed(central: CentralUnderTest) -> None:
    old = Stream(seed=5, office=OFFICE, device_id=an_id(5), signer=signer_of(5))
    an_entry(old)
    enrolled = central.enrol(central.invite(), 5, a_home(0, branch=77, older_branches={0: 1}))
    assert central.line(enrolled, 5).push(old.id, old.push()).acked_seq == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"office": "11110"}, "office_or_desk_differ"),
        ({"desk": "04"}, "office_or_desk_differ"),
        ({"office_keys": b""}, "message_unreadable"),
    ],
)
def test_a_home_that_does_not_fit_the_code_is_not_adopted(central: CentralUnderTest, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        central.enrol(central.invite(), 5, a_home(0, **changes))
    assert central.enrol(central.invite(), 5, a_home()).answer.adopted


def test_a_home_with_other_office_keys_is_not_adopted(central: CentralUnderTest) -> None:
    central.enrol(central.invite("04"), 2)
    with pytest.raises(Refused, match="office_keys_differ"):
        central.enrol(central.invite("03"), 5, a_home())


def test_a_desk_that_another_live_device_holds_is_taken_until_that_one_is_retired(central: CentralUnderTest) -> None:
    enrolled = central.enrol(central.invite(), 4, a_home(device=4))
    with pytest.raises(Refused, match="desk_taken"):
        central.enrol(central.invite(), 5, a_home())
    with central.database() as db:
        assert admin.retire_device(db, OFFICE, "03", crypto=central.tools) == 1
    assert central.enrol(central.invite(), 5, a_home()).answer.adopted
    with pytest.raises(Refused, match="device_revoked"):
        central.line(enrolled, 4).staff(OFFICE, after=0)


def test_a_replaced_pc_goes_on_with_the_next_epoch_and_the_old_one_is_out(central: CentralUnderTest) -> None:
    old = central.desk("03", 1)
    an_entry(old.stream)
    old.central.push(old.stream.id, old.stream.push())
    new = central.enrol(central.invite("03"), 2)
    assert (new.answer.device_id, new.answer.epoch) == (old.enrolled.answer.device_id, 2)
    with pytest.raises(Refused, match="device_revoked"):
        old.central.feed(OFFICE, generation=0, after=0)
    assert old.central.push(old.stream.id, old.stream.push()).acked_seq == 1  # its backlog is all it may still hand in
    stream = Stream(seed=2, device_id=new.answer.device_id, epoch=2, central_id=new.answer.central_id, signer=signer_of(2))
    an_entry(stream)
    line = central.line(new, 2)
    assert line.push(stream.id, stream.push()).office_last == 2
    # What the old PC had not sent is found on its disk and handed in by the new one, signed by the old key.
    an_entry(old.stream)
    assert line.push(old.stream.id, old.stream.push()).acked_seq == 2


def test_a_session_of_which_central_knows_nothing_is_renewed_without_a_word(central: CentralUnderTest) -> None:
    desk = central.desk()
    desk.central.staff(OFFICE, after=0)
    central.clock.advance(timedelta(hours=2))
    assert desk.central.staff(OFFICE, after=0).staff == []


def test_a_challenge_is_signed_within_a_minute_by_the_device_it_names(central: CentralUnderTest) -> None:
    answer = central.enrol(central.invite()).answer
    transport = Transport(central.running.url, pinned_context(answer.ca_pem))
    try:
        challenge = transport.call("POST", "/v1/sessions/challenge", Challenge).challenge

        def ask(given: bytes, seed: int = 1, epoch: int = 1) -> SessionAnswer:
            signature = signer_of(seed).sign(session(answer.central_id, answer.device_id, epoch, given))
            request = SessionRequest(device_id=answer.device_id, epoch=epoch, challenge=given, signature=signature)
            return transport.call("POST", "/v1/sessions", SessionAnswer, body=request)

        assert ask(challenge).token
        for given, seed, epoch, code in (
            (challenge, 1, 1, "challenge_expired"),  # it has opened its one session
            (challenge, 2, 1, "session_refused"),
            (challenge, 1, 2, "session_refused"),
            (bytes(len(challenge)), 1, 1, "challenge_expired"),
            (b"", 1, 1, "challenge_expired"),
        ):
            with pytest.raises(Refused, match=code):
                ask(given, seed, epoch)
        central.clock.advance(timedelta(seconds=61))
        with pytest.raises(Refused, match="challenge_expired"):
            ask(challenge)
    finally:
        transport.close()


def test_the_authority_seen_in_the_handshake_is_the_one_in_the_state_directory(sqlite_central: CentralUnderTest) -> None:
    seen = find_authority("127.0.0.1", sqlite_central.port, sqlite_central.running.fingerprint)
    assert seen == (sqlite_central.state_dir / "ca.pem").read_text()


def test_a_new_branch_says_which_head_it_grew_from(central: CentralUnderTest) -> None:
    desk = central.desk()
    an_entry(desk.stream)
    desk.central.push(desk.stream.id, desk.stream.push())
    old_hash = desk.stream.hash_at(1)
    answer = desk.enrolled.answer
    for old_head, named, fits in ((old_hash, old_hash, True), (old_hash, NO_HASH, False)):
        branch = Stream(
            seed=3,
            device_id=answer.device_id,
            branch=9 if fits else 10,
            central_id=answer.central_id,
            old_head=old_head,
            signer=signer_of(1),
        )
        branch.add(BranchStarted(old_branch=0, old_seq=1, old_hash=named, reason="older_than_anchor"))
        if fits:
            assert desk.central.push(branch.id, branch.push()).acked_seq == 1
        else:
            with pytest.raises(Refused, match="bad_chain"):
                desk.central.push(branch.id, branch.push())
    infos = {info.stream.branch: info.old_head for info in desk.central.feed(OFFICE, generation=0, after=0).streams}
    assert infos == {0: NO_HASH, 9: old_hash}
    assert central.verified().ok
