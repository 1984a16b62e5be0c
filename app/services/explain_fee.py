"""Why a fee is what it is: rule, source, period, moment, bundle, owners, 감면, the office's own amount. Nothing is written.

Of a case the frozen lines are explained, not what the table would say today; a rule that today's bundle no longer has is named all
the same. No personal data: whoever sees the fee table may ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from app.domain.answers import Draft
from app.domain.cases import Case
from app.domain.errors import Refused
from app.domain.fee_explanation import FeeWhy, WhyLine, WhyRow
from app.domain.fees import FeeLine, line_name, total_due
from app.domain.forms import Exemption, Fee, FormDef, Scalar, Text, When, is_dated
from app.domain.money_entries import FeeCharged
from app.domain.office_fees import OfficeAmount
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import SEOUL, Desk, from_ms
from app.services.price_draft import quote
from app.services.whole_book import unknown

_OWNERS: Final[Mapping[str, Text]] = {
    "local": Text(ko="구 세입", en="The office"),
    "national": Text(ko="국가 (여권 수수료)", en="The state (passport fee)"),
    "contribution": Text(ko="국제교류기여금", en="International exchange contribution"),
    "carrier": Text(ko="우편배송 (예수)", en="The carrier (held for it)"),
}
_CHANNELS: Final[Mapping[str, Text]] = {
    "counter": Text(ko="창구", en="Counter"),
    "post": Text(ko="우편", en="Post"),
    "fax": Text(ko="팩스", en="Fax"),
    "online": Text(ko="온라인", en="Online"),
    "kiosk": Text(ko="무인민원발급기", en="Kiosk"),
    "phone": Text(ko="전화", en="Phone"),
}
_MOMENTS: Final[Mapping[str, Text]] = {
    "receipt": Text(ko="접수한 때의 수수료", en="the fee of the moment of receipt"),
    "issue": Text(ko="발급하는 때의 수수료", en="the fee of the moment of issue"),
}
_UNITS: Final[Mapping[str, str]] = {"copy": "통", "view": "회", "case": "건", "parcel": "필지", "sheet": "장", "passport": "권"}


def why_of_case(desk: Desk, actor: Actor, number: str) -> FeeWhy:
    """Where each won of that case comes from. Refused `case_unknown`, `not_allowed`. `number`: own or official."""
    require(actor.role, "see_fees")
    case = _find(desk, number)
    form = desk.form(case.service)
    charges = desk.store.office_fees.charges(case.case_id)
    if not charges:
        return _why(form, case.number, [_free(case)], [])
    rows: list[WhyRow] = []
    lines: list[WhyLine] = []
    for header, charged in charges:
        at = from_ms(charged.priced_at)
        rows += _moment(form, at, header.bundle, desk.catalogue.bundle)
        lines += [_line(desk, form, each, at, charged) for each in charged.lines]
    return _why(form, case.number, rows, lines, sum(total_due(charged.lines) for _, charged in charges))


def why_of_draft(desk: Desk, actor: Actor, draft: Draft) -> FeeWhy:
    """Where each won of a form that is being filled in would come from. Refused `fee_not_set`, `fee_not_found`, `service_unknown`."""
    require(actor.role, "see_fees")
    form, found = desk.form(draft.service), quote(desk, draft)
    if "fee" in found.problems:
        raise Refused(found.problems["fee"], service=form.id)
    if not found.lines:
        return _why(form, "", [_none(provisional=found.provisional)], [])
    charged = FeeCharged(lines=list(found.lines), priced_at=0, exemption=draft.exemption, evidence=found.evidence)
    rows = _moment(form, found.priced_at, desk.catalogue.bundle, desk.catalogue.bundle)
    lines = [_line(desk, form, each, found.priced_at, charged) for each in found.lines]
    return _why(form, "", rows, lines, found.due_won)


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _why(form: FormDef, number: str, rows: list[WhyRow], lines: list[WhyLine], due_won: int = 0) -> FeeWhy:
    return FeeWhy(number=number, service=form.id, name=form.name, due_won=due_won, rows=rows, lines=lines)


def _find(desk: Desk, number: str) -> Case:
    found = desk.store.cases.find_by_number(number.strip())
    case = desk.store.cases.find(found[0]) if found else None
    if case is None:
        raise unknown(desk, "case_unknown")
    return case


def _row(key: str, ko: str, en: str, value_ko: str, value_en: str) -> WhyRow:
    return WhyRow(key=key, label=Text(ko=ko, en=en), value=Text(ko=value_ko, en=value_en))


def _none(*, provisional: bool) -> WhyRow:
    if provisional:
        return _row("none", "수수료", "Fee", "접수만 했으므로 아직 없습니다.", "None yet: it was only received.")
    return _row("none", "수수료", "Fee", "수수료가 없는 민원입니다.", "This service has no fee.")


def _free(case: Case) -> WhyRow:
    return _none(provisional=case.only_received)


def _minute(at: datetime) -> str:
    return at.astimezone(SEOUL).strftime("%Y-%m-%d %H:%M")


def _moment(form: FormDef, at: datetime, bundle: bytes, today: bytes) -> list[WhyRow]:
    rule = _MOMENTS[form.priced_at]
    rows = [_row("moment", "기준 시각", "Priced at", f"{_minute(at)} ({rule.ko})", f"{_minute(at)} ({rule.en})")]
    if bundle == today:  # which one it was stands in the entry; its digest tells nobody at the counter anything
        rows.append(_row("bundle", "수수료표", "Fee table", "지금 쓰는 것", "In use now"))
    else:
        rows.append(
            _row("bundle", "수수료표", "Fee table", "그때 쓰던 것 (지금 것과 다름)", "The one of that time (another is in use now)")
        )
    rows.append(_row("law", "법적 근거", "Legal basis", form.legal_basis or "–", form.legal_basis or "–"))
    return rows


def _line(desk: Desk, form: FormDef, line: FeeLine, at: datetime, charged: FeeCharged) -> WhyLine:
    fee = next((each for each in form.fees if each.id == line.fee), None)
    rows = [_rule(form, line, fee)]
    if fee is not None:
        rows += _table(form, fee)
    if isinstance(line.amount_entry, UUID):
        rows.append(_office(desk, form, line.amount_entry))
    unit = _UNITS[fee.unit] if fee is not None else _UNITS["copy"]
    rows.append(
        _row(
            "amount",
            "금액",
            "Amount",
            f"{line.unit_won:,}원 × {line.quantity}{unit} = {line.gross_won:,}원",
            f"{line.unit_won:,} won × {line.quantity} = {line.gross_won:,} won",
        )
    )
    if fee is not None and fee.contribution_won:
        rows.append(_contribution(fee, line))
    owner = _OWNERS[line.owner]
    rows.append(_row("owner", "받는 곳", "Goes to", owner.ko, owner.en))
    rows += _reduced(desk, line, fee, charged)
    return WhyLine(line=line.line, title=line_name(form, line), due_won=line.due_won, rows=rows)


def _rule(form: FormDef, line: FeeLine, fee: Fee | None) -> WhyRow:
    if fee is not None:
        return _row("rule", "규칙", "Rule", f"{form.id}/{fee.id}", f"{form.id}/{fee.id}")
    return _row(
        "rule", "규칙", "Rule", f"{form.id}/{line.fee} (지금 수수료표에는 없습니다)", f"{form.id}/{line.fee} (not in today's fee table)"
    )


def _holds(fee: Fee) -> list[WhyRow]:
    """From when till when the amount holds; nothing of a beginning that nobody knows."""
    begins = _minute(fee.from_) if is_dated(fee.from_) else ""
    ends = _minute(fee.to) if fee.to is not None else ""
    if not begins:
        return [_row("period", "기간", "Holds", f"{ends}까지", f"Until {ends}")] if ends else []
    return [_row("period", "기간", "Holds", f"{begins} ~ {ends}".rstrip(), f"{begins} to {ends}" if ends else f"From {begins}")]


def _table(form: FormDef, fee: Fee) -> list[WhyRow]:
    """What the form's row says of itself."""
    channel = _CHANNELS[fee.channel]
    rows = [*_holds(fee), _row("channel", "신청 방법", "Channel", channel.ko, channel.en)]
    if fee.when:
        ko = ", ".join(_condition(form, when)[0] for when in fee.when)
        en = ", ".join(_condition(form, when)[1] for when in fee.when)
        rows.append(_row("condition", "조건", "Condition", ko, en))
    checked = ("", "") if fee.verified else (" (확인되지 않음)", " (not verified)")
    source = fee.source or Text(ko="–", en="–")
    rows.append(_row("source", "출처", "Source", source.ko + checked[0], source.en + checked[1]))
    if fee.note:
        rows.append(_row("note", "비고", "Note", fee.note.ko, fee.note.en))
    return rows


def _condition(form: FormDef, when: When) -> tuple[str, str]:
    field = form.field(when.field)
    wanted: list[Scalar | None] = [*when.any_of] if when.any_of else [when.equals]
    names = {choice.value: choice.label for choice in field.choices}
    labels = [names.get(str(each), Text(ko=str(each), en=str(each))) for each in wanted]
    ko, en = " · ".join(each.ko for each in labels), " or ".join(each.en for each in labels)
    return f"{field.label.ko} {ko}", f"{field.label.en}: {en}"


def _office(desk: Desk, form: FormDef, entry_id: UUID) -> WhyRow:
    """The office's own amount that was used. An entry this desk does not hold yet is named by its end."""
    said: OfficeAmount | None = next((each for each in desk.store.office_fees.amounts(form.id) if each.entry_id == entry_id), None)
    if said is None:
        end = str(entry_id)[-12:]
        return _row("office", "기관 금액", "Office's amount", f"기재 {end}", f"Entry {end}")
    since, who = _minute(said.valid_from), said.signers
    ko, en = f"{since}부터, {said.source} (정한 사람 {who})", f"From {since}, {said.source} (set by {who})"
    return _row("office", "기관 금액", "Office's amount", ko, en)


def _contribution(fee: Fee, line: FeeLine) -> WhyRow:
    if line.owner == "contribution":
        part = f"{line.unit_won:,}"
        return _row("split", "나눔", "Split", f"한 권 수수료에 든 기여금 {part}원", f"{part} won of each fee are the contribution")
    own, other = line.unit_won, fee.contribution_won
    ko = f"{own + other:,}원 = 수수료 {own:,}원 + 국제교류기여금 {other:,}원"
    en = f"{own + other:,} won = fee {own:,} won + contribution {other:,} won"
    return _row("split", "나눔", "Split", ko, en)


def _reduced(desk: Desk, line: FeeLine, fee: Fee | None, charged: FeeCharged) -> list[WhyRow]:
    """감면 of that line, or why it has none although the case has a ground."""
    if line.exemption is None:
        if charged.exemption is not None and fee is not None and not fee.exemptible:
            return [_row("reduction", "감면", "Reduction", "감면하지 않는 금액입니다.", "This amount is never reduced.")]
        return []
    ground: Exemption | None = desk.catalogue.exemptions.get(line.exemption)
    name = ground.name if ground is not None else Text(ko=line.exemption, en=line.exemption)
    percent = f" {ground.rate_percent}%" if ground is not None else ""
    rows = [
        _row(
            "reduction",
            "감면",
            "Reduction",
            f"{name.ko}{percent}, △{line.waived_won:,}원 (1원 미만 버림)",
            f"{name.en}{percent}, −{line.waived_won:,} won (rounded down to whole won)",
        )
    ]
    if charged.evidence:
        rows.append(_row("evidence", "확인한 자료", "Evidence seen", charged.evidence, charged.evidence))
    if ground is not None and ground.source:
        rows.append(_row("reduction_source", "감면 근거", "Source of the reduction", ground.source.ko, ground.source.en))
    return rows
