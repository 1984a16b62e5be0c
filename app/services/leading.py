"""Who leads: the team leader, or the person named to stand in for them (대직자). Asked wherever an act needs the leader's sign."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.money_entries import DeputyNamed
from app.domain.rights import Operation, may, require
from app.domain.views import Actor
from app.ports.closings import Deputy
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked

DEPUTY_DAYS_MAX = 366
# What a deputy may do as the leader would; everything else of a leader (books, disputes, rooms) waits for the leader.
DEPUTY_OPERATIONS: frozenset[Operation] = frozenset({"close_day", "open_unready", "lead", "room_totals", "see_dashboard"})


def is_deputy(desk: Desk, user: str, on: date | None = None) -> bool:
    """True if that person was named to stand in on that date (today in Seoul without one)."""
    day = (on or seoul_date(desk.clock.now())).isoformat()
    return any(each.user == user for each in desk.store.closings.deputies(day, day))


def leads(desk: Desk, actor: Actor, on: date | None = None) -> bool:
    """True if the actor signs as the team leader on that date: a supervisor, or a clerk of a desk who was named the deputy."""
    return may(actor.role, "lead") or (may(actor.role, "stand_in") and is_deputy(desk, actor.user, on))


def may_lead(desk: Desk, actor: Actor, operation: Operation, on: date | None = None) -> bool:
    """True if role or deputyship allows that operation."""
    return may(actor.role, operation) or (operation in DEPUTY_OPERATIONS and leads(desk, actor, on))


def name_deputy(desk: Desk, actor: Actor, user: str, first: date, last: date, reason: str = "", *, ended: bool = False) -> Deputy:
    """That person stands in for the team leader from `first` to `last`, both included; with `ended` no longer.

    Refused `user_unknown`, `deputy_leads_anyway`, `deputy_role`, `deputy_days` (backwards, over, or more than a year),
    `deputy_unknown` (nobody to end), `deputy_again` (stands already).
    """
    require(actor.role, "name_deputy")
    reason = checked(reason.strip())
    person = desk.store.working.credential(user)
    if person is None or not person.active:
        raise Refused("user_unknown", user=user[:40])
    if person.role == "supervisor":
        raise Refused("deputy_leads_anyway", user=user)
    if person.role not in ("clerk", "passport_clerk"):
        raise Refused("deputy_role", user=user)
    if last < first or last - first > timedelta(days=DEPUTY_DAYS_MAX) or last < seoul_date(desk.clock.now()):
        raise Refused("deputy_days")
    span = (first.isoformat(), last.isoformat())
    stands = any(each.user == user and (each.first_day, each.last_day) == span for each in desk.store.closings.deputies(*span))
    if stands != ended:
        raise Refused("deputy_again" if stands else "deputy_unknown", user=user)
    body = DeputyNamed(user=user, first_day=span[0], last_day=span[1], reason=reason[:200], ended=ended)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return Deputy(user=user, first_day=span[0], last_day=span[1], reason=body.reason, named_by=actor.user)


def deputies(desk: Desk, first: date | None = None, last: date | None = None) -> list[Deputy]:
    """Who stands in between two dates, both included; without them today and in the year to come."""
    today = seoul_date(desk.clock.now())
    begin, end = first or today, last or today + timedelta(days=DEPUTY_DAYS_MAX)
    return desk.store.closings.deputies(begin.isoformat(), end.isoformat())
