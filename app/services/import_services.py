"""An office's own fees, periods and services from a sheet: what exactly would change, and, signed by two, that it is so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar

import msgspec

from app.domain.deadlines import period_text
from app.domain.entries import Fact
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.forms import Fee, FormDef
from app.domain.money_entries import FeeAmountSet
from app.domain.office_entries import OwnServiceSet, OwnTargetSet
from app.domain.office_fees import AMOUNT_MAX_WON, OfficeAmount, amount_of, holding, sound
from app.domain.own_services import FEE, is_own, own_form, require_sound, target_fits, with_target
from app.domain.rights import may, require
from app.domain.service_sheet import (
    CLOSED,
    COLUMNS,
    OPEN,
    Line,
    SheetChange,
    SheetError,
    count_of,
    lines_of,
    list_of,
    moment_of,
    period_of,
    row_of,
    won_of,
)
from app.domain.views import Actor
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import SEOUL, Desk, entry_day, from_ms, seoul_date, to_ms
from app.services.free_text import checked
from app.services.office_fees import SOURCE_MAX, TABLE_MAX, whole_minute
from app.services.own_services import office_forms

T = TypeVar("T")


class SheetPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a sheet would do. Nothing can be applied while there are errors.

    `mark`: of exactly these changes; `same`: lines that say what holds already.
    """

    changes: list[SheetChange]
    errors: list[SheetError]
    same: int
    mark: str


class _Cell(Exception):
    """That column of the line is wrong."""

    def __init__(self, column: str, refused: Refused) -> None:
        super().__init__(column)
        self.column, self.refused = column, refused


def plan_sheet(desk: Desk, actor: Actor, rows: Sequence[Sequence[str]], progress: Progress = UNWATCHED) -> SheetPlan:
    """What that sheet would change now, and what is wrong with it, cell by cell; nothing is written. Writer or reader lane.

    Refused `not_allowed`, `sheet_empty`, `sheet_columns`, `sheet_too_long`.
    """
    require(actor.role, "set_services")
    return _Planning(desk).plan(rows, progress)[0]


def apply_sheet(
    desk: Desk, actor: Actor, confirmer: Actor | None, rows: Sequence[Sequence[str]], *, mark: str = "", progress: Progress = UNWATCHED
) -> SheetPlan:
    """Everything the sheet says is on disk in one commit, signed by two who may. `mark`: of the plan that was looked at.

    Stopped before its last line is written, nothing of it is.

    Refused `second_signer_needed`, `sheet_wrong` (a cell is wrong: nothing was written), `sheet_nothing` (it says what holds already),
    `sheet_plan_changed` (something else would change now), `fee_table_size`, and as `plan_sheet`. Writer lane.
    """
    require(actor.role, "set_services")
    if confirmer is None or confirmer.user == actor.user or not may(confirmer.role, "set_services"):
        raise Refused("second_signer_needed")
    plan, bodies = _Planning(desk).plan(rows, progress)
    if plan.errors:
        raise Refused("sheet_wrong", count=len(plan.errors))
    if not bodies:
        raise Refused("sheet_nothing")
    if mark and mark != plan.mark:
        raise Refused("sheet_plan_changed")
    if len(bodies) > TABLE_MAX:
        raise Refused("fee_table_size", limit=TABLE_MAX)
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        for at, body in enumerate(bodies):
            progress.step(at, len(bodies))
            tx.append(Fact(msgspec.structs.replace(body, confirmed_by=confirmer.entry_id), desk.ids.new_id()))
        progress.binding()
    return plan


def template_rows(desk: Desk, actor: Actor) -> list[list[str]]:
    """The sheet filled with what holds now: every fee row, every period of its own, every service of the office's own.

    Given back unchanged it changes nothing. Refused `not_allowed`.
    """
    require(actor.role, "set_services")
    now, forms = desk.clock.now(), office_forms(desk)
    rows = [list(COLUMNS.values())]
    for service in sorted(forms):
        form = forms[service]
        amounts = desk.store.office_fees.amounts(service)
        for fee in form.fees:
            if not is_own(service) and fee.from_ <= now and (fee.to is None or now < fee.to):
                rows.append(_fee_row(form, fee, amounts, now))
        if form.processing.rule != "none":
            target = str(form.processing.own_target or "")
            told = {"service": service, "name": form.name.ko, "target": target, "unit": form.processing.unit, "period": _period(form)}
            rows.append(row_of("target", told))
    for said in forms.own():
        amounts = desk.store.office_fees.amounts(said.service)
        held = next((amount_of(fee, amounts, now)[0] for fee in forms[said.service].fees), None)
        rows.append(row_of("own", _own_cells(said) | {"amount": _text(held)}))
    return rows


# ── one sheet ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Planning:
    """One pass over a sheet. What an earlier line says is known to the later ones: a new service's promise may stand below it."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._now = desk, whole_minute(desk.clock.now())
        self._today: date = seoul_date(self._now)
        self._office = office_forms(desk)
        self._forms: dict[str, FormDef] = dict(self._office.items())
        self._own: Mapping[str, OwnServiceSet] = {said.service: said for said in self._office.own()}
        self._seen: set[tuple[object, ...]] = set()
        self._changes: list[SheetChange] = []
        self._bodies: list[Body] = []

    def plan(self, rows: Sequence[Sequence[str]], progress: Progress) -> tuple[SheetPlan, list[Body]]:
        lines, errors = lines_of(rows)
        by_kind: dict[str, Callable[[Line], None]] = {"fee": self._fee, "target": self._target, "own": self._own_service}
        same = 0
        for at, line in enumerate(sorted(lines, key=lambda each: each.kind != "own")):
            progress.step(at, len(lines))
            known = len(self._bodies)
            try:
                by_kind[line.kind](line)
            except _Cell as wrong:
                facts = {name: value for name, value in wrong.refused.facts.items() if isinstance(value, (str, int))}
                errors.append(SheetError(row=line.row, column=COLUMNS[wrong.column], code=wrong.refused.code, facts=facts))
            else:
                same += len(self._bodies) == known
        if errors:
            errors.sort(key=lambda each: each.row)
        changes = sorted(self._changes, key=lambda each: each.row)
        mark = hashlib.sha256(msgspec.json.encode([changes, self._bodies])).hexdigest()[:16]
        return SheetPlan(changes=changes, errors=errors, same=same, mark=mark), self._bodies

    def _fee(self, line: Line) -> None:
        form = self._form(line)
        fee = next((each for each in form.fees if each.id == line.text("fee")), None)
        if fee is None:
            raise _Cell("fee", Refused("fee_unknown", fee=line.text("fee")[:40]))
        asked = _read("from", lambda: moment_of(line.text("from"), today=self._today))
        since = asked.replace(tzinfo=SEOUL) if asked is not None else self._now
        amount = _read("amount", lambda: won_of(line.text("amount")))
        least = fee.contribution_won
        if not sound(to_ms(since), amount, None) or (amount is not None and amount < least):
            raise _Cell("amount", Refused("fee_amount_invalid", least=least, most=AMOUNT_MAX_WON))
        self._once("fee", "fee", form.id, fee.id, since)
        said = self._desk.store.office_fees.amounts(form.id)
        held, own = amount_of(fee, said, since)[0], holding(said, fee.id, since)
        if amount == held or (amount is None and (own is None or own.amount_won is None)):
            return
        moment, source = to_ms(since), self._source(line)
        body = FeeAmountSet(service=form.id, fee=fee.id, valid_from=moment, amount_won=amount, source=source)
        after = amount if amount is not None else fee.amount_won
        self._bodies.append(body)
        self._change(line, form, "amount", _text(held), _text(after), item=fee.label.ko, since=from_ms(moment))

    def _target(self, line: Line) -> None:
        form = self._form(line)
        target = _read("target", lambda: count_of(line.text("target")))
        self._once("service", "target", form.id)
        if target == form.processing.own_target:
            return
        if not target_fits(form, target):
            raise _Cell("target", Refused("sheet_target", limit=form.processing.value))
        self._bodies.append(OwnTargetSet(service=form.id, own_target=target, source=self._source(line)))
        self._change(line, form, "target", _text(form.processing.own_target or None), _text(target or None), item=form.processing.unit)

    def _own_service(self, line: Line) -> None:
        said = self._said(line)
        before = self._own.get(said.service)
        try:
            template = require_sound(said, self._office.release)
        except Refused as error:
            raise _Cell(_COLUMN_OF.get(error.code, "service"), error) from error
        self._once("service", "own", said.service)
        names = {form.name.ko for service, form in self._forms.items() if service != said.service}
        if said.name in names:
            raise _Cell("name", Refused("own_name_taken"))
        if before is not None and before.template != said.template:
            raise _Cell("template", Refused("own_template_fixed"))
        if before is not None:  # what it costs from now on is said as of every other row; the definition keeps its first amount
            said = msgspec.structs.replace(said, fee_won=before.fee_won if before.fee_won is not None or said.fee_won is None else 0)
        form = own_form(template, said, 1)
        if before is None or _told(before) != _told(said):
            self._bodies.append(msgspec.structs.replace(said, source=self._source(line)))
            self._tell_service(line, form, before, said)
        target = self._office.promised(said.service)
        self._forms[said.service] = with_target(form, target) if target_fits(form, target) else form
        if before is not None and form.fees:
            self._fee(msgspec.structs.replace(line, cells={**line.cells, "fee": FEE, "amount": line.text("amount") or "0"}))

    def _tell_service(self, line: Line, form: FormDef, before: OwnServiceSet | None, said: OwnServiceSet) -> None:
        old, new = _own_cells(before) if before is not None else {}, _own_cells(said)
        aside = ("service", "source", "kind") if before is None else ("service", "source", "kind", "amount")
        for column in COLUMNS:
            if column not in aside and old.get(column, "") != new.get(column, ""):
                self._change(line, form, column, old.get(column, ""), new.get(column, ""))

    def _said(self, line: Line) -> OwnServiceSet:
        state = line.text("state") or OPEN
        if state not in (OPEN, CLOSED):
            raise _Cell("state", Refused("sheet_state"))
        text = {column: _read(column, partial(checked, line.text(column))) for column in ("name", "short", "name_en", "law")}
        return OwnServiceSet(
            service=line.text("service"),
            template=line.text("template"),
            name=text["name"],
            short=text["short"],
            name_en=text["name_en"],
            aliases=_read("aliases", lambda: [checked(each) for each in list_of(line.text("aliases"))]),
            period=period_of(line.text("period")),
            fee_won=_read("amount", lambda: won_of(line.text("amount"))),
            papers=_read("papers", lambda: [checked(each) for each in list_of(line.text("papers"))]),
            legal_basis=text["law"],
            closed=state == CLOSED,
        )

    def _form(self, line: Line) -> FormDef:
        form = self._forms.get(line.text("service"))
        if form is None:
            raise _Cell("service", Refused("service_unknown", service=line.text("service")[:60]))
        return form

    def _once(self, column: str, *what: object) -> None:
        if what in self._seen:
            raise _Cell(column, Refused("sheet_twice"))
        self._seen.add(what)

    def _source(self, line: Line) -> str:
        source = _read("source", lambda: checked(line.text("source")))[:SOURCE_MAX]
        if not source:
            raise _Cell("source", Refused("fee_source_missing"))
        return source

    def _change(self, line: Line, form: FormDef, what: str, old: str, new: str, *, item: str = "", since: datetime | None = None) -> None:
        told = SheetChange(
            row=line.row, kind=line.kind, service=form.id, name=form.name.ko, what=what, item=item, old=old, new=new, since=since
        )
        self._changes.append(told)


_COLUMN_OF = {
    "own_service_id": "service",
    "own_template_unknown": "template",
    "own_name_invalid": "name",
    "own_text_too_long": "papers",
    "period_unknown": "period",
    "fee_amount_invalid": "amount",
}


def _read(column: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except Refused as error:
        raise _Cell(column, error) from error


def _told(said: OwnServiceSet) -> OwnServiceSet:
    """What it says, whoever signed it and wherever it stands written."""
    return msgspec.structs.replace(said, source="", confirmed_by=None)


def _own_cells(said: OwnServiceSet) -> dict[str, str]:
    return {
        "service": said.service,
        "name": said.name,
        "amount": _text(said.fee_won),
        "template": said.template,
        "period": said.period,
        "short": said.short,
        "name_en": said.name_en,
        "aliases": "; ".join(said.aliases),
        "papers": "; ".join(said.papers),
        "law": said.legal_basis,
        "state": CLOSED if said.closed else OPEN,
        "source": said.source,
    }


def _fee_row(form: FormDef, fee: Fee, said: Sequence[OfficeAmount], at: datetime) -> list[str]:
    told = {"service": form.id, "name": form.name.ko, "fee": fee.id, "fee_name": fee.label.ko, "amount": _text(amount_of(fee, said, at)[0])}
    return row_of("fee", told)


def _period(form: FormDef) -> str:
    return period_text(form.processing)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
