"""Training mode (연습): what sets a training desk apart from every real one. Pure."""

from __future__ import annotations

from typing import Final

# Codes of Korean offices (행정표준코드) begin with 1 to 7: numbers that begin with 00000 can be taken for nobody's.
TRAINING_OFFICE: Final = "00000"
TRAINING_DESK: Final = "01"
FLOWS: Final = ("a", "b", "c", "d", "e", "f")  # of COUNTER §3, in the order in which they are learnt


def is_training_office(office: str) -> bool:
    """True for the office of training mode, which no central knows and no real desk can have."""
    return office == TRAINING_OFFICE
