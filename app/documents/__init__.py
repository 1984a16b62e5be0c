"""Receipts, slips and end-of-day papers as PDF: what is printed and handed over.

Everything on a paper was decided in `domain.papers`; here it is set in type. Importing this costs nothing: reportlab comes with
the first paper. The same paper gives the same bytes each time.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

from app.documents import blank_slips, day_report, day_sheet, heading, intake_slip, outage_sheet, payment_receipt, words
from app.documents.sheet import Sheet
from app.domain.outage_papers import BlankSlips, OutageSheet
from app.domain.papers import DayReport, IntakeSlip, PaymentReceipt

__all__ = ["receipt_pdf", "slip_pdf", "day_report_pdf", "outage_sheet_pdf", "blank_slips_pdf"]


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


def day_report_pdf(report: DayReport, *, fonts: Path) -> bytes:
    """The 수수료 일계표 (A4 landscape) and behind it the 일일마감 보고서 (A4 portrait), of a desk or of the office, as one PDF file.

    `fonts`: folder of the TrueType files. Raises Unavailable `font_missing`. Any thread.
    """
    sheet = Sheet(fonts, training=report.training)
    day_sheet.draw(sheet, report)
    day_report.draw(sheet, report)
    title = f"{day_sheet.NAME}·{day_report.NAME} {report.day} {report.office.office} {heading.desk_name(report)}"
    return sheet.pdf(title=title, author=words.office_name(report.office), at=_dated(report))


def outage_sheet_pdf(sheet: OutageSheet, *, fonts: Path) -> bytes:
    """The 장애기간 처리대장 as a PDF file, A4 landscape. `fonts`: folder of the TrueType files. Raises Unavailable `font_missing`."""
    paper = Sheet(fonts, training=sheet.training)
    outage_sheet.draw(sheet, paper)
    return paper.pdf(title=f"{outage_sheet.NAME} {sheet.label}", author=words.office_name(sheet.office), at=sheet.made_at)


def blank_slips_pdf(slips: BlankSlips, *, fonts: Path) -> bytes:
    """Blank 수기접수증 as a PDF file, one set a page, A4 landscape. `fonts`: as above. Raises Unavailable `font_missing`."""
    paper = Sheet(fonts, training=slips.training)
    blank_slips.draw(slips, paper)
    title = f"{blank_slips.NAME} {slips.slips[0].number} – {slips.slips[-1].number}"
    return paper.pdf(title=title, author=words.office_name(slips.office), at=slips.printed_at)


def _dated(report: DayReport) -> datetime:
    """The moment a file of that day bears: its closing, before that its opening, else the first minute of the day."""
    return report.closed_at or report.opened_at or datetime.fromisoformat(report.day.partition("/")[0]).replace(tzinfo=words.SEOUL)
