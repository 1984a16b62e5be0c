"""What hands do from anywhere in the window: the service box, what a scanner reads, who was here before. The window makes one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PyQt6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from app.ui.context import Context
from app.ui.editors import Editor, LineEditor
from app.ui.plain import TAKES_SCANS, commit_composing
from app.ui.scanner_bursts import ScannerBursts
from app.ui.scans import Scanned, what_was_read
from app.ui.tabs.basket.presenter import BasketPresenter
from app.ui.tabs.intake.recall_box import RecallBox
from app.ui.tabs.intake.service_box import ServiceBox
from app.ui.tabs.intake.view import IntakeView
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.passport.view import PassportView
from app.ui.tabs.payments.view import PaymentsView
from app.ui.theme import Look

BOX_STATION = "integrated"  # where a service found elsewhere is received


class Window(Protocol):
    """What of the window the hands use."""

    def go(self, name: str, page: str = "") -> None: ...
    def front(self) -> QWidget | None: ...
    def front_intake(self) -> IntakeView | None: ...
    @property
    def tabs(self) -> dict[str, QWidget]: ...
    def show_case(self, number: str, step: str = "") -> None: ...
    def find_case(self, text: str = "") -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Hands:
    def __init__(self, window: Window, widget: QWidget, context: Context, look: Look, basket: BasketPresenter) -> None:
        self._window, self._widget, self._context, self._look, self._basket = window, widget, context, look, basket
        self.box: ServiceBox | None = None
        self.recall: RecallBox | None = None
        self.bursts = ScannerBursts(widget, self.scanned)
        context.session.watch("actor", self.bursts.begin)
        basket.begun_form = self.begun_elsewhere
        basket.reopen = self.reopen

    # --- the service box ---------------------------------------------------------------------------------------------------------

    def service_box(self) -> None:
        """Ctrl+K: over whatever is in front."""
        if self.box is None:
            self.box = ServiceBox(self._widget, self._context, self._look, self.open_service)
        self.box.open()

    def open_service(self, service: str) -> None:
        """Its form lies open: at the station in front, else at the one for everything, else at its own."""
        if (view := self.station_for(service)) is not None:
            view.presenter.choose(service)

    def reopen(self, at: int) -> None:
        """Enter on a line of the basket: its form lies open again as it was filled in, to be put right and added once more."""
        lines = self._context.visit.lines
        if not 0 <= at < len(lines) or not self._basket.may_change():
            return
        view = self.station_for(lines[at].draft.service)
        if view is not None and view.presenter.reopen(lines[at].draft):
            self._context.visit.take_out(at)

    def to_the_intake(self) -> None:
        """The basket is empty, so the keyboard is where the next line comes from: in the open form, or in the list of services."""
        view = self._window.front_intake()
        if view is not None and view.form is not None and view.form.isVisible():
            view.form.start()
        elif view is not None:
            view.focus_box()

    def station_for(self, service: str) -> IntakeView | None:
        """In front, where that service can be received here: this station if it is one, else the one for everything, its own, any other."""
        if self._window.front_intake() is None:
            served: Sequence[str] = self._context.session.stations
            wanted: tuple[str, ...] = (BOX_STATION, self._context.catalogue.forms[service].station)
            self._window.go(next((each for each in wanted if each in served), served[0]))
        return self._window.front_intake()

    # --- who was here before -----------------------------------------------------------------------------------------------------

    def find(self) -> None:
        """F3: in a form who was here before, anywhere else, or pressed twice, the ledger."""
        view, focus = self._window.front_intake(), QApplication.focusWidget()
        open_now = self.recall is not None and self.recall.isVisible()
        in_form = view is not None and view.form is not None and focus is not None and view.form.isAncestorOf(focus)
        if view is None or not (open_now or in_form):
            self._window.find_case()
            return
        if self.recall is None:
            self.recall = RecallBox(self._widget, self._context, self._look, self._window.find_case)
        if view.form is not None:
            view.form.read()
        self.recall.open(view)

    # --- between citizens ----------------------------------------------------------------------------------------------------------

    def begun_elsewhere(self) -> str:
        """The name of a form of this citizen that lies begun and is not in front; empty if there is none."""
        front = self._window.front_intake()
        shown = front.presenter.model if front is not None else None
        seen = [view for view in self._window.tabs.values() if isinstance(view, IntakeView)]
        begun = (each for view in seen for each in view.presenter.begun() if each is not shown)
        return next((self._context.words.of(each.form.short) for each in begun), "")

    # --- scanners ------------------------------------------------------------------------------------------------------------------

    def scanned(self, text: str) -> bool:
        """True if what was read went where it belongs; False where the keyboard is in a line that waits for it."""
        read = what_was_read(text)
        if self._context.session.actor is None or wants_scan(QApplication.focusWidget(), read):
            return False
        commit_composing()
        if not self._routed(read):
            self._window.say(self._context.words.text(f"scan_read.nowhere_{'known' if read.kind != 'unknown' else 'unknown'}"), "warning")
        return True

    def _routed(self, read: Scanned) -> bool:
        front, passport = self._window.front(), self._window.front_intake()
        handing = passport.delivering() if isinstance(passport, PassportView) else None
        arriving = passport.arriving() if isinstance(passport, PassportView) else None
        delivery = handing.presenter if handing is not None else None
        if read.kind == "booklet":
            if delivery is not None:
                return delivery.scan(read.text)
            return passport is not None and passport.take_booklet(read.text)
        if read.kind == "case":
            if arriving is not None:
                arriving.presenter.read(read.text, arriving.shelf.text())
            elif delivery is not None:
                delivery.search(read.text)
            else:
                self._window.show_case(read.text)
            return True
        if read.kind == "receipt":
            self._window.go("payments", "taken")
            view = self._window.front()
            if isinstance(view, PaymentsView):
                view.taken.presenter.find(read.text)
            return True
        if read.kind == "slip":
            self._window.find_case(read.text)
            return True
        return read.kind == "official" and self._official(front, read.text)

    def _official(self, front: QWidget | None, number: str) -> bool:
        """The paper in hand: the case at the ledger, or the one paper just issued. A number that could be two cases' is neither's."""
        if isinstance(front, LedgerView) and front.presenter.case is not None and front.presenter.takes_number():
            front.presenter.enter_official_no(number)
            return True
        done = self._basket.done
        if front is not self._window.front_intake() or done is None or len(done.papers) != 1:
            return False
        actor, (own, case_id), services = self._context.session.signed_in(), done.papers[0], self._context.services

        def kept(others: list[str]) -> None:
            also = [self._context.words.text("worklist.number_also", numbers=", ".join(others))] if others else []
            self._window.say("\n".join([self._context.words.text("worklist.number_kept", number=own), *also]), "success")
            self._context.session.tell("cases")

        self._context.write(
            lambda: services.enter_official_no(actor, case_id, number), done=kept, failed=self._context.failing(self._window)
        )
        return True


def wants_scan(focus: QWidget | None, read: Scanned) -> bool:
    """The line that has the keyboard waits for what was read: a search, a list of numbers, a field of that very number."""
    if focus is None:
        return False
    if focus.property(TAKES_SCANS) or isinstance(focus, QPlainTextEdit):
        return True
    editor = _editor_of(focus)
    if editor is None:
        return False
    if editor.field.names_case:
        return read.kind == "case"
    if editor.field.kind == "passport_no":
        return read.kind in ("official", "unknown") or (read.kind == "booklet" and editor.field.id == "passport_no")
    return editor.field.kind in ("rrn", "arn") and read.text.isdigit() and len(read.text) == 13


def _editor_of(widget: QWidget) -> Editor | None:
    at: QWidget | None = widget
    while at is not None and not isinstance(at, LineEditor):
        at = at.parentWidget()
    return at
