"""통지 in the window: what is still to be sent stands in the 업무함, what was told at its case; one that failed goes out again on a key."""

from __future__ import annotations

from uuid import UUID

from PyQt6.QtWidgets import QPushButton

from app.domain.entries import Fact
from app.domain.notice_entries import NoticeAnswered, NoticeState
from app.services.desk import entry_day
from app.ui.app import open_window
from app.ui.tabs.ledger.notice_panel import NoticePanel
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.worklist.view import WorklistView
from tests.integration.test_notices import MOBILE, arrived, later, told
from tests.ui.counter import Counter, surroundings


def answered(counter: Counter, case_id: UUID, state: NoticeState, code: str = "") -> None:
    """As if central had said so."""
    desk = counter.home.desk
    (notice, *_) = told(counter.home, case_id)
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        tx.append(Fact(NoticeAnswered(notice_id=notice.notice_id, state=state, code=code), desk.ids.new_id(), case_id=case_id))


def lists(view: WorklistView) -> list[str]:
    return [item.text() for at in range(view.lists.count()) if (item := view.lists.item(at)) is not None]


def panel_of(counter: Counter, case_id: UUID) -> NoticePanel:
    """The case is in hand, and what was told about it in front."""
    counter.window.go("ledger")
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    number = counter.on_writer(lambda: counter.home.store.cases.row(case_id).number)
    view.open_to_act(number)
    counter.settle()
    (told_key,) = [each for each in view.findChildren(QPushButton) if each.text() == "통지 (1)"]
    told_key.click()
    counter.settle()
    assert isinstance(view.panel, NoticePanel)
    return view.panel


def test_what_waits_is_said_in_a_cell_of_its_own(counter: Counter) -> None:
    counter.opened.close()
    counter.opened = open_window(surroundings(counter.home), "en", density="compact")
    counter.sign_in("park")
    counter.on_writer(lambda: arrived(counter.home))
    counter.window.go("worklist", "notice_waiting")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    cells = [item.text() for at in range(view.table.rowCount()) if (item := view.table.item(at, 4)) is not None]
    assert any(each.startswith("Not sent yet") for each in cells), cells


def test_what_waits_to_be_sent_and_what_failed_stand_in_the_work_box(counter: Counter) -> None:
    counter.sign_in("park")
    case_id = counter.on_writer(lambda: arrived(counter.home))
    counter.window.go("worklist")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    assert "보낼 통지 (1)" in lists(view)
    counter.on_writer(lambda: answered(counter, case_id, "failed", "smpp_0000000b"))
    view.enter()
    counter.settle()
    assert "확인할 통지 (1)" in lists(view)


def test_a_notice_that_failed_is_sent_again_from_its_case(counter: Counter) -> None:
    counter.sign_in("park")
    case_id = counter.on_writer(lambda: arrived(counter.home))
    counter.on_writer(lambda: answered(counter, case_id, "failed", "no_number"))
    panel = panel_of(counter, case_id)
    assert panel.again.isVisible()
    panel.again.click()
    counter.settle()
    assert [each.state for each in counter.on_writer(lambda: told(counter.home, case_id))] == ["failed", ""]
    assert not panel.again.isVisible()


def test_who_wants_no_notices_is_entered_at_his_case(counter: Counter) -> None:
    counter.sign_in("park")
    case_id = counter.on_writer(lambda: arrived(counter.home))
    panel = panel_of(counter, case_id)
    panel.refuse.click()
    counter.settle()
    mac = counter.home.desk.sealer.lookup("phone_no", MOBILE)
    assert counter.on_writer(lambda: counter.home.store.notices.refused(mac))


def test_a_list_is_looked_at_before_everybody_on_it_is_told(counter: Counter) -> None:
    counter.sign_in("park")
    case_id = counter.on_writer(lambda: arrived(counter.home))
    counter.on_writer(lambda: arrived(counter.home, consent=False, seed=40))
    counter.on_writer(lambda: later(counter.home, 33))
    counter.window.go("worklist")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    view.ask_telling()
    counter.settle()
    panel = view.telling
    shown = [[item.text() if (item := panel.table.item(at, place)) else "" for place in (2, 4)] for at in range(panel.table.rowCount())]
    assert sorted(shown) == [["1", "문자"], ["1", "문자 동의 없음"]]
    assert len(counter.on_writer(lambda: told(counter.home, case_id))) == 1  # its arrival: looking sends nothing
    assert panel.go.isEnabled()
    panel.go.setFocus()
    counter.press("Return")
    counter.settle()
    assert [each.template for each in counter.on_writer(lambda: told(counter.home, case_id))] == ["passport_ready", "passport_uncollected"]
    assert not panel.go.isEnabled()
    counter.press("Escape")
    assert view.table.isVisible() and not panel.isVisible()
