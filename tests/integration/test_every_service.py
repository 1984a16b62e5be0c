"""Every service of the catalogue, from a generated draft to each end of its life; what does not fit is refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.lives import TABLES, steps_from
from tests.desks import NINE, a_home, the_catalogue
from tests.walking import WAITS, Walker, a_walker, begins_provisional, ends, impossible

SERVICES = sorted(the_catalogue().forms)
LATER = {(life, row.next) for life, step in WAITS for row in TABLES[life] if row.trigger == f"case_advanced:{step}"}
AT_ITS_TIME = [(name, end) for name in SERVICES for life, end in sorted(LATER) if the_catalogue().forms[name].life == life]


@pytest.fixture(scope="module")
def walker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    home = a_home(tmp_path_factory.mktemp("walk") / "home")
    yield a_walker(home)
    home.close()


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_can_be_walked_to_each_end_of_its_life(walker: Walker, service: str) -> None:
    form = walker.home.desk.catalogue.forms[service]
    wanted = [end for end in ends(form.life) if (form.life, end) not in LATER]
    assert wanted
    for case_id, end in zip(walker.received(form, wanted), wanted, strict=True):
        assert form.book in walker.home.desk.catalogue.books
        walker.walk(case_id, end)
        case = walker.case(case_id)
        assert (case.service, case.state) == (service, end)
        detail = walker.home.services.view_case(walker.leader, case.number)
        assert next(line.kind for line in detail.history) == "case_received"
        assert detail.row.state == end


@pytest.mark.parametrize("service", SERVICES)
def test_a_step_that_does_not_fit_is_refused_with_what_would(walker: Walker, service: str) -> None:
    form = walker.home.desk.catalogue.forms[service]
    (case_id,) = walker.received(form, ["cancelled"])
    before = walker.case(case_id)
    wrong = impossible(form.life, before.state)
    refused = walker.refusal(case_id, wrong)
    assert (refused.code, refused.facts["step"], refused.facts["state"]) == ("step_not_allowed", wrong, before.state)
    assert {f"case_advanced:{each}" for each in str(refused.facts["possible"]).split(",")} - {"case_advanced:case_cancelled"} == {
        row.trigger for row in steps_from(form.life, before.state) if row.trigger != "case_cancelled"
    }
    assert walker.case(case_id) == before
    walker.walk(case_id, "cancelled")
    assert walker.refusal(case_id, wrong).code == "step_not_allowed"


@pytest.mark.parametrize("service", [each for each in SERVICES if begins_provisional(the_catalogue().forms[each])])
def test_what_was_only_received_comes_to_its_end_when_the_system_is_back(walker: Walker, service: str) -> None:
    form = walker.home.desk.catalogue.forms[service]
    end = "delivered"
    (case_id,) = walker.received(form, [end], only=True)
    received = walker.case(case_id)
    assert (received.provisional, received.lines, received.open_won) == (True, [], 0)
    walker.walk(case_id, end)
    assert (walker.case(case_id).state, walker.case(case_id).open_won) == (end, 0)


@pytest.mark.parametrize(("service", "end"), AT_ITS_TIME)
def test_what_nobody_fetches_or_completes_ends_after_its_days(tmp_path: Path, service: str, end: str) -> None:
    home: Home = a_home(tmp_path / "home")
    walker = a_walker(home)
    (case_id,) = walker.received(home.desk.catalogue.forms[service], [end])
    walker.walk(case_id, end)
    assert walker.case(case_id).state == end
    home.close()


def test_the_book_of_each_service_names_its_cases(walker: Walker) -> None:
    forms = list(walker.home.desk.catalogue.forms.values())
    made = [(form, walker.case(walker.received(form, ["cancelled"])[0])) for form in forms]
    day = NINE.date()
    books = {form.book for form in forms}
    said = {book: walker.home.services.books.print_book(walker.leader, book, day, day, reason="점검") for book in books}
    for form, case in made:
        lines = [line for line in said[form.book].lines if case.number in line.cells]
        assert len(lines) == 1, form.id
