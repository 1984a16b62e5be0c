"""G6, a closed day stays closed: random days with cancellations, refunds, split payments, slips of cash, midnight and turned clocks.

Each seed is a few business days of one desk. After every closing the sums are computed by SQL, by a fold, and by a reader that shares
nothing with either (`g6_check`); the paper comes out byte for byte; nothing more goes into the day; its month is the sum of its days.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec

from app.bootstrap.homes import Home
from app.domain.answers import Draft
from app.domain.entries import Fact
from app.domain.errors import CounterError, Refused
from app.domain.money_entries import CashMoved, DayClosed
from app.domain.payments import Tendered
from app.domain.sampling import sample
from app.domain.views import Actor
from app.services.desk import SEOUL, seoul_date
from tests.desks import NINE, PASSWORD, a_home, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.prove import tally
from tests.prove.g6_check import Read, check_book, column_of, demand, read_book

RUNS = 70  # of about three days each
SERVICES = (
    "resident_registration_copy",
    "family_relation_certificate",
    "passport_multiple_10y",
    "passport_multiple_5y_8to17",
    "land_use_plan_certificate",
    "birth_filing",
)
NOTES = (50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10)
JUMPS = (timedelta(minutes=3), timedelta(hours=2), timedelta(hours=16), timedelta(days=-400), timedelta(days=40))


class Desk:
    """One desk through some random days."""

    def __init__(self, home: Home, random: Random, counts: Counter[str]) -> None:
        self.home, self.random, self.counts, self.services = home, random, counts, home.services
        self.lee, self.park = (home.services.sign_in(user, PASSWORD) for user in ("lee", "park"))
        self.kept: dict[str, bytes] = {}
        self.closed: list[str] = []

    def pass_time(self, by: timedelta) -> None:
        clock = self.home.desk.clock
        assert isinstance(clock, FixedClock)
        clock.advance(by)

    def draft(self) -> Draft:
        form = self.home.desk.catalogue.forms[self.random.choice(SERVICES)]
        index, today = self.random.randrange(500), self.home.desk.clock.now().astimezone(SEOUL).date()
        made = sample(form, seed=3, index=index, today=today, people=the_people())
        return msgspec.structs.replace(made, draft_id=None, tender="none", approval_no=None)

    # ── acts ──

    def visit(self) -> None:
        """A basket is recorded and paid by one means, by two, or later."""
        drafts = [self.draft() for _ in range(self.random.randrange(1, 4))]
        due = sum(self.services.quote(each).due_won for each in drafts)
        way = self.random.randrange(5)
        if way == 0 or not due:
            self.services.record_visit(self.lee, drafts, tender="none", issue=False)
        elif way == 1 and due > 100:
            part = self.random.randrange(1, due)
            given = [Tendered(tender="cash", amount_won=part), Tendered(tender="card", approval_no="30012345", last4="1234")]
            self.services.record_visit(self.lee, drafts, parts=given)
            self.counts["split payments"] += 1
        elif way == 2:
            self.services.record_visit(self.lee, drafts, tender="card", approval_no="30054321", last4="4321")
        else:
            self.services.record_visit(self.lee, drafts, tender="cash", received_won=due + 10_000)
        self.counts["visits"] += 1

    def pay(self) -> None:
        if rows := self.services.unpaid(limit=5):
            case_id, tender = self.random.choice(rows).case_id, self.random.choice(("cash", "transit"))
            self.services.take_payment(self.lee, [case_id], tender=tender, approval_no="30000001", last4="1111")
            self.counts["late payments"] += 1

    def cancel(self) -> None:
        if rows := self.services.ledger_page(limit=12):
            case_id = self.random.choice(rows).case_id
            case = self.home.store.cases.find(case_id)
            cash = sum(self._cash_of(receipt, case_id) for receipt in (case.receipts if case is not None else ()))
            self._from_the_drawer(cash, lambda: self.services.cancel_case(self.lee, case_id, "민원인 요청", confirmer=self.park))
            self.counts["cancellations"] += 1

    def refund(self) -> None:
        """A whole payment goes back, of this day or of one that is closed."""
        day = self.random.choice([*self.closed, self.services.day_status().day or ""])
        if rows := self.services.refunds.taken(day):
            receipt = self.random.choice(rows).receipt_no
            back = partial(self.services.refunds.refund, confirmer=self.park, approvals=_CANCELLED)
            self._from_the_drawer(self._cash_of(receipt), lambda: back(self.lee, receipt, "잘못 받음"))
            self.counts["refunds"] += 1

    def _cash_of(self, receipt: str, case_id: UUID | None = None) -> int:
        """What of that payment, or of that case of it, would leave the drawer as cash if it went back now: what cash had paid."""
        lines = self.services.refunds.paid(self.lee, receipt).lines
        return sum(each.left_won for each in lines if column_of(each.tender) == "cash" and case_id in (None, each.case_id))

    def _from_the_drawer(self, cash: int, act: Callable[[], object]) -> None:
        """It is refused for want of cash exactly when more cash would leave than is in the drawer; otherwise exactly that much left."""
        held = self.services.drawer.state(self.park).drawer.expected_won
        try:
            act()
        except Refused as refused:
            if refused.code != "refund_cash_short":
                raise
            demand(cash > held, f"{cash} of the {held} in the drawer were not given back")
            self.counts["refused for want of cash"] += 1
            raise
        rest = self.services.drawer.state(self.park).drawer.expected_won
        demand(cash <= held and rest == held - cash, f"{cash} went back out of a drawer of {held}, {rest} are left in it")

    def move_cash(self) -> None:
        way, purpose = self.random.choice((("in", "float"), ("out", "float"), ("out", "remit")))
        won = self.random.randrange(1, 30) * 1_000
        self.services.drawer.move_cash(self.lee, way, purpose, won, number="20261120-1")  # type: ignore[arg-type]
        self.counts["cash moved"] += 1

    def reprint(self) -> None:
        if rows := self.services.refunds.taken(self.services.day_status().day or ""):
            self.services.payment_receipt(self.lee, rows[0].receipt_no)

    # ── the day ──

    def work(self) -> None:
        acts: list[tuple[Callable[[], None], int]] = [
            (self.visit, 10),
            (self.pay, 2),
            (self.cancel, 2),
            (self.refund, 2),
            (self.move_cash, 2),
            (self.reprint, 1),
        ]
        for _ in range(self.random.randrange(4, 14)):
            (act,) = self.random.choices([each for each, _ in acts], [weight for _, weight in acts])
            try:
                act()
            except CounterError as refused:  # what the rules of the counter refuse is no part of the day
                demand(refused.code in REFUSALS, f"{act.__name__} was refused: {refused}")
            self.pass_time(timedelta(minutes=self.random.randrange(9)))

    def a_day(self) -> None:
        day = self.services.open_day(self.lee, self.random.randrange(0, 20) * 10_000)
        if self.random.random() < 0.2:
            today = seoul_date(self.home.desk.clock.now())
            self.services.closing.name_deputy(self.park, "choi", today, today + timedelta(days=self.random.randrange(1, 3)))
            self.counts["deputies"] += 1
        self.work()
        if self.random.random() < 0.3:  # nobody thought of closing before midnight
            self.pass_time(timedelta(hours=18))
        self.close(day)
        self.pass_time(self.random.choice(JUMPS))

    def close(self, day: str) -> None:
        """The day is closed by two, with a count; everything that can be asked of it is asked."""
        others: list[Actor | None] = [None, *(self.services.sign_in(user, PASSWORD, second=True) for user in ("lee", "choi"))]
        for second in others:
            if second is None or not self.services.closing.leads(second):
                close = partial(self.services.close_day, self.lee, confirmer=second)
                demand(_refused(close), f"{day} was closed without a team leader")
        own = self.services.sign_in("park", PASSWORD, second=True)
        demand(_refused(lambda: self.services.close_day(self.park, confirmer=own)), f"{day} was closed by one person")
        self.counts["closings refused"] += 1
        leader: Actor = self.park
        if self.services.closing.leads(choi := self.services.sign_in("choi", PASSWORD, second=True)):
            leader = choi
            self.counts["closed by a deputy"] += 1
        expected = self.services.drawer.state(self.park).drawer.expected_won
        demand(expected >= 0, f"{day}: {expected} in the drawer")
        if expected % 10 == 0:
            self.services.closing.close(self.lee, notes=_notes(expected), confirmer=leader)
        else:
            self.services.closing.close(self.lee, counted_won=expected, confirmer=leader)
        self.closed.append(day)
        days = self.home.store.days
        demand(days.totals_by_sql(day) == days.totals_by_fold(day), f"{day}: SQL and fold differ")
        self._paper(day)
        self._nothing_more(day)
        self.counts["days"] += 1

    def _paper(self, day: str) -> None:
        closing = self.home.store.days.closing(day)
        assert closing is not None
        body = closing[1]
        assert isinstance(body, DayClosed)
        pdf = self.services.closing.draw(self.services.day_report(self.park, day))
        demand(sha256(pdf).digest() == body.paper_sha256, f"{day}: the paper is not the one whose hash was signed")
        self.kept[day] = body.paper_sha256

    def _nothing_more(self, day: str) -> None:
        def write() -> None:
            with self.home.store.transaction(actor=self.lee.entry_id, day=day) as tx:
                tx.append(Fact(CashMoved(way="in", purpose="float", amount_won=1), self.home.desk.ids.new_id()))

        demand(_refused(write) == "day_closed", f"{day}: something was written after its closing")
        self.counts["late writes refused"] += 1

    # ── afterwards ──

    def afterwards(self) -> None:
        """When all is over: the papers, the months, the perpetual total and the whole book."""
        self.home.store.rebuild()
        for day in self.closed:
            self._paper(day)
        book = read_book(self.home.connections)
        self.counts["closings read"] += check_book(book)
        self._months(book)
        status = self.services.day_status()
        demand(status.grand_total_won == sum(day.net for day, *_ in book.closings), "the perpetual total is not what all days took")

    def _months(self, book: Read) -> None:
        for month in sorted({day[:7] for day in self.closed}):
            sheet = self.services.closing.period_sheet(self.park, month)
            mine = [day for day, *_ in book.closings if day.name[:7] == month]
            demand(sheet.totals.net_won == sum(day.net for day in mine), f"{month}: not the sum of its closed days")
            taken = {column: sum(day.total("taken", column=column) for day in mine) for column in ("cash", "card", "transit", "other")}
            demand(sheet.totals.by_tender() == taken, f"{month}: by tender {sheet.totals.by_tender()} is not {taken}")
            demand(sum(line.sums.net_won for line in sheet.days) == sheet.totals.net_won, f"{month}: its lines are not its sum")
            self.counts["months"] += 1


_CANCELLED = {"card": "30099999", "transit": "30088888"}
REFUSALS = frozenset(
    {
        "nothing_to_pay",
        "step_not_allowed",
        "cash_short",
        "nothing_to_return",
        "refund_too_much",
        "refund_cash_short",
        "draft_incomplete",
        "remit_number_needed",
    }
)


def _refused(act: Callable[[], object]) -> str:
    """The code with which that was refused, '' if it was done."""
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


def _notes(won: int) -> dict[int, int]:
    """That sum as it lies in a drawer."""
    found: dict[int, int] = {}
    for note in NOTES:
        found[note], won = divmod(won, note)
    return found


def one(seed: int) -> Counter[str]:
    """A few days of one desk, then the whole book."""
    random, counts = Random(seed), Counter[str]()
    at = NINE + timedelta(days=random.randrange(11), minutes=random.randrange(600))
    with tempfile.TemporaryDirectory(prefix="minwon-prove-") as folder:
        home = a_home(Path(folder), at=at)
        try:
            desk = Desk(home, random, counts)
            for _ in range(random.randrange(2, 5)):
                desk.a_day()
            desk.afterwards()
        finally:
            home.close()
    return counts


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G6`."""
    return tally.prove("G6", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
