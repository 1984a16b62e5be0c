"""Backups of a desk's ledger: where the office wants them, how long they are kept, which quarter an off-site set is for. Pure.

소산 is due four times a year, at the end of a quarter: one copy of the desk's data is handed over and lies in another building.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

import msgspec

KEEP: Final = 30
KEEP_MAX: Final = 400
BEFORE_THE_END: Final = timedelta(days=14)  # a set made in these last days of a quarter is that quarter's
_PLACE: Final = re.compile(r"minwon-\d{5}-\d{2}-\d{8}-\d{6}(?:-\d+)?")


class BackupPlan(msgspec.Struct, frozen=True, kw_only=True):
    """`folder`: where a copy is put after each closing, empty for nowhere. `keep`: how many of those copies are kept."""

    folder: str = ""
    keep: int = KEEP


class BackupTaken(msgspec.Struct, frozen=True, kw_only=True):
    """A copy that was opened and checked where it lies. `entries`: of this desk; `removed`: older copies that made room."""

    folder: str
    entries: int
    removed: int = 0


class BackupChecked(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a backup that is good. `entries` of all streams; `seq`: newest of `stream`, the one that was being written.

    `behind`: how many entries this desk has recorded in that stream since; None where this ledger does not have the stream. `files`:
    sealed files of cases that lie with it, each with the hash that its name says.
    """

    made_at: datetime
    stream: str
    seq: int
    entries: int
    behind: int | None
    files: int = 0


class CopiedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an off-site set as it lies on the medium."""

    name: str
    size: int
    sha256: bytes


class OffsiteSet(msgspec.Struct, frozen=True, kw_only=True):
    """A checked copy that is to leave the building. `folder`: its own, on the medium."""

    folder: str
    checked: BackupChecked
    files: list[CopiedFile]


def place_name(office: str, desk: str, at: datetime) -> str:
    """The name of a copy's folder. `at`: as people in Seoul see it. Nothing personal."""
    return f"minwon-{office}-{desk}-{at:%Y%m%d-%H%M%S}"


def is_place_name(name: str, office: str, desk: str) -> bool:
    """Whether a copy of that desk may be called so."""
    return _PLACE.fullmatch(name) is not None and name.startswith(f"minwon-{office}-{desk}-")


def surplus(copies: Sequence[tuple[str, int, str]], keep: int) -> list[str]:
    """Names of the copies that make room, oldest first. `copies`: moment, newest entry, name of each; the clock may have been set back."""
    ordered = sorted(copies, key=lambda each: (each[1], each[0], each[2]))
    return [name for _, _, name in ordered[: max(0, len(ordered) - keep)]]


def quarter_of(day: date) -> str:
    """`2026-Q4`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def ended_quarter(today: date) -> tuple[date, date]:
    """First and last day of the quarter that ended last."""
    last = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def quarter_for(today: date) -> str:
    """Which quarter a set is for that is made today: the one that is about to end, else the one that ended last."""
    about_to_end = quarter_of(today + BEFORE_THE_END) != quarter_of(today)
    return quarter_of(today if about_to_end else ended_quarter(today)[1])


def quarter_ref(office: str, desk: str, quarter: str) -> str:
    """Under which number the slip of that quarter's set is filed."""
    return f"{office}-{desk}-{quarter}"
