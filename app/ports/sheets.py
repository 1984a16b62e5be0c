"""Tables as files: what an administrator fills in a spreadsheet, and what a spreadsheet is given to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Sheets(Protocol):
    def read(self, data: bytes) -> list[list[str]]:
        """The rows of the first sheet of that file (XLSX or CSV), cells as text. Any thread; nothing in the file is run.

        Refused `sheet_unreadable`, `sheet_too_large`, `sheet_formula` (with row and column).
        """
        ...

    def write(self, rows: Sequence[Sequence[str]], *, workbook: bool) -> bytes:
        """A file of those rows, the first one headings; `workbook`: XLSX, otherwise CSV. Text stays text whatever it begins with."""
        ...
