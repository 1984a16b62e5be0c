"""A charge at the joined card terminal, as whoever stands at the counter sees it: asked once, never twice, never forgotten. No Qt.

The basket and the money tab hold one each. While the result is not known nothing else is taken for the same lines: the terminal
is asked on, or the charge is given up and reversed, or the card company's number is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol
from uuid import UUID

from app.domain.payments import Tendered
from app.domain.views import VisitRecorded
from app.services.card_payments import CardResult
from app.ui import formats
from app.ui.context import Context

Showing = Literal["asking", "unknown", "reversing"]
LOOK_EVERY = 3  # seconds between two looks at what the terminal's queue has found out
ENDED = ("declined", "reversed", "not_found", "abandoned")


class ChargeScreen(Protocol):
    def show_charge(self, showing: Showing, text: str) -> None: ...
    def show_elapsed(self, text: str) -> None: ...


class Charging:
    """`paid(visit)`: the money is taken and in the book. `left(text)`: nothing was taken, the lines may be paid otherwise.

    `by_hand()`: the terminal did not hear a byte, its approval may be typed in.
    """

    def __init__(
        self,
        context: Context,
        screen: ChargeScreen,
        *,
        paid: Callable[[VisitRecorded], object],
        left: Callable[[str], object],
        by_hand: Callable[[str], object],
    ) -> None:
        self._context, self._screen = context, screen
        self._paid, self._left, self._by_hand = paid, left, by_hand
        self._text = context.words.text
        self._id: UUID | None = None
        self._showing: Showing = "asking"
        self._seconds = 0
        self._asking = False

    @property
    def running(self) -> bool:
        """True while nobody knows yet how the charge ends."""
        return self._id is not None or self._asking

    def begin(
        self, amount_won: int, *, others: Sequence[Tendered] = (), instalment: bool = False, place: tuple[int, int] = (1, 1), **what: Any
    ) -> None:
        """The intent is on disk and the terminal is asked. `what`: the basket or the cases, as `CardPayments.begin` takes them.

        `instalment`: not all that is owed. `place`: which card of how many.
        """
        if self.running:
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._asking, self._seconds = True, 0
        at, of = place
        key = "charge.asking_nth" if of > 1 else "charge.asking"
        self._show("asking", self._text(key, won=formats.won(amount_won), at=at, of=of))

        part = amount_won if instalment else None

        def begun(payment_id: UUID) -> None:
            self._id = payment_id
            self._context.net(lambda: services.cards.charge(payment_id), done=self._answered, failed=self._unread)

        def refused(error: Exception) -> None:
            self._asking = False
            self._context.failing(_Told(self._left))(error)

        self._context.write(lambda: services.cards.begin(actor, others=others, amount_won=part, **what), done=begun, failed=refused)

    def tick(self) -> None:
        """A second went by: the time is shown, and now and then what the terminal's queue has found out is read."""
        if not self.running:
            return
        self._seconds += 1
        self._screen.show_elapsed(self._text("charge.seconds", n=self._seconds))
        if self._id is not None and not self._asking and self._seconds % LOOK_EVERY == 0:
            payment_id, services = self._id, self._context.services
            self._context.read(lambda: services.cards.state(payment_id), done=self._known, failed=self._unread)

    def ask(self) -> None:
        """[조회]: the terminal is asked now what became of it."""
        if self._id is None or self._asking:
            return
        payment_id, services = self._id, self._context.services
        self._asking = True
        self._show(self._showing, self._text("charge.inquiring"))
        self._context.net(lambda: services.cards.ask(payment_id), done=self._answered, failed=self._unread)

    def give_up(self) -> None:
        """[이 결제 물리기]: whatever became of it is reversed; the lines are free for other means."""
        if self._id is None or self._asking:
            return
        payment_id, actor, services = self._id, self._context.session.signed_in(), self._context.services
        self._asking = True

        def given_up(_: CardResult) -> None:
            self._asking, self._id = False, None
            self._left(self._text("charge.given_up"))

        self._context.write(lambda: services.cards.give_up(actor, payment_id), done=given_up, failed=self._unread)

    def told(self, approval_no: str, last4: str) -> None:
        """The card company said it by telephone: what the charge pays is in the book."""
        if self._id is None or self._asking:
            return
        if not approval_no.strip():
            self._show(self._showing, self._text("pay.approval_missing"))
            return
        payment_id, actor, services = self._id, self._context.session.signed_in(), self._context.services
        self._asking = True
        self._context.write(
            lambda: services.cards.settle_manual(actor, payment_id, approval_no.strip(), last4.strip()),
            done=self._answered,
            failed=self._unread,
        )

    def forget(self) -> None:
        """Another person sits here: the payment goes on in the book and stands among the card results."""
        self._id = None
        self._asking = False

    def _answered(self, result: CardResult) -> None:
        self._asking = False
        self._known(result)

    def _known(self, result: CardResult) -> None:
        if self._id != result.payment_id:  # an answer to a question of somebody who has gone
            return
        if result.state == "approved" and result.visit is not None:
            self._id = None
            self._paid(result.visit)
        elif result.state in ENDED:
            self._id = None
            if result.code == "terminal_away":
                self._by_hand(self._text("charge.away"))
            else:
                self._left(ended_text(self._context, result))
        elif result.state == "reversing":
            self._show("reversing", self._text("charge.reversing"))
        elif result.state == "unknown":
            self._show("unknown", self._text("charge.unknown"))

    def _unread(self, error: Exception) -> None:
        """The ledger or the line refused; the charge itself is as unknown as before."""
        self._asking = False
        self._context.failing(_Told(lambda text: self._show("unknown" if self._showing == "asking" else self._showing, text)))(error)

    def _show(self, showing: Showing, text: str) -> None:
        self._showing = showing
        self._screen.show_charge(showing, text)


def ended_text(context: Context, result: CardResult) -> str:
    """How a charge ended that took nothing (COUNTER §6, message 8)."""
    text = context.words.text
    if result.state != "declined":
        return text("charge.reversed")
    key = f"charge.answer_{result.code}"
    why = text(key) if context.words.has(key) else text("charge.answer_other", code=result.code or "–")
    return text("charge.declined", why=why)


class _Told:
    def __init__(self, to: Callable[[str], object]) -> None:
        self._to = to

    def say(self, text: str, tone: str = "") -> None:
        self._to(text)
