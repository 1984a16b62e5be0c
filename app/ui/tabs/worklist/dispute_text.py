"""A dispute in words: ours, theirs, what stands now. No Qt."""

from __future__ import annotations

from app.domain.disputes import Difference, DisputeDetail, DisputeRow, Written
from app.domain.place_words import desk_text
from app.domain.words import Words
from app.ui import case_text, formats
from app.ui.context import Context

_DAY_MS = 86_400_000
BRANCH = "branch_started"  # nobody else wrote anything: the ledger itself has a gap to look into
# Somebody else did it too: central knew before their record came here
WITH_OTHERS = ("charged_twice", "paid_twice", "returned_twice", "step_taken_twice", "version_outdated")


def why(words: Words, code: str) -> str:
    """What is disputed, in a few words."""
    key = f"dispute.{code}"
    return words.text(key) if words.has(key) else words.text("dispute.other", code=code)


def title(context: Context, row: DisputeRow) -> str:
    """확인할 일 · 번호 · 민원 · 성명 · 까닭."""
    service = context.service_name(row.service) if row.service else ""
    parts = [context.words.text("dispute.title"), row.number, service, row.name, why(context.words, row.code)]
    return " · ".join(part for part in parts if part)


def lines(context: Context, detail: DisputeDetail) -> list[str]:
    """Age, our entry, theirs, the case now, value by value what differs."""
    words = context.words
    found = [_age(context, detail.row.opened_at)]
    if detail.ours is not None:
        found.append(f"{words.text('dispute.ours')}: {_written(context, detail.ours)}")
    if detail.theirs:
        found += [f"{words.text('dispute.theirs')}: {_written(context, each)}" for each in detail.theirs]
    elif detail.row.entry_kind == BRANCH:
        found.append(words.text("dispute.branch_hint"))
    elif detail.row.kind != "check":
        found.append(words.text("dispute.theirs_awaited" if detail.row.code in WITH_OTHERS else "dispute.theirs_none"))
    if detail.state:
        found.append(f"{words.text('dispute.now')}: {case_text.state_text(context, detail.life, detail.state)}")
        found.append(words.text("dispute.money", paid=formats.won(detail.paid_won), due=formats.won(detail.due_won)))
    found += [_difference(context, detail, each) for each in detail.differences]
    for side, sums in zip(("ours", "central"), detail.sums, strict=False):
        shown = {"entries": sums[0], "won": formats.won(sums[1]), "last": sums[2]}
        found.append(words.text("dispute.check_sums", side=words.text(f"dispute.check_side_{side}"), **shown))
    if detail.seqs:
        found.append(words.text("dispute.check_seqs", seqs=", ".join(map(str, detail.seqs))))
    if detail.numbers:
        found.append(words.text("dispute.check_numbers", numbers=", ".join(detail.numbers)))
    if detail.row.kind == "stopped":
        found.append(words.text("dispute.stopped_hint"))
    return found


def _age(context: Context, opened_at: int) -> str:
    days = max(0, context.now_ms() - opened_at) // _DAY_MS
    if days:
        return context.words.text("dispute.age", at=formats.short_stamp(opened_at), days=days + 1)
    return context.words.text("dispute.age_today", at=formats.clock_text(opened_at))


def _written(context: Context, each: Written) -> str:
    words = context.words
    what = words.happened(each.kind, each.step)
    money = words.text("fee.won", won=formats.won(each.amount_won)) if each.amount_won else ""
    said = " · ".join(part for part in (what, money, each.note) if part)
    desk = desk_text(each.desk)
    return words.text("dispute.line", at=formats.short_stamp(each.at), desk=desk, user=each.person or each.user, what=said)


def _difference(context: Context, detail: DisputeDetail, each: Difference) -> str:
    text, field = context.words.text, _label(context, detail, each.field)
    nothing = text("dispute.nothing")
    return text("dispute.difference", field=field, ours=each.ours or nothing, now=each.now or nothing)


def _label(context: Context, detail: DisputeDetail, field_id: str) -> str:
    if field_id == "official_no":
        return context.words.text("case.official_no")
    form = context.catalogue.forms.get(detail.row.service)
    fields = {each.id: each.label for each in form.fields} if form is not None else {}
    steps = {f"facts.{each.id}": each.label for step in context.catalogue.steps if step.life == detail.life for each in step.fields}
    label = fields.get(field_id) or steps.get(field_id)
    return context.words.of(label) if label is not None else field_id
