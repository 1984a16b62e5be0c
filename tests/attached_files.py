"""A desk with somebody at it and a case in hand, to which files are attached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from app.blobs.folder import BlobFolder
from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.domain.sampling import sample
from app.domain.views import Actor, AttachmentRow
from app.ports.blobs import AttachmentEntry
from app.services.desk import SEOUL
from app.settings import Settings
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, ROOT, the_people

PASSPHRASE = "sealed for tests"


PDF = b"%PDF-1.7\n" + bytes(range(256)) * 6000  # three pieces and a bit


@dataclass
class AtADesk:
    """A desk with somebody at it and a case in hand."""

    home: Home
    park: Actor
    case_id: UUID
    number: str

    @property
    def files(self) -> BlobFolder:
        return BlobFolder(self.home.settings.home / "attachments")

    def attach(self, path: Path) -> AttachmentRow:
        return self.home.services.attachments.attach_file(self.park, self.case_id, path)

    def listed(self) -> list[AttachmentRow]:
        return self.home.services.view_case(self.park, self.case_id).attachments

    def opened(self, row: AttachmentRow) -> bytes:
        return b"".join(self.home.services.attachments.open_attachment(self.park, self.case_id, row.entry_id)[2])

    def address(self, row: AttachmentRow) -> bytes:
        return next(each.body.sha256 for each in self.entries() if each.entry_id == row.entry_id and each.body is not None)

    def entries(self) -> list[AttachmentEntry]:
        return self.home.store.attachments.of_case(self.case_id)


def with_a_case(home: Home) -> AtADesk:
    park = home.services.sign_in("park", PASSWORD)
    if home.services.day_status().day is None:
        home.services.open_day(park, 0)
    form = next(form for form in home.desk.catalogue.forms.values() if all(fee.amount_won is not None for fee in form.fees))
    today = home.desk.clock.now().astimezone(SEOUL).date()
    recorded = home.services.record_case(park, sample(form, seed=5, index=0, today=today, people=the_people()))
    return AtADesk(home, park, recorded.case_id, recorded.number)


def settings_of(folder: Path) -> Settings:
    return Settings(home=folder, data=ROOT, at="2026-11-20T09:00+09:00", passphrase=PASSPHRASE)


def a_desk(central: CentralUnderTest, folder: Path, desk: str) -> Home:
    enroll_home(settings_of(folder), lambda _: PASSPHRASE, url=central.running.url, code=central.invite(desk), training=True)
    return open_home(settings_of(folder), lambda _: PASSPHRASE)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "위임장 홍길동.pdf"
    path.write_bytes(PDF)
    return path
