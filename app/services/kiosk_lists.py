"""무인민원발급기 일계 from a file: what each machine's day would be is shown, and what is clear is in the book, in one commit.

The list comes from a watched folder (then it waits until somebody confirmed it) or from a file.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple
from uuid import UUID

from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.kiosk_entries import KioskCounted
from app.domain.kiosk_list import read_list
from app.domain.kiosks import KioskDay
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, seoul_date
from app.services.inbox import Inbox
from app.services.kiosk_book import counted, day_of
from app.services.take_list import list_text

KIND: Final = "kiosk_counts"
Meaning = Literal["new", "replaces", "same", "wrong"]


class KioskTold(NamedTuple):
    """What one machine's day of the list means. `before`: how it stands in the book; `day`: how it would; `refused`: why it cannot."""

    line: int
    meaning: Meaning
    machine: str
    date: str
    day: KioskDay | None = None
    before: KioskDay | None = None
    refused: Refused | None = None


class KioskLists:
    """Writer lane; `look` on either."""

    def __init__(self, desk: Desk, inbox: Inbox) -> None:
        self._desk, self._inbox = desk, inbox

    def look(self, actor: Actor, text: str) -> list[KioskTold]:
        """What each machine's day of that list means, nothing written. Refused `not_allowed` and as `kiosk_list.read_list`."""
        require(actor.role, "count_kiosk")
        return [told for told, _ in self._read(actor, text)]

    def import_list(self, actor: Actor, text: str) -> list[KioskTold]:
        """What is clear and new in that list is in the book, in one commit; what stands there already is left alone.

        What cannot be read stays with its line. Refused as `look`.
        """
        require(actor.role, "count_kiosk")
        read = self._read(actor, text)
        bodies = [body for told, body in read if body is not None and told.meaning in ("new", "replaces")]
        if bodies:
            with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
                for body in bodies:
                    tx.append(Fact(body, self._desk.ids.new_id()))
        return [told for told, _ in read]

    def waiting_text(self, file_id: UUID) -> str:
        """The list that waits. Refused `inbox_unknown`, `list_unreadable`."""
        file = self._inbox.get(file_id)
        if file.kind != KIND:
            raise Refused("inbox_unknown")
        return list_text(self._inbox.bytes_of(file))

    def confirm(self, actor: Actor, file_id: UUID) -> list[KioskTold]:
        """The list that waited is in the book and waits no more; it waits on while one of its lines is wrong. Refused as `import_list`."""
        found = self.import_list(actor, self.waiting_text(file_id))
        if all(each.meaning != "wrong" for each in found):
            self._inbox.taken(file_id)
        return found

    def _read(self, actor: Actor, text: str) -> list[tuple[KioskTold, KioskCounted | None]]:
        forms = self._desk.catalogue.forms.values()
        names = {name: form.id for form in forms for name in (form.name.ko, form.short.ko)}
        lines = read_list(text, names, seoul_date(self._desk.clock.now()))
        days = [each.day for each in lines if each.said is not None]
        known = {(each.machine, each.day): each for each in self._desk.store.kiosks.days(min(days), max(days))} if days else {}
        found: list[tuple[KioskTold, KioskCounted | None]] = []
        for each in lines:
            try:
                if each.said is None:
                    raise Refused(each.code)
                body = counted(self._desk, each.said)
            except Refused as refused:
                found.append((KioskTold(each.line, "wrong", each.machine, each.day, refused=refused), None))
                continue
            before, day = known.get((body.machine, body.day)), day_of(body, actor.name)
            meaning: Meaning = "new" if before is None else "same" if _alike(before, day) else "replaces"
            found.append((KioskTold(each.line, meaning, body.machine, body.day, day, before), body))
        return found


def _alike(before: KioskDay, day: KioskDay) -> bool:
    """It says what stands in the book already, whoever counted."""
    return (
        before.papers == day.papers
        and (before.amount_won, before.card_won, before.faults, before.note) == (day.amount_won, day.card_won, day.faults, day.note)
        and (before.paper_changed, before.paper_left) == (day.paper_changed, day.paper_left)
    )
