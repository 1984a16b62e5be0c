"""What a paper about one case says, ready to be drawn (COUNTER §4): everything is decided and masked here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final, NamedTuple

import msgspec

from app.domain.book_layouts import CasePaperDef
from app.domain.case_record import CaseRecord
from app.domain.moments import is_known, moment_of
from app.domain.papers import OfficeInfo
from app.domain.work_calendar import SEOUL, WEEKDAY_NAMES

CITIZENS: Final = ("수령인", "신청인", "대리인")  # on whose line belongs what was signed on the desk's screen
_DAY = re.compile(r"\b(\d{4})\.(\d{2})\.(\d{2})\b")


class CasePaper(msgspec.Struct, frozen=True, kw_only=True):
    """`to`, `address`: whom it is addressed to, for a window envelope. `seal` empty: neither sentence nor office below.

    `signature`: the picture of the first of `sign`, where it was given on the desk's screen. `said_at`: when a citizen said what stands
    above the seal; None where the office says it, with the paper.
    """

    office: OfficeInfo
    desk: str
    code: str
    name: str
    number: str
    to: str
    address: str
    lines: list[tuple[str, str]]
    say: list[str]
    after: list[str]
    note: list[str]
    sign: list[str]
    seal: str
    qr: str
    clerk: str
    issued_at: datetime
    reprint: int = 0
    training: bool = False
    signature: bytes = b""
    said_at: datetime | None = None


class ScanCovers(msgspec.Struct, frozen=True, kw_only=True):
    """스캔 표지 of several cases, at least one."""

    covers: list[CasePaper]

    @property
    def ref(self) -> str:
        """The first case's number, and how many others there are."""
        more = len(self.covers) - 1
        return self.covers[0].number + (f"+{more}" if more else "")


def letter_text(text: str) -> str:
    """The days of a book's cell as a letter writes them: 2026.11.13 09:48 becomes 2026. 11. 13.(금) 09:48."""
    return _DAY.sub(_letter_day, text)


def _letter_day(found: re.Match[str]) -> str:
    year, month, day = (int(part) for part in found.groups())
    try:
        weekday = f"({WEEKDAY_NAMES[date(year, month, day).weekday()]})"
    except ValueError:  # somebody's words, no day of the calendar
        weekday = ""
    return f"{year}. {month}. {day}.{weekday}"


class Act(NamedTuple):
    """What a citizen signs a paper for, in ms: it happened at `at`; nothing signed before `since` or from `until` on was signed for it."""

    at: int
    since: int
    until: int | None = None

    def covers(self, signed_at: int) -> bool:
        """Whether what was signed then was signed for this act: on its day, not for what came before it nor for what came after."""
        day, signed = (moment_of(each).astimezone(SEOUL).date() for each in (self.at, signed_at))
        return is_known(signed_at) and signed_at >= self.since and (self.until is None or signed_at < self.until) and signed == day


def act_of(paper: CasePaperDef, record: CaseRecord, papers: Iterable[CasePaperDef]) -> Act | None:
    """The act such a paper of that case is of: the last of its steps, or the receipt; None where no citizen signs it.

    `papers`: all there are. It ends with the next act citizens sign for. For one that has a paper of this case somebody may sign as soon as
    the step before it is taken; where that is the earlier act itself, nobody knows for which of the two it was, and it stands on neither.
    """
    if not _citizens(paper):
        return None
    theirs = [each for each in papers if _citizens(each)]
    acts = {step for each in theirs for step in each.steps}
    with_paper = {step for each in theirs if concerns(each, record) for step in each.steps}
    steps, received = record.steps, record.case.intake_at

    def before(place: int) -> int:
        return steps[place - 1].at if place else received

    place = -1
    if paper.steps:
        place = max((place for place, each in enumerate(steps) if each.step in paper.steps), default=-1)
        if place < 0:
            return None
    following = next((later for later in range(place + 1, len(steps)) if steps[later].step in acts), None)
    until = None
    if following is not None:
        until = before(following) if steps[following].step in with_paper else steps[following].at
    if place < 0:
        return Act(received, received, until)
    signed_before = steps[place - 1].step in acts if place else any(not each.steps and concerns(each, record) for each in theirs)
    return Act(steps[place].at, steps[place].at if signed_before else before(place), until)


def _citizens(paper: CasePaperDef) -> bool:
    """Whether a citizen signs it."""
    return bool(paper.sign) and paper.sign[0] in CITIZENS


class OfferedPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that can be printed of a case now."""

    code: str
    name: str


def offered(papers: Iterable[CasePaperDef], record: CaseRecord) -> list[CasePaperDef]:
    """The papers of that case whose step was taken, in their order."""
    return [each for each in papers if concerns(each, record) and (not each.steps or record.last(each.steps) is not None)]


def concerns(paper: CasePaperDef, record: CaseRecord) -> bool:
    """Whether such a paper is ever made of that case."""
    case = record.case
    if case.life not in paper.lives or (paper.of and case.service not in paper.of) or case.service in paper.not_of:
        return False
    said = {**case.answers, **case.facts}
    return all(str(said.get(name)) in values for name, values in paper.when.items())
