"""민원편람: of each service what a citizen asks on the telephone, and when somebody last read through it. Pure.

The law has it kept at hand (민원처리법 제13조); offices read through it twice a year, and when a rule changes. A service nobody reviewed
within six months is overdue; one that was never reviewed is so from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from app.domain.find_services import plain, search
from app.domain.forms import FormDef, Processing, Text
from app.domain.papers import OfficeInfo
from app.domain.terms import months_after

REVIEW_MONTHS: Final = 6


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """정비: on that day that person found the service right as it stands."""

    on: date
    user: str
    name: str
    note: str = ""


class HandbookFee(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the fee table. `amount_won` None: nobody knows it yet. `own`: the office's own amount. `coming`: later amounts."""

    label: Text
    amount_won: int | None
    channel: str
    since: datetime
    own: bool = False
    coming: list[tuple[datetime, int | None]] = []


class HandbookPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be brought. `sometimes`: only in some cases; `shareable`: the office can look it up itself (행정정보 공동이용)."""

    name: Text
    required: bool
    sometimes: bool
    shareable: bool


class HandbookService(msgspec.Struct, frozen=True, kw_only=True):
    """One page of the handbook. Codes as in a form; words belong to whoever shows them. `since`: from when its newest fee row holds."""

    service: str
    name: Text
    short: Text
    station: str
    version: int
    own: bool
    eligible: list[str]
    papers: list[HandbookPaper]
    fees: list[HandbookFee]
    exemptions: list[tuple[Text, int]]
    processing: Processing
    delivery: list[str]
    channels: list[str]
    national_system: str | None
    when_down: str
    legal_basis: str
    source: str
    verified: bool
    review: Review | None = None
    review_due: date | None = None
    overdue: bool = False


class Handbook(msgspec.Struct, frozen=True, kw_only=True):
    """민원편람 as a paper: the services somebody looked for, or all. `bundle`: which forms; `searched`: for what."""

    office: OfficeInfo
    made_at: datetime
    bundle: str
    services: list[HandbookService]
    searched: str = ""
    training: bool = False

    @property
    def ref(self) -> str:
        return self.bundle


def review_due(review: Review | None) -> date | None:
    """By when it has to be read through again; None: at once."""
    return months_after(review.on, REVIEW_MONTHS) if review is not None else None


def is_overdue(review: Review | None, today: date) -> bool:
    """Nobody reviewed it within six months."""
    due = review_due(review)
    return due is None or today > due


def looked_for(forms: Iterable[FormDef], text: str) -> list[FormDef]:
    """Services that fit what was typed: by name as everywhere, then those whose papers or law say it."""
    listed = list(forms)
    found = search(listed, text)
    wanted, known = plain(text), {form.id for form in found}
    return found + [form for form in listed if form.id not in known and any(wanted in plain(each) for each in _said(form))]


def _said(form: FormDef) -> Sequence[str]:
    return (form.legal_basis, *(paper.name.ko for paper in form.papers), *(paper.name.en for paper in form.papers))
