"""The queue number of who is here: called, called again, absent, passed on. Nothing of it holds up a visit without a ticket. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.domain.tickets import Ticket
from app.services.queue import Queue, QueueState
from app.services.visits import Serving
from app.ui import formats
from app.ui.context import Context, Shows

T = TypeVar("T")


@dataclass(frozen=True)
class QueueLine:
    """What stands above the basket: the number, how long its holder is here, who waits."""

    number: str
    elapsed: str
    waiting: str
    tone: str = ""
    longest: str = ""


class QueueScreen(Shows, Protocol):
    def show_queue(self, line: QueueLine) -> None: ...


class QueuePresenter:
    """`next_visit`: the basket's own step to the next citizen; it refuses while something of this one is open. `shown`: who is here may
    have changed.
    """

    def __init__(self, context: Context, screen: QueueScreen, next_visit: Callable[[], str]) -> None:
        self._context, self._screen, self._next_visit = context, screen, next_visit
        self._text = context.words.text
        self.state: QueueState | None = None
        self.tickets: list[Ticket] = []
        self.watching: Callable[[], object] | None = None
        self.shown: Callable[[], object] = lambda: None
        self._voice: Shows = screen
        self._busy = False
        self._called_for = 0
        context.visit.watch(self._name_visit)
        context.session.watch("actor", self.refresh)

    def speak_in(self, voice: Shows | None) -> None:
        """What is to be said is said there, while a dialog is open over the basket."""
        self._voice = voice or self._screen

    # --- the keys ------------------------------------------------------------------------------------------------------------

    def next(self) -> None:
        """F2: the next citizen, and the next number where somebody waits with one."""
        if not self._next_visit():
            self._call_next()

    def again(self) -> None:
        """Shift+F2: called once more; after the third call nobody has come (부재)."""
        serving = self.serving
        if serving is None:
            self._voice.say(self._text("queue.nobody"), "warning")
        elif serving.called_out:
            self._act(self._queue.absent, "queue.was_absent")
        else:
            self._act(self._queue.recall, "queue.called_again")

    # --- the dialog ----------------------------------------------------------------------------------------------------------

    def take(self, kind: str) -> None:
        """A ticket is given out at the counter."""
        self._start(lambda: self._queue.take(kind), self._taken)

    def take_in(self, number: str) -> None:
        """Another desk passed its holder on to this one, which has a list of its own."""
        if number.strip():
            self._start(lambda: self._queue.take(number=number.strip()), self._taken)
        else:
            self._voice.say(self._text("error.ticket_number_invalid"), "warning")

    def call(self, number: str) -> None:
        """That number, out of turn; the basket must be empty as for the next one."""
        if why := self._next_visit():
            self._voice.say(why, "warning")  # where it is read: a dialog stands before the basket
        else:
            self._call_next(number.strip())

    def join(self, number: str) -> None:
        """The citizen here has that ticket too."""
        actor = self._context.session.signed_in()
        self._start(lambda: self._queue.join(actor, number.strip()), self._told("queue.joined"))

    def back(self, number: str) -> None:
        """Who was absent stands at the end again."""
        actor = self._context.session.signed_in()
        self._start(lambda: self._queue.back(actor, number.strip()), lambda ticket: self._say_done("queue.is_back", number=ticket.number))

    def pass_on(self, station: str = "", desk: str = "") -> None:
        """The citizen waits for another station or desk."""
        actor, to = self._context.session.signed_in(), self._text(f"keys.{station}") if station else desk.strip()
        alone = bool(desk) and not (self.state is not None and self.state.machine)
        key = "queue.passed_alone" if alone else "queue.passed"
        self._start(
            lambda: self._queue.pass_on(actor, station=station, desk=desk.strip()),
            lambda serving: self._say_done(key, number=serving.numbers, to=to),
        )

    def end(self) -> None:
        """The citizen has gone, nobody is called yet."""
        actor = self._context.session.signed_in()
        self._start(lambda: self._queue.end(actor), lambda serving: self._say_done("queue.ended") if serving else None)

    # --- reading -------------------------------------------------------------------------------------------------------------

    @property
    def serving(self) -> Serving | None:
        return self.state.serving if self.state is not None else None

    @property
    def asks_machine(self) -> bool:
        """Others change what waits, so it is asked for again and again."""
        return self._queue.machine.source is not None

    @property
    def stale(self) -> bool:
        """A machine was joined or left since it was read."""
        return self.state is not None and self.state.machine != self.asks_machine

    @property
    def machine_is_away(self) -> bool:
        return self.state is not None and self.state.away

    def refresh(self) -> None:
        """Who is here and who waits is read again; by the machine where there is one."""
        if self._context.session.actor is None:
            return
        failed = self._context.failing(self._voice)
        if self._queue.machine.source is not None:
            self._context.net(self._queue.look, done=self._show, failed=failed)
        else:
            self._context.read(self._queue.here, done=self._show, failed=failed)

    def read_tickets(self) -> None:
        """Everybody who waits; `watching` is told."""

        def shown(found: tuple[list[Ticket], bool]) -> None:
            self.tickets, _ = found
            if self.watching is not None:
                self.watching()

        self._context.net(self._queue.tickets, done=shown, failed=self._context.failing(self._voice))

    def line(self) -> QueueLine:
        """As it stands at this moment."""
        state, serving = self.state, self.serving
        if state is None:
            return QueueLine("", "", "")
        waiting = self._text("queue.waiting_priority" if state.waiting.priority else "queue.waiting", **_counts(state))
        since = state.waiting.since
        longest = self._text("queue.longest", age=formats.age_text(self._context.now_ms() - since, self._context.words)) if since else ""
        if state.away:
            waiting = self._text("queue.away", count=state.waiting.count)
        tone = "warning" if state.away else ""
        if serving is None:
            return QueueLine(self._text("queue.no_ticket"), "", waiting, tone, longest)
        passed = max(0, self._context.now_ms() - serving.called_at) // 1000
        elapsed = self._text("queue.elapsed", minutes=passed // 60, seconds=passed % 60)
        if serving.calls > 1:
            elapsed = self._text("queue.calls_out" if serving.called_out else "queue.calls", elapsed=elapsed, calls=serving.calls)
        return QueueLine(self._text("queue.number", number=serving.numbers), elapsed, waiting, tone, longest)

    # --- inside --------------------------------------------------------------------------------------------------------------

    @property
    def _queue(self) -> Queue:
        return self._context.services.queue

    def _call_next(self, number: str = "") -> None:
        state = self.state
        if not number and state is not None and not (state.machine or state.serving or state.waiting.count):
            return  # nobody waits with a ticket: the counter works as it does without
        actor = self._context.session.signed_in()
        self._called_for = self._context.visit.number
        self._start(lambda: self._queue.call_next(actor, number), self._called)

    def _taken(self, ticket: Ticket) -> None:
        self._say_done("queue.taken", number=ticket.number, kind=self._text(f"ticket_kind.{ticket.kind}"))

    def _called(self, serving: Serving | None) -> None:
        if serving is None:
            self._voice.say(self._text("queue.nobody_waits"))
        else:
            self._say_done("queue.called", number=serving.numbers)

    def _act(self, act: Callable[..., Serving], key: str) -> None:
        actor = self._context.session.signed_in()
        self._start(lambda: act(actor), self._told(key))

    def _told(self, key: str) -> Callable[[Serving], None]:
        return lambda serving: self._say_done(key, number=serving.numbers, calls=serving.calls)

    def _say_done(self, key: str, **facts: object) -> None:
        self._voice.say(self._text(key, **facts), "success")

    def _start(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        if self._busy:
            return
        self._busy = True

        def ended() -> None:
            self._busy = False
            self.refresh()

        def finished(result: T) -> None:
            done(result)
            ended()

        self._context.net(work, done=finished, failed=self._context.failing(self._voice, ended))

    def _show(self, state: QueueState) -> None:
        before = self.serving
        self.state = state
        visit, after = self._context.visit, state.serving
        if not visit.lines and before is not None and visit.visit_id == before.visit_id:
            visit.visit_id = None
        # What was added while the machine was asked belongs to the citizen who was being called.
        if visit.visit_id is None and after is not None and (not visit.lines or visit.number == self._called_for):
            visit.visit_id = after.visit_id
        if after is not None:
            self._called_for = 0
        self._screen.show_queue(self.line())
        self.shown()
        if self.watching is not None:
            self.read_tickets()

    def _name_visit(self) -> None:
        """What is taken now belongs to the visit of the ticket; a basket that was put aside keeps its own."""
        visit = self._context.visit
        if not visit.lines and visit.visit_id is None and self.serving is not None:
            visit.visit_id = self.serving.visit_id


def _counts(state: QueueState) -> dict[str, int]:
    return {"count": state.waiting.count, "priority": state.waiting.priority}
