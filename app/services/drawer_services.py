"""The drawer of one desk, bound to it: `services.drawer`. Lanes as in `desk_services`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from app.domain.drawer import DrawerDay
from app.domain.drawer_papers import CardSheet, CashSheet, HandOverSheet, InterimSheet, RemittanceSheet, StampSheet
from app.domain.drawer_settings import DrawerSettings
from app.domain.errors import Refused
from app.domain.finance import FinanceExport
from app.domain.money_entries import CashMoved, ShiftHandedOver, TerminalCounted
from app.domain.views import Actor
from app.ports.card_terminal import CardTerminal
from app.ports.drawer import Done
from app.services import drawer, drawer_settings, finance, till_papers, till_totals
from app.services.desk import Desk
from app.services.drawer import Count, Counting, DrawerState, Purpose, Way
from app.services.till_totals import Question, Source, StampSums, TerminalAnswer


class DrawerServices:
    """Each method runs its service on the calling thread. `terminal`: the one that is joined, or None."""

    def __init__(self, desk: Desk, terminal: Callable[[], CardTerminal | None]) -> None:
        self._desk, self._terminal = desk, terminal

    def settings(self) -> DrawerSettings:
        return drawer_settings.drawer_settings(self._desk)

    def set_drawer(self, actor: Actor, settings: DrawerSettings) -> None:
        drawer_settings.set_drawer(self._desk, actor, settings)

    def state(self, actor: Actor, day: str = "") -> DrawerState:
        return drawer.state(self._desk, actor, day)

    def move_cash(
        self,
        actor: Actor,
        way: Way,
        purpose: Purpose,
        amount_won: int,
        *,
        reason: str = "",
        number: str = "",
        later: bool = False,
        confirmer: Actor | None = None,
    ) -> DrawerDay:
        return drawer.move_cash(self._desk, actor, way, purpose, amount_won, reason=reason, number=number, later=later, confirmer=confirmer)

    def unnumbered(self) -> list[tuple[str, Done[CashMoved]]]:
        return drawer.unnumbered(self._desk)

    def number_remittance(self, actor: Actor, number: str, day: str = "", which: int = 0) -> Done[CashMoved]:
        return drawer.number_remittance(self._desk, actor, number, day, which)

    def count(
        self,
        actor: Actor,
        purpose: Counting,
        notes: Mapping[int, int],
        *,
        blind: bool | None = None,
        reason: str = "",
        confirmer: Actor | None = None,
    ) -> Count:
        return drawer.count(self._desk, actor, purpose, notes, blind=blind, reason=reason, confirmer=confirmer)

    def hand_over(
        self, actor: Actor, taken_by: Actor, notes: Mapping[int, int], *, reason: str = "", papers: str = ""
    ) -> Done[ShiftHandedOver]:
        return drawer.hand_over(self._desk, actor, taken_by, notes, reason=reason, papers=papers)

    # ── what devices count ──

    def terminal_question(self) -> Question:
        """What `ask_terminal` needs to know of the running day. Any lane."""
        return till_totals.question(self._desk)

    def ask_terminal(self, asked: Question) -> TerminalAnswer:
        """What the joined terminal says of that day. Waits for it: network pool or the command line. Refused `terminal_none`."""
        terminal = self._terminal()
        if terminal is None:
            raise Refused("terminal_none")
        return till_totals.ask(terminal, asked)

    def count_terminal(self, actor: Actor, answer: TerminalAnswer, source: Source = "typed", reason: str = "") -> Done[TerminalCounted]:
        return till_totals.count_terminal(self._desk, actor, answer, source, reason)

    def terminals(self, day: str) -> list[Done[TerminalCounted]]:
        """What was counted of the terminals on that business day, in its order."""
        return self._desk.store.drawer.terminals(day)

    def count_stamps(
        self,
        actor: Actor,
        mode: Literal["electronic", "machine"],
        device: str,
        first_no: int,
        last_no: int,
        issued_won: int,
        *,
        spoiled_won: int = 0,
        spoiled: Sequence[int] = (),
        reason: str = "",
    ) -> StampSums:
        return till_totals.count_stamps(
            self._desk, actor, mode, device, first_no, last_no, issued_won, spoiled_won=spoiled_won, spoiled=spoiled, reason=reason
        )

    def stamp_sums(self, day: str = "") -> StampSums:
        return till_totals.stamp_sums(self._desk, day or till_totals.running_day(self._desk))

    # ── papers; making one is an entry, so writer lane (`interim` only where it is printed) ──

    def interim(self, actor: Actor, *, print_it: bool = False) -> InterimSheet:
        return till_papers.interim_sheet(self._desk, actor, print_it=print_it)

    def hand_over_sheet(self, actor: Actor, day: str = "", number: int = 0, *, reason: str = "") -> HandOverSheet:
        return till_papers.hand_over_sheet(self._desk, actor, day, number, reason=reason)

    def cash_sheet(self, actor: Actor, day: str = "", number: int = 0, *, reason: str = "") -> CashSheet:
        return till_papers.cash_sheet(self._desk, actor, day, number, reason=reason)

    def card_sheet(self, actor: Actor, day: str = "", *, reason: str = "") -> CardSheet:
        return till_papers.card_sheet(self._desk, actor, day, reason=reason)

    def stamp_sheet(self, actor: Actor, day: str = "", *, reason: str = "") -> StampSheet:
        return till_papers.stamp_sheet(self._desk, actor, day, reason=reason)

    def remittance_sheet(self, actor: Actor, period: str, *, office: bool = False, reason: str = "") -> RemittanceSheet:
        return till_papers.remittance_sheet(self._desk, actor, period, office=office, reason=reason)

    def finance_export(self, actor: Actor, period: str, *, office: bool = False) -> FinanceExport:
        return finance.finance_export(self._desk, actor, period, office=office)
