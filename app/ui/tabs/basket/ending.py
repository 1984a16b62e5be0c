"""What was just put on disk, as the basket shows it at the end. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from app.domain.answers import check
from app.domain.errors import DraftRefused
from app.domain.programmes import offer_text
from app.domain.views import VisitRecorded
from app.ui import formats
from app.ui.context import Context
from app.ui.late_filing import late_penalty
from app.ui.visit import Line

OWN_SLIP: Final = frozenset({"passport", "petition", "disclosure"})  # their 접수증 prints by itself


@dataclass(frozen=True)
class Done:
    """What was just put on disk; kept until the next line is taken."""

    numbers: tuple[tuple[str, str], ...]
    paid_won: int
    change_won: int
    handed_won: int  # of means that give change
    deferred_won: int  # 후불: nothing was taken for it yet
    means: tuple[tuple[str, str], ...]  # each means of payment and what it gave
    receipts: tuple[str, ...]
    slips: tuple[UUID, ...]
    provisional: bool
    elsewhere: bool  # received for another office to make: nothing was issued
    late: tuple[str, ...]  # numbers of filings that came late: 과태료 안내 is theirs
    waits: bool  # central is away: it goes out by itself later (COUNTER §6, message 1)
    rest_won: int = 0  # a later card of several did not pay: still owed
    told: str = ""  # and why
    papers: tuple[tuple[str, UUID], ...] = ()  # cases whose paper a national system printed just now: it has a number of its own
    cases: tuple[tuple[str, UUID], ...] = ()  # every number with the case it is the number of
    cancelled: tuple[str, ...] = ()  # numbers that were cancelled since
    next: tuple[str, ...] = ()  # what people usually need after such a case, and where

    @property
    def receipt_no(self) -> str | None:
        """The newest one."""
        return self.receipts[-1] if self.receipts else None


def without(done: Done, number: str, cancelled: str) -> Done | None:
    """What is left to say of that visit once the case of that number is cancelled; None if nothing is.

    `cancelled`: what stands beside its name from now on. The money that was taken stays what it was; giving it back is told elsewhere.
    """
    left = [case for case, _ in done.numbers if case != number and case not in done.cancelled]
    if not left:
        return None
    named = ((case, f"{name} · {cancelled}" if case == number else name) for case, name in done.numbers)
    ids = dict(done.cases)
    return replace(
        done,
        numbers=tuple(named),
        cancelled=(*done.cancelled, number),
        slips=tuple(each for each in done.slips if each != ids.get(number)),
        late=tuple(each for each in done.late if each != number),
        papers=tuple(each for each in done.papers if each[0] != number),
    )


def done_of(
    context: Context,
    lines: Sequence[Line],
    result: VisitRecorded,
    *,
    elsewhere: bool,
    receipts: Sequence[str] = (),
    rest_won: int = 0,
    told: str = "",
) -> Done:
    """`receipts`: of each of several payments; without them that of `result`."""
    named = list(zip(lines, result.cases, strict=True))
    one = (result.receipt_no,) if result.receipt_no is not None else ()
    sync = context.session.sync
    claims = {code for code, tender in context.catalogue.tenders.items() if tender.claim}
    return Done(
        numbers=tuple((case.number, context.words.of(line.form.short)) for line, case in named),
        paid_won=result.paid_won,
        change_won=result.change_won,
        handed_won=sum(part.received_won for part in result.parts),
        deferred_won=sum(part.amount_won for part in result.parts if part.tender in claims),
        means=tuple((context.tender_name(part.tender), formats.won(part.amount_won)) for part in result.parts),
        receipts=tuple(receipts) or one,
        slips=tuple(case.case_id for line, case in named if line.form.life != "certificate" or case.provisional or elsewhere),
        provisional=any(case.provisional for case in result.cases),
        elsewhere=elsewhere,
        late=tuple(case.number for line, case in named if _is_late(context, line)),
        waits=sync is not None and sync.central == "down",
        rest_won=rest_won,
        told=told,
        papers=tuple((case.number, case.case_id) for line, case in named if not elsewhere and _printed(line, provisional=case.provisional)),
        cases=tuple((case.number, case.case_id) for _, case in named),
        next=tuple(dict.fromkeys([*_next_texts(context, lines), *_offer_texts(context, result)])),
    )


def _next_texts(context: Context, lines: Sequence[Line]) -> Iterator[str]:
    """The follow-on services of what was recorded, each in a line (COUNTER §3 D)."""
    of = context.words.of
    for line in lines:
        for each in line.form.follow_ons:
            yield context.words.text("follow_on.line", name=of(each.name), where=of(each.where))


def _offer_texts(context: Context, result: VisitRecorded) -> Iterator[str]:
    """What the office offers of itself with what was recorded: a guardian, for long petitions."""
    return (offer_text(each, context.words) for case in result.cases for each in case.offers)


def _printed(line: Line, *, provisional: bool) -> bool:
    return line.form.life == "certificate" and line.form.national_system is not None and not provisional


def _is_late(context: Context, line: Line) -> bool:
    today = context.today()
    values = check(line.form, line.draft, today=today).values  # as they are kept: in the draft they stand as they were typed
    return late_penalty(context, line.form.id, values, today) is not None


def change_text(context: Context, received: str) -> str:
    """거스름돈 for that much handed over, or what is still missing; empty if that is no amount."""
    plain = received.replace(",", "").strip()
    if not plain.isdigit():
        return ""
    change = int(plain) - context.visit.total_won
    return context.words.text("pay.missing" if change < 0 else "fee.won", won=formats.won(abs(change)))


def refused_text(context: Context, lines: Sequence[Line], error: DraftRefused) -> str:
    """Why the basket was not taken: the sentence, each field that is wrong by its name, and how its form is opened again."""
    words = context.words
    labels = {each.id: words.of(each.label) for line in lines for each in line.form.fields}
    named = [f"{labels.get(name, name)}: {words.problem(code)}" for name, code in error.fields.items()]
    return "\n".join([words.message(error), *named, words.text("basket.reopen")])
