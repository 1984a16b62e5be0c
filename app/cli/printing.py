"""`print printers|set|receipts|file|log`: the printers of this desk, and what went to them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.cli.call import Call
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.every_paper import PRINTER_KINDS
from app.domain.printing import PrintJob
from app.domain.rights import require
from app.whole_file import read_brought

PDF_BYTES_MAX = 128 * 1024 * 1024


def add(commands: Commands) -> None:
    """`print`."""
    group = commands.group("print", "print")
    group.add("printers", "print_printers", printers)
    choosing = group.add("set", "print_set", choose)
    choosing.add_argument("kind", choices=PRINTER_KINDS, help="option.printer_kind")
    choosing.add_argument("printer", nargs="?", metavar="PRINTER", help="option.printer_name")
    choosing.add_argument("--copies", type=int, metavar="N", help="option.printer_copies")
    group.add("receipts", "print_receipts", receipts).add_argument("when", choices=("always", "asked"), help="option.printer_receipts")
    sending = group.add("file", "print_file", send)
    sending.add_argument("file", metavar="FILE.pdf", help="option.printer_file")
    sending.add_argument("--kind", choices=PRINTER_KINDS, help="option.printer_kind")
    sending.add_argument("--printer", metavar="PRINTER", help="option.printer_other")
    group.add("log", "print_log", log).add_argument("--limit", type=int, metavar="N", help="option.print_limit")


def printers(call: Call) -> int:
    """What the spooler knows, then which of them this desk uses."""
    with call.looking() as home:
        choices = home.services.printing.choices()
        always = home.services.printing.receipts_always()
        found = home.services.printing.printers()
    if call.json:
        call.row({"printers": found, "set": choices, "receipts": "always" if always else "asked"})
        return 0
    for each in found:
        call.say("printer", name=each.name, state=call.words.text("cli.say.printer_ready" if each.ready else "cli.say.printer_stopped"))
    if not found:
        call.say("printers_none")
    for kind, choice in choices.items():
        call.say("printer_chosen", kind=call.words.text(f"printer_kind.{kind}"), printer=choice.printer, copies=choice.copies)
    call.say("receipts_always" if always else "receipts_asked")
    return 0


def choose(call: Call) -> int:
    """Papers of that kind go there from now on."""
    kind, printer, copies = call.get("kind"), call.get("printer") or "", call.get("copies", 1)
    with call.signed_in() as (home, actor):
        home.services.printing.choose(actor, kind, printer, copies)
    found = {"kind": kind, "printer": printer or None, "copies": copies}
    shown = call.words.text(f"printer_kind.{kind}")
    call.answer(found, "printer_chosen" if printer else "printer_cleared", kind=shown, printer=printer, copies=copies)
    return 0


def receipts(call: Call) -> int:
    """A receipt comes by itself, or on request."""
    when = call.get("when")
    with call.signed_in() as (home, actor):
        home.services.printing.print_receipts(actor, always=when == "always")
    call.answer({"receipts": when}, f"receipts_{when}")
    return 0


def send(call: Call) -> int:
    """The file is with the spooler and in the print log."""
    pdf = read_brought(call.path("file") or Path(), bytes_max=PDF_BYTES_MAX)
    with call.signed_in() as (home, actor):
        require(actor.role, "print_receipt")
        # The name of somebody's file may hold a person's: the log says only that it was a file.
        job = home.services.printing.send(pdf, document="file", ref="", kind=call.get("kind", "a4"), printer=call.get("printer") or "")
    call.answer(msgspec.to_builtins(job), "printed", printer=job.printer, job=job.job)
    return 0


def log(call: Call) -> int:
    """The newest first."""
    with call.looking() as home:
        found = home.services.printing.log(call.get("limit", 100))
    call.listing(found, "print_log_none", row=msgspec.to_builtins, line=lambda job: _line(call, job))
    return 0


def _line(call: Call, job: PrintJob) -> str:
    words = call.words
    name = words.text(f"paper.{job.document}") if words.has(f"paper.{job.document}") else job.document
    facts = {"at": seoul_text(job.at), "document": name, "ref": job.ref, "printer": job.printer, "copies": job.copies}
    return words.text("cli.say.print_line", **facts, state=words.text(f"print.{job.state}"))
