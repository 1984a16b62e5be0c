"""The services of one desk, bound to it: what a window's presenters and the command line hold in their hands.

Each method runs its service on the calling thread; the caller has put itself on the right lane (`lanes.writer` for what writes
or logs a view, `lanes.reader` for the rest).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from app.domain.answers import Draft
from app.domain.disputes import DisputeDetail, DisputeRow, Settled
from app.domain.money_entries import DraftTender
from app.domain.papers import DayReport, IntakeSlip, PaymentReceipt
from app.domain.payments import Tendered
from app.domain.privacy_duty import PrivacyDuty
from app.domain.readiness import MachineFacts, red
from app.domain.statistics import Tables
from app.domain.tenders import NONE
from app.domain.views import (
    AccessRow,
    Actor,
    CaseDetail,
    CaseRow,
    ClosedDay,
    DayStatus,
    Lamp,
    Recorded,
    StaffRow,
    Standing,
    SyncStatus,
    VisitRecorded,
    WorkItem,
)
from app.ports.backups import Backups
from app.ports.printer import Printer
from app.ports.sheets import Sheets
from app.ports.transfers import Message
from app.services import (
    advance_case,
    business_day,
    card_watch,
    correct_case,
    day_report,
    find_cases,
    first_elsewhere,
    inbox_work,
    our_papers,
    outages,
    parked_drafts,
    people,
    price_draft,
    record_case,
    settle_dispute,
    take_payment,
    transfers,
)
from app.services.access_office import AccessOffice
from app.services.arrivals import Arrivals
from app.services.attachments import Attachments
from app.services.backups import DeskBackups
from app.services.book_office import BookOffice
from app.services.card_payments import CardPayments
from app.services.close_day import Draw, close_day
from app.services.closing import Closing
from app.services.dashboard_office import DashboardOffice
from app.services.desk import Desk, DeskIdentity
from app.services.desk_terminal import Connect, DeskTerminal
from app.services.drawer_services import DrawerServices
from app.services.fee_office import OfficeFees
from app.services.first_elsewhere import FirstElsewhere
from app.services.inbox import Inbox
from app.services.kiosk_lists import KioskLists
from app.services.lanes import Lane
from app.services.look_settings import LookSettings
from app.services.notice_office import NoticeOffice
from app.services.office_calendar import OfficeCalendar
from app.services.office_desk import OfficeDesk
from app.services.offline import Machine, Offline
from app.services.price_draft import Quote
from app.services.printing import Printing
from app.services.queue import Queue
from app.services.record_office import RecordOffice
from app.services.refunds import Refunds
from app.services.security_paper_office import SecurityPaperOffice
from app.services.setup_office import SetupOffice
from app.services.short_unlock import ShortUnlock
from app.services.statistics_office import StatisticsOffice
from app.services.ticket_machine import ConnectMachine, TicketMachine
from app.services.watched_folders import WatchedFolders
from app.services.work_services import WorkServices


class DeskServices:
    """One object per open home; `sync_status` and `sync_now` come from whoever runs the line."""

    def __init__(
        self,
        desk: Desk,
        *,
        sync_status: Callable[[], SyncStatus],
        sync_now: Callable[[], None],
        attachments: Attachments,
        inbox: Inbox,
        folders: WatchedFolders,
        backups: Backups,
        machine: Machine,
        connect: Connect,
        lane: Lane,
        draw: Draw,
        spooler: Callable[[], Printer],
        sheets: Sheets,
        tables: Callable[[], Tables],
        connect_machine: ConnectMachine,
        address: Callable[[], str],
        duty: Callable[[], PrivacyDuty],
        spelled_keys: Callable[[], list[str]],
        practise: Callable[[], None],
        enrol: Callable[[str, str], object],
        seal_anew: Callable[[str], None],
        running_s: Callable[[], float],
    ) -> None:
        self.desk = desk
        self.attachments = attachments
        self.inbox, self.folders = inbox, folders
        self.arrivals = Arrivals(desk, inbox)
        self.kiosk_lists = KioskLists(desk, inbox)
        self.sync_status = sync_status
        self.sync_now = sync_now
        self.closing = Closing(desk, draw)
        self.security_paper = SecurityPaperOffice(desk)
        self.offline = Offline(desk, sync_status, machine, self.security_paper.left_here)
        self.backups = DeskBackups(desk, backups, lane)
        self.terminal = DeskTerminal(desk, connect)
        self.drawer = DrawerServices(desk, self.terminal.device)
        self.cards = CardPayments(desk, self.terminal.device, lane)
        self.office_fees = OfficeFees(desk)
        self.calendar = OfficeCalendar(desk)
        self.printing = Printing(desk, spooler, lane)
        self.refunds = Refunds(desk)
        self.work = WorkServices(desk)
        self.access = AccessOffice(desk, sheets, duty)
        self.looks = LookSettings(desk)
        self.setup = SetupOffice(desk, spelled_keys, practise, enrol, seal_anew)
        self._address = address
        self.books = BookOffice(desk, attachments)
        self.statistics = StatisticsOffice(desk, tables)
        self.short = ShortUnlock(desk, address, running_s)
        self.dashboards = DashboardOffice(desk)
        self.notices = NoticeOffice(desk)
        self.office = OfficeDesk(desk, sheets)
        self.records = RecordOffice(desk)
        self.queue = Queue(desk, TicketMachine(desk, connect_machine), lane)

    @property
    def identity(self) -> DeskIdentity:
        return self.desk.identity

    def on_change(self, callback: Callable[[frozenset[str], tuple[UUID, ...]], None]) -> None:
        """See `Store.on_change`."""
        self.desk.store.on_change(callback)

    # ── people ──

    def sign_in(self, user: str, password: str, *, second: bool = False) -> Actor:
        return people.sign_in(self.desk, user, password, second=second, address=self._address())

    def sign_out(self, actor: Actor, reason: Literal["user", "lock", "exit", "closing"] = "user") -> None:
        people.sign_out(self.desk, actor, reason)

    def add_staff(self, actor: Actor, user: str, role: str, name: str, password: str) -> None:
        people.add_staff(self.desk, actor, user, role, name, password)

    def change_password(self, actor: Actor, old: str, new: str) -> None:
        people.change_password(self.desk, actor, old, new)

    def staff(self) -> list[StaffRow]:
        return people.staff(self.desk)

    def access_log(self, actor: Actor, *, after: int | None = None, limit: int = 100) -> list[AccessRow]:
        return find_cases.access_log(self.desk, actor, after=after, limit=limit)

    # ── the day ──

    def open_day(
        self,
        actor: Actor,
        float_won: int = 0,
        *,
        machine: MachineFacts | None = None,
        reason: str = "",
        confirmer: Actor | None = None,
    ) -> str:
        """`machine`: what window and command line asked of it just now; without it nobody looked whether the desk is ready."""
        lines = self.offline.readiness(machine) if machine is not None else []
        return business_day.open_day(self.desk, actor, float_won, red=red(lines), reason=reason, confirmer=confirmer)

    def close_day(self, actor: Actor, *, counted_won: int | None = None, reason: str = "", confirmer: Actor | None = None) -> ClosedDay:
        """See `close_day.close_day`; who closes for an office does it by `closing`."""
        return close_day(self.desk, actor, self.closing.draw, counted_won=counted_won, reason=reason, confirmer=confirmer)

    def day_status(self) -> DayStatus:
        return business_day.day_status(self.desk)

    def closed_days(self, limit: int = 31) -> list[ClosedDay]:
        return business_day.closed_days(self.desk, limit)

    def day_report(self, actor: Actor, day: str, scope: str = "desk") -> DayReport:
        return day_report.day_report(self.desk, actor, day, scope)

    # ── cases and money ──

    def quote(self, draft: Draft) -> Quote:
        return price_draft.quote(self.desk, draft)

    def exemption_fits(self, drafts: list[Draft], exemption: str) -> list[bool]:
        return price_draft.exemption_fits(self.desk, drafts, exemption)

    def record_case(self, actor: Actor, draft: Draft, *, visit_id: UUID | None = None, open_visit: bool = False) -> Recorded:
        return record_case.record_case(self.desk, actor, draft, visit_id=visit_id, open_visit=open_visit)

    def record_visit(
        self,
        actor: Actor,
        drafts: Sequence[Draft],
        *,
        tender: DraftTender = NONE,
        parts: Sequence[Tendered] = (),
        received_won: int = 0,
        approval_no: str = "",
        last4: str = "",
        exemption: str | None = None,
        issue: bool = True,
        visit_id: UUID | None = None,
        ticket: str = "",
        kept: str = "",
    ) -> VisitRecorded:
        return record_case.record_visit(
            self.desk,
            actor,
            drafts,
            tender=tender,
            parts=parts,
            received_won=received_won,
            approval_no=approval_no,
            last4=last4,
            exemption=exemption,
            issue=issue,
            visit_id=visit_id,
            ticket=ticket,
            kept=kept,
        )

    def take_payment(
        self,
        actor: Actor,
        case_ids: Sequence[UUID],
        *,
        tender: DraftTender = NONE,
        parts: Sequence[Tendered] = (),
        received_won: int = 0,
        approval_no: str = "",
        last4: str = "",
    ) -> VisitRecorded:
        return take_payment.take_payment(
            self.desk, actor, case_ids, tender=tender, parts=parts, received_won=received_won, approval_no=approval_no, last4=last4
        )

    def charge_received(self, actor: Actor, case_id: UUID) -> int:
        return advance_case.charge_received(self.desk, actor, case_id)

    def advance_case(
        self,
        actor: Actor,
        case_id: UUID,
        step: str,
        *,
        facts: dict[str, Any] | None = None,
        note: str = "",
        confirmer: Actor | None = None,
    ) -> str:
        return advance_case.advance_case(self.desk, actor, case_id, step, facts=facts, note=note, confirmer=confirmer)

    def cancel_case(self, actor: Actor, case_id: UUID, reason: str, *, confirmer: Actor | None = None) -> str:
        return advance_case.cancel_case(self.desk, actor, case_id, reason, confirmer=confirmer)

    def correct_case(self, actor: Actor, case_id: UUID, given: Mapping[str, object], reason: str) -> list[str]:
        return correct_case.correct_case(self.desk, actor, case_id, given, reason)

    def enter_official_no(self, actor: Actor, case_id: UUID, official_no: str) -> list[str]:
        return advance_case.enter_official_no(self.desk, actor, case_id, official_no)

    # ── looking ──

    def view_case(self, actor: Actor, number_or_id: str | UUID, purpose: str = "업무처리") -> CaseDetail:
        return find_cases.view_case(self.desk, actor, number_or_id, purpose)

    def find_cases(
        self,
        actor: Actor,
        text: str,
        *,
        after: int | None = None,
        limit: int = 50,
        day_from: int | None = None,
        day_to: int | None = None,
    ) -> list[CaseRow]:
        return find_cases.find_cases(self.desk, actor, text, after=after, limit=limit, day_from=day_from, day_to=day_to)

    def ledger_page(
        self, *, after: int | None = None, limit: int = 100, day_from: int | None = None, day_to: int | None = None, desk: str | None = None
    ) -> list[CaseRow]:
        return self.desk.store.cases.page(after=after, limit=limit, day_from=day_from, day_to=day_to, desk=desk)

    def count_cases(self) -> int:
        return self.desk.store.cases.count()

    def case_keys(self, after: bytes, limit: int) -> list[tuple[bytes, int]]:
        return self.desk.store.cases.keys(after, limit)

    def newest_case_keys(self) -> tuple[int, list[int]]:
        return self.desk.store.cases.newest_keys()

    def unpaid(self, limit: int = 100) -> list[CaseRow]:
        return self.desk.store.cases.unpaid(limit)

    def worklist(self, limit: int = 200) -> list[WorkItem]:
        other = self.refunds.work_items(limit) + inbox_work.work_items(self.inbox, self.folders, limit)
        return card_watch.worklist(self.desk) + other + transfers.worklist(self.desk, limit) + self.notices.work_items(limit)

    def worklist_counts(self) -> dict[str, int]:
        overdue = len(card_watch.overdue(self.desk))
        unknown = {card_watch.UNKNOWN_LIST: overdue} if overdue else {}
        other = inbox_work.work_counts(self.inbox, self.folders) | transfers.worklist_counts(self.desk) | self.notices.work_counts()
        return unknown | self.refunds.work_counts() | other

    def recent(self, limit: int = 5) -> list[CaseRow]:
        return self.desk.store.cases.recent(limit)

    def standing_of(self, number: str) -> Standing | None:
        return self.desk.store.cases.standing(number)

    # ── transfers between offices ──

    def send_transfer(self, actor: Actor, number: str, to_office: str, note: str = "") -> UUID:
        return transfers.send_transfer(self.desk, actor, number, to_office, note)

    def plan_transfer(self, actor: Actor, case_id: UUID) -> transfers.TransferPlan:
        return transfers.plan_transfer(self.desk, actor, case_id)

    def take_transfer(self, actor: Actor, transfer_id: UUID) -> Recorded:
        return transfers.take_transfer(self.desk, actor, transfer_id)

    def transfers(self, limit: int = 100) -> list[Message]:
        return transfers.transfers(self.desk, limit)

    # ── disputes ──

    def disputes(self, limit: int = 100) -> list[DisputeRow]:
        return settle_dispute.disputes(self.desk, limit)

    def dispute_counts(self, actor: Actor) -> dict[str, int]:
        return settle_dispute.dispute_counts(self.desk, actor)

    def first_elsewhere(self, number: str) -> FirstElsewhere | None:
        return first_elsewhere.first_elsewhere(self.desk, number)

    def view_dispute(self, actor: Actor, place: str) -> DisputeDetail:
        return settle_dispute.view_dispute(self.desk, actor, place)

    def settle_dispute(
        self,
        actor: Actor,
        place: str,
        way: str,
        reason: str = "",
        *,
        whole_case: bool = False,
        confirmer: Actor | None = None,
    ) -> Settled:
        return settle_dispute.settle_dispute(self.desk, actor, place, way, reason, whole_case=whole_case, confirmer=confirmer)

    # ── lamps, papers, drafts ──

    def set_lamp(self, actor: Actor, system: str, down: bool, cause: str = "", *, room: bool = False) -> None:
        outages.set_lamp(self.desk, actor, system, down, cause, room=room)

    def lamps(self) -> list[Lamp]:
        return outages.lamps(self.desk)

    def payment_receipt(self, actor: Actor, receipt_no: str, *, reason: str = "") -> PaymentReceipt:
        return our_papers.payment_receipt(self.desk, actor, receipt_no, reason=reason)

    def intake_slip(self, actor: Actor, case_id: UUID, *, reason: str = "") -> IntakeSlip:
        return our_papers.intake_slip(self.desk, actor, case_id, reason=reason)

    def save_draft(self, key: str, content: dict[str, Any]) -> None:
        parked_drafts.save_draft(self.desk, key, content)

    def drop_draft(self, key: str) -> None:
        self.desk.store.working.drop_draft(key)

    def drafts(self) -> dict[str, dict[str, Any]]:
        return parked_drafts.drafts(self.desk)
