"""What an office offers of itself: a guardian for long petitions, compensation for late ones. By local rules, so they are data. Pure."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from app.domain.cases import Case
from app.domain.forms import FormDef, Programmes
from app.domain.petition_rules import period_days
from app.domain.words import Words

LATE_MINUTES: Final = "late_minutes"  # fact of the step that decided: how long after the end of the period
DECIDING: Final[frozenset[tuple[str, str]]] = frozenset({("petition", "decide"), ("disclosure", "decide"), ("living_report", "resolve")})
_HOUR, _DAY = 60, 24 * 60


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Something the citizen may be told about now. `service`: the form that takes it; `amount_won`: 0 where there is none."""

    code: Literal["guardian", "compensation", "error"]
    service: str
    amount_won: int = 0


def offers(case: Case, form: FormDef, local: Programmes) -> list[Offer]:
    """What may be offered for that case as it stands; nothing for most.

    A guardian for petitions of so many days (a card that takes as long is no petition of that kind), for compound ones and to who
    wishes one (민원처리법 제32조, 시행령 제37조); compensation for what was decided after its period, and for a paper that had to be
    called back.
    """
    if case.life == form.family == "petition" and case.state in ("received", "assigned") and _qualifies(form, case.answers, local):
        return [Offer(code="guardian", service="petition_guardian_assignment")]
    if case.state == "voided":
        return [Offer(code="error", service="error_compensation")]
    late = case.facts.get(LATE_MINUTES)
    if isinstance(late, int) and case.state in ("decided", "resolved", "notified"):
        return [Offer(code="compensation", service="error_compensation", amount_won=compensation_won(form, late, local))]
    return []


def _qualifies(form: FormDef, answers: dict[str, Any], local: Programmes) -> bool:
    if answers.get("guardian_wish") is True or answers.get("compound") is True:
        return True
    days = period_days(form, answers)
    return days is not None and days >= local.guardian_days


def offer_text(offer: Offer, words: Words) -> str:
    """The offer as a sentence for the clerk, with the usual amount where there is one."""
    return words.text(f"offer.{offer.code}", won=offer.amount_won)


def late_minutes(limit_at: int | None, now_ms: int) -> int | None:
    """How many minutes after the end of its period; None if in time or without a period."""
    return (now_ms - limit_at) // 60_000 if limit_at is not None and now_ms - limit_at >= 60_000 else None


def compensation_won(form: FormDef, late: int, local: Programmes) -> int:
    """The local rule's amount for a delay of that many minutes, begun hours or days counted in full."""
    if form.processing.rule in ("immediate", "hours_le5"):
        first, more, units = local.late_hour_won, local.late_more_hours_won, -(-late // _HOUR)
    else:
        first, more, units = local.late_day_won, local.late_more_days_won, -(-late // _DAY)
    return min(local.late_most_won, first + more * (units - 1))
