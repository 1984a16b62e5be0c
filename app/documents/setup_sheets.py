"""Papers of the first start: 시험 출력 for each printer, and the sheet that goes into the recovery envelope (COUNTER §8)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.label_sheet import ACROSS, DOWN, GAP, LEFT, PAD, TALL, TOP, WIDE
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.roll import Roll
from app.documents.sheet import Sheet
from app.domain.setup_papers import RecoverySheet, TestPage

TEST: Final = "시험 출력"
RECOVERY: Final = "복구 봉투"
SIGNS: Final = "가나다라마바사 ABCDEFG 0123456789"
AMOUNTS: Final = "₩1,234,500 △600"
LETTERS: Final = f"{SIGNS} {AMOUNTS}"
_SAID: Final = "이 종이는 시험 출력입니다. 접수번호도 영수번호도 없습니다."


def test_page(paper: TestPage, fonts: Path, *, large: bool) -> bytes:
    """시험 출력: on a roll for the receipt printer, on A4 for the others, labels with their outlines."""
    sheet = Sheet(fonts, training=paper.training)
    if paper.kind == "receipt":
        _roll(Roll(sheet, large=large), paper)
    elif paper.kind == "label":
        _labels(sheet, paper)
    else:
        head = desk_head(TEST, paper.office, paper.desk, ("출력일시", words.moment(paper.made_at)), [])
        _page(OfficePaper(sheet, replace(head, boxes=False), large))
    return sheet.pdf(title=f"{TEST} {paper.ref}", author=words.office_name(paper.office), at=paper.made_at)


def recovery_sheet(paper: RecoverySheet, fonts: Path, *, large: bool) -> bytes:
    """The keys in lines and as a code, what they open, where the sheet has to lie, and the two who made it."""
    sheet = Sheet(fonts, training=paper.training, whole_numbers=True)
    head = desk_head(
        RECOVERY, paper.office, paper.desk, ("번호", paper.ref), [("만든 때", words.moment(paper.made_at))], reprint=paper.reprint
    )
    a4 = OfficePaper(sheet, replace(head, boxes=False), large)
    a4.section("① 무엇입니까")
    a4.say("이 창구 원장의 열쇠입니다. 열쇠 보관이 지워지거나 컴퓨터를 바꾸어도 이 종이가 있으면 원장을 다시 열 수 있습니다.")
    a4.say("이 종이를 가진 사람은 원장을 읽을 수 있습니다. 봉투에 넣어 봉하고 금고에 보관하십시오.", strong=True)
    a4.say("사진을 찍거나 복사하지 마십시오.", strong=True)
    a4.section("② 열쇠")
    for line in paper.lines:
        a4.say(line, strong=True)
    a4.down(3)
    side = 44.0
    a4.need(side + 4)
    sheet.qr(a4.x + 4, a4.y + 4, side, "\n".join(paper.lines))
    a4.down((side + 8) / a4.scale)
    a4.section("③ 다시 여는 법")
    a4.say("명령창에서 minwon keys restore를 실행하고 위의 줄을 차례대로 치거나 코드를 읽히십시오. 틀린 줄은 번호로 알려 줍니다.")
    a4.blank_rest()
    a4.signatures(("만든 사람", paper.first), ("확인자", paper.second))
    return sheet.pdf(title=f"{RECOVERY} {paper.ref}", author=words.office_name(paper.office), at=paper.made_at)


def _roll(roll: Roll, paper: TestPage) -> None:
    roll.head(TEST, paper.office, reprint=0, untrue="실제 영수증이 아닙니다.")
    roll.pair("출력일시", words.moment(paper.made_at))
    roll.pair("창구", paper.desk)
    roll.pair("담당", paper.clerk)
    roll.rule()
    roll.centre(SIGNS, 9)
    roll.centre(AMOUNTS, 9)
    roll.pair("금액이 오른쪽 끝까지 보입니다", "1,234,500", semibold=True)
    roll.rule()
    roll.code(f"MINWON:T:{paper.ref}")
    roll.end(_SAID)


def _page(a4: OfficePaper) -> None:
    a4.section("① 글자")
    a4.say(LETTERS)
    a4.say(LETTERS, strong=True)
    a4.say(LETTERS, soft=True)
    a4.section("② 가장자리")
    a4.say("네 모서리의 선이 모두 보여야 합니다. 보이지 않으면 프린터의 용지를 A4로 하고 크기 조정을 끄십시오.")
    edge, arm = 6.0, 12.0
    for x, across in ((edge, arm), (a4.width - edge, -arm)):
        for y, down in ((edge + 4, arm), (a4.height - edge, -arm)):
            a4.sheet.rule(x, y, x + across, y)
            a4.sheet.rule(x, y, x, y + down)
    a4.down(2)
    a4.say(_SAID, strong=True)
    a4.blank_rest(signed=False)


def _labels(sheet: Sheet, paper: TestPage) -> None:
    """Every label of the sheet with its outline and its number."""
    sheet.page(210.0, 297.0, "labels")
    for place in range(ACROSS * DOWN):
        down, across = divmod(place, ACROSS)
        x, y = LEFT + across * (WIDE + GAP), TOP + down * TALL
        sheet.box(x, y, WIDE, TALL)
        sheet.text(x + PAD, y + TALL / 2, f"{TEST} {place + 1}", size=10, weight="semibold")
        sheet.text(x + PAD, y + TALL / 2 + 6, words.moment(paper.made_at), size=8)
