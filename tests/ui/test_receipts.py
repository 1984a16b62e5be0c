"""Papers that follow the money: a receipt by its key, or by itself where the office wants it so; the notice of a late filing by its key."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.spooler import spooler
from app.services.make_sample import make_samples
from app.ui.papers import PaperDialog
from app.ui.visit import Line
from tests.contract.test_printer import put_programs
from tests.desks import NINE, on_writer, the_catalogue, the_people
from tests.ui.counter import Counter
from tests.ui.test_flows import stage
from tests.ui.test_refunds import one_paid, sign
from tests.ui.test_tenders import seal_in_basket


@pytest.fixture
def shop(tmp_path: Path, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A spooler whose printer A4 is ready; what it was given lies in the folder."""
    folder = tmp_path / "shop"
    folder.mkdir()
    put_programs(folder)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(counter.home.services.printing, "_spooler", spooler)  # as a desk that works has it; a training desk has none
    return folder


def papers(counter: Counter) -> list[str]:
    """Titles of the papers on the screen."""
    return [each.windowTitle() for each in counter.window.findChildren(PaperDialog) if each.isVisible()]


def want_receipts(counter: Counter) -> None:
    """The office wants a receipt after each payment, on the printer A4."""
    printing = counter.home.services.printing
    admin = on_writer(counter.home, lambda: counter.home.services.sign_in("admin", "sam-pass-2026"))
    on_writer(counter.home, lambda: printing.print_receipts(admin, always=True))
    printing.choose(admin, "receipt", "A4")


def pay_in_cash(counter: Counter) -> None:
    seal_in_basket(counter)
    counter.press("F10", "Return", "Return")
    assert stage(counter) == "done"


def test_a_receipt_that_is_asked_for_comes_by_its_key(counter: Counter) -> None:
    counter.sign_in()
    counter.press("Shift+F9")
    assert papers(counter) == [] and "방금 수납한 영수증이 없습니다" in counter.window.notice.text()
    pay_in_cash(counter)
    assert papers(counter) == []
    counter.press("Shift+F9")
    (paper,) = [each for each in counter.window.findChildren(PaperDialog) if each.isVisible()]
    assert paper.windowTitle() == "영수증"
    paper.activateWindow()
    counter.settle()
    counter.press("Escape")
    assert papers(counter) == []
    counter.back_to_the_window()


def test_receipts_print_by_themselves_where_the_office_wants_it(counter: Counter, shop: Path) -> None:
    counter.sign_in()
    want_receipts(counter)
    pay_in_cash(counter)
    counter.settle()
    assert (shop / "taken-1").read_bytes().startswith(b"%PDF") and papers(counter) == []
    assert counter.focused() == "민원 찾기"
    (job,) = on_writer(counter.home, counter.home.services.printing.log)
    assert (job.document, job.printer, job.state) == ("payment_receipt", "A4", "sent")


def test_a_receipt_that_can_not_be_printed_by_itself_stays_on_the_screen(counter: Counter, shop: Path) -> None:
    counter.sign_in()
    want_receipts(counter)
    (shop / "trouble").write_text("refuses")
    pay_in_cash(counter)
    counter.settle()
    (paper,) = [each for each in counter.window.findChildren(PaperDialog) if each.isVisible()]
    assert "[다시 출력]" in paper.says.text()
    (shop / "trouble").unlink()
    counter.back_to_the_window()
    pay_in_cash(counter)
    counter.settle()
    assert (shop / "taken-1").exists()


def late_birth(counter: Counter) -> None:
    """A birth of September is filed in November."""
    (draft,) = make_samples(the_catalogue(), the_people(), service="birth_filing", count=1, seed=1, today=NINE.date())
    draft = msgspec.structs.replace(draft, answers={**draft.answers, "born_at": "2026-09-01T10:00"})
    context = counter.opened.context
    context.visit.add(Line(context.catalogue.forms[draft.service], draft))
    counter.settle()
    counter.window.basket.presenter.receive()
    counter.settle()
    assert stage(counter) == "done"


def test_a_late_filing_gets_its_penalty_notice_by_a_key(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6", "Shift+F6")
    assert papers(counter) == [] and counter.window.notice.text() == "과태료를 안내할 신고가 없습니다."
    late_birth(counter)
    counter.press("Shift+F6")
    assert papers(counter) == ["과태료 안내"]
    counter.back_to_the_window()
    number = counter.opened.context.session.last
    assert number is not None
    counter.window.show_case(number.number)
    counter.settle()
    counter.press("Shift+F6")
    assert papers(counter) == ["과태료 안내"]
    notices = partial(counter.home.store.office_fees.penalty_notices, "2026-11-20")
    assert counter.on_writer(notices) == 1
    counter.back_to_the_window()


def test_escape_in_the_signature_closes_the_refund_and_another_payment_begins_empty(counter: Counter) -> None:
    page = one_paid(counter)
    counter.press("Return", "Return")
    counter.type("잘못 발급")
    counter.press("Return", "Return")
    counter.type("park")
    counter.press("Escape")
    assert not page.panel.is_open and counter.focused() == "오늘 수납 내역"
    counter.press("Return")
    assert page.panel.reason.text() == "" and page.panel.sign.user.text() == ""
    page.presenter.open(0)
    counter.settle()
    assert counter.focused() == "반환할 내역"
    counter.press("Return")
    counter.type("민원인 요청")
    counter.press("Return", "Return")
    sign(counter, "park")
    assert not page.panel.is_open
    counter.back_to_the_window()


def test_what_is_missing_is_no_change(counter: Counter) -> None:
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F10", "Return")
    counter.digits("500")
    assert counter.window.basket._change.text() == "100원 모자람"
    counter.digits("0")
    assert counter.window.basket._change.text() == "4,400원"
