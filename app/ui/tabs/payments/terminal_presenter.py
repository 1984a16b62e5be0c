"""카드단말기: which terminal this desk has, when it last answered, what it still has to be asked, what it counts. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.ports.card_payments import CardPayment
from app.ports.card_terminal import TerminalTotals
from app.services.card_payments import CardResult
from app.services.card_watch import Waiting
from app.services.desk_terminal import TerminalSetting
from app.ui import formats
from app.ui.charging import ENDED, ended_text
from app.ui.context import Context

T = TypeVar("T")
Row = tuple[str, ...]
Pair = tuple[str, str]
ANSWERED = ("approved", "confirmed", "declined", "reversed")


@dataclass(frozen=True)
class _Found:
    setting: TerminalSetting | None
    waiting: list[Waiting]
    today: list[CardPayment]


class TerminalScreen(Protocol):
    def show_waiting(self, rows: Sequence[Row]) -> None: ...
    def show_state(self, pairs: Sequence[Pair], *, joined: bool, may_join: bool) -> None: ...
    def clear_form(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class TerminalPresenter:
    def __init__(self, context: Context, screen: TerminalScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._found = _Found(None, [], [])
        self._totals: TerminalTotals | None = None
        self._at = -1
        self._busy = False

    def enter(self) -> None:
        self._totals = None
        self._look()

    def choose(self, index: int) -> None:
        """That question is in hand."""
        self._at = index

    def ask(self) -> None:
        """Enter: the terminal is asked that question now."""
        if not 0 <= self._at < len(self._found.waiting):
            return
        payment_id, cards = self._found.waiting[self._at].payment.payment_id, self._context.services.cards
        self._begin(lambda: cards.ask(payment_id), self._asked)

    def ask_all(self) -> None:
        """[모두 조회]: every question is asked now, whenever its turn is."""
        cards = self._context.services.cards

        def asked(ended: int) -> None:
            self._look()
            self._context.session.tell("cases", "day")
            self._screen.say(self._text("terminal_page.asked", n=ended), "success" if ended else "warning")

        self._begin(lambda: cards.resolve_once(due_only=False), asked)

    def probe(self) -> None:
        """[연결 시험]: it answered just now, or why not. Nothing is charged."""
        terminal = self._context.services.terminal

        def answered(_: TerminalSetting) -> None:
            self._context.write(terminal.note_probed, done=lambda _: self._look(), failed=self._context.failing(self._screen))
            self._screen.say(self._text("terminal_page.answered"), "success")

        self._begin(terminal.probe, answered)

    def totals(self) -> None:
        """[오늘 합계]: what the terminal counts for today."""
        terminal, today = self._context.services.terminal, self._context.today().isoformat()

        def counted(found: TerminalTotals) -> None:
            self._totals = found
            self._show()

        self._begin(lambda: terminal.totals(today), counted)

    def join(self, host: str, port: str, terminal_id: str) -> None:
        """Card payments go to that terminal from now on."""
        actor, terminal = self._context.session.signed_in(), self._context.services.terminal
        number = int(port) if port.isdecimal() and len(port) <= 5 else 0  # the service says what is wrong with it
        self._change(lambda: terminal.join(actor, host.strip(), number, terminal_id.strip()), "terminal_page.joined")

    def leave(self) -> None:
        """This desk has no terminal: approvals are typed in."""
        actor, terminal = self._context.session.signed_in(), self._context.services.terminal
        self._change(lambda: terminal.leave(actor), "terminal_page.left")

    # --- inside ----------------------------------------------------------------------------------------------------------------

    def _change(self, work: Callable[[], None], said: str) -> None:
        def changed(_: None) -> None:
            self._totals = None
            self._screen.clear_form()
            self._screen.say(self._text(said), "success")
            self._look()

        self._context.write(work, done=changed, failed=self._context.failing(self._screen))

    def _begin(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        """One question at a time; the terminal may take its time."""
        if self._busy:
            return
        self._busy = True
        self._screen.say(self._text("charge.inquiring"), "")

        def answered(result: T) -> None:
            self._free()
            self._screen.say("")
            done(result)

        self._context.net(work, done=answered, failed=self._context.failing(self._screen, self._free))

    def _free(self) -> None:
        self._busy = False

    def _asked(self, result: CardResult) -> None:
        if result.state == "approved":
            said, tone = self._text("cards.approved", won=formats.won(result.amount_won), number=result.receipt_no or "–"), "success"
        elif result.state in ENDED:
            said, tone = ended_text(self._context, result), "success"
        else:
            said, tone = self._text("charge.reversing" if result.state == "reversing" else "charge.unknown"), "danger"
        self._screen.say(said, tone)
        self._context.session.tell("cases", "day")
        self._look()

    def _look(self) -> None:
        services = self._context.services

        def read() -> _Found:
            day = services.day_status()
            on = day.day or day.unclosed
            return _Found(services.terminal.setting, services.cards.queue(), services.cards.of_day(on) if on is not None else [])

        self._context.read(read, done=self._shown, failed=self._context.failing(self._screen))

    def _shown(self, found: _Found) -> None:
        self._found = found
        self._at = min(max(self._at, 0), len(found.waiting) - 1)
        self._screen.show_waiting([self._row(each) for each in found.waiting])
        self._show()

    def _row(self, waiting: Waiting) -> Row:
        payment, job = waiting.payment, waiting.job
        question = self._text(f"terminal_page.ask_{job.kind}") if job is not None else "–"
        tried = str(job.attempts) if job is not None else "–"
        return (
            formats.short_stamp(payment.started_at),
            f"{payment.terminal}-{payment.trace_no}",
            formats.won(payment.amount_won if payment.way == "purchase" else -payment.amount_won),
            self._text(f"cards.state_{payment.state}"),
            question,
            tried,
            formats.clock_text(job.next_at) if job is not None else "–",
        )

    def _show(self) -> None:
        found, text = self._found, self._text
        setting = found.setting
        pairs = [(text("terminal_page.terminal"), setting.terminal_id if setting is not None else text("terminal_page.no_terminal"))]
        if setting is not None:
            place = f"[{setting.host}]:{setting.port}" if ":" in setting.host else f"{setting.host}:{setting.port}"
            tested = formats.short_stamp(setting.tested_at) if setting.tested_at is not None else text("terminal_page.never")
            heard = [each.changed_at for each in found.today if each.terminal == setting.terminal_id and each.state in ANSWERED]
            pairs += [
                (text("terminal_page.address"), place),
                (text("terminal_page.tested"), tested),
                (text("terminal_page.heard"), formats.short_stamp(max(heard)) if heard else text("terminal_page.never_today")),
            ]
        unknown = [each for each in found.waiting if each.payment.state == "unknown"]
        pairs += [
            (text("terminal_page.waiting"), text("terminal_page.count", n=len(found.waiting))),
            (text("terminal_page.unknown"), text("terminal_page.count", n=len(unknown))),
        ]
        if (totals := self._totals) is not None:
            taken, back = (totals.purchases, totals.purchases_won), (totals.cancels, totals.cancels_won)
            for name, (count, won) in (("taken", taken), ("back", back)):
                pairs.append((text(f"terminal_page.{name}"), text("checks.count_won", n=count, won=formats.won(won))))
        self._screen.show_state(pairs, joined=setting is not None, may_join=self._context.session.may("set_terminal"))
