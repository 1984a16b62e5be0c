"""What a paper says, ready to be drawn: everything is decided, masked and added up; `documents/` only sets it in type."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.closing import DayTotals
from app.domain.waiting import WaitingTimes


class OfficeInfo(msgspec.Struct, frozen=True, kw_only=True):
    """The office as papers name it; `approval_boxes` are office data (담당, 팀장, 과장)."""

    office: str
    name: str
    division: str
    phone: str = ""
    address: str = ""
    approval_boxes: list[str] = msgspec.field(default_factory=lambda: ["담당", "팀장", "과장"])


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    label: str
    case_number: str
    quantity: int
    unit_won: int
    waived_won: int
    amount_won: int
    exemption: str = ""


class ReceiptPart(msgspec.Struct, frozen=True, kw_only=True):
    tender: str
    amount_won: int
    received_won: int = 0
    change_won: int = 0
    approval_no: str = ""
    last4: str = ""


class PaymentReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """영수증 (80 mm and A4). `reprint`: 0 for the first print, n for 재발행 n회. `qr`: text of the QR code."""

    office: OfficeInfo
    desk: str
    receipt_no: str
    issued_at: datetime
    clerk: str
    payer: str
    lines: list[ReceiptLine]
    parts: list[ReceiptPart]
    total_won: int
    waived_won: int
    by_owner: dict[str, int]
    qr: str
    reprint: int = 0
    training: bool = False


class IntakeSlip(msgspec.Struct, frozen=True, kw_only=True):
    """접수증; `provisional` makes it the 잠정접수증 (장애 때). `rows`: label, value pairs below the head, already masked."""

    office: OfficeInfo
    desk: str
    title: str
    number: str
    official_no: str
    service: str
    petitioner: str
    intake_at: datetime
    clerk: str
    provisional: bool
    down: list[str]
    rows: list[tuple[str, str]]
    notes: list[str]
    mandate: bool
    qr: str
    issued_at: datetime
    reprint: int = 0
    training: bool = False


class DeskLine(msgspec.Struct, frozen=True, kw_only=True):
    """One desk on the office's sheet; `closed_at` None prints 미마감, `source` says where the figures come from (전송, 수기).

    `part`: which opening of that desk on the day it is (차수); 0 where nothing is known of any.
    """

    desk: str
    closing_label: str
    clerk: str
    opened_at: datetime | None
    closed_at: datetime | None
    cases: int
    net_won: int
    unsent: int
    source: str = ""
    part: int = 1

    @property
    def closed(self) -> bool:
        """True also for a closing that came on paper, which does not say when it was."""
        return self.closed_at is not None or self.source == "수기"


class FieldCount(msgspec.Struct, frozen=True, kw_only=True):
    """처리현황: a field of work, today, the day before, the month so far."""

    label: str
    today: int
    before: int
    month: int


class DutyLine(msgspec.Struct, frozen=True, kw_only=True):
    """A list of the 업무함 (code as in `domain.duties`): how many stand in it, the numbers of those that have waited longest."""

    code: str
    count: int
    first: list[str]


class DayReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of the 수수료 일계표 and the 일일마감 보고서 of one desk, or of the office (`desk` empty, `desks` filled).

    `rows_label`: service → name of its rows in section [1] of the sheet; services that share a name and a unit price become
    one row. `service_label`: service → its full name, taken where `rows_label` has none; [2] to [4] name the fee line.
    `card_total_won`: approvals less cancellations as the terminals counted them. `outages`: national system, began, ended,
    cases received meanwhile. `deposited_won`: 납입, paid into the bank from the drawer during the day. `penalty_notices`:
    과태료 안내, never takings. `cash_in_won`, `cash_out_won`: into and out of the drawer beside takings
    and bank; `cash_back_won`: cash given back,
    also of what was paid otherwise (None: what the tenders' own columns say). `deputy`: the confirmer stood in for the team
    leader (대직자). `claim_label`: `deferred` and `settled` → what the office calls 후불 and its being paid later. `open_items`: code
    of a list by state → how many; `duties`: what waits for somebody to act. `alone`: its desk had no central to send to. `layout`: how
    the papers are laid out; one that was closed keeps the layout of its closing, or other bytes would come out.
    """

    office: OfficeInfo
    scope: str
    desk: str
    day: str
    closing_label: str
    clerk: str
    confirmer: str
    opened_at: datetime | None
    closed_at: datetime | None
    totals: DayTotals
    rows_label: dict[str, str]
    service_label: dict[str, str]
    field_counts: list[FieldCount]
    float_won: int
    counted_won: int | None
    gaps: list[str]
    unsent: int
    unsent_won: int
    oldest_unsent_at: datetime | None
    last_confirmed: str
    late_after_closing: int
    grand_total_won: int
    previous_hash: str
    check_sha256: str
    desks: list[DeskLine]
    outages: list[tuple[str, datetime, datetime | None, int]]
    notes: list[str]
    open_items: list[tuple[str, int]]
    card_total_won: int
    qr: str
    deposited_won: int = 0
    penalty_notices: int = 0
    training: bool = False
    cash_in_won: int = 0
    cash_out_won: int = 0
    cash_back_won: int | None = None
    deputy: bool = False
    claim_label: dict[str, str] = {}
    duties: list[DutyLine] = []
    waiting: WaitingTimes | None = None
    alone: bool = False
    layout: int = 1
