"""Looking at people's data: the view is an entry before anything is shown (ARCHITECTURE A18)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from app.domain.cases import Case
from app.domain.duties import tells_holder
from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.forms import sealed_ids
from app.domain.identity import mask_passport_no, mask_rrn, parse_passport_no, parse_rrn
from app.domain.lives import UNDONE_STATES, is_done, steps_from, transition
from app.domain.numbers import looks_like_number, looks_like_slip, parse_number, part_begins
from app.domain.passport_rules import leaves_unpaid
from app.domain.rights import may, receipt_at, require
from app.domain.views import AccessRow, Actor, CaseDetail, CaseRow, HistoryLine, PutRight
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked
from app.services.leading import leads
from app.services.list_attachments import listed
from app.services.own_targets import own_due_at
from app.services.paper_slips import case_of_slip
from app.services.price_draft import values_of
from app.services.step_facts import offered
from app.services.system_away import HAND_OVER, maybe_handed_over_on_paper
from app.services.whole_book import unknown

Query = tuple[str, list[CaseRow]]
PAGE_MAX = 200


def find_cases(
    desk: Desk,
    actor: Actor,
    text: str,
    *,
    after: int | None = None,
    limit: int = 50,
    day_from: int | None = None,
    day_to: int | None = None,
) -> list[CaseRow]:
    """Cases that fit what was typed: own, official or paper slip's number or a part of it, resident or passport number, phone's last
    four, name, 초성. `day_from`, `day_to`: of those only the ones received from then until before then (ms); a whole number has no period.

    Rows are masked; the search itself is logged before they are returned. Newest first; `after`: key of the last row seen.
    """
    require(actor.role, "search")
    typed = unicodedata.normalize("NFC", text).strip()
    if not typed:
        return []
    desk.store.catch_up()
    last = min(after if after is not None else 2**62, day_to << 10 if day_to is not None else 2**62)
    query, rows = _search(desk, typed, _Span(last, day_from or 0, min(limit, PAGE_MAX), first=after is None))
    viewed = PersonalDataViewed(purpose="검색", query=_QUERIES[query], count=len(rows), cases=[row.case_id for row in rows])
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(viewed, desk.ids.new_id()))
    return rows


_QUERIES: dict[str, Any] = {
    "number": "number",
    "person": "number",
    "passport": "number",
    "phone": "phone",
    "name": "name",
    "initials": "initials",
}


class _Span(NamedTuple):
    """Which of the cases that fit: those with keys below `after`, received since, so many; `first`: from the newest on."""

    after: int
    since: int
    limit: int
    first: bool


def _search(desk: Desk, typed: str, span: _Span) -> Query:
    cases, after, limit, since = desk.store.cases, span.after, span.limit, span.since
    if looks_like_number(typed):
        return "number", cases.rows(cases.find_by_number(parse_number(typed)))
    if looks_like_slip(typed):
        case_id = case_of_slip(desk, typed)
        return "number", [] if case_id is None else cases.rows([case_id])
    digits = typed.replace("-", "").replace(" ", "")
    if digits.isdigit() and len(digits) == 13:
        person = parse_rrn(digits, today=seoul_date(desk.clock.now())).digits
        return "person", cases.search_macs([desk.sealer.lookup("person_no", person)], after=after, limit=limit, since=since)
    if (passport := _passport(typed)) is not None:
        return "passport", cases.search_macs([desk.sealer.lookup("passport_no", passport)], after=after, limit=limit, since=since)
    if (exact := cases.find_by_number(typed)) and len(exact) <= limit:
        return "number", cases.rows(exact)
    numbered = _of_number_part(desk, typed, span)
    if digits.isdigit() and len(digits) == 4:
        told = numbered if span.first else []  # 0042: of today's cases the one of that number, then whose phone ends so
        phones = cases.search_phones(digits, after=after, limit=limit, since=since)
        return "phone", [*told, *(row for row in phones if row.key not in {each.key for each in told})]
    if numbered:
        return "number", numbered
    if digits.isdigit():
        return "phone", cases.search_phones(digits[-4:], after=after, limit=limit, since=since) if len(digits) >= 9 else []
    return "name", cases.search_names(typed, after=after, limit=limit, since=since)


def _of_number_part(desk: Desk, typed: str, span: _Span) -> list[CaseRow]:
    """Cases whose own number has that part."""
    identity, today = desk.identity, seoul_date(desk.clock.now())
    others = [each for each in desk.store.statistics.desks(today.year) if each != identity.desk]
    begins = part_begins(typed, identity.office, [identity.desk, *others], today)
    return desk.store.cases.search_numbers(begins, after=span.after, limit=span.limit, since=span.since) if begins else []


def _passport(typed: str) -> str | None:
    try:
        return parse_passport_no(typed)
    except Refused:
        return None


def find_case_id(desk: Desk, number: str) -> UUID:
    """The case with that own or official number. Refused `case_unknown`, `number_ambiguous`, `number_check_wrong`."""
    wanted = parse_number(number) if looks_like_number(number) else number.strip()
    found = desk.store.cases.find_by_number(wanted)
    if not found:
        raise unknown(desk, "case_unknown")
    if len(found) > 1:
        raise Refused("number_ambiguous", count=len(found))
    return found[0]


def view_case(desk: Desk, actor: Actor, number_or_id: str | UUID, purpose: str = "업무처리") -> CaseDetail:
    """The case in hand, names in full, sealed numbers masked; `personal_data_viewed` is on disk before this returns."""
    require(actor.role, "view_case")
    purpose = checked(purpose)[:200]
    case_id = number_or_id if isinstance(number_or_id, UUID) else find_case_id(desk, number_or_id)
    case = desk.store.cases.find(case_id)
    if case is None:
        raise unknown(desk, "case_unknown")
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose=purpose, cases=[case_id], count=1), desk.ids.new_id()))
    return _detail(desk, actor, case)


def _detail(desk: Desk, actor: Actor, case: Case) -> CaseDetail:
    steps = [row.trigger.removeprefix("case_advanced:") for row in steps_from(case.life, case.state) if actor.role in row.roles]
    cancel = transition(case.life, case.state, "case_cancelled")
    return CaseDetail(
        row=desk.store.cases.row(case.case_id),
        life=case.life,
        version=case.version,
        intake_at=case.intake_at,
        applicant=_masked(desk, case, case.applicant, "applicant."),
        agent=_masked(desk, case, case.agent, "agent.") if case.agent else None,
        answers=_masked(desk, case, case.answers, ""),
        lines=case.lines,
        due_won=case.due_won,
        paid_won=case.paid_won,
        open_won=case.open_won,
        steps=[step for step in steps if step != "case_cancelled" and (step != "notify_holder" or tells_holder(case))],
        can_cancel=cancel is not None and may(actor.role, "cancel_case"),
        receipts=desk.store.cases.receipts(case.case_id),
        history=_history(desk, case),
        down=case.down,
        facts=_masked(desk, case, case.facts, "facts."),
        attachments=listed(desk, case.case_id),
        slip_no=case.slip_no or "",
        late_reason=case.late_reason or "",
        due_at=case.due_at,
        own_due_at=own_due_at(desk, case),
        can_send=(
            (case.life, case.state) == ("certificate", "received")
            and may(actor.role, "send_transfer")
            and desk.store.transfers.link_of(case.case_id) is None
        ),
        offers=offered(desk, case),
        notices=len(desk.store.notices.of_case(case.case_id)),
        on_paper=leaves_unpaid(case, HAND_OVER) and maybe_handed_over_on_paper(desk, case),
        can_correct=_may_correct(desk, actor, case),
    )


def _history(desk: Desk, case: Case) -> list[HistoryLine]:
    """What happened to the case, oldest first, with what each correction found and left."""
    lines = desk.store.cases.history(case.case_id)
    if not any(line.fields for line in lines):
        return lines
    found = desk.store.cases.corrected(case.case_id)
    told = []
    for line in lines:
        both = found.get(line.entry_id) if line.entry_id is not None else None
        told.append(msgspec.structs.replace(line, changes=_changes(desk, *both, line.fields)) if both is not None else line)
    return told


def _changes(desk: Desk, before: Case, after: Case, fields: Sequence[str]) -> list[PutRight]:
    """Those fields before and after a correction, numbers masked."""
    old, new = ({name: _shown(desk, case, name) for name in fields} for case in (before, after))
    return [PutRight(field=name, old=old[name], new=new[name]) for name in fields]


def _shown(desk: Desk, case: Case, field_id: str) -> Any:
    said = values_of(case).get(field_id)
    return _masked(desk, case, {field_id: said}, "")[field_id]


def _may_correct(desk: Desk, actor: Actor, case: Case) -> bool:
    """True if that person may put fields of it right now; what is done already only who leads may."""
    form = desk.catalogue.forms.get(case.service)
    if form is None or case.state in UNDONE_STATES or not may(actor.role, receipt_at(form.station)):
        return False
    return leads(desk, actor) or not is_done(case.life, case.state)


def _masked(desk: Desk, case: Case, values: dict[str, Any], prefix: str) -> dict[str, Any]:
    hidden = sealed_ids(desk.catalogue, case.service, case.life)

    def masked(kind: str, field_id: str, value: Any) -> Any:
        """`kind`: the id with which the form knows the field; of what lies in a table, however deep, `table.column`."""
        if isinstance(value, bytes):
            return mask_sealed(unsealed(desk, case, field_id, value))
        if kind in hidden and value is not None:  # no program of ours leaves such a number open; another desk's may
            return mask_sealed(str(value))
        if isinstance(value, list):
            return [masked(kind, f"{field_id}.{index}", each) for index, each in enumerate(value)]
        if isinstance(value, dict):
            columns = {name: f"{kind}.{name}" for name in value}
            return {
                name: masked(columns[name] if columns[name] in hidden else kind, f"{field_id}.{name}", cell) for name, cell in value.items()
            }
        return value

    return {name: masked(f"{prefix}{name}", f"{prefix}{name}", value) for name, value in values.items()}


def unsealed(desk: Desk, case: Case, field_id: str, value: bytes) -> str:
    """The plain number. Only for what has to be printed or compared; the caller has logged the view."""
    entry_id = case.seals.get(field_id, case.entry_id)
    return desk.sealer.unseal(value, entry_id=entry_id, field_id=field_id)


def mask_sealed(number: str) -> str:
    """One mask everywhere: `900101-1******` or `M123*****`."""
    return mask_rrn(number) if number.isdigit() else mask_passport_no(number)


def access_log(desk: Desk, actor: Actor, *, after: int | None = None, limit: int = 100) -> list[AccessRow]:
    """Who saw whose data, newest first (safety standard Art. 8)."""
    require(actor.role, "view_access_log")
    return desk.store.days.access_log(after=after, limit=min(limit, PAGE_MAX))
