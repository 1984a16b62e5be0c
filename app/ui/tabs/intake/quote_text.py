"""What stands below a form that is being filled in: what is to be paid, and what the desk knows of the same person. No Qt."""

from __future__ import annotations

from app.domain.forms import FormDef
from app.domain.place_words import desk_text
from app.domain.views import PersonHint
from app.ui import formats
from app.ui.context import Context
from app.ui.services import Quote


def quote_text(context: Context, form: FormDef | None, quote: Quote) -> str:
    """What is to be paid; beside it what a late filing costs, which is told and never taken here. `form`: the one in front."""
    text = context.words.text
    if "fee" in quote.problems:
        return text("fee.unknown")
    due = "fee.due_at_notice" if form is not None and form.priced_at == "notice" else "fee.due"
    found = text("fee.none_yet" if quote.provisional else due, won=formats.won(quote.due_won))
    if quote.person_hint is not None:
        found += "\n" + _hint_text(context, quote.person_hint)
    if quote.same_today is not None:
        at, desk = formats.clock_text(quote.same_today.at), desk_text(quote.same_today.desk)
        found += "\n" + text("same_today.told", at=at, desk=desk)
    if quote.filed_before:
        found += "\n" + text("filed_before.told", numbers=", ".join(quote.filed_before[:3]))
    if quote.penalty is None:
        return found
    late = text("fee_late.told", days=quote.penalty.days_late, won=quote.penalty.amount_won, reduced=quote.penalty.reduced_won)
    return f"{found} · {late}"


def _hint_text(context: Context, hint: PersonHint) -> str:
    """What was asked for the same person before, and how old that is: a hint, the system decides."""
    field = context.catalogue.forms[hint.service].field("protection")
    kind = next((context.words.of(choice.label) for choice in field.choices if choice.value == hint.kind), hint.kind)
    return context.words.text("person_hint.told", kind=kind, day=hint.received_on, days=hint.days, number=hint.number)
