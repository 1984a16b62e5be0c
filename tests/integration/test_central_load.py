"""Central under load and seen from outside: what it turns away first, its pace, its numbers, several processes, undone transactions."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.central.database import CentralDatabase, open_database
from app.central.load import BODY_BYTES_MAX, IN_FLIGHT_MAX, PULL_MS, PUSH_MS, Kind, Load
from app.central.problems import Declined
from app.domain.errors import CounterError, Unavailable
from app.sync.enrol import enrol
from app.sync.https_central import HttpsCentral
from tests.bench.processes import CentralProcess
from tests.centrals import MIGRATIONS, OFFICE, CentralUnderTest, boxes_of, line_of, signer_of
from tests.patience import until
from tests.streams import Stream, an_entry


def full(kind: Kind) -> int:
    """How many requests of that kind a process takes at once."""

    async def fill() -> int:
        load, held = Load(), 0
        with pytest.raises(Declined) as turned_away:
            for _ in range(2 * IN_FLIGHT_MAX):
                await load.room(kind).__aenter__()
                held += 1
        assert turned_away.value.code == "central_busy"
        assert 2 <= (turned_away.value.retry_after_s or 0) <= 10
        assert load.shed == 1
        return held

    return asyncio.run(fill())


def test_files_are_turned_away_first_and_closings_last() -> None:
    assert full("files") < full("usual") < full("urgent") == IN_FLIGHT_MAX


def test_bodies_that_wait_take_a_bounded_memory() -> None:
    async def fill() -> None:
        load = Load()
        async with load.body(BODY_BYTES_MAX * 2, "usual"):  # alone, even the largest is read
            with pytest.raises(Declined, match="central_busy"):
                await load.body(1, "usual").__aenter__()
        async with load.body(BODY_BYTES_MAX // 2, "usual"):
            pass
        assert load.body_bytes == 0

    asyncio.run(fill())


def test_the_pace_slows_down_as_central_fills_up() -> None:
    load = Load()
    assert load.pace() == (PUSH_MS, PULL_MS)
    paces = []
    for in_flight in range(IN_FLIGHT_MAX + 1):
        load.in_flight = in_flight
        paces.append(load.pace())
    assert paces == sorted(paces)
    assert paces[-1][0] > 10 * PUSH_MS


def metrics_of(line: HttpsCentral) -> dict[str, float]:
    answer = line._transport.request("GET", "/metrics")
    assert answer.status == 200
    rows = [row for row in answer.body.decode().splitlines() if not row.startswith("#")]
    return {name: float(value) for name, _, value in (row.rpartition(" ") for row in rows)}


def test_its_numbers_count_entries_and_name_nobody(sqlite_central: CentralUnderTest) -> None:
    desk = sqlite_central.desk()
    for _ in range(5):
        an_entry(desk.stream)
    desk.central.push(desk.stream.id, desk.stream.push())
    desk.central.feed(OFFICE, generation=0, after=0)
    found = metrics_of(desk.central)
    assert found['minwon_entries_total{outcome="applied"}'] == 5
    assert found["minwon_feed_items_total"] == 5
    assert found['minwon_requests_total{route="push",status="2xx"}'] == 1
    assert found['minwon_request_seconds_bucket{route="push",le="+Inf"}'] == found['minwon_request_seconds_count{route="push"}'] == 1
    assert not any(OFFICE in name or str(desk.stream.id.device_id) in name for name in found)


SERIALIZATION_FAILURE, DEADLOCK, DUPLICATE = "40001", "40P01", "23505"


@pytest.mark.parametrize("state", [SERIALIZATION_FAILURE, DEADLOCK])
@pytest.mark.parametrize(("undone", "repeated"), [(0, 0), (1, 1), (5, 5)])
def test_a_transaction_that_was_undone_for_anothers_sake_is_done_again(tmp_path: Path, undone: int, repeated: int, state: str) -> None:
    with CentralUnderTest(tmp_path).database() as db:
        assert work_undone(db, undone, state) == (undone + 1, repeated)


@pytest.mark.parametrize(("undone", "state"), [(99, DEADLOCK), (1, DUPLICATE)])
def test_a_database_that_always_undoes_it_or_fails_otherwise_is_unavailable(tmp_path: Path, undone: int, state: str) -> None:
    with CentralUnderTest(tmp_path).database() as db, pytest.raises(Unavailable, match="database_unavailable"):
        work_undone(db, undone, state)


def work_undone(db: CentralDatabase, times: int, state: str) -> tuple[int, int]:
    tries: list[int] = []

    def work() -> int:
        tries.append(1)
        if len(tries) <= times:
            raise Unavailable("database_unavailable", state=state)
        return len(tries)

    return db.settled(work), db.repeated


def test_the_state_of_a_deadlock_is_known(postgres_url: str, tmp_path: Path) -> None:
    db = open_database(postgres_url, tmp_path, MIGRATIONS)
    try:
        with pytest.raises(Unavailable) as caught, db.transaction():
            db.rows("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$")
        assert caught.value.facts["state"] == "40P01"
    finally:
        db.close()


@pytest.fixture
def two_workers(postgres_url: str, tmp_path: Path) -> Iterator[CentralProcess]:
    central = CentralProcess(tmp_path, postgres_url, workers=2)
    central.start()
    yield central
    central.stop()


def test_two_processes_answer_at_one_address_and_one_that_is_killed_is_replaced(two_workers: CentralProcess, tmp_path: Path) -> None:
    enrolled = enrol(two_workers.url, two_workers.invite(OFFICE, "03"), signer=signer_of(1), boxes=boxes_of(1))
    answer: Any = enrolled.answer
    line = line_of(enrolled, 1)
    stream = Stream(seed=1, desk="03", device_id=answer.device_id, epoch=answer.epoch, central_id=answer.central_id, signer=signer_of(1))
    before = two_workers.pids
    assert len(before) == 3
    for number, victim in enumerate([None, *before[1:]]):
        if victim is not None:
            os.kill(victim, signal.SIGKILL)
        an_entry(stream)
        for _ in range(200):
            try:
                ack = line.push(stream.id, stream.push())
                break
            except CounterError:
                time.sleep(0.05)
        assert ack.acked_seq == number + 1
    until(lambda: len(two_workers.pids) == 3, "the new worker")
    assert two_workers.pids[0] == before[0]
    assert not set(two_workers.pids[1:]) & set(before[1:])
    assert metrics_of(line)['minwon_entries_total{outcome="applied"}'] >= 3
    line.close()
