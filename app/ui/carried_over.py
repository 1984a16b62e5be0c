"""A window made anew (another language, another look) goes on where the one before it stood: nobody signs in again, nothing is lost."""

from __future__ import annotations

from PyQt6.QtWidgets import QWidget

from app.ui.context import Context
from app.ui.main_window import INTAKE, MainWindow
from app.ui.paged import PagedTab
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.basket.view import BasketView
from app.ui.tabs.sync.view import SyncView


def carry_over(was: MainWindow, before: Context, window: MainWindow, context: Context) -> None:
    """Who is signed in, the visit, every form, the tab and its page are those of the old window, which knows nobody any more.

    `before`, `context`: of the old window and of the new. Money must not be on its way at the old one. GUI thread.
    """
    was.keep_forms()
    actor, before.session.actor = before.session.actor, None  # it closes without signing anybody out
    for name in ("day", "lamps", "sync", "last", "recent", "stations"):
        setattr(context.session, name, getattr(before.session, name))
    context.visit.take_over(before.visit)
    for station in INTAKE:
        if station in was.tabs:
            window.intake(station).presenter.forms.update(was.intake(station).presenter.forms)
    _carry_ending(was.basket, window.basket)
    if actor is None:
        user = was.login.user.text()
        locked = bool(user) and user == was.shell.last_user
        window.show_login(user, context.words.text("login.locked") if locked else "")
    window.shell.carry_on(actor, was.shell.last_user)
    if actor is None:
        return
    where = was.bar.current()
    window.go(where, _page(was.tabs.get(where)))
    if where in INTAKE and (form := was.intake(where).open_form()) is not None:
        window.intake(where).presenter.choose(form)


def _carry_ending(was: BasketView, basket: BasketView) -> None:
    """What was just recorded, with the change to hand out, stays until the next line is taken."""
    done = was.presenter.done
    if done is not None and was.presenter.stage == "done":
        basket.presenter.done, basket.presenter.stage = done, "done"
        basket.show_done(done)
        basket.show_stage("done")


def _page(tab: QWidget | None) -> str:
    """Its page that is in front; empty where the tab begins anew."""
    if isinstance(tab, PagedTab | SyncView):
        return tab.page
    return tab.page() if isinstance(tab, AdminView) else ""
