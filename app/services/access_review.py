"""접속기록 of a period: all its lines as a table, and the sheet on which somebody says each month that it was read through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.domain.access_entries import AccessReviewed
from app.domain.access_log import AccessSum, marks, sums
from app.domain.book_papers import BookColumn, BookLine, BookPaper
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.moments import UNKNOWN_MOMENT, is_known
from app.domain.rights import require
from app.domain.views import AccessPlace, AccessRow, Actor
from app.ports.office_words import OfficeWord
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import SEOUL, Desk, entry_day, from_ms, seoul_date
from app.services.free_text import checked
from app.services.our_papers import printed
from app.services.print_book import period_ms

CODE: Final = "access_log"
NAME: Final = "접속기록 월간 점검표"
MEASURE_MAX: Final = 200
_PAGE: Final = 1_000
_QUERIES: Final = {
    "case": "열람",
    "name": "성명 검색",
    "initials": "초성 검색",
    "number": "번호 검색",
    "phone": "전화 검색",
    "list": "목록",
    "export": "내보내기",
}
_MARKS: Final = {"off_hours": "시간 외", "many": "대량"}
_HEADS: Final = ("시각", "창구", "접속지", "사용자", "목적", "방법", "대상", "건수", "확인")
_SEARCHES: Final = ("name", "initials", "number", "phone")


def lines(desk: Desk, actor: Actor, first: date, last: date) -> Iterator[AccessRow]:
    """The log of those days, both included, the oldest line first. Refused `not_allowed`, `book_period_invalid`."""
    require(actor.role, "view_access_log")
    since, until = period_ms(first, last)
    after: AccessPlace | None = None
    while page := desk.store.days.access_between(since, until, after=after, limit=_PAGE):
        yield from page
        after = page[-1].place


def table(desk: Desk, actor: Actor, first: date, last: date, progress: Progress = UNWATCHED) -> list[list[str]]:
    """Every line of those days as cells, headings first; that somebody took it along is an entry. Writer lane. Errors as `lines`."""
    found: list[list[str]] = []
    for row in lines(desk, actor, first, last):
        progress.step(len(found))
        found.append(_cells(row))
    printed(desk, actor, f"{CODE}_csv", f"{CODE}-{first}-{last}", None, "")
    return [list(_HEADS), *found]


def sheet(desk: Desk, actor: Actor, first: date, last: date) -> BookPaper:
    """The 접속기록 월간 점검표: what each person looked at from where, and what the reviewer found, if it was reviewed. Writer lane.

    Errors as `lines`. Safety standard Art. 8 (2); COUNTER §4.
    """
    found = sums(lines(desk, actor, first, last))
    ref = f"{CODE}-{first}-{last}"
    return BookPaper(
        office=desk.office_info(),
        desk="",
        code=CODE,
        name=NAME,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        basis="접속일 기준",
        columns=[
            BookColumn(title="사용자", width=14),
            BookColumn(title="창구", width=8, align="center"),
            BookColumn(title="접속지", width=18),
            *(BookColumn(title=each, width=9, align="right", sum=True) for each in ("기록", "열람", "검색", "목록", "내보내기", "대상")),
            *(BookColumn(title=each, width=9, align="right", sum=True) for each in _MARKS.values()),
        ],
        lines=[_line(each) for each in found],
        masked=False,
        reason="접속기록 점검",
        clerk=actor.name,
        made_at=desk.clock.now(),
        sign=["점검자", "확인자"],
        note=_note(desk, first, last),
        verified=True,
        reprint=printed(desk, actor, CODE, ref, None, ""),
        training=desk.identity.training,
    )


def review(desk: Desk, actor: Actor, first: date, last: date, *, unusual: int = 0, measure: str = "") -> int:
    """It is in the book that the actor read the log of those days through; how many lines it had. Writer lane.

    Refused `not_allowed`, `book_period_invalid`, `review_ahead` (nothing of it has come yet), `unusual_invalid`, `measure_needed`
    (something unusual and nothing done), `rrn_in_text`.
    """
    count = sum(1 for _ in lines(desk, actor, first, last))
    if first > seoul_date(desk.clock.now()):
        raise Refused("review_ahead")
    said = checked(measure)[:MEASURE_MAX]
    if not 0 <= unusual <= count:
        raise Refused("unusual_invalid", most=count)
    if unusual and not said:
        raise Refused("measure_needed")
    body = AccessReviewed(first_day=first.isoformat(), last_day=last.isoformat(), lines=count, unusual=unusual, measure=said)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return count


def last_review(desk: Desk, first: date, last: date) -> tuple[AccessReviewed, OfficeWord] | None:
    """The newest review of exactly those days. Any lane."""
    found = None
    for word in desk.store.office_words.said("access_reviewed"):
        body = word.body
        if isinstance(body, AccessReviewed) and (body.first_day, body.last_day) == (first.isoformat(), last.isoformat()):
            found = body, word
    return found


def _note(desk: Desk, first: date, last: date) -> str:
    hints = "시간 외: 07–20시 밖과 토·일요일. 대량: 한 번에 100명 이상. 둘 다 살펴볼 곳을 알릴 뿐입니다."
    known = last_review(desk, first, last)
    if known is None:
        return f"{hints} · 이상 건: ________ 조치: ________________"
    body, word = known
    found = f"기록 {body.lines:,}건, 이상 {body.unusual:,}건, 조치: {body.measure or '없음'}"
    return f"{hints} · 점검 {seoul_date(word.said_at)} {word.name}: {found}"


def _line(found: AccessSum) -> BookLine:
    searches = sum(found.queries.get(each, 0) for each in _SEARCHES)
    counts = [found.queries.get(each, 0) for each in ("case", "list", "export")]
    figures = [found.lines, counts[0], searches, *counts[1:], found.seen, found.off_hours, found.many]
    return BookLine(cells=[found.user, found.desk, found.address or "-", *(f"{each:,}" for each in figures)], sums=figures)


def _cells(row: AccessRow) -> list[str]:
    at = from_ms(row.at).astimezone(SEOUL)
    said = ", ".join(_MARKS[each] for each in marks(row))
    shown = ", ".join(each for each in row.numbers if each)
    return [
        f"{at:%Y-%m-%d %H:%M:%S}" if is_known(row.at) else UNKNOWN_MOMENT,
        row.desk,
        row.address,
        row.user,
        row.purpose,
        _QUERIES.get(row.query, row.query),
        shown,
        str(row.count),
        said,
    ]
