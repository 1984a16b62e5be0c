"""What was asked for before by the same person, or in the same words: read for a warning, so only what a warning needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import msgspec


class Filed(NamedTuple):
    """A filing of these days. `said`: the answers that were asked for, in that order, None where it has none."""

    number: str
    state: str
    said: Sequence[object]


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A few fields of a case (`domain.cases.Case`), under the same names; the rest of it is passed over. `intake_at`: ms."""

    number: str
    state: str
    intake_at: int
    desk: str
    answers: dict[str, Any]
    lookups: dict[str, list[bytes]] = {}


class EarlierCases(Protocol):
    def of_person(self, service: str, mac: bytes) -> list[Earlier]:
        """Cases of that service with that keyed hash of a number, the newest first; also those that wait for the search index."""
        ...

    def received_since(self, service: str, since: int, fields: Sequence[str]) -> list[Filed]:
        """Filings of that service received at that moment (ms) or later, newest first, 1,000 at most. `fields`: answers to be told."""
        ...
