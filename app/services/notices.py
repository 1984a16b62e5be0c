"""Notices to citizens (문자, 전자우편): a step of a case asks for them, central sends them once, the answer comes back.

The request is an entry of the step's own commit, so the ledger is the queue: a desk without a line asks, and is served when it is back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.domain.cases import Case
from app.domain.entries import Fact, NoticeRequested
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.notice_texts import NoticeDef, Way, Wording, compose, trouble_with
from app.domain.notices import address_of, consented, wanted, ways_of
from app.domain.terms import last_pick_up
from app.domain.views import Actor
from app.ports.store import Transaction
from app.services.desk import Desk, from_ms, seoul_date, to_ms, working_day

PHONE: Final = "phone_no"
TOLD_AT_RECEIPT: Final = frozenset({"petition", "filing", "passport", "disclosure", "living_report"})  # a certificate is there at once


def tell_received(desk: Desk, tx: Transaction, case: Case) -> None:
    """Inside the commit that received it: who asked is told so, where the office has words for that life."""
    for definition in wanted(desk.catalogue.notices, case.life, "received"):
        request(desk, tx, definition, case, {})


def tell_step(desk: Desk, tx: Transaction, case: Case, step: str, facts: Mapping[str, Any]) -> None:
    """Inside the commit of that step, the case as it stands after it: whom it concerns is told, by consent and only once."""
    for definition in wanted(desk.catalogue.notices, case.life, f"step:{step}"):
        request(desk, tx, definition, case, facts)


def request(desk: Desk, tx: Transaction, definition: NoticeDef, case: Case, facts: Mapping[str, Any], occasion: str = "") -> str:
    """The notice is asked for inside the open commit: ''. Otherwise why not: `other_way`, `no_consent`, `no_number`, `refused`, `told`.

    `occasion` keeps one telling of the same notice apart from the next; where none is given and it may be told again, the case's version.
    """
    found = where(desk, definition, case, facts)
    if isinstance(found, str):
        return found
    thing = thing_of(definition, case, occasion)
    if desk.store.notices.told([thing]):
        return "told"
    tx.append(Fact(_asked(desk, definition, case, facts, found, thing), desk.ids.new_id(), case_id=case.case_id))
    return ""


def request_again(desk: Desk, actor: Actor, notice_id: UUID) -> UUID:
    """A notice that failed, or of which nobody knows whether it was sent, is asked for once more; the new one's id.

    Refused `notice_unknown`, `notice_not_again`, `notice_impossible` (fact `why`), `day_not_open`.
    """
    before = desk.store.notices.find(notice_id)
    definition = next((each for each in desk.catalogue.notices if before is not None and each.code == before.template), None)
    if before is None or before.case_id is None or definition is None:
        raise Refused("notice_unknown")
    if before.state not in ("failed", "unknown"):
        raise Refused("notice_not_again", state=before.state)
    thing = f"{before.thing}+"
    if desk.store.notices.told([thing]):
        raise Refused("notice_not_again", state="told")
    with desk.store.transaction(actor=actor.entry_id, day=working_day(desk)) as tx:
        case = tx.get_case(before.case_id)
        found = where(desk, definition, case, {"way": before.way})
        if isinstance(found, str):
            raise Refused("notice_impossible", why=found)
        asked = _asked(desk, definition, case, {}, found, thing)
        tx.append(Fact(asked, desk.ids.new_id(), case_id=case.case_id))
    return asked.notice_id or notice_id


def thing_of(definition: NoticeDef, case: Case, occasion: str = "") -> str:
    """What a notice tells, the same at every desk: told once, however many ask."""
    told = occasion or (str(case.version) if definition.each else "")
    return f"{case.case_id.hex}:{definition.code}" + (f":{told}" if told else "")


def wording_of(desk: Desk, definition: NoticeDef) -> Wording:
    """The words of that notice: the office's own where it has some that can be sent."""
    own = own_wording(desk, definition)
    return own if own is not None else Wording(definition.text, definition.subject)


def own_wording(desk: Desk, definition: NoticeDef) -> Wording | None:
    """The office's own words. Such as nobody could approve have no effect: another desk may write anything, and a citizen's case is
    recorded in the same commit as what is told of it."""
    own = desk.store.notices.wording(definition.code)
    return own if own is not None and not trouble_with(own.text, own.subject) else None


class Where(NamedTuple):
    """How somebody is told, the field that says where to, and the keyed hash of what stands in it."""

    way: Way
    field: str
    mac: bytes


def where(desk: Desk, definition: NoticeDef, case: Case, facts: Mapping[str, Any]) -> Where | str:
    """Where that notice goes now; otherwise why nowhere."""
    ways = ways_of(definition, facts)
    agreed = [way for way in ways if consented(definition, case, way)]
    if not ways or not agreed:
        return "no_consent" if ways else "other_way"
    for way in agreed:
        field, address = address_of(definition, case, way)
        if address:
            mac = desk.sealer.lookup(PHONE, address)
            return "refused" if desk.store.notices.refused(mac) else Where(way, field, mac)
    return "no_number"


def _asked(desk: Desk, definition: NoticeDef, case: Case, facts: Mapping[str, Any], where: Where, thing: str) -> NoticeRequested:
    now = desk.clock.now()
    message = compose(wording_of(desk, definition), gap_values(desk, case, facts))
    return NoticeRequested(
        template=definition.code,
        way=where.way,
        due=(seoul_date(now) + timedelta(days=definition.days)).isoformat(),
        notice_id=desk.ids.new_id(),
        thing=thing,
        to=where.field,
        to_mac=where.mac,
        text=message.text,
        subject=message.subject if message.long or where.way == "email" else "",
        until=to_ms(now + timedelta(days=definition.days)),
        version=definition.version,
    )


def gap_values(desk: Desk, case: Case, facts: Mapping[str, Any]) -> dict[str, str]:
    """What fills the gaps of a text about that case. Of a person nothing but a masked name."""
    form = desk.catalogue.forms.get(case.service)
    today = seoul_date(desk.clock.now())
    said = case.facts | dict(facts)
    due = said.get("expected_on") or (seoul_date(from_ms(case.due_at)).isoformat() if case.due_at else "")
    values = {
        "office": desk.identity.office_name,
        "division": desk.identity.division,
        "service": form.short.ko if form is not None else case.service,
        "number": case.number,
        "name": mask_name(str(case.applicant.get("name") or "")),
        "today": _day(today.isoformat()),
        "due_on": _day(str(due)),
        "last_day": _day(last_day(case, today.isoformat())),
        "until": _day(str(said.get("until") or "")),
        "what": str(said.get("what") or ""),
        "round": str(said.get("round") or ""),
        "left": str(said.get("left") or ""),
    }
    return values


def last_day(case: Case, today: str) -> str:
    """The last day a passport can be fetched, by its day of issue (여권법: six months)."""
    issued = next((mark.start for mark in reversed(case.clock) if mark.kind == "issued"), None)
    return last_pick_up(seoul_date(from_ms(issued))).isoformat() if issued is not None else today


def _day(iso: str) -> str:
    """`11. 20.` of `2026-11-20`: shorter than with its year, which a message of a few days' life needs no more."""
    parts = iso[:10].split("-")
    return f"{int(parts[1])}.{int(parts[2])}." if len(parts) == 3 and all(part.isdigit() for part in parts) else ""
