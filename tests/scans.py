"""Scans for tests: covers of real cases as a scanner would deliver them, and a watched folder that is looked into by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import msgspec
from PIL import Image

from app.bootstrap.homes import Home
from app.devices.watched_folder import WatchedFolder
from app.documents import paper_pdf
from app.domain.errors import Refused
from app.domain.sampling import sample
from app.domain.views import Actor
from app.domain.watched_folders import FolderNews
from app.ports.inbox import CodeReader
from app.services.folder_kinds import KINDS, Rooms
from app.services.make_sample import make_samples
from app.services.watched_folders import WatchedFolders
from tests.desks import NINE, PASSWORD, ROOT, the_catalogue, the_people


def signed_in(home: Home, user: str = "lee") -> Actor:
    """That person, with the day open."""
    actor = home.services.sign_in(user, PASSWORD)
    if home.services.day_status().day is None:
        home.services.open_day(actor)
    return actor


def a_case(home: Home, actor: Actor, service: str = "birth_filing", index: int = 1) -> str:
    """The number of a new case."""
    draft = sample(the_catalogue().forms[service], seed=4, index=index, today=NINE.date(), people=the_people())
    return home.services.record_case(actor, msgspec.structs.replace(draft, exemption=None, draft_id=None)).number


def a_cover(home: Home, actor: Actor, number: str) -> bytes:
    """The 스캔 표지 of that case as a PDF file."""
    return paper_pdf(home.services.books.paper(actor, number, "scan_cover"), fonts=ROOT / "resources" / "fonts")


def a_picture(shade: int = 255, form: str = "PNG", size: tuple[int, int] = (60, 80)) -> bytes:
    """A sheet of that shade without any code."""
    file = io.BytesIO()
    Image.new("L", size, shade).save(file, form)
    return file.getvalue()


class Codes:
    """Reads what the test says stands on a page, and remembers how many pages it saw."""

    def __init__(self, texts: Sequence[str] = (), refusal: str = "") -> None:
        self.texts, self.refusal, self.seen = list(texts), refusal, 0

    def codes(self, data: bytes, medium: str) -> list[str]:
        self.seen += 1
        if self.refusal:
            raise Refused(self.refusal)
        return self.texts

    def pages(self, data: bytes, medium: str) -> int:
        return 1


class Folder:
    """A folder of that kind, watched for that home without a thread; a file is whole when two looks found it alike."""

    def __init__(
        self, home: Home, path: Path, kind: str = "scans", *, settle_s: float = 0.0, codes: CodeReader | None = None, share: bool = False
    ) -> None:
        path.mkdir(exist_ok=True)
        self.path, self.clock_s = path, 0.0
        self.told: list[FolderNews] = []
        desk = f"{home.desk.identity.office}-{home.desk.identity.desk}"
        self.folders = home.services.folders
        if codes is not None:
            self.folders = WatchedFolders(Rooms(home.desk, home.services.inbox, codes, home.on_lane), home.settings.home)
        self.watched = WatchedFolder(
            path,
            KINDS[kind].files,
            desk,
            lambda found, mark: self.folders.take(kind, found, mark),
            self.told.append,
            settle_s=settle_s,
            now=lambda: self.clock_s,
            share=share,
        )

    def put(self, name: str, data: bytes) -> Path:
        path = self.path / name
        path.write_bytes(data)
        return path

    def look(self, after_s: float = 0.0) -> FolderNews:
        self.clock_s += after_s
        return self.watched.look()

    def names(self) -> list[str]:
        """What lies in the folder and can be seen."""
        return sorted(each.name for each in self.path.iterdir() if not each.name.startswith("."))


def a_passport(home: Home, actor: Actor, seed: int, *steps: str) -> str:
    """The number of a passport that was applied for, after those steps."""
    (draft,) = make_samples(the_catalogue(), the_people(), service="passport_single", count=1, seed=seed, today=NINE.date())
    recorded = home.services.record_case(actor, msgspec.structs.replace(draft, tender="none", approval_no=None))
    for step in steps:
        home.services.advance_case(actor, recorded.case_id, step)
    return recorded.number
