"""The head and the foot that both end-of-day papers share: title, office, business day, 결재 boxes, code and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.documents import words
from app.documents.sheet import MM, SOFT, Sheet
from app.domain.papers import DayReport

BOX_HEIGHT: Final = 20.0
STRIP: Final = 7.0
UNIT: Final = [("금액 단위", "원")]  # said once in the head; amounts in sentences have their 원


def title(report: DayReport, name: str) -> str:
    """The name of the paper; before the closing it says so, so that nobody files a draft."""
    return name if report.closed_at else f"{name} (마감 전)"


def desk_name(report: DayReport) -> str:
    return words.place(report.desk)


def approval_boxes(sheet: Sheet, right: float, y: float, names: Sequence[str], *, widest: float = 22.0, room: float = 92.0) -> float:
    """결재 and one box for each name, the right edge at `right`; returns the left edge."""
    if not names:
        return right
    width = min(widest, (room - STRIP) / len(names))
    left = right - STRIP - width * len(names)
    sheet.box(left, y, STRIP, BOX_HEIGHT)
    sheet.text(left + STRIP / 2, y + 8.4, "결", size=9, align="center")
    sheet.text(left + STRIP / 2, y + 14.4, "재", size=9, align="center")
    for index, name in enumerate(names):
        x = left + STRIP + index * width
        sheet.box(x, y, width, 6)
        sheet.box(x, y + 6, width, BOX_HEIGHT - 6)
        sheet.text(x + width / 2, y + 4.3, name, size=9, align="center", within=width - 2)
    return left


def facts(report: DayReport) -> list[list[tuple[str, str]]]:
    """The two lines under the title: office, desk and business day; number of the closing, times and the clerk."""
    opened = words.clock(report.opened_at, report.day) if report.opened_at else "-"
    closed = words.clock(report.closed_at, report.day) if report.closed_at else "미마감"
    first = [("기관", words.office_name(report.office)), ("창구", report.desk or "민원실 합계"), ("업무일", words.business_day(report.day))]
    label = report.closing_label or ("창구별" if report.desks else "미마감")
    second = [("마감번호", label), ("개시", opened), ("마감", closed), ("담당", report.clerk)]
    return [first, [(label, value) for label, value in [*second, *UNIT] if value]]


def fact_line(sheet: Sheet, x: float, y: float, width: float, pairs: Sequence[tuple[str, str]], *, size: float = 9.5) -> float:
    """Label and value, label and value …; a pair that does not fit goes to the next line. Returns the baseline after the last."""
    at = x
    for label, value in pairs:
        lead = sheet.width(label, size) + 1.8
        need = lead + sheet.width(value, size, "semibold")
        if at > x and at + need > x + width:
            at = x
            y += size * 1.55 / MM
        sheet.text(at, y, label, size=size, grey=SOFT)
        sheet.text(at + lead, y, value, size=size, weight="semibold", within=max(width - lead, 10))
        at += need + 6
    return y + size * 1.55 / MM


def signatures(sheet: Sheet, x: float, y: float, width: float, report: DayReport, *, stacked: bool = False) -> None:
    """마감자, 확인자 (the team leader or who stood in), 수입금 인수: the name where it is known, a line to sign on, (서명).

    `stacked`: on a narrow paper the post stands above the line, which stays long enough to sign on; the line is 9 mm below y.
    """
    size, gap = 9.5, 6.0
    maker = "마감자(창구)" if report.desk else "취합자(민원실)"
    leader = "확인자(대직자)" if report.deputy else "확인자(팀장)"
    posts = [(maker, report.clerk), (leader, report.confirmer), ("수입금 인수(분임 출납원)", "")]
    if not stacked:
        signature_line(sheet, x, y, width, posts, size=size)
        return
    each = (width - gap * (len(posts) - 1)) / len(posts)
    for place, (post, name) in enumerate(posts):
        left = x + place * (each + gap)
        sheet.text(left, y, post, size=size)
        signature_line(sheet, left, y + 9, each, [("", name)], size=size)


def signature_line(sheet: Sheet, x: float, y: float, width: float, posts: Sequence[tuple[str, str]], *, size: float) -> None:
    """Post, name where it is known, a line to sign on and (서명), for each of them side by side."""
    mark = sheet.width("(서명)", size)
    words_wide = sum(sheet.width(post, size) for post, _ in posts) + len(posts) * (mark + 3)
    gap = 6.0
    blank = (width - words_wide - gap * (len(posts) - 1)) / len(posts)
    for post, name in posts:
        sheet.text(x, y, post, size=size)
        x += sheet.width(post, size) + 1.5
        sheet.text(x + 1, y, name, size=size, within=blank - 2)
        sheet.rule(x, y + 1.2, x + blank, y + 1.2, width=0.4)
        x += blank + 1.5
        sheet.text(x, y, "(서명)", size=size, grey=SOFT)
        x += mark + gap
