"""The port of tickets: the desk's own list and the machine over its line do the same (ports/tickets.py)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.devices.ticket_machine import LineTicketMachine, dial_machine
from app.devices.ticket_machine.protocol import Unclear, line_of, read_line, ticket_of
from app.devices.ticket_simulator import Fault, TicketRoom, TicketScript
from app.domain.errors import Refused, Unavailable
from app.ports.tickets import TicketSource
from tests.desks import NINE, a_home
from tests.fakes.fixed_clock import FixedClock

STATIONS = ("seal", "passport")


@dataclass
class Queue:
    """A source and the clock its tickets bear."""

    source: TicketSource
    later: Callable[[int], None]


@pytest.fixture(params=["list", "machine"])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Queue]:
    if request.param == "machine":
        clock = FixedClock(NINE)
        room = TicketRoom(now=clock.now)
        yield Queue(LineTicketMachine(room.answer, now=clock.now), lambda minutes: clock.advance(timedelta(minutes=minutes)))
        return
    home = a_home(tmp_path / "home")
    own = home.desk.clock
    assert isinstance(own, FixedClock)
    yield Queue(home.store.tickets, lambda minutes: own.advance(timedelta(minutes=minutes)))
    home.close()


def numbers(queue: Queue) -> list[str]:
    return [each.number for each in queue.source.tickets()]


def test_each_series_counts_for_itself_and_priority_is_called_first(queue: Queue) -> None:
    made = [queue.source.take(kind, "").number for kind in ("general", "elderly", "general", "company", "disabled")]
    assert made == ["1", "P1", "2", "B1", "P2"]
    assert sorted(numbers(queue)[:3]) == ["B1", "P1", "P2"]
    assert numbers(queue)[3:] == ["1", "2"]


def test_a_desk_calls_whom_it_serves_and_whoever_is_free(queue: Queue) -> None:
    queue.source.take("general", "integrated")
    queue.later(1)
    queue.source.take("general", "passport")
    queue.later(1)
    queue.source.take("general", "")
    waiting = queue.source.waiting("03", STATIONS)
    assert (waiting.count, waiting.priority) == (2, 0)
    called = [queue.source.call_next("03", STATIONS), queue.source.call_next("03", STATIONS), queue.source.call_next("03", STATIONS)]
    assert [each.number if each else None for each in called] == ["2", "3", None]
    assert numbers(queue) == ["1"]


def test_whoever_was_absent_comes_back_at_the_end(queue: Queue) -> None:
    first, _ = queue.source.take("general", ""), queue.source.take("general", "")
    assert queue.source.call_next("03", STATIONS) == first
    queue.source.again("03", first.number)
    queue.source.end("03", first.number, absent=True)
    queue.later(5)
    back = queue.source.back(first.number)
    assert (back.issued_at, back.since - first.since, back.place - first.place) == (first.issued_at, 300_000, 300_000)
    assert numbers(queue) == ["2", "1"]


def test_whoever_is_passed_on_keeps_the_place_and_waits_anew(queue: Queue) -> None:
    first = queue.source.take("general", "")
    queue.later(1)
    queue.source.take("general", "")
    queue.source.call_next("03", STATIONS)
    queue.later(4)
    queue.source.pass_on(first.number, station="passport", desk="")
    assert numbers(queue) == ["1", "2"]
    again = queue.source.call_next("03", STATIONS)
    assert again is not None
    assert (again.number, again.station, again.since - first.since) == ("1", "passport", 300_000)


def test_a_number_is_called_out_of_turn_and_taken_from_another_desk(queue: Queue) -> None:
    queue.source.take("general", "")
    queue.source.take("general", "", number="A-17")
    assert queue.source.call_number("03", "A-17").number == "A-17"
    with pytest.raises(Refused) as known:
        queue.source.take("general", "", number="1")
    assert known.value.code == "ticket_known"


@pytest.mark.parametrize("what", ["call", "again", "end", "back", "pass"])
def test_a_number_nobody_has_is_refused(queue: Queue, what: str) -> None:
    queue.source.take("general", "")
    source = queue.source
    acts: dict[str, Callable[[], object]] = {
        "call": lambda: source.call_number("03", "99"),
        "again": lambda: source.again("03", "1"),
        "end": lambda: source.end("03", "1", absent=False),
        "back": lambda: source.back("1"),
        "pass": lambda: source.pass_on("1", station="seal", desk=""),
    }
    with pytest.raises(Refused) as unknown:
        acts[what]()
    assert unknown.value.code == "ticket_unknown"
    assert numbers(queue) == ["1"]


# ── the line ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def a_machine(*faults: Fault) -> LineTicketMachine:
    room = TicketRoom(TicketScript(fault=list(faults)), now=FixedClock(NINE).now)

    def exchange(line: bytes) -> bytes:
        if answer := room.answer(line):
            return answer
        raise ConnectionResetError

    return LineTicketMachine(exchange, now=FixedClock(NINE).now)


@pytest.mark.parametrize("lost", ["drop_before", "drop_after"])
def test_a_call_whose_answer_was_lost_calls_nobody_else(lost: str) -> None:
    machine = a_machine(Fault(on="NEXT", do=lost))  # type: ignore[arg-type]
    machine.take("general", "")
    machine.take("general", "")
    called = machine.call_next("03", STATIONS)
    assert called is not None
    assert called.number == "1"
    assert [each.number for each in machine.tickets()] == ["2"]


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("drop_before", "ticket_machine_away"),
        ("garbage", "ticket_machine_unclear"),
        ("other_id", "ticket_machine_unclear"),
        ("unknown_code", "ticket_machine_unclear"),
    ],
)
def test_a_machine_that_fails_is_away_or_unclear(way: str, code: str) -> None:
    machine = a_machine(Fault(on="WAIT", do=way, times=0))  # type: ignore[arg-type]
    with pytest.raises(Unavailable) as told:
        machine.waiting("03", STATIONS)
    assert told.value.code == code


@pytest.mark.parametrize("digits", ["99999999999999", "-1", "1.5", "١", ""])
def test_a_moment_of_no_calendar_is_unclear(digits: str) -> None:
    values = {"number": "1", "kind": "general", "issued": digits, "since": "0", "place": "0", "now": "0"}
    with pytest.raises(Unclear):
        ticket_of(values, 0)


@pytest.mark.parametrize("line", [b"", b"next id=1\n", b"NEXT id\n", b"NEXT id=\xff\n", b"NEXT id=1\t\n", b"OK id=" + b"1" * 600 + b"\n"])
def test_a_line_that_is_none_of_ours_is_unclear(line: bytes) -> None:
    with pytest.raises(Unclear):
        read_line(line)


@pytest.mark.parametrize("value", ["2 7", "번호", "1\n2", "x" * 600])
def test_a_value_that_would_break_the_line_is_never_sent(value: str) -> None:
    with pytest.raises(Unclear):
        line_of("BACK", {"id": "1", "number": value})
    with pytest.raises(Refused) as told:
        a_machine().back(value)
    assert told.value.code == "ticket_number_invalid"


def test_a_machine_whose_clock_is_off_tells_how_long_somebody_waited() -> None:
    its, ours = FixedClock(NINE - timedelta(hours=9)), FixedClock(NINE)
    machine = LineTicketMachine(TicketRoom(now=its.now).answer, now=ours.now)
    machine.take("general", "")
    its.advance(timedelta(minutes=7))
    called = machine.call_next("03", STATIONS)
    assert called is not None
    assert int(NINE.timestamp() * 1000) - called.since == 7 * 60_000


def test_a_machine_that_answers_in_drops_is_away_after_its_time() -> None:
    listener, ended = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def drip() -> None:
        line, _ = listener.accept()
        with line:
            while not ended.wait(0.02):
                line.sendall(b"O")

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    asked: list[type[BaseException]] = []

    def ask() -> None:
        try:
            dial_machine("127.0.0.1", listener.getsockname()[1], timeout_s=0.2)(b"WAIT id=1\n")
        except OSError as error:
            asked.append(type(error))

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(5)
    ended.set()
    dripping.join(5)
    listener.close()
    assert asked == [TimeoutError]
