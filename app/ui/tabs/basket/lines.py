"""One line of the basket in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.forms import Exemption
from app.domain.words import Words
from app.ui import formats
from app.ui.context import Context
from app.ui.visit import Line


@dataclass(frozen=True)
class BasketRow:
    """One line as it is shown: `note` says 접수만, the exemption, or that none is possible."""

    name: str
    copies: str
    amount: str
    note: str


def row_of(context: Context, line: Line) -> BasketRow:
    """Name, copies, amount and what has to be said about the line."""
    text = context.words.text
    if line.provisional:
        note = text("basket.receive_only")
    elif line.exempt is False:
        note = text("basket.no_exemption_here")
    elif line.exempt:
        note = text("basket.waived", won=formats.won(line.waived_won))
    else:
        note = ""
    amount = "…" if line.due_won is None else text("fee.unknown") if line.unset else formats.won(line.due_won)
    return BasketRow(context.words.of(line.form.short), str(line.copies) if line.counts_copies else "", amount, note)


def rate_text(words: Words, exemption: Exemption) -> str:
    """(면제), or by how much a ground reduces."""
    if exemption.rate_percent == 100:
        return words.text("basket.rate_all").replace(" ", "\u00a0")  # where a line ends, it stays together
    return words.text("basket.rate_part", percent=exemption.rate_percent)
