"""What a citizen signs on the desk's screen stands on the paper of the act it was signed for, under that act's date, and on no other."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.domain.case_papers import Act, CasePaper
from app.domain.citizen_screen import SIGNATURE_FILE
from app.services.desk import seoul_date
from tests.desks import NINE
from tests.integration.test_passport_rules import COLLECTED, owed, received
from tests.open_days import here, home, later, step, wait

__all__ = ["home"]

MARK = b"\x89PNG\r\n\x1a\n"


def signed(home: Home, case_id: UUID, name: str) -> bytes:
    """A signature was given for that case a minute later."""
    wait(home, timedelta(minutes=1))
    picture = MARK + name.encode()
    home.services.attachments.attach_made(here(home), case_id, SIGNATURE_FILE, picture)
    return picture


def printed(home: Home, case_id: UUID, code: str) -> CasePaper:
    return home.services.books.paper(here(home), case_id, code)


def test_an_application_bears_the_day_and_the_signature_of_applying_however_late_it_is_printed(home: Home) -> None:
    case_id = owed(home, "seal_certificate_issue", applied_by="principal")
    code = next(each.code for each in home.services.books.papers(case_id) if each.code.startswith("seal_application"))
    assert printed(home, case_id, code).signature == b""
    signed(home, case_id, "too short")
    given = signed(home, case_id, "applied")  # once more, because the first was not good
    assert printed(home, case_id, code).signature == given
    later(home, days=3)
    signed(home, case_id, "for something else")
    paper = printed(home, case_id, code)
    assert paper.signature == given
    assert paper.said_at is not None and seoul_date(paper.said_at) == NINE.date() < seoul_date(paper.issued_at)


@pytest.mark.parametrize("on_another_day", [False, True])
def test_who_applied_for_a_passport_has_not_signed_for_taking_it(home: Home, on_another_day: bool) -> None:
    case_id = received(home, "passport_single")
    signed(home, case_id, "applied")
    step(home, case_id, "send")
    wait(home, timedelta(minutes=10))
    step(home, case_id, "arrive")
    if on_another_day:
        later(home, days=2)
    taken = {**COLLECTED, "passport_no": "Z123A4567"}
    step(home, case_id, "deliver", **taken)
    on = home.desk.clock.now()
    later(home, days=1)
    paper = printed(home, case_id, "passport_delivery_note")
    assert paper.signature == b"" and paper.said_at == on


def test_who_takes_a_passport_on_the_day_it_was_applied_for_signs_for_it_once_more(home: Home) -> None:
    case_id = received(home, "passport_single")
    signed(home, case_id, "applied")
    wait(home, timedelta(minutes=10))
    step(home, case_id, "send")
    step(home, case_id, "arrive")
    note = {**COLLECTED, "passport_no": "Z123A4567"}
    given = signed(home, case_id, "taken")
    step(home, case_id, "deliver", **note)
    assert printed(home, case_id, "passport_delivery_note").signature == given


def test_who_takes_a_certificate_on_the_day_it_was_applied_for_has_not_signed_the_application_again(home: Home) -> None:
    case_id = owed(home, "seal_certificate_issue", applied_by="principal")
    home.services.take_payment(here(home), [case_id], tender="cash")  # which issues it
    given = signed(home, case_id, "applied")
    wait(home, timedelta(minutes=10))
    step(home, case_id, "deliver")
    signed(home, case_id, "taken")
    assert printed(home, case_id, "seal_application").signature == given


def test_what_was_signed_at_a_moment_that_no_calendar_has_was_signed_for_nothing() -> None:
    """All such moments are one and the same to a calendar: they would lie on the day of any act that has one too."""
    never = 2**60
    assert not Act(never, 0).covers(never) and not Act(never, 0).covers(2**61)


def test_what_the_office_says_is_dated_when_it_is_printed(home: Home) -> None:
    case_id = received(home, "passport_single")
    step(home, case_id, "send")
    step(home, case_id, "arrive")
    later(home, days=2)
    assert printed(home, case_id, "passport_uncollected").said_at is None
