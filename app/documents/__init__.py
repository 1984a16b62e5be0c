"""Receipts, slips and end-of-day papers as PDF: what is printed and handed over.

Everything on a paper was decided in `domain.papers`; here it is set in type. Importing this costs nothing: reportlab comes with
the first paper. The same paper gives the same bytes each time.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from app.documents import (
    blank_slips,
    book_paper,
    case_paper,
    dashboard_sheet,
    day_report,
    day_sheet,
    drawer_sheets,
    expiry_letters,
    giving_back,
    handbook_paper,
    heading,
    help_sheet,
    intake_slip,
    label_sheet,
    month_sheet,
    offsite_slip,
    outage_sheet,
    payment_receipt,
    penalty_notice,
    reconciliation,
    remittance_sheet,
    reversal_sheet,
    scan_covers,
    setup_sheets,
    statistics_sheet,
    words,
)
from app.documents.sheet import A3, Sheet
from app.domain.backup_papers import OffsiteSlip
from app.domain.book_papers import BookPaper
from app.domain.case_papers import CasePaper, ScanCovers
from app.domain.closing_papers import MonthSheet
from app.domain.dashboard_papers import DashboardSheet
from app.domain.drawer_papers import CardSheet, CashSheet, HandOverSheet, InterimSheet, RemittanceSheet, StampSheet
from app.domain.every_paper import Paper
from app.domain.handbook import Handbook
from app.domain.help_pages import HelpSheet
from app.domain.mailing_papers import ExpiryLetters, LabelSheet
from app.domain.outage_papers import BlankSlips, OutageSheet
from app.domain.papers import DayReport, IntakeSlip, PaymentReceipt
from app.domain.penalty_papers import PenaltyNotice
from app.domain.refund_papers import PromiseSlip, RefundReceipt, ReversalSheet
from app.domain.setup_papers import RecoverySheet, TestPage
from app.domain.statistics_papers import StatisticsSheet

__all__ = ["paper_pdf", "receipt_pdf", "slip_pdf", "day_report_pdf", "outage_sheet_pdf", "blank_slips_pdf"]

Size = Literal["80mm", "a4"]


def paper_pdf(paper: Paper, *, fonts: Path, size: Size = "80mm", large: bool = False) -> bytes:
    """Any of our papers as a PDF file. `size`: of those that also come on a roll (영수증, 반환 영수증 …); `large`: 큰글자.

    Large print of a sheet that needs the whole width of A4 landscape is the same sheet on A3. `fonts`: folder of the TrueType
    files. Raises Unavailable `font_missing`. Any thread.
    """
    roll = size == "80mm"
    match paper:
        case PaymentReceipt():
            return receipt_pdf(paper, paper=size, fonts=fonts, large=large)
        case RefundReceipt() | PromiseSlip():
            return giving_back.draw(paper, fonts, roll=roll, large=large)
        case InterimSheet():
            return drawer_sheets.interim(paper, fonts, roll=roll, large=large)
        case IntakeSlip():
            return slip_pdf(paper, fonts=fonts, large=large)
        case PenaltyNotice():
            return penalty_notice.draw(paper, fonts, large=large)
        case HandOverSheet():
            return drawer_sheets.hand_over(paper, fonts, large=large)
        case CashSheet():
            return drawer_sheets.cash(paper, fonts, large=large)
        case CardSheet():
            return reconciliation.card(paper, fonts, large=large)
        case StampSheet():
            return reconciliation.stamp(paper, fonts, large=large)
        case RemittanceSheet():
            return remittance_sheet.draw(paper, fonts, large=large)
        case ReversalSheet():
            return reversal_sheet.draw(paper, fonts, large=large)
        case MonthSheet():
            return month_sheet.draw(paper, fonts, large=large)
        case ExpiryLetters():
            return expiry_letters.draw(paper, fonts, large=large)
        case LabelSheet():
            return label_sheet.draw(paper, fonts, large=large)
        case OffsiteSlip():
            return offsite_slip.draw(paper, fonts, large=large)
        case StatisticsSheet():
            return statistics_sheet.draw(paper, fonts, large=large)
        case DashboardSheet():
            return dashboard_sheet.draw(paper, fonts, large=large)
        case Handbook():
            return handbook_paper.draw(paper, fonts, large=large)
        case HelpSheet():
            return help_sheet.draw(paper, fonts, large=large)
        case ScanCovers():
            return scan_covers.draw(paper, fonts, large=large)
        case CasePaper():
            return case_paper.draw(paper, fonts, large=large)
        case BookPaper():
            return book_paper.draw(paper, fonts, large=large)
        case TestPage():
            return setup_sheets.test_page(paper, fonts, large=large)
        case RecoverySheet():
            return setup_sheets.recovery_sheet(paper, fonts, large=large)
        case DayReport():
            return day_report_pdf(paper, fonts=fonts, large=large)
        case OutageSheet():
            return outage_sheet_pdf(paper, fonts=fonts, large=large)
        case BlankSlips():
            return blank_slips_pdf(paper, fonts=fonts, large=large)


def receipt_pdf(receipt: PaymentReceipt, *, paper: Literal["80mm", "a4"], fonts: Path, large: bool = False) -> bytes:
    """The 영수증 as a PDF file, on a roll of 80 mm as long as its text, or on A4. `large`: 큰글자.

    `fonts`: folder of the TrueType files. Raises Unavailable `font_missing`. Any thread.
    """
    draw = payment_receipt.roll if paper == "80mm" else payment_receipt.a4
    return draw(receipt, fonts, large=large)


def slip_pdf(slip: IntakeSlip, *, fonts: Path, large: bool = False) -> bytes:
    """The 접수증 (잠정접수증, 여권 접수증 with its 위임란) as a PDF file on A4. `large`: 큰글자.

    `fonts`: folder of the TrueType files. Raises Unavailable `font_missing`. Any thread.
    """
    return intake_slip.draw(slip, fonts, large=large)


def day_report_pdf(report: DayReport, *, fonts: Path, large: bool = False) -> bytes:
    """The 수수료 일계표 (A4 landscape) and behind it the 일일마감 보고서 (A4 portrait), of a desk or of the office, as one PDF file.

    `fonts`: folder of the TrueType files; `large`: on A3. Raises Unavailable `font_missing`. Any thread.
    """
    sheet = Sheet(fonts, training=report.training, zoom=A3 if large else 1.0)
    day_sheet.draw(sheet, report)
    day_report.draw(sheet, report)
    title = f"{day_sheet.NAME}·{day_report.NAME} {report.day} {report.office.office} {heading.desk_name(report)}"
    return sheet.pdf(title=title, author=words.office_name(report.office), at=_dated(report))


def outage_sheet_pdf(sheet: OutageSheet, *, fonts: Path, large: bool = False) -> bytes:
    """The 장애기간 처리대장 as a PDF file, A4 landscape. `fonts`: folder of the TrueType files. Raises Unavailable `font_missing`."""
    paper = Sheet(fonts, training=sheet.training, zoom=A3 if large else 1.0)
    outage_sheet.draw(sheet, paper)
    return paper.pdf(title=f"{outage_sheet.NAME} {sheet.label}", author=words.office_name(sheet.office), at=sheet.made_at)


def blank_slips_pdf(slips: BlankSlips, *, fonts: Path, large: bool = False) -> bytes:
    """Blank 수기접수증 as a PDF file, one set a page, A4 landscape. `fonts`: as above. Raises Unavailable `font_missing`."""
    paper = Sheet(fonts, training=slips.training, zoom=A3 if large else 1.0)
    blank_slips.draw(slips, paper)
    title = f"{blank_slips.NAME} {slips.slips[0].number} – {slips.slips[-1].number}"
    return paper.pdf(title=title, author=words.office_name(slips.office), at=slips.printed_at)


def _dated(report: DayReport) -> datetime:
    """The moment a file of that day bears: its closing, before that its opening, else the first minute of the day."""
    return report.closed_at or report.opened_at or datetime.fromisoformat(report.day.partition("/")[0]).replace(tzinfo=words.SEOUL)
