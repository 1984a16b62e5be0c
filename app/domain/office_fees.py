"""The office's own fee amounts: what the council decided, from a moment on, beside the form's table. Pure; whole won (REFERENCE §6).

An amount belongs to one row of one form's table (`Fee.id`). It holds from its moment until the next one said for that row, and only
while the row itself holds; one that says None gives the row its own amount back. The newest word about the same moment counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from app.domain.bounds import Int, Won
from app.domain.errors import Refused
from app.domain.forms import Fee

# A share is said of a group of fees, not of one row: passport fees are the only ones a district keeps a part of (COUNTER §5).
SHARE: Final = "share"
SHARED_GROUPS: Final = ("passport",)
WHOLE_BP: Final = 10_000
AMOUNT_MAX_WON: Final = 10_000_000
_FIRST_MS, _LAST_MS = 946_652_400_000, 4_102_412_400_000  # 2000 and 2100 in Seoul


class OfficeAmount(msgspec.Struct, frozen=True, kw_only=True):
    """One fee_amount_set entry. `share_bp`: of a share, in hundredths of a percent. `user`, `second`: who signed, '' if not known here.

    `name`, `second_name`: what these two were called when they signed.
    """

    entry_id: UUID
    service: str
    fee: str
    valid_from: datetime
    amount_won: Won | None = None
    share_bp: Int | None = None
    source: str = ""
    set_at: datetime
    user: str = ""
    second: str = ""
    name: str = ""
    second_name: str = ""

    @property
    def signers(self) -> str:
        """Who signed, for people to read: by name where it is known."""
        return ", ".join(who for who in (self.name or self.user, self.second_name or self.second) if who)


def sound(valid_from_ms: int, amount_won: int | None, share_bp: int | None) -> bool:
    """Whether anybody can mean that; what another desk said and nobody can mean has no effect."""
    return (
        _FIRST_MS <= valid_from_ms < _LAST_MS
        and (amount_won is None or 0 <= amount_won <= AMOUNT_MAX_WON)
        and (share_bp is None or 0 <= share_bp <= WHOLE_BP)
    )


def holding(said: Iterable[OfficeAmount], fee: str, at: datetime) -> OfficeAmount | None:
    """What was said for that row and holds at that moment; None where the form's own amount does.

    `said`: in the order of their moments, of the same moment in the order in which they were said.
    """
    found = None
    for each in said:
        if each.fee == fee and each.valid_from <= at:
            found = each
    return found


def amount_of(fee: Fee, said: Sequence[OfficeAmount], at: datetime) -> tuple[int | None, UUID | UnsetType]:
    """The won of that row at that moment and the entry that says so; no entry where it is the form's own amount."""
    found = holding(said, fee.id, at) if said else None
    if found is None or found.amount_won is None:
        return fee.amount_won, UNSET
    return found.amount_won, found.entry_id


def hundredths(text: str) -> int:
    """Hundredths of a percent of a percentage as people type it: `22`, `22.5 %`. Refused `fee_share_invalid`."""
    whole, dot, part = text.strip().rstrip("%").strip().partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(whole) > 3 or (dot and not (part.isascii() and part.isdigit() and len(part) <= 2)):
        raise Refused("fee_share_invalid")
    return int(whole) * 100 + int(part.ljust(2, "0") if part else 0)


def share_won(sum_won: int, share_bp: int) -> int:
    """The office's part of a sum of national fees: on the sum of a period, rounded down to whole won, the rest is the state's."""
    return sum_won * share_bp // WHOLE_BP
