"""A window made anew (another language, another look) goes on where the one before it stood: nobody signs in again, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt6.QtWidgets import QWidget

from app.domain.views import Actor
from app.services.short_unlock import Locked
from app.ui.context import Context
from app.ui.form_model import FormModel
from app.ui.main_window import INTAKE, MainWindow
from app.ui.paged import PagedTab
from app.ui.session import Session
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.basket.ending import Done
from app.ui.tabs.intake.stations import StationName
from app.ui.tabs.sync.view import SyncView
from app.ui.visit import Visit


@dataclass(frozen=True)
class Carried:
    """Where a window stood; nothing of it is a widget, so the window may go before the next one is made."""

    actor: Actor | None
    session: Session
    visit: Visit
    forms: Mapping[StationName, Mapping[str, FormModel]]
    done: Done | None
    tab: str
    page: str
    form: str | None
    user: str
    last_user: str
    locked: tuple[Actor, Locked] | None


def pack(window: MainWindow, context: Context) -> Carried:
    """Everything that goes on; the window knows nobody any more and closes without signing anybody out. GUI thread.

    Money must not be on its way, and no answer may be awaited.
    """
    window.keep_forms()
    actor, context.session.actor = context.session.actor, None
    tab, basket = window.bar.current(), window.basket.presenter
    return Carried(
        actor,
        context.session,
        context.visit,
        {name: dict(window.intake(name).presenter.forms) for name in INTAKE if name in window.tabs},
        basket.done if basket.stage == "done" else None,
        tab,
        _page(window.tabs.get(tab)),
        window.intake(tab).open_form() if tab in INTAKE else None,
        window.login.user.text(),
        window.shell.last_user,
        window.shell.locked,
    )


def unpack(carried: Carried, window: MainWindow, context: Context) -> None:
    """Who is signed in, the visit, every form, the tab and its page are as they were. GUI thread."""
    for name in ("day", "lamps", "sync", "last", "recent", "stations"):
        setattr(context.session, name, getattr(carried.session, name))
    context.visit.take_over(carried.visit)
    for station, forms in carried.forms.items():
        window.intake(station).presenter.forms.update(forms)
    if carried.done is not None:  # with the change to hand out, until the next line is taken
        window.basket.presenter.done, window.basket.presenter.stage = carried.done, "done"
        window.basket.show_done(carried.done)
        window.basket.show_stage("done")
    window.shell.carry_on(carried.actor, carried.last_user, carried.locked)
    if carried.actor is None:
        locked = bool(carried.user) and carried.user == carried.last_user
        window.show_login(carried.user, context.words.text("login.locked") if locked else "")
        return
    window.go(carried.tab, carried.page)
    if carried.form is not None:
        for station in INTAKE:
            if station == carried.tab:
                window.intake(station).presenter.choose(carried.form)


def _page(tab: QWidget | None) -> str:
    """Its page that is in front; empty where the tab begins anew."""
    if isinstance(tab, PagedTab | SyncView):
        return tab.page
    return tab.page() if isinstance(tab, AdminView) else ""
