"""A paper about one case: its title, whom it is addressed to, its facts, what the law wants said, the office below (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import address, signature, words
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import SOFT, Sheet
from app.domain.case_papers import CasePaper

WINDOW: Final = (22.0, 46.0, 88.0, 26.0)  # of a 창봉투 with its window at the left: x, y, width, height in millimetres
QR: Final = 26.0
TO_OFFICE: Final = frozenset(["transfer_letter", "dispatch_letter"])  # an office is 귀중, a person 귀하
FROM_CITIZEN: Final = frozenset(["seal_application", "seal_application_by_agent", "passport_delivery_note"])  # the office receives these
STRONG: Final = frozenset(["보완할 사항", "제출기한", "처리결과", "결정 구분", "결정", "바뀐 처리예정일", "효력상실일", "사건명"])


def draw(paper: CasePaper, fonts: Path, *, large: bool) -> bytes:
    """The paper as a PDF file; `large`: 큰글자."""
    sheet = Sheet(fonts, training=paper.training)
    draw_onto(sheet, paper, large=large)
    return sheet.pdf(title=f"{paper.name} {paper.number}", author=words.office_name(paper.office), at=paper.issued_at)


def draw_onto(sheet: Sheet, paper: CasePaper, *, large: bool) -> None:
    """The paper is the sheet's next pages, counted by themselves."""
    foot = f"{paper.name} {paper.number} · {words.office_name(paper.office)}"
    facts = [[("접수번호", paper.number)]]
    head = Head(paper.name, paper.office, facts, foot, boxes=False, centred=True, reprint=paper.reprint, part=paper.number)
    a4 = OfficePaper(sheet, head, large)
    _addressee(a4, paper)
    for sentence in paper.say:
        a4.say(sentence)
    a4.down(2.5 if paper.say else 1)
    for label, text in paper.lines:
        if text != paper.number:  # stands in the head of every page
            a4.fact(label, *text.split("\n"), strong=label in STRONG)
    a4.down(2)
    for sentence in paper.after:
        a4.say(sentence)
    for sentence in paper.note:
        a4.say(sentence, soft=True)
    if paper.sign:
        a4.signatures(*((post, "") for post in paper.sign), written=signature.read(paper.signature))
    if paper.seal:
        day = words.date_text((paper.said_at or paper.issued_at).astimezone(words.SEOUL).date())
        a4.seal(paper.seal, day, paper.qr, to_office=paper.code in FROM_CITIZEN)
        a4.say(f"담당 창구 {paper.desk} {paper.clerk}", soft=True)
    elif paper.qr:
        a4.need(QR * 2 + 8)
        sheet.qr((a4.width - QR * 2) / 2, a4.y + 6, QR * 2, paper.qr)


def _addressee(a4: OfficePaper, paper: CasePaper) -> None:
    """귀하; with an address where the window of an envelope shows it."""
    sheet = a4.sheet
    if paper.address:
        x, y, width, height = WINDOW
        y = max(y, a4.y + 2)
        end = address.block(sheet, x + 2, y + 2, width - 4, height - 2, [paper.address], paper.to, size=9.5 * a4.scale)
        sheet.text(x + width + 6, y + 6, words.office_contact(paper.office), size=8 * a4.scale, grey=SOFT, within=60)
        a4.y = max(y + height, end) + 4
    elif paper.to:
        a4.down(1)
        a4.say(f"{paper.to} {'귀중' if paper.code in TO_OFFICE else '귀하'}", strong=True)
        a4.down(2)
    else:
        a4.down(2)
