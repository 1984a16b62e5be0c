"""What a person waits for is read through an index, however long the book is: SQLite's own plans say so (ARCHITECTURE §5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.duties import LISTS, OPEN
from app.domain.sampling import sample
from tests.desks import NINE, PASSWORD, a_home, second, the_catalogue, the_people

# These grow with the book; the others have a handful of rows per day, desk or person.
LARGE = (
    "case_row",
    "case_kept",
    "c",
    "case_duty",
    "duty",
    "entry",
    "e",
    "standing",
    "s",
    "allocation",
    "a",
    "fee_line",
    "f",
    "lookup",
    "l",
    "signed_in",
    "paper",
)
# Partial indexes of what is still open: as long as the queue, not as the book.
SHORT = ("case_open", "duty_user", "case_unpaid", "case_official", "action_case", "card_payment_open")
DAY = "2026-11-20"


class Watch:
    """A connection that keeps the plan of every query."""

    def __init__(self, real: Any) -> None:
        self._real = real
        self.plans: dict[str, list[str]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, sql: str, values: Any = ()) -> Any:
        if sql.startswith(("SELECT", "\nSELECT")):
            self.plans[sql] = [row[3] for row in self._real.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
        return self._real.execute(sql, values)

    def scans(self) -> list[tuple[str, str]]:
        """The steps that walk through a whole large table, with their queries."""
        return [(step, sql) for sql, plan in self.plans.items() for step in plan if _walks(step)]


def _walks(step: str) -> bool:
    scanned = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    return scanned is not None and scanned[1] in LARGE and scanned[2] not in SHORT


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A closed day of thirty cases and an open one; the planner has no statistics, as at an office."""
    opened = a_home(tmp_path_factory.mktemp("queries") / "desk")
    park = opened.services.sign_in("park", PASSWORD)
    opened.services.open_day(park, 0)
    for index in range(30):
        form = the_catalogue().forms[("resident_registration_copy", "passport_single", "birth_filing")[index % 3]]
        drawn = sample(form, seed=4, index=index, today=NINE.date(), people=the_people())
        opened.services.record_case(park, msgspec.structs.replace(drawn, exemption=None))
    opened.services.close_day(park, confirmer=second(opened))
    opened.services.open_day(park, 0)
    yield opened
    opened.close()


def watched(home: Home, work: Callable[[], object]) -> Watch:
    ((lane, real),) = home.connections.cache.items()
    watch = home.connections.cache[lane] = Watch(real)
    try:
        work()
    finally:
        home.connections.cache[lane] = real
    assert watch.plans
    return watch


def test_questions_about_cases_walk_through_no_table(home: Home) -> None:
    cases = home.store.cases
    row = cases.page(after=None, limit=1)[0]

    def ask() -> None:
        cases.find(row.case_id)
        cases.find_by_number(row.number)
        cases.find_draft("unknown")
        cases.first_recorded(row.case_id)
        cases.page(after=row.key, limit=5)
        cases.page(after=None, limit=5, day_from=row.received_at - 1, day_to=row.received_at + 1, desk="03")
        cases.search_names("김민수", after=None, limit=5)
        cases.search_names("ㄱㅁ", after=row.key, limit=5)
        cases.search_macs([bytes(16), b"1" * 16], after=None, limit=5)
        cases.rows([row.case_id, uuid4()])
        cases.recent(5)
        cases.history(row.case_id)
        cases.unpaid(5)
        cases.worklist(5)
        cases.worklist_counts()
        cases.receipts(row.case_id)
        cases.payment("unknown")
        cases.standing(row.number)

    assert watched(home, ask).scans() == []


def test_questions_of_the_worklist_walk_through_no_table(home: Home) -> None:
    duties, work, actor = home.store.duties, home.services.work, home.services.sign_in("park", PASSWORD)

    def ask() -> None:
        work.counts()
        work.counts("park")
        work.people()
        for code in (*LISTS, OPEN):
            for user in (None, "park"):
                work.page(code, user=user, after=(1, 1), limit=5)
        work.match_numbers(actor, "A-1,09:00,등본")
        duties.notices_due(2**41)
        duties.kept_by(["park", "박가람"])

    plans = watched(home, ask)
    assert plans.scans() == []
    counts = [plan for sql, plan in plans.plans.items() if sql.startswith("SELECT count(*) FROM case_duty WHERE list")]
    assert counts and all("USING COVERING INDEX duty_list" in step for plan in counts for step in plan)
    pages = [plan for sql, plan in plans.plans.items() if "FROM (SELECT at, case_key, user FROM case_duty" in sql]
    assert pages and all(any("USING COVERING INDEX duty_list (list=? AND at>?" in step for step in plan) for plan in pages)


def test_questions_about_days_walk_through_no_table(home: Home) -> None:
    days = home.store.days

    def ask() -> None:
        days.last()
        days.get(DAY)
        days.closed(5)
        days.desks(DAY)
        days.closing(DAY)
        days.closings()
        days.closed_counts(DAY, DAY, own=False)
        days.grand_total()
        days.totals_by_sql(DAY)
        days.totals_by_sql(DAY, own=False, desk="03")
        days.totals_by_fold(DAY)
        days.first_seq(DAY)
        days.gaps(DAY)
        days.cases_only_received(0, 2**41)
        days.reprints("payment_receipt", "unknown")
        days.access_log(after=None, limit=5)

    assert watched(home, ask).scans() == []


def test_a_promise_and_a_claim_are_found_by_their_numbers(home: Home) -> None:
    refunds = home.store.refunds

    def ask() -> None:
        refunds.promised(home.desk.ids.new_id())
        refunds.promise(home.desk.ids.new_id())
        refunds.promise_by_number("26410-03-W261120-0001-0X")
        refunds.claim("26410-03-R261120-0001-0X")
        refunds.returned(home.desk.ids.new_id())
        refunds.by_number("26410-03-B261120-0001-0X")

    watch = watched(home, ask)
    assert watch.scans() == []
    walks = [step for plan in watch.plans.values() for step in plan if step.startswith("SCAN")]
    assert walks == [], "no table, however small, is walked through for one number"


def test_sending_and_counting_the_queue_walk_through_no_table(home: Home) -> None:
    exchange = home.store.exchange

    def ask() -> None:
        exchange.acked()
        exchange.pending()
        exchange.pending_won()
        exchange.batch(10, 1_000_000)
        exchange.sums(DAY)
        next(home.store.book.entries())
        home.store.book.user_of(uuid4())

    assert watched(home, ask).scans() == []


def test_recording_walks_through_no_table(home: Home) -> None:
    park = home.services.sign_in("park", PASSWORD)
    form = the_catalogue().forms["resident_registration_copy"]
    drawn = sample(form, seed=9, index=1, today=NINE.date(), people=the_people())

    def ask() -> None:
        made = home.services.record_case(park, msgspec.structs.replace(drawn, exemption=None, tender="none", approval_no=None))
        home.services.take_payment(park, [made.case_id], tender="cash")
        home.services.view_case(park, made.number)
        home.services.find_cases(park, "김민")

    assert watched(home, ask).scans() == []


def test_the_last_cases_of_this_desk_are_those_it_received_last(home: Home) -> None:
    given = sorted(int(row.number.split("-")[-2]) for row in home.store.cases.page(after=None, limit=1000))
    recent = {int(row.number.split("-")[-2]) for row in home.store.cases.recent(3)}
    assert recent == set(given[-3:])


def test_a_query_that_walks_is_noticed(home: Home) -> None:
    watch = watched(home, lambda: home.connections.all("SELECT case_id FROM case_row WHERE service = 'x'"))
    assert [step for step, _ in watch.scans()] == ["SCAN case_kept"]
