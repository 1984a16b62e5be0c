"""What whoever reads the access log through should look at twice. Hints for a person, never a verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta, timezone
from typing import Final, Literal

import msgspec

from app.domain.moments import moment_of
from app.domain.views import AccessRow

Mark = Literal["off_hours", "many"]

SEOUL: Final = timezone(timedelta(hours=9))
BEGINS: Final = 7  # before and after these hours, and on Saturdays and Sundays, nobody is expected at a counter
ENDS: Final = 20
MANY: Final = 100  # people in one look
SATURDAY: Final = 5


class AccessSum(msgspec.Struct, frozen=True, kw_only=True):
    """What one person did from one desk and address. `seen`: people or cases shown; `queries`: lines by kind of look."""

    user: str
    desk: str
    address: str
    lines: int
    queries: dict[str, int]
    seen: int
    off_hours: int
    many: int


def marks(row: AccessRow) -> tuple[Mark, ...]:
    """Why that line should be looked at: `off_hours`, `many`; nothing for an ordinary one."""
    at = moment_of(row.at).astimezone(SEOUL)
    late = not BEGINS <= at.hour < ENDS or at.weekday() >= SATURDAY
    found: list[Mark] = ["off_hours"] if late else []
    if row.count >= MANY:
        found.append("many")
    return tuple(found)


def sums(rows: Iterable[AccessRow]) -> list[AccessSum]:
    """One line for each person, desk and address, in that order."""
    groups: dict[tuple[str, str, str], list[AccessRow]] = {}
    for row in rows:
        groups.setdefault((row.user, row.desk, row.address), []).append(row)
    return [_sum(*key, of) for key, of in sorted(groups.items())]


def _sum(user: str, desk: str, address: str, rows: list[AccessRow]) -> AccessSum:
    queries: dict[str, int] = {}
    for row in rows:
        queries[row.query] = queries.get(row.query, 0) + 1
    marked = [marks(row) for row in rows]
    return AccessSum(
        user=user,
        desk=desk,
        address=address,
        lines=len(rows),
        queries=queries,
        seen=sum(row.count for row in rows),
        off_hours=sum("off_hours" in each for each in marked),
        many=sum("many" in each for each in marked),
    )
