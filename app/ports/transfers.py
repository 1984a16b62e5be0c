"""Transfers between offices as the services see them (어디서나민원). Any lane; `take` on the writer lane."""

from __future__ import annotations

from typing import Literal, Protocol
from uuid import UUID

import msgspec

from app.domain.transfer_entries import TransferAnswered, TransferAsked
from app.wire.transfers import TransferPage


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What another office asked or answered. `case_id`: our case it is about, None while an asked one is not taken."""

    transfer_id: UUID
    kind: str
    from_office: str
    from_name: str
    at: int
    body: TransferAsked | TransferAnswered
    case_id: UUID | None


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A case of ours that went to another office (`out`) or came from one (`in`)."""

    transfer_id: UUID
    way: Literal["out", "in"]
    office: str


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Another office as this desk met it. `name` is empty where we asked it and it never wrote."""

    office: str
    name: str


class Transfers(Protocol):
    """Questions about transfers, and the feed that brings them."""

    def after(self) -> int:
        """The last message read from central."""
        ...

    def take(self, page: TransferPage) -> int:
        """The messages are kept with the new place, in one transaction; how many were new."""
        ...

    def start_again(self) -> None:
        """Central counts anew (it was restored): its feed is read from the beginning; what is known stays once."""
        ...

    def waiting(self, limit: int) -> list[Message]:
        """What was asked of us and nobody took yet, oldest first."""
        ...

    def find(self, transfer_id: UUID) -> Message | None:
        """What was asked of us under that id."""
        ...

    def answered(self, limit: int) -> list[Message]:
        """Answers to what we asked, of cases that are still open, oldest first."""
        ...

    def link_of(self, case_id: UUID) -> Link | None: ...

    def offices(self, limit: int) -> list[Office]:
        """Other offices that asked us or that we asked, the one met last first."""
        ...
