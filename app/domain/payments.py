"""How a sum is paid and how it goes back: parts by means of payment, shares of fee lines; pure, never a won lost or made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.forms import TenderDef
from app.domain.money_entries import Allocation, PaymentPart, PaymentReversed, PaymentSettled

HANDED_MAX_WON = 100_000_000
# What terminals, card companies and banks give: a card number is longer, and is never kept; anything else would act on papers and tables.
_APPROVAL_NO = re.compile(r"[0-9A-Za-z-]*", re.ASCII)
_APPROVAL_MAX = 12
_LAST4 = re.compile(r"[0-9]{4}", re.ASCII)


def card_data_problem(approval_no: str, last4: str = "") -> str:
    """'' for an approval number and last four digits as they are kept, either may be empty; else the code of what is wrong with them.

    `approval_characters`: no letter, digit or hyphen (a blank, a wide digit of the Korean keyboard); `card_data_invalid`: too long for an
    approval number, or last digits that are not four.
    """
    if not _APPROVAL_NO.fullmatch(approval_no):
        return "approval_characters"
    if len(approval_no) > _APPROVAL_MAX or (last4 and not _LAST4.fullmatch(last4)):
        return "card_data_invalid"
    return ""


class Tendered(msgspec.Struct, frozen=True, kw_only=True):
    """What one means of payment is to give. `amount_won` None: all that the others leave.

    `received_won`: cash handed over, 0 for exact. `terminal`, `trace_no`, `approved_at`: of the device that approved it; `manual` None:
    typed in where no device did.
    """

    tender: str
    amount_won: int | None = None
    received_won: int = 0
    approval_no: str = ""
    last4: str = ""
    terminal: str = ""
    trace_no: str = ""
    approved_at: int | None = None
    manual: bool | None = None


class OpenLine(msgspec.Struct, frozen=True, array_like=True):
    """A fee line and what of it is still to be paid."""

    case_id: UUID
    line: int
    open_won: int


def parts_of(due_won: int, asked: Sequence[Tendered], tenders: Mapping[str, TenderDef]) -> list[PaymentPart]:
    """What each means gives; together exactly `due_won`. Only a means that gives change may be handed over in excess.

    Refused `tender_unknown`, `amount_invalid`, `parts_differ` (facts `due_won`, `parts_won`), `approval_missing`, `card_data_problem`'s,
    `cash_too_little` (fact `short_won`).
    """
    rest = [each for each in asked if each.amount_won is None]
    given = sum(each.amount_won for each in asked if each.amount_won is not None)
    if any(each.amount_won is not None and not 0 < each.amount_won <= HANDED_MAX_WON for each in asked) or len(rest) > 1:
        raise Refused("amount_invalid")
    if given > due_won or (given < due_won and not rest) or (rest and given == due_won):
        raise Refused("parts_differ", due_won=due_won, parts_won=given)
    return [_part(each, due_won - given if each.amount_won is None else each.amount_won, tenders) for each in asked]


def _part(asked: Tendered, amount_won: int, tenders: Mapping[str, TenderDef]) -> PaymentPart:
    tender = tenders.get(asked.tender)
    if tender is None:
        raise Refused("tender_unknown", tender=asked.tender[:32])
    approval_no = asked.approval_no.strip()
    if tender.approval != "none" and not approval_no:
        raise Refused("approval_missing")
    if problem := card_data_problem(approval_no, asked.last4):
        raise Refused(problem)
    handed = asked.received_won if tender.change else 0
    if not 0 <= handed <= HANDED_MAX_WON:
        raise Refused("amount_invalid")
    if handed and handed < amount_won:
        raise Refused("cash_too_little", short_won=amount_won - handed)
    typed = tender.approval == "terminal" and not asked.trace_no
    return PaymentPart(
        tender=asked.tender,
        amount_won=amount_won,
        received_won=handed,
        change_won=max(0, handed - amount_won),
        approval_no=approval_no,
        last4=asked.last4,
        manual=typed if asked.manual is None else asked.manual,
        terminal=asked.terminal,
        trace_no=asked.trace_no,
        approved_at=asked.approved_at,
    )


def allocate(parts: Iterable[PaymentPart], lines: Iterable[OpenLine]) -> list[Allocation]:
    """The parts, in their order, given to the lines in theirs; both add up to the same. Refused `amount_does_not_fit` if they can't.

    The parts may be less than the lines are worth (an instalment), never more.
    """
    found: list[Allocation] = []
    todo = [(each, each.open_won) for each in lines if each.open_won > 0]
    at = 0
    for part in parts:
        left = part.amount_won
        while left and at < len(todo):
            line, open_won = todo[at]
            share = min(left, open_won)
            found.append(Allocation(line.case_id, line.line, part.tender, share))
            left -= share
            todo[at] = (line, open_won - share)
            at += share == open_won
        if left:
            raise Refused("amount_does_not_fit", left_won=left)
    return _merged(found)


def left_of(paid: Iterable[Allocation], gone: Iterable[Allocation]) -> list[Allocation]:
    """What of a payment has not gone back yet, in the order in which it was paid.

    What went back in another tender than it came with (a transit card's money in cash) is taken from its line all the same.
    """
    shares = _merged(paid)
    rest = [each.amount_won for each in shares]

    def take(back: Allocation, won: int, *, same_tender: bool) -> int:
        """`won` of that line is taken from what is left; what did not fit."""
        for at, share in enumerate(shares):
            if (share.case_id, share.line) == (back.case_id, back.line) and (share.tender == back.tender) == same_tender:
                taken = min(won, rest[at])
                rest[at] -= taken
                won -= taken
        return won

    # Less than nothing never goes back, whatever another desk's entry says: it would make money out of what has gone already.
    over = [(each, take(each, each.amount_won, same_tender=True)) for each in _merged(each for each in gone if each.amount_won > 0)]
    for each, won in over:
        take(each, won, same_tender=False)
    return [Allocation(each.case_id, each.line, each.tender, won) for each, won in zip(shares, rest, strict=True) if won > 0]


def _merged(shares: Iterable[Allocation]) -> list[Allocation]:
    """One share for each line and tender, in the order of their first."""
    sums: dict[tuple[UUID, int, str], int] = {}
    for each in shares:
        key = (each.case_id, each.line, each.tender)
        sums[key] = sums.get(key, 0) + each.amount_won
    return [Allocation(*key, won) for key, won in sums.items()]


def done_by_terminal(body: Body) -> bool:
    """True where a joined card terminal has taken or given that money already: the entry says what is so, whoever may not like it."""
    if isinstance(body, PaymentSettled):
        return any(part.trace_no and not part.manual for part in body.parts)
    return isinstance(body, PaymentReversed) and body.started is not None
