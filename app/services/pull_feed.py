"""Take what the office's other desks and central have to say, in central's order, with the cursor in the same transaction."""

from __future__ import annotations

from app.domain.errors import CounterError, IntegrityViolated, Refused
from app.ports.central import Central
from app.services.bundle_news import note_bundle
from app.services.desk import Desk, entry_day, to_ms
from app.services.lanes import Lane
from app.services.people import REVOKED
from app.services.repair_amnesia import forgotten, repair_amnesia, send_again
from app.services.start_branch import leave_stream, start_branch
from app.services.take_snapshot import Filling, take_snapshot
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, FeedPage, StaffPage, StreamId

SNAPSHOT_FROM = 20_000  # entries: below that the feed is as quick
_ANOTHER_STORY = frozenset({"feed_own_ahead", "feed_own_differs"})
_OTHER_ORDER = frozenset({"feed_chain", "feed_other_order"})
_CURSOR = "staff_cursor"


def pull_feed(
    desk: Desk, central: Central, lane: Lane, *, wait_s: float = 0, limit: int = BATCH_ENTRIES_MAX, filling: Filling | None = None
) -> int:
    """One page is in the book; how many items it had, 0 at the feed's end. Network thread; Unavailable: try later.

    `filling`: told how far it is where there is much to read, or a whole snapshot comes instead.
    """
    far = filling or Filling()
    try:
        return _pull(desk, central, lane, far, wait_s=wait_s, limit=limit)
    except CounterError:
        far.feed_ended()
        raise


def _pull(desk: Desk, central: Central, lane: Lane, filling: Filling, *, wait_s: float, limit: int) -> int:
    generation, after = lane(desk.store.exchange.feed_cursor)
    acknowledged = lane(desk.store.exchange.acknowledged)
    try:
        page = central.feed(desk.identity.office, generation=generation, after=after, limit=limit, wait_s=wait_s)
    except Refused as error:
        _lock_if_revoked(desk, lane, error)
        if error.code != "generation_changed" or repair_amnesia(desk, central, lane) is None:
            raise
        return 1  # something came: there is more to read from the place the cursor stands at now
    if lost := forgotten(desk, acknowledged, page):
        # A desk with nothing to send would never hear of it from a push; and the page may be of another order than our cursor.
        send_again(desk, central, lane, lost)
        return 1
    if after == 0 and page.last > SNAPSHOT_FROM and not lane(desk.store.exchange.reads_whole):
        try:
            return int(take_snapshot(desk, central, lane, filling).facts["entries"]) or 1
        except IntegrityViolated as error:
            if error.code in _OTHER_ORDER:  # what came of one that was cut off stands in an order that central has lost since
                lane(desk.store.exchange.read_again)
            raise
    if page.items:
        _take_in(desk, central, lane, page, (generation, after))
    filling.read_feed(after, page.items[-1].office_seq if page.items else after, page.last if page.items else after, page=limit)
    return len(page.items)


def _take_in(desk: Desk, central: Central, lane: Lane, page: FeedPage, asked: tuple[int, int]) -> None:
    """The page is in the book, or another read of ours ([지금 보내기] beside one that waits for news) moved the cursor meanwhile.

    Where central knows another story of the stream we write, we leave it for a new branch first.
    """
    exchange = desk.store.exchange
    stream = lane(exchange.head).stream
    try:
        lane(lambda: exchange.apply_feed(page, asked=asked))
        return
    except IntegrityViolated as error:
        if error.code in _OTHER_ORDER and (lane(exchange.feed_cursor)[1] or lane(exchange.reads_whole)):
            # Central was restored, and whoever's entries it lost had no acknowledgement to prove it with: they came once more, in
            # another order. Everything is in its feed; what we hold already is matched by place and bytes (SYNC §8).
            lane(exchange.read_again)
        if error.code not in _ANOTHER_STORY:
            raise
        code, seq = error.code, error.facts.get("seq")
    if code == "feed_own_differs" and isinstance(seq, int):
        at = seq
        _hand_in_evidence(desk, central, lane, stream)
        lane(lambda: leave_stream(desk, stream, "fork", at))
    else:
        lane(lambda: start_branch(desk, "older_than_anchor", []))
    lane(lambda: exchange.apply_feed(page, asked=asked))


def _hand_in_evidence(desk: Desk, central: Central, lane: Lane, stream: StreamId) -> None:
    """Central has our history of a stream that forked, as evidence: what was shown from it must be known somewhere else too (SYNC §4)."""
    batch = lane(lambda: desk.store.exchange.batch(BATCH_ENTRIES_MAX, BATCH_BYTES_MAX, stream))
    if batch is None:
        return
    try:
        central.push(stream, batch)
    except Refused as error:
        if error.code != "fork":
            raise


def pull_all(desk: Desk, central: Central, lane: Lane, *, filling: Filling | None = None) -> int:
    """The feed is read to its end; how many items came."""
    taken = 0
    while found := pull_feed(desk, central, lane, filling=filling):
        taken += found
    return taken


def pull_staff(desk: Desk, central: Central, lane: Lane) -> int:
    """People and rights of the office are those of central, page by page to the end; how many rows changed."""
    # Central's own cursor: what this desk changed by its own clock, before it had a central, must not hide a right taken since.
    after, changed = int(lane(lambda: desk.store.working.setting(_CURSOR)) or 0), 0
    while (page := _staff(desk, central, lane, after)).staff:
        changed += _take(desk, lane, page)
        if page.last <= after:
            break
        after = page.last
    note_bundle(desk, lane, page.bundle)
    lane(lambda: desk.store.working.put_setting("staff_checked_at", str(to_ms(desk.clock.now())).encode()))
    return changed


def _staff(desk: Desk, central: Central, lane: Lane, after: int) -> StaffPage:
    try:
        return central.staff(desk.identity.office, after=after)
    except Refused as error:
        _lock_if_revoked(desk, lane, error)
        raise


def _lock_if_revoked(desk: Desk, lane: Lane, error: Refused) -> None:
    """Central said, signed, that this computer is no desk of the office any more: nobody signs in here until it is enrolled again."""
    if error.code == "device_revoked":
        lane(lambda: _lock(desk))


def _lock(desk: Desk) -> None:
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:  # a commit, so that the window hears of it
        tx.put_setting(REVOKED, str(to_ms(desk.clock.now())).encode())


def _take(desk: Desk, lane: Lane, page: StaffPage) -> int:
    changed = lane(lambda: desk.store.working.take_staff(page.staff))
    lane(lambda: desk.store.working.put_setting(_CURSOR, str(page.last).encode()))
    return changed
