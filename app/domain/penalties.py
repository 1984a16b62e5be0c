"""What filing too late costs (과태료): days late, the row of the scale, the double scale after a 최고, the reduction. Pure; whole won.

A penalty is never a fee: it stands in no fee line, no receipt and no closing; it is told, and billed elsewhere (REFERENCE §6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import msgspec

from app.domain.forms import FormDef, PenaltyRow, PenaltyScheme
from app.domain.rule_terms import is_weekend, term_end


class PenaltyDue(msgspec.Struct, frozen=True, kw_only=True):
    """`due_on`: the last good day; `row`: which row of the scheme's scale; `demanded`: the double scale after a 최고.

    `reduced_won`: for who pays until `opinion_until`, the end of the time for a word against it.
    """

    scheme: str
    occurred_on: date
    due_on: date
    filed_on: date
    days_late: int
    row: int
    demanded: bool
    amount_won: int
    reduction_percent: int
    reduced_won: int
    opinion_until: date


def penalty(
    form: FormDef,
    scheme: PenaltyScheme,
    values: Mapping[str, object],
    filed_on: date,
    *,
    demanded: bool = False,
    day_off: Callable[[date], bool] = is_weekend,
) -> PenaltyDue | None:
    """What a filing of that day costs; None if it is in time or its term does not apply. `values`: canonical, by field id."""
    rule = next((each for each in form.rules if each.code == scheme.rule), None)
    if rule is None or not all(when.holds(values.get(when.field)) for when in rule.when):
        return None
    event = values.get(rule.field)
    if not isinstance(event, str) or len(event) < 10:
        return None
    occurred_on = date.fromisoformat(event[:10])
    due_on = term_end(rule, occurred_on, day_off)
    if filed_on <= due_on:
        return None
    at = row_of(scheme, due_on, filed_on)
    amount_won = amount_of(scheme.row[at], scheme, demanded=demanded)
    return PenaltyDue(
        scheme=scheme.id,
        occurred_on=occurred_on,
        due_on=due_on,
        filed_on=filed_on,
        days_late=(filed_on - due_on).days,
        row=at,
        demanded=demanded,
        amount_won=amount_won,
        reduction_percent=scheme.reduction_percent,
        reduced_won=amount_won - amount_won * scheme.reduction_percent // 100,
        opinion_until=filed_on + timedelta(days=scheme.opinion_days),
    )


def amount_of(row: PenaltyRow, scheme: PenaltyScheme, *, demanded: bool) -> int:
    """The won of that row, doubled after a 최고."""
    return row.amount_won * (scheme.demand_factor if demanded else 1)


def row_of(scheme: PenaltyScheme, due_on: date, filed_on: date) -> int:
    """The last row of the scale whose beginning has come: so many days, or the same day so many months, after the last good day."""
    return max(at for at, row in enumerate(scheme.row) if filed_on >= _begins(row, due_on))


def _begins(row: PenaltyRow, due_on: date) -> date:
    if not row.months:
        return due_on + timedelta(days=max(1, row.days))
    year, month = divmod(due_on.year * 12 + due_on.month - 1 + row.months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)  # the last day of that month
    return after if after.day < due_on.day else after.replace(day=due_on.day)
