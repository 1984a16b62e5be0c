"""People whose passport expires soon are written to from the passport tab, by the keyboard and with a file of the passport system."""

from __future__ import annotations

from pathlib import Path

from app.ui.tabs.passport.expiry_view import ExpiryPage
from app.ui.tabs.passport.view import PassportView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_books import papers_shown

FILE = "성명,주소,우편번호,만료일\n윤가람,가온광역시 나루구 별빛로 8,48000,2027-01-15\n한결,가온광역시 나루구 햇살로 4,48001,2027-02-01\n"


def the_page(counter: Counter) -> ExpiryPage:
    counter.press("F7", "4")
    view = counter.window.tabs["passport"]
    assert isinstance(view, PassportView) and view.expiry.isVisible()
    return view.expiry


def opened(counter: Counter, page: ExpiryPage, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    page.presenter.open(file)
    counter.settle()


def test_letters_and_labels_of_a_file_are_made_once_and_printed_as_often_as_wanted(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    page = the_page(counter)
    assert not page.make.isEnabled() and not page.labels.isEnabled()
    opened(counter, page, tmp_path / "people.csv", FILE)
    shown = [[page.table.item(at, place).text() for place in range(3)] for at in range(2)]  # type: ignore[union-attr]
    assert shown[0] == ["윤*람", "가온광역시 나루구 별빛로 ***", "2027-01-15"]
    counter.press("Return")
    (letters,) = papers_shown()
    assert letters.pages == 3  # two letters and the list
    counter.back_to_the_window()
    assert not page.make.isEnabled()
    page.labels.click()
    counter.settle()
    (labels,) = papers_shown()
    assert labels.pages == 1
    counter.back_to_the_window()
    log = counter.on_writer(lambda: counter.home.services.access_log(counter.home.services.sign_in("admin", PASSWORD)))
    assert sum("만료 안내문" in each.purpose for each in log) == 1


def test_a_file_that_is_none_says_which_line_and_nothing_is_made(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    page = the_page(counter)
    opened(counter, page, tmp_path / "people.csv", FILE + "이름만\n")
    assert "4번째 줄" in page.notice.text() and not page.make.isEnabled()
    opened(counter, page, tmp_path / "people.csv", FILE)
    counter.window.forget_forms()
    assert page.table.rowCount() == 0 and not page.make.isEnabled()  # another person sits here: whom the file named is nobody's


def test_a_clerk_is_told_who_makes_them(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("choi")
    page = the_page(counter)
    opened(counter, page, tmp_path / "people.csv", FILE)
    assert page.table.rowCount() == 2 and not page.make.isEnabled()
