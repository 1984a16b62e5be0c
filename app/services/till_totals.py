"""What devices count at the end of a day beside the book: the card terminal's totals and 증지 (COUNTER §4, REFERENCE §6).

Totals of a terminal tell only that something differs. Then it is asked for each payment of the day, and each difference gets its name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

import msgspec

from app.domain.card_payment import OPEN, TAKEN
from app.domain.claims import claims_of
from app.domain.closing import DayTotals
from app.domain.drawer_papers import CardTotals
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import StampsCounted, TerminalApart, TerminalApartCode, TerminalCounted
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.card_payments import CardPayment
from app.ports.card_terminal import Approval, CardTerminal, TerminalTotals
from app.ports.drawer import Done, PaidPart
from app.services.day_totals import checked_totals
from app.services.desk import Desk, day_date, from_ms, seoul_date
from app.services.free_text import checked, checked_reason

COUNT_MAX = 100_000
WON_MAX = 10_000_000_000
NUMBER_MAX = 10**12
SPOILED_MAX = 500
TERMINAL_MAX, DEVICE_MAX, REASON_MAX = 40, 40, 200

Source = Literal["terminal", "typed"]


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A business day with what the book knows of its card payments."""

    day: str
    payments: list[CardPayment]
    parts: list[PaidPart]


class TerminalAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the terminal said. `standing`: of each payment it was asked for, what stands there in won; None: nothing."""

    totals: TerminalTotals
    standing: dict[UUID, int | None] = {}


class StampSums(msgspec.Struct, frozen=True, kw_only=True):
    """증지 of a day beside the office's own fees in the book, in won. `reasoned_won`: each difference that a reason was given for, and
    `reasons`: what was said of each.

    `explained`: equal, or somebody gave a reason for this difference.
    """

    lines: list[StampsCounted]
    book_won: int
    returned_won: int
    reasoned_won: list[int] = []
    reasons: list[str] = []

    @property
    def reason(self) -> str:
        """What was said of the difference there is now; nothing that was said of another one."""
        return " / ".join(said for won, said in zip(self.reasoned_won, self.reasons, strict=True) if won == self.difference_won)

    @property
    def stamped_won(self) -> int:
        return stamped(self.lines)

    @property
    def difference_won(self) -> int:
        return self.stamped_won - (self.book_won - self.returned_won)

    @property
    def explained(self) -> bool:
        return not self.difference_won or self.difference_won in self.reasoned_won

    @property
    def stale(self) -> bool:
        """True if a reason was given, but for another difference than there is now."""
        return not self.explained and any(self.reasoned_won)


# ── the card terminal ────────────────────────────────────────────────────────────────────────────────────────────────


def card_parts(desk: Desk, day: str, *, before: int | None = None) -> list[PaidPart]:
    """What was taken and given back by the means that a card terminal approves, on that date up to the end of that business day, or
    up to the entry `before` of it.

    A terminal counts by the date: where a date has several business days, those before are in its totals too.
    """
    wanted = {code for code, tender in desk.catalogue.tenders.items() if tender.approval == "terminal"}
    paid = desk.store.drawer.paid_parts
    return [each for part in _until(day) for each in paid(part, before=before if part == day else None) if each.tender in wanted]


def card_payments(desk: Desk, day: str) -> list[CardPayment]:
    """The payments a terminal was asked for on that date, up to the end of that business day."""
    return [each for part in _until(day) for each in desk.store.card_payments.of_day(part)]


def _until(day: str) -> list[str]:
    """The business days of that date up to this one: `2026-11-20/3` has two before it."""
    date, _, part = day.partition("/")
    return [date, *(f"{date}/{n}" for n in range(2, int(part or 1) + 1))]


def totals_of(parts: Collection[PaidPart]) -> CardTotals:
    """The book's side of those payments."""
    taken, back = [each for each in parts if not each.back], [each for each in parts if each.back]
    return CardTotals(
        approvals=len(taken),
        approvals_won=sum(each.amount_won for each in taken),
        cancels=len(back),
        cancels_won=sum(each.amount_won for each in back),
    )


def by_terminal(parts: Sequence[PaidPart], counted: Collection[str]) -> dict[str, list[PaidPart]]:
    """The payments of each terminal. What was typed in without one belongs to the only one that was counted, if there is only one."""
    home = next(iter(counted)) if len(counted) == 1 else ""
    found: dict[str, list[PaidPart]] = {terminal: [] for terminal in counted}
    for each in parts:
        found.setdefault(each.terminal or home, []).append(each)
    return found


def question(desk: Desk) -> Question:
    """The running day with its card payments. Any lane. Refused `day_not_open`."""
    day = running_day(desk)
    return Question(day=day, payments=card_payments(desk, day), parts=card_parts(desk, day))


def ask(terminal: CardTerminal, asked: Question) -> TerminalAnswer:
    """The terminal's totals of that day; where they are not the book's, also what stands of each payment. Waits: never on a lane.

    Unavailable `terminal_away`, `terminal_unknown`.
    """
    totals = terminal.totals(day_date(asked.day).isoformat())
    if _same(totals, totals_of(by_terminal(asked.parts, {totals.terminal})[totals.terminal])):
        return TerminalAnswer(totals=totals)
    mine = [each for each in asked.payments if each.terminal == totals.terminal]
    answers = {each.payment_id: terminal.inquire(each.amount_won, trace_no=each.trace_no) for each in mine}
    return TerminalAnswer(totals=totals, standing={payment_id: _won(found) for payment_id, found in answers.items()})


def terminals_left(desk: Desk, day: str) -> tuple[int, int]:
    """How many terminals nobody has counted on that day, and of those that were: how many have taken or given back since and tell
    another sum than the book now. At least one has to be counted.
    """
    newest = {each.body.terminal: each for each in desk.store.drawer.terminals(day)}
    if not newest:
        return 1, 0
    now = by_terminal(card_parts(desk, day), newest)
    stale = 0
    for terminal, counted in newest.items():
        if told(counted.body) != (book := totals_of(now[terminal])):
            then = by_terminal(card_parts(desk, day, before=counted.seq), newest)[terminal]
            stale += totals_of(then) != book
    return sum(1 for terminal in now if terminal and terminal not in newest), stale


def told(counted: TerminalCounted) -> CardTotals:
    """The terminal's side of that count."""
    return CardTotals(
        approvals=counted.purchases, approvals_won=counted.purchases_won, cancels=counted.cancels, cancels_won=counted.cancels_won
    )


def _same(totals: TerminalTotals, book: CardTotals) -> bool:
    told = (totals.purchases, totals.purchases_won, totals.cancels, totals.cancels_won)
    return told == (book.approvals, book.approvals_won, book.cancels, book.cancels_won)


def _won(found: Approval | None) -> int | None:
    return found.amount_won if found is not None else None


def count_terminal(desk: Desk, actor: Actor, answer: TerminalAnswer, source: Source = "typed", reason: str = "") -> Done[TerminalCounted]:
    """The terminal's totals of the running day are in the book, with each difference by its name.

    Refused `day_not_open`, `amount_invalid`, `terminal_needed`, and `terminal_differs` (with `difference_won`) where no reason is given
    and the terminal's own answers do not explain the difference; a slip that was typed in answers nothing.
    """
    require(actor.role, "count_cash")
    day = running_day(desk)
    totals, reason = answer.totals, checked_reason(reason)[:REASON_MAX]
    terminal = checked(totals.terminal)[:TERMINAL_MAX]
    if not terminal:
        raise Refused("terminal_needed")
    for pieces, won in ((totals.purchases, totals.purchases_won), (totals.cancels, totals.cancels_won)):
        if not 0 <= pieces <= COUNT_MAX or not 0 <= won <= WON_MAX or (won > 0) > (pieces > 0):
            raise Refused("amount_invalid")
    counted = {each.body.terminal for each in desk.store.drawer.terminals(day)} | {terminal}
    parts = by_terminal(card_parts(desk, day), counted)[terminal]
    book = totals_of(parts)
    difference = (totals.purchases_won - totals.cancels_won) - (book.approvals_won - book.cancels_won)
    apart = [] if _same(totals, book) else _apart(desk, day, terminal, parts, answer.standing)
    if source == "typed":
        apart = _likely(apart, difference)
    named = sum(each.terminal_won - each.book_won for each in apart)
    if difference and not reason and (source == "typed" or named != difference):
        raise Refused("terminal_differs", difference_won=difference)
    body = TerminalCounted(
        terminal=terminal,
        purchases=totals.purchases,
        purchases_won=totals.purchases_won,
        cancels=totals.cancels,
        cancels_won=totals.cancels_won,
        source=source,
        reason=reason,
        apart=apart,
    )
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return desk.store.drawer.terminals(day)[-1]


def running_day(desk: Desk) -> str:
    """The business day that is open, an earlier date's too: it has to be counted before it can be closed. Refused `day_not_open`."""
    last = desk.store.days.last()
    if last is None or last.closed_at is not None:
        raise Refused("day_not_open")
    return last.day


def _apart(desk: Desk, day: str, terminal: str, parts: Sequence[PaidPart], standing: Mapping[UUID, int | None]) -> list[TerminalApart]:
    """Each payment that terminal and book tell differently: those it was asked for, and those that nobody can ask it for."""
    found: list[TerminalApart] = []
    payments = [each for each in card_payments(desk, day) if each.terminal == terminal]
    undone = {each.original for each in payments if each.way == "cancel" and each.state in TAKEN}
    for each in payments:
        if each.payment_id in undone:
            continue  # cancelled since: nothing stands there of it, and both sides count purchase and cancel
        sign = -1 if each.way == "cancel" else 1
        there = standing.get(each.payment_id) if each.payment_id in standing else _assumed(each)
        book_won = each.amount_won if each.state in TAKEN else 0
        code = _code(each, there, book_won)
        if code is not None:
            found.append(
                TerminalApart(
                    code=code,
                    terminal_won=sign * (there or 0),
                    book_won=sign * book_won,
                    receipt_no=each.receipt_no,
                    approval_no=each.approval_no,
                    trace_no=each.trace_no,
                    at=each.started_at,
                )
            )
    on = day_date(day)
    for part in parts:
        code = "by_telephone" if not part.trace_no else "other_date" if seoul_date(from_ms(part.at)) != on else None
        if code is not None:
            won = -part.amount_won if part.back else part.amount_won
            found.append(
                TerminalApart(
                    code=code,
                    terminal_won=0,
                    book_won=won,
                    receipt_no=part.receipt_no,
                    approval_no=part.approval_no,
                    trace_no=part.trace_no,
                    at=part.at,
                )
            )
    return found


def _likely(apart: list[TerminalApart], difference: int) -> list[TerminalApart]:
    """Of payments that a slip may or may not have counted: all of them or the only one that makes the difference, otherwise none."""
    if sum(each.terminal_won - each.book_won for each in apart) == difference:
        return apart
    alone = [each for each in apart if each.terminal_won - each.book_won == difference]
    return alone if len(alone) == 1 else []


def _assumed(payment: CardPayment) -> int | None:
    """What was not asked counts as the book has it."""
    return payment.amount_won if payment.state in TAKEN else None


def _code(payment: CardPayment, there: int | None, book_won: int) -> TerminalApartCode | None:
    if payment.state in OPEN:
        return "unknown"
    if there is None:
        return None if not book_won else "by_telephone" if payment.state == "manual" else "not_at_terminal"
    if not book_won:
        return "not_in_book"
    return "amount" if there != book_won else None


# ── 증지 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def count_stamps(
    desk: Desk,
    actor: Actor,
    mode: Literal["electronic", "machine"],
    device: str,
    first_no: int,
    last_no: int,
    issued_won: int,
    *,
    spoiled_won: int = 0,
    spoiled: Sequence[int] = (),
    reason: str = "",
) -> StampSums:
    """The device's 증지 of the running day are in the book, numbers and won; the day's stamps beside the book's own fees.

    Counted again, the newest of each device holds. Refused `day_not_open`, `amount_invalid`, `stamp_numbers_wrong` (backwards, or a
    spoiled number that is not among them), `stamp_device_needed`.
    """
    require(actor.role, "count_cash")
    day = running_day(desk)
    device, reason = checked(device)[:DEVICE_MAX], checked_reason(reason)[:REASON_MAX]
    if not device:
        raise Refused("stamp_device_needed")
    if not 0 <= spoiled_won <= issued_won <= WON_MAX:
        raise Refused("amount_invalid")
    numbers = sorted(set(spoiled))
    if not 0 < first_no <= last_no <= NUMBER_MAX or len(numbers) > SPOILED_MAX or any(not first_no <= each <= last_no for each in numbers):
        raise Refused("stamp_numbers_wrong")
    body = StampsCounted(
        mode=mode,
        device=device,
        first_no=first_no,
        last_no=last_no,
        issued_won=issued_won,
        spoiled_won=spoiled_won,
        spoiled=numbers,
        reason=reason,
    )
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return stamp_sums(desk, day)


def stamp_sums(desk: Desk, day: str) -> StampSums:
    """증지 of that day beside the book: lines of the office's own fees, taken and given back."""
    return _stamps_beside(desk, day, checked_totals(desk, day))


def stamped(lines: Iterable[StampsCounted]) -> int:
    """The 증지 of those devices in won, without the spoiled ones."""
    return sum(each.issued_won - each.spoiled_won for each in lines)


def quick_stamp_sums(desk: Desk, day: str) -> StampSums:
    """`stamp_sums` by the projected sums alone."""
    return _stamps_beside(desk, day, desk.store.days.totals_by_sql(day))


def _stamps_beside(desk: Desk, day: str, totals: DayTotals) -> StampSums:
    drawer = desk.store.drawer
    newest: dict[tuple[str, str], StampsCounted] = {}
    reasoned: dict[tuple[str, str], tuple[int, str]] = {}
    for each in drawer.stamps(day):
        device = (each.body.mode, each.body.device)
        newest[device] = each.body
        reasoned.pop(device, None)  # counted again: what was said of the count before is no longer meant
        if each.body.reason:
            won = stamped(newest.values()) - drawer.net_won(day, "local", before=each.seq)
            reasoned[device] = (won, each.body.reason)
    own = [row for row in totals.rows if row.owner == "local"]
    settled = claims_of(totals.claims, "local").settled_won  # stamped when the paper was given out, and none of it spoiled since
    return StampSums(
        lines=list(newest.values()),
        book_won=sum(row.collected_won for row in own) - settled,
        returned_won=sum(row.reversed_won for row in own) - settled,
        reasoned_won=[won for won, _ in reasoned.values()],
        reasons=[reason for _, reason in reasoned.values()],
    )
