"""Lists of cases that are no statutory book (여권 효력상실·폐기 명부, 우편배송 인계 목록 …): the cases whose step fell into the period."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.book_layouts import CaseList
from app.domain.book_papers import BookColumn, BookLine, BookPaper
from app.domain.case_record import CaseRecord
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import Desk
from app.services.free_text import checked
from app.services.our_papers import printed
from app.services.print_book import Wanted, log_view, period_ms, telling
from app.services.whole_book import stop_unless_whole

_LOOKED_BACK = int(timedelta(days=400).total_seconds() * 1000)  # a passport waits half a year, a petition hardly ever longer


def print_list(desk: Desk, actor: Actor, asked: Wanted, progress: Progress = UNWATCHED) -> BookPaper:
    """That list, by the day its step was taken; masked as a book is.

    Refused `book_unknown`, `book_period_invalid`, `not_allowed`, `book_unlisted`. Writer lane.
    """
    require(actor.role, "print_book")
    code, first, last, own, reason = asked
    wanted = next((each for each in desk.catalogue.layouts.lists if each.code == code), None)
    if wanted is None:
        raise Refused("book_unknown", book=code[:40])
    stop_unless_whole(desk)
    reason = checked(reason)[:200]
    told = telling(desk, names=bool(reason), numbers=False, among_many=True)
    lines = [
        BookLine(cells=[told.column(record, column) for column in wanted.column], sums=[])
        for record in _records(desk, wanted, first, last, progress, own=own)
    ]
    log_view(desk, actor, f"목록 출력: {wanted.name}" + (f" ({reason})" if reason else ""), len(lines))
    return BookPaper(
        office=desk.office_info(),
        desk=desk.identity.desk if own else "",
        code=code,
        name=wanted.name,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        basis="처리일 기준",
        columns=[BookColumn(title=each.title, width=each.width, align=each.align) for each in wanted.column],
        lines=lines,
        masked=not reason,
        reason=reason,
        clerk=actor.name,
        made_at=desk.clock.now(),
        sign=wanted.sign,
        note=wanted.note,
        verified=True,
        reprint=printed(desk, actor, "book", f"{code}-{first}-{last}", None, reason),
        training=desk.identity.training,
    )


def _records(desk: Desk, wanted: CaseList, first: date, last: date, progress: Progress, *, own: bool) -> list[CaseRecord]:
    """The cases in the order in which their step was taken."""
    since, until = period_ms(first, last)
    services = [form.id for form in desk.catalogue.forms.values() if form.life in wanted.lives]
    found, looked_at = [], 0
    for page in desk.store.books.cases(since - _LOOKED_BACK, until, services, own=own, states=wanted.states):
        progress.step(looked_at)
        looked_at += len(page)
        for record in page:
            taken = record.last(wanted.steps)
            if taken is not None and since <= taken.at < until:
                found.append((taken.at, record))
    found.sort(key=lambda pair: pair[0])
    return [record for _, record in found]
