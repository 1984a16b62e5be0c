"""과태료 안내: what filing too late costs, until when it can be contested, how it is paid; no receipt and no bill (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import Sheet
from app.documents.table import Column, Row
from app.domain.penalty_papers import PenaltyNotice

NAME: Final = "과태료 안내"


def draw(paper: PenaltyNotice, fonts: Path, *, large: bool) -> bytes:
    """The 과태료 안내 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    foot = f"{NAME} {paper.case_number} · {words.office_name(paper.office)}"
    facts = [[("접수번호", paper.case_number)]]
    a4 = OfficePaper(sheet, Head(NAME, paper.office, facts, foot, boxes=False, centred=True, reprint=paper.reprint), large)
    a4.fact("사건", paper.event, strong=True)
    if paper.filer:
        a4.fact("신고인", paper.filer)
    if paper.occurred_on is not None:
        a4.fact("사건 발생일", words.date_text(paper.occurred_on))
    a4.fact("신고 기한", words.date_text(paper.due_on))
    a4.fact("신고 접수", words.moment(paper.filed_at), f"기한보다 {paper.days_late:,}일 늦음", strong=True)
    a4.section("지연 기간과 금액", 24)
    columns = [Column("지연 기간", 70, "left"), Column("금액", 34), Column("해당", 20, "center")]
    rows = [
        Row([tier.label, f"{words.won(tier.amount_won)}원", "○" if tier.mine else ""], "strong" if tier.mine else "item")
        for tier in paper.tiers
    ]
    a4.table(columns, rows, width=a4.room * 0.72)
    if paper.doubled:
        a4.down(1.5)
        a4.say("기간을 정한 신고 촉구(최고)를 받은 뒤에도 신고하지 않은 경우의 금액입니다.", soft=True)
    a4.down(3)
    a4.fact("과태료", f"{words.won(paper.amount_won)}원", strong=True)
    if paper.reduced_won < paper.amount_won:
        until = (
            f"{words.date_text(paper.reduced_until)}까지 스스로 내면"
            if paper.reduced_until is not None
            else "의견제출 기한 안에 스스로 내면"
        )
        a4.fact("자진납부 감경", f"{until} {words.won(paper.reduced_won)}원", f"({paper.reduction_percent}% 감경)", strong=True)
    a4.fact("의견제출 기한", words.date_text(paper.objection_until))
    a4.fact("내는 방법", paper.how_to_pay)
    a4.fact("근거", paper.law)
    a4.down(2)
    a4.say("이 안내문은 고지서가 아닙니다. 과태료는 이 창구에서 받지 않으며, 보내 드리는 고지서로 내십시오.", strong=True)
    a4.say("부과에 다른 의견이 있으면 의견제출 기한까지 서면으로 알려 주십시오.")
    a4.seal("위와 같이 안내합니다.", words.date_text(paper.issued_at.astimezone(words.SEOUL).date()), "")
    a4.say(f"담당 창구 {paper.desk} {paper.clerk}", soft=True)
    return sheet.pdf(title=f"{NAME} {paper.case_number}", author=words.office_name(paper.office), at=paper.issued_at)
