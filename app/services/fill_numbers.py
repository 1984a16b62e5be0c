"""공식번호 채우기: a list of a national system's numbers, matched to the cases that lack one; what is sure is kept, the rest stays."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.entries import Fact, OfficialNoEntered
from app.domain.errors import Refused
from app.domain.official_numbers import LINES_MAX, Matches, Numberless, NumberLine, match, read_lines
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import SEOUL, Desk, from_ms, working_day
from app.services.free_text import checked
from app.services.whole_book import stop_while_listing
from app.services.worklist import NUMBERLESS_DAYS, PAGE_MAX, numbered_services, numberless_span


def match_numbers(desk: Desk, actor: Actor, text: str) -> Matches:
    """What that list means, nothing kept yet. Refused `numbers_none`, `numbers_too_many`, `book_unlisted`, and as
    `free_text.checked`.
    """
    require(actor.role, "enter_official_no")
    lines, unclear = read_lines(text, _service_names(desk))
    if not lines:
        raise Refused("numbers_none")
    if len(lines) > LINES_MAX:
        raise Refused("numbers_too_many", count=len(lines), most=LINES_MAX)
    for each in lines:
        checked(each.official_no)
    stop_while_listing(desk)  # what can mean only one case of a part may mean another one of the whole
    found = match(lines, _numberless(desk, lines), desk.store.duties.carried(each.official_no for each in lines))
    return found._replace(left=sorted([*found.left, *unclear]))


def fill_numbers(desk: Desk, actor: Actor, text: str) -> Matches:
    """Every number that can only mean one case stands in it, all in one commit; what was kept and what was not."""
    found = match_numbers(desk, actor, text)
    if found.pairs:
        with desk.store.transaction(actor=actor.entry_id, day=working_day(desk)) as tx:
            for line, case in found.pairs:
                tx.append(Fact(OfficialNoEntered(official_no=line.official_no), desk.ids.new_id(), case_id=case.case_id))
    return found


def _service_names(desk: Desk) -> dict[str, str]:
    """Every name that can only mean one service, in small letters → its id."""
    meant: dict[str, set[str]] = {}
    for form in desk.catalogue.forms.values():
        for name in (*form.aliases, form.short.ko, form.name.ko, form.name.en, form.id):
            meant.setdefault(name.casefold(), set()).add(form.id)
    return {name: next(iter(ids)) for name, ids in meant.items() if len(ids) == 1}


def _numberless(desk: Desk, lines: Iterable[NumberLine]) -> list[Numberless]:
    """Every case that could take one, in pages: of the last days, and from the first day that a line names."""
    today = desk.clock.now().astimezone(SEOUL)
    named = [(today.date() - each.on.date()).days + 1 for each in lines if each.on is not None]
    since, until = numberless_span(desk, max([NUMBERLESS_DAYS, *named]))
    services, found, after = numbered_services(desk), [], None
    while rows := desk.store.duties.unnumbered(since, until, services, after=after, limit=PAGE_MAX):
        found += [
            Numberless(case.case_id, case.number, case.service, case.copies, from_ms(case.intake_at).astimezone(SEOUL)) for _, case in rows
        ]
        after = rows[-1][0]
    return found
