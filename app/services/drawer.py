"""The drawer of the open day: cash in and out, money taken to the bank, counts, the hand-over to another person (COUNTER §5).

A drawer belongs to a business day of this desk. What is in it follows from the book (`domain.drawer`); people only count it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Literal

import msgspec

from app.domain.drawer import DrawerDay, counted_notes, drawer_day, sum_of_notes
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import CashCounted, CashMoved, RemittanceNumbered, ShiftHandedOver
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.drawer import Done
from app.ports.store import Transaction
from app.services.desk import Desk, entry_day, seoul_date, working_day
from app.services.drawer_settings import drawer_settings
from app.services.free_text import checked, checked_reason
from app.services.leading import leads
from app.services.open_items import open_items
from app.services.two_people import require_two

MOVED_MAX_WON = 1_000_000_000
REASON_MAX, NUMBER_MAX, PAPERS_MAX = 200, 40, 500
UNNUMBERED_DAYS = 366

Way = Literal["in", "out"]
Purpose = Literal["float", "remit", "other"]
Counting = Literal["opening", "interim", "closing"]


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A count that is on disk. `difference_won`: more (+) or less (−) than the book says."""

    day: str
    counted_won: int
    expected_won: int
    notes: dict[int, int]
    blind: bool

    @property
    def difference_won(self) -> int:
        return self.counted_won - self.expected_won


class DrawerState(msgspec.Struct, frozen=True, kw_only=True):
    """The drawer as it stands. `hidden`: the office counts with the amount covered and nobody has counted yet; no book sum is shown."""

    day: str
    drawer: DrawerDay
    hidden: bool
    moves: list[Done[CashMoved]]
    counts: list[Done[CashCounted]]
    hand_overs: list[Done[ShiftHandedOver]]


def drawer_of(desk: Desk, day: str) -> DrawerDay:
    """What the book says is in the drawer of that business day of this desk."""
    found = desk.store.days.get(day)
    return drawer_day(found.float_won if found is not None else 0, desk.store.drawer.sums(day))


@contextmanager
def from_the_drawer(desk: Desk, tx: Transaction, day: str) -> Iterator[None]:
    """Inside a commit that gives money back: no more cash goes back than is in the drawer. Otherwise the commit is undone.

    Whatever gives back stands in it, a refund, a kept promise, a cancelled case, a settled dispute: what leaves is read from the
    entries themselves. Refused `refund_cash_short` with `in_drawer_won`.
    """
    in_drawer_won = max(0, drawer_of(desk, day).expected_won)
    yield
    if tx.cash_back_won() > in_drawer_won:
        raise Refused("refund_cash_short", in_drawer_won=in_drawer_won)


def state(desk: Desk, actor: Actor, day: str = "") -> DrawerState:
    """The drawer of the open day, or of that one. Refused `day_not_open`."""
    require(actor.role, "count_cash")
    on = day or _day(desk)
    reader = desk.store.drawer
    counts = reader.counts(on)
    return DrawerState(
        day=on,
        drawer=drawer_of(desk, on),
        hidden=covered(desk, actor, counts),
        moves=reader.moves(on),
        counts=counts,
        hand_overs=reader.hand_overs(on),
    )


def covered(desk: Desk, actor: Actor, counts: Sequence[Done[CashCounted]]) -> bool:
    """True while the book's sum is not shown to them: the office counts blind, nobody counted on that day, and they do not lead."""
    return drawer_settings(desk).blind and not counts and not leads(desk, actor)


def _day(desk: Desk) -> str:
    """The business day that is open, an earlier date's too: its drawer has to be counted before it can be closed."""
    last = desk.store.days.last()
    if last is None or last.closed_at is not None:
        raise Refused("day_not_open")
    return last.day


def move_cash(
    desk: Desk,
    actor: Actor,
    way: Way,
    purpose: Purpose,
    amount_won: int,
    *,
    reason: str = "",
    number: str = "",
    later: bool = False,
    confirmer: Actor | None = None,
) -> DrawerDay:
    """Cash went into the drawer or out of it beside takings; what is in it now.

    `purpose`: `float` 준비금, `remit` 금고 납입 (out only, with the bank's number, or `later`: its paper is still to come), `other` with
    its reason; out of the drawer for another reason two people sign. Refused `day_not_open`, `previous_day_unclosed`, `amount_invalid`,
    `remit_goes_out`, `cash_short` (with `in_drawer_won`), `reason_needed`, `remit_number_needed`, and as `require_two`.
    """
    require(actor.role, "move_cash")
    day = working_day(desk)
    if not 0 < amount_won <= MOVED_MAX_WON:
        raise Refused("amount_invalid")
    reason, number = checked_reason(reason)[:REASON_MAX], checked(number)[:NUMBER_MAX]
    if purpose == "remit" and way == "in":
        raise Refused("remit_goes_out")
    if purpose == "remit" and not (number or later):
        raise Refused("remit_number_needed")
    if purpose == "other":
        if not reason:
            raise Refused("reason_needed")
        if way == "out":
            require_two(desk, actor, confirmer)
    before = drawer_of(desk, day)
    if way == "out" and amount_won > before.expected_won:
        raise Refused("cash_short", in_drawer_won=before.expected_won)
    signed_by = confirmer.entry_id if confirmer is not None else None
    moved = CashMoved(way=way, purpose=purpose, amount_won=amount_won, reason=reason, number=number, confirmed_by=signed_by)
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(moved, desk.ids.new_id()))
    return drawer_of(desk, day)


def unnumbered(desk: Desk) -> list[tuple[str, Done[CashMoved]]]:
    """What was taken to the bank within a year and whose paper is still to come, oldest first, each with its business day."""
    since = seoul_date(desk.clock.now()) - timedelta(days=UNNUMBERED_DAYS)
    return desk.store.drawer.unnumbered(since.isoformat())


def number_remittance(desk: Desk, actor: Actor, number: str, day: str = "", which: int = 0) -> Done[CashMoved]:
    """The bank's paper came: its number stands with that 납입, also on a day that is closed.

    Without `day` it is the only one that waits; `which`: of that day's, from 1, 0 for the only one without a number. A number may be
    said again, the later word holds. Refused `remit_number_needed`, `remittance_unknown` (none, or several could be meant).
    """
    require(actor.role, "move_cash")
    number = checked(number)[:NUMBER_MAX]
    if not number:
        raise Refused("remit_number_needed")
    sent = (
        [each for each in desk.store.drawer.moves(day) if each.body.purpose == "remit"] if day else [each for _, each in unnumbered(desk)]
    )
    if which:
        sent = sent[which - 1 : which] if which > 0 else []
    elif day:
        sent = [each for each in sent if not each.body.number]
    if len(sent) != 1:
        raise Refused("remittance_unknown")
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(RemittanceNumbered(moved=sent[0].entry_id, number=number), desk.ids.new_id()))
    return sent[0]._replace(body=msgspec.structs.replace(sent[0].body, number=number))


def count(
    desk: Desk,
    actor: Actor,
    purpose: Counting,
    notes: Mapping[int, int],
    *,
    blind: bool | None = None,
    reason: str = "",
    confirmer: Actor | None = None,
) -> Count:
    """The drawer was counted, by denomination; counted and expected won are on disk.

    `blind` (None: as the office has set it): the first count is kept as it is, because the book's sum was not shown before it; whoever
    finds a difference counts again and gives the reason. Otherwise Refused `count_differs` (with `difference_won`) when it differs and
    no reason is given. Refused `day_not_open`, `notes_invalid`, `second_is_first`.
    """
    require(actor.role, "count_cash")
    day = _day(desk)
    if confirmer is not None and confirmer.user == actor.user:
        raise Refused("second_is_first")
    counted, reason = sum_of_notes(notes), checked_reason(reason)[:REASON_MAX]
    expected = drawer_of(desk, day).expected_won
    unseen = drawer_settings(desk).blind if blind is None else blind
    # Covered is only the first look: after it the book's sum is known, and a second count without a reason explains nothing.
    unseen = unseen and not _looked(desk, day)
    if counted != expected and not reason and not unseen:
        raise Refused("count_differs", difference_won=counted - expected)
    body = CashCounted(
        purpose=purpose,
        counted_won=counted,
        expected_won=expected,
        notes=counted_notes(notes),
        reason=reason,
        blind=unseen,
        confirmed_by=confirmer.entry_id if confirmer is not None else None,
    )
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return Count(day=day, counted_won=counted, expected_won=expected, notes=body.notes, blind=unseen)


def _looked(desk: Desk, day: str) -> bool:
    """True if the newest count stands with a difference that nobody has explained."""
    counts = desk.store.drawer.counts(day)
    return bool(counts) and counts[-1].body.counted_won != counts[-1].body.expected_won and not counts[-1].body.reason


def hand_over(
    desk: Desk, actor: Actor, taken_by: Actor, notes: Mapping[int, int], *, reason: str = "", papers: str = ""
) -> Done[ShiftHandedOver]:
    """The drawer is the other person's from now on; both have signed (인수인계).

    `taken_by`: signed in as the second. `papers`: numbers of stamps, security paper and keys that change hands. Refused `day_not_open`,
    `previous_day_unclosed`, `second_is_first`, `not_allowed`, `notes_invalid`, `count_differs`.
    """
    require(actor.role, "hand_over")
    require(taken_by.role, "hand_over")
    day = working_day(desk)
    if taken_by.user == actor.user:
        raise Refused("second_is_first")
    counted, reason, papers = sum_of_notes(notes), checked_reason(reason)[:REASON_MAX], checked(papers)[:PAPERS_MAX]
    expected = drawer_of(desk, day).expected_won
    if counted != expected and not reason:
        raise Refused("count_differs", difference_won=counted - expected)
    body = ShiftHandedOver(
        taken_by=taken_by.entry_id,
        counted_won=counted,
        expected_won=expected,
        notes=counted_notes(notes),
        reason=reason,
        open_items=open_items(desk),
        papers=papers,
    )
    with desk.store.transaction(actor=actor.entry_id, day=day) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return desk.store.drawer.hand_overs(day)[-1]
