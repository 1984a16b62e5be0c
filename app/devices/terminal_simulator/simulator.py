"""The simulated terminal without a network: bytes of a question in, what happens on the line out. Truth, script, faults."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from app.devices.iso8583.frames import FRAME_MAX, BrokenFrame, Message, to_frame, to_message
from app.devices.terminal_simulator.host import Host, kind_of
from app.devices.terminal_simulator.script import On, Script, Step
from app.devices.terminal_simulator.truth import Charge, Row, Truth

_NO_MESSAGE: Final = b"\x00\x10<html>\xff\xfe\x00\x00?</html>"


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What happens on the line: these bytes after so many seconds, then perhaps its end; then perhaps nobody is there for a while."""

    send: bytes = b""
    after_s: float = 0.0
    hang_up: bool = False
    away_s: float = 0.0


class TerminalSimulator:
    """One terminal with its host. Any thread. `now`: aware; `path`: its truth outlives the process there."""

    def __init__(self, script: Iterable[Step] = (), *, now: Callable[[], datetime], path: Path | None = None) -> None:
        self.script = Script(script)
        self._truth = Truth(path)
        self._host = Host(self._truth, now)
        self._lock = threading.Lock()
        self._late = b""
        self._held: list[tuple[On, Message]] = []

    def truth(self) -> list[Charge]:
        """Every message that moved money or was refused to, oldest first. What is neither approved nor a refund took nothing."""
        return [_charge(row) for row in self._truth.all()]

    def net_won(self) -> int:
        """What citizens have paid by card in the end."""
        return sum(row.amount if row.kind == "purchase" else -row.amount for row in self._truth.all() if _counts(row))

    def close(self) -> None:
        self._truth.close()

    def deliver_held(self) -> None:
        """What was held on its way reaches the host now."""
        with self._lock:
            self._deliver(0)

    def greeting(self) -> bytes:
        """What is still on its way to whoever connects."""
        with self._lock:
            late, self._late = self._late, b""
            return late

    def say_late(self, answer: bytes) -> None:
        """It comes to whoever connects next."""
        with self._lock:
            self._late += answer

    def receive(self, payload: bytes) -> Reply:
        """One question came; the host's truth is what it will be when this returns, whatever is then said."""
        try:
            question = to_message(payload)
        except BrokenFrame:
            return Reply(hang_up=True)
        kind = kind_of(question)
        if kind is None or not _is_whole(question):
            return Reply(hang_up=True)
        with self._lock:
            held = len(self._held)
            reply = self._struck(self.script.next(kind), kind, question)
            self._deliver(len(self._held) - held)
            return reply

    def _deliver(self, keep: int) -> None:
        """Those held before, but not the newest `keep`."""
        cut = len(self._held) - keep
        due, self._held = self._held[:cut], self._held[cut:]
        for kind, question in due:
            self._host.answer(kind, question)

    def _struck(self, step: Step, kind: On, question: Message) -> Reply:
        if step.do == "drop_before":
            return Reply(hang_up=True)
        if step.do == "held":
            self._held.append((kind, question))
            return Reply()
        answer = self._host.answer(kind, question, decline=step.code if step.do == "decline" else "")
        said = to_frame(answer)
        match step.do:
            case "answer" | "decline":
                return Reply(send=said)
            case "no_answer":
                return Reply()
            case "late":
                return Reply(send=said, after_s=step.seconds)
            case "late_next":
                self._late += said
                return Reply()
            case "twice":
                return Reply(send=said + said)
            case "drop_after":
                return Reply(hang_up=True)
            case "half_frame":
                return Reply(send=said[: len(said) // 2], hang_up=True)
            case "garbage":
                return Reply(send=_NO_MESSAGE)
            case "oversized":
                return Reply(send=(FRAME_MAX + 1).to_bytes(2, "big") + bytes(FRAME_MAX + 1))
            case "extra_bytes":
                return Reply(send=(len(said) - 2 + 4).to_bytes(2, "big") + said[2:] + b"0000")
            case "away":
                return Reply(send=said, away_s=step.seconds)
            case "forget" | "forget_silently":
                self._forget(question)
                return Reply(send=said if step.do == "forget" else b"")
            case _:
                return Reply(send=to_frame(_falsified(step, answer)))

    def _forget(self, question: Message) -> None:
        for row in self._truth.of_trace(question["41"].strip(), question["11"]):
            self._truth.set_state(row.no, "forgotten")


def _is_whole(question: Message) -> bool:
    """It says what, when and from which terminal; an amount is a number."""
    numbers = [question.get("11", ""), question.get("4", "0")]
    return "7" in question and bool(question.get("41", "").strip()) and all(each.isdigit() for each in numbers)


def _falsified(step: Step, answer: Message) -> Message:
    """The answer with one thing wrong in it, which is the only thing wrong."""
    if step.do == "wrong_amount" and "4" in answer:
        return answer | {"4": f"{(int(answer['4']) + 1) % 10**12:012d}"}
    if step.do == "wrong_trace":
        return answer | {"11": f"{(int(answer['11']) + 1) % 1_000_000:06d}"}
    return answer | {"41": "OTHER".ljust(8)}


def _counts(row: Row) -> bool:
    """A cancelled purchase and its cancel stand against each other."""
    return row.state == "approved" or (row.state == "cancelled" and row.kind == "purchase")


def _charge(row: Row) -> Charge:
    return Charge(row.terminal, row.trace, row.amount, row.state, row.kind, row.approval_no, row.payment_id)
