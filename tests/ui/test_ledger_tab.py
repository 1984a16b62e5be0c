"""The ledger tab: as long as the ledger with only what is seen in memory, searched as it is typed, copied masked."""

from __future__ import annotations

from threading import Event
from typing import Any
from uuid import UUID

import msgspec
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.views import AccessRow, CaseDetail, CaseRow
from app.domain.words import Lang
from app.ui.app import open_window
from app.ui.clipboard import ForgetfulClipboard
from app.ui.tabs.ledger.model import BLOCK, HEADINGS, KEPT, WAITING, LedgerModel
from app.ui.tabs.ledger.presenter import worth_searching
from app.ui.tabs.ledger.view import LedgerView
from app.ui.theme import Density
from tests.desks import PASSWORD
from tests.patience import PATIENCE_MS
from tests.ui.counter import Counter, surroundings
from tests.ui.test_flows import cases
from tests.ui.test_scans import a_case


def the_ledger(counter: Counter) -> LedgerView:
    counter.window.find_case()
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    return view


def logged(counter: Counter) -> list[AccessRow]:
    actor = counter.on_writer(lambda: counter.home.services.sign_in("park", "sam-pass-2026", second=True))
    return counter.on_writer(lambda: counter.home.services.access_log(actor))


def clipboard() -> str:
    found = QApplication.clipboard()
    return found.text() if found is not None else ""


def in_hand(view: LedgerView) -> CaseDetail | None:
    return view.presenter.case


def shown(view: LedgerView) -> list[str]:
    return [row.number for at in range(view.model.rowCount()) if (row := view.model.case(at)) is not None]


def test_the_table_is_as_long_as_the_ledger_and_keeps_only_what_was_looked_at(counter: Counter) -> None:
    actor = counter.sign_in()
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    (row,) = cases(counter)
    asked: list[int] = []
    model = LedgerModel(counter.opened.context, lambda: None, asked.append, counter.window)

    def rows(first: int) -> list[CaseRow]:
        return [msgspec.structs.replace(row, number=f"{at:07d}", case_id=UUID(int=at)) for at in range(first, first + BLOCK)]

    model.append(rows(0), more=True)
    model.spread(1_000_000)
    assert model.rowCount() == 1_000_000 and not model.canFetchMore(model.index(-1, -1))
    last = model.index(999_999, 1)
    assert model.index(999_999, 0).data() == WAITING and last.data() == ""
    assert asked == [999_900]  # once, however many of its cells are looked at
    model.put(999_900, rows(999_900))
    assert (last.data(), model.case(999_999)) == ("0999999", rows(999_999)[0])
    for block in range(1, 3 * KEPT):
        model.put(block * BLOCK, rows(block * BLOCK))
    assert model.kept == (KEPT + 1) * BLOCK  # the first page stays
    assert model.case(999_999) is None


def test_rows_far_down_come_when_they_are_looked_at_and_a_period_counts_its_own(counter: Counter) -> None:
    actor = counter.sign_in()
    numbers = counter.on_writer(lambda: [a_case(counter.home, actor, index=at) for at in range(12)])
    view = the_ledger(counter)
    assert view.model.rowCount() == 12 and sorted(shown(view)) == sorted(numbers)
    assert view._count.text() == "모두 12건"
    view.model._rows.clear()
    view.table.viewport().update()  # type: ignore[union-attr]
    counter.settle()
    assert sorted(shown(view)) == sorted(numbers)
    newer = counter.on_writer(lambda: a_case(counter.home, actor, index=12))
    view.presenter.search("", "", "")
    counter.settle()
    assert newer in shown(view) and view.model.rowCount() == 13
    view.presenter.search("", "2026-11-21", "")
    counter.settle()
    assert (view.model.rowCount(), view._count.text()) == (0, "모두 0건")


def test_a_search_begins_with_the_second_letter_and_is_logged_once_for_each_answer(counter: Counter) -> None:
    actor = counter.sign_in()
    counter.on_writer(lambda: [a_case(counter.home, actor, index=at) for at in range(3)])
    view = the_ledger(counter)
    name = counter.on_writer(lambda: counter.home.services.view_case(actor, shown(view)[0])).applicant["name"]
    before = len(logged(counter))
    counter.type(name[0])
    assert view.model.rowCount() == 3 and len(logged(counter)) == before
    counter.type(name[1])
    assert view.presenter.answered(name[:2]) and view.model.rowCount() >= 1
    counter.press("Return")
    assert len(logged(counter)) == before + 1  # Enter shows what is there already
    assert view.table.hasFocus()
    view.search.clear()
    counter.settle()
    assert view.model.rowCount() == 3


def test_what_is_no_date_says_nothing_of_what_was_found(counter: Counter) -> None:
    counter.sign_in()
    view = the_ledger(counter)
    view.presenter.search("없는사람", "", "")
    counter.settle()
    assert view._empty._word.isVisible() and view._empty._word.text().startswith("찾은 민원이 없습니다")
    view.presenter.search("없는사람", "2699", "")
    counter.settle()
    assert view.notice.isVisible() and view._empty._word.text() == "" and view._count.text() == ""
    view.presenter.search("없는사람", "", "")
    counter.settle()
    assert view._empty._word.text().startswith("찾은 민원이 없습니다")


def test_a_search_keeps_to_its_period_and_knows_parts_of_numbers(counter: Counter) -> None:
    actor = counter.sign_in()
    number = counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    counter.on_writer(lambda: a_case(counter.home, actor, index=1))
    view = the_ledger(counter)
    for part in (number[:-3], number[9:-3], number[16:20], number[16:]):
        view.presenter.search(part, "", "")
        counter.settle()
        assert shown(view) == [number], part
    view.presenter.search(number[:-3], "2026-11-21", "")
    counter.settle()
    assert shown(view) == [] and view._count.text() == "0건 찾음"
    view.presenter.search(number[:-3], "2699", "")  # nothing is counted for a day that cannot be read
    counter.settle()
    assert view._count.text() == "" and "날짜를 읽지 못했습니다" in view.notice.text()


def test_what_is_worth_searching_while_it_is_typed() -> None:
    assert [worth_searching(each) for each in ("김", "김민", "ㄱㅁ", "471", "4711", "47112", "010-123", "261120-0042")] == [
        False,
        True,
        True,
        False,
        True,
        False,
        False,
        True,
    ]


def test_the_marked_row_is_that_of_the_case_in_hand_wherever_it_was_opened_from(counter: Counter, qtbot: QtBot) -> None:
    actor = counter.sign_in()
    numbers = counter.on_writer(lambda: [a_case(counter.home, actor, index=at) for at in range(6)])

    counter.window.show_case(numbers[2])  # as the work list does: the rows come after the case
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    assert view.chosen() == [numbers[2]]
    counter.window.show_case(numbers[4])
    counter.settle()
    assert view.chosen() == [numbers[4]]
    qtbot.keyPress(counter.window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)  # ⇧F9 is still down
    counter.window.show_case(numbers[3])
    counter.settle()
    assert view.chosen() == [numbers[3]]
    qtbot.keyRelease(counter.window, Qt.Key.Key_F9)
    view.model.clear()
    view.model.append([row for row in cases(counter) if row.number != numbers[1]], more=False)
    view.table.selectRow(0)
    view.presenter.open(numbers[1])  # not among the rows that are here: no other one is marked
    counter.settle()
    assert numbers[1] not in shown(view) and view.chosen() == []


def test_the_row_of_the_case_in_hand_is_in_view_though_its_rows_come_after_it(counter: Counter) -> None:
    actor = counter.sign_in()
    number = counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    view = the_ledger(counter)
    view.presenter.open(number)
    counter.settle()
    (row,) = cases(counter)
    others = [msgspec.structs.replace(row, number=f"{at:07d}", case_id=UUID(int=at)) for at in range(BLOCK)]

    for at in (60, 3, 99):  # each time as after another page opened it: the case, then the rows among which it stands
        view.clear_rows()
        view.append_rows([*others[:at], row, *others[at:-1]], more=False)
        view.spread(3 * BLOCK)
        counter.settle()
        assert view.chosen() == [number]
        sight = view.table.viewport()
        assert sight is not None and sight.rect().contains(view.table.visualRect(view.model.index(at, 0)).center()), at


def test_rows_are_copied_masked_and_the_full_name_only_by_its_own_act(counter: Counter) -> None:
    actor = counter.sign_in()
    counter.on_writer(lambda: [a_case(counter.home, actor, index=at) for at in range(2)])
    view = the_ledger(counter)
    view.table.setFocus()
    counter.press("Shift+Down", "Ctrl+C")
    lines = clipboard().split("\n")
    assert [line.split("\t")[0] for line in lines] == shown(view)
    assert all("○" in line.split("\t")[2] or "*" in line.split("\t")[2] for line in lines)
    view.table.selectRow(0)
    counter.press("Return")
    case = view.presenter.case
    assert case is not None
    before = len(logged(counter))
    view.presenter.copy_full()
    counter.settle()
    rrn = str(case.applicant.get("rrn", ""))
    assert clipboard().split("\t") == [case.row.number, counter.opened.context.service_name(case.row.service), case.applicant["name"]]
    assert rrn not in clipboard() or not rrn
    after = logged(counter)
    assert (len(after), after[0].purpose) == (before + 1, "클립보드 복사")


def test_the_history_says_who_by_name(counter: Counter) -> None:
    actor = counter.sign_in()
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    the_ledger(counter).table.setFocus()
    counter.press("Return")
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView) and view.presenter.case is not None
    assert {line.name for line in view.presenter.case.history} == {"이하늘"}
    assert any("이하늘" in value.text() for _, value in view._pairs._lines)


def test_what_was_copied_is_forgotten_after_half_a_minute_and_with_the_lock(counter: Counter) -> None:
    actor = counter.sign_in()
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    view, forgets = the_ledger(counter), counter.window.findChild(ForgetfulClipboard)
    assert isinstance(forgets, ForgetfulClipboard) and forgets.timer.interval() == 30_000
    view.table.setFocus()
    counter.press("Ctrl+C")
    assert clipboard() and forgets.timer.isActive()
    forgets.timer.timeout.emit()
    assert clipboard() == ""
    view.search.setText("김민수")
    view.search.selectAll()
    view.search.copy()
    counter.press("Ctrl+L")
    assert clipboard() == "" and not forgets.timer.isActive()


def test_whoever_sits_down_next_finds_neither_the_case_nor_the_search_of_the_last_one(counter: Counter) -> None:
    park = counter.sign_in("park")
    counter.on_writer(lambda: a_case(counter.home, park, index=0))
    view = the_ledger(counter)
    view.search.setText("없는 사람")
    counter.settle()
    view.search.clear()
    counter.settle()
    view.table.setFocus()
    counter.press("Return")
    assert in_hand(view) is not None and view._side.isVisible()
    counter.press("Ctrl+L")
    counter.window.shell.sign_in("park", PASSWORD)
    counter.settle()
    case = in_hand(view)
    assert case is not None  # it is still that person's
    view.presenter.open(case.row.number)
    counter.window.shell.sign_out("lock")
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    counter.window.go("ledger")
    counter.settle()
    assert in_hand(view) is None and not view._side.isVisible() and view._case_title.text() == ""
    assert view.model.rowCount() == 1


def test_an_answer_that_comes_after_a_newer_question_is_nobodys(counter: Counter, qtbot: QtBot) -> None:
    actor, lanes = counter.sign_in(), counter.home.lanes
    assert lanes is not None
    numbers = counter.on_writer(lambda: [a_case(counter.home, actor, index=at) for at in range(3)])
    view = the_ledger(counter)
    go_on = Event()
    lanes.writer.submit(go_on.wait)
    view.presenter.search(numbers[0], "", "")  # is searched while a page of the next day is read
    view.presenter.search("", "2026-11-21", "")
    qtbot.waitUntil(lambda: view._count.text() == "모두 0건", timeout=PATIENCE_MS)
    go_on.set()
    counter.settle()
    assert shown(view) == []
    view.presenter.search("", "", "")
    counter.settle()
    go_on.clear()
    lanes.reader.submit(go_on.wait)
    view.presenter.block(0)  # rows of the list are read, and meanwhile a search has found its one
    view.presenter.search(numbers[0], "", "")
    qtbot.waitUntil(lambda: shown(view) == [numbers[0]], timeout=PATIENCE_MS)
    go_on.set()
    counter.settle()
    assert shown(view) == [numbers[0]]


WIDE: dict[str, Any] = {"number": "26410-03-261120-0134-WM", "due_won": 1_234_000, "money": "reversed", "standing": "confirmed"}


def rows_of_every_state(counter: Counter, row: CaseRow) -> list[CaseRow]:
    """That case in each state a case of any kind can be in."""
    words, forms = counter.opened.context.words, counter.home.desk.catalogue.forms.values()
    found = []
    for key in (each for each in words.texts if each.startswith("state.")):
        *life, state = key.split(".")[1:]
        service = next(form.id for form in forms if not life or form.life == life[0])
        found.append(msgspec.structs.replace(row, service=service, state=state, official_no="2026-1120-004217", **WIDE))
    return found


@pytest.mark.parametrize(("density", "size"), [("compact", (1366, 768)), ("comfortable", (1920, 1080))])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_state_number_and_standing_is_read_whole_in_its_column(
    counter: Counter, lang: Lang, density: Density, size: tuple[int, int]
) -> None:
    counter.opened.close()
    counter.opened = open_window(surroundings(counter.home), lang, density=density)
    counter.window.resize(*size)
    counter.window.show()
    actor = counter.sign_in()
    counter.on_writer(lambda: a_case(counter.home, actor, index=0))
    view = the_ledger(counter)
    (row,) = cases(counter)
    view.model.clear()
    view.model.append(rows_of_every_state(counter, row), more=False)
    counter.settle()
    cut = {}
    for column, name in enumerate(HEADINGS):
        for at in range(view.model.rowCount()):
            index = view.model.index(at, column)
            if name != "service" and view.table.sizeHintForIndex(index).width() > view.table.columnWidth(column):
                cut[name, index.data()] = view.table.columnWidth(column) - view.table.sizeHintForIndex(index).width()
    assert cut == {}
    across = view.table.horizontalScrollBar()
    assert across is not None and across.maximum() == 0
