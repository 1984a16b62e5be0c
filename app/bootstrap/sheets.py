"""Tables as files for whoever may not know who reads and who writes them (`ports.sheets`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

NAME: Final = "고유자료"


class FileSheets:
    """See `ports.sheets.Sheets`. The modules come with the first file."""

    def read(self, data: bytes) -> list[list[str]]:
        from app.formfiles.sheets import rows_of

        return rows_of(data)

    def write(self, rows: Sequence[Sequence[str]], *, workbook: bool) -> bytes:
        from app.documents.plain_sheet import csv_bytes, xlsx_bytes

        return xlsx_bytes(rows, NAME) if workbook else csv_bytes(rows)
