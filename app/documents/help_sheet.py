"""A page of help on paper: its words and its pictures, to lie beside the keyboard."""

from __future__ import annotations

from pathlib import Path

from app.documents import words
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import A3, Sheet
from app.domain.help_pages import HelpSheet


def draw(help_sheet: HelpSheet, fonts: Path, *, large: bool = False) -> bytes:
    """The page as a PDF file on A4; `large`: on A3."""
    page, whose = help_sheet.page, words.office_name(help_sheet.office)
    sheet = Sheet(fonts, training=help_sheet.training, zoom=A3 if large else 1.0)
    facts = [[("", whose), ("", words.date_text(help_sheet.made_at.astimezone(words.SEOUL).date()))]]
    a4 = OfficePaper(sheet, Head(page.title, help_sheet.office, facts, f"{whose} · {page.title}", boxes=False))
    for part in page.parts:
        if part.heading:
            a4.section(part.heading)
        for each in part.text:
            a4.say(each)
            a4.down(1)
        for number, step in enumerate(part.steps, start=1):
            a4.fact(f"{number}.", step, lead=8.0)
        if part.picture:
            a4.down(1)
            a4.picture(Path(part.picture), part.says)
        a4.down(2)
    return sheet.pdf(title=page.title, author=whose, at=help_sheet.made_at)
