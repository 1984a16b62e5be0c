"""반환 약속: money that was promised back, until somebody pays it or the promise is void. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from app.domain.forms import RefundWay
from app.domain.refunds import Paid, PromiseRow, Refunded
from app.domain.views import Actor
from app.services.card_payments import CardResult
from app.ui import formats
from app.ui.context import Context
from app.ui.services import confirmer_of
from app.ui.tabs.payments.card_back import Begun, CardBack

T = TypeVar("T")
Row = tuple[str, ...]
WAYS: tuple[RefundWay, ...] = ("transfer", "original", "cash")


class PromisesScreen(Protocol):
    def show_promises(self, rows: Sequence[Row]) -> None: ...
    def show_chosen(self, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_ways(self, names: Sequence[str]) -> None: ...
    def clear_form(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class PromisesPresenter:
    def __init__(self, context: Context, screen: PromisesScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._rows: list[PromiseRow] = []
        self._at = -1
        self._account = ""
        self._ways: list[RefundWay] = []
        self._busy = self._by_terminal = False

    def enter(self) -> None:
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.read(lambda: list(services.refunds.promises(actor)), done=self._found, failed=self._context.failing(self._screen))

    def choose(self, index: int) -> None:
        if index != self._at:
            self._account = ""
        self._at = index
        self._show_chosen()
        self._read_ways()

    def show_account(self) -> None:
        """The whole account, for the bank; that it was looked at is in the access log."""
        if (promise := self._chosen()) is None:
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def seen(account: str) -> None:
            self._account = account or self._text("promises.no_account")
            self._show_chosen()

        self._context.write(lambda: services.refunds.account(actor, promise.slip_no), done=seen, failed=self._context.failing(self._screen))

    def keep(self, way: int, approval_no: str, user: str, password: str) -> None:
        """The money is back with the citizen. `way`: place among the ways that are shown."""
        if (promise := self._chosen()) is None or not 0 <= way < len(self._ways) or not self._signed(user):
            return
        actor, services, chosen = self._context.session.signed_in(), self._context.services, self._ways[way]

        if chosen == "original" and not approval_no and self._by_terminal and services.cards.joined:
            self._keep_by_terminal(promise, user, password)
            return

        def write() -> Refunded:
            confirmer = confirmer_of(services, user, password)
            approvals = dict.fromkeys(self._context.catalogue.tenders, approval_no) if approval_no else {}
            return services.refunds.keep(actor, promise.slip_no, confirmer=confirmer, way=chosen, approvals=approvals)

        self._run(write, self._said)

    def _keep_by_terminal(self, promise: PromiseRow, user: str, password: str) -> None:
        """The terminal gives the card its money back first; what other means took follows by itself."""
        if self._busy:
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._busy = True

        def begin() -> Begun:
            confirmer = confirmer_of(services, user, password)
            body = services.refunds.terminal_kept(actor, promise.slip_no, confirmer=confirmer)
            if body is None:  # the card's share went back already
                return Begun(confirmer, None, False)
            return Begun(confirmer, services.cards.begin_refund(actor, body), body.promise is not None)

        def rest(confirmer: Actor | None) -> None:
            self._free()
            self._run(lambda: services.refunds.keep(actor, promise.slip_no, confirmer=confirmer), self._said)

        def done(result: CardResult) -> None:
            self._free()
            self._kept(self._text("refund.card_done", won=formats.won(result.amount_won)))

        CardBack(self._context, self._screen, free=self._free).run(begin, rest=rest, done=done)

    def drop(self, reason: str, user: str, password: str) -> None:
        """The promise was given by mistake: it is void, with a reason and two signs."""
        if (promise := self._chosen()) is None or not self._signed(user):
            return
        if not reason.strip():
            self._screen.say(self._text("promises.reason_missing"), "warning")
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def write() -> None:
            services.refunds.drop(actor, promise.slip_no, reason.strip(), confirmer=confirmer_of(services, user, password))

        self._run(write, lambda _: self._text("promises.dropped", slip=promise.slip_no))

    def _run(self, work: Callable[[], T], says: Callable[[T], str]) -> None:
        if self._busy:
            return
        self._busy = True

        def done(result: T) -> None:
            self._busy = False
            self._kept(says(result))

        self._context.write(work, done=done, failed=self._context.failing(self._screen, self._free))

    def _said(self, done: Refunded) -> str:
        return self._text("refund.done", won=formats.won(done.amount_won), number=done.receipt_no)

    def _kept(self, said: str) -> None:
        """It is over: the form is empty and the list is read again."""
        self._screen.clear_form()
        self._screen.say(said, "success")
        self._context.session.tell("cases", "day", "sync")
        self.enter()

    def _signed(self, user: str) -> bool:
        if not user:
            self._screen.say(self._text("refund.second_missing"), "warning")
        return bool(user)

    def _free(self) -> None:
        self._busy = False

    def _chosen(self) -> PromiseRow | None:
        return self._rows[self._at] if 0 <= self._at < len(self._rows) else None

    def _found(self, rows: list[PromiseRow]) -> None:
        self._rows = rows
        self._screen.show_promises(
            [
                (
                    each.due,
                    self._text("promises.overdue") if each.overdue else "",
                    each.slip_no,
                    self._context.service_name(each.service) if each.service else "",
                    each.name,
                    formats.won(each.amount_won),
                )
                for each in rows
            ]
        )
        self._at = min(max(self._at, 0), len(rows) - 1)
        self._show_chosen()
        self._read_ways()

    def _read_ways(self) -> None:
        """Which ways hold for all the money of the payment; by the bank first, for that a promise is mostly made."""
        if (promise := self._chosen()) is None:
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def found(paid: Paid) -> None:
            if promise is not self._chosen():  # another one was chosen meanwhile
                return
            shared = set.intersection(*(set(ways) for ways in paid.ways.values())) if paid.ways else set()
            self._ways = [each for each in WAYS if each in shared]
            self._by_terminal = bool(paid.by_terminal)
            means = ", ".join(self._context.tender_name(code) for code in paid.ways)
            self._screen.show_ways([self._text(f"promises.way_{each}", means=means) for each in self._ways])

        self._context.read(
            lambda: services.refunds.paid(actor, promise.original_no), done=found, failed=self._context.failing(self._screen)
        )

    def _show_chosen(self) -> None:
        promise = self._chosen()
        if promise is None:
            self._screen.show_chosen([])
            return
        text = self._text
        self._screen.show_chosen(
            [
                (text("promises.slip_no"), promise.slip_no),
                (text("taken.receipt_no"), promise.original_no),
                (text("promises.sum"), text("fee.won", won=formats.won(promise.amount_won))),
                (text("promises.due"), promise.due),
                (text("refund.reason"), promise.reason),
                (text("promises.account"), self._account or promise.account_shown or "–"),
            ]
        )
