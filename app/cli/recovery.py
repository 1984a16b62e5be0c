"""`restore`, `import-ack`, `recovered`, and `export --pending`: losses, and days without a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.domain.recovery import RecoveryReport, report_lines
from app.whole_file import read_brought

FILE_BYTES_MAX = 512 * 1024 * 1024  # twice what a file of a hand-over may hold


def add(commands: Commands) -> None:
    """`restore`, `import-ack`, `recovered`."""
    restore = commands.add("restore", "restore", restore_home)
    restore.add_argument("--from", dest="folder", required=True, metavar="DIR", help="option.restore_from")
    ack = commands.add("import-ack", "import_ack", import_ack)
    ack.add_argument("file", metavar="FILE", help="option.ack_file")
    commands.add("recovered", "recovered", show_reports)


def restore_home(call: Call) -> int:
    """What the backup holds and central never got is in this home; central is asked first what it has."""
    with call.holding() as home:
        home.sync_all()
        report = home.recovery.restore_from(call.path("folder") or Path())
        home.sync_all()
    tell(call, report)
    return 0


def export_pending(call: Call, out: Path) -> int:
    """Everything pending is in a file that only central can open."""
    with call.holding() as home, new_file(out) as file:
        data, report = home.recovery.export_pending()
        file.write(data)
    tell(call, report)
    return 0


def import_ack(call: Call) -> int:
    """What central acknowledged in that file is settled."""
    data = read(call.path("file") or Path())
    with call.holding() as home:
        report = home.recovery.import_acks(data)
    tell(call, report)
    return 0


def show_reports(call: Call) -> int:
    """All written reports of this home, newest first; also beside an open window."""
    with call.looking() as home:
        found = home.recovery.reports()
    for report in found:
        tell(call, report)
    if not found:
        call.say("nothing_recovered")
    return 0


def tell(call: Call, report: RecoveryReport) -> None:
    """The report in the reader's words, or as one JSON line."""
    if call.json:
        row: dict[str, Any] = msgspec.to_builtins(report)
        row["missing"] = [{"stream": span.stream, "first": span.first, "last": span.last} for span in report.missing]
        call.row(row)
        return
    for line in report_lines(report, call.words, seoul_text):
        call.line(line)


def read(path: Path) -> bytes:
    """The bytes of a file that somebody brought. Refused `brought_not_plain`, `brought_too_large`; Unavailable `file_unreadable`."""
    return read_brought(path, bytes_max=FILE_BYTES_MAX)
