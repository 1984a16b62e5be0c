"""What the basket's presenter asks of its screen, and what it shows at the end. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from app.domain.fee_explanation import FeeWhy
from app.ui.split import Split
from app.ui.tabs.basket.lines import BasketRow

Stage = Literal["basket", "confirm", "cash", "card", "split", "charge", "exempt", "why", "done"]
Ways = Literal["cash", "card", "split"]


@dataclass(frozen=True)
class Done:
    """What was just put on disk; kept until the next line is taken."""

    numbers: tuple[tuple[str, str], ...]
    paid_won: int
    change_won: int
    receipt_no: str | None
    slips: tuple[UUID, ...]
    provisional: bool
    elsewhere: bool  # received for another office to make: nothing was issued
    late: tuple[str, ...]  # numbers of filings that came late: 과태료 안내 is theirs
    waits: bool  # central is away: it goes out by itself later (COUNTER §6, message 1)


class BasketScreen(Protocol):
    def show_lines(self, rows: Sequence[BasketRow], total: str, exemption: str) -> None: ...
    def show_stage(self, stage: Stage, *, question: str = "", due: str = "") -> None: ...
    def begin_split(self, split: Split) -> None: ...
    def begin_charge(self, amount_won: int, what: dict[str, Any]) -> None: ...
    def forget_charge(self) -> None: ...
    def show_whys(self, whys: Sequence[FeeWhy]) -> None: ...
    def show_done(self, done: Done) -> None: ...
    def show_exemptions(self, choices: Sequence[tuple[str, str]]) -> None: ...
    def ask_evidence(self, key: str, name: str) -> None: ...
    def show_parked(self, count: int) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...
    def set_busy(self, busy: bool) -> None: ...


class Papers(Protocol):
    """Our own papers, shown and printed by the window."""

    def receipt(self, receipt_no: str) -> None: ...
    def slip(self, case_id: UUID, *, by_itself: bool = False) -> None: ...
    def taken(self, receipt_no: str | None) -> None: ...
    def penalty_notice(self, number: str) -> None: ...
