"""Questions about closings that are not about one own day: deputies, closings typed in, the closed days of a period. Any lane."""

from __future__ import annotations

from typing import Protocol

import msgspec

from app.domain.money_entries import DayClosed, RoomTotalsTyped


class Deputy(msgspec.Struct, frozen=True, kw_only=True):
    """대직자: `user` acts as the team leader from `first_day` to `last_day`, both included. `named_by`: who said so."""

    user: str
    first_day: str
    last_day: str
    reason: str
    named_by: str


class KnownClosing(msgspec.Struct, frozen=True, kw_only=True):
    """A closed day of a desk as its entry says it. `label`: the number of the closing."""

    desk: str
    day: str
    label: str
    closed_at: int
    body: DayClosed


class Closings(Protocol):
    """See `ledger.closing_reader`."""

    def deputies(self, day_from: str, day_to: str) -> list[Deputy]:
        """Who stands in on some day of that span of dates; where one person was named twice for a day, the later word holds."""
        ...

    def closed(self, day_from: str, day_to: str, *, own: bool) -> list[KnownClosing]:
        """The closings of business days between two, both included, by day and desk: of this desk, or of all that came here."""
        ...

    def unclosed(self, day_from: str, day_to: str, *, own: bool) -> list[tuple[str, str]]:
        """Business day and desk of what was opened in that span and not closed as far as this ledger knows."""
        ...

    def typed(self, day_from: str, day_to: str) -> list[RoomTotalsTyped]:
        """Closings typed in from paper; of one that was typed twice, with the same number or for the same desk and day, the later word;
        none of those that `is_known`.
        """
        ...

    def is_known(self, label: str) -> bool:
        """True if the entries of the closing of that number are here, whatever day it is of."""
        ...

    def silent_desks(self, on: str, since: str) -> list[str]:
        """Desks of the office that worked between `since` and `on`, and of which nothing came for `on` or a later date."""
        ...
