"""A paper being drawn: pages, text, rules and codes in millimetres from the top left corner, turned into PDF at the end.

Drawing is recorded and played when the last page is known, so that a page can say 1/2쪽 and a roll is as long as its text.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from app.documents.typeface import Typeface, Weight, typeface
from app.documents.words import SEOUL

Align = Literal["left", "center", "right"]
Op = Callable[[Any, float], None]

MM: Final = 72 / 25.4  # points in a millimetre
INK: Final = 0.0
SOFT: Final = 0.42  # grey of labels; 5:1 on white
RULE: Final = 0.25  # millimetres would be too coarse: points
A3: Final = 2**0.5  # zoom by which an A4 page fills A3
TRAINING: Final = "교육용"


@dataclass
class _Page:
    width: float
    height: float | None
    part: str
    ops: list[Op] = field(default_factory=list)


class Sheet:
    """One document. Positions and widths are millimetres, type sizes and rules points. One thread at a time.

    `zoom`: the finished page is so many times larger, with everything on it.
    """

    def __init__(self, fonts: Path, *, training: bool, zoom: float = 1.0) -> None:
        self.face: Typeface = typeface(fonts)
        self.training = training
        self.zoom = zoom
        self._pages: list[_Page] = []

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def page(self, width: float, height: float | None, part: str = "") -> None:
        """A new page is begun; `height` None is a roll, closed by `cut`. Pages of one `part` are counted together."""
        self._pages.append(_Page(width, height, part))
        if self.training and height is not None:
            self.text(12, 8, f"{TRAINING}: 실제 업무에 쓰지 않습니다.", size=9, weight="semibold", grey=SOFT)

    def cut(self, y: float) -> None:
        """The roll ends here."""
        self._pages[-1].height = y

    def page_number(self, x: float, y: float, *, size: float = 8) -> None:
        """1/2쪽, right-aligned at x, within the page's part."""
        here = self._pages[-1]

        def draw(canvas: Any, top: float) -> None:
            mates = [page for page in self._pages if page.part == here.part]
            number = next(index for index, page in enumerate(mates, 1) if page is here)
            self._string(canvas, top, x, y, f"{number}/{len(mates)}쪽", size, "regular", "right", SOFT)

        here.ops.append(draw)

    # ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    def width(self, text: str, size: float, weight: Weight = "regular") -> float:
        """Width in millimetres."""
        return self.face.width(self.face.printable(text, weight), size, weight) / MM

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
        shown = self.face.printable(text, weight)
        if within is not None:
            size = self.fit(shown, size, weight, within, smallest=0.3)
        self._pages[-1].ops.append(lambda canvas, top: self._string(canvas, top, x, y, shown, size, weight, align, grey))

    def wrap(self, text: str, size: float, weight: Weight, width: float) -> list[str]:
        """The text as lines no wider than `width`: broken between words, and inside a word only where it alone is too wide."""
        lines: list[str] = []
        for paragraph in text.split("\n"):
            line = ""
            for word in self.face.printable(paragraph, weight).split(" "):
                joined = f"{line} {word}" if line else word
                if self._points(joined, size, weight) <= width:
                    line = joined
                    continue
                if line:
                    lines.append(line)
                line = word
                while self._points(line, size, weight) > width and len(line) > 1:
                    cut = max(n for n in range(1, len(line)) if n == 1 or self._points(line[:n], size, weight) <= width)
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
        def draw(canvas: Any, top: float) -> None:
            canvas.setStrokeGray(grey)
            canvas.setLineWidth(width)
            canvas.setDash([2, 2] if dashed else [])
            canvas.line(x1 * MM, top - y1 * MM, x2 * MM, top - y2 * MM)

        self._pages[-1].ops.append(draw)

    def box(self, x: float, y: float, width: float, height: float, *, line: float = RULE, fill: float | None = None) -> None:
        """A rectangle whose upper left corner is (x, y); `line` 0 draws no outline, `fill` is a grey."""

        def draw(canvas: Any, top: float) -> None:
            canvas.setDash([])
            canvas.setStrokeGray(INK)
            canvas.setLineWidth(line)
            if fill is not None:
                canvas.setFillGray(fill)
            canvas.rect(x * MM, top - (y + height) * MM, width * MM, height * MM, stroke=int(line > 0), fill=int(fill is not None))

        self._pages[-1].ops.append(draw)

    def qr(self, x: float, y: float, size: float, text: str) -> None:
        """A QR code (level M) of `size` millimetres without its quiet zone: leave four modules of white around it."""
        # reportlab's own drawing of it goes through its graphics package, which brings an un-embedded Helvetica along.
        from reportlab.graphics.barcode import qrencoder

        code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
        code.addData(text)
        code.make()
        rows = [[bool(module) for module in row] for row in code.modules]

        def draw(canvas: Any, top: float) -> None:
            module = size * MM / len(rows)
            path = canvas.beginPath()
            for down, row in enumerate(rows):
                start: int | None = None
                for across, dark in enumerate([*row, False]):
                    if dark and start is None:
                        start = across
                    elif not dark and start is not None:
                        path.rect(x * MM + start * module, top - y * MM - (down + 1) * module, (across - start) * module, module)
                        start = None
            canvas.setFillGray(INK)
            canvas.drawPath(path, stroke=0, fill=1)

        self._pages[-1].ops.append(draw)

    # ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def pdf(self, *, title: str, author: str, at: datetime) -> bytes:
        """The finished file: the same bytes for the same drawing, dated `at`. `title` and `author` never name a person."""
        from reportlab.pdfgen.canvas import Canvas

        buffer = io.BytesIO()
        canvas = Canvas(buffer, invariant=1, pageCompression=1, initialFontName=self.face.name("regular"), lang="ko-KR")
        _date(canvas, at, title)
        canvas.setTitle(title)
        canvas.setAuthor(author)
        canvas.setSubject(title)
        canvas.setCreator("Minwon Desk")
        canvas.setProducer("Minwon Desk")
        for page in self._pages:
            if page.height is None:
                raise ValueError("a roll was not cut")
            canvas.setPageSize((page.width * MM * self.zoom, page.height * MM * self.zoom))
            if self.zoom != 1.0:
                canvas.scale(self.zoom, self.zoom)
            if self.training:
                self._watermark(canvas, page.width * MM, page.height * MM)
            for op in page.ops:
                op(canvas, page.height * MM)
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _points(self, text: str, size: float, weight: Weight) -> float:
        """Width in millimetres of text that is already printable."""
        return self.face.width(text, size, weight) / MM

    def _string(
        self, canvas: Any, top: float, x: float, y: float, text: str, size: float, weight: Weight, align: Align, grey: float
    ) -> None:
        canvas.setFont(self.face.name(weight), size)
        canvas.setFillGray(grey)
        draw = {"left": canvas.drawString, "center": canvas.drawCentredString, "right": canvas.drawRightString}[align]
        draw(x * MM, top - y * MM, text)

    def _watermark(self, canvas: Any, width: float, height: float) -> None:
        size = min(width, height) * 0.3
        canvas.saveState()
        canvas.translate(width / 2, height / 2)
        canvas.rotate(30)
        canvas.setFont(self.face.name("bold"), size)
        canvas.setFillGray(0.9)
        canvas.drawCentredString(0, -size / 3, TRAINING)
        canvas.restoreState()


def _date(canvas: Any, at: datetime, title: str) -> None:
    """The file is dated by its content: reportlab would take 2000-01-01, or SOURCE_DATE_EPOCH of whoever started the program."""
    document, moment = canvas._doc, at.astimezone(SEOUL)
    stamp = document._timeStamp
    stamp.t, stamp.lt, stamp.tzname = moment.timestamp(), moment.timetuple(), "KST"
    stamp.YMDhms = tuple(stamp.lt)[:6]
    stamp.dhh, stamp.dmm = 9, 0
    document.signature = hashlib.md5(f"{title} {stamp.t}".encode(), usedforsecurity=False)
