"""Notices that are sent as a list a person confirms: passports nobody fetches, supplements that are due soon (COUNTER §4, §7).

A run may be stopped and started again: who was told in it is told once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, Literal

import msgspec

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.mailing_papers import LabelSheet, Recipient
from app.domain.notice_texts import NoticeDef
from app.domain.notices import wanted
from app.domain.rights import require
from app.domain.terms import reminder
from app.domain.views import Actor
from app.ports.progress import UNWATCHED, Progress
from app.services.advance_case import advance_case
from app.services.desk import Desk, entry_day, from_ms, seoul_date, to_ms
from app.services.notices import last_day, request, thing_of, where
from app.services.work_time import work_calendar

Run = Literal["uncollected", "supplement"]
RUNS: Final[tuple[Run, ...]] = ("uncollected", "supplement")
SOON_DAYS: Final = 3
_PAGE: Final = 200


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be told. `way` '': not by message, `why`: `no_consent`, `no_number`, `refused`, `told`; `round` of a reminder."""

    number: str
    name: str
    service: str
    template: str
    way: str
    why: str = ""
    round: int = 0
    until: str = ""


class RunDone(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did, or would do. `labels`: addresses of those who cannot be told by message, None where none was asked for."""

    run: str
    dry: bool
    rows: list[Planned]
    sent: int = 0
    posted: int = 0
    labels: LabelSheet | None = None


def run_notices(desk: Desk, actor: Actor, run: str, *, dry: bool, by_post: bool = False, progress: Progress = UNWATCHED) -> RunDone:
    """Everybody that list is for is asked to be told; with `dry` nothing is written. Refused `notice_run_unknown`, `day_not_open`.

    Stopped, it tells whom it told until then; the next run goes on from there.
    `by_post`: who cannot be told by message gets a letter: its step is on disk, its address on the labels.
    """
    require(actor.role, "run_notices")
    if run == "uncollected":
        return _uncollected(desk, actor, progress, dry=dry, by_post=by_post)
    if run == "supplement":
        return _supplement(desk, actor, dry=dry)
    raise Refused("notice_run_unknown", run=run[:40], runs=", ".join(RUNS))


def _uncollected(desk: Desk, actor: Actor, progress: Progress, *, dry: bool, by_post: bool) -> RunDone:
    """여권 미수령 안내: monthly from one month after issue, a step of the case each (`remind`)."""
    rows, sent, posted, people = [], 0, 0, []
    due = list(_reminders_due(desk))
    for at, case in enumerate(due):
        progress.tell(at, len(due))
        if progress.stopping:
            break
        done = sum(mark.kind == "reminded" for mark in case.clock)
        definition = next(iter(wanted(desk.catalogue.notices, case.life, "step:remind")), None)
        way, why = _reached(desk, definition, case, "sms")
        rows.append(_planned(case, definition, way, why, round=done + 1, until=last_day(case, "")))
        if dry or (why and not by_post):
            continue
        advance_case(desk, actor, case.case_id, "remind", facts={"round": min(done + 1, 12), "way": way or "post"})
        if why:
            posted += 1
            people.append(_recipient(case))
        else:
            sent += 1
    labels = _labels(desk, people) if by_post and people else None
    return RunDone(run="uncollected", dry=dry, rows=rows, sent=sent, posted=posted, labels=labels)


def _reminders_due(desk: Desk) -> Iterator[Case]:
    """Passports on the shelf whose next reminder is due by today."""
    now = desk.clock.now()
    today, calendar = seoul_date(now), work_calendar(desk)
    for case in _listed(desk, "uncollected", 0, to_ms(now) + 1):
        issued = next((mark.start for mark in reversed(case.clock) if mark.kind == "issued"), case.changed_at)
        told = sum(mark.kind == "reminded" for mark in case.clock)
        if reminder(seoul_date(from_ms(issued)), told, calendar) <= today:
            yield case


def _supplement(desk: Desk, actor: Actor, *, dry: bool) -> RunDone:
    """보완 기한 알림: whose supplement is due within the next days."""
    now = desk.clock.now()
    rows, asked = [], []
    for case in _listed(desk, "supplement_over", to_ms(now), to_ms(now + timedelta(days=SOON_DAYS + 1))):
        until = str(case.facts.get("until") or "")
        for definition in wanted(desk.catalogue.notices, case.life, "run:supplement"):
            way, why = _reached(desk, definition, case)
            why = why or _told(desk, definition, case, until)
            rows.append(_planned(case, definition, way, why, until=until))
            if not why:
                asked.append((definition, case, until))
    if not dry and asked:
        with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
            for definition, case, until in asked:
                left = (seoul_date(from_ms(case.due_at or 0)) - seoul_date(now)).days
                request(desk, tx, definition, tx.get_case(case.case_id), {"left": left}, until)
    return RunDone(run="supplement", dry=dry, rows=rows, sent=0 if dry else len(asked))


def _told(desk: Desk, definition: NoticeDef, case: Case, occasion: str) -> str:
    return "told" if desk.store.notices.told([thing_of(definition, case, occasion)]) else ""


def _listed(desk: Desk, code: str, since: int, until: int) -> Iterator[Case]:
    after = None
    while rows := desk.store.duties.page(code, since, until, after=after, limit=_PAGE):
        yield from (each.case for each in rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1].key


def _reached(desk: Desk, definition: NoticeDef | None, case: Case, way: str = "") -> tuple[str, str]:
    """How that case's citizen is told, by that way where one is said; otherwise '' and why not."""
    found = where(desk, definition, case, {"way": way} if way else {}) if definition is not None else "no_consent"
    return ("", found) if isinstance(found, str) else (found.way, "")


def _planned(case: Case, definition: NoticeDef | None, way: str, why: str, *, round: int = 0, until: str = "") -> Planned:
    return Planned(
        number=case.number,
        name=mask_name(str(case.applicant.get("name") or "")),
        service=case.service,
        template=definition.code if definition is not None else "",
        way="" if why else way,
        why=why,
        round=round,
        until=until,
    )


def _recipient(case: Case) -> Recipient:
    return Recipient(name=str(case.applicant.get("name") or ""), address=str(case.applicant.get("address") or ""))


def _labels(desk: Desk, people: list[Recipient]) -> LabelSheet:
    now = desk.clock.now()
    return LabelSheet(
        office=desk.office_info(),
        ref=f"notices-{seoul_date(now)}",
        people=people,
        issued_at=now,
        training=desk.identity.training,
    )
