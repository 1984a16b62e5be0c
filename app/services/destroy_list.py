"""기록물 폐기 확인서: the files the board decided to destroy, for those who destroy them to sign (COUNTER §4). It erases nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.domain.book_papers import BookColumn, BookLine, BookPaper
from app.domain.errors import Refused
from app.domain.record_files import RecordFile
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.our_papers import printed
from app.services.record_files import record_files
from app.services.whole_book import stop_unless_whole

CODE: Final = "destroy_list"
NAME: Final = "기록물 폐기 확인서"
NOTE: Final = "폐기한 날과 방법은 폐기한 사람이 적습니다. 이 프로그램은 아무것도 지우지 않습니다. 원장의 기재는 그대로 남습니다."
SIGN: Final = ["폐기자", "확인자"]
_COLUMNS: Final = (
    BookColumn(title="철번호", width=15),
    BookColumn(title="철제목", width=36),
    BookColumn(title="생산연도", width=9, align="center"),
    BookColumn(title="보존기간", width=9, align="center"),
    BookColumn(title="만료일", width=12, align="center"),
    BookColumn(title="건수", width=10, align="right", sum=True),
    BookColumn(title="폐기 근거 (심의회)", width=32),
    BookColumn(title="결정일", width=12, align="center"),
    BookColumn(title="이관일", width=12, align="center"),
    BookColumn(title="폐기일", width=14),
    BookColumn(title="폐기 방법", width=16),
)


def destroy_list(desk: Desk, actor: Actor, *, board: str = "", year: int | None = None) -> BookPaper:
    """The paper with every file whose outcome is destroy, of that board's meeting alone where one is named; making it is an entry.

    `year`: of files made in that year. Refused `not_allowed`, `record_nothing_to_destroy`, `book_unlisted`. Writer lane.
    """
    require(actor.role, "keep_records")
    stop_unless_whole(desk)
    files = record_files(desk) if year is None else record_files(desk, first_year=year, last_year=year)
    found = [each for each in files if each.outcome == "destroy" and board in ("", each.board)]
    if not found:
        raise Refused("record_nothing_to_destroy")
    first, last = _days(found)
    return BookPaper(
        office=desk.office_info(),
        desk="",
        code=CODE,
        name=NAME,
        first_day=first,
        last_day=last,
        basis="심의 결정일 기준",
        columns=list(_COLUMNS),
        lines=[BookLine(cells=_cells(each), sums=[each.cases]) for each in found],
        masked=False,
        reason="폐기 확인",
        clerk=actor.name,
        made_at=desk.clock.now(),
        sign=SIGN,
        note=NOTE,
        reprint=printed(desk, actor, CODE, f"{CODE}-{first}-{last}", None, ""),
        training=desk.identity.training,
    )


def _days(found: Sequence[RecordFile]) -> tuple[str, str]:
    """The first and the last day on which something was decided."""
    days = sorted(each.appraised_on for each in found)
    return days[0], days[-1]


def _cells(each: RecordFile) -> list[str]:
    until = _day(each.expires_on.isoformat()) if each.expires_on is not None else ""
    where = [each.number, each.title, str(each.year), each.label, until, f"{each.cases:,}"]
    return [*where, each.board, _day(each.appraised_on), _day(each.transferred_on), "", ""]


def _day(day: str) -> str:
    return f"{date.fromisoformat(day):%Y.%m.%d}" if day else ""
