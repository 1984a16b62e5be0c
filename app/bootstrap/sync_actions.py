"""What the 동기화 tab can do after a loss or without a line: the commands of `home_recovery` as buttons, with their written reports."""

from __future__ import annotations

from pathlib import Path

from app.bootstrap.homes import Home
from app.domain.recovery import RecoveryReport, report_lines
from app.domain.words import Words
from app.ports.progress import Progress
from app.services.desk import SEOUL, from_ms
from app.ui.saved_file import save_blocks
from app.ui.sync_action import SyncAction
from app.whole_file import read_brought

FILE_BYTES_MAX = 512 * 1024 * 1024  # twice what a file of a hand-over may hold


def sync_actions(home: Home) -> list[SyncAction]:
    """The commands, in the order of the buttons. Each runs on the lane it names."""

    def back_up(words: Words, folder: Path | None, progress: Progress) -> str:
        # The chosen folder may hold earlier backups: each lies in one of its own.
        place = (folder or Path()) / f"{home.desk.clock.now().astimezone(SEOUL):minwon-%Y%m%d-%H%M%S}"
        entries = home.recovery.back_up(place, progress)
        return words.text("sync.action.backed_up", entries=entries, folder=place)

    def restore(words: Words, folder: Path | None, progress: Progress) -> str:
        return told(home.recovery.restore_from(folder or Path(), progress), words)

    def export(words: Words, file: Path | None, progress: Progress) -> str:
        data, report = home.recovery.export_pending(progress)
        save_blocks(file or Path(), [data])
        return told(report, words)

    def import_acks(words: Words, file: Path | None, progress: Progress) -> str:
        data = read_brought(file or Path(), bytes_max=FILE_BYTES_MAX)
        return told(home.recovery.import_acks(data, progress), words)

    def reports(words: Words, _: Path | None, progress: Progress) -> str:
        found = home.recovery.reports()
        return "\n\n".join(told(report, words) for report in found) or words.text("sync.action.no_reports")

    return [
        SyncAction("sync.action.backup", back_up, "folder", "net", stoppable=True),
        SyncAction("sync.action.restore", restore, "folder", stoppable=True),
        SyncAction("sync.action.export", export, "save", stoppable=True, for_central=True),
        SyncAction("sync.action.import", import_acks, "open", stoppable=True, for_central=True),
        SyncAction("sync.action.reports", reports, lane="read"),
    ]


def told(report: RecoveryReport, words: Words) -> str:
    """The written report as people read it."""
    return "\n".join(report_lines(report, words, lambda ms: f"{from_ms(ms).astimezone(SEOUL):%Y-%m-%d %H:%M}"))
