"""납입 내역서 (시·구금고): what a business day brought by 세입과목, and the cash that was taken to the bank (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.sheet import Sheet
from app.documents.table import GAP, Column, Row
from app.domain.drawer_papers import Remittance, RemittanceSheet, RevenueLine

NAME: Final = "납입 내역서"


def draw(paper: RemittanceSheet, fonts: Path, *, large: bool) -> bytes:
    """The 납입 내역서 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    days = words.business_day(paper.day)
    if paper.until and paper.until != paper.day:
        days = f"{days} ~ {words.business_day(paper.until)}"
    pay_day = words.date_text(paper.pay_day) if paper.pay_day is not None else "20      .      .      ."
    second = [("금고", paper.treasury or "-"), ("납입일", pay_day), ("작성", f"{words.moment(paper.made_at)} {paper.clerk}")]
    head = desk_head(NAME, paper.office, paper.desk, ("업무일", days), second, reprint=paper.reprint, won=True)
    a4 = OfficePaper(sheet, head, large)
    a4.section("① 세입과목별 금액", 30)
    columns = [Column("세입과목", 36, "left"), Column("건", 13), Column("현금", 25), Column("카드", 26), Column("기타", 25)]
    columns += [Column("반환", 26), Column("순액", 27)]
    a4.table(columns, [*(_line(line) for line in paper.lines), _total(paper.lines)])
    a4.section("② 현금 납입")
    if paper.remittances:
        titles = [Column("납입일시", 50, "left"), Column("납입번호", 50, "left"), Column("납입액", 34), GAP]
        titles.append(Column("납입자", 30, "left"))
        rows = [_remittance(each) for each in paper.remittances]
        rows.append(Row(["계", "", words.won(sum(each.amount_won for each in paper.remittances)), "", ""], "total"))
        a4.table(titles, rows)
    else:
        a4.fact("내역", "없음")
    a4.down(1.5)
    a4.say("카드와 간편결제 대금은 카드사가 지정 계좌로 입금하는 금액이며, 현금 납입액에 들어 있지 않습니다.", soft=True)
    a4.blank_rest()
    a4.signatures(("작성자", paper.clerk), ("출납원", paper.cashier))
    a4.stamp("은행 확인(수납일자인)")
    return sheet.pdf(title=f"{NAME} {paper.day} {words.place(paper.desk)}", author=words.office_name(paper.office), at=paper.made_at)


def _line(line: RevenueLine) -> Row:
    under = f"\n{line.code}" if line.code else ""
    money = (line.cash_won, line.card_won, line.other_won)
    name = f"{line.account or words.owner(line.owner)}{under}"
    return Row([name, f"{line.cases:,}", *map(words.won, money), words.taken_back(line.returned_won), words.won(line.net_won)])


def _total(lines: list[RevenueLine]) -> Row:
    sums = [sum(getattr(line, name) for line in lines) for name in ("cash_won", "card_won", "other_won")]
    back, net = sum(line.returned_won for line in lines), sum(line.net_won for line in lines)
    return Row(["합계", "", *map(words.won, sums), words.taken_back(back), words.won(net)], "total")


def _remittance(each: Remittance) -> Row:
    return Row([words.moment(each.at), each.number or "(나중에 적음)", words.won(each.amount_won), "", each.user])
