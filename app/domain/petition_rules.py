"""What the law allows of the steps of petitions, disclosure and any-office petitions, beyond the order of their states. Pure.

The tables of `domain.lives` say which step may follow which; here stands how often and how long (민원처리법 시행령 제21조, 제24조, 제25조,
정보공개법 제11조, 제13조, 제21조). One small table, keyed by life and step, is asked by the service that decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

import msgspec

from app.domain.cases import Case
from app.domain.deadlines import HOURS_A_DAY
from app.domain.errors import Refused
from app.domain.forms import FormDef, StepDef
from app.domain.moments import day_counted, moment_of
from app.domain.work_calendar import SEOUL

EXTENSIONS_MAX: Final = 2
PROLONGATIONS_MAX: Final = 2
RETURNS_NEEDED: Final = 2
SECOND_REQUEST_DAYS: Final = 10
DISCLOSE_DAYS: Final = 10
THIRD_PARTY_DAYS: Final = 30
THIRD_PARTY_HEARD_DAYS: Final = 3
UNCLAIMED_DISCLOSURE_DAYS: Final = 10
UNCLAIMED_PAPER_DAYS: Final = 15
WAY: Final = "way"
DISCLOSED: Final = ("full", "partial")

Facts = Mapping[str, Any]


class Asked(NamedTuple):
    """A step that somebody wants to take: `facts` are canonical, `today` is the day in Seoul."""

    case: Case
    form: FormDef
    facts: Facts
    today: date

    def day(self, name: str) -> date | None:
        """A day that this step or an earlier one said, None where nothing can be counted from it: who knows which program wrote it."""
        return day_counted(self.facts.get(name) or self.case.facts.get(name))

    def times(self, step: str) -> int:
        """How often that step was taken before."""
        return self.case.taken.get(step, 0)


def check_step(case: Case, form: FormDef, step: str, facts: Facts, today: date) -> None:
    """Nothing happens if the law allows the step; Refused with its own code and what would be allowed otherwise."""
    rule = _RULES.get((case.life, step))
    if rule is not None:
        rule(Asked(case, form, facts, today))


def period_days(form: FormDef, answers: Facts) -> int | None:
    """The processing period in whole days of work, by what the receipt says (`period_days`) or the form; None: it has none."""
    said = answers.get("period_days")
    if isinstance(said, int):
        return said
    processing = form.processing
    if processing.kind == "not_set":
        return None
    if processing.unit in ("hour", "working_hour"):
        return -(-processing.value // HOURS_A_DAY)
    return processing.value * {"week": 5, "month": 20}.get(processing.unit, 1)


def as_wished(step: StepDef, answers: Facts) -> StepDef:
    """The step with the petitioner's own wish (`tell_by`) as the way it is told, unless another is chosen (민원처리법 제27조)."""
    wish = answers.get("tell_by")
    if wish is None or not any(field.id == WAY for field in step.fields):
        return step
    fields = [
        msgspec.structs.replace(field, default=str(wish))
        if field.id == WAY and any(choice.value == wish for choice in field.choices)
        else field
        for field in step.fields
    ]
    return msgspec.structs.replace(step, fields=fields)


# ── petitions ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _extend(asked: Asked) -> None:
    """시행령 제21조: at most the first period, a second time only with the petitioner's consent."""
    if asked.times("extend") >= EXTENSIONS_MAX:
        raise Refused("extended_enough")
    most = period_days(asked.form, asked.case.answers)
    if most is not None and asked.facts.get("days", 0) > most:
        raise Refused("extension_too_long", most=most)
    if asked.times("extend") and not asked.facts.get("consent"):
        raise Refused("extension_needs_consent")


def _request_supplement(asked: Asked) -> None:
    """A term that is over before it begins gives the petitioner no time."""
    sent, until = asked.day("sent_on"), asked.day("until")
    if sent is not None and until is not None and until <= sent:
        raise Refused("until_too_early")


def _supplement(asked: Asked) -> None:
    """What was asked for can't be here before it was asked for."""
    sent, arrived = day_counted(asked.case.facts.get("sent_on")), asked.day("arrived_on")
    if sent is not None and arrived is not None and arrived < sent:
        raise Refused("arrived_before_asked", day=sent.isoformat())


def _notify(asked: Asked) -> None:
    """A decision is told when it has been made."""
    decided, told = day_counted(asked.case.facts.get("decided_on")), asked.day("notified_on")
    if decided is not None and told is not None and told < decided:
        raise Refused("told_before_decided", day=decided.isoformat())


def _prolong_supplement(asked: Asked) -> None:
    """시행령 제24조: the petitioner may ask for more time twice."""
    if asked.times("prolong_supplement") >= PROLONGATIONS_MAX:
        raise Refused("prolonged_twice")
    before, until = asked.case.facts.get("until"), asked.facts.get("until")
    if before and until and str(until) <= str(before):
        raise Refused("until_not_later")


def _request_again(asked: Asked) -> None:
    """시행령 제25조: a second request, once the time of the first is over, gives up to ten days."""
    _return(asked)
    _request_supplement(asked)
    sent, until = asked.day("sent_on") or asked.today, asked.day("until")
    if until is not None and (until - sent).days > SECOND_REQUEST_DAYS:
        raise Refused("second_request_too_long", days=SECOND_REQUEST_DAYS)


def _return(asked: Asked) -> None:
    """시행령 제25조: the papers go back when the time that was given is over; who wants them earlier withdraws."""
    until = day_counted(asked.case.facts.get("until"))
    if until is not None and asked.today <= until:
        raise Refused("term_not_over", day=(until + timedelta(days=1)).isoformat())


def _close_undeliverable(asked: Asked) -> None:
    """시행령 제25조: only after the request came back twice."""
    times = asked.times("request_returned")
    if times < RETURNS_NEEDED:
        raise Refused("not_returned_twice", times=times)


# ── disclosure ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _extend_disclosure(asked: Asked) -> None:
    """정보공개법 제11조제2항: once."""
    if asked.times("extend"):
        raise Refused("extended_enough")


def _decide_disclosure(asked: Asked) -> None:
    """제21조제1항: who was asked has three days to ask not to disclose; nothing is disclosed unheard before that."""
    told, heard = day_counted(asked.case.facts.get("asked_on")), day_counted(asked.case.facts.get("heard_on"))
    if asked.facts.get("decision") not in DISCLOSED or told is None or (heard is not None and heard >= told):
        return
    first = told + timedelta(days=THIRD_PARTY_HEARD_DAYS + 1)
    if asked.today < first:
        raise Refused("third_party_not_heard", day=first.isoformat())


def _tell_disclosure(asked: Asked) -> None:
    """제13조, 제21조제3항: within ten days of the decision, or 30 days after it where a third party asked not to."""
    day, decided = asked.day("disclose_on"), asked.day("decided_on")
    if day is None or decided is None or asked.case.facts.get("decision") not in DISCLOSED:
        return
    if _opposed(asked.case):
        _wait(decided, day)
    elif day > decided + timedelta(days=DISCLOSE_DAYS):
        raise Refused("disclose_too_late", day=(decided + timedelta(days=DISCLOSE_DAYS)).isoformat())


def _disclose(asked: Asked) -> None:
    if asked.case.facts.get("decision") not in DISCLOSED:
        raise Refused("nothing_to_disclose")
    decided = asked.day("decided_on")
    if decided is not None and _opposed(asked.case):
        _wait(decided, asked.day("disclosed_on") or asked.today)


def _opposed(case: Case) -> bool:
    return case.facts.get("opinion") == "opposes"


def _wait(decided: date, day: date) -> None:
    first = decided + timedelta(days=THIRD_PARTY_DAYS)
    if day < first:
        raise Refused("third_party_wait", day=first.isoformat())


def _unclaimed_disclosure(asked: Asked) -> None:
    """시행령 제12조 [unverified]: not come for within ten days of the day that was set."""
    day = asked.day("disclose_on") or asked.day("notified_on")
    if day is not None:
        _not_before(asked.today, day + timedelta(days=UNCLAIMED_DISCLOSURE_DAYS + 1))


def _not_before(today: date, first: date) -> None:
    if today < first:
        raise Refused("not_unclaimed_yet", day=first.isoformat())


# ── any-office petitions ─────────────────────────────────────────────────────────────────────────────────────────────


def _handed_over_here(asked: Asked) -> None:
    if asked.case.answers.get("role") == "make":
        raise Refused("role_makes")


def _made_here(asked: Asked) -> None:
    if asked.case.answers.get("role") == "hand_over":
        raise Refused("role_hands_over")


def _unclaimed_paper(asked: Asked) -> None:
    """Not fetched within 15 days of its arrival."""
    arrived = asked.day("arrived_at") or moment_of(asked.case.changed_at).astimezone(SEOUL).date()
    _not_before(asked.today, arrived + timedelta(days=UNCLAIMED_PAPER_DAYS + 1))


_RULES: Final[dict[tuple[str, str], Callable[[Asked], None]]] = {
    ("petition", "extend"): _extend,
    ("petition", "request_supplement"): _request_supplement,
    ("petition", "prolong_supplement"): _prolong_supplement,
    ("petition", "supplement"): _supplement,
    ("petition", "notify"): _notify,
    ("disclosure", "supplement"): _supplement,
    ("petition", "request_again"): _request_again,
    ("petition", "return"): _return,
    ("petition", "close_undeliverable"): _close_undeliverable,
    ("filing", "request_supplement"): _request_supplement,
    ("filing", "supplement"): _supplement,
    ("disclosure", "return"): _return,
    ("disclosure", "decide"): _decide_disclosure,
    ("disclosure", "request_supplement"): _request_supplement,
    ("disclosure", "extend"): _extend_disclosure,
    ("disclosure", "notify"): _tell_disclosure,
    ("disclosure", "disclose"): _disclose,
    ("disclosure", "close_unclaimed"): _unclaimed_disclosure,
    ("exchange", "request"): _handed_over_here,
    ("exchange", "issue"): _made_here,
    ("exchange", "close_unclaimed"): _unclaimed_paper,
}
