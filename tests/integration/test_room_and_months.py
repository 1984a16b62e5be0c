"""The room sheet by feed and from paper, months and years: sums of closed days, a desk that is not closed is named."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.closing import merge
from app.domain.errors import Refused
from app.domain.money_entries import DayClosed
from app.domain.papers import DayReport
from app.domain.sampling import sample
from app.services.day_report import day_report
from app.services.desk import SEOUL
from app.services.room_totals import OwnerFigures, TypedClosing
from tests.desks import PASSWORD, a_home, second, the_people
from tests.fakes.fixed_clock import FixedClock

SERVICES = ("resident_registration_copy", "passport_multiple_10y", "family_relation_certificate")


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "three")
    yield opened
    opened.close()


@pytest.fixture
def five(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "five", desk="05", seed=2)
    yield opened
    opened.close()


def draft(home: Home, service: str, index: int) -> Draft:
    form = home.desk.catalogue.forms[service]
    made = sample(form, seed=7, index=index, today=home.desk.clock.now().astimezone(SEOUL).date(), people=the_people())
    return msgspec.structs.replace(made, exemption=None, tender="cash", draft_id=None)


def a_day(home: Home, cases: int = 3, *, close: bool = True) -> str:
    """A day with some cases paid in cash, closed by lee and park."""
    park = home.services.sign_in("park", PASSWORD)
    day = home.services.open_day(park, 50_000)
    for index in range(cases):
        home.services.record_visit(park, [draft(home, SERVICES[index % 3], index)], tender="cash", received_won=100_000)
    if close:
        home.services.close_day(park, confirmer=second(home))
    return day


def later(home: Home, **by: float) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(**by))


def report(home: Home, day: str, scope: str = "desk") -> DayReport:
    return home.services.day_report(home.services.sign_in("park", PASSWORD), day, scope)


def test_a_closed_day_gives_the_same_paper_for_ever_whatever_changes_afterwards(three: Home) -> None:
    day = a_day(three)
    first = report(three, day)
    closing = three.store.days.closing(day)
    assert closing is not None
    assert isinstance(closing[1], DayClosed)
    pdf = three.services.closing.draw(first)
    assert hashlib.sha256(pdf).digest() == closing[1].paper_sha256
    later(three, days=1)
    a_day(three, close=False)
    three.services.change_password(three.services.sign_in("lee", PASSWORD), PASSWORD, "another-pass-2026")
    three.store.rebuild()
    again = report(three, day)
    assert again == first
    assert three.services.closing.draw(again) == pdf
    assert (first.clerk, first.confirmer) == ("이하늘", "박가람")


def test_the_districts_share_is_of_what_the_office_kept_and_goes_down_to_whole_won(three: Home) -> None:
    park = three.services.sign_in("park", PASSWORD)
    day = a_day(three, close=False)
    boss = second(three)
    passport = three.services.record_visit(park, [draft(three, "passport_multiple_10y", 7)], tender="cash")
    three.services.refunds.refund(park, passport.receipt_no or "", "민원인 요청", confirmer=boss)
    three.services.close_day(park, confirmer=boss)
    rows = [row for row in report(three, day).totals.rows if row.owner == "national"]
    kept = sum(row.net_won for row in rows)
    assert 0 < kept < sum(row.collected_won for row in rows)
    three.services.office_fees.set_share(park, second(three, "admin"), 2_233, three.desk.clock.now(), "시 통보")
    share = three.services.closing.period_sheet(park, day[:7]).share
    assert share is not None
    assert (share.of_won, share.share_won, share.percent) == (kept, kept * 2_233 // 10_000, 22.33)


def test_what_was_scanned_from_a_sheet_is_what_the_other_desk_closed_with(three: Home, five: Home) -> None:
    a_day(three)
    day = a_day(five, 5)
    theirs, park = report(five, day), three.services.sign_in("park", PASSWORD)
    three.services.closing.add_code(park, theirs.qr.lower())
    room = report(three, day, "office")
    assert [(line.desk, line.source, line.net_won) for line in room.desks] == [
        ("03", "전송", report(three, day).totals.net_won),
        ("05", "수기", theirs.totals.net_won),
    ]
    assert room.totals.by_owner() == merge([report(three, day).totals, theirs.totals]).by_owner()
    assert room.totals.by_tender() == merge([report(three, day).totals, theirs.totals]).by_tender()
    assert room.grand_total_won == report(three, day).grand_total_won + theirs.grand_total_won
    assert all(line.closed for line in room.desks)


def test_totals_typed_by_hand_stand_in_the_room_and_the_later_word_holds(three: Home) -> None:
    day, park = a_day(three), three.services.sign_in("park", PASSWORD)
    for won in (1_000, 2_400):
        figures = {"local": OwnerFigures(cash=won, reversed_won=400)}
        typed = TypedClosing(desk="05", day=day, closing="26410-05-D0001", cases=4, by_owner=figures)
        three.services.closing.type_totals(park, typed)
    three.store.rebuild()
    room = report(three, day, "office")
    assert [(line.desk, line.source, line.cases, line.net_won) for line in room.desks][1:] == [("05", "수기", 4, 2_000)]
    month = three.services.closing.period_sheet(park, "2026-11", "office")
    assert month.totals.net_won == room.totals.net_won
    assert month.days[0].source == "수기"


def test_a_closing_that_was_typed_for_a_wrong_day_counts_once(three: Home) -> None:
    """A closing's number is one closing: of its figures the later word holds, wherever it puts them."""
    day, park = a_day(three), three.services.sign_in("park", PASSWORD)
    closing, ours = three.services.closing, report(three, day).totals.net_won
    figures = {"local": OwnerFigures(cash=2_000)}
    typed = TypedClosing(desk="05", day="2026-10-19", closing="26410-05-D0001", cases=4, by_owner=figures)
    closing.type_totals(park, typed)
    assert closing.period_sheet(park, "2026-10", "office").totals.net_won == 2_000
    closing.type_totals(park, msgspec.structs.replace(typed, day=day))
    three.store.rebuild()
    sums = [closing.period_sheet(park, period, "office").totals.net_won for period in ("2026-10", "2026-11", "2026")]
    assert sums == [0, ours + 2_000, ours + 2_000]
    assert [line.desk for line in closing.room_sheet(park, day).desks] == ["03", "05"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"desk": "03"}, "totals_own_desk"),
        ({"desk": "06"}, "totals_invalid"),
        ({"closing": "26470-05-D0001"}, "totals_invalid"),
        ({"desk": "창구"}, "totals_invalid"),
        ({"closing": " "}, "totals_invalid"),
        ({"day": "2026-11-21"}, "totals_day"),
        ({"day": "2026-13-01"}, "totals_day"),
        ({"by_owner": {"nobody": OwnerFigures()}}, "totals_invalid"),
        ({"by_owner": {"local": OwnerFigures(cash=-1)}}, "totals_invalid"),
    ],
)
def test_totals_that_can_not_be_are_refused(three: Home, changed: dict[str, object], code: str) -> None:
    park = three.services.sign_in("park", PASSWORD)
    typed = TypedClosing(desk="05", day="2026-11-20", closing="26410-05-D0001", cases=1, by_owner={})
    with pytest.raises(Refused) as refused:
        three.services.closing.type_totals(park, msgspec.structs.replace(typed, **changed))
    assert refused.value.code == code
    assert three.store.closings.typed("2026-01-01", "2026-12-31~") == []


def test_a_clerk_types_no_totals(three: Home) -> None:
    typed = TypedClosing(desk="05", day="2026-11-20", closing="26410-05-D0001", cases=1, by_owner={})
    with pytest.raises(Refused) as refused:
        three.services.closing.type_totals(three.services.sign_in("lee", PASSWORD), typed)
    assert refused.value.code == "not_allowed"


def test_a_misread_code_is_noticed(three: Home, five: Home) -> None:
    code, park = report(five, a_day(five)).qr, three.services.sign_in("park", PASSWORD)
    swapped = code[:40] + ("A" if code[40] != "A" else "B") + code[41:]
    for wrong, expected in (
        (swapped, "code_damaged"),
        (code[:-9], "code_damaged"),
        ("MWD2-AAAA", "code_newer"),
        ("hello", "code_not_ours"),
    ):
        with pytest.raises(Refused) as refused:
            three.services.closing.add_code(park, wrong)
        assert refused.value.code == expected


def test_a_month_is_the_sum_of_its_closed_days_and_names_the_one_nobody_closed(three: Home) -> None:
    days = []
    for _ in range(3):
        days.append(a_day(three))
        later(three, days=1)
    open_day = a_day(three, close=False)
    park = three.services.sign_in("park", PASSWORD)
    month = three.services.closing.period_sheet(park, "2026-11")
    parts = [report(three, day).totals for day in days]
    assert month.totals == merge(parts)
    assert [line.label for line in month.days] == days
    assert month.missing == [(open_day, "03")]
    assert month.until_won == sum(part.net_won for part in parts)
    year = three.services.closing.period_sheet(park, "2026")
    assert [(line.label, line.sums.net_won) for line in year.days] == [("2026-11", month.totals.net_won)]
    assert three.services.closing.period_sheet(park, "2025").days == []
    with pytest.raises(Refused):
        three.services.closing.period_sheet(park, "2026-13")


def test_the_paper_of_a_desk_without_central_counts_nothing_unsent_and_stays_so_after_it_joins(three: Home) -> None:
    day = a_day(three)
    closed = report(three, day)
    pdf = three.services.closing.draw(closed)
    joined = msgspec.structs.replace(three.desk.identity, central_url="https://central.example")
    after = day_report(dataclasses.replace(three.desk, identity=joined), three.services.sign_in("park", PASSWORD), day)
    assert (closed.alone, after.alone) == (True, True)
    assert three.services.closing.draw(after) == pdf
    later(three, days=1)
    running = a_day(three, close=False)
    assert report(three, running).alone
    assert not day_report(dataclasses.replace(three.desk, identity=joined), three.services.sign_in("park", PASSWORD), running).alone


def test_two_closings_of_a_desk_on_one_day_are_told_apart(three: Home) -> None:
    day, park = a_day(three), three.services.sign_in("park", PASSWORD)
    for part, closing in ((day, "26410-05-D0001"), (f"{day}/2", "26410-05-D0002")):
        typed = TypedClosing(desk="05", day=part, closing=closing, cases=1, by_owner={"local": OwnerFigures(cash=600)})
        three.services.closing.type_totals(park, typed)
    lines = three.services.closing.room_sheet(park, day).desks
    assert [(line.desk, line.part, line.closing_label[-5:]) for line in lines][1:] == [("05", 1, "D0001"), ("05", 2, "D0002")]
