"""`worklist`, `reassign`: what is waited for, and cases handed to a colleague."""

from __future__ import annotations

from functools import partial
from typing import Any

from app.cli.call import Call
from app.cli.case import service_word, state_word
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.forms import Catalogue
from app.domain.views import WorkItem
from app.services.worklist import NUMBERLESS_DAYS, PAGE_MAX

_ROWS = 50


def add(commands: Commands) -> None:
    """`worklist`, `reassign`."""
    listing = commands.add("worklist", "worklist", show)
    listing.add_argument("--list", dest="list_code", metavar="LIST", help="option.work_list")
    whose = listing.add_mutually_exclusive_group()
    whose.add_argument("--mine", action="store_true", help="option.work_mine")
    whose.add_argument("--user", dest="of_user", metavar="USER", help="option.work_user")
    listing.add_argument("--days", type=int, default=NUMBERLESS_DAYS, metavar="N", help="option.work_days")
    listing.add_argument("--after", metavar="KEY", help="option.work_after")
    listing.add_argument("--limit", type=int, metavar="N", help="option.limit")
    handing = commands.add("reassign", "reassign", reassign)
    handing.add_argument("from_user", metavar="FROM", help="option.reassign_from")
    handing.add_argument("to_user", metavar="TO", help="option.reassign_to")
    handing.add_argument("--reason", required=True, metavar="TEXT", help="option.reassign_reason")


def show(call: Call) -> int:
    """The lists with their counts, and a page of the one that was named."""
    code, after = call.get("list_code"), _key(call.get("after"))
    with call.signed_in() as (home, actor):
        work = home.services.work
        user = actor.user if call.get("mine") else call.get("of_user")
        days = call.get("days")
        counts = work.counts(user, days=days)
        people = work.people() if user is None else {}
        others = home.services.worklist_counts() if user is None else {}
        most = min(call.get("limit", _ROWS), PAGE_MAX)
        rows = work.page(code, user=user, after=after, limit=most, days=days) if code is not None else None
        catalogue = home.desk.catalogue
    if call.json:
        found: dict[str, Any] = {"user": user, "counts": counts, "people": people, "waiting": others}
        if rows is not None:
            found |= {"list": code, "rows": [_told(each) for each in rows], "next": _next(rows)}
        call.row(found)
        return 0
    words = call.words
    if rows is None:
        for name, count in counts.items():
            call.line(f"{count:>7,}  {words.text(f'duty.{name}')} ({name})")
        for name, count in others.items():
            call.line(f"{count:>7,}  {words.text(f'work.{name}')}")
        for name, count in people.items():
            call.line(f"{count:>7,}  {name or words.text('worklist.nobody')}")
        if not counts and not others:
            call.say("nothing_found")
        return 0
    call.listing(rows, "nothing_found", row=_told, line=partial(_line, call, catalogue))
    if (key := _next(rows)) is not None and len(rows) == most:
        call.say("worklist_more", key=key)
    return 0


def reassign(call: Call) -> int:
    """Every open case of the one lies with the other."""
    from_user, to_user = call.get("from_user"), call.get("to_user")
    with call.signed_in() as (home, actor):
        count = home.services.work.hand_over(actor, from_user, to_user, call.get("reason"))
    call.answer({"from": from_user, "to": to_user, "cases": count}, "reassigned", count=count, from_user=from_user, to_user=to_user)
    return 0


def _key(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    at, dot, key = text.partition(".")
    if not (dot and at.isdecimal() and key.isdecimal() and len(text) <= 40):
        raise WrongUse("use_bad_value", command="minwon worklist", what="--after", value=text)
    return int(at), int(key)


def _next(rows: list[WorkItem]) -> str | None:
    return ".".join(map(str, rows[-1].more)) if rows else None


def _told(each: WorkItem) -> dict[str, Any]:
    return {
        "number": each.number,
        "case_id": str(each.case_id) if each.case_id is not None else None,
        "service": each.service,
        "name": each.name,
        "state": each.state,
        "since": seoul_text(each.since),
        "due_at": seoul_text(each.due_at) if each.due_at is not None else None,
        "own_due_at": seoul_text(each.own_due_at) if each.own_due_at is not None else None,
        "user": each.user or None,
        "next": each.action,
        "step": each.step,
    }


def _line(call: Call, catalogue: Catalogue, each: WorkItem) -> str:
    words = call.words
    due = f"  {seoul_text(each.due_at)[:16].replace('T', ' ')}" if each.due_at is not None else ""
    act = next((words.text(key) for key in (f"step.{each.action}", f"act.{each.action}") if words.has(key)), "")
    form = catalogue.forms.get(each.service)
    state = state_word(words, form.life if form is not None else "", each.state)
    return f"{each.number}  {service_word(words, catalogue, each.service)}  {each.name}  {state}{due}  {each.user}  → {act}".rstrip()
