"""While central works on one batch the next is made ready: what arrives, and in which order, is the same as without (SYNC §4)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from app.bootstrap import homes
from app.bootstrap.homes import Home
from app.central.tables import EntryRow
from app.domain.errors import Refused, Unavailable
from app.domain.views import Actor
from app.services.next_batch import NextBatch
from app.services.push_entries import push_entries
from app.wire.messages import BATCH_BYTES_MAX, BATCH_ENTRIES_MAX, Ack, Push, StreamId
from tests.centrals import CentralUnderTest
from tests.fakes.central import FakeCentral, FakeOffice
from tests.integration.test_exchange import home, office, park, record
from tests.integration.test_two_desks import add_people, enrolled, work

__all__ = ["home", "office", "park"]

T = TypeVar("T")
SIZE = 4


class Line:
    """The desk's line in a test: `sent` is what went over it; `while_central_works` happens between a request and its answer."""

    def __init__(self, home: Home, office: FakeOffice) -> None:
        device = home.desk.identity.device_id
        self.central: FakeCentral = office.line("03", device, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)
        self.home, self.office = home, office
        self.base = home.store.head.seq  # what central has before the long queue begins
        self.sent: list[tuple[int, int]] = []
        self.told: list[tuple[int, int]] = []  # the queue as a batch told it, and as it was when that batch was sent
        self.ready: list[int] = []
        self.while_central_works: Callable[[], None] = lambda: None
        self.ahead = NextBatch(self._beside, lambda batch: self.ready.append(batch.from_seq))

    def _beside(self, work: Callable[[], T], meanwhile: Callable[[], None]) -> T:
        before = len(self.sent)
        meanwhile()
        assert len(self.sent) == before, "a second batch was on the wire before the first was answered"
        self.while_central_works()
        return work()

    def push(self, stream: StreamId, batch: Push) -> Ack:
        self.sent.append((batch.from_seq, len(batch.entries)))
        self.told.append((batch.client.queue, self.home.store.exchange.pending()[0]))
        return self.central.push(stream, batch)

    def __getattr__(self, name: str) -> object:
        return getattr(self.central, name)

    def go(self) -> int:
        return push_entries(self.home.desk, self, lambda work: work(), version="0", entries_max=SIZE, ahead=self.ahead)  # type: ignore[arg-type]


@pytest.fixture
def line(home: Home, office: FakeOffice, park: Actor) -> Line:
    made = Line(home, office)
    push_entries(home.desk, made, lambda work: work(), version="0")  # type: ignore[arg-type]
    made.sent.clear()
    record(home, park, 5)
    assert home.store.exchange.pending()[0] > 3 * SIZE
    return made


def all_there_once(line: Line) -> None:
    """Central holds exactly the book, entry by entry, and the desk knows it."""
    assert [item.seq for item in line.office.items] == list(range(1, line.home.store.head.seq + 1))
    assert line.home.store.exchange.pending()[0] == 0


def until_empty(line: Line) -> None:
    while line.home.store.exchange.pending()[0]:
        line.go()


def test_a_long_queue_goes_batch_after_batch_and_all_but_the_first_were_ready(line: Line) -> None:
    until_empty(line)
    all_there_once(line)
    begun = [first for first, _ in line.sent]
    assert begun == sorted(set(begun)) and line.ready == begun[1:]


def test_a_batch_that_was_ready_tells_the_queue_as_it_is_when_it_is_sent(line: Line) -> None:
    """It is counted while the one before is under way: what that one carries does not wait any more when this one goes."""
    line.told.clear()
    until_empty(line)
    assert len(line.told) > 3 and all(told == waiting for told, waiting in line.told), line.told
    assert line.told[-1][0] == line.sent[-1][1], "the last batch carries what there is, and says so"


def test_a_short_queue_makes_nothing_ready(line: Line, park: Actor) -> None:
    until_empty(line)
    line.ready.clear()
    record(line.home, park, 1, "seal_registration")
    line.ahead, waiting = NextBatch(line._beside, lambda batch: line.ready.append(batch.from_seq)), line.home.store.exchange.pending()[0]
    assert push_entries(line.home.desk, line, lambda work: work(), version="0", ahead=line.ahead) == waiting  # type: ignore[arg-type]
    assert line.ready == []


def test_a_lost_reply_is_asked_for_again_and_what_was_ready_waits_its_turn(line: Line) -> None:
    line.go()
    line.office.lose_replies = 1
    with pytest.raises(Unavailable):
        line.go()
    lost = line.sent[-1]
    line.go()
    assert line.sent[-1] == lost
    until_empty(line)
    all_there_once(line)


def test_nothing_is_kept_beside_a_batch_that_got_no_answer(line: Line) -> None:
    line.go()
    line.office.lose_replies = 1
    with pytest.raises(Unavailable):
        line.go()
    stream, made_ready = line.home.store.head.stream, line.ready[-1]
    assert line.ahead.take(stream, (made_ready - 1, line.home.store.exchange.hash_at(stream, made_ready - 1))) is None


def test_a_window_sends_a_long_queue_with_the_next_batch_ready(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call of the desk's own thread: as many entries at once as a batch may have, and the one after it beside."""
    asked: dict[str, object] = {}

    def sends(_desk: object, central: object, _lane: object, **how: object) -> int:
        asked.update(how, central=central)
        return 0

    monkeypatch.setattr(homes.push_entries, "push_entries", sends)
    line.home._next_batch = line.ahead
    monkeypatch.setattr(Home, "central", line)
    line.home.push_once()
    assert asked == {"version": homes.__version__, "entries_max": BATCH_ENTRIES_MAX, "ahead": line.ahead, "central": line}


def test_a_batch_that_follows_a_refused_one_is_not_sent(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    line.go()

    def fork(stream: StreamId, batch: Push) -> Ack:
        raise Refused("fork", differs_at=batch.from_seq)

    monkeypatch.setattr(line.central, "push", fork)
    with pytest.raises(Refused, match="fork"):
        line.go()
    stopped, refused = line.home.store.exchange.stopped(), line.sent[-1][0]
    assert [(each.code, each.seq) for each in stopped] == [("fork", refused)]
    # What goes now is the branch in which the desk works on, from its own beginning; what followed the refused batch waits for a person.
    with pytest.raises(Refused, match="fork"):
        line.go()
    assert line.sent[-1] == (1, 1)
    assert len(line.office.items) == refused - 1


def test_a_queue_that_was_taken_back_meanwhile_is_read_again(line: Line) -> None:
    """Central was restored while a batch was under way: the desk's own thread for the feed takes acknowledgements back."""
    line.go()
    exchange = line.home.store.exchange
    line.while_central_works = lambda: exchange.rewind(line.base + 1)
    line.go()
    line.while_central_works = lambda: None
    exchange.rewind(line.base + 1)
    before = len(line.sent)
    line.go()
    assert line.sent[before][0] == line.base + 1
    until_empty(line)
    all_there_once(line)


def test_a_central_that_forgot_gets_everything_from_what_it_holds(line: Line) -> None:
    """A gap between two batches: the one that was ready is not what central waits for."""
    line.go()
    line.go()
    held, known = line.base + line.sent[0][1], line.office._streams[line.home.store.head.stream]
    del known[held:], line.office.items[held:]
    until_empty(line)
    all_there_once(line)


def test_a_central_that_always_misses_something_is_answered_once_and_then_told_to_a_person(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    line.go()
    before = len(line.sent)

    def gap(stream: StreamId, batch: Push) -> Ack:
        raise Refused("gap", expected=batch.from_seq - 1)

    monkeypatch.setattr(line.central, "push", gap)
    with pytest.raises(Refused, match="gap"):
        line.go()
    assert len(line.sent) == before + 2


def test_a_desk_that_dies_between_two_batches_loses_only_the_readiness(line: Line) -> None:
    line.go()
    line.ahead = NextBatch(line._beside, lambda _batch: None)
    until_empty(line)
    all_there_once(line)


def test_a_ledger_that_does_not_answer_meanwhile_costs_nothing_but_time(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange, real = line.home.store.exchange, line.home.store.exchange.batch

    def busy(entries_max: int, bytes_max: int, stream: StreamId | None = None, *, after: int | None = None) -> Push | None:
        if after is not None:
            raise Unavailable("ledger_busy")
        return real(entries_max, bytes_max, stream)

    monkeypatch.setattr(exchange, "batch", busy)
    until_empty(line)
    all_there_once(line)
    assert line.ready == []


def test_over_a_real_line_a_long_queue_is_packed_beside_and_is_there_once(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(sqlite_central)
    desk = enrolled(sqlite_central, tmp_path / "03", "03")
    try:
        desk.sync_all()
        work(desk, 6, seed=1)
        assert desk.central is not None
        ready: list[int] = []
        pack = desk.central.pack

        def packing(batch: Push) -> None:
            ready.append(batch.from_seq)
            pack(batch)

        ahead = NextBatch(desk.central.beside, packing)
        push = partial(push_entries, desk.desk, desk.central, desk.on_lane, version="0", ahead=ahead)
        sent = []
        while count := push(entries_max=8):
            sent.append(count)
        assert len(sent) > 2 and len(ready) == len(sent) - 1
        with sqlite_central.database() as db:
            stored = [row["seq"] for row in db.all(EntryRow.select(EntryRow.seq).order_by(EntryRow.office_seq))]
        assert stored == list(range(1, desk.store.head.seq + 1))
        assert sqlite_central.verified().ok
        # What was packed is sent for that very batch, never for another one.
        work(desk, 2, seed=2)
        exchange, stream = desk.store.exchange, desk.store.head.stream
        first = exchange.batch(8, BATCH_BYTES_MAX, stream)
        assert first is not None
        end = first.from_seq + len(first.entries) - 1
        second = exchange.batch(8, BATCH_BYTES_MAX, stream, after=end)
        assert second is not None
        desk.central.pack(second)
        assert desk.central.push(stream, first).acked_seq == end
    finally:
        desk.close()
