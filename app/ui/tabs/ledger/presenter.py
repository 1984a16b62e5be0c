"""대장: pages of cases by key, searches, the case in hand with its next steps. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID

from app.domain.asked_steps import as_asked
from app.domain.dashboard import Slice
from app.domain.errors import Refused
from app.domain.forms import StepDef
from app.domain.identity import parse_date
from app.domain.views import Actor, CaseDetail, CaseRow
from app.ui import case_text, formats
from app.ui.context import Context
from app.ui.scans import case_words
from app.ui.tabs.ledger.places import SO_FAR, Places
from app.ui.undo_presenter import who_signs

PAGE = 100
COPIED = "클립보드 복사"  # the purpose in the access log
WHOLE_DIGITS, NUMBER_PART = (4, 10, 11, 13), 9
SEARCH_PAGE = 50  # each page of a search is a line of the access log: no more people in it than are looked at
BLOCKS_WAITING = 3  # who drags the scroll bar passes by many rows nobody waits for any more


class LedgerScreen(Protocol):
    def clear_rows(self) -> None: ...
    def append_rows(self, rows: Sequence[CaseRow], *, more: bool) -> None: ...
    def put_rows(self, first: int, rows: Sequence[CaseRow]) -> None: ...
    def spread(self, count: int) -> None: ...
    def copy(self, text: str) -> None: ...
    def show_count(self, text: str) -> None: ...
    def show_slice(self, wanted: Slice | None) -> None: ...
    def show_case(self, title: str, pairs: Sequence[tuple[str, str]], history: Sequence[tuple[str, str]]) -> None: ...
    def show_steps(self, steps: Sequence[tuple[str, str]], *, can_cancel: bool, receipts: Sequence[str], to_pay: bool) -> None: ...
    def ask_step(self, step: StepDef) -> None: ...
    def ask_cancel(self, *, second: str) -> None: ...
    def close_questions(self) -> None: ...
    def hide_case(self) -> None: ...
    def forget(self) -> None: ...
    def begin_again(self, case: CaseDetail) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...
    def say_empty(self, text: str) -> None: ...


class LedgerPresenter:
    """Looking at a case is recorded before it is shown (ARCHITECTURE A18), so a row is opened on Enter, never by moving over it."""

    def __init__(self, context: Context, screen: LedgerScreen) -> None:
        self._context, self._screen = context, screen
        self._words = context.words
        self._after: int | None = None
        self._text = ""
        self._from: date | None = None
        self._to: date | None = None
        self._typed = ("", "", "")
        self._slice: Slice | None = None
        self._sliced_for = ""
        self._loading = 0
        self._places = Places(context)
        self._blocks: list[int] = []
        self._block_under_way = False
        self._answered: str | None = None
        self._searching = False
        self._typed_since: tuple[str, str, str] | None = None
        self.case: CaseDetail | None = None
        self._busy = self._partly = False
        context.session.watch("sync", self._book_came)

    # --- pages -------------------------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        mine = self._slice if self._sliced_for == self._context.session.signed_in().user else None
        wanted = self._context.session.take_slice() or mine
        if wanted is not None:
            self.show_slice(wanted)
        elif self._slice is not None or not self._text:
            self.search("", "", "")

    def show_slice(self, wanted: Slice) -> None:
        """The cases behind a figure of the 현황판, the newest first, until something else is searched."""
        self._slice, self._text, self._typed, self._after = wanted, "", ("", "", ""), None
        self._from = self._to = None
        self._sliced_for = self._context.session.signed_in().user
        self._screen.say("")
        self._screen.show_slice(wanted)
        self._screen.clear_rows()
        self.more()

    def search(self, text: str, day_from: str, day_to: str) -> None:
        """From the newest on: everything, a period, or what a search finds."""
        try:
            self._from, self._to = self._day(day_from), self._day(day_to)
        except Refused as error:
            self._screen.say(self._words.message(error), "warning")
            self._screen.show_count("")  # what stands there was found before …
            self._screen.say_empty("")  # … and so was it that nothing was
            return
        self._text, self._typed = case_words(text), (text, day_from, day_to)
        self._after = self._slice = self._answered = None
        self._screen.say("")
        self._screen.show_slice(None)
        self._screen.clear_rows()
        self.more()

    def typed(self, text: str, day_from: str, day_to: str) -> None:
        """What stands in the search changed: it is searched as soon as it can mean somebody; while one search is under way only the
        newest text waits, so that nobody searches for what was already typed over.
        """
        words = case_words(text)
        if words and not worth_searching(words):
            return
        if self._searching:
            self._typed_since = (text, day_from, day_to)
        elif self._typed != (text, day_from, day_to) or (words and self._slice is not None):
            self.search(text, day_from, day_to)

    def search_now(self, text: str, day_from: str, day_to: str) -> None:
        """Enter: the same as what was just searched while it was typed is not searched, and logged, twice."""
        asked = self._typed_since if self._searching and self._typed_since is not None else self._typed
        if self._slice is not None or asked != (text, day_from, day_to) or not (text and (self._searching or self.answered(text))):
            self.search(text, day_from, day_to)

    def answered(self, text: str) -> bool:
        """What that text finds is shown; of a text that is not worth searching, nothing is waited for."""
        return self._answered == text or bool(text and not worth_searching(case_words(text)))

    def more(self) -> None:
        """The next page, after the last row that is shown."""
        self._loading += 1
        mine, after, text = self._loading, self._after, self._text
        services, day_from, day_to = self._context.services, _starts(self._from), _starts(self._to, next_day=True)

        def done(rows: list[CaseRow]) -> None:
            if mine == self._loading:  # a newer question was asked meanwhile: this answer is nobody's
                self._page(rows)

        failed = self._context.failing(self._screen)
        if (wanted := self._slice) is not None:
            asking = self._context.session.signed_in()
            self._context.read(lambda: services.dashboards.cases(asking, wanted, after=after, limit=PAGE), done=done, failed=failed)
        elif text:
            actor = self._context.session.signed_in()
            self._searching = True
            self._context.write(
                lambda: services.find_cases(actor, text, after=after, limit=SEARCH_PAGE, day_from=day_from, day_to=day_to),
                done=lambda rows: self._searched(lambda: done(rows)),
                failed=lambda error: self._searched(lambda: failed(error)),
            )
        else:
            self._context.read(
                lambda: services.ledger_page(after=after, limit=PAGE, day_from=day_from, day_to=day_to), done=done, failed=failed
            )

    def _searched(self, then: Callable[[], object]) -> None:
        """A search is over; what was typed since is searched now."""
        self._searching = False
        waiting, self._typed_since = self._typed_since, None
        then()
        if waiting is not None:
            self.typed(*waiting)

    def block(self, first: int) -> None:
        """The rows from there on were looked at and are not here yet: read them, what was looked at last first."""
        self._blocks.append(first)
        while len(self._blocks) > BLOCKS_WAITING:
            self._screen.put_rows(self._blocks.pop(0), [])
        if not self._block_under_way:
            self._next_block()

    def _next_block(self) -> None:
        if not self._blocks:
            return
        first, mine, services = self._blocks.pop(), self._loading, self._context.services
        day_from, day_to = _starts(self._from), _starts(self._to, next_day=True)
        after = self._places.after(first, day_from, day_to)
        if after is None:
            self._screen.put_rows(first, [])
            self._next_block()
            return
        self._block_under_way = True

        def done(rows: list[CaseRow]) -> None:
            self._block_under_way = False
            if mine == self._loading:
                self._screen.put_rows(first, rows)
            self._next_block()

        def failed(error: Exception) -> None:
            self._block_under_way = False
            self._context.failing(self._screen)(error)

        self._context.read(lambda: services.ledger_page(after=after, limit=PAGE, day_from=day_from), done=done, failed=failed)

    def _spread(self, mine: int) -> None:
        """Every case has its place: the table is as long as the ledger, or as the period."""
        if mine != self._loading:
            return
        count = self._places.count(_starts(self._from), _starts(self._to, next_day=True))
        self._screen.show_count(self._words.text(self._so_far("ledger.count"), n=count))
        self._screen.spread(count)

    def _page(self, rows: list[CaseRow]) -> None:
        first = self._after is None
        full = SEARCH_PAGE if self._text else PAGE
        self._after = rows[-1].key if rows else self._after
        self._screen.append_rows(rows, more=len(rows) >= full)
        self._answered = self._typed[0]
        if first and not self._text and self._slice is None:
            mine = self._loading
            self._places.refresh(lambda: self._spread(mine), self._context.failing(self._screen))
        if first and not rows and self._slice is not None:
            self._screen.say_empty(self._words.text(self._so_far("dashboard.no_rows")))
        elif first and not rows:
            why = "ledger.nothing" if self._text or self._from or self._to else "ledger.empty"
            self._screen.say_empty(self._words.text(self._so_far(why)))
        if (self._text or self._slice is not None) and first:
            more = "+" if len(rows) >= full else ""
            self._screen.show_count(self._words.text(self._so_far("ledger.found"), n=f"{len(rows)}{more}"))

    def _so_far(self, key: str) -> str:
        """The key of the words for what was found; while the office's book is being taken, of those that say that more will come."""
        self._partly = self._context.session.filling
        return SO_FAR[key] if self._partly else key

    def _book_came(self) -> None:
        """All of the office's book is listed now: what was shown of a part is read anew; a search is not, the log would have it twice."""
        if self._partly and not self._context.session.filling and self._context.session.actor is not None:
            self._partly = False
            if not self._text:
                self.enter() if self._slice is not None else self.search(*self._typed)

    def _day(self, text: str) -> date | None:
        return parse_date(text, today=self._context.today()) if text.strip() else None

    # --- to the clipboard ------------------------------------------------------------------------------------------------------------

    def copy(self, rows: Sequence[CaseRow]) -> None:
        """Those rows, masked as they are seen: number, service, name."""
        if rows:
            self._screen.copy("\n".join("\t".join((row.number, self._context.service_name(row.service), row.name)) for row in rows))
            self._screen.say(self._words.text("copy.done", n=len(rows)), "success")

    def copy_full(self) -> None:
        """Number and full name of the case in hand; that they were taken out of the program is in the access log first."""
        case, actor, services = self.case, self._context.session.signed_in(), self._context.services
        if case is None:
            return

        def done(detail: CaseDetail) -> None:
            name = str(detail.applicant.get("name") or detail.row.name)
            self._screen.copy("\t".join((detail.row.number, self._context.service_name(detail.row.service), name)))
            self._screen.say(self._words.text("copy.full_done"), "success")

        self._context.write(
            lambda: services.view_case(actor, case.row.case_id, COPIED), done=done, failed=self._context.failing(self._screen)
        )

    # --- the case in hand ----------------------------------------------------------------------------------------------------------

    def open(self, number: str | UUID) -> None:
        """That case is in hand."""
        actor = self._context.session.signed_in()

        def seen(detail: CaseDetail) -> None:
            if self._context.session.actor is actor:  # whoever sits here by now did not ask to see it
                self._seen(detail)

        self._context.write(lambda: self._context.services.view_case(actor, number), done=seen, failed=self._context.failing(self._screen))

    def one_more(self, number: str | UUID) -> None:
        """R: the same once more, as a new form (COUNTER §3, C); looking it up is recorded like any look."""
        actor = self._context.session.signed_in()

        def seen(detail: CaseDetail) -> None:
            if detail.row.service in self._context.catalogue.forms:
                self._screen.begin_again(detail)

        self._context.write(lambda: self._context.services.view_case(actor, number), done=seen, failed=self._context.failing(self._screen))

    def forget(self) -> None:
        """Another person sits here now: nothing of what the last one looked at or searched is shown."""
        self._loading += 1
        self._text, self._typed, self._typed_since = "", ("", "", ""), None
        self._after = self._slice = self._answered = self._from = self._to = self.case = None
        self._screen.forget()

    def close(self) -> None:
        self.case = None
        self._screen.hide_case()

    def asks(self, step: str) -> bool:
        """That step of the case in hand has questions: opening them does nothing yet."""
        return any(
            self.case is not None and (each.life, each.step) == (self.case.life, step) and each.fields
            for each in self._context.catalogue.steps
        )

    def step(self, step: str) -> None:
        """A step's button: its questions first, if it has any."""
        case = self.case
        if case is None:
            return
        if step == "issue" and case.row.provisional:
            self._charge(case)
            return
        definition = next((each for each in self._context.catalogue.steps if each.life == case.life and each.step == step), None)
        if definition is not None and (definition.fields or definition.two):
            self._screen.ask_step(as_asked(definition, case))
        else:
            self.take_step(step, {})

    def _charge(self, case: CaseDetail) -> None:
        """접수만 and its system is back: the fee is due now, and the paper is issued when it is paid (COUNTER §1)."""
        actor = self._context.session.signed_in()

        def charged(won: int) -> None:
            if won:
                self.changed(self._words.text("ledger.charged", won=formats.won(won)))
            else:
                self.take_step("issue", {})

        self._context.write(
            lambda: self._context.services.charge_received(actor, case.row.case_id),
            done=charged,
            failed=self._context.failing(self._screen),
        )

    def take_step(self, step: str, facts: dict[str, Any], second: str = "", password: str = "") -> None:
        """The step is taken; `second`: who signs beside the clerk, where two have to."""
        case, actor, services = self.case, self._context.session.signed_in(), self._context.services
        if case is None or self._busy:
            return
        self._busy = True

        def work() -> object:
            confirmer: Actor | None = services.sign_in(second, password, second=True) if second else None
            return services.advance_case(actor, case.row.case_id, step, facts=facts, confirmer=confirmer)

        self._context.write(
            work,
            done=lambda _: self.changed(self._words.text("ledger.stepped", step=self._words.text(f"step.{step}"))),
            failed=self._context.failing(self._screen, self._free),
        )

    def ask_cancel(self) -> None:
        """Reason, and another's word: a team leader's beside a clerk, anybody's beside a team leader where money goes back."""
        if self.case is not None:
            self._screen.ask_cancel(second=who_signs(self.case, self._context.session.signed_in()))

    def cancel(self, reason: str, leader: str, password: str) -> None:
        """The case is cancelled; its number stays used."""
        case, actor, services = self.case, self._context.session.signed_in(), self._context.services
        if case is None or self._busy:
            return
        if not reason.strip():
            self._screen.say(self._words.text("error.reason_missing"), "warning")
            return
        self._busy = True

        def work() -> object:
            confirmer: Actor | None = services.sign_in(leader, password, second=True) if leader else None
            return services.cancel_case(actor, case.row.case_id, reason.strip(), confirmer=confirmer)

        self._context.write(
            work,
            done=lambda _: self._cancelled(case),
            failed=self._context.failing(self._screen, self._free),
        )

    def sent(self, number: str, office: str) -> None:
        """Another office was asked; central carries it with the next sync."""
        self.changed(self._words.text("transfer.sent", number=number, office=office))

    def enter_official_no(self, text: str) -> None:
        case, actor = self.case, self._context.session.signed_in()
        if case is None or not text.strip():
            return
        self._context.write(
            lambda: self._context.services.enter_official_no(actor, case.row.case_id, text),
            done=lambda others: self._numbered(case.row.number, others),
            failed=self._context.failing(self._screen),
        )

    def _numbered(self, number: str, others: Sequence[str]) -> None:
        also = [self._words.text("worklist.number_also", numbers=", ".join(others))] if others else []
        self.changed("\n".join([self._words.text("worklist.number_kept", number=number), *also]))

    def takes_number(self) -> bool:
        """The case in hand has papers or entries of a national system, which gives them numbers."""
        form = self._context.catalogue.forms.get(self.case.row.service) if self.case is not None else None
        return form is not None and bool(form.national_system)

    def _seen(self, detail: CaseDetail) -> None:
        self.case = detail
        context = self._context
        title = f"{detail.row.number}"
        history = [case_text.history_pair(context, line, detail.row.service) for line in detail.history]
        self._screen.show_case(title, case_text.facts(context, detail), history)
        steps = [(step, self._words.text(f"step.{step}")) for step in detail.steps]
        self._screen.show_steps(steps, can_cancel=detail.can_cancel, receipts=detail.receipts, to_pay=detail.open_won > 0)

    def changed(self, message: str) -> None:
        """The case in hand is another one on disk: it and the rows are read again, and that is said."""
        self._busy = False
        self._screen.close_questions()
        self._context.session.tell("cases", "sync")
        if self.case is not None:
            self.open(self.case.row.case_id)
        self.enter() if self._slice is not None else self.search(*self._typed)
        self._screen.say(message, "success")  # last: a search begins by clearing what was said

    def _cancelled(self, case: CaseDetail) -> None:
        self._context.session.taken_back(case.row.number)
        key = "undo.done_back" if case.paid_won else "ledger.cancelled"
        self.changed(self._words.text(key, number=case.row.number, won=formats.won(case.paid_won)))

    def _free(self) -> None:
        self._busy = False


def worth_searching(text: str) -> bool:
    """True if that much of it can mean somebody: two letters of a name, a phone's last four, a whole phone or resident number, a number
    of ours down to its day.
    """
    digits = text.replace("-", "").replace(" ", "")
    if digits.isdigit() and "-" not in text.strip():
        return len(digits) in WHOLE_DIGITS
    if digits[:1].isdigit():
        return len(text) >= NUMBER_PART
    return len(text) > 1


def _starts(day: date | None, *, next_day: bool = False) -> int | None:
    """The moment in ms at which that day, or the one after it, begins in Seoul."""
    if day is None:
        return None
    begins = datetime.combine(day + timedelta(days=1 if next_day else 0), time(), tzinfo=formats.SEOUL)
    return int(begins.timestamp() * 1000)
