"""백업·소산 in the window: the folder is set, a closing leaves its copy, a failure is told, a copy tried, the quarter's slip shown."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from PyQt6.QtWidgets import QFileDialog

from app.ui.papers import PaperDialog
from app.ui.tabs.admin.backups_panel import BackupsPanel
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.sync.view import SyncView
from tests.ui.counter import Counter
from tests.ui.test_closing import count_the_float
from tests.ui.test_drawer import closing
from tests.ui.test_refunds import sign


def panel_of(counter: Counter) -> BackupsPanel:
    counter.window.go("admin", "backups")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView) and view.backups.isVisible()
    return view.backups


def said(counter: Counter) -> str:
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    return view.notice.text()


def copies(folder: Path) -> list[Path]:
    return sorted(folder.glob("minwon-*"))


def test_the_leader_sets_a_folder_and_the_closing_leaves_a_checked_copy_in_it(counter: Counter, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    counter.sign_in("park")
    panel = panel_of(counter)
    panel.folder.setFocus()
    counter.type(str(tmp_path / "usb"))
    counter.press("Return")
    assert "백업합니다" in said(counter) and panel.now.isVisible()
    counter.window.shell.sign_out("user")
    counter.settle()
    counter.sign_in("lee", day=False)
    page = closing(counter, "close").close_page
    count_the_float(counter)
    sign(counter, "park")
    assert "마감했습니다" in page.notice.text()
    (copy,) = copies(tmp_path / "usb")
    assert "백업하고 검사했습니다" in page.backup.text() and copy.name in page.backup.text()
    counter.back_to_the_window()
    panel = panel_of(counter)
    assert panel.folder.isReadOnly() and not panel.set.isVisible() and not panel.hand_over.isEnabled()
    with patch.object(QFileDialog, "getExistingDirectory", return_value=str(copy)):
        panel.check.click()
        counter.settle()
    assert "되살릴 수 있는 백업입니다" in said(counter)


def test_a_copy_that_fails_is_told_beside_a_closing_that_stands(counter: Counter, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    counter.sign_in("park")
    panel = panel_of(counter)
    panel.folder.setText(str(tmp_path / "usb"))
    panel.set.click()
    counter.settle()
    (tmp_path / "usb").rmdir()
    page = closing(counter, "close").close_page
    count_the_float(counter)
    sign(counter, "lee")
    assert "마감했습니다" in page.notice.text()
    assert "마감은 끝났으나 백업하지 못했습니다" in page.backup.text() and "연결되어 있는지" in page.backup.text()
    counter.back_to_the_window()
    counter.window.go("sync", "ready")
    counter.settle()
    view = counter.window.tabs["sync"]
    assert isinstance(view, SyncView)
    view.choose("ready")
    counter.settle()
    table = view.ready.table
    texts = [[table.item(at, column).text() for column in range(3)] for at in range(table.rowCount())]  # type: ignore[union-attr]
    at = next(at for at, line in enumerate(texts) if line[1] == "마지막 백업")
    assert "폴더를 찾지 못함" in texts[at][2] and texts[at][0].startswith("✕")
    table.selectRow(at)
    table.setFocus()
    counter.press("Return")
    admin = counter.window.tabs["admin"]
    assert isinstance(admin, AdminView) and admin.backups.isVisible()


def test_the_quarters_set_is_made_on_a_medium_and_its_slip_is_shown(counter: Counter, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    counter.sign_in("park")
    panel = panel_of(counter)
    panel.hand_over.click()
    counter.settle()
    assert "매체번호를 적으십시오" in said(counter) and counter.focused() == "매체번호"
    counter.type("B-2026-4")
    counter.press("Return")
    counter.type("정보통신과 정하나")
    with patch.object(QFileDialog, "getExistingDirectory", return_value=""):
        panel.hand_over.click()
        counter.settle()
    assert copies(tmp_path / "usb") == [] and panel.medium.text() == "B-2026-4"
    with patch.object(QFileDialog, "getExistingDirectory", return_value=str(tmp_path / "usb")):
        panel.hand_over.click()
        counter.settle()
    (made,) = copies(tmp_path / "usb")
    assert (made / "SHA256SUMS").exists() and made.name in said(counter) and panel.medium.text() == ""
    (dialog,) = counter.window.findChildren(PaperDialog)
    assert "소산 인수인계서" in dialog.windowTitle()
    counter.back_to_the_window()
