"""스캔 표지 of several cases at once (COUNTER §3, B: "on Ctrl+P or later in bulk")."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from app.domain.case_papers import CasePaper, ScanCovers, concerns
from app.domain.case_record import CaseRecord
from app.domain.cases import Case
from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.numbers import CASE_CODE, looks_like_number, parse_number
from app.domain.rights import require
from app.domain.views import Actor
from app.services.case_papers import worded
from app.services.desk import Desk, entry_day

CODE: Final = "scan_cover"
COVERS_MAX: Final = 200


def scan_covers(desk: Desk, actor: Actor, numbers: Sequence[str]) -> ScanCovers:
    """One cover for each of those cases, in that order, each once; that they were made is on disk. Writer lane.

    A cover carries no name, so it counts as no 재발행 however often it is printed. Refused `not_allowed`, `covers_none`, `covers_too_many`,
    `number_check_wrong`, `cover_case_unknown` (with `number`), `number_ambiguous`, `paper_unknown`.
    """
    require(actor.role, "print_receipt")
    paper = next((each for each in desk.catalogue.layouts.papers if each.code == CODE), None)
    if paper is None:
        raise Refused("paper_unknown", paper=CODE)
    covers: list[CasePaper] = []
    cases = _cases(desk, numbers)
    for case in cases:
        record = CaseRecord(case=case, clerk="")
        if not concerns(paper, record):
            raise Refused("paper_unknown", paper=paper.name)
        covers.append(worded(desk, actor, paper, record, reprint=0))
    viewed = PersonalDataViewed(purpose=f"문서 출력: {paper.name}", cases=[case.case_id for case in cases], count=len(cases))
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(viewed, desk.ids.new_id()))
    return ScanCovers(covers=covers)


def _cases(desk: Desk, numbers: Sequence[str]) -> list[Case]:
    wanted = list(dict.fromkeys(number for each in numbers if (number := _number(each))))
    if not wanted:
        raise Refused("covers_none")
    if len(wanted) > COVERS_MAX:
        raise Refused("covers_too_many", count=len(wanted), most=COVERS_MAX)
    known = desk.store.numbered.by_numbers(wanted)
    found: dict[UUID, Case] = {}
    for number in wanted:
        cases = known.get(number, [])
        if not cases:
            raise Refused("cover_case_unknown", number=number[:40])
        if len(cases) > 1:
            raise Refused("number_ambiguous", count=len(cases))
        found.setdefault(cases[0].case_id, cases[0])
    return list(found.values())


def _number(text: str) -> str:
    plain = text.strip()
    plain = plain[len(CASE_CODE) :] if plain.upper().startswith(CASE_CODE) else plain
    return parse_number(plain) if looks_like_number(plain) else plain
