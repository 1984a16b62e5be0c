"""What an open home can do after a loss or without a line, joined to its keys and cryptography (SYNC §8)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.bootstrap.machine_facts import note_backup
from app.crypto.box import seal_to
from app.crypto.signer import verify_signature
from app.domain.recovery import RecoveryReport
from app.services.desk import to_ms
from app.services.hand_over import export_pending, import_acks
from app.services.recovery_reports import reports

if TYPE_CHECKING:
    from app.bootstrap.homes import Home


class HomeRecovery:
    """See `cli.joints.RecoveryJoint`. On the thread that may write, but for `back_up` and `reports`."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def reports(self) -> list[RecoveryReport]:
        """What was recovered in this home so far, newest first."""
        return reports(self._home.desk)

    def back_up(self, folder: Path) -> int:
        """See `bootstrap.backup.back_up`."""
        from app.bootstrap.backup import back_up

        entries = back_up(self._home, folder)
        note_backup(self._home.settings.home, to_ms(self._home.desk.clock.now()))
        return entries

    def restore_from(self, folder: Path) -> RecoveryReport:
        """See `bootstrap.backup.restore_from`."""
        from app.bootstrap.backup import restore_from

        return restore_from(self._home, folder)

    def export_pending(self) -> tuple[bytes, RecoveryReport]:
        """See `services.hand_over.export_pending`."""
        return export_pending(self._home.desk, seal_to, version=__version__)

    def import_acks(self, data: bytes) -> RecoveryReport:
        """See `services.hand_over.import_acks`."""
        return import_acks(self._home.desk, data, self._home.keys.central_public, verify_signature)
