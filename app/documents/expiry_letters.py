"""여권 만료 안내문: one letter a page for a window envelope, and behind them the list of what was sent (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import address, words
from app.documents.case_paper import WINDOW
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import Sheet
from app.documents.table import Column, Row
from app.domain.identity import mask_address, mask_name
from app.domain.mailing_papers import ExpiryLetters, Recipient

NAME: Final = "여권 만료 안내"
LIST: Final = "여권 만료 안내문 발송 목록"


def draw(paper: ExpiryLetters, fonts: Path, *, large: bool) -> bytes:
    """The letters and their list as one PDF file; `large`: 큰글자."""
    sheet = Sheet(fonts, training=paper.training)
    for number, person in enumerate(paper.people, 1):
        _letter(sheet, paper, person, f"{NAME} {number}", large)
    _list(sheet, paper, large)
    return sheet.pdf(title=f"{NAME} {paper.ref}", author=words.office_name(paper.office), at=paper.issued_at)


def _letter(sheet: Sheet, paper: ExpiryLetters, person: Recipient, part: str, large: bool) -> None:
    foot = words.office_name(paper.office)
    head = Head(NAME, paper.office, [[("안내번호", paper.ref)]], foot, boxes=False, centred=True, part=part)
    a4 = OfficePaper(sheet, head, large)
    x, y, width, height = WINDOW
    y = max(y, a4.y + 2)
    texts = [person.postcode, person.address]
    end = address.block(sheet, x + 2, y + 2, width - 4, height - 2, texts, person.name, size=9.5 * a4.scale)
    a4.y = max(y + height, end) + 4
    a4.say("가지고 계신 여권의 유효기간이 곧 끝납니다. 해외여행 계획이 있으면 미리 새 여권을 신청하여 주십시오.")
    a4.say("많은 나라가 입국할 때 유효기간이 6개월 넘게 남은 여권을 요구합니다.")
    a4.down(2)
    if person.expires_on is not None:
        a4.fact("만료일", words.date_text(person.expires_on), strong=True)
    a4.fact("신청하는 곳", f"{words.office_name(paper.office)} (주소지와 관계없이 가까운 여권사무 대행기관)")
    a4.fact("준비물", "여권용 사진 1장(6개월 안에 찍은 것)", "신분증", "가지고 계신 여권")
    for label, amount in paper.fees:
        a4.fact(label, f"{words.won(amount)}원")
    a4.say(f"수수료는 {words.date_text(paper.issued_at.astimezone(words.SEOUL).date())} 기준이며 국제교류기여금을 포함합니다.", soft=True)
    a4.down(2)
    a4.say("이 안내를 더 받지 않으려면 아래 연락처로 알려 주십시오. 이미 새 여권을 신청하셨다면 이 안내는 버리셔도 됩니다.")
    a4.seal("위와 같이 안내합니다.", words.date_text(paper.issued_at.astimezone(words.SEOUL).date()), "")


def _list(sheet: Sheet, paper: ExpiryLetters, large: bool) -> None:
    facts = [[("안내번호", paper.ref), ("발송", f"{len(paper.people):,}통"), ("담당", paper.clerk)]]
    a4 = OfficePaper(sheet, Head(LIST, paper.office, facts, f"{LIST} {paper.ref}", reprint=paper.reprint), large)
    columns = [
        Column("연번", 10),
        Column("성명", 22, "left"),
        Column("주소", 84, "left"),
        Column("만료일", 30, "left"),
        Column("비고", 20, "left"),
    ]
    rows = [
        Row([str(n), mask_name(each.name), mask_address(each.address), words.date_text(each.expires_on) if each.expires_on else "", ""])
        for n, each in enumerate(paper.people, 1)
    ]
    a4.table(columns, rows)
    a4.blank_rest()
    a4.signatures(("발송자", paper.clerk), ("확인자", ""))
