"""The papers about one case (forms/shared/case_papers.toml): which there are now, and one of them put into words (COUNTER §4)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import msgspec

from app.domain import case_papers
from app.domain.book_layouts import CasePaperDef
from app.domain.case_papers import Act, CasePaper, OfferedPaper, letter_text
from app.domain.case_record import CaseRecord
from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.papers import IntakeSlip
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, from_ms
from app.services.find_cases import find_case_id
from app.services.free_text import checked
from app.services.our_papers import intake_slip, printed
from app.services.own_targets import own_due_at
from app.services.print_book import telling
from app.services.whole_book import unknown

RECEIPTS = frozenset({"petition_receipt", "filing_receipt"})


def offered(desk: Desk, number_or_id: str | UUID) -> list[OfferedPaper]:
    """What can be printed of that case now. Any lane. Refused `case_unknown` and as `find_case_id`."""
    found = case_papers.offered(desk.catalogue.layouts.papers, _record(desk, number_or_id))
    return [OfferedPaper(code=each.code, name=each.name) for each in found]


def case_paper(
    desk: Desk,
    actor: Actor,
    number_or_id: str | UUID,
    code: str,
    *,
    reason: str = "",
    signed: Callable[[UUID, Act], bytes] = lambda _case_id, _act: b"",
) -> CasePaper:
    """That paper of that case, ready to be drawn; that it was looked at and made is on disk. A second one says 재발행 n회.

    `signed`: the picture that was signed on the desk's screen for that act of that case. What a citizen signs bears the day of its own act
    and the signature given for it, however often it is printed and whatever else was signed of the case.

    Refused `paper_unknown` (there is none of that name for such a case), `paper_not_yet` (its step was not taken), `not_allowed`.
    """
    require(actor.role, "print_receipt")
    record = _record(desk, number_or_id)
    paper = next((each for each in desk.catalogue.layouts.papers if each.code == code and case_papers.concerns(each, record)), None)
    if paper is None:
        raise Refused("paper_unknown", paper=code[:40])
    if paper not in case_papers.offered([paper], record):
        raise Refused("paper_not_yet", paper=paper.name)
    case = record.case
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        viewed = PersonalDataViewed(purpose=f"문서 출력: {paper.name}", cases=[case.case_id], count=1)
        tx.append(Fact(viewed, desk.ids.new_id(), case_id=case.case_id))
    made = worded(desk, actor, paper, record, reprint=printed(desk, actor, code, case.number, case.case_id, checked(reason)))
    act = case_papers.act_of(paper, record, desk.catalogue.layouts.papers)
    if act is None:
        return made
    return msgspec.structs.replace(made, said_at=from_ms(act.at), signature=signed(case.case_id, act))


def receipt(desk: Desk, actor: Actor, case_id: UUID) -> CasePaper | IntakeSlip:
    """접수증 of that case: with its period, division and papers where its life has a receipt of its own, else the slip of the counter."""
    record = _record(desk, case_id)
    own = [each.code for each in case_papers.offered(desk.catalogue.layouts.papers, record) if each.code in RECEIPTS]
    if own and not record.case.provisional:
        return case_paper(desk, actor, case_id, own[0])
    return intake_slip(desk, actor, case_id)


def worded(desk: Desk, actor: Actor, paper: CasePaperDef, record: CaseRecord, *, reprint: int) -> CasePaper:
    """The paper with what the case says on each of its lines; what says nothing is left out."""
    told = telling(desk, names=paper.full_names, numbers=False)
    addressed = telling(desk, names=True, numbers=False) if paper.full_names or paper.address else told
    lines = [(line.title, told.column(record, line)) for line in paper.line]
    form = desk.catalogue.forms.get(record.case.service)
    return CasePaper(
        office=desk.office_info(),
        desk=desk.identity.desk,
        code=paper.code,
        name=paper.name,
        number=record.case.number,
        to=addressed.source(record, paper.to) if paper.to else "",
        address=addressed.source(record, paper.address) if paper.address else "",
        lines=[(label, letter_text(text)) for label, text in lines if text],
        say=paper.say,
        after=paper.after if form is None else paper.after_of.get(form.family, paper.after),
        note=paper.note,
        sign=paper.sign,
        seal=paper.seal,
        qr=f"MINWON:C:{record.case.number}" if paper.qr else "",
        clerk=actor.name,
        issued_at=desk.clock.now(),
        reprint=reprint,
        training=desk.identity.training,
    )


def _record(desk: Desk, number_or_id: str | UUID) -> CaseRecord:
    case_id = number_or_id if isinstance(number_or_id, UUID) else find_case_id(desk, number_or_id)
    record = desk.store.books.case(case_id)
    if record is None:
        raise unknown(desk, "case_unknown")
    return msgspec.structs.replace(record, own_due_at=own_due_at(desk, record.case))
