"""무인민원발급기: the machines, what each issued on a day, and files of counts that came in through a folder. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple, Protocol
from uuid import UUID

from app.domain.errors import Refused
from app.domain.identity import half_width, parse_date
from app.domain.kiosks import KioskDay, KioskMachine
from app.domain.service_sheet import list_of
from app.services.kiosk_book import Beside
from app.services.kiosk_lists import KioskTold
from app.ui import formats
from app.ui.context import Context

Row = tuple[str, ...]
SHOWN_DAYS = 31


class TypedCount(NamedTuple):
    """What stands in the form of a count, as it was typed. `papers`: kind of paper → pieces."""

    day: str
    papers: Mapping[str, str]
    amount: str
    card: str
    faults: str
    sheets_in: str
    sheets_left: str
    note: str


class TypedMachine(NamedTuple):
    machine: str
    place: str
    hours: str
    kinds: str


class KiosksScreen(Protocol):
    def show_machines(self, rows: Sequence[Row], *, may_set: bool, may_count: bool) -> None: ...
    def show_machine(self, typed: TypedMachine, kinds: Sequence[tuple[str, str]]) -> None: ...
    def show_days(self, rows: Sequence[Row]) -> None: ...
    def show_list(self, rows: Sequence[Row], told: str) -> None: ...
    def clear_count(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class KiosksPresenter:
    def __init__(self, context: Context, screen: KiosksScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self._machines: list[KioskMachine] = []
        self._chosen: KioskMachine | None = None
        self._list: UUID | None = None

    def enter(self) -> None:
        """The machines, and the counts of the last month."""
        office, today = self._context.services.office, self._context.today()
        first, last = (today - timedelta(days=SHOWN_DAYS)).isoformat(), today.isoformat()

        def read() -> tuple[list[KioskMachine], list[KioskDay]]:
            return office.machines(), office.kiosk_days(first, last)

        self._context.read(read, done=lambda found: self._show(*found), failed=self._context.failing(self._screen))

    def choose(self, at: int) -> None:
        """That machine is counted, or said anew."""
        if not 0 <= at < len(self._machines):
            return
        machine = self._machines[at]
        if self._chosen is not None and self._chosen == machine:
            return
        self._chosen = machine
        typed = TypedMachine(machine.machine, machine.place, machine.hours, "; ".join(self._kind(each) for each in machine.kinds))
        self._screen.show_machine(typed, [(each, self._kind(each)) for each in machine.kinds])

    def count(self, typed: TypedCount) -> None:
        """What the chosen machine issued and took on that day is in the book; a former count of the day no longer counts."""
        machine = self._chosen
        if machine is None:
            self._screen.say(self._text("kiosk_page.choose"), "warning")
            return
        try:
            day = parse_date(typed.day, today=self._context.today()).isoformat()
            papers = {kind: _number(text) for kind, text in typed.papers.items() if text.strip()}
            amount, card, sheets_in = _number(typed.amount), _number(typed.card), _number(typed.sheets_in)
            left = _number(typed.sheets_left) if typed.sheets_left.strip() else None
        except Refused as error:
            self._screen.say(self._context.words.message(error), "danger")
            return
        beside = Beside(card_won=card, faults=typed.faults, paper_changed=sheets_in, paper_left=left)
        actor, office = self._context.session.signed_in(), self._context.services.office

        def done(made: KioskDay) -> None:
            self._screen.clear_count()
            self._screen.say(
                self._text("kiosk_page.counted", day=made.day, machine=made.machine, issued=made.issued, won=formats.won(made.amount_won)),
                "success",
            )
            self.enter()

        self._context.write(
            lambda: office.count_kiosk(actor, machine.machine, day, papers, amount, note=typed.note, beside=beside),
            done=done,
            failed=self._context.failing(self._screen),
        )

    def set_machine(self, typed: TypedMachine) -> None:
        """The office has that machine, as it is said."""
        names = {name: form.id for form in self._context.catalogue.forms.values() for name in (form.name.ko, form.short.ko, form.short.en)}
        kinds = [names.get(each, each) for each in list_of(typed.kinds)]
        actor, office = self._context.session.signed_in(), self._context.services.office
        self._context.write(
            lambda: office.set_machine(actor, typed.machine, typed.place, typed.hours, kinds),
            done=lambda made: self._said("kiosk_page.set", made),
            failed=self._context.failing(self._screen),
        )

    def close_machine(self) -> None:
        """The chosen machine was taken away."""
        machine = self._chosen
        if machine is None:
            self._screen.say(self._text("kiosk_page.choose"), "warning")
            return
        actor, office = self._context.session.signed_in(), self._context.services.office
        self._context.write(
            lambda: office.close_machine(actor, machine.machine),
            done=lambda made: self._said("kiosk_page.closed", made),
            failed=self._context.failing(self._screen),
        )

    # ── a file of counts that came in through a folder ──

    def open_list(self, file_id: UUID) -> None:
        """What each machine's day of that list means is shown; nothing is written."""
        actor, lists = self._context.session.signed_in(), self._context.services.kiosk_lists

        def done(found: list[KioskTold]) -> None:
            self._list = file_id
            clear = sum(each.meaning in ("new", "replaces") for each in found)
            wrong = sum(each.meaning == "wrong" for each in found)
            told = self._text("kiosk_page.list", count=clear, same=len(found) - clear - wrong, wrong=wrong)
            self._screen.show_list([self._told(each) for each in found], told)

        self._context.read(lambda: lists.look(actor, lists.waiting_text(file_id)), done=done, failed=self._context.failing(self._screen))

    def confirm_list(self) -> None:
        """What is clear in the list is in the book; the list waits on while one of its days is wrong."""
        file_id = self._list
        if file_id is None:
            return
        actor, lists = self._context.session.signed_in(), self._context.services.kiosk_lists

        def done(found: list[KioskTold]) -> None:
            self.close_list()
            wrong = sum(each.meaning == "wrong" for each in found)
            written = sum(each.meaning in ("new", "replaces") for each in found)
            self._screen.say(self._text("kiosk_page.confirmed", count=written, wrong=wrong), "warning" if wrong else "success")
            self.enter()

        self._context.write(lambda: lists.confirm(actor, file_id), done=done, failed=self._context.failing(self._screen))

    def close_list(self) -> None:
        """Back to the counts; the list waits on."""
        self._list = None
        self._screen.show_list([], "")

    # ── helpers ──

    def _said(self, key: str, made: KioskMachine) -> None:
        self._screen.say(self._text(key, machine=made.machine, place=made.place), "success")
        self._chosen = None
        self.enter()

    def _show(self, machines: list[KioskMachine], days: list[KioskDay]) -> None:
        self._machines = machines
        rows = [
            (
                each.machine,
                each.place,
                each.hours,
                self._text("kiosk_page.kinds_n", n=len(each.kinds)),
                self._text("kiosk_page.gone" if each.closed else "kiosk_page.stands"),
            )
            for each in machines
        ]
        self._screen.show_machines(
            rows, may_set=self._context.session.may("set_kiosks"), may_count=self._context.session.may("count_kiosk")
        )
        self._screen.show_days([self._day(each) for each in reversed(days)])

    def _day(self, each: KioskDay) -> Row:
        sheets = f"{each.paper_changed:,}" if each.paper_changed else ""
        left = f" / {each.paper_left:,}" if each.paper_left is not None else ""
        faults = ", ".join(part for part in (each.faults, each.note) if part)
        return (
            each.day,
            each.machine,
            f"{each.issued:,}",
            formats.won(each.amount_won),
            formats.won(each.card_won),
            sheets + left,
            faults,
            each.user,
        )

    def _told(self, each: KioskTold) -> Row:
        if each.refused is not None:
            return (each.date, each.machine, "", "", self._context.words.message(each.refused))
        issued = each.day.issued if each.day is not None else 0
        won = formats.won(each.day.amount_won) if each.day is not None else ""
        before = each.before.issued if each.before is not None else 0
        return (each.date, each.machine, f"{issued:,}", won, self._text(f"kiosk_list.{each.meaning}", issued=issued, before=before))

    def _kind(self, kind: str) -> str:
        form = self._context.catalogue.forms.get(kind)
        return self._context.words.of(form.short) if form is not None else kind


def _number(text: str) -> int:
    """A whole number as it was typed; 0 for nothing. Refused `kiosk_line_unclear`."""
    plain = half_width(text).replace(",", "").strip()
    if plain and not (plain.isascii() and plain.isdigit() and len(plain) <= 10):
        raise Refused("kiosk_line_unclear")
    return int(plain) if plain else 0
