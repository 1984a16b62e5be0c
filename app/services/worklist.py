"""업무함: what is waited for, in lists with exact counts, each row with the act that comes next; and cases handed to a colleague."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Final

from app.domain.cases import Case
from app.domain.duties import (
    DUE,
    DUE_SOON,
    DUE_TODAY,
    HOLDER_NOTICE,
    LISTS,
    OFFICIAL_NO,
    OPEN,
    OVERDUE,
    SOON_DAYS,
    UNPRESSING,
    next_act,
)
from app.domain.entries import CaseHandedOver, Fact
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.lives import transition
from app.domain.rights import require
from app.domain.views import Actor, WorkItem
from app.services.desk import SEOUL, Desk, day_date, seoul_date, to_ms, working_day
from app.services.free_text import given_reason
from app.services.own_targets import own_due_at
from app.services.paper_slips import MISSING_LIST
from app.services.transfers import ANSWERED_LIST, ASKED_LIST, worklist_counts
from app.services.whole_book import stop_while_listing
from app.services.work_time import work_calendar

PAGE_MAX: Final = 200
NUMBERLESS_DAYS: Final = 7  # official numbers are usually filled in within so many days
NUMBERLESS_MOST: Final = 366  # … and asked for by whoever looks for what was forgotten
HANDED_MAX: Final = 2_000  # cases in one commit
_END: Final = 2**53
_NO_CASE: Final = ("dispute", MISSING_LIST, ASKED_LIST, ANSWERED_LIST)  # what waits beside the cases


def duty_counts(desk: Desk, user: str | None = None, *, days: int = NUMBERLESS_DAYS) -> dict[str, int]:
    """How many cases stand in each list that has any, in the order in which they press. `user`: those that lie with that person; `days`:
    how far back official numbers are missed.
    """
    found = desk.store.duties.counts([(code, *_span(desk, code)) for code in LISTS if code != OFFICIAL_NO], _names(desk, user))
    if user is None and (count := desk.store.duties.count_unnumbered(*numberless_span(desk, days), numbered_services(desk))):
        found[OFFICIAL_NO] = count
    return found


def pressing(desk: Desk) -> int:
    """How many things wait for somebody to act, each case once: the number beside 업무함. Official numbers and what is due on another day
    press nobody.
    """
    cases = desk.store.duties.waiting([_span(desk, code) for code in LISTS if code not in UNPRESSING])
    others = worklist_counts(desk)
    cases += sum(desk.store.inbox.counts().values())
    return cases + sum(others.get(code, 0) for code in _NO_CASE) + len(desk.store.card_payments.open()) + desk.store.refunds.open_count()


def duty_page(
    desk: Desk,
    code: str,
    *,
    user: str | None = None,
    after: tuple[int, int] | None = None,
    limit: int = PAGE_MAX,
    days: int = NUMBERLESS_DAYS,
) -> list[WorkItem]:
    """The cases of that list, longest waiting first. `after`: `more` of the last row seen; `days`: as above. Refused `worklist_unknown`."""
    most = max(1, min(limit, PAGE_MAX))
    if code == OFFICIAL_NO:
        since, until = numberless_span(desk, days)
        rows = desk.store.duties.unnumbered(since, until, numbered_services(desk), after=after[1] if after else None, limit=most)
        return [_item(case, code, case.received_at, "", (case.received_at, key), own_due_at(desk, case)) for key, case in rows]
    if code not in (*LISTS, OPEN):
        raise Refused("worklist_unknown", list=code[:40], lists=", ".join(LISTS))
    found = desk.store.duties.page(*_span(desk, code), after=after, limit=most, users=_names(desk, user))
    return [_item(each.case, code, each.at, each.user, each.key, own_due_at(desk, each.case)) for each in found]


def people_counts(desk: Desk) -> dict[str, int]:
    """How many open cases lie with whom, by user where one of this desk's people is meant, else by the name that was written down."""
    users = _users(desk)
    found: dict[str, int] = {}
    for name, count in desk.store.duties.by_user().items():
        found[users.get(name, name)] = found.get(users.get(name, name), 0) + count
    return found


def notices_overdue(desk: Desk, day: str) -> int:
    """Own certificates issued to agents whose holders have to be told by the end of that business day, and were not."""
    return desk.store.duties.notices_due(_midnight(day_date(day).toordinal() + 1))


def hand_over_cases(desk: Desk, actor: Actor, from_user: str, to_user: str, reason: str) -> int:
    """Every open case that lay with the one lies with the other, an entry for each, all in one commit; how many (COUNTER §7, 대직자).

    Refused `not_allowed`, `reason_missing`, `user_unknown`, `hand_over_same`, `nothing_to_hand_over`, `hand_over_too_many`,
    `book_unlisted`.
    """
    require(actor.role, "hand_over_cases")
    reason = given_reason(reason)
    known = {each.user for each in desk.store.working.credentials()}
    receiving = next((each for each in desk.store.working.credentials() if each.user == to_user and each.active), None)
    if receiving is None or receiving.role == "administrator":
        raise Refused("user_unknown", user=to_user[:40])
    if from_user == to_user:
        raise Refused("hand_over_same")
    stop_while_listing(desk)
    cases = desk.store.duties.kept_by(_names(desk, from_user) or [])
    if not cases and from_user not in known:
        raise Refused("user_unknown", user=from_user[:40])
    if not cases:
        raise Refused("nothing_to_hand_over", user=from_user)
    if len(cases) > HANDED_MAX:
        raise Refused("hand_over_too_many", count=len(cases), most=HANDED_MAX)
    body = CaseHandedOver(to_user=to_user, from_user=from_user, reason=reason)
    with desk.store.transaction(actor=actor.entry_id, day=working_day(desk)) as tx:
        for case_id in cases:
            tx.append(Fact(body, desk.ids.new_id(), case_id=case_id))
    return len(cases)


def numbered_services(desk: Desk) -> Collection[str]:
    """Services whose papers or entries carry a number of a national system."""
    return [form.id for form in desk.catalogue.forms.values() if form.national_system]


def numberless_span(desk: Desk, days: int = NUMBERLESS_DAYS) -> tuple[int, int]:
    """The moments of receipt, in ms, of cases whose official number is looked for: those of so many days, a year at most."""
    now = desk.clock.now()
    return to_ms(now - timedelta(days=min(max(days, 1), NUMBERLESS_MOST))), _midnight(seoul_date(now).toordinal() + 1)


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _span(desk: Desk, code: str) -> tuple[str, int, int]:
    """Kept list, from, to."""
    now = desk.clock.now()
    moment = to_ms(now)
    if code == OVERDUE:
        return DUE, 0, moment
    if code == DUE_TODAY:
        return DUE, moment, _midnight(seoul_date(now).toordinal() + 1)
    if code == DUE_SOON:
        calendar, tomorrow = work_calendar(desk), seoul_date(now).toordinal() + 1
        last = calendar.day_of(calendar.days_before(tomorrow) + SOON_DAYS - 1)
        return DUE, _midnight(tomorrow), _midnight(last + 1)
    return code, 0, _END if code in (OPEN, HOLDER_NOTICE) else moment + 1


def _midnight(ordinal: int) -> int:
    return to_ms(datetime.combine(datetime.fromordinal(ordinal).date(), time(), tzinfo=SEOUL))


def _users(desk: Desk) -> Mapping[str, str]:
    """What an assignment may have called each of the people here → their user."""
    people = desk.store.working.credentials()
    named = {each.name: each.user for each in people}
    return named | {each.user: each.user for each in people}


def _names(desk: Desk, user: str | None) -> Sequence[str] | None:
    """Everything that person may be called in a case."""
    return None if user is None else [user, *(name for name, who in _users(desk).items() if who == user and name != user)]


def _item(case: Case, code: str, at: int, user: str, key: tuple[int, int], own_due_at: int | None = None) -> WorkItem:
    name = str(case.applicant.get("name") or case.answers.get("subject.name") or case.answers.get("subject_name") or "")
    action = next_act(case, code)
    return WorkItem(
        list_code=code,
        case_id=case.case_id,
        number=case.number,
        service=case.service,
        name=mask_name(name) if name else "",
        state=case.state,
        since=at,
        action=action,
        due_at=case.due_at,
        user=user,
        step=transition(case.life, case.state, f"case_advanced:{action}") is not None,
        more=key,
        own_due_at=own_due_at,
    )
