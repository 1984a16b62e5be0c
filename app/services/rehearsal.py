"""A morning's work with invented people, so that a training desk is not empty: cases to search, a passport to hand over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from app.domain.sampling import People, sample
from app.domain.views import Actor
from app.services.desk import seoul_date
from app.services.desk_services import DeskServices

# What is served first thing in most offices; the passport waits on its shelf for flow F.
CERTIFICATES: Final = ("seal_certificate_issue", "resident_registration_copy", "family_relation_certificate", "basic_certificate")
PASSPORT: Final = "passport_multiple_10y"
PASSPORT_NO: Final = "M123D4567"
SHELF: Final = "B-12"
PHONE: Final = "01000005678"  # given to nobody
FLOAT_WON: Final = 100_000
SEED: Final = 7


def rehearse(services: DeskServices, people: People, *, user: str, password: str) -> None:
    """The day is open, some certificates were issued and paid, and one passport has arrived. Writer lane; for training desks only.

    `user`: a team leader, who may do all of it.
    """
    actor = services.sign_in(user, password)
    services.open_day(actor, FLOAT_WON)
    for index, service in enumerate(CERTIFICATES):
        _record(services, actor, people, service, index)
    passport = _record(services, actor, people, PASSPORT, len(CERTIFICATES), {"pickup": "visit", "applicant.phone": PHONE})
    for step, told in (("send", {}), ("arrive", {"passport_no": PASSPORT_NO, "shelf": SHELF})):
        services.advance_case(actor, passport, step, facts=told)
    services.sign_out(actor, "exit")


def _record(
    services: DeskServices, actor: Actor, people: People, service: str, index: int, fixed: Mapping[str, object] | None = None
) -> UUID:
    desk = services.desk
    today = seoul_date(desk.clock.now())
    draft = sample(desk.form(service), seed=SEED, index=index, today=today, people=people, fixed=fixed)
    return services.record_visit(actor, [draft], tender="cash").cases[0].case_id
