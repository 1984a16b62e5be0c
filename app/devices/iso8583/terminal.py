"""`CardTerminal` in ISO 8583 messages: one connection a question, one deadline for the whole answer, no repeats by itself.

Nothing of an answer is believed that does not fit its question. What came too late for an older question is passed over.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, Literal
from uuid import UUID

from app.devices.iso8583 import spec
from app.devices.iso8583.frames import BrokenFrame, Message, read_frame, to_frame, to_message
from app.devices.iso8583.line import Dial, Line
from app.domain.errors import Refused, Unavailable
from app.ports.card_terminal import Approval, TerminalTotals
from app.ports.clock import Clock

SEOUL: Final = timezone(timedelta(hours=9))
CARD_S: Final = 90.0  # a person looks for the card and puts it in
HOST_S: Final = 30.0  # no person in between
_OLDER_MAX: Final = 100
_TERMINAL = re.compile(r"[A-Za-z0-9]{1,8}")
_APPROVAL_NO = re.compile(r"[A-Za-z0-9]{1,12}")
_SIMULATED = "terminal_is_simulator"
_NOT_IN_TRAINING = "terminal_not_in_training"


class Iso8583Terminal:
    """See `ports.card_terminal`. Any thread; calls at the same time have a connection each.

    `card_s`, `host_s`: how long an answer may take when a card is asked for and when not. `real_only`: what a simulator says approves
    nothing and settles nothing: Refused `terminal_is_simulator`, of a card `card_declined`. `simulated_only`: whatever is no simulator is
    asked for no card: an agent of a payment company listens on the same computer; Refused `terminal_not_in_training` likewise.
    """

    def __init__(
        self,
        dial: Dial,
        terminal_id: str,
        *,
        clock: Clock,
        card_s: float = CARD_S,
        host_s: float = HOST_S,
        elapsed: Callable[[], float] = time.monotonic,
        real_only: bool = False,
        simulated_only: bool = False,
    ) -> None:
        if not _TERMINAL.fullmatch(terminal_id):
            raise Refused("terminal_id_invalid")
        self._dial, self._terminal, self._clock = dial, terminal_id, clock
        self._card_s, self._host_s, self._elapsed = card_s, host_s, elapsed
        self._real_only, self._simulated_only = real_only, simulated_only

    @property
    def terminal_id(self) -> str:
        return self._terminal

    def purchase(self, amount_won: int, *, trace_no: str, payment_id: UUID) -> Approval:
        question = self._question(spec.PURCHASE, trace_no, {"3": spec.BUY, "4": _won(amount_won), "60": payment_id.hex})
        return self._approval(self._accepted(self._ask(question, self._card_s)), amount_won, trace_no)

    def inquire(self, amount_won: int, *, trace_no: str) -> Approval | None:
        answer = self._ask(self._question(spec.INQUIRY, trace_no, {"4": _won(amount_won)}), self._host_s)
        if _says_no(answer, spec.NOTHING_STANDS):
            return None
        if answer["39"] != spec.APPROVED:
            raise Unavailable("terminal_unknown", answer=answer["39"])
        return self._approval(answer, amount_won, trace_no)

    def cancel(self, original: Approval, *, trace_no: str) -> Approval:
        question = self._question(spec.CANCEL, trace_no, {"3": spec.VOID, "4": _won(original.amount_won), **_meant(original)})
        return self._approval(self._accepted(self._ask(question, self._host_s)), original.amount_won, trace_no)

    def refund(self, amount_won: int, *, trace_no: str, original: Approval) -> Approval:
        question = self._question(spec.PURCHASE, trace_no, {"3": spec.REFUND, "4": _won(amount_won), **_meant(original)})
        return self._approval(self._accepted(self._ask(question, self._card_s)), amount_won, trace_no)

    def reverse(self, amount_won: int, *, trace_no: str, repeated: bool) -> None:
        kind = spec.REVERSAL_REPEATED if repeated else spec.REVERSAL
        answer = self._ask(self._question(kind, trace_no, {"4": _won(amount_won)}), self._host_s)
        if answer["39"] != spec.APPROVED:
            raise Unavailable("terminal_unknown", answer=answer["39"])

    def totals(self, date: str) -> TerminalTotals:
        day = f"{datetime.strptime(date, '%Y-%m-%d'):%Y%m%d}"  # noqa: DTZ007 - a date, no moment
        answer = self._ask(self._question(spec.TOTALS, spec.NO_TRACE, {"63": day}), self._host_s)
        figures = [answer.get(field, "") for field in ("76", "88", "74", "86")]
        if answer["39"] != spec.APPROVED or not all(_is_number(each) for each in figures):
            raise Unavailable("terminal_unknown", answer=answer["39"])
        purchases, purchases_won, cancels, cancels_won = (int(each) for each in figures)
        return TerminalTotals(
            terminal=self._terminal, purchases=purchases, purchases_won=purchases_won, cancels=cancels, cancels_won=cancels_won
        )

    def probe(self) -> None:
        answer = self._ask(self._question(spec.PROBE, spec.NO_TRACE, {"70": spec.ECHO}), self._host_s)
        if answer["39"] != spec.APPROVED:
            raise Unavailable("terminal_unknown", answer=answer["39"])

    # ── one question, one answer ──

    def _question(self, kind: str, trace_no: str, fields: Message) -> Message:
        sent = self._clock.now().astimezone(UTC)
        own = {"t": kind, "7": f"{sent:%m%d%H%M%S}", "11": trace_no, "41": self._terminal.ljust(8)}
        return {**own, **({"49": spec.WON} if "4" in fields else {}), **fields}

    def _ask(self, question: Message, wait_s: float) -> Message:
        """The answer that fits. Unavailable `terminal_away`, `terminal_unknown`."""
        if self._simulated_only and question["t"] in (spec.PURCHASE, spec.CANCEL):
            self._must_be_simulated()
        frame = to_frame(question)
        line = self._dial()
        try:
            _send(line, frame)
            answer = self._answer(line, question, wait_s)
        except (BrokenFrame, OSError):
            raise Unavailable("terminal_unknown") from None
        finally:
            line.close()
        if self._real_only and answer.get("42", "").strip() == spec.SIMULATOR:
            _refuse_simulator(question["t"])
        if self._simulated_only and question["t"] == spec.PROBE and answer.get("42", "").strip() != spec.SIMULATOR:
            raise Refused(_NOT_IN_TRAINING)
        return answer

    def _must_be_simulated(self) -> None:
        """Asked before any card is: afterwards it would be too late."""
        try:
            self.probe()
        except Refused as error:
            raise Refused("card_declined", answer=error.code) from error

    def _answer(self, line: Line, question: Message, wait_s: float) -> Message:
        deadline = self._elapsed() + wait_s

        def read(most: int) -> bytes:
            left = deadline - self._elapsed()
            if left <= 0:
                raise TimeoutError
            return line.receive(most, left)

        for _ in range(_OLDER_MAX):
            answer = to_message(read_frame(read))
            match _about(answer, question):
                case "this":
                    return answer
                case "nothing of ours":
                    break
                case "an older one":
                    continue
        raise BrokenFrame

    def _accepted(self, answer: Message) -> Message:
        code = answer["39"]
        if code == spec.APPROVED:
            return answer
        if _says_no(answer, spec.DECLINED):
            raise Refused("card_declined", answer=code)
        raise Unavailable("terminal_unknown", answer=code)

    def _approval(self, answer: Message, amount_won: int, trace_no: str) -> Approval:
        approval_no, last4 = answer.get("38", "").strip(), answer.get("62", "")
        at = _moment(answer.get("13", ""), answer.get("12", ""), self._clock.now())
        if not _APPROVAL_NO.fullmatch(approval_no) or len(last4) != 4 or not _is_number(last4) or at is None:
            raise Unavailable("terminal_unknown", answer=answer["39"])
        return Approval(
            approval_no=approval_no, amount_won=amount_won, last4=last4, trace_no=trace_no, terminal=self._terminal, approved_at=at
        )


def _refuse_simulator(kind: str) -> None:
    """No card was charged, whatever it says; an inquiry or a reversal is still owed to the terminal that took the money."""
    if kind in (spec.PURCHASE, spec.CANCEL):
        raise Refused("card_declined", answer=_SIMULATED)
    if kind in (spec.PROBE, spec.TOTALS):
        raise Refused(_SIMULATED)
    raise Unavailable("terminal_unknown", answer=_SIMULATED)


def _send(line: Line, frame: bytes) -> None:
    sent = 0
    while sent < len(frame):
        try:
            sent += line.send(frame[sent:])
        except OSError:
            raise Unavailable("terminal_unknown" if sent else "terminal_away") from None


def _says_no(answer: Message, codes: frozenset[str]) -> bool:
    """True if it is one of those codes and nothing else in the answer speaks of an approval."""
    return answer["39"] in codes and "38" not in answer and "62" not in answer


def _about(answer: Message, question: Message) -> Literal["this", "an older one", "nothing of ours"]:
    """Which question it answers. Field 7 tells two questions of the same trace number apart."""
    kind = answer["t"]
    if kind not in spec.ANSWER_TO.values() or not _is_number(answer.get("11", "")) or not _is_number(answer.get("39", "")):
        return "nothing of ours"
    if any(answer.get(field) != question[field] for field in ("7", "11")) or kind != spec.ANSWER_TO[question["t"]]:
        return "an older one"
    fits = all(answer.get(field) == question[field] for field in spec.REPEATED if field in question)
    return "this" if fits else "nothing of ours"


def _meant(original: Approval) -> Message:
    """Which purchase is meant. Refused `approval_no_invalid` for a number that no terminal gave."""
    if not _APPROVAL_NO.fullmatch(original.approval_no):
        raise Refused("approval_no_invalid")
    named = f"{spec.PURCHASE}{original.trace_no}".ljust(42, "0")
    return {"38": original.approval_no.ljust(12), "61": original.terminal, "90": named}


def _won(amount: int) -> str:
    if not 0 < amount < 10**12:
        raise Refused("amount_invalid")
    return f"{amount:012d}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _moment(day: str, time_of_day: str, now: datetime) -> int | None:
    """Ms of that hour in Seoul in the year that brings it nearest to now: the message has none. None if there is no such moment."""
    if not _is_number(day + time_of_day):
        return None
    found = []
    for year in (now.year - 1, now.year, now.year + 1):
        try:
            at = datetime.strptime(f"{year:04d}{day}{time_of_day}", "%Y%m%d%H%M%S").replace(tzinfo=SEOUL)
        except ValueError:
            continue  # 29 February, or no hour at all
        found.append(at)
    nearest = min(found, key=lambda at: abs(at - now), default=None)
    return None if nearest is None else int(nearest.timestamp() * 1000)
