"""What the basket asks of the form that lies open in the tab in front, and does with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.ui.tabs.basket.presenter import BasketPresenter
from app.ui.tabs.intake.view import IntakeView


class FormInFront:
    """`front`: the intake tab in front; None where another tab is. There no form is open, and none stands in the way."""

    def __init__(self, front: Callable[[], IntakeView | None]) -> None:
        self._front = front

    def join(self, basket: BasketPresenter) -> None:
        """The basket asks here from now on."""
        basket.open_form = self.is_open
        basket.form_ready = self.is_ready
        basket.add_open = self.add
        basket.finished = self.visit_finished
        basket.put_form_aside = self.put_aside
        basket.take_form_back = self.take_back

    def is_open(self) -> bool:
        view = self._front()
        if view is None or view.form is None or view.presenter.model is None:
            return False
        view.form.read()
        return view.presenter.is_open()

    def is_ready(self) -> bool:
        view = self._front()
        return view is not None and view.presenter.is_ready()

    def add(self) -> bool:
        """False if it lacks something: it stays open and says what."""
        view = self._front()
        return view is None or view.presenter.add()

    def visit_finished(self) -> None:
        """The next citizen's service can be chosen."""
        if (view := self._front()) is not None:
            view.presenter.search("")
            view.show_page("services")
            view.focus_box()

    def put_aside(self) -> dict[str, Any] | None:
        view = self._front()
        return view.presenter.set_aside() if view is not None else None

    def take_back(self, kept: Mapping[str, Any]) -> None:
        if (view := self._front()) is not None:
            view.presenter.take_back(kept)
