"""나눠 받기: a sum paid by several means, one after the other, until nothing is left. Pure; the service checks it all again."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.forms import TenderDef
from app.domain.payments import Tendered, card_data_problem


class Split:
    """`parts` in the order in which they were given; `rest_won` is what they leave.

    `one_card`: the terminal may be asked for one part only, because what is owed is paid whole.
    """

    def __init__(self, due_won: int, tenders: Mapping[str, TenderDef], *, by_terminal: bool, one_card: bool = False) -> None:
        self.due_won = due_won
        self._tenders = tenders
        self._by_terminal, self._one_card = by_terminal, one_card
        self.parts: list[Tendered] = []

    @property
    def rest_won(self) -> int:
        return self.due_won - sum(each.amount_won or 0 for each in self.parts)

    def tenders(self) -> list[TenderDef]:
        """In the order of their keys."""
        return sorted(self._tenders.values(), key=lambda each: each.key)

    def by_key(self, key: str) -> TenderDef | None:
        """The means with that digit."""
        return next((each for each in self.tenders() if each.key == key), None)

    def asks_approval(self, tender: TenderDef) -> bool:
        """True if a number has to be typed: the terminal on the desk says it itself."""
        return tender.approval == "typed" or (tender.approval == "terminal" and not self._by_terminal)

    def add(self, tender: TenderDef, amount: str, *, received: str = "", approval_no: str = "", last4: str = "") -> str:
        """That part is taken in, or the word for why not (a key below `split.` or `pay.`)."""
        won, handed = _won(amount), _won(received) if tender.change and received.strip() else 0
        if won is None or not 0 < won <= self.rest_won:
            return "split.amount_wrong"
        if handed is None or (handed and handed < won):
            return "split.handed_too_little"
        approval_no = approval_no.strip()
        terminal = [each for each in self.parts if self._tenders[each.tender].approval == "terminal"]
        if self._one_card and self._by_terminal and tender.approval == "terminal" and terminal:
            return "split.one_card"
        if self.asks_approval(tender) and not approval_no:
            return "pay.approval_missing"
        if problem := card_data_problem(approval_no):
            return "split.approval_long" if problem == "card_data_invalid" else "pay.approval_characters"
        if last4 and not (last4.isdecimal() and len(last4) == 4):
            return "pay.last4_wrong"
        self.parts.append(Tendered(tender=tender.code, amount_won=won, received_won=handed, approval_no=approval_no, last4=last4))
        return ""

    def take_back(self) -> bool:
        """The last part is out again; False if there is none."""
        if self.parts:
            self.parts.pop()
            return True
        return False


def _won(text: str) -> int | None:
    plain = text.replace(",", "").strip()
    return int(plain) if plain.isdecimal() else None
