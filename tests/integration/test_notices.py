"""Notices at the desk: asked for in the step's own commit, by consent, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain import identity
from app.domain.entries import NoticeRequested
from app.domain.errors import DraftRefused, Refused
from app.domain.notice_texts import LMS_BYTES, SMS_BYTES, Wording, compose, trouble_with, weight
from app.domain.sampling import sample
from app.domain.views import Actor
from app.ports.notices import NoticeRow
from app.services.notices import request
from app.wire.codec import decode_body
from tests.desks import NINE, PASSWORD, a_home, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

MOBILE = "01055551234"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = a_home(tmp_path / "home")
    home.services.open_day(park(home), 0)
    yield home
    home.close()


def park(home: Home) -> Actor:
    return home.services.sign_in("park", PASSWORD)


def received(home: Home, service: str, *, consent: bool = True, phone: str = MOBILE, seed: int = 5, **answers: object) -> UUID:
    """A case of that service whose holder may be told by text message."""
    form = the_catalogue().forms[service]
    draft = sample(form, seed=seed, index=1, today=NINE.date(), people=the_people())
    said = {name: value for name, value in {**draft.answers, "sms_consent": consent, **answers}.items() if value is not None}
    applicant = {**draft.applicant, "phone": phone}
    applicant |= {name.removeprefix("applicant."): said.pop(name) for name in list(said) if name.startswith("applicant.")}
    draft = msgspec.structs.replace(draft, applicant=applicant, answers=said, tender="none", approval_no=None)
    draft = msgspec.structs.replace(draft, exemption=None, evidence=None)
    return home.services.record_case(park(home), draft).case_id


def step(home: Home, case_id: UUID, name: str, **facts: object) -> str:
    return home.services.advance_case(park(home), case_id, name, facts=facts)


def told(home: Home, case_id: UUID) -> list[NoticeRow]:
    return home.store.notices.of_case(case_id)


def words(home: Home) -> list[NoticeRequested]:
    rows = home.connections.all("SELECT kind, body FROM entry WHERE kind = 'notice_requested' ORDER BY place")
    bodies = [decode_body(kind, body) for kind, body in rows]
    return [each for each in bodies if isinstance(each, NoticeRequested)]


def arrived(home: Home, **more: object) -> UUID:
    case_id = received(home, "passport_single", **more)  # type: ignore[arg-type]
    for name in ("send", "arrive"):
        step(home, case_id, name)
    return case_id


def test_the_day_a_passport_can_be_fetched_is_told_with_its_arrival(home: Home) -> None:
    case_id = arrived(home)
    (notice,) = told(home, case_id)
    assert (notice.template, notice.way, notice.state) == ("passport_ready", "sms", "")
    (asked,) = words(home)
    assert "5.20.까지" in asked.text and asked.to == "applicant.phone" and weight(asked.text) <= SMS_BYTES
    everything = msgspec.json.encode(asked).decode()
    assert MOBILE not in everything and asked.to_mac == home.desk.sealer.lookup("phone_no", MOBILE)


def test_nobody_is_told_without_consent_or_a_mobile_number(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(home, arrived(home, consent=False)) == []
    with pytest.raises(DraftRefused) as refused:
        received(home, "passport_single", phone="0312345678", seed=6)
    assert refused.value.fields == {"applicant.phone": "mobile_for_text"}
    with monkeypatch.context() as before:  # what was recorded while the wish was taken from any number
        before.setattr(identity, "is_mobile", lambda _digits: True)
        case_id = received(home, "passport_single", phone="0312345678", seed=6)
    for name in ("send", "arrive"):
        step(home, case_id, name)
    assert told(home, case_id) == []


def test_each_reminder_is_told_once_and_a_rebuild_knows_them_all(home: Home) -> None:
    case_id = arrived(home)
    step(home, case_id, "remind", round=1, way="sms")
    step(home, case_id, "remind", round=2, way="phone")
    step(home, case_id, "remind", round=3, way="sms")
    assert [each.template for each in told(home, case_id)] == ["passport_ready", "passport_uncollected", "passport_uncollected"]
    before = told(home, case_id)
    home.store.rebuild()
    assert told(home, case_id) == before


def test_a_filing_is_told_of_when_it_is_done_and_only_by_the_way_that_was_said(home: Home) -> None:
    for way, expected in (("sms", ["filing_done"]), ("post", [])):
        case_id = received(home, "birth_filing", seed=9 if way == "sms" else 10)
        step(home, case_id, "accept")
        step(home, case_id, "record", recorded_on="2026-11-20")
        step(home, case_id, "notify", way=way)
        assert [each.template for each in told(home, case_id)] == expected


def test_a_petitioner_is_told_the_way_he_wished_and_no_other(home: Home) -> None:
    ways = {}
    for seed, wish in enumerate(("sms", "email", "post"), 70):
        more: dict[str, Any] = {"applicant.email": "kim@example.kr"} if wish == "email" else {}
        case_id = received(home, "other_petition", seed=seed, tell_by=wish, received_by="counter", sms_consent=None, **more)
        ways[wish] = [(each.template, each.way) for each in told(home, case_id)]
    assert ways == {"sms": [("petition_received", "sms")], "email": [("petition_received", "email")], "post": []}


def test_a_text_that_is_too_long_is_cut_and_one_that_cannot_be_sent_is_not_approved() -> None:
    message = compose(Wording("{what}", "{service}"), {"what": "보완 " * 2000, "service": "출생신고 " * 20})
    assert weight(message.text) <= LMS_BYTES and message.long and weight(message.subject) <= 40
    assert compose(Wording("{name}", ""), {"name": "뷁*동"}).text == "○*동"
    assert trouble_with("{applicant.rrn}", "") == "notice_gap_unknown"
    assert trouble_with("{rrn}", "") == "notice_gap_unknown"
    assert trouble_with("😀", "") == "notice_text_unwritable"
    assert trouble_with("가" * 1001, "") == "notice_text_long"
    assert all(trouble_with(each.text, each.subject) == "" for each in the_catalogue().notices)


def test_who_wants_none_is_told_nothing_until_he_does_again(home: Home) -> None:
    notices, actor = home.services.notices, park(home)
    assert notices.refuse(actor, MOBILE) == "010-****-1234"
    assert told(home, arrived(home)) == []
    home.store.rebuild()
    assert told(home, arrived(home, seed=31)) == []
    case = home.store.cases.find(arrived(home, seed=32))
    assert case is not None
    notices.refuse(actor, case.number, refused=False)
    assert len(told(home, arrived(home, seed=33))) == 1
    with pytest.raises(Refused, match="notice_no_mobile"):
        notices.refuse(actor, "02-123-4567")


def test_uncollected_passports_are_told_month_by_month_by_a_list_that_is_looked_at_first(home: Home) -> None:
    reachable, silent = arrived(home), arrived(home, consent=False, seed=40)
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    assert home.services.notices.run(park(home), "uncollected", dry=True).rows == []
    later(home, 33)
    dry = home.services.notices.run(park(home), "uncollected", dry=True)
    assert {(each.why, each.round) for each in dry.rows} == {("", 1), ("no_consent", 1)} and dry.sent == 0
    assert len(told(home, reachable)) == 1  # of its arrival
    done = home.services.notices.run(park(home), "uncollected", dry=False, by_post=True)
    assert (done.sent, done.posted) == (1, 1) and done.labels is not None and len(done.labels.people) == 1
    assert [each.template for each in told(home, reachable)] == ["passport_ready", "passport_uncollected"]
    assert told(home, silent) == []
    assert home.services.notices.run(park(home), "uncollected", dry=False, by_post=True).rows == []
    later(home, 31)
    assert {each.round for each in home.services.notices.run(park(home), "uncollected", dry=True).rows} == {2}


def test_a_supplement_that_is_due_soon_is_told_of_once(home: Home) -> None:
    case_id = received(home, "birth_filing")
    step(home, case_id, "request_supplement", what="출생증명서 원본", until="2026-11-24", way="sms")
    assert [each.template for each in told(home, case_id)] == ["filing_supplement"]
    later(home, 3)
    assert home.services.notices.run(park(home), "supplement", dry=False).sent == 1
    assert [each.template for each in told(home, case_id)] == ["filing_supplement", "filing_supplement_soon"]
    (row,) = home.services.notices.run(park(home), "supplement", dry=False).rows
    assert row.why == "told" and len(told(home, case_id)) == 2


def test_the_office_s_own_words_are_approved_by_two(home: Home) -> None:
    notices, actor = home.services.notices, park(home)
    with pytest.raises(Refused, match="second_needed"):
        notices.set_text(actor, "passport_ready", "여권이 왔습니다.", "", "짧게", None)
    notices.set_text(actor, "passport_ready", "[{office}] 여권이 왔습니다.", "", "짧게", second(home))
    arrived(home)
    assert words(home)[-1].text == "[가온구청] 여권이 왔습니다."
    with pytest.raises(Refused, match="notice_gap_unknown"):
        notices.set_text(actor, "passport_ready", "{phone}", "", "시험", second(home))
    notices.set_text(actor, "passport_ready", "", "", "되돌림", second(home))
    arrived(home, seed=50)
    assert "신분증" in words(home)[-1].text


def later(home: Home, days: int) -> None:
    """So many days on, in a day of their own."""
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    home.services.close_day(park(home), confirmer=second(home))
    clock.advance(timedelta(days=days))
    home.services.open_day(park(home), 0)


def test_who_knows_already_is_not_told_again_whatever_asks(home: Home) -> None:
    case_id = arrived(home)
    definition = next(each for each in home.desk.catalogue.notices if each.code == "passport_ready")
    assert not definition.each
    with home.store.transaction(actor=park(home).entry_id, day="2026-11-20") as tx:
        assert request(home.desk, tx, definition, tx.get_case(case_id), {}) == "told"
    assert [each.template for each in told(home, case_id)] == ["passport_ready"]


class _AfterOne:
    """Somebody who wants it to stop once one is done."""

    stopping = False

    def tell(self, done: int, total: int | None = None) -> None:
        self.stopping = done > 0

    def step(self, done: int = 0, total: int | None = None) -> None:
        """Nothing of it is taken back."""

    def binding(self) -> None:
        """Nothing of it is."""


def test_a_run_that_is_stopped_tells_whom_it_told_and_the_next_goes_on_from_there(home: Home) -> None:
    cases = [arrived(home), arrived(home, seed=40)]
    later(home, 33)
    run = home.services.notices.run
    assert [run(park(home), "uncollected", dry=False, progress=_AfterOne()).sent for _ in cases] == [1, 1]
    assert [len(told(home, each)) for each in cases] == [2, 2]
    assert run(park(home), "uncollected", dry=False).rows == []
