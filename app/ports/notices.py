"""Notices to citizens as the services see them. Any lane; `take` on the writer lane."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import msgspec

from app.domain.notice_texts import Wording


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One notice and what became of it. `state` '': central has said nothing yet; `at`, `told_at`: ms."""

    notice_id: UUID
    thing: str
    case_id: UUID | None
    template: str
    way: str
    at: int
    desk: str
    until: int
    state: str
    code: str
    told_at: int


class Notices(Protocol):
    def told(self, things: Sequence[str]) -> set[str]:
        """Which of these things were told, or are on their way: neither failed nor refused."""
        ...

    def find(self, notice_id: UUID) -> NoticeRow | None: ...

    def of_case(self, case_id: UUID) -> list[NoticeRow]:
        """What was told about that case, oldest first."""
        ...

    def page(self, states: Sequence[str], *, after: tuple[int, bytes] | None, limit: int) -> list[NoticeRow]:
        """Notices that stand there, oldest first. `after`: `at` and id of the last one seen."""
        ...

    def counts(self, states: Sequence[str]) -> Mapping[str, int]:
        """How many notices stand in each of these states."""
        ...

    def by_template(self, first: int, last: int) -> Mapping[tuple[str, str, str], int]:
        """(template, way, state) → how many were asked for in [first, last) ms."""
        ...

    def refused(self, mac: bytes) -> bool:
        """Whether nothing may be sent to the number of that keyed hash."""
        ...

    def posted(self, template: str, macs: Sequence[bytes], ref: str) -> set[bytes]:
        """Which of these people got that letter before, on another paper than `ref`."""
        ...

    def wording(self, template: str) -> Wording | None:
        """The office's own words; None while it has none."""
        ...
