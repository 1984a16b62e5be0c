"""A drawer added up entry by entry: what the sums of the ledger have to come to."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.drawer import DrawerDay, DrawerMoves, cash_back, drawer_day
from app.domain.entry_body import Body
from app.domain.money_entries import CashMoved, DayOpened, PaymentReversed, PaymentSettled
from app.domain.tenders import CASH, tender_column


def fold_drawer(bodies: Iterable[Body]) -> DrawerDay:
    """The drawer of the business day whose entries these are."""
    float_won = cash_won = 0
    in_won = out_won = remitted_won = returned_won = 0
    for body in bodies:
        if isinstance(body, DayOpened):
            float_won += body.float_won
        elif isinstance(body, PaymentSettled):
            cash_won += sum(each.amount_won for each in body.allocations if tender_column(each.tender) == CASH)
        elif isinstance(body, PaymentReversed):
            returned_won += cash_back(body)
        elif isinstance(body, CashMoved):
            if body.way == "in":
                in_won += body.amount_won
            elif body.purpose == "remit":
                remitted_won += body.amount_won
            else:
                out_won += body.amount_won
    moves = DrawerMoves(cash_won=cash_won, in_won=in_won, out_won=out_won, remitted_won=remitted_won, returned_won=returned_won)
    return drawer_day(float_won, moves)
