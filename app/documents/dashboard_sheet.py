"""현황표: a date beside the same weekday a week before, by hour, service, waiting, tender and desk. A4, large print A3.

Bars are dark or ruled, never coloured, and each carries its figure: a copier takes nothing away.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.documents import bars, waiting_rows, words
from app.documents.bars import Bar
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.sheet import A3, Sheet
from app.documents.table import Column, Row
from app.domain.dashboard import Dashboard, DeskPair, ServiceLine, TenderLine, WaitLine, change_percent
from app.domain.dashboard_papers import DashboardSheet
from app.domain.waiting import WaitingTimes

NAME: Final = "현황표"
TENDERS: Final = {"cash": "현금", "card": "신용카드", "transit": "교통카드", "other": "기타", "": "수단 모름 (수기)"}
REST: Final = "그 밖의 민원"
UNKNOWN: Final = "수기 마감 (민원 모름)"
_HOURS_TALL: Final = 52.0


def draw(paper: DashboardSheet, fonts: Path, *, large: bool = False) -> bytes:
    """The sheet as a PDF file."""
    sheet, board = Sheet(fonts, training=paper.training, zoom=A3 if large else 1.0), paper.board
    day = words.business_day(board.date)
    second = [
        ("작성일시", words.moment(board.made_at)),
        ("작성자", paper.clerk),
        ("견줌", f"지난주 {words.business_day(board.before.date)}"),
    ]
    a4 = OfficePaper(sheet, desk_head(NAME, paper.office, board.desk, ("날짜", day), second))
    _summary(a4, board)
    names = (f"이날 {words.month_day(board.date)}", f"지난주 {words.month_day(board.before.date)}")
    _hours(a4, board, names)
    _services(a4, paper, names)
    marks = iter("④⑤⑥")  # a section that has nothing to say leaves no gap
    _waits(a4, board, marks)
    _money(a4, board, marks)
    _desks(a4, board, marks)
    a4.blank_rest()
    a4.signatures(("작성자", paper.clerk), ("확인자", ""))
    return sheet.pdf(title=f"{NAME} {board.date} {words.place(board.desk)}", author=words.office_name(paper.office), at=board.made_at)


def _summary(a4: OfficePaper, board: Dashboard) -> None:
    now, before = board.now, board.before
    a4.section("① 요약", 20)
    percent = change_percent(now.cases, board.compared)
    told = f"{percent:+d}%" if percent is not None else "견줄 수 없음"
    span = f"지난주 같은 시각까지 {before.by_then:,}건" if board.running else f"지난주 {before.cases:,}건"
    a4.fact("접수", f"{now.cases:,}건", span, told, strong=True)
    a4.fact(
        "수납", f"수납 {words.won(now.taken_won)}원", f"반환 {words.won(now.back_won)}원", f"순액 {words.won(now.net_won)}원", strong=True
    )
    a4.fact("", f"지난주 순액 {words.won(before.net_won)}원")
    for label, items in waiting_rows.facts(now.waiting):
        a4.fact(label, *items)
    a4.fact("지난주 대기", *_means(before.waiting))


def _means(times: WaitingTimes) -> list[str]:
    if not times.called:
        return ["부른 번호가 없습니다."]
    return [
        f"호출 {times.called:,}건",
        f"평균 대기 {waiting_rows.span(times.mean_wait_s)}",
        f"평균 처리 {waiting_rows.span(times.mean_service_s)}",
    ]


def _heading(a4: OfficePaper, title: str, least: float, names: tuple[str, str]) -> None:
    a4.section(title, least)
    bars.legend(a4.sheet, a4.x + a4.room, a4.y - 2.2, names, 8.5)


def _hours(a4: OfficePaper, board: Dashboard, names: tuple[str, str]) -> None:
    _heading(a4, "② 시간대별 접수 (건)", _HOURS_TALL + 4, names)
    lines = [
        Bar("수기" if line.hour is None else f"{line.hour}시", (line.now, line.before), (f"{line.now:,}", f"{line.before:,}"))
        for line in board.hours()
    ]
    bars.standing(a4.sheet, a4.x, a4.y, a4.room, _HOURS_TALL, lines, 9)
    a4.down(_HOURS_TALL + 3)


def _services(a4: OfficePaper, paper: DashboardSheet, names: tuple[str, str]) -> None:
    lines = paper.board.services()
    tall = 8.4 * len(lines)
    _heading(a4, "③ 민원별 접수 (건)", tall + 6, names)
    if not lines:
        a4.say("접수한 민원이 없습니다.")
        return
    made = [Bar(_service(line, paper.names), (line.now, line.before), (f"{line.now:,}", f"{line.before:,}")) for line in lines]
    a4.y = bars.lying(a4.sheet, a4.x, a4.y, a4.room, made, 9, lead=52) + 3


def _service(line: ServiceLine, names: dict[str, str]) -> str:
    if line.rest:
        return f"{REST} {len(line.services)}종"
    return names.get(line.services[0], line.services[0]) or UNKNOWN


def _waits(a4: OfficePaper, board: Dashboard, marks: Iterator[str]) -> None:
    lines = board.waits()
    if not lines:
        return
    a4.section(f"{next(marks)} 시간대별 대기·처리 (분:초)", 30)
    columns = [
        Column("시간", 16, "left"),
        *(Column(title, 24) for title in ("호출", "평균 대기", "최장 대기", "평균 처리", "지난주 호출", "지난주 대기", "지난주 처리")),
    ]
    a4.table(columns, [Row(_wait(line)) for line in lines])
    a4.down(3)


def _wait(line: WaitLine) -> list[str]:
    now, before = line.now, line.before
    own = [f"{now.called:,}", *map(_clock, (now.mean_wait_s, now.longest_wait_s, now.mean_service_s))]
    return [f"{line.hour}시", *own, f"{before.called:,}", *map(_clock, (before.mean_wait_s, before.mean_service_s))]


def _clock(seconds: int | None) -> str:
    return "-" if seconds is None else f"{seconds // 60:,}:{seconds % 60:02d}"


def _money(a4: OfficePaper, board: Dashboard, marks: Iterator[str]) -> None:
    a4.section(f"{next(marks)} 수납 (원)", 34)
    columns = [Column("수단", 40, "left"), *(Column(title, 34) for title in ("수납", "반환", "순액", "지난주 순액"))]
    rows = [Row([TENDERS[line.tender], *_won(line)]) for line in board.tenders()]
    whole = TenderLine(tender="", taken_won=board.now.taken_won, back_won=board.now.back_won, before_won=board.before.net_won)
    a4.table(columns, [*rows, Row(["합계", *_won(whole)], "total")])
    a4.down(3)


def _won(line: TenderLine) -> list[str]:
    return [words.won(line.taken_won), words.taken_back(line.back_won), words.won(line.net_won), words.won(line.before_won)]


def _desks(a4: OfficePaper, board: Dashboard, marks: Iterator[str]) -> None:
    lines = board.desks()
    if not lines:
        return
    a4.section(f"{next(marks)} 창구별", 30)
    columns = [
        Column("창구", 18, "left"),
        Column("마감", 20, "left"),
        *(Column(title, 24) for title in ("접수", "지난주", "순액", "지난주", "호출", "평균 대기", "평균 처리")),
    ]
    a4.table(columns, [Row(_desk(line)) for line in lines])
    a4.down(2)


def _desk(line: DeskPair) -> list[str]:
    now, before = line.now, line.before
    state = "수기" if now.typed else "마감" if now.closed else "미마감" if now.opened else "-"
    waits = [f"{now.waiting.called:,}", _clock(now.waiting.mean_wait_s), _clock(now.waiting.mean_service_s)]
    return [now.desk, state, f"{now.cases:,}", f"{before.cases:,}", words.won(now.net_won), words.won(before.net_won), *waits]
