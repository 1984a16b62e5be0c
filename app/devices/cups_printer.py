"""Printers through CUPS: its own programs `lp` and `lpstat`, started with lists of arguments, never through a shell."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence

from app.domain.errors import Unavailable
from app.domain.printing import PrinterState

ASK_S, SEND_S = 5.0, 20.0
# `lpstat -p`: "printer A4 disabled since Fri … -" and "printer A4 is idle.  enabled since …", "printer A4 now printing A4-7.  enabled …"
_PRINTER = re.compile(r"^printer (\S+) (disabled|is idle|now printing)")
_REFUSING = re.compile(r"^(\S+) not accepting requests")
_STANDARD = re.compile(r"^system default destination: (\S+)")
_NO_SPOOLER = ("Scheduler is not running", "Unable to connect", "Bad file descriptor")
_JOB = re.compile(r"request id is (\S+-\d+)")


class CupsPrinter:
    """See `ports.printer.Printer`."""

    def printers(self) -> list[PrinterState]:
        # One call: "-p" tells who is stopped, "-a" who takes no jobs, "-d" the default. Exit code 1 only means: none of them there.
        said = self._run(["lpstat", "-p", "-a", "-d"], ASK_S)
        if any(words in said.stderr for words in _NO_SPOOLER):
            raise Unavailable("spooler_away")
        lines = said.stdout.splitlines()
        stopped = {found[1] for line in lines if (found := _PRINTER.match(line)) and found[2] == "disabled"}
        refusing = {found[1] for line in lines if (found := _REFUSING.match(line))}
        standard = next((found[1] for line in lines if (found := _STANDARD.match(line))), "")
        names = sorted({found[1] for line in lines if (found := _PRINTER.match(line))})
        return [PrinterState(name=name, ready=name not in stopped | refusing, standard=name == standard) for name in names]

    def print_pdf(self, pdf: bytes, *, printer: str, copies: int, title: str, actual_size: bool) -> str:
        # A stopped printer would take the job and print it hours later, when the citizen has gone: it is told now instead.
        state = next((each for each in self.printers() if each.name == printer), None)
        if state is None or not state.ready:
            raise Unavailable("printer_away", printer=printer)
        scaling = "none" if actual_size else "fit"
        options = ["-d", printer, "-n", str(copies), "-t", title, "-o", f"print-scaling={scaling}", "-o", "document-format=application/pdf"]
        said = self._run(["lp", *options, "-"], SEND_S, pdf)
        found = _JOB.search(said.stdout)
        if said.returncode != 0 or found is None:
            raise Unavailable("printer_failed", printer=printer)
        return found[1]

    def _run(self, command: Sequence[str], patience_s: float, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        """What the program said, in English. Unavailable `spooler_away` without CUPS, `printer_failed` where it does not end."""
        # Whoever prints needs none of what this program was told: a password may be among it.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MINWON_")}
        environment = {**kept, "LC_ALL": "C", "LANGUAGE": "C"}
        try:
            done = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=patience_s, check=False)
        except FileNotFoundError as error:
            raise Unavailable("spooler_away") from error
        except (subprocess.TimeoutExpired, OSError) as error:
            raise Unavailable("printer_failed", printer="") from error
        return subprocess.CompletedProcess(
            command, done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
        )
