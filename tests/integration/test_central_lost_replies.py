"""Requests that never arrive, replies that are lost after the commit, a central that is killed and comes back (SYNC, G2)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.domain.errors import Unavailable
from app.own_thread import begun
from tests.centrals import OFFICE, CentralUnderTest, Desk
from tests.integration.test_central_load import metrics_of
from tests.patience import PATIENCE_S, until
from tests.proxy import Proxy
from tests.streams import DAY


@pytest.fixture
def desk(central: CentralUnderTest) -> Desk:
    return central.desk()


@pytest.fixture
def proxy(central: CentralUnderTest) -> Iterator[Proxy]:
    made = Proxy(central.port)
    yield made
    made.close()


def test_a_reply_lost_after_the_commit_changes_nothing_but_the_number_of_attempts(
    central: CentralUnderTest, desk: Desk, proxy: Proxy
) -> None:
    line = central.line(desk.enrolled, url=proxy.url)
    assert line.check_day(OFFICE, DAY).entries == 0  # the session is open
    desk.stream.add_case()
    proxy.cut_replies = True
    with pytest.raises(Unavailable, match="central_down"):
        line.push(desk.stream.id, desk.stream.push())
    assert proxy.lost.is_set()
    assert desk.central.check_day(OFFICE, DAY).entries == 4
    proxy.cut_replies = False
    ack = line.push(desk.stream.id, desk.stream.push())
    assert (ack.acked_seq, ack.office_first, ack.office_last) == (4, 1, 4)
    assert desk.central.check_day(OFFICE, DAY).net_won == 600
    assert central.verified().ok


def test_a_request_that_never_arrives_is_sent_again(central: CentralUnderTest, desk: Desk, proxy: Proxy) -> None:
    line = central.line(desk.enrolled, url=proxy.url)
    line.check_day(OFFICE, DAY)
    desk.stream.add_case()
    proxy.cut_requests = True
    with pytest.raises(Unavailable, match="central_down"):
        line.push(desk.stream.id, desk.stream.push())
    proxy.cut_requests = False
    assert desk.central.check_day(OFFICE, DAY).entries == 0
    assert line.push(desk.stream.id, desk.stream.push()).acked_seq == 4


def test_a_central_that_was_stopped_knows_everything_when_it_is_back(central: CentralUnderTest, desk: Desk) -> None:
    desk.stream.add_case()
    before = desk.central.push(desk.stream.id, desk.stream.push())
    central.stop()
    assert not desk.central.alive()
    desk.stream.add_case()
    with pytest.raises(Unavailable, match="central_down"):
        desk.central.push(desk.stream.id, desk.stream.push(5))
    central.start()
    assert desk.central.alive()
    assert desk.central.push(desk.stream.id, desk.stream.push(5)).acked_seq == 8
    assert desk.central.push(desk.stream.id, desk.stream.push(1, 4)).signature == before.signature
    assert central.verified().ok


def test_five_thousand_queued_entries_arrive_once_each_in_the_desks_order(central: CentralUnderTest, desk: Desk) -> None:
    for _ in range(1250):
        desk.stream.add_case()
    for first in range(1, 5001, 500):
        ack = desk.central.push(desk.stream.id, desk.stream.push(first, first + 499))
        assert (ack.acked_seq, ack.outcomes) == (first + 499, [])
    seqs: list[int] = []
    while (page := desk.central.feed(OFFICE, generation=0, after=len(seqs))).items:
        seqs += [item.seq for item in page.items]
    assert seqs == list(range(1, 5001))
    sums = desk.central.check_day(OFFICE, DAY)
    assert (sums.entries, sums.cases, sums.net_won) == (5000, 1250, 750_000)
    assert central.verified().ok


def test_desks_that_push_at_the_same_time_get_one_order_without_holes(central: CentralUnderTest) -> None:
    desks = [central.desk(f"{number:02}", number) for number in range(1, 5)]

    def work(desk: Desk) -> None:
        for _ in range(5):
            desk.stream.add_case()
            desk.central.push(desk.stream.id, desk.stream.push(len(desk.stream.entries) - 3))

    threads = [threading.Thread(target=work, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    page = desks[0].central.feed(OFFICE, generation=0, after=0)
    assert [item.office_seq for item in page.items] == list(range(1, 81))
    for desk in desks:
        assert [item.seq for item in page.items if item.stream == desk.stream.id] == list(range(1, 21))
    assert central.verified().ok


def test_a_feed_that_waits_is_answered_by_another_desks_push(central: CentralUnderTest, desk: Desk) -> None:
    other = central.desk("04", 2)
    other.stream.add_case()
    got: list[list[int]] = []

    def wait() -> None:
        page = desk.central.feed(OFFICE, generation=0, after=0, wait_s=20)
        got.append([item.office_seq for item in page.items])

    waiting = threading.Thread(target=wait)
    waiting.start()
    other.central.push(other.stream.id, other.stream.push())
    waiting.join()
    assert got == [[1, 2, 3, 4]]


def test_a_feed_that_waits_is_answered_when_central_stops(sqlite_central: CentralUnderTest) -> None:
    desk = sqlite_central.desk()
    answered: list[int] = []

    def wait() -> None:
        answered.append(len(desk.central.feed(OFFICE, generation=0, after=0, wait_s=25).items))

    desk.central.check_day(OFFICE, DAY)
    waiting = threading.Thread(target=wait)
    waiting.start()
    waiting.join(0.5)
    sqlite_central.stop()
    waiting.join()
    assert answered == [0]


def test_a_line_closed_while_somebody_waits_on_it_reads_and_writes_nowhere_else(central: CentralUnderTest, desk: Desk) -> None:
    line = central.line(desk.enrolled)
    line.check_day(OFFICE, DAY)
    waiting = begun("waiting", lambda: line.feed(OFFICE, generation=0, after=0, wait_s=PATIENCE_S))
    until(lambda: metrics_of(desk.central)["minwon_waiting"] == 1, "the feed to wait")
    line.close()
    with ExitStack() as opened:
        # What is opened next gets the lowest free descriptors: were the waiting one's among them, its thread would read here.
        pairs = [socket.socketpair() for _ in range(8)]
        for one, other in pairs:
            opened.enter_context(one)
            opened.enter_context(other)
            one.sendall(b"of somebody else")
            other.sendall(b"of somebody else")
        desk.stream.add_case()
        desk.central.push(desk.stream.id, desk.stream.push())
        assert len(waiting.result(PATIENCE_S).items) == 4
        for each in (end for pair in pairs for end in pair):
            each.setblocking(False)
            assert each.recv(1_000) == b"of somebody else"


def test_who_asks_after_the_line_was_closed_leaves_no_connection_behind(central: CentralUnderTest, desk: Desk, proxy: Proxy) -> None:
    """A thread that waited at the feed asks for the next page when its home is shut."""
    line = central.line(desk.enrolled, url=proxy.url)
    line.close()
    assert line.check_day(OFFICE, DAY).entries == 0
    until(lambda: proxy.open == 0, "the end of the last connection")
