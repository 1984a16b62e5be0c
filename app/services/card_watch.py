"""Card payments that are open, looked at from elsewhere: the closing, the 업무함, whoever takes money by other means. Any lane."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import msgspec

from app.domain.errors import Refused
from app.domain.views import WorkItem
from app.ports.card_payments import CardPayment, TerminalJob
from app.services.desk import Desk, to_ms

OVERDUE_MS = 15 * 60_000  # G3: from then on it is a person's work
UNKNOWN_LIST = "card_unknown"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A payment about which the terminal still has to be asked. `job` None: at this moment it is being asked for the first time."""

    payment: CardPayment
    job: TerminalJob | None


def unsettled(desk: Desk) -> list[CardPayment]:
    """Those of this desk of which nobody knows how they end: they keep the day open."""
    return desk.store.card_payments.open()


def queue(desk: Desk) -> list[Waiting]:
    """What waits for the terminal, oldest first: the open ones, and those a person ended that are reversed if it comes back."""
    store = desk.store.card_payments
    jobs, found = {job.payment_id: job for job in store.jobs()}, store.open()
    known = {payment.payment_id for payment in found}
    ended = [payment for payment_id in jobs if payment_id not in known and (payment := store.get(payment_id)) is not None]
    waiting = sorted([*found, *ended], key=lambda each: each.started_at)
    return [Waiting(payment=each, job=jobs.get(each.payment_id)) for each in waiting]


def overdue(desk: Desk) -> list[CardPayment]:
    """Those open for more than 15 minutes; also those that a clock set back makes begin later than now."""
    now = to_ms(desk.clock.now())
    return [each for each in unsettled(desk) if not 0 <= now - each.started_at <= OVERDUE_MS]


def worklist(desk: Desk) -> list[WorkItem]:
    """The 업무함's rows: a card payment that somebody has to look into. `number`: terminal and trace number, as its slip says."""
    return [
        WorkItem(
            list_code=UNKNOWN_LIST,
            case_id=each.cases[0] if each.cases else None,
            number=f"{each.terminal}-{each.trace_no}",
            service="",
            name="",
            state="",
            since=each.started_at,
            action="card",
            item=str(each.payment_id),
        )
        for each in overdue(desk)
    ]


def refuse_if_going_back(desk: Desk, payment_id: UUID) -> None:
    """Nothing if the terminal is not giving that payment back at this moment. Refused `card_open` (it could go back twice)."""
    if any(each.original == payment_id for each in unsettled(desk)):
        raise Refused("card_open")


def refuse_if_open(desk: Desk, cases: Collection[UUID]) -> None:
    """Nothing if none of them is being charged at the terminal. Refused `card_open` (a second payment could take the money twice)."""
    for each in unsettled(desk):
        if each.way == "purchase" and each.state != "reversing" and not set(cases).isdisjoint(each.cases):
            raise Refused("card_open")
