"""Whoever signs in for the first time says once that they know what the law asks of who handles personal data; so again with a new text."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.domain.access_entries import PrivacyAcknowledged
from app.domain.entries import Fact
from app.domain.privacy_duty import PrivacyDuty
from app.domain.rights import require
from app.domain.views import Actor, StaffLogRow
from app.services.desk import Desk, entry_day, to_ms

YEAR: Final = timedelta(days=366)


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


def duty_missing(desk: Desk) -> list[str]:
    """Who may sign in and has not said within a year that they know their duty; nobody at a training desk. Any lane."""
    if desk.identity.training:
        return []
    since = desk.clock.now() - YEAR
    said = {word.user for word in desk.store.office_words.said("privacy_acknowledged") if word.said_at > since}
    return [each.user for each in desk.store.working.credentials() if each.active and each.user not in said]


def _knows(desk: Desk, user: str, version: str) -> bool:
    """Said of that text, and within a year: the law wants it taught every year (COUNTER §8)."""
    since = desk.clock.now() - YEAR
    return any(
        word.user == user and word.said_at > since and isinstance(word.body, PrivacyAcknowledged) and word.body.version == version
        for word in desk.store.office_words.said("privacy_acknowledged")
    )
