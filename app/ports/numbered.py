"""Many cases at once by the numbers that stand on papers and in lists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from app.domain.cases import Case


class NumberedCases(Protocol):
    def by_numbers(self, numbers: Iterable[str]) -> dict[str, list[Case]]:
        """The cases that carry each of those numbers, own or official, as they are written; numbers nobody carries are left out."""
        ...
