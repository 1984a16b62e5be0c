"""The simulated terminal: it fails as its script says, and its truth stays its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.devices.iso8583 import Iso8583Terminal, dial_tcp
from app.devices.iso8583 import spec as wire
from app.devices.iso8583.frames import to_frame
from app.devices.terminal_simulator import FAULTS, Charge, InProcess, SimulatorServer, Step, TerminalSimulator, read_script, server
from app.devices.terminal_simulator.script import NOTHING_WRONG, Script
from app.domain.errors import CounterError, Refused, Unavailable
from tests.fakes.fixed_clock import FixedClock
from tests.patience import PATIENCE_S, until

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=timezone(timedelta(hours=9)))
NOBODY_SAID = "terminal_unknown"
ODD = ["000000", "000001", "1800", "T1", "", "0200000001" + "0" * 32, "00000001", "x\x00"]

# Fault → what the desk hears of a purchase, what an inquiry then finds (None: nothing stands).
HEARD: dict[str, tuple[str, str | None]] = {
    "answer": ("approved", "approved"),
    "decline": ("card_declined", None),
    "no_answer": (NOBODY_SAID, "approved"),
    "late": (NOBODY_SAID, "approved"),
    "late_next": (NOBODY_SAID, "approved"),
    "twice": ("approved", "approved"),
    "wrong_amount": (NOBODY_SAID, "approved"),
    "wrong_trace": (NOBODY_SAID, "approved"),
    "wrong_terminal": (NOBODY_SAID, "approved"),
    "garbage": (NOBODY_SAID, "approved"),
    "half_frame": (NOBODY_SAID, "approved"),
    "oversized": (NOBODY_SAID, "approved"),
    "extra_bytes": (NOBODY_SAID, "approved"),
    "drop_before": (NOBODY_SAID, None),
    "drop_after": (NOBODY_SAID, "approved"),
    "held": (NOBODY_SAID, None),
    "forget": ("approved", None),
    "forget_silently": (NOBODY_SAID, None),
    "away": ("approved", "terminal_away"),
}


def _fitted(name: str, text: str) -> str:
    """As much of it as the field holds; digits in front of what is too short for a fixed length."""
    most = int(wire.SPEC[name]["max_len"])
    return text[:most] if wire.SPEC[name]["len_type"] else text[:most].rjust(most, "0")


class OnTcp:
    """A simulator that listens, and a terminal that waits half a second for it."""

    def __init__(self, path: Path | None = None) -> None:
        self.clock = FixedClock(NINE)
        self.simulator = TerminalSimulator(now=self.clock.now, path=path)
        self.server = SimulatorServer(self.simulator)
        self.terminal = Iso8583Terminal(dial_tcp(*self.server.address), "T1", clock=self.clock, card_s=0.5, host_s=20)

    def stop(self) -> None:
        self.server.stop()
        self.simulator.close()


@pytest.fixture
def tcp() -> Iterator[OnTcp]:
    made = OnTcp()
    yield made
    made.stop()


def buy(terminal: Iso8583Terminal, trace_no: str = "000001", amount: int = 1_800) -> str:
    """`approved`, or the code of the error."""
    try:
        terminal.purchase(amount, trace_no=trace_no, payment_id=UUID(int=int(trace_no)))
    except CounterError as error:
        return error.code
    return "approved"


def ask(terminal: Iso8583Terminal, trace_no: str = "000001", amount: int = 1_800) -> str | None:
    try:
        found = terminal.inquire(amount, trace_no=trace_no)
    except CounterError as error:
        return error.code
    return None if found is None else "approved"


def states(simulator: TerminalSimulator) -> list[str]:
    return [each.state for each in simulator.truth()]


def test_every_fault_has_its_line_here() -> None:
    assert set(HEARD) == set(FAULTS)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_desk_hears_on_a_real_line(tcp: OnTcp, fault: str) -> None:
    heard, found = HEARD[fault]
    tcp.simulator.script.add(Step(do=fault, on="purchase", seconds=600))  # type: ignore[arg-type]
    assert buy(tcp.terminal) == heard
    assert ask(tcp.terminal) == found


@pytest.mark.parametrize("fault", FAULTS)
def test_what_the_desk_hears_without_a_network_is_the_same(fault: str) -> None:
    clock = FixedClock(NINE)
    simulator = TerminalSimulator([Step(do=fault, on="purchase", seconds=600)], now=clock.now)  # type: ignore[arg-type]
    terminal = Iso8583Terminal(InProcess(simulator), "T1", clock=clock)
    assert (buy(terminal), ask(terminal)) == HEARD[fault]
    simulator.close()


def test_a_late_answer_that_still_comes_in_time_is_taken(tcp: OnTcp) -> None:
    tcp.simulator.script.add(Step(do="late", seconds=0.05))
    patient = Iso8583Terminal(dial_tcp(*tcp.server.address), "T1", clock=tcp.clock, card_s=20)
    assert buy(patient) == "approved"


def test_an_answer_of_yesterdays_question_does_not_answer_todays(tcp: OnTcp) -> None:
    tcp.simulator.script.add(Step(do="late_next", on="purchase"), Step(do="decline", on="purchase"))
    assert buy(tcp.terminal, "000001") == NOBODY_SAID
    assert buy(tcp.terminal, "000002") == "card_declined"
    assert states(tcp.simulator) == ["approved", "declined"]


def test_what_was_held_on_its_way_arrives_after_the_next_question(tcp: OnTcp) -> None:
    tcp.simulator.script.add(Step(do="held", on="purchase"))
    assert buy(tcp.terminal) == NOBODY_SAID
    assert ask(tcp.terminal) is None
    assert ask(tcp.terminal) == "approved"  # which is why "nothing stands" is not the end of it


def test_a_purchase_that_arrives_after_its_reversal_is_refused(tcp: OnTcp) -> None:
    tcp.simulator.script.add(Step(do="held", on="purchase"))
    assert buy(tcp.terminal) == NOBODY_SAID
    tcp.terminal.reverse(1_800, trace_no="000001", repeated=False)
    assert ask(tcp.terminal) is None
    assert (states(tcp.simulator), tcp.simulator.net_won()) == (["barred"], 0)


def test_a_forgotten_approval_is_money_nobody_took(tcp: OnTcp) -> None:
    tcp.simulator.script.add(Step(do="forget", on="purchase"))
    assert buy(tcp.terminal) == "approved"
    assert (states(tcp.simulator), tcp.simulator.net_won()) == (["forgotten"], 0)
    assert tcp.terminal.totals("2026-11-20").purchases == 0
    assert buy(tcp.terminal) == "approved"  # to its host it is a new one
    assert (states(tcp.simulator), tcp.simulator.net_won()) == (["forgotten", "approved"], 1_800)


def test_yesterdays_purchase_is_refunded_not_cancelled(tcp: OnTcp) -> None:
    bought = tcp.terminal.purchase(1_800, trace_no="000001", payment_id=UUID(int=1))
    tcp.clock.advance(timedelta(days=1))
    with pytest.raises(Refused):
        tcp.terminal.cancel(bought, trace_no="000002")
    tcp.terminal.refund(1_800, trace_no="000003", original=bought)
    assert tcp.simulator.net_won() == 0
    totals = [tcp.terminal.totals(day) for day in ("2026-11-20", "2026-11-21")]
    assert [(each.purchases, each.cancels) for each in totals] == [(1, 0), (0, 1)]


def test_truth_in_a_file_goes_on_after_a_restart(tmp_path: Path) -> None:
    first = OnTcp(tmp_path / "truth.db")
    bought = first.terminal.purchase(1_800, trace_no="000001", payment_id=UUID(int=1))
    first.terminal.reverse(500, trace_no="000002", repeated=False)
    before = first.simulator.truth()
    first.stop()
    again = OnTcp(tmp_path / "truth.db")
    assert again.simulator.truth() == before
    assert before[0] == Charge("T1", "000001", 1_800, "approved", "purchase", bought.approval_no, UUID(int=1).hex)
    assert again.terminal.purchase(1_800, trace_no="000001", payment_id=UUID(int=1)) == bought
    assert buy(again.terminal, "000002", 500) == "card_declined"
    again.stop()


def test_a_truth_that_is_no_truth_is_said(tmp_path: Path) -> None:
    wrong = tmp_path / "truth.db"
    wrong.write_bytes(b"no data base" * 200)
    with pytest.raises(Unavailable) as unwritable:
        TerminalSimulator(now=FixedClock(NINE).now, path=wrong)
    assert unwritable.value.code == "file_unwritable"
    assert wrong.read_bytes() == b"no data base" * 200


# Messages of the spec that mean little: fields are there or not, and hold what may belong elsewhere.
FIELDS = [name for name in wire.SPEC if name.isdigit() and name != "1"]
MESSAGES = st.fixed_dictionaries(
    {"t": st.sampled_from([*wire.ANSWER_TO, "0999", "0210"])},
    optional={name: st.sampled_from([_fitted(name, text) for text in ODD]) for name in FIELDS},
)


@settings(max_examples=150)
@given(st.lists(MESSAGES, max_size=6), st.sampled_from(FAULTS))
def test_no_message_however_odd_ends_the_simulator(messages: list[dict[str, str]], fault: str) -> None:
    simulator = TerminalSimulator([Step(do=fault, times=0)], now=FixedClock(NINE).now)  # type: ignore[arg-type]
    for message in messages:
        simulator.receive(to_frame(message)[2:])
    assert simulator.net_won() >= 0
    simulator.close()


def _ends(line: socket.socket) -> bool:
    """True if the other end hangs up without a word."""
    try:
        line.shutdown(socket.SHUT_WR)
        return line.recv(100) == b""
    except TimeoutError:
        return False
    except OSError:
        return True  # it hung up before it had read all


@pytest.mark.parametrize("said", [b"", b"\x00", b"\x00\x00", b"\xff\xff" + b"x" * 10, b"\x00\x04GET ", b"\x00\x100999" + bytes(12)])
def test_who_speaks_another_language_is_hung_up_on_and_the_next_one_served(tcp: OnTcp, said: bytes) -> None:
    with socket.create_connection(tcp.server.address, timeout=PATIENCE_S) as line:
        line.sendall(said)
        assert _ends(line)
    tcp.terminal.probe()


def test_it_comes_back_after_it_was_away(tcp: OnTcp) -> None:
    tcp.simulator.script.add(Step(do="away", on="purchase", seconds=0.01))
    assert buy(tcp.terminal) == "approved"
    until(lambda: ask(tcp.terminal) == "approved", "the terminal")


# ── scripts ──


def test_a_step_lets_pass_strikes_and_is_over() -> None:
    script = Script([Step(do="twice", on="purchase", skip=1, times=2), Step(do="garbage", on="inquiry", times=0)])
    assert [script.next("purchase").do for _ in range(4)] == ["answer", "twice", "twice", "answer"]
    assert [script.next("inquiry").do for _ in range(3)] == ["garbage"] * 3
    script.clear()
    assert script.next("inquiry") == NOTHING_WRONG


def test_a_message_is_struck_by_the_first_step_that_waits_for_it() -> None:
    script = Script([Step(do="late", on="refund"), Step(do="no_answer"), Step(do="twice")])
    assert [script.next("cancel").do, script.next("refund").do, script.next("any").do] == ["no_answer", "late", "twice"]


def test_a_script_is_read_from_its_file(tmp_path: Path) -> None:
    file = tmp_path / "faults.toml"
    file.write_text('[[step]]\non = "purchase"\ndo = "decline"\ncode = "54"\n\n[[step]]\ndo = "late"\nseconds = 3\n', encoding="utf-8")
    assert read_script(file) == [Step(do="decline", on="purchase", code="54"), Step(do="late", seconds=3)]


@pytest.mark.parametrize("text", ["[[step]]", '[[step]]\ndo = "explode"', '[[step]]\ndo = "late"\nsecond = 3', "step = 1", "[["])
def test_a_script_with_a_mistake_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "faults.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_script(file)
    assert refused.value.code == "script_invalid"


def test_a_script_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as unreadable:
        read_script(tmp_path / "none.toml")
    assert unreadable.value.code == "file_unreadable"


def test_a_terminal_sent_away_as_it_comes_back_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    simulator = TerminalSimulator(now=lambda: NINE)
    place, listening = SimulatorServer(simulator), threading.Event()
    listen = server._listen

    def slowly(host: str, port: int) -> socket.socket:
        found = listen(host, port)
        listening.set()
        time.sleep(0.2)  # a busy machine: it listens, and has not said so yet
        return found

    monkeypatch.setattr(server, "_listen", slowly)
    try:
        place.go_away()
        place.come_back()
        assert listening.wait(PATIENCE_S)
        place.go_away()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(place.address, timeout=PATIENCE_S)
    finally:
        place.stop()
        simulator.close()
