"""중간집계표 (roll and A4), 창구 인수인계서 and 시재 확인표 (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import till_tables, words
from app.documents.office_paper import Head, OfficePaper, desk_head
from app.documents.roll import Roll
from app.documents.sheet import Sheet
from app.documents.table import GAP, Column, Row
from app.domain.drawer_papers import CashSheet, HandOverSheet, InterimSheet, MoveLine

INTERIM: Final = "중간집계표"
HAND_OVER: Final = "창구 인수인계서"
CASH: Final = "시재 확인표"
NOTHING_CLOSED: Final = "중간집계는 마감이 아닙니다. 장부는 바뀌지 않습니다."
COVERED: Final = "세기 전 (금액 가리고 세기)"
PURPOSES: Final = {"opening": "개시", "interim": "중간", "closing": "마감"}


def interim(paper: InterimSheet, fonts: Path, *, roll: bool, large: bool) -> bytes:
    """The 중간집계표 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    if roll:
        _interim_roll(Roll(sheet, large=large), paper)
    else:
        _interim_a4(sheet, paper, large=large)
    return sheet.pdf(title=f"{INTERIM} {paper.day} 창구 {paper.desk}", author=words.office_name(paper.office), at=paper.made_at)


def _interim_roll(roll: Roll, paper: InterimSheet) -> None:
    roll.head(INTERIM, paper.office, reprint=paper.reprint, untrue="실제 집계가 아닙니다.")
    roll.pair("업무일", words.business_day(paper.day))
    roll.pair("시각", words.moment(paper.made_at))
    roll.pair("창구·담당", f"창구 {paper.desk} · {paper.clerk}")
    roll.pair("회차", f"{paper.number}번째")
    roll.rule()
    roll.pair("접수", f"{paper.received:,}건")
    roll.pair("발급·처리", f"{paper.issued:,}건")
    roll.pair("취소", f"{paper.cancelled:,}건")
    roll.rule()
    for line in paper.tenders:
        if not line.payments and not line.refunds:
            continue
        roll.pair(f"{words.tender(line.name)} {line.payments:,}건", words.won(line.taken_won))
        if line.returned_won:
            roll.pair(f"  반환 {line.refunds:,}건", words.taken_back(line.returned_won), size=8)
        if line.settled_won:
            roll.pair("  그중", till_tables.settled(line), size=8)
    roll.down(1.2)
    roll.pair("순액 계", f"{words.won(sum(line.taken_won - line.returned_won for line in paper.tenders))}원", size=11, bold=True)
    roll.rule()
    for owner, won in paper.by_owner.items():
        roll.pair(words.owner(owner), words.won(won), size=8)
    roll.rule()
    if paper.drawer is None:
        roll.pair("장부", COVERED)
    else:
        for part in till_tables.book(paper.drawer):
            label, _, amount = part.rpartition(" ")
            roll.pair(label, amount, semibold=label.startswith("="))
        if paper.counted_won is not None:
            roll.pair("실사", words.won(paper.counted_won), semibold=True)
        roll.pair("과부족", till_tables.difference(paper.drawer.expected_won, paper.counted_won))
    if paper.reason:
        roll.pair("사유", paper.reason)
    if paper.notes:
        roll.rule()
        for won, pieces in sorted(paper.notes.items(), reverse=True):
            roll.pair(f"{won:,} × {pieces:,}", words.won(won * pieces), size=8)
    roll.rule()
    for name, count in words.waiting(paper.open_items).items():
        roll.pair(f"미결 {name}", f"{count:,}건", size=8)
    roll.pair("미전송", words.unsent(paper), size=8)
    roll.rule()
    roll.end(NOTHING_CLOSED)


def _interim_a4(sheet: Sheet, paper: InterimSheet, *, large: bool) -> None:
    second = [("시각", words.moment(paper.made_at)), ("회차", f"{paper.number}번째"), ("담당", paper.clerk)]
    a4 = OfficePaper(sheet, _head(INTERIM, paper, second), large)
    a4.section("① 처리")
    a4.fact("건수", f"접수 {paper.received:,}건", f"발급·처리 {paper.issued:,}건", f"취소 {paper.cancelled:,}건")
    a4.section("② 수납")
    till_tables.tenders(a4, paper.tenders)
    a4.down(1.5)
    a4.fact(
        "세입구분", *(f"{words.owner(owner)} {words.won(won)}" for owner, won in paper.by_owner.items()), "" if paper.by_owner else "없음"
    )
    a4.section("③ 시재")
    if paper.drawer is None:
        a4.fact("장부", COVERED)
    else:
        a4.fact("장부", *till_tables.book(paper.drawer))
        if paper.counted_won is not None:
            a4.fact("실사", f"{words.won(paper.counted_won)}원", strong=True)
        a4.fact("과부족", till_tables.difference(paper.drawer.expected_won, paper.counted_won), strong=True)
    if paper.reason:
        a4.fact("사유", paper.reason)
    if paper.counted_won is not None:
        a4.down(1.5)
        till_tables.notes(a4, paper.notes)
    _open_items(a4, "④ 미결", paper.open_items)
    a4.fact("미전송", words.unsent(paper))
    a4.down(2)
    a4.say(NOTHING_CLOSED, soft=True)
    a4.blank_rest()
    a4.signatures(("담당", paper.clerk), ("확인", ""))


def hand_over(paper: HandOverSheet, fonts: Path, *, large: bool) -> bytes:
    """The 창구 인수인계서 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    second = [("인계일시", words.moment(paper.at)), ("넘기는 사람", paper.giver), ("받는 사람", paper.taker)]
    a4 = OfficePaper(sheet, _head(HAND_OVER, paper, second), large)
    a4.section("① 수납")
    till_tables.tenders(a4, paper.tenders)
    a4.section("② 시재")
    a4.fact("장부", *till_tables.book(paper.drawer))
    a4.fact("넘기는 돈", f"{words.won(paper.counted_won)}원", strong=True)
    a4.fact("과부족", till_tables.difference(paper.drawer.expected_won, paper.counted_won), strong=True)
    if paper.reason:
        a4.fact("사유", paper.reason)
    a4.down(1.5)
    till_tables.notes(a4, paper.notes)
    _open_items(a4, "③ 미결", paper.open_items)
    a4.section("④ 열쇠·증지·보안용지")
    a4.fact("번호", paper.papers or "적지 않음")
    a4.down(1)
    a4.say("위와 같이 창구의 시재와 물품, 미결 업무를 넘기고 받았습니다.")
    a4.blank_rest()
    a4.signatures(("넘기는 사람", paper.giver), ("받는 사람", paper.taker))
    return sheet.pdf(title=f"{HAND_OVER} {paper.day} 창구 {paper.desk}", author=words.office_name(paper.office), at=paper.at)


def cash(paper: CashSheet, fonts: Path, *, large: bool) -> bytes:
    """The 시재 확인표 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    how = "금액 가리고 세기" if paper.blind else "장부 금액을 보고 세기"
    second = [("구분", PURPOSES[paper.purpose]), ("확인일시", words.moment(paper.at)), ("방법", how)]
    a4 = OfficePaper(sheet, _head(CASH, paper, second), large)
    a4.section("① 권종별 실사")
    till_tables.notes(a4, paper.notes)
    a4.section("② 장부 대조")
    a4.fact("장부", *till_tables.book(paper.drawer))
    a4.fact("실사", f"{words.won(paper.counted_won)}원", strong=True)
    a4.fact("과부족", till_tables.difference(paper.drawer.expected_won, paper.counted_won), strong=True)
    a4.fact("사유", paper.reason or "없음")
    a4.section("③ 현금 넣고 뺀 내역")
    if paper.moves:
        columns = [Column("시각", 19, "left"), Column("구분", 31, "left"), Column("금액", 28), GAP]
        columns += [Column("사유·납입번호", 68, "left"), Column("처리자", 30, "left")]
        a4.table(columns, [_move(move, paper.day) for move in paper.moves])
    else:
        a4.fact("내역", "없음")
    a4.blank_rest()
    a4.signatures(("담당", paper.clerk), ("확인자", paper.confirmer))
    return sheet.pdf(title=f"{CASH} {paper.day} 창구 {paper.desk}", author=words.office_name(paper.office), at=paper.at)


def _head(name: str, paper: InterimSheet | HandOverSheet | CashSheet, second: list[tuple[str, str]]) -> Head:
    return desk_head(name, paper.office, paper.desk, ("업무일", words.business_day(paper.day)), second, reprint=paper.reprint, won=True)


def _move(move: MoveLine, day: str) -> Row:
    way = "넣음" if move.way == "in" else "뺌"
    label = till_tables.PURPOSES[move.purpose]
    what = label if move.purpose == "remit" else f"{label} {way}"  # money goes to the treasury one way only
    number = f"납입번호 {move.number}" if move.number else ""
    signed = move.amount_won if move.way == "in" else -move.amount_won
    note = " · ".join(part for part in (move.reason, number) if part)
    return Row([words.clock(move.at, day), what, words.won(signed), "", note, move.user])


def _open_items(a4: OfficePaper, title: str, items: list[tuple[str, int]]) -> None:
    a4.section(title)
    named = words.waiting(items)
    for name, count in named.items():
        a4.fact(name, f"{count:,}건")
    if not named:
        a4.fact("미결", "없음")
