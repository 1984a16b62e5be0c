"""Every paper this program prints: one name for the type, its code, its number, and which printer it is for."""

from __future__ import annotations

from typing import Literal

from app.domain.backup_papers import OffsiteSlip
from app.domain.book_papers import BookPaper
from app.domain.case_papers import CasePaper, ScanCovers
from app.domain.closing_papers import MonthSheet
from app.domain.dashboard_papers import DashboardSheet
from app.domain.drawer_papers import CardSheet, CashSheet, HandOverSheet, InterimSheet, RemittanceSheet, StampSheet
from app.domain.handbook import Handbook
from app.domain.help_pages import HelpSheet
from app.domain.mailing_papers import ExpiryLetters, LabelSheet
from app.domain.outage_papers import BlankSlips, OutageSheet
from app.domain.papers import DayReport, IntakeSlip, PaymentReceipt
from app.domain.penalty_papers import PenaltyNotice
from app.domain.refund_papers import PromiseSlip, RefundReceipt, ReversalSheet
from app.domain.setup_papers import RecoverySheet, TestPage
from app.domain.statistics_papers import StatisticsSheet

Paper = (
    PaymentReceipt
    | IntakeSlip
    | DayReport
    | OutageSheet
    | BlankSlips
    | RefundReceipt
    | PromiseSlip
    | ReversalSheet
    | InterimSheet
    | HandOverSheet
    | CashSheet
    | CardSheet
    | StampSheet
    | RemittanceSheet
    | MonthSheet
    | PenaltyNotice
    | BookPaper
    | CasePaper
    | ScanCovers
    | ExpiryLetters
    | LabelSheet
    | OffsiteSlip
    | Handbook
    | StatisticsSheet
    | DashboardSheet
    | HelpSheet
    | TestPage
    | RecoverySheet
)
PrinterKind = Literal["receipt", "a4", "label"]
PRINTER_KINDS: tuple[PrinterKind, ...] = ("receipt", "a4", "label")

CODES: dict[type[Paper], str] = {
    PaymentReceipt: "payment_receipt",
    IntakeSlip: "intake_slip",
    DayReport: "day_report",
    OutageSheet: "outage_sheet",
    BlankSlips: "blank_slips",
    RefundReceipt: "refund_receipt",
    PromiseSlip: "promise_slip",
    ReversalSheet: "reversal_sheet",
    InterimSheet: "interim_sheet",
    HandOverSheet: "hand_over_sheet",
    CashSheet: "cash_sheet",
    CardSheet: "card_sheet",
    StampSheet: "stamp_sheet",
    RemittanceSheet: "remittance_sheet",
    MonthSheet: "month_sheet",
    PenaltyNotice: "penalty_notice",
    BookPaper: "book",
    CasePaper: "case_paper",
    ScanCovers: "scan_covers",
    ExpiryLetters: "expiry_letters",
    LabelSheet: "label_sheet",
    OffsiteSlip: "offsite_slip",
    Handbook: "handbook",
    StatisticsSheet: "statistics_sheet",
    DashboardSheet: "dashboard_sheet",
    HelpSheet: "help_sheet",
    TestPage: "test_page",
    RecoverySheet: "recovery_sheet",
}
# Handed to a citizen over the counter: these go to the receipt printer and come on a roll of 80 mm, all others on A4.
ON_A_ROLL: tuple[type[Paper], ...] = (PaymentReceipt, RefundReceipt, PromiseSlip, InterimSheet)


def code_of(paper: Paper) -> str:
    """The paper's code, as entries and the print log have it (`payment_receipt`)."""
    return paper.code if isinstance(paper, CasePaper) else CODES[type(paper)]


def printer_kind(paper: Paper) -> PrinterKind:
    """Which of the desk's printers it is for."""
    if isinstance(paper, TestPage):
        return paper.kind
    if isinstance(paper, LabelSheet):
        return "label"
    return "receipt" if isinstance(paper, ON_A_ROLL) else "a4"


def ref_of(paper: Paper) -> str:
    """The number or day it is filed under: of a case, a receipt, a business day. Never a name; fit for a file name."""
    match paper:
        case PaymentReceipt() | RefundReceipt():
            found = paper.receipt_no
        case PromiseSlip():
            found = paper.slip_no
        case IntakeSlip():
            found = paper.number
        case ExpiryLetters() | LabelSheet() | Handbook() | HelpSheet():
            found = paper.ref
        case CasePaper():
            found = paper.number
        case ScanCovers():
            found = paper.ref
        case StatisticsSheet():
            found = f"{paper.year}-{paper.reports[0].table.id if len(paper.reports) == 1 else 'all'}"
        case DashboardSheet():
            found = f"{paper.board.date}-{paper.board.desk or 'room'}"
        case PenaltyNotice():
            found = paper.case_number
        case BookPaper() | OffsiteSlip() | TestPage() | RecoverySheet():
            found = paper.ref
        case OutageSheet():
            found = paper.label
        case BlankSlips():
            found = paper.slips[0].number
        case DayReport():
            found = f"{paper.day}-{paper.desk or 'room'}"
        case MonthSheet():
            found = f"{paper.period}-{paper.desk or 'room'}"
        case RemittanceSheet() | ReversalSheet():
            found = f"{paper.day}-{paper.desk or 'room'}"
        case _:
            found = f"{paper.day}-{paper.desk}"
    return found.replace("/", "-")
