"""A printed book (대장): columns, 연번, the sums of each page and of the whole, 이하 여백, the reviewer's box (COUNTER §4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from app.documents import heading, words
from app.documents.sheet import A3, INK, MM, SOFT, Sheet
from app.documents.table import Column, Row, Table
from app.domain.book_papers import BookLine, BookPaper

WIDTH: Final = 297.0
HEIGHT: Final = 210.0
LEFT: Final = 9.0
SIZE: Final = 6.6
LINE: Final = 4.6
SUM: Final = LINE + 0.6  # of a line of sums
REST: Final = 9.0  # of 이하 여백
SIGNED: Final = 18.0
FOOT: Final = 15.0  # of a page: the reviewer's box, which paper it is, its number
MONEY: Final = ("수수료", "금액", "현금", "국제교류기여금")  # summed columns that begin so are won
NUMBER: Final = 4.5  # share of the page that 연번 takes


def draw(paper: BookPaper, fonts: Path, *, large: bool) -> bytes:
    """The book as a PDF file; `large`: on A3."""
    sheet = Sheet(fonts, training=paper.training, zoom=A3 if large else 1.0, whole_numbers=paper.numbers_in_full)
    _Pages(sheet, paper).draw()
    title = f"{paper.name} {paper.first_day} {paper.last_day}"
    return sheet.pdf(title=title, author=words.office_name(paper.office), at=paper.made_at)


@dataclass
class _Sums:
    """What a page, or the whole, adds up to. `lines`: those that count; `undone`: those that stand there and do not; `all`: every one."""

    figures: list[int]
    lines: int = 0
    undone: int = 0
    all: int = 0

    def add(self, line: BookLine) -> None:
        self.all += 1
        if line.undone:
            self.undone += 1
            return
        self.lines += line.number
        for place, figure in enumerate(line.sums):
            self.figures[place] += figure


@dataclass
class _Pages:
    sheet: Sheet
    paper: BookPaper
    y: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        room = WIDTH - 2 * LEFT
        shares = [NUMBER, *(each.width for each in self.paper.columns)]
        unit = room / sum(shares)
        heads = [Column("연번", shares[0] * unit, "right")]
        heads += [Column("", share * unit, each.align) for share, each in zip(shares[1:], self.paper.columns, strict=True)]
        self.table = Table(LEFT, heads, SIZE, LINE)
        self.summed = [place + 1 for place, each in enumerate(self.paper.columns) if each.sum]
        self.whole, self.page = self._nothing(), self._nothing()
        self.groups, self.group = self.paper.groups, ""

    def _nothing(self) -> _Sums:
        return _Sums([0] * len(self.summed))

    def draw(self) -> None:
        self._turn(first=True)
        lines = self.paper.lines
        last = len(lines)
        for number, line in enumerate(lines, 1):
            row = Row([str(number), *self._cells(line)])
            tall = self.table.tall(self.sheet, row)
            ends = number < last and bool(self.groups) and lines[number].group != line.group
            below = self._end_height() if number == last else SUM * 2 if ends else LINE * 2
            if self.y + tall + below > HEIGHT - FOOT:
                self._page_sum()
                self._turn()
            self.group = line.group if self.groups else ""
            self._line(row, tall, line)
            if ends:
                self._page_sum(ends=True)
                self._sum_row(self._of_group("합계"), self.whole)
                self.whole, self.page = self._nothing(), self._nothing()
        self._page_sum(ends=True)
        self._end()

    # ── pages ──

    def _turn(self, *, first: bool = False) -> None:
        sheet, paper = self.sheet, self.paper
        sheet.page(WIDTH, HEIGHT, paper.name)
        self.page = self._nothing()
        right = WIDTH - LEFT
        title = paper.name if first else f"{paper.name} (계속)"
        if first:
            left = heading.approval_boxes(sheet, right, 9, paper.office.approval_boxes, widest=20.0, room=80.0)
            sheet.text(LEFT, 18, title, size=17, weight="bold", within=left - LEFT - 4)
            self.y = heading.fact_line(sheet, LEFT, 25, left - LEFT - 4, self._facts(), size=8.5) - 1
            self.y = max(self.y, 31.0)
        else:
            sheet.text(LEFT, 14, title, size=11, weight="bold")
            self.y = 17.0
        if paper.reprint:
            sheet.text(right, 7, f"재출력 {paper.reprint}회", size=7.5, weight="semibold", align="right")
        self._foot()
        self._head()

    def _facts(self) -> list[tuple[str, str]]:
        paper = self.paper
        whose = words.office_name(paper.office) + (f" 창구 {paper.desk}" if paper.desk else "")
        period = f"{_day(paper.first_day)} ~ {_day(paper.last_day)} ({paper.basis})"
        kind = "가림본 (성명·번호·연락처·주소 가림)" if paper.masked else f"원본 (출력 사유: {paper.reason})"
        said = [("구분", kind)] if paper.masked or paper.reason else []  # a book that names nobody is neither
        facts = [("기관", whose), ("기간", period), *said, ("출력", f"{words.moment(paper.made_at)} {paper.clerk}")]
        money = any(each.sum and each.title.startswith(MONEY) for each in paper.columns)
        return [*facts, *heading.UNIT] if money else facts

    def _foot(self) -> None:
        sheet, right = self.sheet, WIDTH - LEFT
        top = HEIGHT - FOOT + 2.5
        sheet.box(right - 58, top, 12, 8, fill=0.96)
        sheet.text(right - 52, top + 5.2, "확인", size=8, align="center")
        sheet.box(right - 46, top, 28, 8)
        sheet.text(right - 18.8, top + 5.2, "(서명)", size=7, align="right", grey=SOFT)
        sheet.page_number(right, top + 5.2, size=8)
        note = "" if self.paper.verified else " · 서식은 기관의 대장 서식과 대조하여 쓰십시오."
        foot = f"{words.office_name(self.paper.office)} · {self.paper.name}{note}"
        sheet.text(LEFT, top + 5.2, foot, size=7, grey=SOFT, within=right - LEFT - 62)

    def _head(self) -> None:
        """Titles of columns are wrapped: a statutory column says what may stand in it."""
        sheet, size = self.sheet, SIZE * 0.95
        wrapped = []
        for column, title in zip(self.table.columns, ["연번", *(each.title for each in self.paper.columns)], strict=True):
            wrapped.append(sheet.wrap(title, size, "semibold", column.width - 1.4))
        leading = size * 1.25 / MM
        tall = max(map(len, wrapped)) * leading + 2.0
        sheet.box(LEFT, self.y, self.table.width, tall, line=0, fill=0.93)
        sheet.rule(LEFT, self.y, LEFT + self.table.width, self.y, width=0.9)
        x = LEFT
        for column, lines in zip(self.table.columns, wrapped, strict=True):
            base = self.y + (tall - len(lines) * leading) / 2 + leading * 0.78
            for line in lines:
                sheet.text(x + column.width / 2, base, line, size=size, weight="semibold", align="center")
                base += leading
            x += column.width
        self.y += tall
        sheet.rule(LEFT, self.y, LEFT + self.table.width, self.y, width=0.5)

    # ── lines ──

    def _cells(self, line: BookLine) -> list[str]:
        if not line.undone:
            return line.cells
        first, *rest = line.cells
        return [f"{first}\n[{line.undone}]", *rest]

    def _line(self, row: Row, tall: float, line: BookLine) -> None:
        sheet, top = self.sheet, self.y
        if line.undone:
            sheet.box(LEFT, top, self.table.width, tall, line=0, fill=0.95)
        self.y = self.table.rows(sheet, [row], top, HEIGHT, lambda: top)
        if line.undone:
            sheet.rule(LEFT, top + LINE / 2, LEFT + self.table.width, top + LINE / 2, width=0.35, grey=0.45)
        self.page.add(line)
        self.whole.add(line)

    def _page_sum(self, *, ends: bool = False) -> None:
        """What the page adds up to; of a group alone, unless the page has none of it or all (`ends`), where its 합계 says the same."""
        if self.groups and (not self.page.all or (ends and self.page == self.whole)):
            return
        self._sum_row(self._of_group("쪽 계"), self.page)

    def _of_group(self, name: str) -> str:
        return f"{self.group} {name}".strip()

    def _sum_row(self, name: str, sums: _Sums) -> None:
        """The sums under their columns; how many lines and how many of them were undone, over the columns before."""
        sheet, tall = self.sheet, SUM
        sheet.box(LEFT, self.y, self.table.width, tall, line=0, fill=0.96)
        sheet.rule(LEFT, self.y, LEFT + self.table.width, self.y, width=0.4)
        base = self.y + tall / 2 + SIZE * 0.355 / MM
        told = f"{name}  {sums.lines:,}건" + (f" (취소·무효·폐기 {sums.undone:,}건 제외)" if sums.undone else "")
        ends = [LEFT]
        for column in self.table.columns:
            ends.append(ends[-1] + column.width)
        room = (ends[self.summed[0]] if self.summed else ends[-1]) - LEFT - 2
        sheet.text(LEFT + 1.2, base, told, size=SIZE + 0.4, weight="semibold", within=room)
        for place, figure in zip(self.summed, sums.figures, strict=True):
            column = self.table.columns[place]
            sheet.text(ends[place + 1] - 1.2, base, words.won(figure), size=SIZE, weight="semibold", align="right", within=column.width + 6)
        self.y += tall
        sheet.rule(LEFT, self.y, LEFT + self.table.width, self.y, width=0.4)

    def _end_height(self) -> float:
        """Of what stands below the last line on its page: both sums, the note, 이하 여백, who signs; a list of 결번 goes on alone."""
        return SUM * 2 + (5 if self.paper.note else 0) + REST + (SIGNED if self.paper.sign else 0)

    def _end(self) -> None:
        """The whole, the numbers nobody bears, 이하 여백; then who signs."""
        sheet, paper = self.sheet, self.paper
        self._need(SUM)
        self._sum_row(self._of_group("합계"), self.whole)
        if paper.skipped:
            for line in sheet.wrap(f"결번 {len(paper.skipped):,}: {', '.join(paper.skipped)}", SIZE + 0.8, "regular", self.table.width - 4):
                self._say(line)
        if paper.note:
            self._say(paper.note)
        self._need(REST)
        sheet.text(WIDTH / 2, self.y + 5.5, "이하 여백", size=9, align="center")
        self.y += REST
        if paper.sign:
            self._need(SIGNED)
            posts = [(post, "") for post in paper.sign]
            heading.signature_line(sheet, LEFT, self.y + 10, self.table.width, posts, size=9)

    def _say(self, text: str) -> None:
        self._need(5)
        self.sheet.text(LEFT + 1.2, self.y + 3.8, text, size=SIZE + 0.8, grey=INK, within=self.table.width - 2.4)
        self.y += 4.6

    def _need(self, height: float) -> None:
        if self.y + height > HEIGHT - FOOT:
            self._turn()


def _day(day: str) -> str:
    return words.date_text(date.fromisoformat(day))
