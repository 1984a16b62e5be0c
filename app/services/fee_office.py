"""The office's fees, bound to a desk: its own amounts, its share, why a fee is what it is (`DeskServices.office_fees`).

Each method runs on the calling thread; what writes belongs on the writer lane, the rest on either.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.answers import Draft
from app.domain.fee_explanation import FeeWhy
from app.domain.office_fees import OfficeAmount
from app.domain.penalty_papers import PenaltyNotice
from app.domain.views import Actor
from app.services import explain_fee, office_fees, penalty_notices
from app.services.desk import Desk
from app.services.office_fees import FeeRow, NewAmount


class OfficeFees:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def set_amounts(self, actor: Actor, confirmer: Actor | None, amounts: Sequence[NewAmount]) -> None:
        office_fees.set_amounts(self._desk, actor, confirmer, amounts)

    def set_share(self, actor: Actor, confirmer: Actor | None, share_bp: int, valid_from: datetime, source: str) -> None:
        office_fees.set_share(self._desk, actor, confirmer, share_bp, valid_from, source)

    def share(self, on: datetime) -> int | None:
        """The office's share of passport fees at that moment, in hundredths of a percent; None if nobody said one."""
        return self._desk.store.office_fees.share(on)

    def table(self, actor: Actor, *, on: datetime | None = None, service: str | None = None) -> list[FeeRow]:
        return office_fees.fee_table(self._desk, actor, on=on, service=service)

    def not_set(self, actor: Actor) -> list[FeeRow]:
        return office_fees.not_set(self._desk, actor)

    def said(self, actor: Actor) -> list[OfficeAmount]:
        return office_fees.said(self._desk, actor)

    def why_of_case(self, actor: Actor, number: str) -> FeeWhy:
        return explain_fee.why_of_case(self._desk, actor, number)

    def why_of_draft(self, actor: Actor, draft: Draft) -> FeeWhy:
        return explain_fee.why_of_draft(self._desk, actor, draft)

    def penalty_notice(self, actor: Actor, number: str, *, demanded: bool = False, reason: str = "") -> PenaltyNotice:
        """Writer lane: making the paper is an entry."""
        return penalty_notices.penalty_notice(self._desk, actor, number, demanded=demanded, reason=reason)
