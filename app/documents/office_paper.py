"""A paper of the office on A4: head with 결재 boxes, sections, facts, tables, signatures, 이하 여백; as many pages as it takes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.documents import heading, words
from app.documents.pictures import picture_size
from app.documents.sheet import INK, MM, SOFT, Sheet
from app.documents.signature import Strokes
from app.documents.table import Column, Row, Table
from app.documents.typeface import Weight
from app.domain.papers import OfficeInfo

PORTRAIT: Final = (210.0, 297.0)
LANDSCAPE: Final = (297.0, 210.0)
LARGE: Final = 1.25
TOGETHER: Final = 6  # lines of one fact that no page break separates


@dataclass(frozen=True)
class Head:
    """`facts`: lines of label and value under the title. `boxes`: 결재. `centred`: a citizen's paper. `foot`: which paper it is.

    `part`: pages are counted in it; without it all of that name.
    """

    name: str
    office: OfficeInfo
    facts: list[list[tuple[str, str]]]
    foot: str
    boxes: bool = True
    centred: bool = False
    reprint: int = 0
    remark: str = ""
    part: str = ""


def desk_head(
    name: str, office: OfficeInfo, desk: str, days: tuple[str, str], second: list[tuple[str, str]], *, reprint: int = 0, won: bool = False
) -> Head:
    """The head of a paper of one desk, or of the room where `desk` is empty. `days`: label and value; `second`: the line under it.

    `won`: its figures are money, which the head says once for all of them.
    """
    whose = words.office_name(office)
    first = [("기관", whose), ("창구", desk or "민원실 합계"), days]
    return Head(
        name, office, [first, [*second, *heading.UNIT] if won else second], f"{whose} · {words.place(desk)} · {days[1]}", reprint=reprint
    )


@dataclass
class OfficePaper:
    """Draws downwards; `y` is the upper edge of what comes next. `large`: 큰글자. Millimetres; one thread at a time."""

    sheet: Sheet
    head: Head
    large: bool = False
    wide: bool = False
    y: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.width, self.height = LANDSCAPE if self.wide else PORTRAIT
        self.x = 12.0 if self.wide else 16.0
        self.room = self.width - 2 * self.x
        self.bottom = self.height - 16
        self.scale = LARGE if self.large else 1.0
        self.size = 9.5 * self.scale
        self.step = 6.0 * self.scale
        self._first()

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _page(self) -> None:
        sheet, head = self.sheet, self.head
        sheet.page(self.width, self.height, head.part or head.name)
        sheet.page_number(self.x + self.room, self.height - 9, size=8.5 * self.scale)
        sheet.text(self.x, self.height - 9, head.foot, size=8 * self.scale, grey=SOFT, within=self.room - 24)
        if head.reprint:
            sheet.text(self.x + self.room, 10, f"재발행 {head.reprint}회", size=9 * self.scale, weight="semibold", align="right")

    def _first(self) -> None:
        sheet, head, scale = self.sheet, self.head, self.scale
        self._page()
        right = self.x + self.room
        if head.centred:
            sheet.text(self.width / 2, 26, head.name, size=21 * scale, weight="bold", align="center")
            y = 28 + 8 * scale
        else:
            left = heading.approval_boxes(sheet, right, 14, head.office.approval_boxes, widest=20.0, room=80.0) if head.boxes else right
            sheet.text(self.x, 26, head.name, size=19 * scale, weight="bold", within=left - self.x - 4)
            y = 41.0
        if head.remark:
            sheet.text(self.x, y, head.remark, size=self.size, weight="semibold", within=self.room)
            y += self.size * 1.7 / MM
        for pairs in head.facts:
            y = heading.fact_line(sheet, self._left, y, self.room, pairs, size=self.size)
        self.y = y - 1

    @property
    def _left(self) -> float:
        """Where the facts of the head begin: above those of the text on a citizen's paper, at the edge of the tables on ours."""
        return self.x + 1.2 if self.head.centred else self.x

    def turn(self) -> float:
        """The next page with its head in short; returns the first y below it."""
        self._page()
        self.sheet.text(self.width / 2, 19, f"{self.head.name} (계속)", size=13 * self.scale, weight="bold", align="center")
        self.y = heading.fact_line(self.sheet, self._left, 21 + 6 * self.scale, self.room, self.head.facts[0], size=self.size) - 2
        return self.y

    def need(self, height: float) -> None:
        """So many millimetres are there below; else the next page begins."""
        if self.y + height > self.bottom:
            self.turn()

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def section(self, title: str, least: float = 14.0) -> None:
        """A section's title, on a new page where not even `least` millimetres of the section would fit below it."""
        self.need((9 + least) * self.scale)
        self.sheet.text(self.x, self.y + 7 * self.scale, title, size=11 * self.scale, weight="bold")
        self.y += 9.2 * self.scale

    def table(
        self, columns: Sequence[Column], rows: Sequence[Row], *, width: float | None = None, x: float | None = None, tail: float = 0.0
    ) -> None:
        """Widths of columns are shares of the room, or of `width`. `tail`: millimetres of what must not stand on a page without a row."""
        room = width or self.room
        whole = sum(each.width for each in columns)
        fitted = [Column(each.title, each.width * room / whole, each.align) for each in columns]
        table = Table(self.x if x is None else x, fitted, self.size, self.step)
        self.need(table.height * 3)
        self.y = table.rows(self.sheet, rows, table.head(self.sheet, self.y), self.bottom, self.turn, tail=tail)

    def fact(self, label: str, *items: str, strong: bool = False, lead: float = 34.0) -> None:
        """Label and items; both wrap. A few lines stay together, a long list goes on on the next page."""
        sheet, size, lead = self.sheet, self.size, lead * self.scale
        leading = size * 1.4 / MM
        labels = sheet.wrap(label, size, "regular", lead - 3)
        lines = sheet.flow([each for each in items if each], size, self.room - lead)
        pairs = list(itertools.zip_longest(labels, lines, fillvalue=""))
        self.need((len(pairs[:TOGETHER]) - 1) * leading + self.step)
        for number, (name, line) in enumerate(pairs):
            if number >= TOGETHER:
                self.need(self.step)
            base = self.y + self.step * 0.72
            sheet.text(self.x + 1.2, base, name, size=size, grey=SOFT)
            sheet.text(self.x + lead, base, line, size=size, weight="semibold" if strong else "regular")
            self.y += leading
        self.y += self.step - leading

    def fact_height(self, label: str, *items: str, lead: float = 34.0) -> float:
        """How many millimetres `fact` will take for these."""
        size, lead = self.size, lead * self.scale
        labels = self.sheet.wrap(label, size, "regular", lead - 3)
        lines = self.sheet.flow([each for each in items if each], size, self.room - lead)
        return self.step + (max(len(labels), len(lines), 1) - 1) * size * 1.4 / MM

    def say(self, text: str, *, soft: bool = False, strong: bool = False) -> None:
        """Sentences over the whole width."""
        weight: Weight = "semibold" if strong else "regular"
        for line in self.sheet.wrap(text, self.size, weight, self.room - 2.4):
            self.need(self.step)
            self.sheet.text(self.x + 1.2, self.y + self.step * 0.72, line, size=self.size, weight=weight, grey=SOFT if soft else INK)
            self.y += self.size * 1.45 / MM

    def say_height(self, text: str, *, strong: bool = False) -> float:
        """How many millimetres `say` will take for that."""
        weight: Weight = "semibold" if strong else "regular"
        return len(self.sheet.wrap(text, self.size, weight, self.room - 2.4)) * self.size * 1.45 / MM

    def picture(self, file: Path, says: str, *, widest: float = 150.0) -> None:
        """That picture in the middle, no wider than `widest` millimetres, framed, with its words below; both on one page."""
        wide, high = picture_size(file)
        width = min(widest * self.scale, self.room)
        height = min(width * high / wide, self.bottom - self.step * 4 - 40)
        width = height * wide / high
        self.need(height + self.step * 3)
        left = self.x + (self.room - width) / 2
        self.sheet.picture(file, left, self.y + 1, width, height)
        self.sheet.box(left, self.y + 1, width, height)
        self.y += height + 2
        self.say(says, soft=True)

    def down(self, millimetres: float) -> None:
        self.y += millimetres * self.scale

    def end_height(self, *, signed: bool = True) -> float:
        """How many millimetres `blank_rest` and a line of signatures take: what ends a sheet has to stand above them on their page."""
        return self.step + 2 + (13.0 * self.scale + 4 if signed else 0.0)

    def blank_rest(self, *, signed: bool = True) -> None:
        """이하 여백: nothing may be added below but, if it is `signed`, a line of signatures on the same page."""
        self.need(self.end_height(signed=signed))
        self.sheet.text(self.x + self.room, self.y + self.step * 0.8, "이하 여백", size=self.size, align="right")
        self.y += self.step + 1

    def signatures(self, *posts: tuple[str, str], written: Strokes | None = None) -> None:
        """A line to sign on for each post, two a line, never torn from one another. `written`: what the first has signed already."""
        each = 13.0 * self.scale
        self.need(each * ((len(posts) + 1) // 2) + 4)
        self.y += 3
        half = self.room / 2 - 5
        if written is not None:
            left = self.x + self.sheet.width(posts[0][0], self.size) + 3
            self.sheet.strokes(left, self.y + 1, half / 2, each, written)
        for first in range(0, len(posts), 2):
            self.y += each
            for place, post in enumerate(posts[first : first + 2]):
                heading.signature_line(self.sheet, self.x + place * (half + 10), self.y, half, [post], size=self.size)
        self.y += 4

    def stamp(self, label: str) -> None:
        """A box for somebody else's stamp, at the right, as large as a bank's date stamp needs."""
        strip, height, width = 6.5 * self.scale, 32.0, 64.0 * self.scale
        self.need(strip + height + 3)
        left = self.x + self.room - width
        self.sheet.box(left, self.y, width, strip)
        self.sheet.text(left + width / 2, self.y + strip * 0.7, label, size=self.size, align="center", within=width - 4)
        self.sheet.box(left, self.y + strip, width, height)
        self.y += strip + height + 3

    def seal(self, sentence: str, day: str, code: str, *, to_office: bool = False) -> None:
        """What is certified, the date, the office in large type, its address; the code beside it. Never torn apart.

        `to_office`: the citizen says it, to the office.
        """
        sheet, scale, middle = self.sheet, self.scale, self.width / 2
        self.need(10 + 44 * scale)
        top = self.y + 4
        sheet.text(middle, top + 6 * scale, sentence, size=12 * scale, align="center", within=self.room)
        sheet.text(middle, top + 15 * scale, day, size=11 * scale, align="center")
        office = self.head.office
        name = words.office_name(office) + (" 귀중" if to_office else "")
        sheet.text(middle, top + 27 * scale, name, size=15 * scale, weight="bold", align="center", within=self.room - 62)
        if code:
            sheet.qr(self.x + self.room - 24, top + 12 * scale, 24, code)
        self.y = top + 40 * scale
        sheet.text(self.x + 1.2, self.y, words.office_contact(office), size=8.5 * scale, grey=SOFT, within=self.room - 2.4)
        self.y += 5 * scale
