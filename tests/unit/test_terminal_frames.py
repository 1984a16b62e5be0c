"""Whatever comes over the terminal's line is at most unknown (GUARANTEES G20): never a crash, never money, never a card's number."""

from __future__ import annotations

import random
from datetime import datetime, timedelta, timezone
from uuid import UUID

import iso8583
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.devices.iso8583 import Iso8583Terminal, Line
from app.devices.iso8583 import spec as wire
from app.devices.iso8583.frames import FRAME_MAX, BrokenFrame, Message, read_frame, to_frame, to_message
from app.devices.terminal_simulator import InProcess, TerminalSimulator
from app.domain.errors import Refused, Unavailable
from tests.fakes.fixed_clock import FixedClock

SEOUL = timezone(timedelta(hours=9))
NINE = datetime(2026, 11, 20, 9, 0, tzinfo=SEOUL)
PAYMENT = UUID(int=7)
APPROVED = {"12": "085959", "13": "1120", "37": "0" * 12, "38": "30012345    ", "39": "00", "62": "4417"}


class Told(Line):
    """A line that says those bytes in pieces, whatever it is asked, then nothing (`hang_up`: then it ends)."""

    def __init__(self, said: bytes, *, piece: int = 10_000, hang_up: bool = True, takes: int = 10_000) -> None:
        self.said, self.piece, self.hang_up, self.takes = said, piece, hang_up, takes
        self.asked, self.closed = b"", False
        self.waits: list[float] = []

    def send(self, data: bytes) -> int:
        if len(self.asked) >= self.takes:
            raise ConnectionResetError
        self.asked += data[: self.takes]
        return min(len(data), self.takes)

    def receive(self, most: int, timeout_s: float) -> bytes:
        assert timeout_s > 0
        self.waits.append(timeout_s)
        if not self.said and not self.hang_up:
            raise TimeoutError
        taken, self.said = self.said[: min(most, self.piece)], self.said[min(most, self.piece) :]
        return taken

    def read(self, most: int) -> bytes:
        return self.receive(most, 1)

    def close(self) -> None:
        self.closed = True


def a_terminal(line: Line, *, elapsed: float = 0.0) -> Iso8583Terminal:
    """`elapsed`: seconds that each look at the clock finds gone by."""
    gone = [0.0]

    def clock() -> float:
        gone[0] += elapsed
        return gone[0]

    return Iso8583Terminal(lambda: line, "T1", clock=FixedClock(NINE), elapsed=clock)


def an_answer(**changed: str | None) -> Message:
    """What approves a purchase of 1,800 won, trace number 000001; `f4="…"` changes a field, None leaves it out."""
    fields: dict[str, str | None] = {
        "t": "0210",
        "3": wire.BUY,
        "4": "000000001800",
        "7": "1120000000",
        "11": "000001",
        "41": "T1      ",
        "49": "410",
        "60": PAYMENT.hex,
        **APPROVED,
    }
    fields |= {name.removeprefix("f"): value for name, value in changed.items()}
    return {name: value for name, value in fields.items() if value is not None}


def a_refusal(code: str = "51") -> Message:
    """What turns that purchase down."""
    return an_answer(**dict.fromkeys(("f12", "f13", "f37", "f38", "f62"))) | {"39": code}


def buy(line: Line, *, elapsed: float = 0.0) -> str:
    """What became of it: `approved`, or the code of the error."""
    try:
        a_terminal(line, elapsed=elapsed).purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    except (Refused, Unavailable) as error:
        return error.code
    return "approved"


# ── frames ──


@given(st.binary(max_size=2_000), st.integers(1, 50))
def test_any_bytes_are_a_frame_or_broken(stream: bytes, piece: int) -> None:
    line = Told(stream, piece=piece)
    try:
        payload = read_frame(line.read)
    except BrokenFrame:
        length = int.from_bytes(stream[:2], "big")
        assert len(stream) < 2 + length or not 0 < length <= FRAME_MAX
    else:
        assert 0 < len(payload) <= FRAME_MAX and stream[2:].startswith(payload)


def test_a_length_that_no_message_has_is_not_waited_for() -> None:
    longest = Told(FRAME_MAX.to_bytes(2, "big") + bytes(FRAME_MAX))
    assert len(read_frame(longest.read)) == FRAME_MAX
    for length in (0, FRAME_MAX + 1, 0xFFFF):
        line = Told(length.to_bytes(2, "big") + bytes(70_000))
        with pytest.raises(BrokenFrame):
            read_frame(line.read)
        assert len(line.waits) == 1


@given(st.binary(max_size=FRAME_MAX))
def test_any_payload_is_a_message_of_the_spec_or_broken(payload: bytes) -> None:
    try:
        message = to_message(payload)
    except BrokenFrame:
        return
    assert set(message) <= set(wire.SPEC)
    assert to_message(to_frame(message)[2:]) == message


@given(st.data())
def test_a_message_comes_out_as_it_went_in(data: st.DataObject) -> None:
    fields = data.draw(st.sets(st.sampled_from([name for name in wire.SPEC if name.isdigit() and name != "1"]), min_size=1))
    message = {"t": data.draw(st.sampled_from(sorted({*wire.ANSWER_TO, *wire.ANSWER_TO.values()})))}
    for name in sorted(fields, key=int):
        most = wire.SPEC[name]["max_len"]
        least = 0 if wire.SPEC[name]["len_type"] else most
        message[name] = data.draw(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=least, max_size=most))
    assert to_message(to_frame(message)[2:]) == message


def test_a_broken_frame_does_not_carry_what_was_in_it() -> None:
    with pytest.raises(BrokenFrame) as broken:
        to_message(b"0210 4539 1488 0343 6467")
    assert broken.value.args == () and broken.value.__cause__ is None and broken.value.__suppress_context__


# ── answers ──


def test_the_answer_that_fits_is_taken() -> None:
    line = Told(to_frame(an_answer()))
    found = a_terminal(line).purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    assert (found.approval_no, found.last4, found.approved_at) == ("30012345", "4417", int(NINE.timestamp() * 1000) - 1_000)
    assert line.closed


@given(st.binary(max_size=600), st.booleans(), st.integers(1, 300))
def test_no_bytes_buy_anything(said: bytes, hang_up: bool, piece: int) -> None:
    assert buy(Told(said, hang_up=hang_up, piece=piece)) == "terminal_unknown"


@given(st.integers(0, 2**32))
def test_one_changed_byte_never_changes_what_was_approved(seed: int) -> None:
    draw = random.Random(seed)
    said = bytearray(to_frame(an_answer()))
    place = draw.randrange(len(said))
    said[place] ^= draw.randrange(1, 256)
    line = Told(bytes(said))
    try:
        found = a_terminal(line).purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    except (Refused, Unavailable) as error:
        assert error.code == "terminal_unknown"  # also where the answer's code changed: a refusal has no approval number
        return
    assert (found.amount_won, found.trace_no, found.terminal) == (1_800, "000001", "T1")


@given(st.data())
def test_half_an_answer_is_none(data: st.DataObject) -> None:
    whole = to_frame(an_answer())
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert buy(Told(whole[:cut], hang_up=data.draw(st.booleans()))) == "terminal_unknown"


@pytest.mark.parametrize(
    "changed",
    [
        {"f4": "000000001801"},
        {"f4": None},
        {"f41": "T2      "},
        {"f49": "840"},
        {"f60": UUID(int=8).hex},
        {"f60": None},
        {"f3": wire.REFUND},
        {"f11": None},
        {"f39": None},
        {"f39": "  "},
        {"f38": None},
        {"f38": " " * 12},
        {"f38": "<b>1</b>    "},
        {"f62": None},
        {"f62": "44a7"},
        {"f62": "417"},
        {"f12": None},
        {"f12": "256199"},
        {"f13": "0231"},
        {"t": "0200"},
    ],
    ids=str,
)
def test_an_approval_that_does_not_fit_is_unknown(changed: dict[str, str | None]) -> None:
    assert buy(Told(to_frame(an_answer(**changed)))) == "terminal_unknown"


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 8, 12])
def test_an_answer_without_its_message_code_is_unknown(cut: int) -> None:
    payload = to_frame(an_answer())[2:]
    assert buy(Told(len(payload).to_bytes(2, "big") + payload)) == "approved"
    rest = payload[cut:]
    assert buy(Told(len(rest).to_bytes(2, "big") + rest)) == "terminal_unknown"


def test_a_refusal_that_speaks_of_an_approval_is_neither() -> None:
    assert buy(Told(to_frame(a_refusal()))) == "card_declined"
    assert buy(Told(to_frame(a_refusal() | {"38": "30012345    "}))) == "terminal_unknown"


@pytest.mark.parametrize("code", ["06", "08", "09", "10", "11", "68", "91", "94", "96", "99", "77"])
def test_a_code_that_is_neither_yes_nor_no_is_unknown(code: str) -> None:
    assert buy(Told(to_frame(a_refusal(code)))) == "terminal_unknown"


def test_a_late_answer_to_an_older_question_is_passed_over() -> None:
    older = [
        an_answer(f11="000000", f39="51"),
        an_answer(t="0610", f39="25"),
        an_answer(f7="1120000959", f39="05"),
        an_answer(t="0430"),
    ]
    said = b"".join(to_frame(each) for each in older)
    assert buy(Told(said + to_frame(an_answer()))) == "approved"
    assert buy(Told(said + to_frame(a_refusal()))) == "card_declined"
    assert buy(Told(said)) == "terminal_unknown"
    assert buy(Told(to_frame(an_answer(f11="000002")) * 5_000)) == "terminal_unknown"


def test_the_second_copy_of_an_answer_is_not_read() -> None:
    assert buy(Told(to_frame(an_answer()) * 2)) == "approved"


def test_an_answer_that_drips_in_ends_at_the_deadline() -> None:
    said = to_frame(an_answer())
    line = Told(said, piece=1)
    assert buy(line, elapsed=0.1) == "approved"
    assert line.waits == sorted(line.waits, reverse=True) and line.waits[0] - line.waits[-1] > 10  # never longer than what is left
    assert buy(Told(said, piece=1), elapsed=1.0) == "terminal_unknown"


def test_a_message_with_a_card_number_is_not_understood() -> None:
    with_pan = {**wire.SPEC, "2": {"data_enc": "ascii", "len_enc": "ascii", "len_type": 2, "max_len": 19, "desc": "card"}}
    encoded, _ = iso8583.encode(an_answer() | {"2": "4539148803436467"}, with_pan)
    line = Told(len(encoded).to_bytes(2, "big") + bytes(encoded))
    with pytest.raises(Unavailable) as unknown:
        a_terminal(line).purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    assert unknown.value.code == "terminal_unknown"
    assert "4539" not in repr(unknown.value.facts) + str(unknown.value)


# ── the line ──


def test_a_line_that_takes_no_byte_was_never_asked() -> None:
    assert buy(Told(b"", takes=0)) == "terminal_away"
    assert buy(Told(b"", takes=10)) == "terminal_unknown"


def test_nothing_of_the_citizen_or_the_card_is_sent() -> None:
    line = Told(b"")
    assert buy(line) == "terminal_unknown"
    sent = to_message(line.asked[2:])
    assert sent == {
        "t": "0200",
        "3": "000000",
        "4": "000000001800",
        "7": "1120000000",
        "11": "000001",
        "41": "T1      ",
        "49": "410",
        "60": PAYMENT.hex,
    }


@pytest.mark.parametrize("amount", [0, -1, 10**12])
def test_an_amount_no_terminal_takes_is_refused_before_anything_is_sent(amount: int) -> None:
    line = Told(b"")
    with pytest.raises(Refused) as refused:
        a_terminal(line).purchase(amount, trace_no="000001", payment_id=PAYMENT)
    assert (refused.value.code, line.asked) == ("amount_invalid", b"")


def test_the_year_of_an_approval_is_the_one_nearest_to_now() -> None:
    line = Told(to_frame(an_answer(f13="1231", f12="235958", f7="1231150000")))
    clock = FixedClock(datetime(2027, 1, 1, 0, 0, tzinfo=SEOUL))
    terminal = Iso8583Terminal(lambda: line, "T1", clock=clock)
    found = terminal.purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    assert found.approved_at == int(clock.now().timestamp() * 1000) - 2_000


def test_a_real_desk_believes_no_simulator() -> None:
    simulator = TerminalSimulator([], now=lambda: NINE)

    def terminal(*, real_only: bool) -> Iso8583Terminal:
        return Iso8583Terminal(InProcess(simulator), "T1", clock=FixedClock(NINE), real_only=real_only)

    training, real = terminal(real_only=False), terminal(real_only=True)
    training.probe()
    bought = training.purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    for act, code in (
        (real.probe, "terminal_is_simulator"),
        (lambda: real.totals("2026-11-20"), "terminal_is_simulator"),
        (lambda: real.purchase(1_800, trace_no="000002", payment_id=PAYMENT), "card_declined"),
        (lambda: real.cancel(bought, trace_no="000003"), "card_declined"),
        (lambda: real.inquire(1_800, trace_no="000001"), "terminal_unknown"),
        (lambda: real.reverse(1_800, trace_no="000001", repeated=False), "terminal_unknown"),
    ):
        with pytest.raises((Refused, Unavailable)) as refused:
            act()
        assert refused.value.code == code


class Agent:
    """Speaks for a real payment company, on this very computer."""

    def __init__(self, line: Line) -> None:
        self._line, self.send, self.close = line, line.send, line.close

    def receive(self, most: int, timeout_s: float) -> bytes:
        return self._line.receive(most, timeout_s).replace(wire.SIMULATOR.encode(), b"8" * len(wire.SIMULATOR))


def test_a_training_desk_asks_no_agent_of_a_payment_company_for_a_card() -> None:
    simulator = TerminalSimulator([], now=lambda: NINE)
    place, clock = InProcess(simulator), FixedClock(NINE)
    practised = Iso8583Terminal(place, "T1", clock=clock, simulated_only=True)
    practised.probe()
    bought = practised.purchase(1_800, trace_no="000001", payment_id=PAYMENT)
    agent = Iso8583Terminal(lambda: Agent(place()), "T1", clock=clock, simulated_only=True)
    for act, code in (
        (agent.probe, "terminal_not_in_training"),
        (lambda: agent.purchase(1_800, trace_no="000002", payment_id=PAYMENT), "card_declined"),
        (lambda: agent.refund(1_800, trace_no="000003", original=bought), "card_declined"),
        (lambda: agent.cancel(bought, trace_no="000004"), "card_declined"),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == code
    counted = practised.totals("2026-11-20")
    assert (counted.purchases, counted.cancels) == (1, 0)


def test_a_terminal_number_that_no_field_holds_is_refused() -> None:
    for wrong in ("", "T1234567890", "T 1", "단말1"):
        with pytest.raises(Refused):
            Iso8583Terminal(lambda: Told(b""), wrong, clock=FixedClock(NINE))
