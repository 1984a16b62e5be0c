"""첨부 in the case in hand: a scan is added, seen from memory, written out where the clerk says; nothing is left on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QBuffer, QIODevice
from PyQt6.QtGui import QColor, QImage
from PyQt6.QtWidgets import QFileDialog

from app.ui.content_dialog import SIDE_MAX, ContentDialog, pages_of
from app.ui.tabs.ledger.attachment_panel import AttachmentPanel
from app.ui.tabs.ledger.view import LedgerView
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN, cases


def a_picture(width: int = 640, height: int = 480, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("steelblue"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return buffer.data().data()


def case_in_hand(counter: Counter) -> LedgerView:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "Return", "Return", "F11", "Return")
    counter.digits("12345678")
    counter.press("Return")
    counter.digits("4321")
    counter.press("Return")
    counter.back_to_the_window()
    counter.window.show_case(cases(counter)[0].number)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView)
    return ledger


def the_panel(counter: Counter, ledger: LedgerView) -> AttachmentPanel:
    assert ledger.presenter.case is not None
    ledger._files(ledger.presenter.case)
    counter.settle()
    assert isinstance(ledger.panel, AttachmentPanel)
    return ledger.panel


def test_a_scan_is_added_seen_and_written_out(counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan, out = tmp_path / "위임장.png", tmp_path / "out.png"
    scan.write_bytes(a_picture())
    ledger = case_in_hand(counter)
    panel = the_panel(counter, ledger)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(scan), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    panel.choose()
    counter.settle()
    assert "위임장.png" in panel.notice.text()
    assert [row.standing for row in panel.presenter.rows] == ["queued"]
    panel.presenter.open(0)
    counter.settle()
    (shown,) = panel.findChildren(ContentDialog)
    assert shown.windowTitle() == "위임장.png"
    shown.close()
    panel.presenter.save(0)
    counter.settle()
    assert out.read_bytes() == scan.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    ledger.presenter.open(cases(counter)[0].case_id)
    counter.settle()
    assert ledger.presenter.case is not None
    assert [row.name for row in ledger.presenter.case.attachments] == ["위임장.png"]
    assert ledger.panel is None


def test_what_may_not_be_attached_is_said_and_the_counter_goes_on(
    counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = case_in_hand(counter)
    panel = the_panel(counter, ledger)
    program = tmp_path / "scan.pdf"
    program.write_bytes(b"MZ" + bytes(50))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(program), ""))
    panel.choose()
    counter.settle()
    assert "PDF, JPEG, PNG, TIFF" in panel.notice.text()
    good = tmp_path / "scan.png"
    good.write_bytes(a_picture())
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(good), ""))
    panel.choose()
    counter.settle()
    assert len(panel.presenter.rows) == 1


def test_a_picture_of_any_size_takes_a_bounded_room_and_rubbish_is_no_picture(counter: Counter) -> None:
    (page,) = pages_of("jpeg", a_picture(6000, 3000, "JPEG"))
    assert max(page.width(), page.height()) == SIDE_MAX
    assert pages_of("png", a_picture()[:40]) == []
    assert pages_of("pdf", b"%PDF-1.7\nrubbish") == []
