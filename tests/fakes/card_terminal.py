"""The `CardTerminal` port in memory; tests/contract/test_card_terminal.py holds it to what the real one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from app.domain.errors import Refused, Unavailable
from app.ports.card_terminal import Approval, TerminalTotals
from app.ports.clock import Clock


@dataclass
class _Row:
    kind: Literal["purchase", "cancel", "refund"]
    amount: int
    payment_id: UUID | None
    approval: Approval | None
    state: Literal["approved", "declined", "cancelled", "reversed", "barred"]
    answer: str = ""
    given_back: int = 0


class FakeTerminal:
    """`away`: nobody is there. `lose_questions`, `lose_answers`: so many come to nothing. `decline`: the next approval's code instead."""

    def __init__(self, terminal_id: str, clock: Clock) -> None:
        self.terminal_id = terminal_id
        self.away = False
        self.lose_questions = self.lose_answers = 0
        self.decline = ""
        self._clock = clock
        self._rows: dict[str, _Row] = {}
        self._approvals = 0

    def heal(self) -> None:
        """Nothing goes wrong from now on."""
        self.away, self.lose_questions, self.lose_answers, self.decline = False, 0, 0, ""

    def purchase(self, amount_won: int, *, trace_no: str, payment_id: UUID) -> Approval:
        self._reach()
        return self._said(self._once("purchase", amount_won, trace_no, payment_id, ""))

    def inquire(self, amount_won: int, *, trace_no: str) -> Approval | None:
        self._reach()
        row = self._rows.get(trace_no)
        self._answer()
        return row.approval if row is not None and row.amount == amount_won and row.state == "approved" else None

    def cancel(self, original: Approval, *, trace_no: str) -> Approval:
        self._reach()
        bought = self._bought(original)
        fits = bought is not None and bought.state == "approved" and not bought.given_back and bought.amount == original.amount_won
        known = trace_no in self._rows
        row = self._once("cancel", original.amount_won, trace_no, None, "" if fits else "25")
        if not known and bought is not None and row.state == "approved":
            bought.state = "cancelled"
        return self._said(row)

    def refund(self, amount_won: int, *, trace_no: str, original: Approval) -> Approval:
        self._reach()
        bought = self._bought(original)
        fits = bought is not None and bought.state == "approved" and bought.given_back + amount_won <= bought.amount
        known = trace_no in self._rows
        row = self._once("refund", amount_won, trace_no, None, "" if fits else "13")
        if not known and bought is not None and row.state == "approved":
            bought.given_back += amount_won
        return self._said(row)

    def reverse(self, amount_won: int, *, trace_no: str, repeated: bool) -> None:
        self._reach()
        row = self._rows.get(trace_no)
        if row is None:
            self._rows[trace_no] = _Row("purchase", amount_won, None, None, "barred")
        elif row.given_back:
            self._answer()
            raise Unavailable("terminal_unknown", answer="12")
        elif (row.kind, row.state, row.amount) == ("purchase", "approved", amount_won):
            row.state = "reversed"
        self._answer()

    def totals(self, date: str) -> TerminalTotals:
        self._reach()
        self._answer()
        taken = [row.amount for row in self._rows.values() if row.kind == "purchase" and row.state in ("approved", "cancelled")]
        given = [row.amount for row in self._rows.values() if row.kind != "purchase" and row.state == "approved"]
        return TerminalTotals(
            terminal=self.terminal_id, purchases=len(taken), purchases_won=sum(taken), cancels=len(given), cancels_won=sum(given)
        )

    def probe(self) -> None:
        self._reach()
        self._answer()

    def _reach(self) -> None:
        if self.away:
            raise Unavailable("terminal_away")
        if self.lose_questions:
            self.lose_questions -= 1
            raise Unavailable("terminal_unknown")

    def _answer(self) -> None:
        if self.lose_answers:
            self.lose_answers -= 1
            raise Unavailable("terminal_unknown")

    def _bought(self, original: Approval) -> _Row | None:
        row = self._rows.get(original.trace_no)
        known = row is not None and row.approval is not None and row.approval.approval_no == original.approval_no
        return row if known and original.terminal == self.terminal_id else None

    def _once(
        self, kind: Literal["purchase", "cancel", "refund"], amount: int, trace_no: str, payment_id: UUID | None, answer: str
    ) -> _Row:
        """The same question has the first one's row; a trace number that is taken by another question is nobody's."""
        row = self._rows.get(trace_no)
        if row is not None:
            if (row.kind, row.amount) != (kind, amount) or (row.payment_id != payment_id and row.state != "barred"):
                raise Unavailable("terminal_unknown", answer="94")
            return row
        answer, self.decline = self.decline or answer, ""
        approval = None
        if not answer:
            self._approvals += 1
            at = int(self._clock.now().timestamp()) * 1000
            approval = Approval(
                approval_no=f"{self._approvals:08d}",
                amount_won=amount,
                last4=f"{self._approvals % 10_000:04d}",
                trace_no=trace_no,
                terminal=self.terminal_id,
                approved_at=at,
            )
        row = self._rows[trace_no] = _Row(kind, amount, payment_id, approval, "declined" if answer else "approved", answer)
        return row

    def _said(self, row: _Row) -> Approval:
        self._answer()
        if row.approval is None or row.state != "approved":
            raise Refused("card_declined", answer=row.answer or "21")
        return row.approval
