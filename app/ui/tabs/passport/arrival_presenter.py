"""여권 도착: a shelf of booklets is read one by one, looked over, and confirmed together (COUNTER §3, F). No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from app.domain.arrivals import Arrival
from app.domain.errors import CounterError, Refused
from app.domain.views import CaseRow
from app.ports.progress import Progress
from app.ui import case_text
from app.ui.context import Context
from app.ui.scans import case_words

COMING = ("sent", "produced")  # states of a passport that is on its way
NOT_SENT = ("applied", "examined")  # nobody recorded yet that it was sent to be made


@dataclass(frozen=True)
class Booklet:
    """One thing that was read. `case_id` None: it belongs to no passport on its way, `note` says why."""

    number: str
    name: str
    service: str
    shelf: str
    case_id: UUID | None
    note: str
    facts: Mapping[str, str] = field(default_factory=dict)


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
        self._list: UUID | None = None  # a list of a watched folder that is being confirmed

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
            failed=lambda error: self._not_read(wanted, shelf.strip(), error),
        )

    @property
    def has_list(self) -> bool:
        """A list is looked over: once confirmed it waits no more, also where nothing of it is to be done."""
        return self._list is not None

    def open_list(self, file_id: UUID) -> None:
        """Every line of a list that came in is told: to be confirmed, here already, unknown."""
        actor, arrivals = self._context.session.signed_in(), self._context.services.arrivals

        def read(lines: list[Arrival]) -> None:
            self._list = file_id
            self._booklets = [self._listed(each) for each in lines]
            ready = sum(each.meaning == "matched" for each in lines)
            self._screen.say(self._text("arrive.list", n=len(lines), ready=ready, left=len(lines) - ready), "" if ready else "warning")
            self._show()
            self._screen.ask_next()

        self._context.read(
            lambda: arrivals.look(actor, arrivals.waiting_text(file_id)), done=read, failed=self._context.failing(self._screen)
        )

    def _listed(self, each: Arrival) -> Booklet:
        state = case_text.state_text(self._context, "passport", each.state) if each.meaning in ("already", "not_coming") else ""
        note = self._text("arrive.ready") if each.meaning == "matched" else self._text(f"arrive.line_{each.meaning}", state=state)
        number = each.number or self._text("arrive.line", n=each.line)
        service = self._context.service_name(each.service) if each.service else ""
        case_id = each.case_id if each.meaning == "matched" else None
        return Booklet(number, each.name, service, each.shelf, case_id, note, each.facts)

    def take_out(self, index: int) -> None:
        if 0 <= index < len(self._booklets):
            del self._booklets[index]
            self._show()

    def confirm(self) -> None:
        """Every booklet of the list has arrived, each in its own commit; what was refused stays and says why."""
        ready = [each for each in self._booklets if each.case_id is not None]
        if self._busy or (not ready and self._list is None):
            if not ready:
                self._screen.say(self._text("arrive.none_ready"), "warning")
            return
        file_id = self._list
        self._busy = True
        actor, services, words = self._context.session.signed_in(), self._context.services, self._context.words

        def work(progress: Progress) -> list[tuple[Booklet, str]]:
            refused: list[tuple[Booklet, str]] = []
            for at, each in enumerate(ready):
                if each.case_id is None:
                    continue
                progress.tell(at, len(ready))
                if progress.stopping:  # each is in its own commit: what has arrived has arrived, the rest stays in the list
                    refused += [(left, self._text("arrive.stopped")) for left in ready[at:]]
                    break
                try:
                    services.advance_case(
                        actor, each.case_id, "arrive", facts={**each.facts, **({"shelf": each.shelf} if each.shelf else {})}
                    )
                except CounterError as error:
                    refused.append((each, words.message(error)))
            if file_id is not None and not refused:
                services.inbox.taken(file_id)
            return refused

        self._context.long(
            self._context.write,
            "busy.arrivals",
            work,
            done=lambda refused: self._confirmed(ready, refused),
            failed=self._context.failing(self._screen, self._free),
        )

    def forget(self) -> None:
        """Another person sits here now."""
        self._booklets, self._list = [], None
        self._show()

    def _confirmed(self, ready: Sequence[Booklet], refused: Sequence[tuple[Booklet, str]]) -> None:
        self._busy = False
        stays = {each.case_id for each, _ in refused}
        self._list = self._list if refused else None
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
        known = {wanted, *(row.number for row in passports)}
        self._booklets = [each for each in self._booklets if each.case_id is not None or each.number not in known]  # read again: said anew
        if len(coming) == 1:
            self._take(coming[0], shelf)
        elif coming:
            self._screen.say(self._text("arrive.several", n=len(coming)), "warning")
        else:
            state = case_text.state_text(self._context, "passport", passports[0].state) if passports else ""
            waits = any(row.state in NOT_SENT for row in passports)
            note = self._text("arrive.not_sent" if waits else "arrive.not_coming" if passports else "arrive.unknown", state=state)
            number = passports[0].number if len(passports) == 1 else wanted
            self._booklets.insert(0, Booklet(number, "", "", shelf, None, note))
        self._show()
        self._screen.ask_next()

    def _not_read(self, wanted: str, shelf: str, error: Exception) -> None:
        """A number that was read wrong stays in the list: the next scan would take away what was said of it."""
        if isinstance(error, Refused):
            self._booklets.insert(0, Booklet(wanted, "", "", shelf, None, self._text("arrive.unknown")))
            self._show()
        self._context.failing(self._screen, self._screen.ask_next)(error)

    def _take(self, row: CaseRow, shelf: str) -> None:
        if any(each.case_id == row.case_id for each in self._booklets):
            self._screen.say(self._text("arrive.twice", number=row.number), "warning")
            return
        service = self._context.service_name(row.service)
        self._booklets.insert(0, Booklet(row.number, row.name, service, shelf, row.case_id, self._text("arrive.ready")))

    def _show(self) -> None:
        rows = [(each.number, each.name, each.service, each.shelf, each.note) for each in self._booklets]
        self._screen.show_booklets(rows, sum(each.case_id is not None for each in self._booklets))
