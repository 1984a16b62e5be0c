"""Printers of a desk: set by people, used for what they are set for, every job in a log that names nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Refused, Unavailable
from app.domain.printing import PrinterChoice, PrinterState
from app.services.printing import Printing
from tests.desks import PASSWORD, a_home

PDF = b"%PDF-1.4 of nobody"


class Shop:
    """A spooler that remembers. `trouble`: the code with which it fails."""

    def __init__(self) -> None:
        self.printed: list[tuple[str, int, str, bool]] = []
        self.trouble = ""

    def printers(self) -> list[PrinterState]:
        return [PrinterState(name="A4", ready=True, standard=True), PrinterState(name="ROLL", ready=True)]

    def print_pdf(self, pdf: bytes, *, printer: str, copies: int, title: str, actual_size: bool) -> str:
        assert pdf == PDF
        if self.trouble:
            raise Unavailable(self.trouble, printer=printer)
        self.printed.append((printer, copies, title, actual_size))
        return f"{printer}-{len(self.printed)}"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


def test_each_kind_of_paper_goes_to_its_own_printer_with_its_copies(home: Home) -> None:
    shop = Shop()
    printing = Printing(home.desk, lambda: shop, home.on_lane)
    lee = home.services.sign_in("lee", PASSWORD)
    printing.choose(lee, "receipt", "ROLL", 2)
    printing.choose(lee, "a4", "A4")
    printing.send(PDF, document="payment_receipt", ref="26410-03-R-261120-0001-M4", kind="receipt")
    printing.send(PDF, document="cash_sheet", ref="2026-11-20-03", kind="a4")
    assert shop.printed == [("ROLL", 2, "payment_receipt 26410-03-R-261120-0001-M4", True), ("A4", 1, "cash_sheet 2026-11-20-03", False)]
    assert printing.choices() == {"receipt": PrinterChoice(printer="ROLL", copies=2), "a4": PrinterChoice(printer="A4")}
    printing.choose(lee, "receipt", "")
    assert "receipt" not in printing.choices()


def test_what_nobody_set_or_nobody_knows_is_refused(home: Home) -> None:
    printing = Printing(home.desk, Shop, home.on_lane)
    lee = home.services.sign_in("lee", PASSWORD)
    for attempt, code in (
        (lambda: printing.send(PDF, document="cash_sheet", ref="1", kind="a4"), "printer_not_set"),
        (lambda: printing.choose(lee, "a4", "KITCHEN"), "printer_unknown"),
        (lambda: printing.choose(lee, "a4", "A4", 0), "copies_invalid"),
        (lambda: printing.choose(lee, "a4", "A4", 21), "copies_invalid"),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.code == code
    assert printing.choices() == {} and printing.log() == []


@pytest.mark.parametrize("code", ["spooler_away", "printer_away", "printer_failed"])
def test_a_failure_is_in_the_log_before_it_is_told_and_the_next_try_beside_it(home: Home, code: str) -> None:
    shop = Shop()
    printing = Printing(home.desk, lambda: shop, home.on_lane)
    before = home.store.head
    shop.trouble = code
    with pytest.raises(Unavailable) as caught:
        printing.send(PDF, document="intake_slip", ref="26410-03-261120-0001-K7", kind="a4", printer="A4")
    assert caught.value.code == code
    shop.trouble = ""
    printing.send(PDF, document="intake_slip", ref="26410-03-261120-0001-K7", kind="a4", printer="A4")
    printing.send(PDF, document="cash_sheet", ref="2026-11-20-03", kind="a4", printer="ROLL")
    of_slip = printing.log(document="intake_slip", ref="26410-03-261120-0001-K7")
    assert [(job.state, job.code, job.job) for job in of_slip] == [("sent", "", "A4-1"), ("failed", code, "")]
    assert [job.printer for job in printing.log(2)] == ["ROLL", "A4"]
    assert home.store.head == before  # printing is no entry and gives no number


def test_the_log_survives_a_rebuild_and_a_new_start(home: Home, tmp_path: Path) -> None:
    printing = Printing(home.desk, Shop, home.on_lane)
    printing.send(PDF, document="cash_sheet", ref="2026-11-20-03", kind="a4", printer="A4")
    home.store.rebuild()
    assert len(printing.log()) == 1
    home.close()
    again = a_home(tmp_path / "home")
    try:
        assert len(again.services.printing.log()) == 1
    finally:
        again.close()


def test_receipts_come_on_request_until_somebody_wants_them_always(home: Home) -> None:
    printing = home.services.printing
    assert not printing.receipts_always()
    printing.print_receipts(home.services.sign_in("park", PASSWORD), always=True)
    assert printing.receipts_always()
