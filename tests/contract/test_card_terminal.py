"""What every card terminal promises: the fake, the adapter against the simulator in the same process, and over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.iso8583 import Iso8583Terminal, dial_tcp
from app.devices.terminal_simulator import InProcess, SimulatorServer, Step, TerminalSimulator
from app.domain.errors import Refused, Unavailable
from app.ports.card_terminal import Approval, CardTerminal, TerminalTotals
from tests.fakes.card_terminal import FakeTerminal
from tests.fakes.fixed_clock import FixedClock
from tests.patience import until

PAYMENT = UUID(int=1)
OTHER = UUID(int=2)
DAY = "2026-11-20"
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=9)))


class World:
    """A terminal and what can go wrong with it."""

    def __init__(
        self,
        terminal: CardTerminal,
        clock: FixedClock,
        *,
        lose_question: Callable[[], None],
        lose_answer: Callable[[], None],
        decline: Callable[[str], None],
        away: Callable[[bool], None],
        heal: Callable[[], None],
    ) -> None:
        self.terminal, self.clock = terminal, clock
        self.lose_question, self.lose_answer, self.decline = lose_question, lose_answer, decline
        self.away, self.heal = away, heal

    def buy(self, amount: int = 1_800, trace_no: str = "000001", payment_id: UUID = PAYMENT) -> Approval:
        return self.terminal.purchase(amount, trace_no=trace_no, payment_id=payment_id)

    def sums(self) -> tuple[int, int, int, int]:
        found: TerminalTotals = self.terminal.totals(DAY)
        return found.purchases, found.purchases_won, found.cancels, found.cancels_won


def _fake() -> World:
    clock = FixedClock(NINE)
    fake = FakeTerminal("T1", clock)

    def set_to(name: str, value: object) -> None:
        setattr(fake, name, value)

    return World(
        fake,
        clock,
        lose_question=lambda: set_to("lose_questions", 1),
        lose_answer=lambda: set_to("lose_answers", 1),
        decline=lambda code: set_to("decline", code),
        away=lambda gone: set_to("away", gone),
        heal=fake.heal,
    )


def _simulated(simulator: TerminalSimulator, terminal: CardTerminal, clock: FixedClock, away: Callable[[bool], None]) -> World:
    return World(
        terminal,
        clock,
        lose_question=lambda: simulator.script.add(Step(do="drop_before")),
        lose_answer=lambda: simulator.script.add(Step(do="drop_after")),
        decline=lambda code: simulator.script.add(Step(do="decline", code=code)),
        away=away,
        heal=simulator.script.clear,
    )


@pytest.fixture(params=["fake", "in_process", "tcp"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        yield _fake()
        return
    clock = FixedClock(NINE)
    simulator = TerminalSimulator(now=lambda: clock.now())
    if request.param == "in_process":
        place = InProcess(simulator)
        yield _simulated(simulator, Iso8583Terminal(place, "T1", clock=clock), clock, lambda gone: setattr(place, "there", not gone))
        simulator.close()
        return
    server = SimulatorServer(simulator)
    yield _simulated(
        simulator,
        Iso8583Terminal(dial_tcp(*server.address), "T1", clock=clock, card_s=20, host_s=20),
        clock,
        lambda gone: server.go_away() if gone else server.come_back(),
    )
    server.stop()
    simulator.close()


def test_an_approval_says_what_was_taken_where_and_when(world: World) -> None:
    found = world.buy(52_000, trace_no="000417")
    assert (found.amount_won, found.trace_no, found.terminal) == (52_000, "000417", "T1")
    assert found.approved_at == int(NINE.timestamp() * 1000)
    assert found.approval_no.isalnum() and len(found.last4) == 4 and found.last4.isdigit()
    assert world.terminal.terminal_id == "T1"
    assert world.sums() == (1, 52_000, 0, 0)


def test_the_same_question_again_takes_nothing_more(world: World) -> None:
    first = world.buy()
    assert world.buy() == first
    assert world.sums() == (1, 1_800, 0, 0)


def test_a_trace_number_that_named_another_payment_gives_no_answer(world: World) -> None:
    world.buy()
    for amount, payment_id in ((1_900, PAYMENT), (1_800, OTHER)):
        with pytest.raises(Unavailable) as unknown:
            world.buy(amount, payment_id=payment_id)
        assert unknown.value.code == "terminal_unknown"
    assert world.sums() == (1, 1_800, 0, 0)


def test_a_declined_card_pays_nothing_however_often_it_is_asked(world: World) -> None:
    world.decline("51")
    for _ in range(2):
        with pytest.raises(Refused) as refused:
            world.buy()
        assert (refused.value.code, refused.value.facts["answer"]) == ("card_declined", "51")
    assert world.terminal.inquire(1_800, trace_no="000001") is None
    assert world.sums() == (0, 0, 0, 0)


def test_a_lost_answer_is_unknown_and_an_inquiry_finds_the_money(world: World) -> None:
    world.lose_answer()
    with pytest.raises(Unavailable) as unknown:
        world.buy()
    assert unknown.value.code == "terminal_unknown"
    found = world.terminal.inquire(1_800, trace_no="000001")
    assert found is not None
    assert found == world.buy()


def test_a_lost_question_is_unknown_and_an_inquiry_finds_nothing(world: World) -> None:
    world.lose_question()
    with pytest.raises(Unavailable) as unknown:
        world.buy()
    assert unknown.value.code == "terminal_unknown"
    assert world.terminal.inquire(1_800, trace_no="000001") is None
    assert world.sums() == (0, 0, 0, 0)


def test_an_inquiry_is_about_the_amount_too(world: World) -> None:
    world.buy()
    assert world.terminal.inquire(1_900, trace_no="000001") is None
    assert world.terminal.inquire(1_800, trace_no="000002") is None


def test_nobody_there_means_nothing_was_asked(world: World) -> None:
    world.away(True)
    with pytest.raises(Unavailable) as away:
        world.buy()
    assert away.value.code == "terminal_away"
    world.away(False)
    _until_there(world)
    assert world.terminal.inquire(1_800, trace_no="000001") is None


def _until_there(world: World) -> None:
    """A port that opens again takes a moment."""

    def there() -> bool:
        try:
            world.terminal.probe()
        except Unavailable as error:
            assert error.code == "terminal_away"
            return False
        return True

    until(there, "the terminal")


def test_a_reversed_purchase_is_in_no_total(world: World) -> None:
    world.buy()
    world.terminal.reverse(1_800, trace_no="000001", repeated=False)
    world.terminal.reverse(1_800, trace_no="000001", repeated=True)
    assert world.terminal.inquire(1_800, trace_no="000001") is None
    with pytest.raises(Refused) as refused:
        world.buy()  # a copy of it that comes late
    assert refused.value.code == "card_declined"
    assert world.sums() == (0, 0, 0, 0)


def test_a_reversal_that_comes_first_bars_the_purchase(world: World) -> None:
    world.terminal.reverse(1_800, trace_no="000001", repeated=False)
    with pytest.raises(Refused) as refused:
        world.buy()
    assert refused.value.code == "card_declined"
    assert world.sums() == (0, 0, 0, 0)
    assert world.buy(trace_no="000002").trace_no == "000002"


def test_a_reversal_whose_answer_is_lost_has_been_done(world: World) -> None:
    world.buy()
    world.lose_answer()
    with pytest.raises(Unavailable):
        world.terminal.reverse(1_800, trace_no="000001", repeated=False)
    assert world.sums() == (0, 0, 0, 0)


def test_a_cancel_gives_the_whole_sum_back_once(world: World) -> None:
    bought = world.buy()
    world.lose_answer()
    with pytest.raises(Unavailable):
        world.terminal.cancel(bought, trace_no="000002")
    cancelled = world.terminal.cancel(bought, trace_no="000002")
    assert cancelled.approval_no != bought.approval_no
    assert (cancelled.amount_won, cancelled.trace_no) == (1_800, "000002")
    assert world.terminal.inquire(1_800, trace_no="000001") is None
    assert world.terminal.inquire(1_800, trace_no="000002") == cancelled
    assert world.sums() == (1, 1_800, 1, 1_800)
    with pytest.raises(Refused):
        world.terminal.cancel(bought, trace_no="000003")
    assert world.sums() == (1, 1_800, 1, 1_800)


def test_a_cancel_of_what_was_never_bought_is_declined(world: World) -> None:
    bought = world.buy()
    elsewhere = Approval(
        approval_no="99999999", amount_won=1_800, last4="0000", trace_no="000001", terminal="T1", approved_at=bought.approved_at
    )
    with pytest.raises(Refused) as refused:
        world.terminal.cancel(elsewhere, trace_no="000002")
    assert refused.value.code == "card_declined"
    assert world.sums() == (1, 1_800, 0, 0)


def test_refunds_never_give_back_more_than_was_taken(world: World) -> None:
    bought = world.buy(2_000)
    part = world.terminal.refund(600, trace_no="000002", original=bought)
    assert world.terminal.refund(600, trace_no="000002", original=bought) == part
    with pytest.raises(Refused):
        world.terminal.refund(1_500, trace_no="000003", original=bought)
    assert world.terminal.refund(1_400, trace_no="000004", original=bought).amount_won == 1_400
    assert world.sums() == (1, 2_000, 2, 2_000)


def test_a_probe_takes_nothing(world: World) -> None:
    world.terminal.probe()
    assert world.sums() == (0, 0, 0, 0)
    world.lose_answer()
    with pytest.raises(Unavailable):
        world.terminal.probe()


# ── the fake and the real one, step by step ──

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["purchase", "purchase", "inquire", "reverse", "cancel", "refund"]),
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from(["", "", "", "question", "answer", "decline"]),
    ),
    max_size=12,
)


def _told(world: World, bought: dict[int, Approval], step: tuple[str, int, int, str]) -> str:
    """What the step was answered, without the host's own numbers. Purchase n costs n thousand; `part`: how it goes back."""
    act, n, part, fault = step
    amount, trace_no = n * 1_000, f"{n:06d}"
    back_no = f"{n * 10 + part:06d}"
    if n not in bought and act in ("cancel", "refund"):
        return ""
    if fault == "question":
        world.lose_question()
    elif fault == "answer":
        world.lose_answer()
    elif fault == "decline" and act in ("purchase", "cancel", "refund"):
        world.decline("51")
    try:
        if act == "purchase":
            bought[n] = world.buy(amount, trace_no, UUID(int=n))
        elif act == "inquire":
            return "stands" if world.terminal.inquire(amount, trace_no=trace_no) is not None else "nothing stands"
        elif act == "reverse":
            world.terminal.reverse(amount, trace_no=trace_no, repeated=False)
        elif act == "cancel":
            world.terminal.cancel(bought[n], trace_no=f"9{back_no[1:]}")
        else:
            world.terminal.refund(part * 600, trace_no=back_no, original=bought[n])
    except (Refused, Unavailable) as error:
        return error.code
    return "done"


@given(STEPS)
def test_the_fake_says_what_the_real_one_says(steps: list[tuple[str, int, int, str]]) -> None:
    clock = FixedClock(NINE)
    simulator = TerminalSimulator(now=clock.now)
    place = InProcess(simulator)
    real = _simulated(simulator, Iso8583Terminal(place, "T1", clock=clock), clock, lambda gone: setattr(place, "there", not gone))
    fake = _fake()
    ours: dict[int, Approval] = {}
    theirs: dict[int, Approval] = {}
    for step in steps:
        assert _told(fake, ours, step) == _told(real, theirs, step), step
        fake.heal()
        real.heal()
        assert fake.sums() == real.sums(), step
    simulator.close()
