"""대조: what terminal and stamps say beside the book. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.drawer_settings import DrawerSettings
from app.domain.money_entries import TerminalCounted
from app.ports.card_terminal import TerminalTotals
from app.ports.drawer import Done
from app.services.till_totals import Question, StampSums, TerminalAnswer, totals_of
from app.ui import formats
from app.ui.context import Context
from app.ui.tabs.closing.today_presenter import DayPapers

Row = tuple[str, ...]


@dataclass(frozen=True)
class TypedStamps:
    """What the stamping device says, as it was typed."""

    mode: int
    device: str
    first: str
    last: str
    issued: str
    spoiled: str
    spoiled_numbers: str
    reason: str


class ChecksScreen(Protocol):
    def show_terminal(self, pairs: Sequence[tuple[str, str]], apart: Sequence[Row]) -> None: ...
    def show_stamps(self, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_joined(self, joined: bool) -> None: ...
    def show_settings(self, terminal: str, stamps: str, mode: int) -> None: ...
    def clear_terminal(self) -> None: ...
    def clear_stamps(self) -> None: ...
    def ask_stamps(self) -> None: ...
    def ask_stamp_reason(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ChecksPresenter:
    def __init__(self, context: Context, screen: ChecksScreen, papers: DayPapers) -> None:
        self._context, self._screen, self._papers = context, screen, papers
        self._text = context.words.text
        self._busy = False

    def enter(self, *, arriving: bool = False) -> None:
        """`arriving`: the hands begin at the stamps where those are what is left to check."""
        services = self._context.services
        self._screen.show_joined(services.cards.joined)

        def read() -> tuple[DrawerSettings, Question, StampSums, list[Done[TerminalCounted]]]:
            asked = services.drawer.terminal_question()
            return services.drawer.settings(), asked, services.drawer.stamp_sums(), services.drawer.terminals(asked.day)

        def found(read: tuple[DrawerSettings, Question, StampSums, list[Done[TerminalCounted]]]) -> None:
            settings, asked, stamps, counted = read
            self._settings(settings)
            self._found(asked, stamps, counted)
            stamps_left = settings.stamps != "none" and not (stamps.lines and stamps.difference_won == 0)
            if arriving and stamps_left and (counted or not settings.terminal_totals):
                self._screen.ask_stamps()

        self._context.read(read, done=found, failed=self._context.failing(self._screen))

    def ask_terminal(self) -> None:
        """[단말기에 물어보기]: its totals of the day, payment by payment where they differ."""
        if self._busy:
            return
        self._busy = True
        services = self._context.services
        failed = self._context.failing(self._screen, self._free)

        def asked(question: Question) -> None:
            self._context.net(
                lambda: services.drawer.ask_terminal(question), done=lambda answer: self._count(answer, True, ""), failed=failed
            )

        self._context.read(services.drawer.terminal_question, done=asked, failed=failed)

    def type_terminal(self, terminal: str, counts: Sequence[str], reason: str) -> None:
        """The totals of the terminal's own slip. `counts`: approvals, their won, cancellations, their won."""
        plain = [each.replace(",", "").strip() or "0" for each in counts]
        if not terminal.strip() or not all(each.isdecimal() for each in plain):
            self._screen.say(self._text("checks.terminal_wrong"), "warning")
            return
        approvals, approvals_won, cancels, cancels_won = (int(each) for each in plain)
        totals = TerminalTotals(
            terminal=terminal.strip(), purchases=approvals, purchases_won=approvals_won, cancels=cancels, cancels_won=cancels_won
        )
        self._count(TerminalAnswer(totals=totals), False, reason)

    def keep_stamps(self, typed: TypedStamps) -> None:
        """What the stamping device counts is in the book, beside the fees it stands for."""
        numbers = [each.replace(",", "").strip() for each in (typed.first, typed.last, typed.issued, typed.spoiled or "0")]
        spoiled_numbers = typed.spoiled_numbers.replace(",", " ").split()
        if not all(each.isdecimal() for each in (*numbers, *spoiled_numbers)):
            self._screen.say(self._text("checks.stamps_wrong"), "warning")
            return
        first, last, issued, spoiled = (int(each) for each in numbers)
        actor, services = self._context.session.signed_in(), self._context.services

        def kept(sums: StampSums) -> None:
            gap = formats.won(sums.difference_won)
            if sums.explained:
                self._screen.clear_stamps()
                self._screen.say(self._text("checks.stamps_kept", gap=gap), "success")
            else:
                self._screen.say(self._text("checks.stamps_differ", gap=gap), "warning")
                self._screen.ask_stamp_reason()
            self.enter()

        self._context.write(
            lambda: services.drawer.count_stamps(
                actor,
                "electronic" if typed.mode == 0 else "machine",
                typed.device.strip(),
                first,
                last,
                issued,
                spoiled_won=spoiled,
                spoiled=[int(each) for each in spoiled_numbers],
                reason=typed.reason.strip(),
            ),
            done=kept,
            failed=self._context.failing(self._screen),
        )

    def card_sheet(self) -> None:
        """카드 대사표; that it was printed is in the book."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.drawer.card_sheet(actor))

    def stamp_sheet(self) -> None:
        """증지 대조표; that it was printed is in the book."""
        actor, services = self._context.session.signed_in(), self._context.services
        self._papers.show(lambda: services.drawer.stamp_sheet(actor))

    def _count(self, answer: TerminalAnswer, by_terminal: bool, reason: str) -> None:
        actor, services = self._context.session.signed_in(), self._context.services

        def counted(_: Done[TerminalCounted]) -> None:
            self._free()
            self._screen.clear_terminal()
            self._screen.say(self._text("checks.terminal_kept"), "success")
            self.enter()

        self._context.write(
            lambda: services.drawer.count_terminal(actor, answer, "terminal" if by_terminal else "typed", reason.strip()),
            done=counted,
            failed=self._context.failing(self._screen, self._free),
        )

    def _free(self) -> None:
        self._busy = False

    def _settings(self, settings: DrawerSettings) -> None:
        """What the office has set for this desk is said where it is in force."""
        terminal = self._text("checks.terminal_wanted" if settings.terminal_totals else "checks.terminal_optional")
        self._screen.show_settings(terminal, self._text(f"checks.stamps_{settings.stamps}"), int(settings.stamps == "machine"))

    def _found(self, asked: Question, stamps: StampSums, counted: list[Done[TerminalCounted]]) -> None:
        text, won = self._text, formats.won
        book = totals_of(asked.parts)
        pairs = [
            (text("checks.book_taken"), text("checks.count_won", n=book.approvals, won=won(book.approvals_won))),
            (text("checks.book_back"), text("checks.count_won", n=book.cancels, won=won(-book.cancels_won))),
        ]
        apart: list[Row] = []
        for each in counted[-1:]:
            body = each.body
            pairs += [
                (text("checks.terminal_no"), f"{body.terminal} ({text(f'checks.source_{body.source}')})"),
                (text("checks.terminal_taken"), text("checks.count_won", n=body.purchases, won=won(body.purchases_won))),
                (text("checks.terminal_back"), text("checks.count_won", n=body.cancels, won=won(-body.cancels_won))),
                (
                    text("checks.gap"),
                    text("fee.won", won=won(body.purchases_won - body.cancels_won - book.approvals_won + book.cancels_won)),
                ),
            ]
            apart = [
                (text(f"checks.apart_{one.code}"), one.receipt_no or one.trace_no, won(one.terminal_won), won(one.book_won))
                for one in body.apart
            ]
        self._screen.show_terminal(pairs, apart)
        self._screen.show_stamps(
            [
                (text("checks.stamp_book"), text("fee.won", won=won(stamps.book_won))),
                (text("checks.stamp_returned"), text("fee.won", won=won(-stamps.returned_won))),
                (text("checks.stamped"), text("fee.won", won=won(stamps.stamped_won)) if stamps.lines else text("checks.not_counted")),
                (text("checks.gap"), text("fee.won", won=won(stamps.difference_won)) if stamps.lines else "–"),
            ]
        )
