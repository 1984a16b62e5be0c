"""The print log of a home: a working table, no book; it says what went to which printer and what became of it."""

from __future__ import annotations

from typing import Protocol

from app.domain.printing import PrintJob


class PrintLog(Protocol):
    def add(self, job: PrintJob) -> None:
        """The job is on disk; the oldest go where there are very many. Writer lane."""
        ...

    def recent(self, limit: int, *, document: str | None = None, ref: str | None = None) -> list[PrintJob]:
        """The newest first; of one paper where it is named."""
        ...
