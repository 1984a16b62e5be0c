"""The window starts, shows itself, draws its pictures, and its keys do what F1 says."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from time import monotonic, sleep

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.errors import Unavailable
from app.domain.look_choice import LookChoice
from app.own_thread import begun
from app.ui.app import Windows, application, run
from app.ui.jobs import Surfacing, bug_number
from app.ui.keys_dialog import KeysDialog
from app.ui.lamps import LampDialog
from app.ui.main_window import TABS, MainWindow
from app.ui.papers import PaperDialog
from app.ui.pdf_pages import pdf_pages
from app.ui.shots import shoot
from tests.desks import PASSWORD, a_home, on_writer
from tests.patience import PATIENCE_S
from tests.ui.counter import Counter, surroundings
from tests.ui.test_flows import to_basket
from tests.ui.test_window import type_name_and_number

A_MOMENT_S = 0.5


def windows() -> list[MainWindow]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow) and each.isVisible()]


def test_the_window_runs_until_it_is_closed(tmp_path: Path, qtbot: QtBot) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    seen: list[str] = []

    def look_and_close() -> None:
        for window in windows():
            seen.append(window.windowTitle())
            window.close()

    QTimer.singleShot(200, look_and_close)
    assert run(surroundings(home)) == 0
    assert seen == ["연습 · 민원데스크"]
    home.close()


def test_nothing_is_left_of_a_window_for_another_thread_to_collect(tmp_path: Path, qtbot: QtBot) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    seen: list[MainWindow] = []

    def look_and_close() -> None:
        seen.extend(windows())
        seen[0].close()

    QTimer.singleShot(200, look_and_close)
    assert run(surroundings(home)) == 0
    assert [sip.isdeleted(each) for each in seen] == [True]
    home.close()


def test_a_window_stays_while_another_thread_tells_it_something(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    made = Windows(surroundings(home), "ko")
    made.show(LookChoice())
    (window,) = windows()
    there = Event()
    stayed: list[bool] = []

    def told(*_: object) -> None:
        there.set()
        end = monotonic() + A_MOMENT_S
        while monotonic() < end and not sip.isdeleted(window):
            sleep(0.01)
        stayed.append(not sip.isdeleted(window))

    with monkeypatch.context() as patch:
        patch.setattr(window, "hint", told)
        telling = begun("telling", lambda: home.desk.store.changed(frozenset({"inbox"}), ()))
        assert there.wait(PATIENCE_S)
        made.show(LookChoice(text=125))
        telling.result(PATIENCE_S)
    assert stayed == [True] and sip.isdeleted(window)
    made.close()
    home.close()


def test_another_language_is_chosen_without_a_restart(tmp_path: Path, qtbot: QtBot) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    titles: list[str] = []

    def change() -> None:
        (window,) = windows()
        window._context.appearance.choose(lang="en")
        QTimer.singleShot(300, close)

    def close() -> None:
        for window in windows():
            titles.append(window.windowTitle())
            window.close()

    QTimer.singleShot(200, change)
    assert run(surroundings(home)) == 0
    assert titles == ["TRAINING · Minwon Desk"]
    home.close()


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_pictures_of_every_tab_are_drawn_off_the_screen(tmp_path: Path, qtbot: QtBot, size: tuple[int, int]) -> None:
    home = a_home(tmp_path / "home", on_lanes=True)
    actor = on_writer(home, lambda: home.services.sign_in("park", PASSWORD))
    made = shoot(surroundings(home), tmp_path / "shots", actor, size=size)
    assert [path.stem.partition("-")[2] for path in made] == ["login", *TABS]
    for path in made:
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == size
    home.close()


def test_without_a_display_nothing_is_tried(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr("app.ui.front.QApplication.instance", lambda: None)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(Unavailable, match="no_display"):
        application()


def test_the_basket_is_worked_by_plus_minus_star_and_delete(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.window.basket.focus_table()
    counter.press("+", "+", "-")
    visit = counter.opened.context.visit
    assert (visit.lines[0].copies, visit.total_won) == (2, 1_200)
    counter.press("*")
    model = counter.window.intake("seal").presenter.model
    assert model is not None and model.raw["applicant.name"] == "김민수"
    counter.window.basket.focus_table()
    counter.press("Del")
    assert visit.lines == []


def test_a_lamp_is_turned_by_its_digit(counter: Counter) -> None:
    counter.sign_in()
    counter.press("Shift+F1")
    (dialog,) = counter.window.findChildren(LampDialog)
    counter.press("1")
    assert counter.opened.context.session.down("seal")
    dialog.close()
    assert counter.window.strip._lamps["seal"].text() == "인감 장애"


def test_f1_shows_the_keys(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F1")
    (dialog,) = counter.window.findChildren(KeysDialog)
    assert dialog.isVisible()
    dialog.close()


def test_the_service_box_works_from_any_tab(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("ledger")
    counter.settle()
    counter.press("Ctrl+K")
    assert counter.focused() == "민원 안내 찾기" and counter.window.bar.current() == "ledger"
    counter.type("원부")
    counter.press("Return")
    assert counter.window.bar.current() == "integrated"
    model = counter.window.intake("integrated").presenter.model
    assert model is not None and model.form.id == "vehicle_register_copy"


def test_a_receipt_is_shown_as_it_will_print_on_white(counter: Counter) -> None:
    counter.sign_in()
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10", "Return", "Return")
    counter.window.basket.presenter.print_receipt()
    counter.settle()
    (paper,) = counter.window.findChildren(PaperDialog)
    (page,) = pdf_pages(paper.presenter.pdf, 96)
    assert page.pixelColor(1, 1).name() == "#ffffff"
    counter.back_to_the_window()


def test_a_bug_gives_a_number_to_quote_and_keeps_its_message_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    shown: list[str] = []
    surfacing = Surfacing(shown.append)
    citizen = "9001" + "01-1234568"
    try:
        raise ValueError(citizen)
    except ValueError as error:
        surfacing._hook(type(error), error, error.__traceback__)
        assert shown == [bug_number(ValueError, error.__traceback__)]
    assert citizen not in caplog.text and shown[0] in caplog.text
