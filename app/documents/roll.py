"""A roll of 80 mm: centred heads, pairs of label and value, dashed rules, a code; as long as its text."""

from __future__ import annotations

from typing import Final

from app.documents import words
from app.documents.sheet import MM, TRAINING, Sheet
from app.documents.typeface import Weight
from app.domain.papers import OfficeInfo

WIDTH: Final = 80.0
LEFT: Final = 4.0
RIGHT: Final = 76.0  # thermal printers leave 4 mm on either side of an 80 mm roll
LARGE: Final = 1.3
INK_OF_LABEL: Final = 0.3  # thermal heads turn lighter greys into dots


class Roll:
    """Draws downwards; `y` is the baseline of the next line."""

    def __init__(self, sheet: Sheet, *, large: bool) -> None:
        sheet.page(WIDTH, None)
        self.sheet = sheet
        self.scale = LARGE if large else 1.0
        self.y = 9.0 * self.scale

    def head(self, title: str, office: OfficeInfo, *, reprint: int, untrue: str) -> None:
        """Title, 연습용 with `untrue` under it in training, 재발행 n회, the office and where it is."""
        self.sheet.text(WIDTH / 2, self.y, title, size=16 * self.scale, weight="bold", align="center")
        self.down(6.5)
        if self.sheet.training:
            self.centre(f"{TRAINING}: {untrue}", 9, semibold=True)
        if reprint:
            self.centre(f"재발행 {reprint}회", 9, semibold=True)
        self.centre(words.office_name(office), 10, semibold=True)
        for part in (office.address, f"전화 {office.phone}" if office.phone else ""):
            if part:
                self.centre(part, 8)
        self.rule(strong=True)

    def code(self, text: str) -> None:
        """A QR code in the middle, nothing where there is no text."""
        if text:
            side = 26.0 * self.scale
            self.sheet.qr((WIDTH - side) / 2, self.y, side, text)
            self.y += side + 5 * self.scale

    def end(self, closing_words: str) -> None:
        """Last words, and the roll is cut."""
        self.centre(closing_words, 8)
        self.sheet.cut(self.y + 4)

    def down(self, millimetres: float) -> None:
        self.y += millimetres * self.scale

    def centre(self, text: str, size: float, *, semibold: bool = False) -> None:
        self.paragraph(text, size, weight="semibold" if semibold else "regular", centred=True)

    def paragraph(self, text: str, size: float, *, weight: Weight = "regular", centred: bool = False) -> None:
        self.y = self.sheet.paragraph(
            LEFT, self.y, RIGHT - LEFT, text, size=size * self.scale, weight=weight, align="center" if centred else "left"
        )

    def rule(self, *, strong: bool = False) -> None:
        self.y -= 1.6 * self.scale
        self.sheet.rule(LEFT, self.y, RIGHT, self.y, width=0.8 if strong else 0.4, dashed=not strong)
        self.down(5.0)

    def small(self, text: str) -> None:
        """One small line, a number for instance, made to fit."""
        self.sheet.text(LEFT, self.y, text, size=7.5 * self.scale, grey=INK_OF_LABEL, within=RIGHT - LEFT)
        self.down(5.0)

    def sign(self, label: str, name: str = "") -> None:
        """A line to sign on, with who is to sign in front."""
        size = 9 * self.scale
        self.down(5)
        self.sheet.text(LEFT, self.y, f"{label} {name}".rstrip(), size=size)
        self.sheet.text(RIGHT, self.y, "(서명)", size=size, align="right", grey=INK_OF_LABEL)
        self.sheet.rule(LEFT, self.y + 1.4, RIGHT, self.y + 1.4, width=0.4)
        self.down(6)

    def pair(self, label: str, value: str, *, size: float = 9, semibold: bool = False, bold: bool = False) -> None:
        """Label left, value right; where both do not fit on one line the value goes below, on as many lines as it takes.

        A number is made somewhat smaller rather than broken in two.
        """
        size *= self.scale
        weight: Weight = "bold" if bold else "semibold" if semibold else "regular"
        sheet = self.sheet
        soft = INK_OF_LABEL if weight == "regular" else 0.0
        room = RIGHT - LEFT - sheet.width(label, size, weight) - 3
        if sheet.width(value, size, weight) <= room:
            sheet.text(LEFT, self.y, label, size=size, weight=weight, grey=soft)
            sheet.text(RIGHT, self.y, value, size=size, weight=weight, align="right")
            self.y += size * 1.5 / MM
            return
        self.y = sheet.paragraph(LEFT, self.y, RIGHT - LEFT, label, size=size, weight=weight, grey=soft)
        if " " not in value:
            smaller = sheet.fit(value, size, weight, RIGHT - LEFT, smallest=0.7)
            size = smaller if sheet.width(value, smaller, weight) <= RIGHT - LEFT + 0.05 else size
        self.y = sheet.paragraph(LEFT, self.y, RIGHT - LEFT + 0.05, value, size=size, weight=weight, align="right")
