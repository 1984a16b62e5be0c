"""The card network behind the simulated terminal: what it answers to each question, out of its own truth.

The same (terminal, trace number, amount) gets the first answer again while that stands. A reversal of something it has not seen is
remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Final

from app.devices.iso8583 import spec
from app.devices.iso8583.frames import Message
from app.devices.terminal_simulator.script import On
from app.devices.terminal_simulator.truth import Kind, Row, Truth

SEOUL: Final = timezone(timedelta(hours=9))
MERCHANT: Final = spec.SIMULATOR.ljust(15)
OK, NO_ACTION, NOT_FOUND, INVALID, WRONG_AMOUNT, SEEN_BEFORE, FORMAT = "00", "21", "25", "12", "13", "94", "30"


def kind_of(question: Message) -> On | None:
    """What a question asks for; None for what the host does not know."""
    if question["t"] == spec.PURCHASE:
        return {spec.BUY: "purchase", spec.REFUND: "refund"}.get(question.get("3", ""))  # type: ignore[return-value]
    kinds: dict[str, On] = {
        spec.CANCEL: "cancel",
        spec.REVERSAL: "reversal",
        spec.REVERSAL_REPEATED: "reversal",
        spec.INQUIRY: "inquiry",
        spec.TOTALS: "totals",
        spec.PROBE: "probe",
    }
    return kinds.get(question["t"])


class Host:
    """One question at a time, each whole (7, 11, 41): the simulator calls it under its lock. `now`: aware."""

    def __init__(self, truth: Truth, now: Callable[[], datetime]) -> None:
        self._truth, self._now = truth, now

    def answer(self, kind: On, question: Message, *, decline: str = "") -> Message:
        """What it says. `decline`: that code instead of an approval, for a message it sees for the first time."""
        terminal, trace = question["41"].strip(), question["11"]
        said = {"t": spec.ANSWER_TO[question["t"]]} | {field: question[field] for field in ("7", "11", *spec.REPEATED) if field in question}
        said["42"] = MERCHANT
        if kind == "probe":
            return said | {"39": OK}
        if kind == "totals":
            return said | self._totals(terminal, question.get("63", ""))
        if "4" not in question:
            return said | {"39": FORMAT}
        amount = int(question["4"])
        if kind == "inquiry":
            return said | self._found(terminal, trace, amount)
        if kind == "reversal":
            return said | self._reversed(terminal, trace, amount)
        return said | self._moved(kind, terminal, trace, amount, question, decline)

    # ── what moves money ──

    def _moved(self, kind: On, terminal: str, trace: str, amount: int, question: Message, decline: str) -> Message:
        if rows := self._truth.of_trace(terminal, trace):
            asked = (kind, amount, question.get("60", ""))
            for row in rows:
                if row.state == "barred" and (row.kind, row.amount) == asked[:2]:
                    return {"39": NO_ACTION}
                if (row.kind, row.amount, row.payment_id) == asked:
                    return _told(row) if row.state in ("approved", "declined") else {"39": NO_ACTION}
            return {"39": SEEN_BEFORE}
        original, code = self._original(kind, amount, question) if kind != "purchase" else (None, OK)
        code = decline or code
        at = self._now().astimezone(SEOUL)
        row = self._truth.add(
            _money(kind),
            terminal,
            trace,
            amount,
            state="approved" if code == OK else "declined",
            answer=code,
            payment_id=question.get("60", ""),
            at=int(at.timestamp() * 1000),
            day=f"{at:%Y%m%d}",
            original=original.no if original is not None else None,
        )
        if kind == "cancel" and original is not None and code == OK:
            self._truth.set_state(original.no, "cancelled")
        return _told(row)

    def _original(self, kind: On, amount: int, question: Message) -> tuple[Row | None, str]:
        """The purchase that is meant, and what keeps it from being given back."""
        terminal, trace, approval_no = question.get("61", ""), question.get("90", "")[4:10], question.get("38", "").strip()
        named = [row for row in self._truth.of_trace(terminal, trace) if row.kind == "purchase" and row.approval_no == approval_no]
        if not named or not approval_no:
            return None, NOT_FOUND
        (row,) = named  # an approval number is of one message
        if row.state != "approved":
            return row, NO_ACTION
        given = self._truth.given_back(row.no)
        if kind == "refund":
            return row, OK if given + amount <= row.amount else WRONG_AMOUNT
        if row.amount != amount or given:
            return row, WRONG_AMOUNT
        # Only while the day's purchases are not yet handed on to the card company.
        return row, OK if row.day == f"{self._now().astimezone(SEOUL):%Y%m%d}" else INVALID

    def _reversed(self, terminal: str, trace: str, amount: int) -> Message:
        """Nothing of it stays taken; what has not come yet will be refused when it comes."""
        purchases = [row for row in self._truth.of_trace(terminal, trace) if row.kind == "purchase" and row.amount == amount]
        for row in purchases:
            if row.state == "approved":
                if self._truth.given_back(row.no):
                    return {"39": INVALID}
                self._truth.set_state(row.no, "reversed")
        if not purchases:
            at = self._now().astimezone(SEOUL)
            stamp, day = int(at.timestamp() * 1000), f"{at:%Y%m%d}"
            self._truth.add("purchase", terminal, trace, amount, state="barred", answer=NO_ACTION, at=stamp, day=day)
        return {"39": OK}

    # ── what only looks ──

    def _found(self, terminal: str, trace: str, amount: int) -> Message:
        rows = [row for row in self._truth.of_trace(terminal, trace) if row.amount == amount]
        standing = [row for row in rows if row.state == "approved"]
        return _told(standing[0]) if standing else {"39": NO_ACTION if rows else NOT_FOUND}

    def _totals(self, terminal: str, day: str) -> Message:
        rows = self._truth.of_day(terminal, day)
        taken = [row.amount for row in rows if row.kind == "purchase" and row.state in ("approved", "cancelled")]
        given = [row.amount for row in rows if row.kind != "purchase" and row.state == "approved"]
        figures = {"74": f"{len(given):010d}", "76": f"{len(taken):010d}", "86": f"{sum(given):016d}", "88": f"{sum(taken):016d}"}
        return {"39": OK} | figures


def _money(kind: On) -> Kind:
    if kind == "purchase" or kind == "cancel" or kind == "refund":
        return kind
    raise AssertionError(kind)


def _told(row: Row) -> Message:
    """What was said of it, as often as it is asked."""
    if row.answer != OK:
        return {"39": row.answer}
    at = datetime.fromtimestamp(row.at / 1000, SEOUL)
    return {
        "12": f"{at:%H%M%S}",
        "13": f"{at:%m%d}",
        "37": f"{row.no:012d}",
        "38": row.approval_no.ljust(12),
        "39": OK,
        "42": MERCHANT,
        "62": row.last4,
    }
