"""Whether something counts as away, from single good and bad answers, without flapping. Pure; time is monotonic seconds that come in.

Away after so many failures in a row that lasted long enough; back after so many good answers in a row. One answer of the other
kind begins the row anew, so a line that comes and goes changes nothing.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Change = Literal["away", "back"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`failures` in a row over at least `away_s` seconds open an outage, `answers` in a row over at least `back_s` end it."""

    failures: int = 3
    away_s: float = 60.0
    answers: int = 3
    back_s: float = 5.0


class Watch(msgspec.Struct, frozen=True, kw_only=True):
    """`away`: what counts now. `row`: answers in a row that speak against it, the first of them at `since_s`."""

    away: bool = False
    row: int = 0
    since_s: float = 0.0


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """It counts as away, or as back, from now on; in truth since `ago_s` seconds, when the row began."""

    change: Change
    ago_s: float


def answered(watch: Watch, good: bool, at_s: float, limits: Limits) -> tuple[Watch, Turn | None]:
    """The watch after one more answer, and the turn it brought, if any."""
    if good != watch.away:
        return Watch(away=watch.away), None
    row = watch.row + 1
    since_s = watch.since_s if watch.row else at_s
    enough, long_s = (limits.answers, limits.back_s) if watch.away else (limits.failures, limits.away_s)
    if row < enough or at_s - since_s < long_s:
        return Watch(away=watch.away, row=row, since_s=since_s), None
    return Watch(away=not watch.away), Turn(change="back" if watch.away else "away", ago_s=at_s - since_s)
