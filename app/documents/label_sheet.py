"""Address labels on A4, three across and eight down (63.5 × 33.9 mm), ready for the sheets that are sold."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import address, words
from app.documents.sheet import Sheet
from app.domain.mailing_papers import LabelSheet, Recipient

ACROSS: Final = 3
DOWN: Final = 8
WIDE: Final = 63.5
TALL: Final = 33.9
LEFT: Final = 7.2
TOP: Final = 12.9
GAP: Final = 2.5
PAD: Final = 4.0


def draw(paper: LabelSheet, fonts: Path, *, large: bool) -> bytes:
    """The labels as a PDF file; `large`: larger type on the same labels."""
    sheet = Sheet(fonts, training=paper.training)
    each = ACROSS * DOWN
    for place, person in enumerate(paper.people, paper.skip):
        if place % each == 0 or place == paper.skip:
            sheet.page(210.0, 297.0, "labels")
        down, across = divmod(place % each, ACROSS)
        _label(sheet, LEFT + across * (WIDE + GAP), TOP + down * TALL, person, 12.0 if large else 9.5)
    return sheet.pdf(title=f"주소 라벨 {paper.ref}", author=words.office_name(paper.office), at=paper.issued_at)


def _label(sheet: Sheet, x: float, y: float, person: Recipient, size: float) -> None:
    """Postcode, address and name; made smaller where they are long."""
    address.block(sheet, x + PAD, y + PAD, WIDE - 2 * PAD, TALL - 2 * PAD, [person.postcode, person.address], person.name, size=size)
