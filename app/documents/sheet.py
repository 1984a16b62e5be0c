"""A paper being drawn: pages, text, rules and codes in millimetres from the top left corner, turned into PDF at the end.

Pages are put together when the last one is known, so that a page can say 1/2쪽 and a roll is as long as its text.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from app.documents.ink import Encoder, Ink
from app.documents.qr_code import runs
from app.documents.signature import Strokes
from app.documents.typeface import Typeface, Weight, typeface
from app.documents.words import SEOUL
from app.ports.progress import UNWATCHED, Progress

Align = Literal["left", "center", "right"]

MM: Final = 72 / 25.4  # points in a millimetre
INK: Final = 0.0
SOFT: Final = 0.42  # grey of labels; 5:1 on white
MODULE: Final = 0.3  # millimetres: what the scanner of a counter still tells apart on paper
RULE: Final = 0.25  # millimetres would be too coarse: points
A3: Final = 2**0.5  # zoom by which an A4 page fills A3
TRAINING: Final = "연습용"
NEVER_FIRST: Final = frozenset(")]}〉》」』,.:;·%")  # no line begins with one of them
JOINTS: Final = frozenset("·/")  # where a word too wide for its line is torn rather than between two syllables


_MEASURED = 4096  # texts; a cell is measured some times over, one after the other
_drawing: Final[ContextVar[Progress]] = ContextVar("drawing", default=UNWATCHED)


@contextmanager
def watched(progress: Progress) -> Iterator[None]:
    """Whatever this thread draws in the block tells its pages, and stops between two of them: every kind of paper begins its pages here."""
    before = _drawing.set(progress)
    try:
        yield
    finally:
        _drawing.reset(before)


@dataclass
class _Page:
    """`number`: where 1/2쪽 stands, with its size. `pictures`: file, left, top, width and height in millimetres."""

    width: float
    height: float | None
    part: str
    ink: Ink = field(default_factory=Ink)
    number: tuple[float, float, float] | None = None
    pictures: list[tuple[Path, float, float, float, float]] = field(default_factory=list)


class Sheet:
    """One document. Positions and widths are millimetres, type sizes and rules points. One thread at a time.

    `zoom`: the finished page is so many times larger, with everything on it. `whole_numbers`: a statutory book that prints resident
    numbers in full; every other paper masks what looks like one.
    """

    def __init__(self, fonts: Path, *, training: bool, zoom: float = 1.0, whole_numbers: bool = False) -> None:
        self.face: Typeface = typeface(fonts)
        self.training = training
        self.zoom = zoom
        self.whole_numbers = whole_numbers
        self._pages: list[_Page] = []
        self._buffer = io.BytesIO()
        self._canvas = _canvas(self._buffer, self.face)
        self._encoder = Encoder(self.face, self._canvas._doc)
        self._measured: dict[tuple[str, Weight], tuple[str, float]] = {}

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def page(self, width: float, height: float | None, part: str = "") -> None:
        """A new page is begun; `height` None is a roll, closed by `cut`. Pages of one `part` are counted together."""
        _drawing.get().step(len(self._pages))
        if self._pages:
            self._pages[-1].ink.pack()
        self._pages.append(_Page(width, height, part))
        if self.training and height is not None:
            self.text(12, 8, f"{TRAINING}: 실제 업무에 쓰지 않습니다.", size=9, weight="semibold", grey=SOFT)

    def cut(self, y: float) -> None:
        """The roll ends here."""
        self._pages[-1].height = y

    def page_number(self, x: float, y: float, *, size: float = 8) -> None:
        """1/2쪽, right-aligned at x, within the page's part."""
        self._pages[-1].number = (x, y, size)

    # ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def width(self, text: str, size: float, weight: Weight = "regular") -> float:
        """Width in millimetres."""
        return self._printable(text, weight)[1] * size

    def _printable(self, text: str, weight: Weight) -> tuple[str, float]:
        """The text as it will be printed, and its width in millimetres for each point of size."""
        found = self._measured.get((text, weight))
        if found is None:
            if len(self._measured) >= _MEASURED:
                self._measured.clear()
            shown = self.face.printable(text, weight, whole_numbers=self.whole_numbers)
            found = self._measured[text, weight] = (shown, self.face.width(shown, 1, weight) / MM)
        return found

    def fit(self, text: str, size: float, weight: Weight, width: float, *, smallest: float = 0.72) -> float:
        """The size at which the text goes into `width`, never below `smallest` of what was wished."""
        need = self.width(text, size, weight)
        return size if need <= width else max(size * width / need, size * smallest)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 9,
        weight: Weight = "regular",
        align: Align = "left",
        grey: float = INK,
        within: float | None = None,
    ) -> None:
        """One line with its baseline at y; made smaller, as far as it takes, to stay `within` a width."""
        if within is not None:
            size = self.fit(text, size, weight, within, smallest=0.3)
        self._string(self._pages[-1].ink, x, y, text, size, weight, align, grey)

    def wrap(self, text: str, size: float, weight: Weight, width: float) -> list[str]:
        """The text as lines no wider than `width`: broken between words, and inside a word only where it alone is too wide:
        behind `·` or `/` if there is one, else anywhere."""
        if "\n" not in text and self.width(text, size, weight) <= width:
            return [self._printable(text, weight)[0]]
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in self.face.printable(paragraph, weight, whole_numbers=self.whole_numbers).split(" "):
                joined = f"{line} {word}" if line else word
                if self._points(joined, size, weight) <= width:
                    line = joined
                    continue
                if line:
                    lines.append(line)
                line = word
                while (cut := self.face.room_for(line, size, weight, width, MM)) < len(line):
                    cut = next((n for n in range(cut, 1, -1) if line[n - 1] in JOINTS), cut)
                    while cut > 1 and line[cut] in NEVER_FIRST:
                        cut -= 1
                    lines.append(line[:cut])
                    line = line[cut:]
            lines.append(line)
        return lines

    def flow(self, items: Sequence[str], size: float, width: float, *, gap: str = "   ") -> list[str]:
        """Items side by side as lines no wider than `width`; a line ends between two items unless one alone is too wide."""
        lines: list[str] = []
        line = ""
        for item in items:
            joined = f"{line}{gap}{item}" if line else item
            if line and self.width(joined, size) > width:
                lines.append(line)
                joined = item
            if self.width(joined, size) > width:
                *full, joined = self.wrap(item, size, "regular", width)
                lines.extend(full)
            line = joined
        return [*lines, line] if line else lines

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        *,
        size: float = 9,
        weight: Weight = "regular",
        leading: float = 1.45,
        align: Align = "left",
        grey: float = INK,
    ) -> float:
        """As many lines as it takes, the first baseline at y; returns the baseline after the last line."""
        at = x if align == "left" else x + width if align == "right" else x + width / 2
        for line in self.wrap(text, size, weight, width):
            self.text(at, y, line, size=size, weight=weight, align=align, grey=grey)
            y += size * leading / MM
        return y

    # ── rules, boxes, codes ──────────────────────────────────────────────────────────────────────────────────────────

    def rule(self, x1: float, y1: float, x2: float, y2: float, *, width: float = RULE, grey: float = INK, dashed: bool = False) -> None:
        self._pages[-1].ink.line(x1 * MM, y1 * MM, x2 * MM, y2 * MM, width=width, grey=grey, dashed=dashed)

    def box(self, x: float, y: float, width: float, height: float, *, line: float = RULE, fill: float | None = None) -> None:
        """A rectangle whose upper left corner is (x, y); `line` 0 draws no outline, `fill` is a grey."""
        self._pages[-1].ink.box(x * MM, y * MM, width * MM, height * MM, line=line, ink=INK, fill=fill)

    def qr(self, x: float, y: float, size: float, text: str) -> None:
        """A QR code (level M) of `size` millimetres without its quiet zone: leave four modules of white around it."""
        side, black = runs(text)
        module = size * MM / side
        squares = [(x * MM + across * module, y * MM + down * module, long * module, module) for down, across, long in black]
        self._pages[-1].ink.squares(squares, INK)

    @staticmethod
    def qr_side(text: str) -> float:
        """How many millimetres a code of that text needs for the scanner of a counter to read every module of it from paper."""
        return runs(text)[0] * MODULE

    def strokes(self, x: float, y: float, width: float, height: float, written: Strokes) -> None:
        """Handwriting, as large as that box in millimetres lets it be, at its left and foot."""
        dot = min(width / written.width, height / written.height) * MM
        left, top = x * MM, (y + height) * MM - written.height * dot
        self._pages[-1].ink.squares([(left + across * dot, top + down * dot, long * dot, dot) for across, down, long in written.runs], INK)

    def picture(self, file: Path, x: float, y: float, width: float, height: float) -> None:
        """The picture of that file in that box of millimetres."""
        self._pages[-1].pictures.append((file, x, y, width, height))

    # ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def pdf(self, *, title: str, author: str, at: datetime) -> bytes:
        """The finished file: the same bytes for the same drawing, dated `at`. `title` and `author` never name a person."""
        canvas = self._canvas
        _date(canvas, at, title)
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(title)
        canvas.setCreator("Minwon Desk")
        canvas.setProducer("Minwon Desk")
        parts = Counter(page.part for page in self._pages)
        numbers: Counter[str] = Counter()
        for page in self._pages:
            if page.height is None:
                raise ValueError("a roll was not cut")
            numbers[page.part] += 1
            if page.number is not None:
                x, y, size = page.number
                self._string(page.ink, x, y, f"{numbers[page.part]}/{parts[page.part]}쪽", size, "regular", "right", SOFT)
            canvas.setPageSize((page.width * MM * self.zoom, page.height * MM * self.zoom))
            if self.zoom != 1.0:
                canvas.scale(self.zoom, self.zoom)
            if self.training:
                self._watermark(canvas, page.width * MM, page.height * MM)
            for file, x, y, width, height in page.pictures:
                canvas.drawImage(str(file), x * MM, (page.height - y - height) * MM, width * MM, height * MM)
            canvas.translate(0, page.height * MM)
            canvas.showPage()
            _fill(canvas._doc.Pages.pages[-1], page.ink)
        with self.face.subsetting:
            canvas.save()
        return self._buffer.getvalue()

    def _points(self, text: str, size: float, weight: Weight) -> float:
        """Width in millimetres of text that is already printable."""
        return self.face.width(text, size, weight) / MM

    def _string(self, ink: Ink, x: float, y: float, text: str, size: float, weight: Weight, align: Align, grey: float) -> None:
        shown, wide = self._printable(text, weight)
        if not shown:
            return
        if align != "left":
            x -= wide * size if align == "right" else wide * size / 2
        ink.string(self._encoder.runs(shown, weight), x * MM, y * MM, size, grey)

    def _watermark(self, canvas: Any, width: float, height: float) -> None:
        size = min(width, height) * 0.3
        canvas.saveState()
        canvas.translate(width / 2, height / 2)
        canvas.rotate(30)
        canvas.setFont(self.face.name("bold"), size)
        canvas.setFillGray(0.9)
        canvas.drawCentredString(0, -size / 3, TRAINING)
        canvas.restoreState()


def _canvas(buffer: io.BytesIO, face: Typeface) -> Any:
    from reportlab.pdfgen.canvas import Canvas

    return Canvas(buffer, invariant=1, pageCompression=1, initialFontName=face.name("regular"), lang="ko-KR")


def _fill(page: Any, ink: Ink) -> None:
    """The page's stream is what reportlab put there and the ink behind it, compressed now: it would keep all pages plain until the end."""
    from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

    content = zlib.compress(page.stream.encode("latin-1") + ink.text())
    page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), content)
    page.stream = None


def _date(canvas: Any, at: datetime, title: str) -> None:
    """The file is dated by its content: reportlab would take 2000-01-01, or SOURCE_DATE_EPOCH of whoever started the program."""
    document, moment = canvas._doc, at.astimezone(SEOUL)
    stamp = document._timeStamp
    stamp.t, stamp.lt, stamp.tzname = moment.timestamp(), moment.timetuple(), "KST"
    stamp.YMDhms = tuple(stamp.lt)[:6]
    stamp.dhh, stamp.dmm = 9, 0
    document.signature = hashlib.md5(f"{title} {stamp.t}".encode(), usedforsecurity=False)
