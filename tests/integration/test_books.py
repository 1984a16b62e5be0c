"""Every book of a year of invented cases: nothing is left out, what is undone counts nothing, whole numbers only where they belong."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.book_papers import BookPaper
from app.domain.cases import Case
from app.domain.duties import tells_holder
from app.domain.errors import Refused
from app.domain.lives import TABLES, UNDONE_STATES, steps_from
from app.domain.passport_rules import as_posted
from app.domain.sample_steps import sample_facts
from app.domain.sampling import sample
from app.domain.views import Actor
from app.formfiles.words import load_words
from app.services.desk import SEOUL
from app.services.kiosk_book import count_kiosk
from tests.desks import PASSWORD, ROOT, a_home, second, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

FIRST, LAST = date(2026, 11, 20), date(2027, 10, 30)
DAYS, CASES = 11, 24
OF_CASES = ("fee_collection_book", "daily_closing_book", "kiosk_daily_book", "record_file_register")
WHOLE = re.compile(r"\d{6}-\d{7}")


class Year:
    """A home with a year in it, and what was done there, counted beside the program."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.by_service: Counter[str] = Counter()
        self.taken_won = 0
        self.chance = random.Random(5)
        self.services = [form for form in home.desk.catalogue.forms.values() if all(fee.amount_won is not None for fee in form.fees)]

    @property
    def today(self) -> date:
        return self.home.desk.clock.now().astimezone(SEOUL).date()

    def live(self, actor: Actor, other: Actor) -> None:
        """One day: cases of every kind, some steps in the life of each, some of them cancelled."""
        for index in range(CASES):
            form = self.chance.choice(self.services)
            draft = sample(form, seed=11, index=self.chance.randrange(900), today=self.today, people=the_people())
            draft = msgspec.structs.replace(draft, tender="cash", draft_id=None)
            try:
                made = self.home.services.record_visit(actor, [draft], tender="cash", received_won=200_000)
            except Refused:  # a sample whose row of the fee table ended before this day, or that costs nothing
                continue
            self.by_service[form.id] += 1
            self.taken_won += made.paid_won
            self.walk(actor, other, made.cases[0].case_id, index)
            self.tell_holder(actor, made.cases[0].case_id)

    def tell_holder(self, actor: Actor, case_id: UUID) -> None:
        """Whoever had a seal certificate issued to an agent is told on the same day: else the day can't be closed."""
        case = self.home.store.cases.find(case_id)
        assert case is not None
        steps = [row.trigger for row in steps_from(case.life, case.state)]
        if tells_holder(case) and "case_advanced:notify_holder" in steps:
            self.home.services.advance_case(actor, case_id, "notify_holder", facts={"notice_way": "phone", "notice_result": "told"})

    def walk(self, actor: Actor, other: Actor, case_id: UUID, index: int) -> None:
        case = self.home.store.cases.find(case_id)
        assert case is not None
        if index % 8 == 0:
            try:
                self.home.services.cancel_case(actor, case.case_id, "착오 접수", confirmer=other)
            except Refused:
                pass
            else:
                self.taken_won -= case.paid_won
            return
        for _ in range(self.chance.randrange(5)):
            case = self.home.store.cases.find(case.case_id)
            assert case is not None
            steps = [
                row.trigger.removeprefix("case_advanced:") for row in steps_from(case.life, case.state) if row.trigger != "case_cancelled"
            ]
            if not steps:
                return
            step = self.chance.choice(steps)
            asked = next((each for each in self.home.desk.catalogue.steps if (each.life, each.step) == (case.life, step)), None)
            asked = as_posted(asked, case.applicant) if asked is not None else None
            facts = sample_facts(asked, random=self.chance, today=self.today, people=the_people()) if asked is not None else {}
            try:
                self.home.services.advance_case(actor, case.case_id, step, facts=facts, confirmer=other)
            except Refused:  # the law has more to say than the table of states
                return


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    home = a_home(tmp_path_factory.mktemp("books") / "home", training=False)
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    lived = Year(home)
    for _ in range(DAYS):
        park = home.services.sign_in("park", PASSWORD)
        home.services.open_day(park, 50_000)
        lived.live(park, second(home))
        home.services.close_day(park, confirmer=second(home))
        clock.advance(timedelta(days=31))
    yield lived
    home.close()


def printed(year: Year, code: str, reason: str = "") -> BookPaper:
    park = year.home.services.sign_in("park", PASSWORD)
    return year.home.services.books.print_book(park, code, FIRST, LAST, reason=reason)


def books_of_cases(year: Year) -> list[str]:
    return [code for code in year.home.desk.catalogue.books if code not in OF_CASES]


def test_every_book_has_a_line_for_every_case_of_it_and_no_other(year: Year) -> None:
    forms = year.home.desk.catalogue.forms
    assert sum(year.by_service.values()) > 150
    for code in books_of_cases(year):
        lives = ("passport",) if code == "passport_delivery_book" else ()
        expected = sum(count for service, count in year.by_service.items() if forms[service].book == code or forms[service].life in lives)
        assert len(printed(year, code).lines) == expected, code


def test_what_was_undone_stays_a_line_and_counts_nothing(year: Year) -> None:
    found = 0
    for code in books_of_cases(year):
        for line in printed(year, code).lines:
            if line.undone:
                found += 1
                assert set(line.sums) <= {0} or line.undone in ("폐기", "효력상실")
    cancelled = [row for row in year.home.services.ledger_page(limit=1000) if row.state in UNDONE_STATES]
    assert found >= len(cancelled) > 10


def names_in(case: Case) -> Iterator[tuple[str, str]]:
    """Every name that was typed, Hangul or Latin, as a name or in words of one's own; those long enough to be told from other words."""
    values = {**{f"applicant.{name}": value for name, value in case.applicant.items()}, **case.answers}
    for field in the_catalogue().forms[case.service].fields:
        kind = "latin" if field.kind == "latin_name" else "free" if field.names_person else "name"
        name = str(values.get(field.id) or "")
        if (field.kind in ("name", "latin_name") or field.names_person) and len(name) > (4 if kind == "latin" else 2):
            yield name, kind


def test_a_masked_book_holds_no_whole_number_and_no_name(year: Year) -> None:
    names = {name for case in all_cases(year) for name in names_in(case)}
    assert {"free", "latin"} <= {kind for _, kind in names}
    for code in books_of_cases(year):
        text = " ".join(cell for line in printed(year, code).lines for cell in line.cells)
        assert not WHOLE.search(text), code
        assert [name for name, _ in names if name in text] == [], code


def test_only_seal_and_signature_books_print_whole_numbers_and_that_is_logged_with_its_reason(year: Year) -> None:
    whole = set()
    for code in books_of_cases(year):
        paper = printed(year, code, "정기 점검")
        if any(WHOLE.search(cell) for line in paper.lines for cell in line.cells):
            whole.add(code)
            assert paper.numbers_in_full
    assert whole and whole <= {"seal_issue_book", "seal_filing_book", "signature_issue_book"}
    admin = year.home.services.sign_in("admin", PASSWORD)
    purposes = [row.purpose for row in year.home.services.access_log(admin, limit=200)]
    assert any("인감증명서 발급대장 (정기 점검)" in purpose for purpose in purposes)


def test_the_books_of_money_add_up_to_what_was_taken_and_given_back(year: Year) -> None:
    collected = printed(year, "fee_collection_book")
    assert sum(line.sums[1] for line in collected.lines) == year.taken_won != 0
    closings = printed(year, "daily_closing_book")
    cash, back = (sum(line.sums[place] for line in closings.lines) for place in (1, 4))
    assert cash + back == year.taken_won
    assert len(closings.lines) == DAYS
    assert all(line.sums[5] == 0 for line in closings.lines)
    for line in closings.lines:
        assert re.fullmatch(r"\d{4}\.\d{2}\.\d{2}", line.cells[0])
        brought, taken, back, remitted, left = (int(figure.replace(",", "")) for figure in re.findall(r"[\d,]+", line.cells[9]))
        assert brought + taken - back - remitted == left, line.cells[9]


def test_a_second_part_of_a_day_is_told_from_the_first(tmp_path: Path) -> None:
    home = a_home(tmp_path / "two-parts")
    park, lee = home.services.sign_in("park", PASSWORD), home.services.sign_in("lee", PASSWORD, second=True)
    for _ in range(2):
        home.services.open_day(park, 0)
        home.services.close_day(park, confirmer=lee)
    day = home.desk.clock.now().astimezone(SEOUL).date()
    paper = home.services.books.print_book(park, "daily_closing_book", day, day)
    assert [line.cells[0] for line in paper.lines] == ["2026.11.20", "2026.11.20 2차"]
    home.close()


def test_the_kiosk_book_has_a_line_for_each_machine_and_day(year: Year) -> None:
    park = year.home.services.sign_in("park", PASSWORD)
    for machine, day, copies in (("K-01", "2026-11-20", 7), ("K-02", "2026-11-20", 3), ("K-01", "2026-11-20", 9)):  # the last one corrects
        count_kiosk(year.home.desk, park, machine, day, {"resident_registration_copy": copies}, copies * 200, note="용지 걸림")
    lines = printed(year, "kiosk_daily_book").lines
    assert [line.cells[0] for line in lines] == ["K-01", "K-02"]
    assert "주민등록표 등본 9" in lines[0].cells[3] and sum(line.sums[0] for line in lines) == 2_400


def test_every_year_of_every_book_is_a_file_with_its_class(year: Year) -> None:
    register = printed(year, "record_file_register")
    rows = {line.cells[0]: line.cells for line in register.lines}
    assert {cells[3] for cells in rows.values()} == {"2026", "2027"}
    counted = sum(int(re.sub(r"\D", "", cells[7].split("/")[1])) for cells in rows.values())
    assert counted == sum(year.by_service.values())
    five = next(cells for cells in rows.values() if cells[4] == "5년" and cells[3] == "2026")
    assert (five[5], five[6]) == ("2027.01.01", "2031.12.31")


def test_a_book_drawn_twice_is_the_same_file_and_printing_it_again_is_counted(year: Year) -> None:
    fonts = ROOT / "resources" / "fonts"
    again = {}
    for code in year.home.desk.catalogue.books:
        paper = printed(year, code)
        again[code] = paper.reprint
        assert paper_pdf(paper, fonts=fonts) == paper_pdf(paper, fonts=fonts), code
    assert printed(year, "seal_issue_book").reprint == again["seal_issue_book"] + 1


def test_no_number_is_skipped_and_one_that_were_would_be_named(year: Year) -> None:
    assert printed(year, "case_receipt_book").skipped == []
    connections = year.home.connections
    with connections.atomic() as connection:
        row = connection.execute("SELECT case_key, number FROM case_row ORDER BY number LIMIT 1 OFFSET 1").fetchone()
        connection.execute("UPDATE case_kept SET number = 'X-261120-0001-00' WHERE case_key = ?", (row[0],))
    try:
        assert printed(year, "case_receipt_book").skipped == [row[1].rsplit("-", 1)[0]]
    finally:
        with connections.atomic() as connection:
            connection.execute("UPDATE case_kept SET number = ? WHERE case_key = ?", (row[1], row[0]))


def test_lists_hold_the_cases_whose_step_fell_into_the_days(year: Year) -> None:
    dispatched = [case for case in all_cases(year) if case.life in ("passport", "posting") and "tracking_no" in case.facts]
    assert len(printed(year, "post_list").lines) == len(dispatched)
    park = year.home.services.sign_in("park", PASSWORD)
    before = year.home.services.books.print_book(park, "post_list", date(2026, 1, 1), date(2026, 11, 19))
    assert before.lines == []


def test_a_clerk_prints_no_book_and_a_wrong_period_is_refused(year: Year) -> None:
    services = year.home.services
    lee, park = services.sign_in("lee", PASSWORD), services.sign_in("park", PASSWORD)
    with pytest.raises(Refused, match="not_allowed"):
        services.books.print_book(lee, "seal_issue_book", FIRST, LAST)
    for first, last in ((LAST, FIRST), (date(2020, 1, 1), LAST)):
        with pytest.raises(Refused, match="book_period_invalid"):
            services.books.print_book(park, "seal_issue_book", first, last)
    with pytest.raises(Refused, match="book_unknown"):
        services.books.print_book(park, "no_book", FIRST, LAST)


def test_the_papers_of_a_case_are_there_once_their_step_was_taken(year: Year) -> None:
    services, home = year.home.services, year.home
    park, fonts = services.sign_in("park", PASSWORD), ROOT / "resources" / "fonts"
    drawn: set[str] = set()
    for case in all_cases(year):
        for offered in services.books.papers(case.case_id):
            if offered.code not in drawn:
                drawn.add(offered.code)
                paper = services.books.paper(park, case.case_id, offered.code)
                assert paper.number == case.number and paper.lines
                assert not any(WHOLE.search(text) for _, text in paper.lines)
                assert paper_pdf(paper, fonts=fonts) != paper_pdf(paper, fonts=fonts, large=True)
                assert services.books.paper(park, case.case_id, offered.code).reprint == 1
    assert len(drawn) >= 12
    fresh = next(case for case in all_cases(year) if case.life == "petition" and case.state == "received")
    for code, refused in (("decision_notice", "paper_not_yet"), ("passport_delivery_note", "paper_unknown")):
        with pytest.raises(Refused, match=refused):
            services.books.paper(park, fresh.case_id, code)
    assert home.desk.store.days.reprints("decision_notice", fresh.number) == 0


def all_cases(year: Year) -> list[Case]:
    found = [year.home.store.cases.find(row.case_id) for row in year.home.services.ledger_page(limit=1000)]
    return [case for case in found if case is not None]


def test_the_layout_says_every_state_as_the_screen_does() -> None:
    words, states = load_words(ROOT / "resources", "ko"), the_catalogue().layouts.states
    for life, table in TABLES.items():
        for row in table:
            own = f"state.{life}.{row.next}"
            shown = words.text(own if words.has(own) else f"state.{row.next}")
            assert (states.get(f"{life}.{row.next}") or states.get(row.next)) == shown, (life, row.next)
