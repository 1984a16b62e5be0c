"""스캔 대기 at the window: a file that came in is given to its case, opened, or thrown away; a list of passports is confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.services.watched_folders import FolderSetting
from app.ui.content_dialog import ContentDialog
from app.ui.papers import PaperDialog
from app.ui.tabs.admin.view import AdminView
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.passport.view import PassportView
from app.ui.tabs.worklist.view import WorklistView
from tests.scans import Codes, Folder, a_case, a_passport, a_picture
from tests.ui.counter import Counter


def came_in(counter: Counter, folder: Folder, name: str, data: bytes) -> None:
    folder.put(name, data)
    counter.on_writer(folder.look)


def the_list(counter: Counter, code: str = "scans") -> WorklistView:
    counter.window.go("worklist", code)
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    return view


def test_a_scan_that_waits_is_opened_and_given_to_a_case(counter: Counter, tmp_path: Path) -> None:
    actor = counter.sign_in("lee")
    number = counter.on_writer(lambda: a_case(counter.home, actor))
    folder = Folder(counter.home, tmp_path / "scans", codes=Codes())
    came_in(counter, folder, "위임장.png", a_picture(size=(300, 400)))
    view = the_list(counter)
    assert [view.table.item(0, place).text() for place in (0, 2, 5)] == ["스캔 대기", "위임장.png", "건 찾아 첨부 ⏎"]  # type: ignore[union-attr]
    assert "표지의 QR 없음" in view.table.item(0, 4).text()  # type: ignore[union-attr]
    view.presenter.act(0)
    assert view.scan.isVisible() and not view.table.isVisible()
    view.scan.look_key.click()
    counter.settle()
    (dialog,) = view.scan.findChildren(ContentDialog)
    dialog.close()
    view.scan.attach()
    assert "접수번호" in view.notice.text()
    view.scan.number.setText(f"MINWON:C:{number}")
    view.scan.attach()
    counter.settle()
    assert view.notice.text() == f"{number} 건에 첨부했습니다."
    assert view.scan.isHidden() and counter.on_writer(counter.home.services.inbox.counts) == {}
    detail = counter.on_writer(lambda: counter.home.services.view_case(actor, number))
    assert [row.name for row in detail.attachments] == ["위임장.png"]


def test_a_scan_is_thrown_away_only_with_a_reason_and_a_broken_one_is_not_opened_here(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("lee")
    folder = Folder(counter.home, tmp_path / "scans", codes=Codes(refusal="page_broken"))
    came_in(counter, folder, "a.png", a_picture())
    view = the_list(counter)
    view.presenter.act(0)
    assert not view.scan.look_key.isEnabled()
    view.scan.discard()
    assert "사유" in view.notice.text() and counter.on_writer(counter.home.services.inbox.counts) == {"scans": 1}
    view.scan.reason.setText("깨진 파일, 다시 스캔함")
    view.scan.discard()
    counter.settle()
    assert counter.on_writer(counter.home.services.inbox.counts) == {} and view.scan.isHidden()


def test_a_list_of_arrived_passports_is_looked_over_and_confirmed(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = counter.sign_in("choi")
    services = counter.home.services

    first, second = counter.on_writer(lambda: (a_passport(counter.home, actor, 1, "send"), a_passport(counter.home, actor, 2, "send")))
    folder = Folder(counter.home, tmp_path / "lists", "passport_arrivals")
    came_in(counter, folder, "도착.csv", f"접수번호,보관함\n{first},B-12\n26410-03-261120-9999-ZZ,B-13\n{second},B-14\n".encode("cp949"))
    view = the_list(counter, "passport_arrivals")
    view.presenter.act(0)
    counter.settle()
    page = counter.window.tabs["passport"]
    assert isinstance(page, PassportView)
    arrival = page.arrival
    notes = [tuple(arrival.table.item(at, place).text() for place in (0, 3, 4)) for at in range(3)]  # type: ignore[union-attr]
    unknown = ("26410-03-261120-9999-ZZ", "B-13", "이 창구가 모르는 번호")
    assert notes == [(first, "B-12", "도착 확인 전"), unknown, (second, "B-14", "도착 확인 전")]
    assert "도착 확인할 여권 2건" in arrival.notice.text()
    take = services.advance_case

    def and_stop(*given: Any, **named: Any) -> object:
        taken = take(*given, **named)
        counter.opened.context.tasks.running[-1].stop()
        return taken

    with monkeypatch.context() as patch:
        patch.setattr(services, "advance_case", and_stop)
        arrival.act.click()
        counter.settle()
    assert "여권 1건의 도착을 저장했습니다.\n" in arrival.notice.text() and "아직 저장하지 않았습니다" in arrival.notice.text()
    assert arrival.table.rowCount() == 2 and counter.on_writer(services.inbox.counts) == {"passport_arrivals": 1}  # the rest waits
    arrival.act.click()
    counter.settle()
    assert arrival.notice.text() == "여권 1건의 도착을 저장했습니다."
    assert counter.on_writer(services.inbox.counts) == {}
    detail = counter.on_writer(lambda: services.view_case(actor, first))
    assert (detail.row.state, detail.facts["shelf"]) == ("arrived", "B-12")


def test_a_leader_sets_the_folder_and_the_page_says_how_it_is(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    counter.window.go("admin", "folders")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    panel = view.folders
    assert panel.states["scans"].text() == "정하지 않았습니다."
    panel.paths["scans"].setText("scans")
    panel.keys["scans"][1].click()
    counter.settle()
    assert "전체 경로" in view.notice.text()
    folder = Folder(counter.home, tmp_path / "scans")
    panel.paths["scans"].setText(str(folder.path))
    panel.shares["scans"].setChecked(True)
    panel.keys["scans"][1].click()
    counter.settle()
    kept = counter.on_writer(counter.home.services.folders.folders)
    assert kept == {"scans": FolderSetting(path=str(folder.path), share=True)}
    folder.put("text.png", b"no picture")
    counter.home.services.folders.note("scans", counter.on_writer(folder.look))
    panel.presenter.enter()
    counter.settle()
    assert panel.states["scans"].text().startswith("보고 있습니다.\ntext.png: ")
    folder.put("text.png", a_picture())
    (folder.path / "text.png").unlink()
    (folder.path / ".26410-03").rmdir()
    folder.path.rmdir()
    counter.home.services.folders.note("scans", counter.on_writer(folder.look))
    panel.presenter.enter()
    counter.settle()
    assert panel.states["scans"].text() == "폴더가 없습니다. 다시 생기면 저절로 이어서 봅니다."


def test_a_clerk_reads_the_folders_and_sets_none(counter: Counter) -> None:
    counter.sign_in("lee")
    counter.window.go("admin", "folders")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    assert not view.folders.paths["scans"].isEnabled() and all(key.isHidden() for key in view.folders.keys["scans"])


def test_ctrl_p_prints_the_covers_of_the_chosen_cases(counter: Counter) -> None:
    actor = counter.sign_in("lee")
    numbers = counter.on_writer(lambda: [a_case(counter.home, actor, index=at) for at in range(3)])
    counter.window.go("ledger")
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    shown = [case.number for at in range(3) if (case := ledger.model.case(at)) is not None]
    assert sorted(shown) == sorted(numbers) and ledger.chosen() == shown[:1]
    ledger.table.setFocus()
    counter.press("Shift+Down")
    counter.press("Ctrl+P")
    counter.settle()
    (dialog,) = counter.window.findChildren(PaperDialog)
    assert dialog.windowTitle() == "스캔 표지"
    dialog.close()
    assert ledger.chosen() == shown[:2]
    counter.window.go("worklist")
    counter.press("Ctrl+P")
    counter.settle()
    assert "대장에서 건을 고르십시오" in counter.window.notice.text()  # nothing was recorded at this window


def test_a_folder_that_is_away_is_a_row_of_the_worklist_and_leads_to_its_page(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("lee")
    folder = Folder(counter.home, tmp_path / "scans")
    folder.path.rmdir()
    counter.home.services.folders.note("scans", counter.on_writer(folder.look))
    view = the_list(counter, "folder_trouble")
    cells = [view.table.item(0, place).text() for place in (0, 2, 5)]  # type: ignore[union-attr]
    assert cells == ["감시 폴더 확인", "스캔", "폴더 확인 ⏎"]
    assert "폴더가 없습니다" in view.table.item(0, 4).text()  # type: ignore[union-attr]
    view.presenter.act(0)
    counter.settle()
    admin = counter.window.tabs["admin"]
    assert isinstance(admin, AdminView) and admin.folders.isVisible()
    folder.path.mkdir()
    counter.home.services.folders.note("scans", counter.on_writer(folder.look))
    assert counter.on_writer(counter.home.services.worklist_counts).get("folder_trouble") is None
