"""What the citizen sees, ready in words; names masked, numbers left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.errors import Refused
from app.domain.identity import mask_name, parse_date, parse_rrn
from app.domain.words import Words
from app.ui import formats
from app.ui.visit import Visit


@dataclass(frozen=True)
class Waiting:
    """Nobody's data: the office, the number that is being served, a word of the office."""

    ticket: str
    note: str


@dataclass(frozen=True)
class Away:
    """Nobody is at the desk, or it is locked."""


@dataclass(frozen=True)
class ItemLine:
    name: str
    copies: str
    amount: str


@dataclass(frozen=True)
class Items:
    """The basket. `asks`: the citizen is to say whether it is right; `said`: what was answered to what they said."""

    people: tuple[str, ...]
    lines: tuple[ItemLine, ...]
    waived: str
    total: str
    asks: bool = False
    said: str = ""


@dataclass(frozen=True)
class Consent:
    """One question of yes or no. `step`: where there are several."""

    question: str
    why: str
    step: str


@dataclass(frozen=True)
class Signing:
    """What the signature is for. `number`: of its case; not shown, but another case is another page, with an empty box."""

    what: str
    number: str = ""


@dataclass(frozen=True)
class Thanks:
    """The end. `asks`: a rating may be given; `said`: what was answered to it, or to a signature.

    `whom`: who was thanked, counted; not shown, but another citizen is another page, which stays its own time.
    """

    asks: bool
    said: str
    whom: int = 0


Page = Waiting | Away | Items | Consent | Signing | Thanks


def items_page(visit: Visit, words: Words, *, today: date, asks: bool, said: str) -> Items:
    """The basket as the citizen sees it. The ground of an exemption is not told: others may see the screen too."""
    waived = sum(line.waived_won for line in visit.lines)
    return Items(
        people=_people(visit, words, today),
        lines=tuple(
            ItemLine(
                name=words.of(line.form.name),
                copies=words.text("citizen.copies", n=line.copies) if line.counts_copies else "",
                amount=_amount(line.due_won, words, provisional=line.provisional),
            )
            for line in visit.lines
        ),
        waived=words.text("fee.won", won=formats.won(-waived)) if waived else "",
        total=words.text("fee.won", won=formats.won(visit.total_won)) if visit.priced else words.text("citizen.pricing"),
        asks=asks,
        said=said,
    )


def _amount(due_won: int | None, words: Words, *, provisional: bool) -> str:
    if due_won is None:
        return words.text("citizen.pricing")
    return words.text("citizen.receive_only") if provisional else words.text("fee.won", won=formats.won(due_won))


def _people(visit: Visit, words: Words, today: date) -> tuple[str, ...]:
    """Applicant and agent of the lines, each once."""
    found: dict[str, None] = {}
    for line in visit.lines:
        for role, values in (("applicant", line.draft.applicant), ("agent", line.draft.agent or {})):
            if name := str(values.get("name") or "").strip():
                born = born_on(values, today)
                day = f" · {words.text('citizen.born', day=f'{born.year}. {born.month}. {born.day}.')}" if born is not None else ""
                found[f"{words.text(f'citizen.{role}')} {mask_name(name)}{day}"] = None
    return tuple(found)


def born_on(values: Mapping[str, object], today: date) -> date | None:
    """The day of birth that a number or a date of those answers tells; None where neither can be read."""
    number, day = values.get("rrn") or values.get("arn"), values.get("birth_date")
    try:
        return parse_rrn(str(number), today=today).birth_date if number else parse_date(str(day), today=today) if day else None
    except Refused:
        return None
