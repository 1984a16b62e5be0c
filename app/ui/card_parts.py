"""Several cards and other means pay one sum: each card is an intent of its own at the terminal, one after the other. Pure.

The first one takes the basket (or the cases) with it, so that what it paid is in the book before the second is asked; cash and the
like go with the last, when nothing of the sum can fail any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from app.domain.forms import TenderDef
from app.domain.payments import Tendered
from app.domain.views import VisitRecorded


def by_terminal(parts: Sequence[Tendered], tenders: Mapping[str, TenderDef]) -> tuple[list[Tendered], list[Tendered]]:
    """The parts the terminal is asked for, and the others."""
    cards = [each for each in parts if tenders[each.tender].approval == "terminal" and not each.approval_no]
    return cards, [each for each in parts if each not in cards]


class CardParts:
    """`first`: what the first card pays, `basis` what each later one is told too, both as `CardPayments.begin` takes them."""

    def __init__(
        self, cards: Sequence[Tendered], others: Sequence[Tendered], first: Mapping[str, Any], basis: Mapping[str, Any] | None = None
    ) -> None:
        self._cards, self._others, self._first, self._basis = list(cards), list(others), dict(first), dict(basis or {})
        self.paid: list[VisitRecorded] = []

    def next(self) -> tuple[int, dict[str, Any]]:
        """The won of the card whose turn it is, and what is handed to `Charging.begin` with them."""
        at = len(self.paid)
        card, last = self._cards[at], at + 1 == len(self._cards)
        what: dict[str, Any] = {"case_ids": [case.case_id for case in self.paid[0].cases]} if self.paid else dict(self._first)
        what |= {"tender": card.tender, **self._basis}
        if last:
            what["others"] = self._others
        if len(self._cards) > 1:
            what |= {"instalment": not last, "place": (at + 1, len(self._cards))}
        return card.amount_won or 0, what

    def took(self, result: VisitRecorded) -> bool:
        """That card has paid; True if there is another one."""
        self.paid.append(result)
        return len(self.paid) < len(self._cards)

    @property
    def rest_won(self) -> int:
        """What is still to be paid of the whole."""
        left = self._cards[len(self.paid) :]
        return sum(each.amount_won or 0 for each in (*left, *(self._others if left else ())))

    @property
    def receipts(self) -> list[str]:
        return [each.receipt_no for each in self.paid if each.receipt_no is not None]

    def whole(self) -> VisitRecorded:
        """What all of them paid together, the cases as the last one left them; its receipt number is the last one."""
        known = {case.case_id: case for each in self.paid for case in each.cases}
        return msgspec.structs.replace(
            self.paid[-1],
            cases=[known[case.case_id] for case in self.paid[0].cases],
            paid_won=sum(each.paid_won for each in self.paid),
            change_won=sum(each.change_won for each in self.paid),
            parts=[part for each in self.paid for part in each.parts],
        )
