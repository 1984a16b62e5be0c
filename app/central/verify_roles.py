"""Roles that desks' sign-ins claim beside the staff list: what a stolen desk would say of itself (G21).

A device key proves who wrote an entry, not who signed in. The list holds each person's role of today only, and a desk that was away
may not have heard of a change: a difference is no contradiction of the book, it is named for somebody to look at.
"""

from __future__ import annotations

from typing import Any

import msgspec

from app.central.database import CentralDatabase
from app.central.tables import StaffRow
from app.domain.entries import SignedIn
from app.domain.entry_body import Body


class ClaimedRole(msgspec.Struct, kw_only=True):
    """Sign-ins of one person at one stream with a role that is not theirs. `listed`: '' for nobody of the list; `where`: the first."""

    office: str
    user: str
    claimed: str
    listed: str
    where: str
    times: int = 0


class RoleCheck:
    """The sign-ins of one office, one after the other. `claimed`: what differs, in the order in which it was found."""

    def __init__(self, db: CentralDatabase, office: str) -> None:
        rows: list[dict[str, Any]] = db.all(StaffRow.select(StaffRow.user_id, StaffRow.role).where(StaffRow.office_id == office))
        self._office, self._listed = office, {row["user_id"]: row["role"] for row in rows}
        self._found: dict[tuple[str, str, str], ClaimedRole] = {}

    @property
    def claimed(self) -> list[ClaimedRole]:
        return list(self._found.values())

    def look(self, body: Body | None, stream: str, seq: int) -> None:
        """A sign-in was compared; anything else is passed over."""
        if not isinstance(body, SignedIn) or self._listed.get(body.user) == body.role:
            return
        listed = self._listed.get(body.user, "")
        new = ClaimedRole(office=self._office, user=body.user, claimed=body.role, listed=listed, where=f"{stream}:{seq}")
        self._found.setdefault((stream, body.user, body.role), new).times += 1
