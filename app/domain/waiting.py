"""Waiting and service times of visits that had a ticket (일일마감 보고서 ③). Times in whole milliseconds; means are whole seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from app.domain.tickets import GENERAL


class VisitTimes(msgspec.Struct, frozen=True, kw_only=True):
    """One ticket of one visit as the book has it. `since`: from when its holder waited; `until`: None while nobody ended the visit.

    `end` '': the visit goes on. Of two tickets of a visit the first bears its service time (`bears`), so that it counts once.
    """

    day: str
    desk: str
    ticket: str
    kind: str
    since: int | None
    called_at: int
    until: int | None = None
    end: str = ""
    calls: int = 1
    cases: int = 0
    bears: bool = True

    @property
    def came(self) -> bool:
        return self.end != "absent"

    @property
    def waited_ms(self) -> int | None:
        """From ticket to call; None for who did not come, or where no moment is known. A clock that was set back makes no negative wait."""
        return max(0, self.called_at - self.since) if self.came and self.since is not None else None

    @property
    def served_ms(self) -> int | None:
        """From call to goodbye."""
        return max(0, self.until - self.called_at) if self.came and self.bears and self.until is not None else None


class WaitingTimes(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of some visits. `called`: tickets called; `absent`: of them nobody came (부재); `passed`: went on to another desk."""

    called: int = 0
    absent: int = 0
    passed: int = 0
    by_kind: dict[str, int] = {}
    waited: int = 0
    waited_ms: int = 0
    longest_ms: int = 0
    served: int = 0
    served_ms: int = 0
    longest_served_ms: int = 0

    @property
    def priority(self) -> int:
        """우대창구: tickets called that were not of the general series."""
        return sum(count for kind, count in self.by_kind.items() if kind != GENERAL)

    @property
    def mean_wait_s(self) -> int | None:
        return self.waited_ms // self.waited // 1000 if self.waited else None

    @property
    def mean_service_s(self) -> int | None:
        return self.served_ms // self.served // 1000 if self.served else None

    @property
    def longest_wait_s(self) -> int | None:
        return self.longest_ms // 1000 if self.waited else None

    @property
    def longest_service_s(self) -> int | None:
        return self.longest_served_ms // 1000 if self.served else None


def waiting_times(visits: Iterable[VisitTimes]) -> WaitingTimes:
    """The sums of those visits, in whatever order they come."""
    told = list(visits)
    waits = [wait for each in told if (wait := each.waited_ms) is not None]
    services = [service for each in told if (service := each.served_ms) is not None]
    return WaitingTimes(
        called=len(told),
        absent=sum(not each.came for each in told),
        passed=sum(each.end == "passed" for each in told),
        by_kind=dict(sorted(Counter(each.kind or GENERAL for each in told).items())),
        waited=len(waits),
        waited_ms=sum(waits),
        longest_ms=max(waits, default=0),
        served=len(services),
        served_ms=sum(services),
        longest_served_ms=max(services, default=0),
    )


def merge_times(parts: Iterable[WaitingTimes]) -> WaitingTimes:
    """The sums of all of them: of the desks of a room, or of the days of a month."""
    told = list(parts)
    kinds: Counter[str] = Counter()
    for each in told:
        kinds.update(each.by_kind)
    return WaitingTimes(
        called=sum(each.called for each in told),
        absent=sum(each.absent for each in told),
        passed=sum(each.passed for each in told),
        by_kind=dict(sorted(kinds.items())),
        waited=sum(each.waited for each in told),
        waited_ms=sum(each.waited_ms for each in told),
        longest_ms=max((each.longest_ms for each in told), default=0),
        served=sum(each.served for each in told),
        served_ms=sum(each.served_ms for each in told),
        longest_served_ms=max((each.longest_served_ms for each in told), default=0),
    )
