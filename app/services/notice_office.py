"""통지: what was told, what waits, who wants none, and in which words; bound to one desk (`DeskServices.notices`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

import msgspec

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.identity import is_mobile, mask_name, mask_phone, parse_phone
from app.domain.notice_entries import NoticeRefused, NoticeTextSet
from app.domain.notice_texts import NoticeDef, Wording, trouble_with
from app.domain.notices import field_of
from app.domain.numbers import looks_like_number
from app.domain.rights import require
from app.domain.views import Actor, WorkItem
from app.ports.notices import NoticeRow
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import SEOUL, Desk, entry_day, to_ms
from app.services.find_cases import find_case_id
from app.services.free_text import checked, checked_reason
from app.services.notice_runs import RunDone, run_notices
from app.services.notices import PHONE, own_wording, request_again, wording_of
from app.services.two_people import require_two

PAGE_MAX: Final = 200
WAITING, TROUBLE = "notice_waiting", "notice_trouble"
STATES: Final = ("", "sent", "delivered", "failed", "refused", "repeated", "unknown")
_TROUBLED: Final = ("failed", "unknown")


class NoticeText(msgspec.Struct, frozen=True, kw_only=True):
    """One notice with the words it has now. `own`: the office's own."""

    definition: NoticeDef
    wording: Wording
    own: bool


class NoticeOffice:
    """Each method runs on the calling thread; what writes, on the writer lane."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of_case(self, case_id: UUID) -> list[NoticeRow]:
        """What was told about that case, when, and what became of it; oldest first."""
        return self._desk.store.notices.of_case(case_id)

    def page(self, states: Sequence[str] = STATES, *, after: tuple[int, bytes] | None = None, limit: int = PAGE_MAX) -> list[NoticeRow]:
        """Notices that stand there, oldest first. Refused `notice_state_unknown`."""
        if unknown := set(states) - set(STATES):
            raise Refused("notice_state_unknown", state=min(unknown)[:40])
        return self._desk.store.notices.page(states, after=after, limit=max(1, min(limit, PAGE_MAX)))

    def counts(self, first: date, last: date) -> Mapping[tuple[str, str, str], int]:
        """(template, way, state) → how many were asked for on those days, both included."""
        return self._desk.store.notices.by_template(_midnight(first), _midnight(last + timedelta(days=1)))

    def run(self, actor: Actor, name: str, *, dry: bool, by_post: bool = False, progress: Progress = UNWATCHED) -> RunDone:
        """See `notice_runs.run_notices`."""
        return run_notices(self._desk, actor, name, dry=dry, by_post=by_post, progress=progress)

    def again(self, actor: Actor, notice_id: UUID) -> UUID:
        """A notice that failed, or of which nobody knows, is asked for once more, because a person said so; the new one.

        Refused `notice_unknown`, `notice_not_again` (it arrived, or is on its way), `notice_impossible` with why.
        """
        require(actor.role, "run_notices")
        return request_again(self._desk, actor, notice_id)

    def refuse(self, actor: Actor, number: str, *, refused: bool = True, reason: str = "") -> str:
        """수신거부: nothing is sent to that mobile number any more, or again. `number`: itself, or of its case; the masked one.

        Refused `phone_invalid`, `notice_no_mobile`, `case_unknown`.
        """
        require(actor.role, "refuse_notices")
        digits = self._mobile(number)
        body = NoticeRefused(mac=self._desk.sealer.lookup(PHONE, digits), refused=refused, reason=checked(reason)[:200])
        with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
            tx.append(Fact(body, self._desk.ids.new_id()))
        return mask_phone(digits)

    def _mobile(self, number: str) -> str:
        if looks_like_number(number):
            case = self._desk.store.cases.find(find_case_id(self._desk, number))
            digits = str(field_of(case, "applicant.phone") or "") if case is not None else ""
        else:
            digits = parse_phone(number)
        if not is_mobile(digits):
            raise Refused("notice_no_mobile")
        return digits

    def texts(self) -> list[NoticeText]:
        """Every notice with its words."""
        found = []
        for definition in self._desk.catalogue.notices:
            wording = wording_of(self._desk, definition)
            own = own_wording(self._desk, definition) is not None
            found.append(NoticeText(definition=definition, wording=wording, own=own))
        return found

    def set_text(self, actor: Actor, template: str, text: str, subject: str, reason: str, confirmer: Actor | None) -> None:
        """The office's own words of that notice from now on, approved by two; an empty text: those of the program again.

        Refused `notice_template_unknown`, what `trouble_with` says, `reason_missing`, and as acts of two people are.
        """
        require(actor.role, "set_notice_texts")
        definition = next((each for each in self._desk.catalogue.notices if each.code == template), None)
        if definition is None:
            raise Refused("notice_template_unknown", template=template[:40])
        text, subject, reason = checked(text), checked(subject), checked_reason(reason)
        if text and (trouble := trouble_with(text, subject)):
            raise Refused(trouble)
        if not reason:
            raise Refused("reason_missing")
        body = NoticeTextSet(
            template=template, text=text, subject=subject, reason=reason[:200], confirmed_by=require_two(self._desk, actor, confirmer)
        )
        with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
            tx.append(Fact(body, self._desk.ids.new_id()))

    # ── the 업무함 ──

    def work_counts(self) -> dict[str, int]:
        """보낼 통지 and those a person has to look at, where there are any."""
        counts = self._desk.store.notices.counts(("", *_TROUBLED))
        found = {WAITING: counts.get("", 0), TROUBLE: sum(counts.get(state, 0) for state in _TROUBLED)}
        return {name: count for name, count in found.items() if count}

    def work_items(self, limit: int) -> list[WorkItem]:
        """A row for each, those in trouble first."""
        store = self._desk.store
        rows = [(TROUBLE, row) for row in store.notices.page(_TROUBLED, after=None, limit=limit)]
        rows += [(WAITING, row) for row in store.notices.page(("",), after=None, limit=max(0, limit - len(rows)))]
        return [self._item(code, row) for code, row in rows]

    def _item(self, code: str, row: NoticeRow) -> WorkItem:
        case = self._desk.store.cases.find(row.case_id) if row.case_id is not None else None
        return WorkItem(
            list_code=code,
            case_id=row.case_id,
            number=case.number if case is not None else "",
            service=case.service if case is not None else "",
            name=mask_name(str(case.applicant.get("name") or "")) if case is not None else "",
            state=row.state,
            since=row.at,
            action="",
            item=str(row.notice_id),
        )


def _midnight(day: date) -> int:
    return to_ms(datetime.combine(day, time(), tzinfo=SEOUL))
