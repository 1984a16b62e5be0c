"""카드 결과: card payments whose end nobody knows, and what the terminal did today. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.ports.card_payments import CardPayment
from app.services.card_payments import CardResult
from app.ui import formats
from app.ui.charging import ended_text
from app.ui.context import Context
from app.ui.services import confirmer_of

CardRow = tuple[str, str, str, str, str, str]
OPEN = ("intent", "unknown", "reversing")


class CardsScreen(Protocol):
    def show_cards(self, rows: Sequence[CardRow]) -> None: ...
    def show_chosen(self, pairs: Sequence[tuple[str, str]], *, open_still: bool, reversing: bool) -> None: ...
    def clear_form(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class CardsPresenter:
    def __init__(self, context: Context, screen: CardsScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._rows: list[CardPayment] = []
        self._at = -1
        self._busy = False

    def enter(self) -> None:
        services = self._context.services

        def read() -> list[CardPayment]:
            day = services.day_status()
            on = day.day or day.unclosed
            waiting = services.cards.unsettled()
            known = {each.payment_id for each in waiting}
            today = services.cards.of_day(on) if on is not None else []
            return [*waiting, *(each for each in reversed(today) if each.payment_id not in known)]

        self._context.read(read, done=self._found, failed=self._context.failing(self._screen))

    def choose(self, index: int) -> None:
        """That payment is in hand."""
        self._at = index
        self._show_chosen()

    def ask(self) -> None:
        """[조회]: the terminal is asked now what became of it."""
        if (payment := self._open_one()) is not None:
            services = self._context.services
            self._screen.say(self._text("charge.inquiring"), "")
            self._begin(lambda: services.cards.ask(payment.payment_id), by_net=True)

    def give_up(self) -> None:
        """[이 결제 물리기]: whatever became of it is reversed."""
        if (payment := self._open_one()) is not None:
            actor, services = self._context.session.signed_in(), self._context.services
            self._begin(lambda: services.cards.give_up(actor, payment.payment_id))

    def told(self, approval_no: str, last4: str) -> None:
        """The telephone, or the terminal's slip, says that it was approved."""
        payment = self._open_one()
        if payment is None:
            return
        if not approval_no.strip():
            self._screen.say(self._text("pay.approval_missing"), "warning")
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._begin(lambda: services.cards.settle_manual(actor, payment.payment_id, approval_no.strip(), last4.strip()))

    def abandon(self, reason: str, user: str, password: str) -> None:
        """The terminal's slip shows no approval and nobody can ask it any more: a team leader ends the payment."""
        payment = self._open_one()
        if payment is None:
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def write() -> CardResult:
            return services.cards.abandon(actor, payment.payment_id, reason, confirmer=confirmer_of(services, user, password))

        self._begin(write)

    def _open_one(self) -> CardPayment | None:
        if self._busy or not 0 <= self._at < len(self._rows):
            return None
        payment = self._rows[self._at]
        return payment if payment.state in OPEN else None

    def _begin(self, work: Callable[[], CardResult], *, by_net: bool = False) -> None:
        self._busy = True
        run = self._context.net if by_net else self._context.write
        run(work, done=self._answered, failed=self._context.failing(self._screen, self._free))

    def _answered(self, result: CardResult) -> None:
        self._free()
        if result.state == "approved":
            self._screen.clear_form()
            self._screen.say(self._text("cards.approved", won=formats.won(result.amount_won), number=result.receipt_no or "–"), "success")
        elif result.state in ("declined", "reversed", "not_found", "abandoned"):
            self._screen.clear_form()
            self._screen.say(ended_text(self._context, result), "success")
        elif result.state == "reversing":
            self._screen.say(self._text("charge.reversing"), "warning")
        else:
            self._screen.say(self._text("charge.unknown"), "danger")
        self._context.session.tell("cases", "day")
        self.enter()

    def _free(self) -> None:
        self._busy = False

    def _found(self, rows: list[CardPayment]) -> None:
        self._rows = rows
        self._screen.show_cards([self._row(each) for each in rows])
        self._at = min(max(self._at, 0), len(rows) - 1)
        self._show_chosen()

    def _row(self, payment: CardPayment) -> CardRow:
        won = payment.amount_won if payment.way == "purchase" else -payment.amount_won
        place = f"{payment.terminal}-{payment.trace_no}"
        return (
            formats.short_stamp(payment.started_at),
            self._text(f"cards.{payment.way}"),
            formats.won(won),
            place,
            self._text(f"cards.state_{payment.state}"),
            payment.approval_no,
        )

    def _show_chosen(self) -> None:
        if not 0 <= self._at < len(self._rows):
            self._screen.show_chosen([], open_still=False, reversing=False)
            return
        payment = self._rows[self._at]
        names = ("time", "way", "sum", "place", "state", "approval_no")
        cells = dict(zip(names, self._row(payment), strict=True))
        cells["sum"] = self._text("fee.won", won=cells["sum"])
        cells = {"state": cells.pop("state"), **cells}  # a small screen shows the first lines: what became of it is what is asked
        pairs = [(self._text(f"cards.{name}"), cell or "–") for name, cell in cells.items()]
        if payment.last4:
            pairs.append((self._text("pay.last4"), payment.last4))
        if payment.receipt_no:
            pairs.append((self._text("taken.receipt_no"), payment.receipt_no))
        if payment.state in OPEN:
            pairs.append((self._text("cards.age"), formats.age_text(self._context.now_ms() - payment.started_at, self._context.words)))
        self._screen.show_chosen(pairs, open_still=payment.state in OPEN, reversing=payment.state == "reversing")
