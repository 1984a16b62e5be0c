"""오늘 수납 and 반환: what was taken, and giving it back line by line, now or by a promise; two people sign. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.errors import Refused
from app.domain.every_paper import Paper
from app.domain.forms import RefundWay
from app.domain.identity import parse_date
from app.domain.refunds import Paid, PaidLine, PromiseRow, Refunded
from app.domain.views import Actor
from app.ports.payments import TakenRow
from app.services.card_payments import CardResult
from app.services.give_back import Selection
from app.ui import formats
from app.ui.context import Context
from app.ui.scans import receipt_number
from app.ui.services import confirmer_of
from app.ui.tabs.payments.card_back import Begun, CardBack

Row = tuple[str, ...]


@dataclass(frozen=True)
class Signed:
    """What the panel was filled in with. `way`: place among the ways that are shown."""

    reason: str
    way: int
    approval_no: str
    user: str
    password: str


@dataclass(frozen=True)
class Later:
    """When and where promised money goes."""

    due: str
    bank: str
    account: str
    holder: str


class RefundScreen(Protocol):
    def show_taken(self, rows: Sequence[Row]) -> None: ...
    def show_paid(self, title: str, rows: Sequence[Row], ways: Sequence[str], *, approval: bool) -> None: ...
    def show_sum(self, text: str) -> None: ...
    def close_panel(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Receipts(Protocol):
    def receipt(self, receipt_no: str) -> None: ...
    def taken(self, receipt_no: str | None) -> None: ...
    def show(self, make: Callable[[], Paper], *, by_itself: bool = False) -> None: ...


class RefundPresenter:
    def __init__(self, context: Context, screen: RefundScreen, papers: Receipts) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._rows: list[TakenRow] = []
        self._paid: Paid | None = None
        self._chosen: set[int] = set()
        self._busy = False

    def enter(self) -> None:
        day = self._context.session.day
        on = (day.day or day.unclosed) if day is not None else None
        if on is None:
            self._found([])
            return
        services = self._context.services
        self._context.read(lambda: services.refunds.taken(on), done=self._found, failed=self._context.failing(self._screen))

    def print_receipt(self, index: int) -> None:
        """영수증 of that line; printed again it says 재발행."""
        if 0 <= index < len(self._rows):
            self._papers.receipt(self._rows[index].receipt_no)

    def open(self, index: int) -> None:
        """Enter on a payment: its lines, to give back."""
        if 0 <= index < len(self._rows):
            self.find(self._rows[index].receipt_no)

    def find(self, typed: str) -> None:
        """A receipt of any day, typed or scanned."""
        if not (number := receipt_number(typed)):
            return
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.read(lambda: services.refunds.paid(actor, number), done=self._opened, failed=self._context.failing(self._screen))

    def turn(self, index: int) -> None:
        """Space: that line goes back, or not."""
        if self._paid is not None and 0 <= index < len(self._paid.lines) and self._paid.lines[index].left_won:
            self._chosen ^= {index}
            self._show_paid()

    def close(self) -> None:
        self._paid = None
        self._screen.close_panel()

    def refund(self, signed: Signed) -> None:
        """[반환]: the money is back with the citizen; what a terminal took it gives back itself."""
        paid = self._paid
        if paid is None or self._busy or not self._ready(signed):
            return
        way = self._way(signed.way)
        selection = self._selection()
        at_terminal = [code for code in paid.by_terminal if code in self._tenders()]
        if at_terminal and way in (None, "original") and not signed.approval_no and self._context.services.cards.joined:
            self._by_terminal(paid, selection, signed)
            return
        approvals = dict.fromkeys(self._tenders(), signed.approval_no) if signed.approval_no else {}
        self._give_back(paid, selection, signed, way, approvals)

    def promise(self, signed: Signed, later: Later) -> None:
        """[반환 약속]: the money goes back until a date; the citizen holds a slip."""
        paid = self._paid
        if paid is None or self._busy or not self._ready(signed):
            return
        try:
            due = parse_date(later.due, today=self._context.today())
        except Refused:
            self._screen.say(self._text("refund.due_wrong"), "warning")
            return
        selection, actor, services = self._selection(), self._context.session.signed_in(), self._context.services
        self._busy = True

        def write() -> PromiseRow:
            confirmer = confirmer_of(services, signed.user, signed.password)
            return services.refunds.promise(
                actor,
                paid.receipt_no,
                signed.reason,
                confirmer=confirmer,
                due=due,
                selection=selection,
                bank=later.bank,
                account=later.account,
                holder=later.holder,
            )

        def promised(row: PromiseRow) -> None:
            self._done(self._text("refund.promised", won=formats.won(row.amount_won), slip=row.slip_no))
            self._papers.show(lambda: services.refunds.slip(actor, row.slip_no), by_itself=True)

        self._context.write(write, done=promised, failed=self._context.failing(self._screen, self._free))

    # --- inside ----------------------------------------------------------------------------------------------------------------

    def _give_back(self, paid: Paid, selection: Selection, signed: Signed, way: RefundWay | None, approvals: Mapping[str, str]) -> None:
        actor, services = self._context.session.signed_in(), self._context.services
        self._busy = True

        def write() -> Refunded:
            confirmer = confirmer_of(services, signed.user, signed.password)
            return services.refunds.refund(
                actor, paid.receipt_no, signed.reason, confirmer=confirmer, selection=selection, way=way, approvals=approvals
            )

        self._context.write(write, done=self._refunded, failed=self._context.failing(self._screen, self._free))

    def _by_terminal(self, paid: Paid, selection: Selection, signed: Signed) -> None:
        """The intent is in the book, then the terminal gives the card its money back; what other means took follows by itself."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._busy = True

        rest = [code for code in self._tenders() if code not in paid.by_terminal]

        def begin() -> Begun:
            confirmer = confirmer_of(services, signed.user, signed.password)
            body = services.refunds.terminal_back(actor, paid.receipt_no, signed.reason, confirmer=confirmer, selection=selection)
            if body is None:
                raise Refused("nothing_to_return")
            return Begun(confirmer, services.cards.begin_refund(actor, body), not rest)

        def done(result: CardResult) -> None:
            self._done(self._text("refund.card_done", won=formats.won(result.amount_won)))
            if result.receipt_no:
                self._print_back(result.receipt_no)

        others = Selection(lines=selection.lines, tenders=rest)
        CardBack(self._context, self._screen, free=self._free).run(
            begin, rest=lambda confirmer: self._rest_back(paid, others, signed, confirmer), done=done
        )

    def _rest_back(self, paid: Paid, selection: Selection, signed: Signed, confirmer: Actor | None) -> None:
        actor, services = self._context.session.signed_in(), self._context.services
        self._context.write(
            lambda: services.refunds.refund(actor, paid.receipt_no, signed.reason, confirmer=confirmer, selection=selection),
            done=self._refunded,
            failed=self._context.failing(self._screen, self._free),
        )

    def _ready(self, signed: Signed) -> bool:
        wrong = ""
        if not self._chosen:
            wrong = "refund.choose"
        elif not signed.reason.strip():
            wrong = "refund.reason_missing"
        elif not signed.user:
            wrong = "refund.second_missing"
        if wrong:
            self._screen.say(self._text(wrong), "warning")
        return not wrong

    def _ways(self) -> list[RefundWay | None]:
        """The ways that hold for every means among the chosen lines; the first is each one's usual one."""
        paid = self._paid
        if paid is None:
            return []
        common = [set(paid.ways.get(code, [])) for code in self._tenders()]
        shared = set.intersection(*common) if common else set()
        return [None, *(each for each in ("original", "cash") if each in shared)]

    def _way(self, place: int) -> RefundWay | None:
        ways = self._ways()
        return ways[place] if 0 <= place < len(ways) else None

    def _tenders(self) -> list[str]:
        return list(dict.fromkeys(self._paid.lines[at].tender for at in sorted(self._chosen))) if self._paid is not None else []

    def _selection(self) -> Selection:
        lines = [(self._paid.lines[at].case_id, self._paid.lines[at].line) for at in sorted(self._chosen)] if self._paid is not None else []
        return Selection(lines=lines, tenders=self._tenders())

    def _refunded(self, done: Refunded) -> None:
        self._done(self._text("refund.done", won=formats.won(done.amount_won), number=done.receipt_no))
        self._print_back(done.receipt_no)

    def _print_back(self, number: str) -> None:
        """반환 영수증: the citizen gets it, nobody has to ask."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.refunds.receipt(actor, number), by_itself=True)

    def _done(self, text: str) -> None:
        self._free()
        self._paid = None
        self._screen.close_panel()
        self._screen.say(text, "success")
        self._context.session.tell("cases", "day", "sync")
        self.enter()

    def _free(self) -> None:
        self._busy = False

    def _found(self, rows: list[TakenRow]) -> None:
        self._rows = rows
        self._screen.show_taken([self._row(each) for each in rows])

    def _row(self, row: TakenRow) -> Row:
        name = self._context.service_name(row.services[0]) if row.services else ""
        if len(row.services) > 1:
            name = self._text("taken.and_more", name=name, n=len(row.services) - 1)
        means = " + ".join(dict.fromkeys(self._context.tender_name(part.tender) for part in row.parts))
        if row.settled_won and row.settled_won == row.amount_won:
            state = self._text("taken.settled")
        elif row.promised_won and row.promised_won == row.amount_won:
            state = self._text("taken.promised")
        elif row.promised_won and row.returned_won + row.promised_won == row.amount_won:
            state = self._text("taken.part_returned_rest_promised")
        elif row.promised_won:
            state = self._text("taken.part_promised", won=formats.won(-row.promised_won))
        elif row.returned_won == 0:
            tenders = self._context.catalogue.tenders
            owed = all(part.tender in tenders and tenders[part.tender].claim for part in row.parts)
            state = self._text("taken.deferred" if owed else "taken.taken")
        elif row.returned_won < row.amount_won:
            state = self._text("taken.part_returned", won=formats.won(-row.returned_won))
        else:
            state = self._text("taken.returned")
        return row.receipt_no, formats.clock_text(row.at), name, means, formats.won(row.amount_won), state

    def _opened(self, paid: Paid) -> None:
        self._screen.close_panel()  # reason and signature of another payment do not hold for this one
        self._paid = paid
        self._chosen = {at for at, line in enumerate(paid.lines) if line.left_won}
        self._show_paid()

    def _line_name(self, line: PaidLine) -> str:
        words = self._context.words
        if line.name is not None:
            return words.of(line.name)
        recorded = line.label if words.lang == "ko" else ""  # the book has it in Korean alone
        return recorded or self._context.service_name(line.service)

    def _show_paid(self) -> None:
        paid = self._paid
        if paid is None:
            return
        rows = []
        for at, line in enumerate(paid.lines):
            name = self._line_name(line)
            left = formats.won(line.left_won)
            if not line.left_won:
                left = self._text("refund.line_promised" if line.promised_won else "refund.line_returned")
            rows.append(("✓" if at in self._chosen else "", name, self._context.tender_name(line.tender), formats.won(line.paid_won), left))
        title = self._text("refund.of", number=paid.receipt_no, day=formats.short_stamp(paid.at))
        ways = [self._text("refund.way_usual" if way is None else f"refund.way_{way}") for way in self._ways()]
        tenders = self._context.catalogue.tenders
        typed = any(code in tenders and tenders[code].approval != "none" for code in self._tenders())
        self._screen.show_paid(title, rows, ways, approval=typed)
        won = sum(paid.lines[at].left_won for at in self._chosen)
        self._screen.show_sum(self._text("fee.won", won=formats.won(won)))
