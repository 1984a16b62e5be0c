"""What an open home can do after a loss or without a line, joined to its keys and cryptography (SYNC §8)."""

from __future__ import annotations

from pathlib import Path

from app import __version__
from app.bootstrap.backup import back_up, restore_from
from app.bootstrap.backup_files import bring_back, files_of
from app.bootstrap.backup_notes import BACKUP_STAMP, note
from app.crypto.box import seal_to
from app.crypto.signer import verify_signature
from app.domain.recovery import RecoveryReport
from app.ledger.database import Connections
from app.ports.progress import UNWATCHED, Progress
from app.ports.secrets import HomeKeys
from app.services.attachments import Attachments
from app.services.desk import Desk, to_ms
from app.services.hand_over import export_pending, import_acks
from app.services.recovery_reports import reports
from app.settings import Settings


class HomeRecovery:
    """See `cli.joints.RecoveryJoint`. On the thread that may write, but for `back_up` and `reports`."""

    def __init__(self, desk: Desk, connections: Connections, keys: HomeKeys, settings: Settings, files: Attachments) -> None:
        self._desk, self._connections, self._keys, self._settings, self._files = desk, connections, keys, settings, files

    def reports(self) -> list[RecoveryReport]:
        """What was recovered in this home so far, newest first."""
        return reports(self._desk)

    def back_up(self, folder: Path, progress: Progress = UNWATCHED) -> int:
        """See `bootstrap.backup.back_up`. Any thread: over a connection of its own, so that no lane of a window waits for a copy."""
        settings = self._settings
        beside = Connections(self._connections.path, self._keys.database, settings.data / "migrations" / "local", read_only=True)
        try:
            with beside.stoppable(progress):
                entries = back_up(self._desk, beside, self._keys.database, folder)
        finally:
            beside.leave()
        note(self._settings.home, BACKUP_STAMP, to_ms(self._desk.clock.now()))
        return entries

    def restore_from(self, folder: Path, progress: Progress = UNWATCHED) -> RecoveryReport:
        """See `bootstrap.backup.restore_from`; sealed files that lie with the backup are here again too, and wait to be sent."""
        before = self._keys.devices_before
        trusted = {self._desk.signer.public_key, *(before[start : start + 32] for start in range(0, len(before), 32))}
        report = restore_from(self._desk, self._settings.home, self._settings.data / "migrations" / "local", folder, trusted, progress)
        for source in files_of(folder, self._desk.identity):
            bring_back(self._settings.home, source)
        self._files.tidy()
        return report

    def export_pending(self, progress: Progress = UNWATCHED) -> tuple[bytes, RecoveryReport]:
        """See `services.hand_over.export_pending`."""
        return export_pending(self._desk, seal_to, version=__version__, progress=progress)

    def import_acks(self, data: bytes, progress: Progress = UNWATCHED) -> RecoveryReport:
        """See `services.hand_over.import_acks`."""
        return import_acks(self._desk, data, self._keys.central_public, verify_signature, progress)
