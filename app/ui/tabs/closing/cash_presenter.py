"""현금: what is in the drawer by the book and why, cash put in, taken out, taken to the bank. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.drawer import DrawerDay
from app.domain.errors import Refused
from app.domain.money_entries import CashMoved
from app.ports.drawer import Done
from app.services.drawer import DrawerState, Purpose, Way
from app.ui import formats
from app.ui.context import Context
from app.ui.services import confirmer_of

MoveRow = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class Move:
    """One way in which cash goes in or out; `asks`: the fields it needs beside the amount."""

    key: str
    code: str
    way: Way
    purpose: Purpose
    asks: tuple[str, ...]


NUMBERED = "remit_number"  # no cash moves: the bank's paper of an earlier 납입 came
MOVES = (
    Move("1", "float_in", "in", "float", ()),
    Move("2", "float_out", "out", "float", ()),
    Move("3", "remit", "out", "remit", ("number", "later")),
    Move("4", "other_in", "in", "other", ("reason",)),
    Move("5", "other_out", "out", "other", ("reason", "sign")),
    Move("6", NUMBERED, "out", "remit", ("which", "number")),
)


class CashScreen(Protocol):
    def show_drawer(self, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_moves(self, rows: Sequence[MoveRow]) -> None: ...
    def show_waiting(self, names: Sequence[str]) -> None: ...
    def clear_form(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


def drawer_pairs(context: Context, drawer: DrawerDay, *, hidden: bool) -> list[tuple[str, str]]:
    """준비금 + 현금 − 반환 + 넣은 돈 − 뺀 돈 − 납입 = 장부; where the amount is covered until the count, the float alone."""
    text = context.words.text

    def won(amount: int) -> str:
        return text("fee.won", won=formats.won(amount))

    if hidden:
        return [(text("day.float"), won(drawer.float_won)), (text("closing.book_cash"), text("count.hidden"))]
    return [
        (text("day.float"), won(drawer.float_won)),
        (text("closing.cash_taken"), won(drawer.cash_won)),
        (text("closing.cash_returned"), won(-drawer.returned_won)),
        (text("drawer.in"), won(drawer.in_won)),
        (text("drawer.out"), won(-drawer.out_won)),
        (text("drawer.remitted"), won(-drawer.remitted_won)),
        (text("closing.book_cash"), won(drawer.expected_won)),
    ]


class CashPresenter:
    def __init__(self, context: Context, screen: CashScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._busy = False
        self._waiting: list[tuple[str, Done[CashMoved]]] = []
        self._hidden = False

    def enter(self) -> None:
        actor, services = self._context.session.signed_in(), self._context.services
        failed = self._context.failing(self._screen)
        self._context.read(services.drawer.unnumbered, done=self._found_waiting, failed=failed)
        self._context.read(lambda: services.drawer.state(actor), done=self._found, failed=self._failed)

    def by_key(self, key: str) -> Move | None:
        return next((each for each in MOVES if each.key == key), None)

    def move(self, move: Move, amount: str, reason: str, number: str, later: bool, leader: str, password: str) -> None:
        """That cash went in or out, and it is in the book."""
        plain = amount.replace(",", "").strip()
        if self._busy:
            return
        if not plain.isdecimal() or int(plain) == 0:
            self._screen.say(self._text("drawer.amount_wrong"), "warning")
            return
        self._busy = True
        actor, services = self._context.session.signed_in(), self._context.services

        def write() -> DrawerDay:
            confirmer = confirmer_of(services, leader, password)
            return services.drawer.move_cash(
                actor, move.way, move.purpose, int(plain), reason=reason, number=number, later=later, confirmer=confirmer
            )

        def moved(_: DrawerDay) -> None:
            self._busy = False
            self._screen.clear_form()
            name = self._text(f"drawer.{move.code}")
            self._screen.say(self._text("drawer.moved", what=name, won=formats.won(int(plain))), "success")
            self._context.session.tell("day")
            self.enter()

        self._context.write(write, done=moved, failed=self._not_moved)

    def _not_moved(self, error: Exception) -> None:
        """What is in the drawer is not told to whoever has not counted it yet."""
        if isinstance(error, Refused) and error.code == "cash_short" and self._hidden:
            self._free()
            self._screen.say(self._text("drawer.short_covered"), "danger")
        else:
            self._context.failing(self._screen, self._free)(error)

    def number(self, place: int, number: str) -> None:
        """The bank's number stands with that 납입, also on a day that is closed."""
        if self._busy:
            return
        if not 0 <= place < len(self._waiting):
            self._screen.say(self._text("drawer.none_waiting"), "warning")
            return
        self._busy = True
        day, waiting = self._waiting[place]
        actor, services = self._context.session.signed_in(), self._context.services

        def write() -> Done[CashMoved]:
            sent = [each.entry_id for each in services.drawer.state(actor, day).moves if each.body.purpose == "remit"]
            return services.drawer.number_remittance(actor, number, day, sent.index(waiting.entry_id) + 1)

        def numbered(done: Done[CashMoved]) -> None:
            self._busy = False
            self._screen.clear_form()
            self._screen.say(self._text("drawer.numbered", won=formats.won(done.body.amount_won), number=done.body.number), "success")
            self.enter()

        self._context.write(write, done=numbered, failed=self._context.failing(self._screen, self._free))

    def _free(self) -> None:
        self._busy = False

    def _failed(self, error: Exception) -> None:
        """Without an open day there is no drawer to speak of."""
        if isinstance(error, Refused) and error.code == "day_not_open":
            self._screen.show_drawer([])
            self._screen.show_moves([])
        self._context.failing(self._screen)(error)

    def _found(self, state: DrawerState) -> None:
        self._hidden = state.hidden
        self._screen.show_drawer(drawer_pairs(self._context, state.drawer, hidden=state.hidden))
        self._screen.show_moves([each[1] for each in sorted(self._rows(state), reverse=True)])

    def _found_waiting(self, waiting: list[tuple[str, Done[CashMoved]]]) -> None:
        self._waiting = waiting
        words = self._context.words
        self._screen.show_waiting(
            [
                f"{formats.business_day_text(day, words)} {formats.clock_text(each.at)} · {formats.won(each.body.amount_won)}"
                for day, each in waiting
            ]
        )

    def _rows(self, state: DrawerState) -> list[tuple[int, MoveRow]]:
        """What was done at the drawer today, with when (ms)."""
        rows: list[tuple[int, MoveRow]] = []
        for move in state.moves:
            body = move.body
            code = "remit" if body.purpose == "remit" else f"{body.purpose}_{body.way}"
            sign = body.amount_won if body.way == "in" else -body.amount_won
            number = self._text("drawer.waits") if code == "remit" and not body.number else body.number
            note = " · ".join(each for each in (number, body.reason, move.confirmer) if each)
            rows.append((move.at, (formats.clock_text(move.at), self._text(f"drawer.{code}"), formats.won(sign), note, move.name)))
        for count in state.counts:
            gap = count.body.counted_won - count.body.expected_won
            note = " · ".join(each for each in (self._gap(gap) if not state.hidden else "", count.body.reason) if each)
            what = self._text(f"drawer.counted_{count.body.purpose}")
            rows.append((count.at, (formats.clock_text(count.at), what, formats.won(count.body.counted_won), note, count.name)))
        for given in state.hand_overs:
            what = self._text("drawer.handed_over", to=given.confirmer)
            note = " · ".join(each for each in (self._gap(given.body.counted_won - given.body.expected_won), given.body.reason) if each)
            rows.append((given.at, (formats.clock_text(given.at), what, formats.won(given.body.counted_won), note, given.name)))
        return rows

    def _gap(self, gap: int) -> str:
        return self._text("drawer.gap", won=formats.won(gap)) if gap else self._text("drawer.no_gap")
