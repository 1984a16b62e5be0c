"""A carrier of messages in memory: what the sender may expect of any provider, without a line."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.central.message_provider import Answer, Receipt, ToSend, away


class MemoryProvider:
    """`taken`: what it took, in order. `next`: how it answers the next messages instead of taking them."""

    def __init__(self) -> None:
        self.taken: list[ToSend] = []
        self.next: list[Answer] = []
        self.line = True
        self.reported: list[Receipt] = []
        self.confirmed: list[Receipt] = []
        self._given: list[Receipt] = []

    def send(self, message: ToSend) -> Answer:
        if not self.line:
            return Answer("later", "unreachable", after_s=30, busy=True)
        if self.next:
            return self.next.pop(0)
        self.taken.append(message)
        return Answer("sent", provider_ref=f"f{len(self.taken):06d}")

    def ask(self, ref: UUID, way: str) -> Answer | None:
        return None

    def receipts(self, pending: Sequence[str]) -> list[Receipt]:
        if not self.line:
            raise away("unreachable")
        self._given = [each for each in self.reported if each not in self.confirmed]
        return self._given

    def confirm(self) -> None:
        self.confirmed += self._given
        self._given = []

    def close(self) -> None:
        """Nothing is open."""
