"""스캔 표지 of several cases, one page each, in one file: printed at once, laid between the papers, scanned together or apart."""

from __future__ import annotations

from pathlib import Path

from app.documents import case_paper, words
from app.documents.sheet import Sheet
from app.domain.case_papers import ScanCovers


def draw(covers: ScanCovers, fonts: Path, *, large: bool) -> bytes:
    """The covers as a PDF file; `large`: 큰글자."""
    first = covers.covers[0]
    sheet = Sheet(fonts, training=first.training)
    for each in covers.covers:
        case_paper.draw_onto(sheet, each, large=large)
    return sheet.pdf(title=f"{first.name} {covers.ref}", author=words.office_name(first.office), at=first.issued_at)
