"""The page 직원: an administrator changes a role and takes somebody's rights; the log below says so."""

from __future__ import annotations

from PyQt6.QtWidgets import QTableWidget

from app.ui.app import open_window
from app.ui.tabs.admin.password_panel import PasswordPanel
from app.ui.tabs.admin.view import AdminView
from tests.ui.counter import Counter, surroundings


def cell(table: QTableWidget, at: int, place: int) -> str:
    item = table.item(at, place)
    assert item is not None
    return item.text()


def the_page(counter: Counter) -> AdminView:
    counter.window.go("admin", "staff")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    return view


def test_an_administrator_takes_the_rights_of_who_left(counter: Counter) -> None:
    counter.sign_in("park")
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.sign_in("admin", day=False)
    view = the_page(counter)
    tools = view.staff_tools
    tools.remove.click()
    users = [cell(view.staff, at, 0) for at in range(view.staff.rowCount())]
    view.staff.setCurrentCell(users.index("lee"), 0)
    tools.role.setCurrentIndex(2)
    tools.change.click()
    counter.settle()
    assert "lee" in view.notice.text()
    view.staff.setCurrentCell(users.index("lee"), 0)
    tools.remove.click()
    assert tools.yes.isVisible() and counter.focus() is tools.no, "Enter takes nobody's rights"
    tools.no.click()
    assert not tools.yes.isVisible()
    tools.remove.click()
    tools.yes.click()
    counter.settle()
    assert [[cell(tools.log, at, place) for place in (1, 2, 3, 4)] for at in (0, 1)] == [
        ["lee", "해제", "팀장", "admin"],
        ["lee", "역할 변경", "팀장", "admin"],
    ]
    assert cell(view.staff, users.index("lee"), 3) == "정지"


def test_an_administrator_gives_who_forgot_it_a_new_password(counter: Counter) -> None:
    counter.sign_in("admin", day=False)
    view = the_page(counter)
    tools = view.staff_tools
    tools.give.click()
    assert view.notice.text() == "목록에서 직원을 먼저 고르십시오."
    users = [cell(view.staff, at, 0) for at in range(view.staff.rowCount())]
    view.staff.setCurrentCell(users.index("lee"), 0)
    tools.give.click()
    assert view.notice.text() == "새 비밀번호를 입력하십시오."
    tools.password.setText("another-pass-2026")
    tools.give.click()
    counter.settle()
    assert "lee" in view.notice.text() and tools.password.text() == ""
    assert [cell(tools.log, 0, place) for place in (1, 2, 4)] == ["lee", "비밀번호 변경", "admin"]
    assert counter.on_writer(lambda: counter.home.services.sign_in("lee", "another-pass-2026")).user == "lee"


def test_what_was_done_to_whom_is_read_whole_at_large_text(counter: Counter) -> None:
    counter.opened.close()
    opened = counter.opened = open_window(surroundings(counter.home), "en", density="compact", scale=200)
    opened.window.resize(1920, 1080)
    opened.window.show()
    park = counter.sign_in("park")
    counter.on_writer(lambda: counter.home.services.access.acknowledge_duty(park))
    log = the_page(counter).staff_tools.log
    counter.settle()
    assert "Privacy duty acknowledged" in [cell(log, at, 2) for at in range(log.rowCount())]
    assert all(log.columnWidth(place) >= log.sizeHintForColumn(place) for place in range(log.columnCount()))


def test_a_clerk_sees_neither_keys_nor_log(counter: Counter) -> None:
    counter.sign_in("lee")
    tools = the_page(counter).staff_tools
    assert tools.log.isHidden() and not tools.change.isVisible()


def test_who_typed_nothing_yet_is_asked_for_it_and_told_of_no_mistake(counter: Counter) -> None:
    counter.sign_in("admin", day=False)
    view = the_page(counter)
    for typed, asked in (("", "사용자 이름을 입력하십시오."), ("jung", "이름을 입력하십시오.")):
        view.user.setText(typed)
        view._add()
        counter.settle()
        assert view.notice.text() == asked


def test_what_one_person_typed_of_a_password_is_gone_when_the_window_is_locked(counter: Counter) -> None:
    counter.sign_in("admin", day=False)
    view = the_page(counter)
    view.choose("password")
    page = view._made["password"]
    assert isinstance(page, PasswordPanel)
    typed = (page.old, page.new, page.again, view.user, view.name, view.password)
    for each in typed:
        each.setText("new-pass-2026")
    counter.window.shell.sign_out("lock")
    counter.settle()
    assert [each.text() for each in typed] == [""] * len(typed)
