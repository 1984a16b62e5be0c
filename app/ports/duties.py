"""What is waited for, as the 업무함 asks: exact counts and pages by key. Any lane."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from app.domain.cases import Case

Key = tuple[int, int]


class DutyRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list. `key`: continues the page after it; `at`: ms since when, in `due` by when; `user`: with whom it lies."""

    key: Key
    at: int
    user: str
    case: Case


class Duties(Protocol):
    """`users`: those people's cases only, None everybody's. Times in ms, half-open."""

    def counts(self, spans: Sequence[tuple[str, str, int, int]], users: Iterable[str] | None = None) -> dict[str, int]:
        """How many cases stand in each list now; a list with none is left out. `spans`: name, kept list, from, to."""
        ...

    def waiting(self, spans: Sequence[tuple[str, int, int]]) -> int:
        """How many cases stand in any of those lists, or wait for money or for the issue of what was paid, each once.

        `spans`: list, from, to.
        """
        ...

    def by_user(self) -> dict[str, int]:
        """How many open cases lie with each person; those received at the counter that only wait for money are nobody's yet."""
        ...

    def page(
        self, kept: str, since: int, until: int, *, after: Key | None, limit: int, users: Iterable[str] | None = None
    ) -> list[DutyRow]:
        """The cases of that list, longest waiting first. `after`: the key of the last row seen."""
        ...

    def notices_due(self, until: int) -> int:
        """Own cases issued to an agent whose holder should have been told before that moment."""
        ...

    def kept_by(self, users: Iterable[str]) -> list[UUID]:
        """Every open case that lies with one of them."""
        ...

    def unnumbered(self, since: int, until: int, services: Iterable[str], *, after: int | None, limit: int) -> list[tuple[int, Case]]:
        """Cases of those services received in that span that carry no official number and are not undone, oldest first, with their keys."""
        ...

    def count_unnumbered(self, since: int, until: int, services: Iterable[str]) -> int: ...

    def carried(self, official_nos: Iterable[str]) -> set[str]:
        """Those of the numbers that a case carries already."""
        ...
