"""Every interleaving of up to three faults of one card payment: the real services over a real ledger, against the simulated host.

A payment passes points at which something may go wrong: a message to the terminal, a commit, a moment in which the clerk decides. Each
run follows one list of choices at those points; `every_run` goes through all lists with at most so many faults, as one walks a tree. The
desk dies at a point by losing everything it has in memory; what is on disk is the real ledger's, and a commit is whole or not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from app.devices.iso8583 import Iso8583Terminal
from app.devices.terminal_simulator import FAULTS, InProcess, Step, TerminalSimulator
from app.domain.card_payment import OPEN, TAKEN
from app.domain.errors import Refused
from app.domain.money_entries import PaymentReversed
from app.ports.card_terminal import Approval, TerminalTotals
from app.services.card_payments import CardPayments
from tests.card_counter import TERMINAL, CardCounter, a_draft
from tests.prove import g3_check
from tests.prove.tally import Violated

T = TypeVar("T")
ROUNDS = 3
MODES = ("basket", "cases", "refund")
# What stands for the others where three faults meet: the host did it or did not or forgot it or will do it later, the desk heard of it
# or did not. For one and two faults every kind of the simulator is tried.
CLASSES = ("decline", "drop_before", "drop_after", "late_next", "held", "forget_silently")
# `forget`: the host answers that it took the money and then denies it. No protocol helps; the evening's totals show it.
KINDS = tuple(each for each in FAULTS if each not in ("answer", "forget"))


class Killed(BaseException):
    """The desk's program died."""


class Choices:
    """What happens at each point of one run. `prefix`: the choices so far of this walk; after it nothing goes wrong."""

    def __init__(self, prefix: Sequence[int], most: int) -> None:
        self._prefix, self._most = prefix, most
        self.made: list[tuple[int, int]] = []  # which of how many
        self.story: list[str] = []

    def pick(self, where: str, *faults: str) -> str:
        """One of the faults, or '' for none."""
        there = len(faults) + 1 if len(self.story) < self._most else 1
        chosen = self._prefix[len(self.made)] if len(self.made) < len(self._prefix) else 0
        self.made.append((chosen, there))
        if not chosen:
            return ""
        self.story.append(f"{where}: {faults[chosen - 1]}")
        return faults[chosen - 1]

    def next(self) -> list[int] | None:
        """The prefix of the run after this one; None after the last."""
        for at in range(len(self.made) - 1, -1, -1):
            chosen, there = self.made[at]
            if chosen + 1 < there:
                return [each for each, _ in self.made[:at]] + [chosen + 1]
        return None


class FaultyTerminal:
    """The real adapter; before each message its choice is made, after each the desk may die."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._real = Iso8583Terminal(bench.dial, TERMINAL, clock=bench.counter.clock, elapsed=lambda: 0.0)

    @property
    def terminal_id(self) -> str:
        return TERMINAL

    def purchase(self, amount_won: int, *, trace_no: str, payment_id: UUID) -> Approval:
        return self._said("purchase", lambda: self._real.purchase(amount_won, trace_no=trace_no, payment_id=payment_id))

    def inquire(self, amount_won: int, *, trace_no: str) -> Approval | None:
        return self._said("inquiry", lambda: self._real.inquire(amount_won, trace_no=trace_no))

    def cancel(self, original: Approval, *, trace_no: str) -> Approval:
        return self._said("cancel", lambda: self._real.cancel(original, trace_no=trace_no))

    def refund(self, amount_won: int, *, trace_no: str, original: Approval) -> Approval:
        return self._said("refund", lambda: self._real.refund(amount_won, trace_no=trace_no, original=original))

    def reverse(self, amount_won: int, *, trace_no: str, repeated: bool) -> None:
        self._said("reversal", lambda: self._real.reverse(amount_won, trace_no=trace_no, repeated=repeated))

    def totals(self, date: str) -> TerminalTotals:
        return self._real.totals(date)

    def probe(self) -> None:
        self._real.probe()

    def _said(self, kind: str, ask: Callable[[], T]) -> T:
        bench = self._bench
        fault = bench.choices.pick(kind, *bench.kinds, "not there", *(("the clerk gives up",) if kind == "purchase" else ()))
        bench.dial.there = fault != "not there"
        if fault == "the clerk gives up":
            bench.clerk_gives_up()
        elif fault and fault != "not there":
            bench.simulator.script.add(Step(do=fault))  # type: ignore[arg-type]
        try:
            return ask()
        finally:
            bench.simulator.script.clear()
            if bench.choices.pick(f"after {kind}", "the desk dies"):
                raise Killed


class Bench:
    """One counter for all runs: a home is opened once. `kinds`: faults of the simulator that are tried at each message."""

    def __init__(self, folder: Path) -> None:
        self.counter = CardCounter(folder)
        self.dial, self.simulator = self.counter.dial, self.counter.simulator
        self.choices, self.kinds = Choices([], 0), KINDS
        self.cards = self.counter.cards
        self._payment: UUID | None = None
        self._traces: set[str] = set()

    def close(self) -> None:
        self.counter.close()

    def run(self, mode: str, choices: Choices, kinds: Sequence[str]) -> Counter[str]:
        """One payment under those choices, then healing; what was counted. Violated as `g3_check`."""
        self._calm()
        self.simulator = TerminalSimulator(now=self.counter.clock.now)
        self.dial = InProcess(self.simulator)
        counter, seen = self.counter, self._entries()
        cases = counter.recorded() if mode == "cases" else []
        back = self._bought() if mode == "refund" else None
        self.choices, self.kinds, self._payment = choices, tuple(kinds), None
        self._start()
        try:
            self._session(cases, back)
            self._heal()
            book = g3_check.read_book(counter.entries(after=seen))
            g3_check.host_agrees(book, self.simulator.truth())
            traces = {each.trace_no for each in book.started.values()}
            g3_check.demand(traces.isdisjoint(self._traces), f"trace numbers {sorted(traces & self._traces)} were given before")
            self._traces |= traces
        except Violated as violated:
            raise Violated(f"{mode}, {' then '.join(choices.story) or 'no fault'}: {violated}") from violated
        finally:
            self.simulator.close()
            counter.clock.advance(self._began - counter.clock.now())
        return book.counts

    def _calm(self) -> None:
        self._began = self.counter.clock.now()
        self.choices = Choices([], 0)

    def _entries(self) -> int:
        return self.counter.home.store.head.seq

    def _start(self) -> None:
        """The program of the desk runs: nothing is remembered but what is in the ledger."""
        terminal = FaultyTerminal(self)
        self.cards = CardPayments(self.counter.home.desk, lambda: terminal, self._lane)

    def _lane(self, work: Callable[[], T]) -> T:
        """The writer lane: after what it committed the desk may die."""
        before = self._changes()
        done = work()
        if self._changes() != before and self.choices.pick("after a commit", "the desk dies"):
            raise Killed
        return done

    def _changes(self) -> int:
        return int(self.counter.home.connections.here.total_changes)

    def _alive(self, work: Callable[[], object]) -> None:
        """If the desk dies meanwhile it is started again."""
        try:
            work()
        except Killed:
            self._start()

    # ── what happens at the counter ──

    def _bought(self) -> PaymentReversed:
        """A card payment without any fault, that is to be given back."""
        self._start()
        done = self.cards.charge(self.cards.begin(self.counter.lee, drafts=[a_draft()]))
        return PaymentReversed(payment_id=done.payment_id, allocations=self.cards.shares(done.payment_id), reason="잘못 받음")

    def _session(self, cases: list[UUID], back: PaymentReversed | None) -> None:
        self._alive(lambda: self._lane(lambda: self._begin(cases, back)))
        if self._payment is None:
            return  # it died before the intent was on disk: nothing was begun
        self._alive(self._charge)
        for _ in range(ROUNDS):
            self._decide(cases)
            if not self.cards.waiting():
                return
            self.counter.later(minutes=6)
            self._alive(self.cards.resolve_once)

    def _begin(self, cases: list[UUID], back: PaymentReversed | None) -> None:
        if back is not None:
            self._payment = self.cards.begin_refund(self.counter.lee, back)
        elif cases:
            self._payment = self.cards.begin(self.counter.lee, case_ids=cases)
        else:
            self._payment = self.cards.begin(self.counter.lee, drafts=[a_draft()])

    def _charge(self) -> None:
        assert self._payment is not None
        self.cards.charge(self._payment)

    def clerk_gives_up(self) -> None:
        """While the terminal is being asked, or later."""
        assert self._payment is not None
        try:
            self.cards.give_up(self.counter.lee, self._payment)
        except Refused as error:
            if error.code != "card_not_open":
                raise

    def _decide(self, cases: list[UUID]) -> None:
        """The clerk looks at a payment that is open and may do something about it."""
        if self._payment is None or self.cards.state(self._payment).state not in ("running", "unknown", "reversing"):
            return
        acts = ["gives up", "telephones", *(("takes cash", "cancels the case") if cases else ())]
        chosen = self.choices.pick("the clerk", *acts)
        if chosen == "gives up":
            self._alive(lambda: self._lane(self.clerk_gives_up))
        elif chosen == "telephones":
            self._alive(lambda: self._lane(self._telephone))
        elif chosen == "takes cash":
            self._allowed(lambda: self.counter.services.take_payment(self.counter.lee, cases, tender="cash"))
        elif chosen:
            self._allowed(lambda: self.counter.services.cancel_case(self.counter.lee, cases[0], "취하"))

    def _telephone(self) -> None:
        """The card company is asked; what it says it took is typed in."""
        payment = self.counter.home.store.card_payments.get(self._payment) if self._payment else None
        assert payment is not None
        for each in self.simulator.truth():
            if each.trace == payment.trace_no and each.state == "approved":
                self._allowed(lambda each=each: self.cards.settle_manual(self.counter.lee, payment.payment_id, each.approval_no))  # type: ignore[misc]

    @staticmethod
    def _allowed(act: Callable[[], object]) -> None:
        """What the desk refuses is refused: the check at the end says whether it was right to allow the rest."""
        try:
            act()
        except Refused:
            return

    def _heal(self) -> None:
        """Nothing goes wrong any more: what was held arrives, the queue is worked off."""
        self.choices = Choices([], 0)
        self.simulator.deliver_held()
        self.dial.there = True
        for _ in range(8):
            if not self.cards.waiting():
                break
            self.counter.clock.advance(timedelta(minutes=6))
            self.cards.resolve_once()
        g3_check.demand(not self.cards.waiting(), "the terminal answers and its queue does not empty")
        if self._payment is not None:
            found = self.counter.home.store.card_payments.get(self._payment)
            g3_check.demand(found is not None and found.state not in OPEN, "the payment stays open although the queue is empty")
            g3_check.demand(found is None or (found.state in TAKEN) == bool(found.approval_no), "a state and an approval contradict")


def every_run(bench: Bench, mode: str, most: int, kinds: Sequence[str]) -> Iterator[Counter[str] | Violated]:
    """Each list of at most that many faults once: what was counted, or what was broken."""
    prefix: list[int] | None = []
    while prefix is not None:
        choices = Choices(prefix, most)
        try:
            yield bench.run(mode, choices, kinds)
        except Violated as violated:
            yield violated
        prefix = choices.next()
