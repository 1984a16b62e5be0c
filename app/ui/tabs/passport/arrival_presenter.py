"""여권 도착: a shelf of booklets is read one by one, looked over, and confirmed together (COUNTER §3, F). No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from app.domain.errors import CounterError
from app.domain.views import CaseRow
from app.ui import case_text
from app.ui.context import Context
from app.ui.scans import case_words

COMING = ("sent", "produced")  # states of a passport that is on its way


@dataclass(frozen=True)
class Booklet:
    """One thing that was read. `case_id` None: it belongs to no passport on its way, `note` says why."""

    number: str
    name: str
    service: str
    shelf: str
    case_id: UUID | None
    note: str


class ArrivalScreen(Protocol):
    def show_booklets(self, rows: Sequence[tuple[str, str, str, str, str]], ready: int) -> None: ...
    def ask_next(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class ArrivalPresenter:
    """What was read stays in the list until it is confirmed or taken out; a number nobody knows stays too, to be looked into."""

    def __init__(self, context: Context, screen: ArrivalScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._booklets: list[Booklet] = []
        self._busy = False

    def begin(self) -> None:
        self._show()
        self._screen.ask_next()

    def read(self, text: str, shelf: str) -> None:
        """A slip's number, a name or the phone's last four: the passport on its way is in the list, once."""
        wanted = case_words(text)
        if not wanted:
            return
        actor = self._context.session.signed_in()
        self._context.write(
            lambda: self._context.services.find_cases(actor, wanted),
            done=lambda rows: self._found(wanted, shelf.strip(), rows),
            failed=self._context.failing(self._screen, self._screen.ask_next),
        )

    def take_out(self, index: int) -> None:
        if 0 <= index < len(self._booklets):
            del self._booklets[index]
            self._show()

    def confirm(self) -> None:
        """Every booklet of the list has arrived, each in its own commit; what was refused stays and says why."""
        ready = [each for each in self._booklets if each.case_id is not None]
        if not ready or self._busy:
            if not ready:
                self._screen.say(self._text("arrive.none_ready"), "warning")
            return
        self._busy = True
        actor, services, words = self._context.session.signed_in(), self._context.services, self._context.words

        def work() -> list[tuple[Booklet, str]]:
            refused: list[tuple[Booklet, str]] = []
            for each in ready:
                if each.case_id is None:
                    continue
                try:
                    services.advance_case(actor, each.case_id, "arrive", facts={"shelf": each.shelf} if each.shelf else {})
                except CounterError as error:
                    refused.append((each, words.message(error)))
            return refused

        self._context.write(
            work, done=lambda refused: self._confirmed(ready, refused), failed=self._context.failing(self._screen, self._free)
        )

    def forget(self) -> None:
        """Another person sits here now."""
        self._booklets = []
        self._show()

    def _confirmed(self, ready: Sequence[Booklet], refused: Sequence[tuple[Booklet, str]]) -> None:
        self._busy = False
        stays = {each.case_id for each, _ in refused}
        self._booklets = [each for each in self._booklets if each.case_id is None or each not in ready or each.case_id in stays]
        self._show()
        said = self._text("arrive.done", n=len(ready) - len(refused))
        self._screen.say("\n".join([said, *(f"{each.number}: {why}" for each, why in refused)]), "warning" if refused else "success")
        self._screen.ask_next()
        self._context.session.tell("cases", "sync")

    def _free(self) -> None:
        self._busy = False

    def _found(self, wanted: str, shelf: str, rows: Sequence[CaseRow]) -> None:
        forms = self._context.catalogue.forms
        passports = [row for row in rows if row.service in forms and forms[row.service].life == "passport"]
        coming = [row for row in passports if row.state in COMING]
        self._screen.say("")
        if len(coming) == 1:
            self._take(coming[0], shelf)
        elif coming:
            self._screen.say(self._text("arrive.several", n=len(coming)), "warning")
        else:
            state = case_text.state_text(self._context, "passport", passports[0].state) if passports else ""
            note = self._text("arrive.not_coming", state=state) if passports else self._text("arrive.unknown")
            number = passports[0].number if len(passports) == 1 else wanted
            self._booklets.insert(0, Booklet(number, "", "", shelf, None, note))
        self._show()
        self._screen.ask_next()

    def _take(self, row: CaseRow, shelf: str) -> None:
        if any(each.case_id == row.case_id for each in self._booklets):
            self._screen.say(self._text("arrive.twice", number=row.number), "warning")
            return
        service = self._context.service_name(row.service)
        self._booklets.insert(0, Booklet(row.number, row.name, service, shelf, row.case_id, self._text("arrive.ready")))

    def _show(self) -> None:
        rows = [(each.number, each.name, each.service, each.shelf, each.note) for each in self._booklets]
        self._screen.show_booklets(rows, sum(each.case_id is not None for each in self._booklets))
