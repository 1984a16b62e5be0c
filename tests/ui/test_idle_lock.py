"""The window locks by itself when nobody touches it: drafts stay, papers before it go, hands begin the count again."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import QApplication, QDialog

from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.ledger.cancel_panel import CancelPanel
from app.ui.tabs.ledger.view import LedgerView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_scans import a_case


def locked(counter: Counter) -> bool:
    return counter.window.login.isVisible()


def time_passes(counter: Counter) -> None:
    """The count runs out; nobody waits a quarter of an hour for it."""
    counter.window.idle.timer.timeout.emit()
    counter.settle()


def test_the_window_locks_as_with_the_key_and_what_was_typed_comes_back(counter: Counter) -> None:
    counter.sign_in("lee")
    counter.press("F6", "Ctrl+K")
    counter.type("기본증명서")
    counter.press("Enter")
    view = counter.window.intake("family")
    assert view.presenter.model is not None
    counter.window.show_keys()
    assert counter.window.idle.timer.interval() == 15 * 60_000 and counter.window.idle.timer.isActive()
    time_passes(counter)
    assert locked(counter) and not counter.window.idle.timer.isActive()
    assert not any(each.isVisible() for each in counter.window.findChildren(QDialog))
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    assert not locked(counter) and counter.window.intake("family").presenter.model is not None
    assert counter.window.idle.timer.isActive()


def test_a_hand_on_keyboard_or_mouse_begins_the_count_again(counter: Counter) -> None:
    counter.sign_in("lee")
    handle, timer = counter.window.windowHandle(), counter.window.idle.timer
    assert handle is not None
    key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, QPointF(5, 5), QPointF(5, 5), none, none, Qt.KeyboardModifier.NoModifier)
    for event in (key, move):
        before = timer.id()
        QApplication.sendEvent(handle, event)
        assert timer.id() != before, event.type()
    before = timer.id()
    QApplication.sendEvent(handle, QEvent(QEvent.Type.UpdateRequest))
    assert timer.id() == before


def test_a_leader_sets_the_minutes_and_a_clerk_reads_them(counter: Counter) -> None:
    counter.sign_in("park")
    counter.window.go("admin", "lock")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView) and view.lock.minutes.value() == 15
    view.lock.minutes.setValue(3)
    view.lock.keep.click()
    counter.settle()
    assert counter.window.idle.timer.interval() == 3 * 60_000
    time_passes(counter)
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    counter.window.go("admin")
    counter.settle()
    assert view.lock.minutes.value() == 3 and not view.lock.minutes.isEnabled() and view.lock.keep.isHidden()


def test_a_password_that_was_typed_beside_the_clerk_is_gone_with_the_lock(counter: Counter) -> None:
    actor = counter.sign_in("lee")
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    counter.window.find_case()
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    view.table.setFocus()
    counter.press("Return")
    view.presenter.ask_cancel()
    panel = view.panel
    assert isinstance(panel, CancelPanel)
    panel.reason.setText("잘못 접수")
    panel.leader.setText("park")
    panel.password.setText(PASSWORD)  # the team leader is called away before Enter
    time_passes(counter)
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    assert view.panel is panel and (panel.reason.text(), panel.password.text()) == ("잘못 접수", "")
