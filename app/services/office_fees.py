"""The office's own fee amounts and its share of national fees: set by two who may, known to every desk by the feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.find_services import in_order
from app.domain.forms import Channel, Fee, FormDef, Owner, Text
from app.domain.money_entries import FeeAmountSet
from app.domain.office_fees import AMOUNT_MAX_WON, SHARE, SHARED_GROUPS, WHOLE_BP, OfficeAmount, amount_of, holding, sound
from app.domain.rights import may, require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, to_ms
from app.services.free_text import checked

SOURCE_MAX = 200
TABLE_MAX = 500


@dataclass(frozen=True, kw_only=True)
class NewAmount:
    """One line of a table the office sets. `amount_won` None: the form's own amount holds again from that moment."""

    service: str
    fee: str
    amount_won: int | None
    valid_from: datetime
    source: str = ""


class FeeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the fee table at a moment. `amount_won` None: nobody knows it, the service can't be sold.

    `own`: the office's amount that holds; `coming`: those that begin later, soonest first. `until`: when the form's row ends.
    """

    service: str
    name: Text
    fee: str
    label: Text
    amount_won: int | None
    contribution_won: int
    owner: Owner
    channel: Channel
    since: datetime
    until: datetime | None
    source: Text
    verified: bool
    own: OfficeAmount | None = None
    coming: list[OfficeAmount] = []


def set_amounts(desk: Desk, actor: Actor, confirmer: Actor | None, amounts: Sequence[NewAmount]) -> None:
    """Those amounts are on disk in one commit and hold from their moments on, at every desk that reads the feed.

    A supervisor or administrator sets them and another one signs too. Refused `not_allowed`, `second_signer_needed`,
    `service_unknown`, `fee_unknown`, `fee_amount_invalid`, `fee_source_missing`, `fee_table_size`.
    """
    _two(actor, confirmer)
    if not 0 < len(amounts) <= TABLE_MAX:
        raise Refused("fee_table_size", limit=TABLE_MAX)
    bodies = [_body(desk, each, confirmer) for each in amounts]
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        for body in bodies:
            tx.append(Fact(body, desk.ids.new_id()))


def set_share(desk: Desk, actor: Actor, confirmer: Actor | None, share_bp: int, valid_from: datetime, source: str) -> None:
    """From that moment the office keeps that share of the passport fees it takes, in hundredths of a percent. Refused as `set_amounts`."""
    _two(actor, confirmer)
    body = FeeAmountSet(
        service=SHARED_GROUPS[0],
        fee=SHARE,
        valid_from=to_ms(whole_minute(valid_from)),
        share_bp=share_bp,
        source=_source(source),
        confirmed_by=confirmer.entry_id if confirmer is not None else None,
    )
    if not 0 <= share_bp <= WHOLE_BP or not sound(body.valid_from, None, share_bp):
        raise Refused("fee_share_invalid")
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))


def whole_minute(at: datetime) -> datetime:
    """The minute of that moment: fees change with a minute, so one that is set now holds in all of this minute."""
    return at.replace(second=0, microsecond=0)


def fee_table(desk: Desk, actor: Actor, *, on: datetime | None = None, service: str | None = None) -> list[FeeRow]:
    """Every row of the fee table that holds at that moment (now, where none is named), service by service."""
    require(actor.role, "see_fees")
    at = on or desk.clock.now()
    forms = [desk.form(service)] if service is not None else in_order(desk.catalogue.forms.values())
    return [_row(desk, form, fee, at) for form in forms for fee in form.fees if fee.from_ <= at and (fee.to is None or at < fee.to)]


def not_set(desk: Desk, actor: Actor) -> list[FeeRow]:
    """The rows whose amount nobody knows now: their services can't be sold until the office sets it."""
    return [row for row in fee_table(desk, actor) if row.amount_won is None]


def said(desk: Desk, actor: Actor) -> list[OfficeAmount]:
    """Everything the office said about amounts and shares, service by service, in the order of their moments."""
    require(actor.role, "see_fees")
    return list(desk.store.office_fees.all())


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _two(actor: Actor, confirmer: Actor | None) -> None:
    require(actor.role, "set_fees")
    if confirmer is None or confirmer.user == actor.user or not may(confirmer.role, "set_fees"):
        raise Refused("second_signer_needed")


def _source(text: str) -> str:
    """The by-law or letter it is taken from: an amount nobody can look up would be nobody's."""
    source = checked(text)[:SOURCE_MAX]
    if not source:
        raise Refused("fee_source_missing")
    return source


def _body(desk: Desk, wanted: NewAmount, confirmer: Actor | None) -> FeeAmountSet:
    form = desk.form(wanted.service)
    fee = next((each for each in form.fees if each.id == wanted.fee), None)
    if fee is None:
        raise Refused("fee_unknown", fee=wanted.fee[:40])
    moment = to_ms(whole_minute(wanted.valid_from))
    least = fee.contribution_won
    if not sound(moment, wanted.amount_won, None) or (wanted.amount_won is not None and wanted.amount_won < least):
        raise Refused("fee_amount_invalid", least=least, most=AMOUNT_MAX_WON)
    return FeeAmountSet(
        service=form.id,
        fee=fee.id,
        valid_from=moment,
        amount_won=wanted.amount_won,
        source=_source(wanted.source),
        confirmed_by=confirmer.entry_id if confirmer is not None else None,
    )


def _said_or_known(own: OfficeAmount | None, fee: Fee) -> Text:
    """Where the amount comes from: what the office wrote, else the form's source."""
    if own is not None and own.amount_won is not None:
        return Text(ko=own.source, en=own.source)
    return fee.source or Text(ko="", en="")


def _row(desk: Desk, form: FormDef, fee: Fee, at: datetime) -> FeeRow:
    amounts = desk.store.office_fees.amounts(form.id)
    own = holding(amounts, fee.id, at)
    return FeeRow(
        service=form.id,
        name=form.name,
        fee=fee.id,
        label=fee.label,
        amount_won=amount_of(fee, amounts, at)[0],
        contribution_won=fee.contribution_won,
        owner=fee.owner,
        channel=fee.channel,
        since=fee.from_,
        until=fee.to,
        source=_said_or_known(own, fee),
        verified=fee.verified,
        own=own if own is not None and own.amount_won is not None else None,
        coming=[each for each in amounts if each.fee == fee.id and each.valid_from > at],
    )
