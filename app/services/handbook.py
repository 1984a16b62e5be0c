"""민원편람 of this office: its services as they stand now, and who read through which when. Nothing in it is about a person's case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.find_services import in_order
from app.domain.forms import Fee, FormDef, Paper
from app.domain.handbook import (
    Handbook,
    HandbookFee,
    HandbookPaper,
    HandbookService,
    Review,
    is_overdue,
    looked_for,
    review_due,
)
from app.domain.office_entries import HandbookReviewed
from app.domain.office_fees import amount_of, holding
from app.domain.own_services import is_own
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked

NOTE_MAX = 200
REVIEWED_MAX = 500


def handbook(desk: Desk, text: str = "", *, service: str | None = None, overdue: bool = False) -> Handbook:
    """The services that fit what was typed, nearest first; all of them, in their order, for an empty text.

    `overdue`: only those to be reviewed.

    Refused `service_unknown`. Any lane; nobody has to be signed in: nothing in it is secret.
    """
    forms = in_order(form for form in desk.catalogue.forms.values() if form.offered)
    found = [desk.form(service)] if service is not None else looked_for(forms, text)
    now, reviews = desk.clock.now(), last_reviews(desk)
    services = [_service(desk, form, reviews.get(form.id), now) for form in found]
    return Handbook(
        office=desk.office_info(),
        made_at=now,
        bundle=desk.catalogue.bundle.hex()[:12],
        services=[each for each in services if each.overdue or not overdue],
        searched=text.strip(),
        training=desk.identity.training,
    )


def last_reviews(desk: Desk) -> dict[str, Review]:
    """Of each service that somebody read through, when that was last. Any lane."""
    found: dict[str, Review] = {}
    for word in desk.store.office_words.said("handbook_reviewed"):
        if isinstance(word.body, HandbookReviewed):
            review = Review(on=seoul_date(word.said_at), user=word.user, name=word.name, note=word.body.note)
            found |= {service: review for service in word.body.services if service not in found or found[service].on <= review.on}
    return found


def review_services(desk: Desk, actor: Actor, services: Sequence[str], note: str = "") -> int:
    """Those services of the handbook were read through and are right as they stand, signed by a team leader; how many.

    Refused `not_allowed`, `service_unknown`, `handbook_nothing_reviewed`, `rrn_in_text`. Writer lane.
    """
    require(actor.role, "review_handbook")
    named = [desk.form(each).id for each in dict.fromkeys(services)]
    if not 0 < len(named) <= REVIEWED_MAX:
        raise Refused("handbook_nothing_reviewed", limit=REVIEWED_MAX)
    body = HandbookReviewed(services=named, note=checked(note)[:NOTE_MAX])
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return len(named)


def _service(desk: Desk, form: FormDef, review: Review | None, now: datetime) -> HandbookService:
    grounds = [desk.catalogue.exemptions[code] for code in form.exemptions if code in desk.catalogue.exemptions]
    return HandbookService(
        service=form.id,
        name=form.name,
        short=form.short,
        station=form.station,
        version=form.version,
        own=is_own(form.id),
        eligible=form.eligible,
        papers=[_paper(each) for each in form.papers],
        fees=[_fee(desk, form, fee, now) for fee in form.fees if fee.to is None or now < fee.to],
        exemptions=[(each.name, each.rate_percent) for each in grounds],
        processing=form.processing,
        delivery=list(form.delivery),
        channels=list(form.channels),
        national_system=form.national_system,
        when_down=form.when_down,
        legal_basis=form.legal_basis,
        source=form.source,
        verified=form.verified,
        review=review,
        review_due=review_due(review),
        overdue=is_overdue(review, seoul_date(now)),
    )


def _paper(paper: Paper) -> HandbookPaper:
    return HandbookPaper(name=paper.name, required=paper.required, sometimes=bool(paper.show_if), shareable=paper.shareable)


def _fee(desk: Desk, form: FormDef, fee: Fee, now: datetime) -> HandbookFee:
    said = desk.store.office_fees.amounts(form.id)
    at = max(now, fee.from_)
    own = holding(said, fee.id, at)
    ours = own if own is not None and own.amount_won is not None else None
    return HandbookFee(
        label=fee.label,
        amount_won=amount_of(fee, said, at)[0],
        channel=fee.channel,
        since=ours.valid_from if ours is not None else fee.from_,
        own=ours is not None,
        coming=[(each.valid_from, each.amount_won) for each in said if each.fee == fee.id and each.valid_from > at],
    )
