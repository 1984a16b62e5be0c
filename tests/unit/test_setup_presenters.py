"""처음 설정: printers, words of notices and a scanner on trial, without a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.domain.every_paper import Paper
from app.domain.numbers import case_number, receipt_number, slip_number, slip_range
from app.domain.printing import PrinterState
from app.formfiles.words import load_words
from app.ports.progress import UNWATCHED, Progress
from app.ui.wizard.printers_presenter import PrinterLine, PrintersPresenter
from app.ui.wizard.scan_words import read_by_scanner
from app.ui.wizard.texts_presenter import TextsPresenter, TypedText
from tests.desks import NINE, PASSWORD, ROOT, a_home
from tests.presenting import Told, a_context


class Maker:
    def paper_pdf(self, paper: Paper, *, large: bool = False, progress: Progress = UNWATCHED) -> bytes:
        return b"%PDF"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


def with_printers(home: Home, monkeypatch: pytest.MonkeyPatch, *names: str) -> tuple[PrintersPresenter, Told]:
    screen = Told()
    found = [PrinterState(name=each, ready=True) for each in names]
    monkeypatch.setattr(home.services.printing, "_spooler", lambda: SimpleNamespace(printers=lambda: found))
    return PrintersPresenter(a_context(home, "park"), screen, Maker()), screen


def line_of(screen: Told, kind: str) -> PrinterLine:
    (lines,), _ = screen.last("show_printers")
    found: PrinterLine = lines[kind]
    return found


def test_a_printer_that_was_chosen_and_is_gone_still_stands_there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter, screen = with_printers(home, monkeypatch, "A4-1", "Slip-1")
    presenter.keep("a4", "A4-1", 2)
    presenter.enter()
    line = line_of(screen, "a4")
    assert (line.choices[line.at][1], line.copies, line.may_test) == ("A4-1", 2, True)
    none = line_of(screen, "receipt")
    assert (none.choices[none.at][1], none.copies, none.may_test) == ("", 1, False)
    presenter, screen = with_printers(home, monkeypatch, "Slip-1")
    presenter.enter()
    line = line_of(screen, "a4")
    assert (line.at, [name for _, name in line.choices]) == (2, ["", "Slip-1", "A4-1"])


def test_without_a_printer_such_papers_have_no_test_page(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    presenter, screen = with_printers(home, monkeypatch, "A4-1")
    for printer in ("A4-1", ""):
        presenter.keep("a4", printer, 1)
        assert screen.last("show_test") == (("a4",), {"may_test": bool(printer)})
    assert screen.said[-1] != screen.said[-2]


def test_the_words_of_a_notice_are_set_by_two_and_then_named_as_the_offices_own(home: Home) -> None:
    screen = Told()
    presenter = TextsPresenter(a_context(home, "park"), screen)
    presenter.enter()
    before: Sequence[str] = screen.last("show_notices")[0][0]
    presenter.choose(0)
    words, subject = screen.last("show_text")[0]
    alone = TypedText(f"{words} 감사합니다.", subject, "문구 정비", "", "")
    presenter.keep(0, alone)
    assert screen.said[-1][1] == "danger" and all(name != "forget" for name, _, _ in screen.calls)
    presenter.keep(0, alone._replace(user="lee", password=PASSWORD))
    after: Sequence[str] = screen.last("show_notices")[0][0]
    assert screen.said[-1][1] == "success" and after[0].startswith(before[0]) and after[0] != before[0] and after[1:] == before[1:]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("{number}", "number"),
        ("MINWON:C:{number}", "number"),
        ("MINWON:P:{slip}", "slip"),
        ("{slip}", "slip"),
        ("MINWON:R:{receipt}:600", "receipt"),
        ("P<KORKIM<<NARU<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "mrz_one"),
        ("1234", "other"),
    ],
)
def test_a_scanner_on_trial_says_which_of_our_papers_it_read(typed: str, key: str) -> None:
    words = load_words(ROOT / "resources", "ko")
    slip = slip_number(slip_range("26410", "03", 1, 0), 42)
    number, receipt = (made("26410", "03", 1, 0, NINE.date(), 42) for made in (case_number, receipt_number))
    said = read_by_scanner(typed.format(number=number, slip=slip, receipt=receipt), words, today=NINE.date())
    facts: dict[str, dict[str, Any]] = {key: {"number": each} for key, each in (("number", number), ("slip", slip), ("receipt", receipt))}
    assert said == words.text(f"setup.scan.{key}", **facts.get(key, {"n": 4} if key == "other" else {}))
