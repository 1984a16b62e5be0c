"""Where a list that came in through a watched folder is looked over and confirmed, and where a folder is looked after."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtWidgets import QWidget

from app.services.inbox_work import FOLDERS
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.passport.view import PassportView


def confirm_list(go: Callable[[str], object], tabs: Mapping[str, QWidget], kind: str, file: str) -> None:
    """The list is open where its things are done; a desk that does not serve them stays where it is."""
    if kind == "passport_arrivals":
        go("passport")
        view = tabs.get("passport")
        if isinstance(view, PassportView) and view.isVisible():
            view.begin_list(file)
    elif kind == FOLDERS:
        go("admin")
        admin = tabs.get("admin")
        if isinstance(admin, AdminView) and admin.isVisible():
            admin.choose("folders")
    elif kind == "kiosk_counts":
        go("admin")
        admin = tabs.get("admin")
        if isinstance(admin, AdminView) and admin.isVisible():
            admin.choose("kiosks")
            admin.kiosks.begin_list(file)
