"""수기접수증: blank slips with numbers printed beforehand, two sheets to a set side by side, to be written on while a system is away."""

from __future__ import annotations

from typing import Final

from app.documents import words
from app.documents.sheet import SOFT, Sheet
from app.domain.outage_papers import BlankSlip, BlankSlips

WIDTH: Final = 297.0
HEIGHT: Final = 210.0
HALF: Final = WIDTH / 2
EDGE: Final = 11.0
ROOM: Final = HALF - 2 * EDGE
NAME: Final = "수기접수증"
LABEL: Final = 29.0
ROW: Final = 10.4
COPIES: Final = (
    ("기관용", "입력한 뒤 번호 순서대로 철합니다."),
    ("민원인용", "이 접수증은 잠정 접수 확인이며, 발급·수리를 뜻하지 않습니다."),
)


def draw(paper: BlankSlips, sheet: Sheet) -> None:
    """One page for each set."""
    for slip in paper.slips:
        sheet.page(WIDTH, HEIGHT, "slips")
        for side, (copy, note) in enumerate(COPIES):
            _copy(sheet, paper, slip, side * HALF + EDGE, copy, note)
        sheet.rule(HALF, 6, HALF, HEIGHT - 6, width=0.4, grey=SOFT, dashed=True)


def _copy(sheet: Sheet, paper: BlankSlips, slip: BlankSlip, x: float, copy: str, note: str) -> None:
    sheet.text(x, 17, words.office_name(paper.office), size=9, weight="semibold", within=ROOM - 30)
    sheet.text(x + ROOM, 17, copy, size=9, weight="semibold", align="right")
    sheet.text(x, 29, NAME, size=20, weight="bold")
    sheet.text(x, 38, slip.number, size=14, weight="bold")
    sheet.text(x, 44, f"창구 {paper.desk} · 시스템 장애 때만 씁니다.", size=8.5, grey=SOFT)
    sheet.qr(x + ROOM - 20, 22, 20, slip.qr)
    y = 49.0
    for label, fill in (
        ("접수일시", "            년          월          일          시          분"),
        ("민원명·통수", "                                                   통"),
        ("성명", ""),
        ("생년월일", "            년          월          일"),
        ("연락처", ""),
        ("신분확인", "□ 주민등록증  □ 운전면허증  □ 여권  □ 기타"),
        ("위임장", "□ 없음  □ 있음 (대리인:                         )"),
        ("수수료", "□ 안 받음   □ 받음                        원"),
        ("장애 시스템", "□ 인감 □ 주민 □ 가족 □ 여권 □ 차량 □ 토지 □ 새올"),
        ("사유·메모", ""),
    ):
        tall = ROW * (2 if label == "사유·메모" else 1)
        sheet.box(x, y, LABEL, tall, line=0.4, fill=0.95)
        sheet.box(x + LABEL, y, ROOM - LABEL, tall, line=0.4)
        sheet.text(x + 2, y + ROW / 2 + 1.4, label, size=9.5, weight="semibold", within=LABEL - 3)
        if fill:
            sheet.text(x + LABEL + 2.5, y + ROW / 2 + 1.4, fill, size=9, within=ROOM - LABEL - 5)
        y += tall
    y += 8
    sheet.text(x, y, "담당자", size=9.5)
    sheet.rule(x + 13, y + 1, x + 55, y + 1, width=0.4)
    sheet.text(x + ROOM - 58, y, "민원인", size=9.5)
    sheet.rule(x + ROOM - 45, y + 1, x + ROOM - 10, y + 1, width=0.4)
    sheet.text(x + ROOM, y, "(서명)", size=8.5, align="right", grey=SOFT)
    sheet.paragraph(x, y + 9, ROOM, f"※ {note}", size=8.5, grey=SOFT)
    sheet.paragraph(x, y + 14, ROOM, "※ 주민등록번호는 적지 않습니다. 수수료는 발급할 때 받습니다.", size=8.5, grey=SOFT)
