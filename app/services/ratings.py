"""만족도: how content people were at the counter. No name, no case, no clerk is kept; the month's average is for everybody to see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.office_entries import RatingGiven
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.office_words import RatedDay
from app.services.desk import Desk, entry_day, seoul_date

SCORES: Final = (1, 2, 3, 4, 5)
_MONTH: Final = re.compile(r"20\d{2}-(0[1-9]|1[0-2])")


class RatedMonth(msgspec.Struct, frozen=True, kw_only=True):
    """`scores`: how often each from 1 to 5; `mean_hundredths`: 417 is 4.17, None where nobody answered; `desks`: answers of each desk."""

    month: str
    scores: tuple[int, int, int, int, int]
    mean_hundredths: int | None
    desks: dict[str, int]

    @property
    def count(self) -> int:
        return sum(self.scores)


def give_rating(desk: Desk, actor: Actor, score: int) -> None:
    """One more answer is in the book. `actor`: who works at the desk may take answers there; the entry itself names nobody.

    Its place in the desk's stream stands beside the entries around it, as that of every entry; nothing else does. Refused `not_allowed`,
    `score_invalid`. Writer lane.
    """
    require(actor.role, "give_rating")
    if score not in SCORES:
        raise Refused("score_invalid")
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        tx.append(Fact(RatingGiven(score=score), desk.ids.new_id()))


def rated_month(desk: Desk, month: str = "", *, own: bool = False) -> RatedMonth:
    """The answers of that month (`2026-11`; this one if none is named), of every desk this one knows of or only its own.

    Refused `month_invalid`. Any lane.
    """
    named = month.strip() or seoul_date(desk.clock.now()).isoformat()[:7]
    if _MONTH.fullmatch(named) is None:
        raise Refused("month_invalid")
    days = desk.store.ratings.days(f"{named}-01", f"{named}-31")
    return _month(named, [each for each in days if not own or each.desk == desk.identity.desk])


def _month(month: str, days: Sequence[RatedDay]) -> RatedMonth:
    a, b, c, d, e = (sum(each.scores[place] for each in days) for place in range(len(SCORES)))
    count, points = a + b + c + d + e, a + 2 * b + 3 * c + 4 * d + 5 * e
    desks: dict[str, int] = {}
    for each in days:
        desks[each.desk] = desks.get(each.desk, 0) + sum(each.scores)
    mean = (points * 200 + count) // (2 * count) if count else None  # half up
    return RatedMonth(month=month, scores=(a, b, c, d, e), mean_hundredths=mean, desks=desks)
