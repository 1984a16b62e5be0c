"""공식번호 read by a scanner at the window: into the case in hand, one after the other in the 업무함, from a file."""

from __future__ import annotations

from pathlib import Path

from app.ui.tabs.ledger.number_panel import NumberPanel
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.worklist.view import WorklistView
from tests.scans import a_case
from tests.ui.counter import Counter


def test_the_case_in_hand_takes_the_number_a_scanner_reads(counter: Counter) -> None:
    actor = counter.sign_in("lee")
    number, other = counter.on_writer(lambda: (a_case(counter.home, actor), a_case(counter.home, actor, index=2)))
    counter.window.show_case(number, "")
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView) and ledger.presenter.case is not None
    ledger._number(ledger.presenter.case)
    panel = ledger.panel
    assert isinstance(panel, NumberPanel)
    panel.number.setText(f"MINWON:C:{number}")
    panel.submit()
    counter.settle()
    assert "우리 접수번호" in ledger.notice.text()
    panel.number.setText("]C01AA-0077")
    panel.submit()
    counter.settle()
    assert ledger.presenter.case.row.official_no == "1AA-0077"
    counter.window.show_case(other, "")
    counter.settle()
    ledger.presenter.enter_official_no("1AA-0077")
    counter.settle()
    assert number in ledger.notice.text()  # the same number in two cases: kept, and told


def test_a_list_comes_from_a_file_or_a_scanner(counter: Counter, tmp_path: Path) -> None:
    actor = counter.sign_in("lee")
    first, second = counter.on_writer(lambda: (a_case(counter.home, actor), a_case(counter.home, actor, index=2)))
    counter.window.go("worklist", "official_no")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    view.ask_numbers()
    listed = tmp_path / "list.csv"
    listed.write_bytes(f"접수번호,발급번호\n{first},1AA-1\n".encode("cp949"))
    view._open_numbers(listed)
    counter.settle()
    assert view.numbers.list.toPlainText().startswith("접수번호,발급번호")
    view.numbers.list.setPlainText(f"MINWON:C:{first}\n1AA-1\nMINWON:C:{second}\n1AA-2\n")
    view.numbers.submit()
    counter.settle()
    view.numbers.save()
    counter.settle()
    found = counter.on_writer(lambda: [counter.home.services.view_case(actor, number).row.official_no for number in (first, second)])
    assert found == ["1AA-1", "1AA-2"]
    view.ask_numbers()
    view._open_numbers(tmp_path / "none.csv")
    counter.settle()
    assert view.notice.text()
