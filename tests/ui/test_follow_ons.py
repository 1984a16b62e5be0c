"""What people usually need next stands in a line on the page that says what was saved (COUNTER §3 D)."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel

from app.services.make_sample import make_samples
from app.ui.visit import Line
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter


def saved(counter: Counter, *services: str) -> list[str]:
    """Those cases are received in one visit; what the page then says."""
    context = counter.opened.context
    for service in services:
        (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
        context.visit.add(Line(context.catalogue.forms[service], draft))
    counter.settle()
    counter.window.basket.presenter.receive()
    counter.settle()
    return [each.text() for each in counter.window.basket.done.findChildren(QLabel) if each.isVisible()]


def test_parents_hear_of_the_newborns_benefits_and_the_bereaved_of_the_estate(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6")
    shown = saved(counter, "birth_filing", "death_filing")
    assert "이어서 안내할 일" in shown
    assert any(each.startswith("행복출산 통합신청") for each in shown)
    assert any(each.startswith("안심상속 원스톱") and "정부24" in each for each in shown)


def test_who_needs_nothing_next_reads_nothing_of_it(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6")
    assert "이어서 안내할 일" not in saved(counter, "marriage_filing")
