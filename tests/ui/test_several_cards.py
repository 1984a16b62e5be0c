"""One basket, several cards: each its own intent at the terminal, one after the other, and what the first paid is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.devices.iso8583 import Iso8583Terminal
from app.devices.terminal_simulator import InProcess, Step, TerminalSimulator
from app.services.make_sample import make_samples
from app.services.card_payments import CardPayments
from app.ui.visit import Line
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter
from tests.ui.test_flows import cases, stage
from tests.ui.test_tenders import rewrite, seal_in_basket

Joined = Callable[..., InProcess]


@pytest.fixture
def joined(counter: Counter) -> Joined:
    """Join a simulated terminal that fails as told."""

    def join(*script: Step) -> InProcess:
        clock = counter.home.desk.clock
        dial = InProcess(TerminalSimulator(script, now=clock.now))
        terminal = Iso8583Terminal(dial, "T1", clock=clock, elapsed=lambda: 0.0)
        counter.home.services.cards = CardPayments(counter.home.desk, lambda: terminal, counter.home.on_lane)
        return dial

    return join


def in_basket(counter: Counter, service: str) -> None:
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    context = counter.opened.context
    context.visit.add(Line(context.catalogue.forms[draft.service], draft))
    counter.settle()


def test_a_line_that_is_free_stands_among_what_the_terminal_paid(counter: Counter, joined: Joined) -> None:
    joined()
    counter.sign_in()
    seal_in_basket(counter)
    in_basket(counter, "resident_registration_copy")
    counter.press("F12", "8")
    visit = counter.opened.context.visit
    assert 0 in [line.due_won for line in visit.lines] and visit.total_won > 0
    counter.press("F11", "Return")
    assert stage(counter) == "done"
    done = counter.window.basket.presenter.done
    assert done is not None and len(done.numbers) == 2
    assert [each.state for each in cases(counter)] == ["issued", "issued"]
