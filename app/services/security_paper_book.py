"""보안용지 수불부: every act of a period with first and last number, what was left after it, and what is left now (COUNTER §4).

Sheets of different papers are never added together: each paper has its sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import msgspec

from app.domain.book_papers import BookColumn, BookLine, BookPaper
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.security_paper import MISSING, STORE, Act, Stock, StockLine, What, stock_of
from app.domain.security_paper_entries import SecurityPaperVoided
from app.domain.sheet_runs import shown
from app.domain.views import Actor
from app.services.our_papers import printed
from app.services.print_book import period_ms
from app.services.security_paper import StockBook
from app.services.whole_book import stop_unless_whole

CODE: Final = "security_paper_book"
NAME: Final = "보안용지 수불부"
NOTE: Final = "단위: 매. 잔량은 보관과 창구에 남은 용지입니다. 취소한 기재와 어긋난 기재는 줄로 남고 합계에 들지 않습니다."
_WORDS: Final[dict[What, str]] = {
    "received": "입고",
    "out": "불출",
    "back": "반납",
    "used": "사용",
    "spoiled": "훼손",
    "counted": "실사",
    "missing": "결번",
    "returned": "결번 찾음",
}
_SUMMED: Final[tuple[What, ...]] = ("received", "out", "back", "used", "spoiled", "missing")
COLUMNS: Final = (
    BookColumn(title="일자", width=12, align="center"),
    BookColumn(title="용지", width=18),
    BookColumn(title="구분", width=12, align="center"),
    BookColumn(title="시작번호", width=17, align="center"),
    BookColumn(title="끝번호", width=17, align="center"),
    *(BookColumn(title=_WORDS[what], width=9, align="right", sum=True) for what in _SUMMED),
    BookColumn(title="보관 잔량", width=11, align="right"),
    BookColumn(title="창구 잔량", width=11, align="right"),
    BookColumn(title="창구", width=7, align="center"),
    BookColumn(title="담당자", width=11),
    BookColumn(title="확인자", width=11),
    BookColumn(title="비고", width=24),
)


def book(known: StockBook, actor: Actor, first: date, last: date, *, paper: str = "", own: bool = False) -> BookPaper:
    """The book of those days, both included, ready to be drawn; of one kind of paper where it is named. Making it is an entry.

    `own`: of this desk alone, its balance instead of all desks'. Refused `not_allowed`, `book_period_invalid`,
    `security_paper_unknown`. Writer lane.
    """
    require(actor.role, "keep_security_paper")
    period_ms(first, last)
    stop_unless_whole(known.desk)
    desk, said, now = known.desk, known.acts(), known.stock()
    if paper and paper not in now.papers():
        raise Refused("security_paper_unknown")
    until = _stock_at(said, last)
    here = desk.identity.desk if own else ""
    papers = [paper] if paper else now.papers()
    ref = "-".join([CODE, first.isoformat(), last.isoformat(), *(["own"] if own else [])])
    return BookPaper(
        office=desk.office_info(),
        desk=here,
        code=CODE,
        name=NAME,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        basis="기재일 기준",
        columns=list(COLUMNS),
        lines=[msgspec.structs.replace(line, group=each) for each in papers for line in _lines(said, until, each, first, here)],
        masked=False,
        reason="",
        clerk=actor.name,
        made_at=desk.clock.now(),
        sign=["담당자", "확인자"],
        note=NOTE,
        reprint=printed(desk, actor, CODE, ref, None, ""),
        training=desk.identity.training,
    )


def _stock_at(said: list[Act], on: date) -> Stock:
    """The stock at the end of that day; what was taken back later was never so, or no balance would be carried over."""
    return stock_of(act for act in said if act.on <= on or isinstance(act.body, SecurityPaperVoided))


def _lines(said: list[Act], until: Stock, paper: str, first: date, here: str) -> Iterator[BookLine]:
    """What was there before the period, each line of it, and what is there at its end, place by place."""
    before = _stock_at(said, first - timedelta(days=1))
    of_period = [line for line in until.lines if line.paper == paper and line.on >= first and _is_of(line, here)]
    left = [here] if here else until.places(paper)
    if not of_period and not any(until.count(paper, place) for place in left):
        return
    stood = [_figure(before.count(paper, STORE)) if not here else "", _figure(_at_desks(before, paper, here))]
    yield _told([_day(first), paper, "이월", "", ""], "", [*stood, here])
    for line in of_period:
        yield _line(line, here)
    for place in [*left, *([] if here else [MISSING])]:
        for each in until.sheets(paper, place):
            numbers = [shown(each.prefix, number, each.digits) for number in each.span]
            size = f"{each.span.size:,}"
            word, gone = ("기말 결번", size) if place == MISSING else ("기말 잔량", "")
            lies = [size if place == STORE else "", size if place not in (STORE, MISSING) else "", _place(place)]
            yield _told(["", paper, word, *numbers], gone, lies)


def _is_of(line: StockLine, here: str) -> bool:
    return not here or (line.desk == here and line.what != "received")


def _at_desks(stock: Stock, paper: str, here: str) -> int:
    return stock.count(paper, here) if here else sum(stock.count(paper, place) for place in stock.places(paper) if place != STORE)


def _told(begin: list[str], gone: str, end: list[str]) -> BookLine:
    """A line that is no act: it counts nothing."""
    return BookLine(cells=[*begin, *[""] * (len(_SUMMED) - 1), gone, *end, "", "", ""], sums=[0] * len(_SUMMED), number=False)


def _line(line: StockLine, here: str) -> BookLine:
    numbers = [shown(line.prefix, number, line.digits) for number in line.span] if line.span else ["", ""]
    of = "missing" if line.what == "returned" else line.what
    sign = -1 if line.what == "returned" else 1
    size = line.span.size if line.span else 0
    figures = [sign * line.count if what == of else 0 for what in _SUMMED]
    cells = [_figure(sign * size) if what == of and size else "" for what in _SUMMED]
    left = ["" if here else _figure(line.store), _figure(line.at_desk if here else line.desks)]
    said = [_place(line.desk), line.name, line.second, _note(line)]
    return BookLine(
        cells=[_day(line.on), line.paper, _WORDS[line.what], *numbers, *cells, *left, *said],
        sums=figures,
        undone="취소" if line.voided else "어긋남" if line.clash else "",
    )


def _figure(count: int) -> str:
    return f"△{-count:,}" if count < 0 else f"{count:,}"


def _place(place: str) -> str:
    return {STORE: "보관", MISSING: ""}.get(place, place)


def _note(line: StockLine) -> str:
    parts = [line.note]
    if line.what == "used" and line.span is None:
        parts.append("사용 없음")
    if line.what == "counted":
        parts.append(f"{line.found:,}매 있음")
    if line.day and date.fromisoformat(line.day[:10]) != line.on:
        parts.append(f"{_day(date.fromisoformat(line.day[:10]))} 사용분")
    return ", ".join(part for part in parts if part)


def _day(on: date) -> str:
    return f"{on:%Y.%m.%d}"
