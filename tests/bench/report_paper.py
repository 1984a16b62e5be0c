"""Draws the 취소·반환 명세 of so many rows in a process of its own: as the program does (`paper`), or straight on a canvas (`canvas`).

`python -m tests.bench.report_paper paper|canvas ROWS FILE`. The straight way knows where everything stands and measures nothing
but what it sets flush right; it says the same words at the same places.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.papers import OfficeInfo
from app.domain.refund_papers import ReversalLine, ReversalSheet
from tests.bench.memory import peak_mib

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
AT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
SERVICES = ("가족관계증명서", "주민등록표 등본", "인감증명서")
REASONS = ("통수 잘못 입력", "발급 후 인쇄 불량", "여권 신청 취하")
TENDERS = (("cash", "현금"), ("card", "신용카드"))
MM = 72 / 25.4


def a_sheet(rows: int) -> ReversalSheet:
    """A day on which so much was given back, by two clerks, within minutes of one another."""
    lines = [
        ReversalLine(
            what="refunded",
            number=f"26410-03-R-261120-{number:05d}-M4",
            service=SERVICES[number % 3],
            tender=TENDERS[number % 2][0],
            amount_won=400 + 100 * (number % 60),
            reason=REASONS[number % 3],
            user="이서연",
            approver="박도윤",
            at=AT + timedelta(seconds=2 * number),
        )
        for number in range(1, rows + 1)
    ]
    office = OfficeInfo(office="26410", name="금정구청", division="민원봉사과")
    return ReversalSheet(office=office, desk="03", day="2026-11-20", made_at=AT, clerk="이서연", lines=lines, reprints=[])


def by_paper(rows: int) -> bytes:
    from app.documents import paper_pdf

    return paper_pdf(a_sheet(rows), fonts=FONTS)


# Left edges, or right ones where figures stand, in millimetres; widths of the rules and heights as the sheet has them.
_X = 12.0
_WIDTH = 273.0
_PLACES = (17.7, 24.6, 47.0, 65.6, 115.9, 158.8, 199.9, 206.1, 252.7, 271.4)
_TITLES = ("연번", "시각", "구분", "원번호", "민원명", "수단", "금액", "사유", "처리자", "승인자")
_RIGHT, _CENTRED = 6, 0
_STEP, _FIRST, _NEXT, _BOTTOM = 6.0, 60.0, 26.0, 194.0


def by_canvas(rows: int) -> bytes:
    """The same words, rows to a page and rules, with nothing decided at run time that could be decided before."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name in ("Regular", "SemiBold", "Bold"):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"PretendardGOV-{name}.ttf")))
    sheet = a_sheet(rows)
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(297 * MM, 210 * MM), invariant=1, pageCompression=1, initialFontName="Regular")
    tender = dict(TENDERS)
    first = int((_BOTTOM - _FIRST - _STEP) // _STEP)
    other = int((_BOTTOM - _NEXT - _STEP) // _STEP)
    pages = 1 + max(0, -(-(rows - first) // other))
    number = 0
    for page in range(pages):
        top = _FIRST if page == 0 else _NEXT
        canvas.setFont("Bold", 19 if page == 0 else 13)
        canvas.drawString(_X * MM, 184 * MM, "취소·반환 및 재발행 명세" if page == 0 else "취소·반환 및 재발행 명세 (계속)")
        canvas.setFont("Regular", 8)
        canvas.drawString(_X * MM, 9 * MM, "금정구청 민원봉사과 · 창구 03 · 2026. 11. 20.(금)")
        canvas.drawRightString((_X + _WIDTH) * MM, 9 * MM, f"{page + 1}/{pages}쪽")
        canvas.drawString(_X * MM, 168 * MM, "기관 금정구청 민원봉사과   창구 03   업무일 2026. 11. 20.(금)")
        canvas.setFont("SemiBold", 9.5)
        for place, title in zip(_PLACES, _TITLES, strict=True):
            canvas.drawString(place * MM, (210 - top + 2) * MM, title)
        canvas.setLineWidth(0.15)
        canvas.setFont("Regular", 9.5)
        for row in range(first if page == 0 else other):
            if number == rows:
                break
            line = sheet.lines[number]
            number += 1
            at = line.at + timedelta(hours=9)
            cells = (
                f"{number:,}", f"{at:%H:%M}", "반환", line.number, line.service, tender[line.tender], f"△{line.amount_won:,}",
                line.reason, line.user, line.approver,
            )  # fmt: skip
            y = (210 - top - (row + 1) * _STEP) * MM
            for index, cell in enumerate(cells):
                if index == _RIGHT:
                    canvas.drawRightString(_PLACES[index] * MM, y, cell)
                elif index == _CENTRED:
                    canvas.drawCentredString(_PLACES[index] * MM, y, cell)
                else:
                    canvas.drawString(_PLACES[index] * MM, y, cell)
            canvas.line(_X * MM, y - 1.5 * MM, (_X + _WIDTH) * MM, y - 1.5 * MM)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


WAYS: dict[str, Callable[[int], bytes]] = {"paper": by_paper, "canvas": by_canvas}


def main() -> None:
    """The file is written; the most memory the process had, and its CPU seconds from its start on, are said."""
    way, rows, file = sys.argv[1:]
    Path(file).write_bytes(WAYS[way](int(rows)))
    print(json.dumps({"peak_mib": peak_mib(), "cpu_s": time.process_time()}))


if __name__ == "__main__":
    main()
