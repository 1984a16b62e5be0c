"""후불 in the sums of a day: what was left owing, what of it was paid later, what was never taken (COUNTER §5).

A payment by 후불 stands under 기타 on the day the paper was given out. When it is paid that sum falls away and the same money comes in by
another means: the day's sums hold both, and nobody got anything back. Whoever signs has to see that apart from what was returned.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from app.domain.tenders import TENDER_COLUMNS, tender_column

Part = Literal["owed", "settled", "fallen"]
# owner, tender, part, won. `owed`: left owing on this day; `settled`: paid on this day by that tender for what was owed; `fallen`: owed
# no more, because it was settled or its paper was voided.
ClaimSum = tuple[str, str, Part, int]


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """`settled`: column of the sheet → won that came in for what was owed."""

    owed_won: int = 0
    fallen_won: int = 0
    settled: dict[str, int] = {}

    @property
    def settled_won(self) -> int:
        return sum(self.settled.values())

    @property
    def dropped_won(self) -> int:
        """Owed no more without ever having been paid."""
        return self.fallen_won - self.settled_won

    def __bool__(self) -> bool:
        return bool(self.owed_won or self.fallen_won or self.settled_won)


def claims_of(sums: Iterable[ClaimSum], owner: str = "") -> Claims:
    """What those sums say of one owner's money, or without one of all."""
    mine = [each for each in sums if owner in ("", each[0])]
    settled = dict.fromkeys(TENDER_COLUMNS, 0)
    for _, tender, part, won in mine:
        if part == "settled":
            settled[tender_column(tender)] += won
    return Claims(
        owed_won=sum(won for _, _, part, won in mine if part == "owed"),
        fallen_won=sum(won for _, _, part, won in mine if part == "fallen"),
        settled=settled,
    )


def added(parts: Iterable[Iterable[ClaimSum]]) -> list[ClaimSum]:
    """The sums of several desks or days as one."""
    won_in: dict[tuple[str, str, Part], int] = {}
    for part in parts:
        for owner, tender, what, won in part:
            won_in[owner, tender, what] = won_in.get((owner, tender, what), 0) + won
    return [(*key, won) for key, won in sorted(won_in.items())]
