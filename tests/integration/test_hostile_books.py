"""A stolen desk fills its cases with what no form knows: the books, lists and pages of its office are told all the same (G12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.case_record import UNOPENED
from app.domain.entries import CaseAdvanced, CaseReceived, Fact
from app.domain.errors import IntegrityViolated
from app.domain.forms import Catalogue, FormDef
from app.domain.lives import steps_from, transition
from app.domain.moments import UNKNOWN_DAY
from app.domain.money_entries import DayOpened
from app.domain.views import Actor
from app.ledger.transaction import LedgerTransaction
from tests.centrals import CentralUnderTest
from tests.desks import NINE, PASSWORD, ROOT
from tests.integration.test_hostile_money import DAY, hear, say
from tests.integration.test_two_desks import add_people, enrolled, work

DATE = NINE.date()
NOT_SEALED = bytes(40)
NONSENSE: Final[tuple[Any, ...]] = (
    "~",
    7,
    1.5,
    True,
    ["x", 7, None, ["y"], {"z": 1}],
    [{"kind": 7, "name": ["x"], "rrn": b"1"}],
    {"a": 1},
    NOT_SEALED,
    "9999-12-31",
    "0001-01-01",
    "2026-11-20T25:00",
    "2026-W47-5",
    "<b>&",
    "\x1b[31m\0",
    2**63,
    float("nan"),
    [[]],
    "９" * 10,
)
NO_ROWS: Final[list[Any]] = ["x", 7, None, ["y"], {"z": 1}, {"kind": 7, "name": ["x"], "rrn": "1"}]
NO_DAYS = ("2026-11-2x", "2026-11-20/~", "2026-11-20/2/3", "2026-11-20\0", "2026-W47-5", "2026-11-20/02", "20261120")


@pytest.fixture
def desks(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    """Ours, and the stolen one of the same office."""
    add_people(sqlite_central)
    ours, stolen = (enrolled(sqlite_central, tmp_path / name, name) for name in ("03", "05"))
    work(ours, 1, seed=3)
    yield ours, stolen
    ours.close()
    stolen.close()


def park_of(home: Home) -> Actor:
    return home.services.sign_in("park", PASSWORD)


def fill(home: Home) -> None:
    """A few cases of each service, all their fields and facts nonsense, some of their steps taken."""
    actor, count = home.services.sign_in("lee", PASSWORD), 0
    with home.store.transaction(actor=actor.entry_id, day=DAY) as tx:
        for nth, form in enumerate(home.desk.catalogue.forms.values()):
            for place in range(nth % 6, len(NONSENSE), 6):
                count += 1
                a_case_of(home, tx, form, NONSENSE[place], f"26410-05-261120-{count:04d}-00", place)  # type: ignore[arg-type]


def a_receipt(home: Home, tx: LedgerTransaction, form: FormDef, number: str, values: Mapping[str, Any]) -> UUID:
    """A case of that form is received with these values of its fields, whatever they are."""
    said: dict[str, dict[str, Any]] = {"applicant": {}, "agent": {}, "": {}}
    for field_id, value in values.items():
        prefix, _, name = field_id.partition(".")
        said.get(prefix, said[""])[name if prefix in said else field_id] = value
    body = CaseReceived(
        number=number,
        service=form.id,
        life=form.life,
        form_version=1,
        applicant=said["applicant"],
        answers=said[""],
        agent=said["agent"],
    )
    case_id = home.desk.ids.new_id()
    tx.append(Fact(body, home.desk.ids.new_id(), case_id=case_id))
    return case_id


def a_case_of(home: Home, tx: LedgerTransaction, form: FormDef, junk: Any, number: str, place: int) -> None:
    # A text in the place of a table is a table of nonsense, else no book would ever look into its rows.
    tables = {each for each in form.field_ids if form.field(each).kind == "rows" and isinstance(junk, str)}
    case_id = a_receipt(home, tx, form, number, {each: NO_ROWS if each in tables else junk for each in form.field_ids})
    facts = {field.id: junk for step in home.desk.catalogue.steps if step.life == form.life for field in step.fields}
    begun = transition(form.life, None, "case_received")
    state = begun.next if begun is not None else ""
    for _ in range(3):
        rows = [row for row in steps_from(form.life, state) if row.trigger.startswith("case_advanced:")]
        if rows:
            row = rows[place % len(rows)]
            state = row.next
            advanced(home, tx, case_id, row.trigger, facts)


def advanced(home: Home, tx: LedgerTransaction, case_id: UUID, trigger: str, facts: Mapping[str, Any]) -> None:
    body = CaseAdvanced(step=trigger.partition(":")[2], based_on=1, facts=dict(facts))
    tx.append(Fact(body, home.desk.ids.new_id(), case_id=case_id))


def test_no_case_of_another_desk_keeps_anybody_from_a_book_or_a_list(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    fill(stolen)
    say(stolen, "lee", *(DayOpened(day=day, float_won=0) for day in NO_DAYS))
    hear(stolen, ours)
    park, services, catalogue = park_of(ours), ours.services, ours.desk.catalogue
    cells: list[str] = []
    for code in (*catalogue.books, *(each.code for each in catalogue.layouts.lists)):
        for reason in ("", "점검"):
            paper = services.books.print_book(park, code, DATE, DATE, reason=reason)
            cells += [cell for line in paper.lines for cell in line.cells]
        assert paper_pdf(paper, fonts=ROOT / "resources" / "fonts").startswith(b"%PDF")
    assert UNKNOWN_DAY in cells
    assert any(UNOPENED in cell for cell in cells)
    assert not {each.day for each in ours.store.books.closings("2026-01-01", "2026-12-31", own=False)} & set(NO_DAYS)
    for page in (services.worklist, services.worklist_counts, services.work.counts, services.records.register):
        page()
    for table in services.statistics.tables():
        services.statistics.report(table.id, DATE.year)
    services.dashboards.sheet(park, DATE)
    services.calendar.recount(park)
    assert services.day_report(park, DAY, "office").desks


def test_a_case_of_another_desk_is_told_or_refused_and_is_no_bug(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    fill(stolen)
    hear(stolen, ours)
    park, services, told, untold = park_of(ours), ours.services, 0, 0
    for row in services.ledger_page(limit=1_000):
        looks: list[Callable[[], object]] = [partial(services.view_case, park, row.case_id)]
        looks += [partial(services.books.paper, park, row.case_id, each.code) for each in services.books.papers(row.case_id)]
        for look in looks:
            try:
                shown = look()
                assert UNOPENED not in str(shown)  # that is for a book of many: a page or a paper of this case says nothing half
                told += 1
            except IntegrityViolated as error:
                assert error.code == "seal_broken"  # what is sealed with another key is the one thing nobody can tell
                untold += 1
    assert untold > 0
    assert told > 200


OPEN: Final = {"rrn": "9001011234567", "arn": "9001015234567", "passport_no": "M98765432"}


def left_open(home: Home, tx: LedgerTransaction, form: FormDef, number: str) -> bool:
    """A case whose numbers a faulty program did not seal, neither in its fields and tables nor in what its first step was told."""
    values = {
        field.id: OPEN.get(field.kind) or [{each.id: OPEN[each.kind] for each in field.columns if each.sealed}] for field in form.sealing
    }
    case_id = a_receipt(home, tx, form, number, values)
    facts = {
        field.id: OPEN[field.kind] for step in home.desk.catalogue.steps if step.life == form.life for field in step.fields if field.sealed
    }
    begun = transition(form.life, None, "case_received")
    steps = steps_from(form.life, begun.next) if begun is not None else []
    for row in [row for row in steps if row.trigger.startswith("case_advanced:")][:1]:
        advanced(home, tx, case_id, row.trigger, facts)
    return bool(form.sealing or facts)


def test_a_number_that_another_desk_left_open_is_shown_and_printed_masked(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    actor = stolen.services.sign_in("lee", PASSWORD)
    forms = stolen.desk.catalogue.forms.values()
    with stolen.store.transaction(actor=actor.entry_id, day=DAY) as tx:
        open_ones = [left_open(stolen, tx, form, f"26410-05-261120-{n:04d}-00") for n, form in enumerate(forms, 1)]  # type: ignore[arg-type]
    assert sum(open_ones) > 20
    hear(stolen, ours)
    park, services, catalogue = park_of(ours), ours.services, ours.desk.catalogue
    shown: list[str] = []
    for code in (*catalogue.books, *(each.code for each in catalogue.layouts.lists)):
        paper = services.books.print_book(park, code, DATE, DATE)
        shown += [cell for line in paper.lines for cell in line.cells]
    for row in services.ledger_page(limit=1_000):
        shown += [repr(row), repr(services.view_case(park, row.case_id))]
        shown += [repr(services.books.receipt(park, row.case_id))]
        shown += [repr(services.books.paper(park, row.case_id, each.code)) for each in services.books.papers(row.case_id)]
    assert any("900101-1******" in each for each in shown) and any("M987*****" in each for each in shown)
    tails = [number[-6:] for number in OPEN.values()]
    assert [each for each in shown if any(tail in each for tail in tails)] == []


NAME, PHONE = "아무나모르는이", "01055512340"


def out_of_place(form: FormDef, service: str, catalogue: Catalogue, number: str, *, deep: bool) -> CaseReceived:
    """Numbers, a name and a telephone under each id that some form has for such a thing, and in shapes that none has."""
    said: dict[str, dict[str, Any]] = {"applicant": {}, "agent": {}, "": {}}
    fields = [field for each in catalogue.forms.values() for field in each.fields if field.id not in form.field_ids or each is form]
    for field in fields:
        prefix, _, name = field.id.partition(".")
        value: Any = OPEN.get(field.kind) or {"name": NAME, "phone": PHONE}.get(field.kind)
        if field.kind == "rows":
            cells = {each.id: OPEN[each.kind] for each in field.columns if each.sealed}
            value = [[cells], {"x": cells}] if deep else cells
        if value:
            said.get(prefix, said[""])[name if prefix in said else field.id] = value
    return CaseReceived(
        number=number,
        service=service,
        life=form.life,
        form_version=1,
        applicant=said["applicant"],
        answers=said[""],
        agent=said["agent"],
    )


def test_what_stands_where_its_form_has_no_place_for_it_is_masked_as_the_forms_that_have_one_mask_it(desks: tuple[Home, Home]) -> None:
    ours, stolen = desks
    actor, new_id, catalogue = stolen.services.sign_in("lee", PASSWORD), stolen.desk.ids.new_id, stolen.desk.catalogue
    kinds = [(form, form.id) for form in catalogue.forms.values()]
    with stolen.store.transaction(actor=actor.entry_id, day=DAY) as tx:
        for n, (form, service) in enumerate([*kinds, (kinds[0][0], "of_another_release")], 1):
            body = out_of_place(form, service, catalogue, f"26410-05-261120-{n:04d}-00", deep=n % 2 == 0)
            tx.append(Fact(body, new_id(), case_id=new_id()))
    hear(stolen, ours)
    park, services = park_of(ours), ours.services
    tails = [number[-6:] for number in OPEN.values()]
    for code in (*catalogue.books, *(each.code for each in catalogue.layouts.lists)):
        for line in services.books.print_book(park, code, DATE, DATE).lines:
            assert not [cell for cell in line.cells if any(each in cell for each in (*tails, NAME, PHONE[3:7], "{"))], code
    rows = services.ledger_page(limit=1_000)
    assert len(rows) > len(kinds)
    for row in rows:
        seen = services.view_case(park, row.case_id)
        told = {**seen.applicant, **(seen.agent or {}), **seen.answers}
        assert {name: value for name, value in told.items() if any(tail in repr(value) for tail in tails)} == {}, row.service
