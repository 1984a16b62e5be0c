"""The page 수수료: a service nobody could sell is made sellable from the keyboard, by two people."""

from __future__ import annotations

from PyQt6.QtWidgets import QApplication, QWidget

from app.domain.answers import Draft
from app.ui.tabs.admin.fees_panel import FeesPanel
from tests.desks import PASSWORD
from tests.ui.counter import Counter


def page(counter: Counter) -> FeesPanel:
    """The page is in front, as Ctrl+Tab and the arrow keys bring it."""
    counter.window.go("admin")
    counter.settle()
    counter.press("Down")
    view = counter.window.tabs["admin"]
    panel: FeesPanel = view.fees  # type: ignore[attr-defined]
    assert panel.isVisible()
    panel.table.setFocus()
    return panel


def rows(panel: FeesPanel) -> list[list[str]]:
    table = panel.table
    return [[item.text() if (item := table.item(at, place)) else "" for place in range(6)] for at in range(table.rowCount())]


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_an_unknown_amount_is_set_with_two_signatures_and_the_keyboard_alone(counter: Counter) -> None:
    counter.sign_in("park")
    services = counter.home.services
    draft = Draft(service="seal_protection")
    assert services.quote(draft).problems["fee"] == "fee_not_set"
    panel = page(counter)
    assert [row[2] for row in rows(panel)] == ["▲ 정해야 함"]
    counter.press("Return")
    assert focused() is panel.amount
    counter.type("600")
    counter.press("Return", "Return")  # from now on
    assert focused() is panel.source
    counter.type("가온구 수수료 징수 조례")
    counter.press("Return")
    counter.type("admin")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    counter.settle()
    assert "600원" in panel._notice.text()
    ((_, _, amount, since, _, source),) = rows(panel)
    assert (amount, since, source) == ("600원", "2026-11-20 09:00", "가온구 수수료 징수 조례 · park, admin")
    assert focused() is panel.table
    assert services.quote(draft).due_won == 600
    assert panel.password.text() == ""


def test_without_a_second_signature_nothing_is_set_and_the_form_keeps_what_was_typed(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter)
    counter.press("Return")
    counter.type("600")
    panel.source.setText("조례")
    panel.password.setFocus()
    counter.press("Return")
    counter.settle()
    assert "두 사람" in panel._notice.text()
    assert panel.amount.text() == "600"
    assert [row[2] for row in rows(panel)] == ["▲ 정해야 함"]
    panel.amount.setText("육백")
    counter.press("Return")
    assert "숫자" in panel._notice.text()


def test_a_clerk_sees_the_whole_table_and_sets_nothing(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter)
    panel.everything.setChecked(True)
    counter.settle()
    assert len(rows(panel)) > 30
    assert not panel.amount.isVisible()
