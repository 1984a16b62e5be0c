"""Whoever signs in for the first time says once that they know what the law asks of who handles personal data; so again with a new text."""

from __future__ import annotations

from app.domain.access_entries import PrivacyAcknowledged
from app.domain.entries import Fact
from app.domain.privacy_duty import PrivacyDuty
from app.domain.rights import require
from app.domain.views import Actor, StaffLogRow
from app.services.desk import Desk, entry_day, to_ms


def pending(desk: Desk, actor: Actor, duty: PrivacyDuty) -> PrivacyDuty | None:
    """The text that person has still to acknowledge; None if they did, and at a training desk, where nobody's data is real. Any lane."""
    if desk.identity.training or _knows(desk, actor.user, duty.version):
        return None
    return duty


def acknowledge(desk: Desk, actor: Actor, duty: PrivacyDuty) -> bool:
    """It is in the book that the actor knows that text; False if it was before. Refused `not_allowed`. Writer lane."""
    require(actor.role, "acknowledge_privacy")
    if _knows(desk, actor.user, duty.version):
        return False
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PrivacyAcknowledged(version=duty.version), desk.ids.new_id()))
    return True


def acknowledged(desk: Desk) -> list[StaffLogRow]:
    """Who acknowledged which text when, in this office. Any lane."""
    return [
        StaffLogRow(at=to_ms(word.said_at), desk="", user=word.user, action="acknowledged", role="", by=word.user, note=word.body.version)
        for word in desk.store.office_words.said("privacy_acknowledged")
        if isinstance(word.body, PrivacyAcknowledged)
    ]


def _knows(desk: Desk, user: str, version: str) -> bool:
    return any(
        word.user == user and isinstance(word.body, PrivacyAcknowledged) and word.body.version == version
        for word in desk.store.office_words.said("privacy_acknowledged")
    )
