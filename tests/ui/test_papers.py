"""A paper on the screen: pages and zoom by keys, printed in the background on a spooler that takes it, or does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.spooler import spooler
from app.domain.every_paper import Paper
from app.domain.printing import PrintJob
from app.ui.paper_dialog import PaperDialog
from tests import money_papers
from tests.contract.test_printer import put_programs
from tests.desks import on_writer
from tests.ui.counter import Counter

SHOP = "shop"


@pytest.fixture
def shop(tmp_path: Path, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Printers A4 (ready, standard), JAMMED and SHUT; what they were given lies in the folder."""
    folder = tmp_path / SHOP
    folder.mkdir()
    put_programs(folder)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(counter.home.services.printing, "_spooler", spooler)  # as a desk that works has it; a training desk has none
    return folder


def shown(counter: Counter, paper: Paper) -> PaperDialog:
    counter.sign_in()
    counter.window.papers.show(lambda: paper)
    counter.settle()
    (dialog,) = counter.window.findChildren(PaperDialog)
    dialog.activateWindow()
    counter.settle()
    return dialog


def log(counter: Counter) -> list[PrintJob]:
    return on_writer(counter.home, counter.home.services.printing.log)


def test_first_print_asks_for_the_printer_and_the_next_goes_there_at_once(counter: Counter, shop: Path) -> None:
    dialog = shown(counter, money_papers.a_cash_sheet())
    counter.press("Return")
    assert [dialog.printers.itemText(number) for number in range(dialog.printers.count())] == ["A4"]
    counter.press("Return")
    counter.settle()
    assert dialog.says.text() == "프린터로 보냈습니다: A4"
    assert (shop / "taken-1").read_bytes() == dialog.presenter.pdf
    counter.press("Return")
    counter.settle()
    assert (shop / "taken-2").exists()
    assert [(job.document, job.ref, job.printer, job.state) for job in log(counter)] == [("cash_sheet", "2026-11-20-03", "A4", "sent")] * 2
    assert on_writer(counter.home, counter.home.services.printing.choices)["a4"].printer == "A4"
    counter.back_to_the_window()


def test_a_printer_that_fails_says_so_keeps_the_paper_and_prints_again(counter: Counter, shop: Path) -> None:
    dialog = shown(counter, money_papers.a_cash_sheet())
    (shop / "trouble").write_text("refuses")
    counter.press("Return", "Return")
    counter.settle()
    assert "번호는 바뀌지 않습니다" in dialog.says.text() and "[다시 출력]" in dialog.says.text()
    (shop / "trouble").unlink()
    counter.press("Return", "Return")
    counter.settle()
    assert dialog.says.text() == "프린터로 보냈습니다: A4"
    assert [job.state for job in log(counter)] == ["sent", "failed"]
    assert log(counter)[1].code == "printer_failed"
    counter.back_to_the_window()


def test_pages_turn_and_grow_by_keys_and_large_print_is_the_same_paper(counter: Counter, shop: Path) -> None:
    dialog = shown(counter, money_papers.a_month())
    assert dialog.pages == 2
    small = dialog._page.width()
    counter.press("PgDown", "PgDown")
    assert dialog._where.text() == "2 / 2쪽"
    counter.press("PgUp", "+")
    assert dialog._where.text() == "1 / 2쪽" and dialog._page.width() > small
    before = dialog.presenter.pdf
    counter.press("L")
    counter.settle()
    assert dialog.presenter.pdf != before and "보통 글자" in dialog._large.text()
    counter.press("L")
    counter.settle()
    assert dialog.presenter.pdf == before
    counter.back_to_the_window()


def test_a_failure_after_the_paper_was_closed_is_told_in_the_window(counter: Counter, shop: Path) -> None:
    dialog = shown(counter, money_papers.a_cash_sheet())
    (shop / "trouble").write_text("refuses")
    dialog.presenter.print("A4")
    dialog.close()
    counter.settle()
    assert "출력하지 못했습니다" in counter.window.notice.text()
