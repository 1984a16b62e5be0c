"""여권 도착 by list: what each line means is shown, and what is clear has arrived, each booklet in its own commit.

The list comes from a watched folder (then it waits until it was confirmed), from a file, or from a scanner that types number after number.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple
from uuid import UUID

from app.domain.arrivals import LIFE, LINES_MAX, STEP, Arrival, meanings, read_list
from app.domain.errors import Refused
from app.domain.lives import steps_from
from app.domain.views import Actor
from app.services.advance_case import advance_case
from app.services.desk import Desk
from app.services.free_text import unfit
from app.services.inbox import Inbox
from app.services.take_list import list_text
from app.services.whole_book import stop_while_listing

KIND: Final = "passport_arrivals"


class Arrived(NamedTuple):
    """`lines`: what each line meant; `done`: how many passports have arrived now; `refused`: line → why it could not."""

    lines: list[Arrival]
    done: int
    refused: dict[int, Refused]


class Arrivals:
    """Writer lane; `look` on either."""

    def __init__(self, desk: Desk, inbox: Inbox) -> None:
        self._desk, self._inbox = desk, inbox

    def look(self, actor: Actor, text: str) -> list[Arrival]:
        """What each line of that list means, nothing done yet. Refused `not_allowed`, `arrivals_none`, `arrivals_too_many`,
        `book_unlisted`.
        """
        if not any(actor.role in row.roles for row in steps_from(LIFE, "sent") if row.trigger.endswith(f":{STEP}")):
            raise Refused("not_allowed", operation=STEP, role=actor.role)
        lines = read_list(text)
        if not lines:
            raise Refused("arrivals_none")
        if len(lines) > LINES_MAX:
            raise Refused("arrivals_too_many", count=len(lines), most=LINES_MAX)
        stop_while_listing(self._desk)  # a line that fits no case yet would be put aside as one that fits none
        clear = [each if unfit(each.number) is None else each._replace(number="") for each in lines]
        return meanings(clear, self._desk.store.numbered.by_numbers(each.number for each in clear if each.number))

    def arrive(self, actor: Actor, text: str) -> Arrived:
        """Every passport that the list names and that is on its way has arrived; repeated, it finds them here already.

        Refused as `look`; what is refused for one line stays with that line.
        """
        lines = self.look(actor, text)
        refused: dict[int, Refused] = {}
        done = 0
        for each in lines:
            if each.meaning != "matched" or each.case_id is None:
                continue
            try:
                advance_case(self._desk, actor, each.case_id, STEP, facts=dict(each.facts))
            except Refused as error:
                refused[each.line] = error
            else:
                done += 1
        return Arrived(lines, done, refused)

    # ── lists that came in through the folder ──

    def waiting_text(self, file_id: UUID) -> str:
        """The list that waits. Refused `inbox_unknown`, `list_unreadable`."""
        file = self._inbox.get(file_id)
        if file.kind != KIND:
            raise Refused("inbox_unknown")
        return list_text(self._inbox.bytes_of(file))

    def confirm(self, actor: Actor, file_id: UUID) -> Arrived:
        """The list that waited is in the book as far as it can be, and waits no more. Refused as `arrive` and `waiting_text`.

        It waits on where a line that is clear was refused: what kept it is put right, and the list confirmed again.
        """
        found = self.arrive(actor, self.waiting_text(file_id))
        if not found.refused:
            self._inbox.taken(file_id)
        return found


def counted(lines: list[Arrival]) -> dict[str, int]:
    """How many lines mean what."""
    return dict(Counter(each.meaning for each in lines))
