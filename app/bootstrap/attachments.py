"""The sealed files of a home joined to their folder, `HOME/attachments`, their cipher and central's folder."""

from __future__ import annotations

from pathlib import Path

from app.blobs.folder import BlobFolder
from app.blobs.offered import FilesOnDisk
from app.crypto.chunks import FileCipher
from app.devices.code_reader import PageCount
from app.services.attachments import Attachments
from app.services.desk import Desk
from app.services.lanes import Lane
from app.services.sync_attachments import AttachmentTransfer
from app.sync.attachments import CentralAttachments
from app.sync.https_central import HttpsCentral

FOLDER = "attachments"


class HomeAttachments:
    """One per open home. `lane` carries each ledger call to the writer."""

    def __init__(self, desk: Desk, home: Path, lane: Lane) -> None:
        blobs = BlobFolder(home / FOLDER)
        self.service = Attachments(desk, blobs, FilesOnDisk(), FileCipher(), PageCount())
        self._transfer = AttachmentTransfer(desk, blobs, lane)

    def step(self, central: HttpsCentral | None) -> bool:
        """One piece of one file has travelled; False when nothing may travel now. Network thread."""
        return central is not None and self._transfer.step(CentralAttachments(central))

    def all(self, central: HttpsCentral) -> int:
        """Every file that may travel now has travelled; how many steps that took."""
        steps = 0
        while self.step(central):
            steps += 1
        return steps
