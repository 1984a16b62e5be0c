"""The column of the sheet in which a means of payment stands. The means themselves are data (`forms.TenderDef`).

Entries carry the code alone, and the column follows from the code, never from the table: a table that is changed later
changes nothing that was closed (GUARANTEES G6).
"""

from __future__ import annotations

import re
from typing import Final

TENDER_COLUMNS: Final[tuple[str, ...]] = ("cash", "card", "transit", "other")
NONE: Final = "none"  # of a draft: nothing is paid now
CASH: Final = "cash"
TRANSFER: Final = "transfer"
DEFERRED: Final = "deferred"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


def read_code(code: str) -> str:
    """The code, or '' for what no table can hold: another desk's entry may say anything, and a database reads some of it otherwise."""
    return code if _CODE.fullmatch(code) else ""


def is_claim(code: str) -> bool:
    """True where nothing is taken and the money is owed: `deferred`, or a code that begins with it."""
    return read_code(code).partition("_")[0] == DEFERRED


def tender_column(code: str) -> str:
    """Cash, card or transit where the code is one or begins with one (`card_office`), else 기타: account transfer, deferred."""
    head = read_code(code).partition("_")[0]
    return head if head in TENDER_COLUMNS[:3] else "other"
