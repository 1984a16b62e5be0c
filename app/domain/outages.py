"""Outages as the ledger keeps them: one desk's or the room's, and what the room as a whole went through. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.domain.moments import moment_of

_SEOUL: Final = ZoneInfo("Asia/Seoul")
Scope = Literal["desk", "room"]
Opener = Literal["hand", "leader", "engine"]

SYSTEMS: Final[tuple[str, ...]] = ("seal", "resident", "family", "passport", "vehicle", "land", "petition")
CENTRAL: Final = "central"


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """One outage as one desk, or the team leader for the room, reported it. Moments in ms; `until` None while it lasts.

    `own`: of this desk. `by` engine: our centre, seen by the line itself.
    """

    outage_id: UUID
    system: str
    since: int
    until: int | None
    cause: str
    scope: Scope
    by: Opener
    desk: str
    own: bool

    @property
    def here(self) -> bool:
        """True if it holds at this desk."""
        return self.own or self.scope == "room"


class RoomOutage(msgspec.Struct, frozen=True, kw_only=True):
    """What the room went through: reports of one system that overlap are one outage, from first to last sight."""

    system: str
    since: int
    until: int | None
    causes: list[str]
    desks: list[str]

    def label(self, office: str) -> str:
        """장애번호: `26410-O-261120-1002-seal`, the minute in which it began in Seoul."""
        began = moment_of(self.since).astimezone(_SEOUL)
        return f"{office}-O-{began:%y%m%d-%H%M}-{self.system}"


def of_room(outages: Iterable[Outage]) -> list[RoomOutage]:
    """The reports joined, oldest first."""
    joined: list[RoomOutage] = []
    for each in sorted(outages, key=lambda each: (each.system, each.since, each.outage_id)):
        last = joined[-1] if joined else None
        if last is None or last.system != each.system or (last.until is not None and each.since > last.until):
            causes = [each.cause] if each.cause else []
            joined.append(RoomOutage(system=each.system, since=each.since, until=each.until, causes=causes, desks=[each.desk]))
            continue
        joined[-1] = RoomOutage(
            system=last.system,
            since=last.since,
            until=None if last.until is None or each.until is None else max(last.until, each.until),
            causes=list(dict.fromkeys([*last.causes, *([each.cause] if each.cause else [])])),
            desks=list(dict.fromkeys([*last.desks, each.desk])),
        )
    return sorted(joined, key=lambda each: (each.since, each.system))
