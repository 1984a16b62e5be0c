"""What the 과태료 안내 says, ready to be drawn (COUNTER §4). A penalty is never fee revenue; nothing is paid at the counter with it."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from app.domain.papers import OfficeInfo


class PenaltyTier(msgspec.Struct, frozen=True, kw_only=True):
    """구간: so many days late cost so much. `mine`: the one that applies."""

    label: str
    amount_won: int
    mine: bool = False


class PenaltyNotice(msgspec.Struct, frozen=True, kw_only=True):
    """과태료 안내. `event`: 사건명; `occurred_on`: when it happened; `due_on`: the last day to file; `reduced_won`: if paid at once.

    `doubled`: the scale after a 최고. `objection_until`: 의견제출 기한. `how_to_pay`, `law`: sentences, decided already.
    """

    office: OfficeInfo
    desk: str
    case_number: str
    event: str
    filer: str
    occurred_on: date | None
    due_on: date
    filed_at: datetime
    days_late: int
    tiers: list[PenaltyTier]
    amount_won: int
    reduction_percent: int
    reduced_won: int
    reduced_until: date | None
    doubled: bool
    objection_until: date
    how_to_pay: str
    law: str
    clerk: str
    issued_at: datetime
    reprint: int = 0
    training: bool = False
