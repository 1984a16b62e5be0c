"""Letters, labels and the list of who was written to, for people whose passport expires soon (여권 만료 안내; COUNTER §4)."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from app.domain.papers import OfficeInfo


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a letter goes to. `passport_no`: as the file has it, '' where it has none; on no paper."""

    name: str
    address: str
    postcode: str = ""
    expires_on: date | None = None
    passport_no: str = ""


class ExpiryLetters(msgspec.Struct, frozen=True, kw_only=True):
    """One letter a page for a window envelope, and behind them the list of what was sent. `fees`: kind and won, as of `issued_at`;
    `told_before`: people of the file who got theirs earlier and are left out."""

    office: OfficeInfo
    desk: str
    ref: str
    people: list[Recipient]
    fees: list[tuple[str, int]]
    clerk: str
    issued_at: datetime
    reprint: int = 0
    training: bool = False
    told_before: int = 0


class LabelSheet(msgspec.Struct, frozen=True, kw_only=True):
    """Address labels, three across and eight down (A4). `skip`: labels of the first sheet that are used up."""

    office: OfficeInfo
    ref: str
    people: list[Recipient]
    issued_at: datetime
    skip: int = 0
    training: bool = False
