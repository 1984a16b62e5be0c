"""과태료 안내: the paper that tells what a late filing costs. Making it is an entry; nothing is charged or taken with it (COUNTER §4)."""

from __future__ import annotations

from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.forms import PenaltyScheme
from app.domain.identity import mask_name
from app.domain.penalties import PenaltyDue, amount_of
from app.domain.penalty_papers import PenaltyNotice, PenaltyTier
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, from_ms, seoul_date
from app.services.our_papers import printed
from app.services.price_draft import late_penalty, values_of
from app.services.whole_book import unknown

PENALTY_NOTICE = "penalty_notice"


def penalty_of(desk: Desk, case: Case, *, demanded: bool = False) -> PenaltyDue | None:
    """What that filing costs for being late, by the day it was asked for; None if it came in time or has no term."""
    form = desk.form(case.service)
    return late_penalty(desk, form, values_of(case), seoul_date(from_ms(case.intake_at)), demanded=demanded)


def penalty_notice(desk: Desk, actor: Actor, number: str, *, demanded: bool = False, reason: str = "") -> PenaltyNotice:
    """The notice of that case, ready to be drawn; a second one says 재발행 n회. Refused `case_unknown`, `penalty_none`, `not_allowed`.

    `demanded`: the filing came after a 최고, so the double scale holds. `number`: own or official.
    """
    require(actor.role, "print_receipt")
    found = desk.store.cases.find_by_number(number.strip())
    case = desk.store.cases.find(found[0]) if found else None
    if case is None:
        raise unknown(desk, "case_unknown")
    form, due = desk.form(case.service), penalty_of(desk, case, demanded=demanded)
    if due is None:
        raise Refused("penalty_none", number=case.number)
    scheme = desk.catalogue.penalties[case.service]
    filer = str(case.applicant.get("name") or "")
    reprint = printed(desk, actor, PENALTY_NOTICE, case.number, case.case_id, reason)
    return PenaltyNotice(
        office=desk.office_info(),
        desk=desk.identity.desk,
        case_number=case.number,
        event=form.name.ko,
        filer=mask_name(filer) if filer else "",
        occurred_on=due.occurred_on,
        due_on=due.due_on,
        filed_at=from_ms(case.intake_at),
        days_late=due.days_late,
        tiers=_tiers(scheme, due),
        amount_won=due.amount_won,
        reduction_percent=due.reduction_percent,
        reduced_won=due.reduced_won,
        reduced_until=due.opinion_until,
        doubled=due.demanded,
        objection_until=due.opinion_until,
        how_to_pay=scheme.how_to_pay,
        law=scheme.law,
        clerk=actor.name,
        issued_at=desk.clock.now(),
        reprint=reprint,
        training=desk.identity.training,
    )


def _tiers(scheme: PenaltyScheme, due: PenaltyDue) -> list[PenaltyTier]:
    return [
        PenaltyTier(label=row.label.ko, amount_won=amount_of(row, scheme, demanded=due.demanded), mine=at == due.row)
        for at, row in enumerate(scheme.row)
    ]
