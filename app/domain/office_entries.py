"""What entries say about the office itself: its own services and promises, reviews of the handbook, its kiosks, how people were served."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from app.domain.bounds import Int, Won
from app.domain.entry_body import Body

Score = Annotated[int, msgspec.Meta(ge=1, le=5)]


class OwnServiceSet(Body, frozen=True):
    """The office has this service of its own from now on; a later entry about the same `service` replaces it.

    `template`: the form of the release whose fields, life, book and statistics it takes over. `period`: as `domain.deadlines.period`
    reads it, empty for the template's. `fee_won`: a copy (of a certificate) or a case costs that much, None: nothing; later amounts are
    fee_amount_set entries. `papers`: what is to be brought, empty for the template's. `closed`: no longer received; what was received
    goes on.
    """

    service: str
    template: str
    name: str
    short: str = ""
    name_en: str = ""
    aliases: list[str] = []
    period: str = ""
    fee_won: Won | None = None
    papers: list[str] = []
    legal_basis: str = ""
    source: str = ""
    closed: bool = False
    confirmed_by: UUID | None = None


class OwnTargetSet(Body, frozen=True):
    """The office promises that service within so many units of its period; 0: it promises no less than the law."""

    service: str
    own_target: Int
    source: str = ""
    confirmed_by: UUID | None = None


class HandbookReviewed(Body, frozen=True):
    """민원편람 정비: those services of the handbook were read through and are right as they stand. Who and when: the entry's own."""

    services: list[str]
    note: str = ""


class KioskMachineSet(Body, frozen=True):
    """무인민원발급기: what the office says of one machine from now on; a later entry about it replaces this one.

    `hours`: when it can be used, in words; `kinds`: services or names of papers it makes; `closed`: it was taken away.
    """

    machine: str
    place: str = ""
    hours: str = ""
    kinds: list[str] = []
    note: str = ""
    closed: bool = False


class RatingGiven(Body, frozen=True):
    """만족도: somebody was so content, 1 to 5. No case, no visit, no name: desk and day are all that is kept beside it."""

    score: Score
