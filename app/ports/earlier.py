"""What was asked for before by the same person, or in the same words: read for a warning, so only what a warning needs."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec


class Earlier(msgspec.Struct, frozen=True, kw_only=True):
    """A few fields of a case (`domain.cases.Case`), under the same names; the rest of it is passed over. `intake_at`: ms."""

    number: str
    state: str
    intake_at: int
    applicant: dict[str, Any]
    answers: dict[str, Any]
    lookups: dict[str, list[bytes]] = {}


class EarlierCases(Protocol):
    def of_person(self, service: str, mac: bytes) -> list[Earlier]:
        """Cases of that service with that keyed hash of a number, the newest first; also those that wait for the search index."""
        ...

    def received_since(self, service: str, since: int) -> list[Earlier]:
        """Filings of that service received at that moment (ms) or later, newest first, 1,000 at most."""
        ...
