"""접수증: the paper that says a case was received; 잠정접수증 while a national system is away, 여권 접수증 with its 위임란 (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.sheet import MM, SOFT, Sheet
from app.domain.papers import IntakeSlip

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
X: Final = 20.0
ROOM: Final = WIDTH - 2 * X
BOTTOM: Final = HEIGHT - 22
LARGE: Final = 1.35
PROVISIONAL: Final = "잠정: 발급·수리 아님"


def draw(paper: IntakeSlip, fonts: Path, *, large: bool) -> bytes:
    sheet = Sheet(fonts, training=paper.training)
    _Slip(sheet, paper, LARGE if large else 1.0).draw()
    return sheet.pdf(title=f"{paper.title} {paper.number}", author=words.office_name(paper.office), at=paper.issued_at)


class _Slip:
    def __init__(self, sheet: Sheet, paper: IntakeSlip, scale: float) -> None:
        self.sheet = sheet
        self.paper = paper
        self.scale = scale

    def draw(self) -> None:
        y = self._top(self.turn(again=False))
        if self.paper.provisional:
            y = self._provisional(y)
        y = self._rows(y)
        y = self._notes(y + 4 * self.scale)
        if self.paper.mandate:
            y = self._mandate(self._room_for(y + 4, 68 * self.scale))
        self._foot(self._room_for(y + 2, (20 if words.office_contact(self.paper.office) else 14) * self.scale))

    def turn(self, *, again: bool = True) -> float:
        sheet, paper, scale = self.sheet, self.paper, self.scale
        sheet.page(WIDTH, HEIGHT)
        sheet.text(X, 20, words.office_name(paper.office), size=10 * scale, weight="semibold", within=ROOM - 35)
        if paper.reprint:
            sheet.text(X + ROOM, 20, f"재발행 {paper.reprint}회", size=10 * scale, weight="semibold", align="right")
        title = f"{paper.title} (계속)" if again else paper.title
        sheet.text(WIDTH / 2, 24 + 11 * scale, title, size=24 * scale, weight="bold", align="center", within=ROOM)
        sheet.text(X, HEIGHT - 12, f"접수번호 {paper.number}", size=8, grey=SOFT)
        sheet.page_number(X + ROOM, HEIGHT - 12)
        return 24 + 18 * scale

    def _room_for(self, y: float, need: float) -> float:
        return y if y + need <= BOTTOM else self.turn()

    def _top(self, y: float) -> float:
        """The number, large, with its code on the right: what the citizen is asked for on the telephone."""
        sheet, paper, scale = self.sheet, self.paper, self.scale
        side, down = 22.0, 0.0 if paper.official_no else 3.0
        sheet.rule(X, y, X + ROOM, y, width=0.9)
        sheet.text(X + 2, y + down + 8 * scale, "접수번호", size=9.5 * scale, grey=SOFT)
        sheet.text(X + 2, y + down + 16.5 * scale, paper.number, size=17 * scale, weight="bold", within=ROOM - side - 12)
        if paper.official_no:
            sheet.text(X + 2, y + 23.5 * scale, f"공식번호 {paper.official_no}", size=10 * scale, within=ROOM - side - 12)
        if paper.qr:
            sheet.qr(X + ROOM - side - 2, y + 4, side, paper.qr)
        y += max(side + 8, (28 if paper.official_no else 24) * scale)
        sheet.rule(X, y, X + ROOM, y, width=0.5)
        return y

    def _provisional(self, y: float) -> float:
        sheet, scale = self.sheet, self.scale
        down = f"장애 시스템: {', '.join(self.paper.down)}" if self.paper.down else ""
        lines = sheet.wrap(down, 10.5 * scale, "regular", ROOM - 8) if down else []
        tall = 11 * scale + len(lines) * 6 * scale
        sheet.box(X, y + 3, ROOM, tall, line=1.2, fill=0.95)
        base = y + 3 + 7.3 * scale
        sheet.text(WIDTH / 2, base, PROVISIONAL, size=14 * scale, weight="bold", align="center")
        for line in lines:
            base += 6 * scale
            sheet.text(WIDTH / 2, base, line, size=10.5 * scale, align="center")
        y += tall + 6
        sheet.rule(X, y, X + ROOM, y, width=0.5)
        return y

    def _rows(self, y: float) -> float:
        paper = self.paper
        rows = [
            ("민원명", paper.service),
            ("민원인", paper.petitioner),
            ("접수일시", words.moment(paper.intake_at)),
            *paper.rows,
        ]
        for label, value in rows:
            if value:
                y = self._row(label, value, y)
        return y

    def _row(self, label: str, value: str, y: float) -> float:
        sheet, scale = self.sheet, self.scale
        size, label_width = 10.5 * scale, 34.0 * scale
        step = size * 1.5 / MM
        labels = sheet.wrap(label, size, "semibold", label_width - 4)
        values = sheet.wrap(value, size, "regular", ROOM - label_width - 4)
        tall = max(len(labels), len(values)) * step + 3 * scale
        y = self._room_for(y, tall)
        sheet.box(X, y, label_width, tall, line=0, fill=0.95)
        base = y + 1.5 * scale + step * 0.72
        for number, text in enumerate(labels):
            sheet.text(X + 2, base + number * step, text, size=size, weight="semibold")
        for number, text in enumerate(values):
            sheet.text(X + label_width + 2, base + number * step, text, size=size)
        sheet.rule(X, y, X + ROOM, y, width=0.25)
        y += tall
        sheet.rule(X, y, X + ROOM, y, width=0.25)
        return y

    def _notes(self, y: float) -> float:
        sheet, scale = self.sheet, self.scale
        size = 9.5 * scale
        for note in self.paper.notes:
            lines = sheet.wrap(note, size, "regular", ROOM - 7)
            y = self._room_for(y, len(lines) * size * 1.5 / MM + 2)
            sheet.text(X + 2, y + 4 * scale, "※", size=size)
            y = sheet.paragraph(X + 7, y + 4 * scale, ROOM - 7, note, size=size, leading=1.5) - 3 * scale
        return y

    def _mandate(self, y: float) -> float:
        """위임란: filled in by hand when somebody else fetches the passport."""
        sheet, scale = self.sheet, self.scale
        sheet.rule(X, y, X + ROOM, y, width=0.5, dashed=True)
        y += 9 * scale
        sheet.text(WIDTH / 2, y, "위임란", size=14 * scale, weight="bold", align="center")
        y += 4 * scale
        half, tall, label = ROOM / 2, 10 * scale, 26 * scale
        cells = [
            (("위임자 성명", ""), ("대리인 성명", "")),
            (("위임자 연락처", ""), ("대리인 생년월일", "")),
            (("위임자 서명", "(서명)"), ("대리인 연락처", "")),
            (("작성일", "년          월          일"), ("위임자와의 관계", "")),
        ]
        for row, pair in enumerate(cells):
            for side, (name, mark) in enumerate(pair):
                x, top = X + side * half, y + row * tall
                sheet.box(x, top, label, tall, fill=0.95)
                sheet.box(x + label, top, half - label, tall)
                sheet.text(x + 2, top + tall / 2 + 1.3 * scale, name, size=9.5 * scale, weight="semibold", within=label - 3)
                if mark:
                    sheet.text(x + half - 3, top + tall / 2 + 1.3 * scale, mark, size=9 * scale, align="right", grey=SOFT)
        y += len(cells) * tall + 8 * scale
        words_of_mandate = f"접수번호 {self.paper.number} 여권의 수령을 위 대리인에게 위임합니다."
        sheet.text(WIDTH / 2, y, words_of_mandate, size=10.5 * scale, align="center", within=ROOM)
        y += 5 * scale
        sheet.rule(X, y, X + ROOM, y, width=0.5, dashed=True)
        return y

    def _foot(self, y: float) -> None:
        sheet, paper, scale = self.sheet, self.paper, self.scale
        sheet.text(WIDTH / 2, y + 6 * scale, words.office_name(paper.office), size=15 * scale, weight="bold", align="center", within=ROOM)
        who = f"창구 {paper.desk} · 담당 {paper.clerk} · 발행 {words.moment(paper.issued_at)}"
        sheet.text(WIDTH / 2, y + 13 * scale, who, size=9.5 * scale, align="center", within=ROOM)
        sheet.text(WIDTH / 2, y + 19 * scale, words.office_contact(paper.office), size=9 * scale, align="center", grey=SOFT, within=ROOM)
