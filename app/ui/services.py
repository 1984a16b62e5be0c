"""What the window asks of the desk: the bundle of services, as a Protocol, so that a presenter can be tried with a fake."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID

from app.domain.answers import Draft
from app.domain.disputes import DisputeDetail, Settled
from app.domain.money_entries import DraftTender
from app.domain.papers import DayReport, PaymentReceipt
from app.domain.payments import Tendered
from app.domain.penalties import PenaltyDue
from app.domain.readiness import MachineFacts
from app.domain.views import (
    AccessRow,
    Actor,
    AttachmentRow,
    CaseDetail,
    CaseRow,
    ClosedDay,
    DayStatus,
    Lamp,
    PersonHint,
    Recorded,
    StaffRow,
    SyncStatus,
    VisitRecorded,
    WorkItem,
)
from app.services.access_office import AccessOffice
from app.services.arrivals import Arrivals
from app.services.backups import DeskBackups
from app.services.book_office import BookOffice
from app.services.card_payments import CardPayments
from app.services.closing import Closing
from app.services.dashboard_office import DashboardOffice
from app.services.desk_terminal import DeskTerminal
from app.services.drawer_services import DrawerServices
from app.services.fee_office import OfficeFees
from app.services.first_elsewhere import FirstElsewhere
from app.services.inbox import Inbox
from app.services.kiosk_lists import KioskLists
from app.services.look_settings import LookSettings
from app.services.notice_office import NoticeOffice
from app.services.office_calendar import OfficeCalendar
from app.services.office_desk import OfficeDesk
from app.services.offline import Offline
from app.services.printing import Printing
from app.services.queue import Queue
from app.services.record_office import RecordOffice
from app.services.refunds import Refunds
from app.services.same_today import SameToday
from app.services.security_paper_office import SecurityPaperOffice
from app.services.setup_office import SetupOffice
from app.services.short_unlock import ShortUnlock
from app.services.statistics_office import StatisticsOffice
from app.services.transfers import TransferPlan
from app.services.watched_folders import WatchedFolders
from app.services.work_services import WorkServices

T = TypeVar("T")


class Runner(Protocol):
    """Runs `work` on one lane and calls exactly one of `done` and `failed` on the thread of the screen."""

    def __call__(self, work: Callable[[], T], *, done: Callable[[T], object], failed: Callable[[Exception], object]) -> None: ...


class Quote(Protocol):
    """What a draft would cost and what is wrong with it, before anything is recorded."""

    @property
    def lines(self) -> Sequence[Any]: ...
    @property
    def due_won(self) -> int: ...
    @property
    def problems(self) -> Mapping[str, str]: ...
    @property
    def warnings(self) -> Mapping[str, str]: ...
    @property
    def when_down(self) -> str | None: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def penalty(self) -> PenaltyDue | None: ...
    @property
    def filed_before(self) -> Sequence[str]: ...
    @property
    def person_hint(self) -> PersonHint | None: ...
    @property
    def same_today(self) -> SameToday | None: ...


class AttachmentServices(Protocol):
    """Files of a case. Write lane."""

    def attach_file(self, actor: Actor, number_or_id: str | UUID, path: Path) -> AttachmentRow: ...
    def attach_made(self, actor: Actor, number_or_id: str | UUID, name: str, data: bytes) -> AttachmentRow: ...
    def open_attachment(self, actor: Actor, case_id: UUID, entry_id: UUID) -> tuple[str, str, Iterator[bytes]]: ...


class DeskServices(Protocol):
    """One attribute per thing a clerk does. Write lane unless the group says otherwise (ARCHITECTURE §5)."""

    @property
    def desk(self) -> Any: ...

    @property
    def attachments(self) -> AttachmentServices: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def arrivals(self) -> Arrivals: ...

    @property
    def folders(self) -> WatchedFolders: ...

    @property
    def printing(self) -> Printing: ...

    @property
    def terminal(self) -> DeskTerminal: ...

    def sign_in(self, user: str, password: str, *, second: bool = False) -> Actor: ...
    def sign_out(self, actor: Actor, reason: Literal["user", "lock", "exit", "closing"] = ...) -> object: ...
    def open_day(
        self, actor: Actor, float_won: int, *, machine: MachineFacts | None = None, reason: str = "", confirmer: Actor | None = None
    ) -> str: ...
    def record_visit(
        self,
        actor: Actor,
        drafts: list[Draft],
        *,
        tender: DraftTender = ...,
        parts: Sequence[Tendered] = (),
        received_won: int = 0,
        approval_no: str = "",
        last4: str = "",
        exemption: str | None = None,
        issue: bool = True,
        visit_id: UUID | None = None,
        ticket: str = "",
        kept: str = "",
    ) -> VisitRecorded: ...
    def take_payment(
        self,
        actor: Actor,
        case_ids: Sequence[UUID],
        *,
        tender: DraftTender = ...,
        parts: Sequence[Tendered] = (),
        received_won: int = 0,
        approval_no: str = "",
        last4: str = "",
    ) -> VisitRecorded: ...
    def advance_case(
        self,
        actor: Actor,
        case_id: UUID,
        step: str,
        *,
        facts: dict[str, Any] | None = None,
        note: str = "",
        confirmer: Actor | None = None,
    ) -> str: ...
    def charge_received(self, actor: Actor, case_id: UUID) -> int: ...
    def cancel_case(self, actor: Actor, case_id: UUID, reason: str, *, confirmer: Actor | None = None) -> object: ...
    def correct_case(self, actor: Actor, case_id: UUID, given: Mapping[str, object], reason: str) -> list[str]: ...
    def enter_official_no(self, actor: Actor, case_id: UUID, official_no: str) -> list[str]: ...
    def set_lamp(self, actor: Actor, system: str, down: bool, cause: str = "", *, room: bool = False) -> object: ...
    def add_staff(self, actor: Actor, user: str, role: str, name: str, password: str) -> object: ...
    def change_password(self, actor: Actor, old: str, new: str) -> object: ...
    def payment_receipt(self, actor: Actor, receipt_no: str) -> PaymentReceipt: ...
    def plan_transfer(self, actor: Actor, case_id: UUID) -> TransferPlan: ...
    def send_transfer(self, actor: Actor, number: str, to_office: str, note: str = "") -> UUID: ...
    def take_transfer(self, actor: Actor, transfer_id: UUID) -> Recorded: ...
    def view_dispute(self, actor: Actor, place: str) -> DisputeDetail: ...
    def settle_dispute(
        self,
        actor: Actor,
        place: str,
        way: str,
        reason: str = "",
        *,
        whole_case: bool = False,
        confirmer: Actor | None = None,
    ) -> Settled: ...
    def save_draft(self, key: str, content: dict[str, Any]) -> object: ...
    def drop_draft(self, key: str) -> object: ...
    def view_case(self, actor: Actor, number_or_id: str | UUID, purpose: str = "업무처리") -> CaseDetail: ...
    def find_cases(
        self,
        actor: Actor,
        text: str,
        *,
        after: int | None = None,
        limit: int = 50,
        day_from: int | None = None,
        day_to: int | None = None,
    ) -> list[CaseRow]: ...

    # read lane
    def quote(self, draft: Draft) -> Quote: ...
    def exemption_fits(self, drafts: list[Draft], exemption: str) -> list[bool]: ...
    def ledger_page(
        self,
        *,
        after: int | None = None,
        limit: int = 100,
        day_from: int | None = None,
        day_to: int | None = None,
        desk: str | None = None,
    ) -> list[CaseRow]: ...
    def case_keys(self, after: bytes, limit: int) -> list[tuple[bytes, int]]: ...
    def newest_case_keys(self) -> tuple[int, list[int]]: ...
    def recent(self, limit: int = ...) -> list[CaseRow]: ...
    def unpaid(self, limit: int = 100) -> list[CaseRow]: ...
    def worklist(self, limit: int = 200) -> list[WorkItem]: ...
    def worklist_counts(self) -> dict[str, int]: ...
    def day_status(self) -> DayStatus: ...
    def on_change(self, callback: Callable[[frozenset[str], tuple[UUID, ...]], None]) -> None: ...
    def closed_days(self, limit: int = 31) -> list[ClosedDay]: ...
    def day_report(self, actor: Actor, day: str, scope: str) -> DayReport: ...
    def lamps(self) -> list[Lamp]: ...
    def sync_status(self) -> SyncStatus: ...
    def staff(self) -> list[StaffRow]: ...
    def access_log(self, actor: Actor, *, after: int | None = None, limit: int = 100) -> list[AccessRow]: ...
    def drafts(self) -> dict[str, dict[str, Any]]: ...
    def standing_of(self, number: str) -> str | None: ...
    def first_elsewhere(self, number: str) -> FirstElsewhere | None: ...

    # network pool
    def sync_now(self) -> object: ...

    # each method says its lane
    @property
    def offline(self) -> Offline: ...

    @property
    def backups(self) -> DeskBackups: ...

    @property
    def drawer(self) -> DrawerServices: ...

    @property
    def office_fees(self) -> OfficeFees: ...

    @property
    def calendar(self) -> OfficeCalendar: ...

    @property
    def notices(self) -> NoticeOffice: ...

    @property
    def statistics(self) -> StatisticsOffice: ...

    @property
    def dashboards(self) -> DashboardOffice: ...

    @property
    def work(self) -> WorkServices: ...

    @property
    def access(self) -> AccessOffice: ...

    @property
    def short(self) -> ShortUnlock: ...

    @property
    def looks(self) -> LookSettings: ...

    @property
    def setup(self) -> SetupOffice: ...

    @property
    def cards(self) -> CardPayments: ...

    @property
    def queue(self) -> Queue: ...

    @property
    def refunds(self) -> Refunds: ...

    @property
    def books(self) -> BookOffice: ...

    @property
    def office(self) -> OfficeDesk: ...

    @property
    def records(self) -> RecordOffice: ...

    @property
    def security_paper(self) -> SecurityPaperOffice: ...

    @property
    def kiosk_lists(self) -> KioskLists: ...

    @property
    def closing(self) -> Closing: ...


def confirmer_of(services: DeskServices, user: str, password: str) -> Actor | None:
    """Whoever signed second, signed in beside the first; None where nobody was named. Writer lane."""
    return services.sign_in(user, password, second=True) if user else None
