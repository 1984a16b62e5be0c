"""What central made of the notices this desk asked for: an entry each, so that every desk reads it and a year can be counted."""

from __future__ import annotations

from app.domain.entries import Fact
from app.domain.notice_entries import NoticeAnswered
from app.domain.notices import RANK
from app.ports.central import Central
from app.services.desk import Desk, entry_day
from app.services.lanes import Lane
from app.wire.notices import NoticeNews, NoticePage

_PLACE = "notices_after"


def pull_notices(desk: Desk, central: Central, lane: Lane) -> int:
    """The small feed is read to its end; how many answers were written down. Network thread; Unavailable: try later."""
    written, again = 0, False
    while True:
        after = int(lane(lambda: desk.store.working.setting(_PLACE)) or 0)
        page = central.notices(desk.identity.office, after=after)
        if page.last < after and not again:
            lane(lambda: desk.store.working.put_setting(_PLACE, b"0"))  # central was restored and counts anew; what is known stays once
            again = True
            continue
        if not page.items or page.items[-1].seq <= after:
            return written
        written += lane(lambda page=page: _take(desk, page))  # type: ignore[misc]


def _take(desk: Desk, page: NoticePage) -> int:
    """The page's answers are entries, with the new place in the same commit."""
    ours = [each for each in page.items if each.desk == desk.identity.desk]
    fresh = _not_known(desk, ours)
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        for each in fresh:
            body = NoticeAnswered(notice_id=each.notice_id, state=each.state, code=each.code[:40], at=each.at)
            tx.append(Fact(body, desk.ids.new_id(), case_id=each.case_id))
        tx.put_setting(_PLACE, str(page.items[-1].seq).encode())
    return len(fresh)


def _not_known(desk: Desk, items: list[NoticeNews]) -> list[NoticeNews]:
    """Those that say more than the book does: central repeats itself after a lost reply, or when it was restored."""
    known: dict[object, int] = {}
    fresh = []
    for each in items:
        if each.notice_id not in known:
            row = desk.store.notices.find(each.notice_id)
            known[each.notice_id] = RANK.get(row.state, 0) if row is not None else -1
        if 0 <= known[each.notice_id] < RANK[each.state]:
            known[each.notice_id] = RANK[each.state]
            fresh.append(each)
    return fresh
