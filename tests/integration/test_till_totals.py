"""Card terminal and 증지 beside the book: what agrees is said, what differs has a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.domain.drawer_settings import DrawerSettings
from app.domain.errors import Refused
from app.domain.payments import Tendered
from app.ports.card_terminal import Approval, TerminalTotals
from app.services import till_totals
from app.services.till_totals import TerminalAnswer
from tests.desks import a_home
from tests.integration.test_a_counter_day import Counter

DAY = "2026-11-20"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    made = Counter(home)
    made.services.open_day(made.lee, 0)
    yield made
    home.close()


def pay(counter: Counter, service: str, tender: str, index: int = 0) -> int:
    return counter.services.record_visit(
        counter.lee, [counter.draft(service, index)], tender=tender, approval_no="30012345", last4="1111"
    ).paid_won


def typed(purchases: int, won: int, cancels: int = 0, back: int = 0, terminal: str = "11223344") -> TerminalAnswer:
    totals = TerminalTotals(terminal=terminal, purchases=purchases, purchases_won=won, cancels=cancels, cancels_won=back)
    return TerminalAnswer(totals=totals)


def test_a_slip_that_agrees_needs_no_word_and_one_that_differs_a_reason(counter: Counter) -> None:
    won = pay(counter, "resident_registration_copy", "card") + pay(counter, "vehicle_register_copy", "card", 1)
    pay(counter, "land_register_copy", "cash", 2)
    drawer, lee = counter.services.drawer, counter.lee
    with pytest.raises(Refused, match="terminal_differs") as differs:
        drawer.count_terminal(lee, typed(1, won + 700))
    assert differs.value.facts == {"difference_won": 700}
    assert counter.home.store.drawer.terminals(DAY) == []
    done = drawer.count_terminal(lee, typed(2, won))
    assert (done.body.source, done.body.apart, done.body.reason) == ("typed", [], "")
    told = drawer.count_terminal(lee, typed(3, won + 700), reason="시험 결제 700원, 다음 날 취소")
    assert told.body.purchases == 3
    for wrong in (typed(0, 500), typed(-1, 0), typed(1, -5)):
        with pytest.raises(Refused, match="amount_invalid"):
            drawer.count_terminal(lee, wrong, reason="…")
    with pytest.raises(Refused, match="terminal_needed"):
        drawer.count_terminal(lee, typed(2, won, terminal=" "))


class Terminal:
    """A terminal that says what it is told to."""

    terminal_id = "11223344"

    def __init__(self, totals: TerminalTotals) -> None:
        self.said, self.asked = totals, 0

    def totals(self, date: str) -> TerminalTotals:
        assert date == DAY
        return self.said

    def inquire(self, amount_won: int, *, trace_no: str) -> Approval | None:
        self.asked += 1
        return None

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def test_a_terminal_that_agrees_is_not_asked_for_each_payment(counter: Counter) -> None:
    won = pay(counter, "resident_registration_copy", "card")
    asked = counter.services.drawer.terminal_question()
    terminal = Terminal(TerminalTotals(terminal="11223344", purchases=1, purchases_won=won, cancels=0, cancels_won=0))
    answer = till_totals.ask(terminal, asked)  # type: ignore[arg-type]
    assert (terminal.asked, answer.standing) == (0, {})
    assert counter.services.drawer.count_terminal(counter.lee, answer, "terminal").body.apart == []


def test_what_was_approved_by_telephone_is_named(counter: Counter) -> None:
    pay(counter, "resident_registration_copy", "card")
    answer = typed(0, 0)
    done = counter.services.drawer.count_terminal(counter.lee, answer, "terminal")
    assert [(each.code, each.approval_no, each.terminal_won) for each in done.body.apart] == [("by_telephone", "30012345", 0)]


def test_a_slip_names_a_payment_only_where_it_alone_makes_the_difference(counter: Counter) -> None:
    first, second = pay(counter, "resident_registration_copy", "card"), pay(counter, "passport_multiple_10y", "card", 1)
    drawer, lee = counter.services.drawer, counter.lee
    with pytest.raises(Refused, match="terminal_differs"):
        drawer.count_terminal(lee, typed(1, second))
    body = drawer.count_terminal(lee, typed(1, second), reason="한 건은 전화 승인").body
    assert [(each.code, each.book_won) for each in body.apart] == [("by_telephone", first)]
    assert drawer.count_terminal(lee, typed(1, second - 10), reason="전표를 다시 확인").body.apart == []


def test_a_terminal_that_took_money_after_it_was_counted_is_counted_again(counter: Counter) -> None:
    """The totals of the afternoon are not those of the evening: the day would close with a difference that nobody has seen."""
    drawer, lee = counter.services.drawer, counter.lee
    drawer.set_drawer(counter.park, DrawerSettings(terminal_totals=True))
    first = pay(counter, "resident_registration_copy", "card")
    drawer.count_terminal(lee, typed(2, first + 700), reason="시험 결제 700원, 다음 날 취소")
    assert counter.services.closing.blockers() == []
    second = pay(counter, "vehicle_register_copy", "card", 1)
    cash = pay(counter, "land_register_copy", "cash", 2)
    (blocker,) = counter.services.closing.blockers()
    assert (blocker.code, blocker.count, blocker.key, blocker.command) == ("stale_terminal", 1, "closing", "minwon cash terminal")
    with pytest.raises(Refused, match="day_blocked"):
        counter.services.closing.close(lee, counted_won=cash, confirmer=counter.park)
    drawer.count_terminal(lee, typed(2, first + second))
    assert counter.services.closing.close(lee, counted_won=cash, confirmer=counter.park).day == DAY


def test_every_terminal_that_took_money_has_to_be_counted(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    drawer.set_drawer(counter.park, DrawerSettings(terminal_totals=True))
    draft = counter.draft("resident_registration_copy", tender="none")
    one = Tendered(tender="card", approval_no="30012345", last4="1234", terminal="55667788", trace_no="000001")
    won = counter.services.record_visit(lee, [draft], parts=[one]).paid_won
    drawer.count_terminal(lee, typed(0, 0))
    assert [(each.code, each.count) for each in counter.services.closing.blockers()] == [("uncounted_terminal", 1)]
    drawer.count_terminal(lee, typed(1, won, terminal="55667788"))
    assert counter.services.closing.blockers() == []


def test_a_desk_without_a_terminal_has_none_to_ask(counter: Counter) -> None:
    with pytest.raises(Refused, match="terminal_none"):
        counter.services.drawer.ask_terminal(counter.services.drawer.terminal_question())


def test_stamps_less_the_spoiled_ones_are_the_offices_own_fees(counter: Counter) -> None:
    won = pay(counter, "resident_registration_copy", "cash") + pay(counter, "vehicle_register_copy", "card", 1)
    pay(counter, "passport_multiple_10y", "cash", 2)  # the state's and the contribution: no stamps of this office
    drawer, lee = counter.services.drawer, counter.lee
    sums = drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 503, won + 400, spoiled_won=400, spoiled=[502])
    assert (sums.book_won, sums.difference_won, sums.explained) == (won, 0, True)
    again = drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 503, won, reason="")
    assert (len(again.lines), again.stamped_won) == (1, won)
    other = drawer.count_stamps(lee, "machine", "인증기 2", 9, 9, 1_000)
    assert (other.difference_won, other.explained) == (1_000, False)
    assert drawer.count_stamps(lee, "machine", "인증기 2", 9, 9, 1_000, reason="어제 것").explained
    counter.home.store.rebuild()
    assert msgspec.structs.asdict(drawer.stamp_sums())["book_won"] == won


def test_what_was_deferred_and_paid_later_was_stamped_once_and_nothing_of_it_was_spoiled(counter: Counter) -> None:
    made = counter.services.record_visit(counter.lee, [counter.draft("vehicle_register_copy", 1)], tender="deferred")
    counter.services.refunds.settle_claim(counter.lee, made.receipt_no or "", tender="cash")
    sums = counter.services.drawer.count_stamps(counter.lee, "electronic", "전자증지 1", 501, 501, made.paid_won)
    assert (sums.book_won, sums.returned_won, sums.difference_won) == (made.paid_won, 0, 0)


def test_stamps_that_differ_without_a_reason_hold_up_the_closing(counter: Counter) -> None:
    won = pay(counter, "resident_registration_copy", "cash")
    drawer, lee = counter.services.drawer, counter.lee
    drawer.set_drawer(counter.park, DrawerSettings(stamps="electronic"))
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, won + 600)
    (blocker,) = counter.services.closing.blockers()
    assert (blocker.code, blocker.count, blocker.key, blocker.command) == ("unexplained_stamps", 1, "closing", "minwon cash stamps")
    with pytest.raises(Refused, match="day_blocked"):
        counter.services.closing.close(lee, counted_won=won, confirmer=counter.park)
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 502, won + 600, spoiled_won=600, spoiled=[502])
    assert counter.services.closing.blockers() == []
    later = pay(counter, "passport_multiple_10y", "cash", 1) + pay(counter, "vehicle_register_copy", "cash", 1)  # nobody stamped it yet
    assert [each.code for each in counter.services.closing.blockers()] == ["unexplained_stamps"]
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 502, won + 600, spoiled_won=600, spoiled=[502], reason="기계 고장, 종이증지")
    assert counter.services.closing.close(lee, counted_won=won + later, confirmer=counter.park).day == DAY


def test_a_reason_holds_for_the_difference_it_was_given_for(counter: Counter) -> None:
    """A reason of the afternoon let the day close in the evening with another difference that nobody had explained."""
    drawer, lee = counter.services.drawer, counter.lee
    drawer.set_drawer(counter.park, DrawerSettings(stamps="electronic"))
    won = pay(counter, "resident_registration_copy", "cash")
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, won + 900, reason="900원 잘못 발행, 다음 날 오인 처리")
    assert counter.services.closing.blockers() == []
    pay(counter, "passport_multiple_10y", "cash", 1)  # no fee of the office's own: the difference is the same
    assert counter.services.closing.blockers() == []
    later = pay(counter, "vehicle_register_copy", "card", 2)
    (blocker,) = counter.services.closing.blockers()
    assert (blocker.code, blocker.count, blocker.key, blocker.command) == ("stale_stamps", 1, "closing", "minwon cash stamps")
    with pytest.raises(Refused, match="day_blocked"):
        counter.services.closing.close(lee, confirmer=counter.park)
    sums = drawer.count_stamps(lee, "machine", "인증기 2", 9, 9, later)
    assert (sums.difference_won, sums.explained, counter.services.closing.blockers()) == (900, True, [])
    sums = drawer.count_stamps(lee, "machine", "인증기 2", 9, 9, later + 100)
    assert (sums.explained, sums.stale, drawer.stamp_sums().stale) == (False, True, True)
    sums = drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, won + 900)
    assert (sums.explained, sums.stale) == (False, False)
    assert [each.code for each in counter.services.closing.blockers()] == ["unexplained_stamps"]
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, won + 900, reason="1,000원 잘못 발행")
    counter.home.store.rebuild()
    assert counter.services.closing.blockers() == []


def test_a_word_beside_equal_stamps_is_no_reason_for_a_difference(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    drawer.set_drawer(counter.park, DrawerSettings(stamps="electronic"))
    won = pay(counter, "resident_registration_copy", "cash")
    assert drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, won, reason="용지 교체").explained
    pay(counter, "vehicle_register_copy", "card", 2)
    assert [each.code for each in counter.services.closing.blockers()] == ["unexplained_stamps"]


def test_what_was_deferred_and_paid_after_the_reason_is_the_same_difference(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    drawer.set_drawer(counter.park, DrawerSettings(stamps="electronic"))
    made = counter.services.record_visit(lee, [counter.draft("vehicle_register_copy", 1)], tender="deferred")
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, made.paid_won + 50, reason="끝전")
    counter.services.refunds.settle_claim(lee, made.receipt_no or "", tender="cash")  # stamped when it was given out
    assert counter.services.closing.blockers() == []


@pytest.mark.parametrize(
    ("first", "last", "issued", "spoiled_won", "spoiled", "code"),
    [
        (5, 4, 100, 0, [], "stamp_numbers_wrong"),
        (0, 4, 100, 0, [], "stamp_numbers_wrong"),
        (1, 4, 100, 50, [9], "stamp_numbers_wrong"),
        (1, 4, 100, 101, [], "amount_invalid"),
        (1, 4, -1, 0, [], "amount_invalid"),
    ],
)
def test_stamp_numbers_that_cannot_be(
    counter: Counter, first: int, last: int, issued: int, spoiled_won: int, spoiled: list[int], code: str
) -> None:
    with pytest.raises(Refused, match=code):
        counter.services.drawer.count_stamps(
            counter.lee, "machine", "인증기", first, last, issued, spoiled_won=spoiled_won, spoiled=spoiled
        )


def test_the_sheet_prints_what_was_said_of_the_difference_there_is_and_of_no_older_one(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    won = pay(counter, "resident_registration_copy", "cash")
    drawer.count_stamps(lee, "electronic", "전자증지 1", 501, 501, won + 900, reason="900원 잘못 발행")
    assert drawer.stamp_sheet(lee).reason == "900원 잘못 발행"
    later = pay(counter, "vehicle_register_copy", "card", 2)
    sheet = drawer.stamp_sheet(lee)
    assert (sheet.reason, [each.reason for each in drawer.stamp_sums().lines]) == ("", ["900원 잘못 발행"])
    drawer.count_stamps(lee, "machine", "인증기 2", 9, 9, later)  # the same difference again
    assert drawer.stamp_sheet(lee).reason == "900원 잘못 발행"
    drawer.count_stamps(lee, "machine", "인증기 2", 9, 9, later + 100)
    assert drawer.stamp_sheet(lee).reason == ""
