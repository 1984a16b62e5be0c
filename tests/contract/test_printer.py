"""What every way to a printer keeps, tried on a real CUPS and on programs that say what CUPS says when things go wrong."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from app.bootstrap import machine_facts
from app.devices.cups_printer import CupsPrinter
from app.domain.errors import Unavailable
from app.domain.printing import PrinterState
from app.ports.printer import Printer
from tests import spooler

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

# Speaks as `lp` and `lpstat` do, keeps what it was given, and fails when a file tells it to.
PROGRAM = """#!{python}
import json, os, pathlib, sys, time
here = pathlib.Path({folder!r})
name, arguments = pathlib.Path(sys.argv[0]).name, sys.argv[1:]
with (here / "calls").open("a") as calls:
    calls.write(json.dumps([name, *arguments]) + "\\n")
(here / "surroundings").write_text(json.dumps(dict(os.environ)))
trouble = (here / "trouble").read_text() if (here / "trouble").exists() else ""
if name == "lpstat":
    if trouble == "away":
        sys.exit("lpstat: Scheduler is not running.")
    print("printer A4 is idle.  enabled since Fri Nov 20 09:00:00 2026")
    print("printer JAMMED disabled since Fri Nov 20 09:00:00 2026 -\\n\\tPaper jam")
    print("printer SHUT now printing SHUT-3.  enabled since Fri Nov 20 09:00:00 2026")
    print("A4 accepting requests since Fri\\nJAMMED accepting requests since Fri\\nSHUT not accepting requests since Fri")
    print("system default destination: A4")
else:
    if trouble == "hangs":
        time.sleep(60)
    if trouble == "refuses":
        sys.exit("lp: Unsupported document-format")
    number = len(list(here.glob("taken-*"))) + 1
    (here / f"taken-{{number}}").write_bytes(sys.stdin.buffer.read())
    print(f"request id is A4-{{number}} (0 file(s))")
"""


@dataclass
class Shop:
    """A printer and how to look behind it."""

    printer: Printer
    folder: Path
    real: bool

    def taken(self) -> list[bytes]:
        if self.real:
            return spooler.taken(self.folder)
        return [path.read_bytes() for path in sorted(self.folder.glob("taken-*"))]

    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self.folder / "calls").read_text().splitlines()]


def put_programs(folder: Path) -> None:
    for name in ("lp", "lpstat"):
        (folder / name).write_text(PROGRAM.format(python=sys.executable, folder=str(folder)))
        (folder / name).chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    put_programs(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    return Shop(CupsPrinter(), tmp_path, real=False)


@pytest.fixture(params=["cups", "programs"])
def shop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    if request.param == "programs":
        yield request.getfixturevalue("programs")
        return
    with tempfile.TemporaryDirectory(prefix="minwon-cups-") as made, spooler.cups(Path(made)) as server:  # a socket's path is short
        monkeypatch.setenv("CUPS_SERVER", server)
        yield Shop(CupsPrinter(), Path(made), real=True)


def print_it(
    shop: Shop, printer: str = "A4", *, copies: int = 1, title: str = "cash_sheet 2026-11-20-03", actual_size: bool = False
) -> str:
    return shop.printer.print_pdf(PDF, printer=printer, copies=copies, title=title, actual_size=actual_size)


def test_printers_are_listed_with_who_is_stopped_or_shut(shop: Shop) -> None:
    assert shop.printer.printers() == [
        PrinterState(name="A4", ready=True, standard=True),
        PrinterState(name="JAMMED", ready=False),
        PrinterState(name="SHUT", ready=False),
    ]


def test_the_spooler_holds_exactly_the_file_and_says_its_number(shop: Shop) -> None:
    first, second = print_it(shop), print_it(shop, copies=2, actual_size=True)
    assert [first, second] == ["A4-1", "A4-2"]
    assert shop.taken() == [PDF, PDF]


@pytest.mark.parametrize("printer", ["JAMMED", "SHUT", "NOWHERE", ""])
def test_a_printer_that_would_print_later_or_never_is_away_now(shop: Shop, printer: str) -> None:
    with pytest.raises(Unavailable) as caught:
        print_it(shop, printer)
    assert caught.value.code == "printer_away"
    assert shop.taken() == []


def test_what_is_asked_for_reaches_the_program_as_it_is_and_never_a_shell(programs: Shop) -> None:
    title = 'receipt $(touch x); `id` | "26410-03-R" \''
    print_it(programs, copies=3, title=title, actual_size=True)
    sent = next(call for call in programs.calls() if call[0] == "lp")
    assert sent[1:7] == ["-d", "A4", "-n", "3", "-t", title]
    assert "print-scaling=none" in sent
    assert sent[-1] == "-"


def test_who_prints_is_told_no_password(programs: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINWON_PASSWORD", "a password")
    monkeypatch.setenv("CUPS_USER", "counter")
    for ask in (programs.printer.printers, partial(print_it, programs), machine_facts._printer):
        ask()
        told = json.loads((programs.folder / "surroundings").read_text())
        assert "a password" not in told.values() and told["CUPS_USER"] == "counter"


def test_no_spooler_is_told_as_such(programs: Shop) -> None:
    (programs.folder / "trouble").write_text("away")
    with pytest.raises(Unavailable) as caught:
        programs.printer.printers()
    assert caught.value.code == "spooler_away"


def test_no_cups_at_all_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable) as caught:
        CupsPrinter().printers()
    assert caught.value.code == "spooler_away"


@pytest.mark.parametrize("trouble", ["refuses", "hangs"])
def test_a_job_that_was_not_taken_has_failed(programs: Shop, trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.devices.cups_printer.SEND_S", 1.0)
    (programs.folder / "trouble").write_text(trouble)
    with pytest.raises(Unavailable) as caught:
        print_it(programs)
    assert caught.value.code == "printer_failed"
