"""The keys of COUNTER §2 that work from anywhere in the window: each with what it does in the tab in front. Nothing while it is locked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.hands import Hands
from app.ui.papers import PaperShow
from app.ui.plain import commit_composing, shortcut
from app.ui.shell import Shell
from app.ui.tabs.basket.screen import Ways
from app.ui.tabs.basket.view import BasketView
from app.ui.tabs.intake.view import IntakeView
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.payments.view import PaymentsView

STATION_KEYS = ("F5", "F6", "F7", "F8", "F9")  # the first tabs in their order; the others have Ctrl and a digit


class Window(Protocol):
    """What of the window the keys use."""

    @property
    def shell(self) -> Shell: ...
    @property
    def hands(self) -> Hands: ...
    @property
    def basket(self) -> BasketView: ...
    @property
    def papers(self) -> PaperShow: ...
    def go(self, name: str, page: str = "") -> None: ...
    def front(self) -> QWidget | None: ...
    def back_to_station(self) -> None: ...
    def front_intake(self) -> IntakeView | None: ...
    def show_keys(self) -> None: ...
    def show_lamps(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class WindowKeys:
    def __init__(self, window: Window, widget: QWidget, context: Context, tabs: Sequence[str]) -> None:
        self._window, self._context = window, context
        for key, act in (self._acts() | self._ways(tabs)).items():
            shortcut(widget, key, partial(self._act, act))
        shortcut(window.basket, "*", self._same_again, Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _acts(self) -> dict[str, Callable[[], object]]:
        window, basket, queue = self._window, self._window.basket.presenter, self._window.basket.queue
        return {
            "F1": window.show_keys,
            "F2": self._in_intake(queue.presenter.next),
            "Shift+F2": self._in_intake(queue.presenter.again),
            "Ctrl+F2": self._in_intake(queue.open_tickets),
            "F3": window.hands.find,
            "F4": self._in_intake(basket.park_or_resume),
            "F10": partial(self._pay, "cash"),
            "F11": partial(self._pay, "card"),
            "Shift+F11": partial(self._pay, "split"),
            "F12": self._in_intake(basket.ask_exemption),
            "Shift+F12": self._in_intake(basket.explain),
            "Shift+F1": window.show_lamps,
            "Shift+F6": self._print_late_notice,
            "Shift+F9": window.papers.last_receipt,
            "Shift+F4": self._in_intake(self._type_late),
            "Ctrl+K": window.hands.service_box,
            "Ctrl+P": self._print_covers,
            "Ctrl+L": partial(window.shell.sign_out, "lock"),
        }

    def _ways(self, tabs: Sequence[str]) -> dict[str, Callable[[], object]]:
        by_digit = [f"Ctrl+{number}" for number in range(1, len(tabs) - len(STATION_KEYS) + 1)]
        return {key: partial(self._window.go, name) for key, name in zip((*STATION_KEYS, *by_digit), tabs, strict=True)}

    def _act(self, act: Callable[[], object]) -> None:
        if self._context.session.actor is not None:
            commit_composing()
            act()

    def _in_intake(self, act: Callable[[], object]) -> Callable[[], None]:
        """The basket's keys bring the station back where the visit was left: no key is dead because another tab is in front."""

        def acting() -> None:
            if self._window.front_intake() is None:
                self._window.back_to_station()
            act()

        return acting

    def _pay(self, tender: Ways) -> None:
        view = self._window.front()
        if isinstance(view, PaymentsView):
            view.pay(tender)
        elif isinstance(view, IntakeView):
            self._window.basket.presenter.pay(tender)
        else:
            self._window.say(self._context.words.text("pay.where"), "warning")

    def _print_late_notice(self) -> None:
        """Shift+F6: 과태료 안내 of the filing that just came in late, or of the late one in hand at the ledger."""
        view = self._window.front()
        if isinstance(view, LedgerView) and (number := view.late_number()) is not None:
            self._window.papers.penalty_notice(number)
        elif isinstance(view, LedgerView) or not self._window.basket.presenter.print_notices():
            self._window.say(self._context.words.text("fee_late.none"), "warning")

    def _print_covers(self) -> None:
        """스캔 표지 of the cases chosen in the ledger; elsewhere of what was recorded last."""
        view = self._window.front()
        self._window.papers.covers(view.chosen() if isinstance(view, LedgerView) else [])

    def _type_late(self) -> None:
        """소급 입력: the open form is one that was written on paper."""
        if (view := self._window.front_intake()) is not None:
            view.toggle_late()

    def _same_again(self) -> None:
        if (view := self._window.front_intake()) is not None:
            view.presenter.same_again()
