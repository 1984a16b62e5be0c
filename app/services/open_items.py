"""What is not finished at this desk when a sheet of the day is made: the lists of the 업무함, and what only this desk holds back."""

from __future__ import annotations

from app.domain.papers import DutyLine
from app.domain.refunds import WORK_LIST
from app.services.card_watch import UNKNOWN_LIST
from app.services.closing_blockers import PARKED
from app.services.desk import Desk
from app.services.transfers import worklist_counts
from app.services.worklist import duty_counts, duty_page

PARKED_LIST = "parked"
UNLISTED = "unlisted"  # entries of the office that wait to be listed: so many more may belong to the counts beside it
FIRST = 2  # rows of a list that its paper names


def open_items(desk: Desk) -> dict[str, int]:
    """Code of the list → how many: visits put aside, cards without a result, promised refunds, and every list by state."""
    counts = {
        UNLISTED: desk.store.exchange.kept(),
        PARKED_LIST: sum(1 for key in desk.store.working.drafts() if key.startswith(PARKED)),
        UNKNOWN_LIST: len(desk.store.card_payments.open()),
        WORK_LIST: desk.store.refunds.open_count(),
    }
    return {code: count for code, count in counts.items() if count} | worklist_counts(desk)


def duty_lines(desk: Desk) -> list[DutyLine]:
    """Each list that somebody waits in, in the order in which they press, with the numbers of those that have waited longest."""
    return [
        DutyLine(code=code, count=count, first=[each.number for each in duty_page(desk, code, limit=FIRST)])
        for code, count in duty_counts(desk).items()
    ]
