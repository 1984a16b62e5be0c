"""What a case costs: the fee lines of a form at one moment. Pure; whole won, integers only (REFERENCE §6).

A line is frozen into its entry with the rule's id, so a later change of the table never changes what was charged (A10).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from app.domain.bounds import Count, Int, Won
from app.domain.errors import Refused
from app.domain.forms import Channel, Exemption, Fee, FormDef, Owner, Text, When
from app.domain.office_fees import OfficeAmount, amount_of

CONTRIBUTION_LABEL = "국제교류기여금"
CONTRIBUTION = Text(ko=CONTRIBUTION_LABEL, en="International exchange contribution")


class FeeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the fee sheet. `fee`: id of the rule; `gross_won` = `quantity` × `unit_won` = `waived_won` + `due_won`.

    `amount_entry`: the fee_amount_set entry whose amount this is; left out where it is the form's own, as in all older entries.
    """

    line: Int
    fee: str
    label_ko: str
    quantity: Count
    unit_won: Won
    gross_won: Won
    waived_won: Won
    due_won: Won
    owner: Owner
    exemption: str | None = None
    amount_entry: UUID | UnsetType = UNSET


def line_name(form: FormDef, line: FeeLine) -> Text:
    """The words that were recorded, beside them the English of the form; of a fee that it no longer has, the English of its service."""
    if line.label_ko == CONTRIBUTION_LABEL:
        return CONTRIBUTION
    english = next((fee.label.en for fee in form.fees if fee.id == line.fee), form.short.en)
    return Text(ko=line.label_ko, en=english)


def lines(
    form: FormDef,
    *,
    values: Mapping[str, object],
    copies: int,
    at: datetime,
    channel: Channel = "counter",
    exemption: Exemption | None = None,
    office: Sequence[OfficeAmount] = (),
) -> tuple[FeeLine, ...]:
    """The fee lines of one case, numbered from 1; none for a service without fee rows on that channel.

    `at`: the aware moment that prices the case (receipt or issue, as the form says). A contribution inside a fee becomes a
    line of its own, owner `contribution`. `office`: the office's own amounts of this form, oldest moment first. Raises Refused
    `fee_not_found` (no row for that moment), `fee_not_set` (amount not known: the office has to set it first),
    `exemption_not_applicable`.
    """
    if exemption is not None and exemption.code not in form.exemptions:
        raise Refused("exemption_not_applicable", service=form.id)
    found: list[FeeLine] = []
    fees = rows(form, values=values, at=at, channel=channel)
    for fee in fees:
        amount_won, entry = amount_of(fee, office, at)
        # An amount below the contribution inside it can only come from a table that was changed under it: it is to be set anew.
        if amount_won is None or amount_won < fee.contribution_won:
            raise Refused("fee_not_set", service=form.id, fee=fee.id)
        quantity = copies * _multiplier(values.get(fee.per) if fee.per else None)
        parts: list[tuple[str, int, Owner]] = [(fee.label.ko, amount_won - fee.contribution_won, fee.owner)]
        if fee.contribution_won:
            parts.append((CONTRIBUTION_LABEL, fee.contribution_won, "contribution"))
        for label, unit_won, owner in parts:
            found.append(_line(len(found) + 1, fee, label, quantity, unit_won, owner, exemption, entry))
    if exemption is not None and not any(fee.exemptible for fee in fees):
        raise Refused("exemption_not_applicable", service=form.id)
    return tuple(found)


def rows(form: FormDef, *, values: Mapping[str, object], at: datetime, channel: Channel = "counter") -> list[Fee]:
    """The fee rows that hold at that moment, in the order of the form.

    Each set of conditions that fits the case needs a row valid at `at`: a fee that ended without a successor is a gap in
    the table, not a gift. Raises Refused `fee_not_found`.
    """
    of_channel = [fee for fee in form.fees if fee.channel == channel]
    fitting = [fee for fee in of_channel if all(when.holds(values.get(when.field)) for when in fee.when)]
    valid = [fee for fee in fitting if fee.from_ <= at and (fee.to is None or at < fee.to)]
    if of_channel and not fitting:
        raise Refused("fee_not_found", service=form.id)
    if len(valid) < len(fitting):
        covered = {_conditions(fee.when) for fee in valid}
        if any(_conditions(fee.when) not in covered for fee in fitting):
            raise Refused("fee_not_found", service=form.id)
    return valid


def sellable(form: FormDef, *, channel: Channel = "counter") -> bool:
    """Whether the form itself knows every amount; a row without one has to be set by the office first (`fee_not_set`)."""
    return all(fee.amount_won is not None for fee in form.fees if fee.channel == channel)


def total_due(found: Iterable[FeeLine]) -> int:
    """What has to be paid, in won."""
    return sum(line.due_won for line in found)


def by_owner(found: Iterable[FeeLine]) -> dict[Owner, int]:
    """What has to be paid to each owner of the money, in won, in the order of the lines."""
    sums: Counter[Owner] = Counter()
    for line in found:
        sums[line.owner] += line.due_won
    return dict(sums)


def waived(gross_won: int, rate_percent: int) -> int:
    """What a 감면 of that many percent takes off a line: rounded down to whole won, so what is left to pay is never less than its part."""
    return gross_won * rate_percent // 100


def _line(
    number: int,
    fee: Fee,
    label: str,
    quantity: int,
    unit_won: int,
    owner: Owner,
    exemption: Exemption | None,
    amount_entry: UUID | UnsetType,
) -> FeeLine:
    gross = quantity * unit_won
    off = waived(gross, exemption.rate_percent) if exemption is not None and fee.exemptible else 0
    return FeeLine(
        line=number,
        fee=fee.id,
        label_ko=label,
        quantity=quantity,
        unit_won=unit_won,
        gross_won=gross,
        waived_won=off,
        due_won=gross - off,
        owner=owner,
        exemption=exemption.code if exemption is not None and fee.exemptible else None,
        amount_entry=amount_entry,
    )


def _multiplier(value: object) -> int:
    """A number of parcels, or the number of rows of a table; one where nothing was said."""
    if isinstance(value, int):
        return value
    return len(value) if isinstance(value, list) else 1


def _conditions(whens: Iterable[When]) -> frozenset[tuple[str, object, tuple[object, ...]]]:
    return frozenset((when.field, when.equals, tuple(when.any_of)) for when in whens)
