"""Refunds, promises and claims, bound to a desk (`DeskServices.refunds`).

Each method runs on the calling thread; what writes belongs on the writer lane, the rest on either.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain.forms import RefundWay, TenderDef
from app.domain.money_entries import DraftTender, PaymentReversed
from app.domain.payments import Tendered
from app.domain.refund_papers import PromiseSlip, RefundReceipt, ReversalSheet
from app.domain.refunds import WORK_LIST, Paid, PromiseRow, Refunded
from app.domain.tenders import NONE
from app.domain.views import Actor, VisitRecorded, WorkItem
from app.ports.payments import TakenRow
from app.ports.refunds import Claim
from app.services import refund, refund_papers, settle_claim
from app.services.desk import Desk
from app.services.give_back import WHOLE, Selection


class Refunds:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tenders(self) -> list[TenderDef]:
        """The means of payment this office takes, in the order of their keys."""
        return sorted(self._desk.catalogue.tenders.values(), key=lambda each: (len(each.key), each.key))

    def taken(self, day: str, *, before: int | None = None, limit: int = 200) -> list[TakenRow]:
        """The payments of that business day of this desk, the newest first."""
        return self._desk.store.payments.of_day(day, before=before, limit=limit)

    def paid(self, actor: Actor, receipt_no: str) -> Paid:
        return refund.paid(self._desk, actor, receipt_no)

    def refund(
        self,
        actor: Actor,
        receipt_no: str,
        reason: str,
        *,
        confirmer: Actor | None,
        selection: Selection = WHOLE,
        way: RefundWay | None = None,
        approvals: Mapping[str, str] | None = None,
    ) -> Refunded:
        return refund.refund(self._desk, actor, receipt_no, reason, confirmer=confirmer, selection=selection, way=way, approvals=approvals)

    def terminal_back(
        self, actor: Actor, receipt_no: str, reason: str, *, confirmer: Actor | None, selection: Selection = WHOLE
    ) -> PaymentReversed | None:
        return refund.terminal_back(self._desk, actor, receipt_no, reason, confirmer=confirmer, selection=selection)

    # ── promises ──

    def promise(
        self,
        actor: Actor,
        receipt_no: str,
        reason: str,
        *,
        confirmer: Actor | None,
        due: date,
        selection: Selection = WHOLE,
        bank: str = "",
        account: str = "",
        holder: str = "",
    ) -> PromiseRow:
        return refund.promise_refund(
            self._desk,
            actor,
            receipt_no,
            reason,
            confirmer=confirmer,
            due=due,
            selection=selection,
            bank=bank,
            account=account,
            holder=holder,
        )

    def keep(
        self,
        actor: Actor,
        slip_no: str,
        *,
        confirmer: Actor | None,
        way: RefundWay | None = None,
        approvals: Mapping[str, str] | None = None,
    ) -> Refunded:
        return refund.keep_promise(self._desk, actor, slip_no, confirmer=confirmer, way=way, approvals=approvals)

    def terminal_kept(self, actor: Actor, slip_no: str, *, confirmer: Actor | None) -> PaymentReversed | None:
        return refund.terminal_kept(self._desk, actor, slip_no, confirmer=confirmer)

    def drop(self, actor: Actor, slip_no: str, reason: str, *, confirmer: Actor | None) -> None:
        refund.drop_promise(self._desk, actor, slip_no, reason, confirmer=confirmer)

    def promises(self, actor: Actor, limit: int = 100) -> Sequence[PromiseRow]:
        return refund.promises(self._desk, actor, limit)

    def account(self, actor: Actor, slip_no: str) -> str:
        return refund.promise_account(self._desk, actor, slip_no)

    def promises_due(self) -> int:
        """How many promises of this desk are due today or overdue: they block the closing."""
        return refund.promises_due(self._desk)

    # ── claims (후불) ──

    def claims(self, limit: int = 100) -> list[Claim]:
        return settle_claim.claims(self._desk, limit)

    def settle_claim(
        self,
        actor: Actor,
        receipt_no: str,
        *,
        tender: DraftTender = NONE,
        parts: Sequence[Tendered] = (),
        received_won: int = 0,
        approval_no: str = "",
        last4: str = "",
    ) -> VisitRecorded:
        return settle_claim.settle_claim(
            self._desk,
            actor,
            receipt_no,
            tender=tender,
            parts=parts,
            received_won=received_won,
            approval_no=approval_no,
            last4=last4,
        )

    # ── papers ──

    def receipt(self, actor: Actor, receipt_no: str, *, reason: str = "") -> RefundReceipt:
        return refund_papers.refund_receipt(self._desk, actor, receipt_no, reason=reason)

    def slip(self, actor: Actor, slip_no: str, *, reason: str = "") -> PromiseSlip:
        return refund_papers.promise_slip(self._desk, actor, slip_no, reason=reason)

    def sheet(self, actor: Actor, day: str, scope: str = "desk") -> ReversalSheet:
        return refund_papers.reversal_sheet(self._desk, actor, day, scope=scope)

    # ── the 업무함 ──

    def work_items(self, limit: int) -> list[WorkItem]:
        return refund.work_items(self._desk, limit)

    def work_counts(self) -> dict[str, int]:
        """How many promises wait in the 업무함."""
        count = self._desk.store.refunds.open_count()
        return {WORK_LIST: count} if count else {}
