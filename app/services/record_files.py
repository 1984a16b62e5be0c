"""기록관리: the register of files with what became of each, and the acts of who keeps it (REFERENCE §2.9, systems.md E)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from app.domain.book_papers import BookPaper
from app.domain.cases import Case
from app.domain.entries import Fact
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.moments import UNKNOWN, UNKNOWN_YEAR
from app.domain.record_entries import (
    Disclosure,
    Outcome,
    RecordFileCounted,
    RecordFilesAppraised,
    RecordFilesDisclosed,
    RecordFilesTransferred,
)
from app.domain.record_files import YEARS_MAX, RecordFile, file_number, lies_here, noted, year_of
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.office_words import OfficeWord
from app.services.desk import Desk, entry_day, from_ms, seoul_date
from app.services.free_text import checked
from app.services.two_people import require_two
from app.services.whole_book import stop_while_listing

KINDS = ("record_files_transferred", "record_files_appraised", "record_file_counted", "record_files_disclosed")
NOTE_MAX = 200
FILES_MAX = 500
COUNT_MAX = 10_000_000
_FOR_EVER = 2**52


def record_files(
    desk: Desk, *, first_year: int = 0, last_year: int = 9999, until: int | None = None, own: bool = False
) -> list[RecordFile]:
    """The register: one file for each book, year and class that has a case, oldest year first. Any lane.

    `until`: cases received before that moment, in ms.
    """
    before = _FOR_EVER if until is None else until
    counts: Counter[tuple[int, str, str, int | None]] = Counter()
    for row in desk.store.books.files(before, own=own):
        form = desk.catalogue.forms.get(row.service)
        if form is not None and first_year <= row.year <= last_year:
            counts[row.year, form.book, form.retention.label, form.retention.years] += row.count
    places = _places(desk)
    found = [
        RecordFile(
            number=file_number(year, places[book], label),
            year=year,
            book=book,
            title=f"{desk.catalogue.books[book].name.ko} ({f'{year}년' if year < UNKNOWN.year else UNKNOWN_YEAR})",
            label=label,
            years=years,
            cases=count,
        )
        for (year, book, label, years), count in sorted(counts.items(), key=lambda item: (item[0][0], places[item[0][1]], item[0][2]))
    ]
    return noted(found, _said(desk))


def transfer(desk: Desk, actor: Actor, files: Sequence[str], on: date, confirmer: Actor | None, note: str = "") -> int:
    """Those files lie with the records centre since that day; how many. Nothing in their cases changes at a desk of the office any more.

    Refused `not_allowed`, `supervisor_needed`, `second_needed`, `second_is_first`, `record_file_unknown`, `record_year_runs`,
    `record_file_gone`, `record_destroyed`, `record_day_ahead`, `record_day_early` (its year still ran), `rrn_in_text`,
    `book_unlisted`. Writer lane.
    """
    require(actor.role, "keep_records")
    second, today = _signed(desk, actor, confirmer), _not_ahead(desk, on)
    for each in _named(desk, files):
        if lies_here(each.year, today):
            raise Refused("record_year_runs", file=each.number)
        if each.transferred_on:
            raise Refused("record_file_gone", file=each.number, on=each.transferred_on)
        if each.outcome == "destroy":
            raise Refused("record_destroyed", file=each.number, on=each.appraised_on)
        if lies_here(each.year, on):
            raise Refused("record_day_early", file=each.number, on=on.isoformat())
    return _say(
        desk, actor, RecordFilesTransferred(files=list(files), on=on.isoformat(), note=checked(note)[:NOTE_MAX], confirmed_by=second), files
    )


def appraise(
    desk: Desk,
    actor: Actor,
    files: Sequence[str],
    outcome: Outcome,
    board: str,
    on: date,
    confirmer: Actor | None,
    *,
    years: int | None = None,
) -> int:
    """What the board decided of those files stands in the book; how many. The counter itself decides nothing, and erases nothing.

    `board`: the meeting that decided; `years`: the new class of `reclass`, 0 for ever. Refused as `transfer`, and `record_board_missing`,
    `record_years_missing`, `record_not_expired` (a file whose time was not over on that day can't be destroyed).
    """
    require(actor.role, "keep_records")
    second = _signed(desk, actor, confirmer)
    _not_ahead(desk, on)
    board = checked(board)[:NOTE_MAX]
    if not board:
        raise Refused("record_board_missing")
    if (outcome == "reclass") != (years is not None) or (years is not None and not 0 <= years <= YEARS_MAX):
        raise Refused("record_years_missing", limit=YEARS_MAX)
    for each in _named(desk, files):
        if outcome == "destroy" and (each.expires_on is None or each.expires_on >= on):
            raise Refused("record_not_expired", file=each.number, until=each.expires_on.isoformat() if each.expires_on else each.label)
    body = RecordFilesAppraised(files=list(files), outcome=outcome, board=board, on=on.isoformat(), years=years, confirmed_by=second)
    return _say(desk, actor, body, files)


def count_file(desk: Desk, actor: Actor, file: str, found: int, note: str = "") -> RecordFile:
    """전수조사: so many cases of that file were found on paper; the file with its difference.

    Refused as `transfer`, `record_count_invalid`.
    """
    require(actor.role, "keep_records")
    if not 0 <= found <= COUNT_MAX:
        raise Refused("record_count_invalid")
    (known,) = _named(desk, [file])
    today = seoul_date(desk.clock.now()).isoformat()
    body = RecordFileCounted(file=file, found=found, expected=known.cases, on=today, note=checked(note)[:NOTE_MAX])
    _say(desk, actor, body, [file])
    return _named(desk, [file])[0]


def disclose(desk: Desk, actor: Actor, files: Sequence[str], disclosure: Disclosure, note: str = "") -> int:
    """공개 재책정: those files are open, open in part or closed; how many. Refused as `transfer`."""
    require(actor.role, "keep_records")
    _named(desk, files)
    today = seoul_date(desk.clock.now()).isoformat()
    body = RecordFilesDisclosed(files=list(files), disclosure=disclosure, on=today, note=checked(note)[:NOTE_MAX])
    return _say(desk, actor, body, files)


def export_lines(paper: BookPaper) -> list[list[str]]:
    """A book as the rows of a table, its titles first."""
    return [[column.title for column in paper.columns], *(list(line.cells) for line in paper.lines)]


def not_transferred(desk: Desk, case: Case) -> None:
    """Nothing happens where the case's file lies at the office. Refused `case_transferred` (`file`, `on`) once it lies with the centre.

    Money still owed may be paid and given back: that is a day's book, not the file's.
    """
    said = desk.store.office_words.said("record_files_transferred")
    if not said:
        return  # as at every counter for its first years: one look at what is in memory
    year = seoul_date(from_ms(case.received_at)).year
    if lies_here(year, seoul_date(desk.clock.now())):
        return
    number = file_of(desk, case)
    for word in said:
        body = word.body
        if isinstance(body, RecordFilesTransferred) and number in body.files and not lies_here(year, seoul_date(word.said_at)):
            raise Refused("case_transferred", file=number, on=body.on)


def file_of(desk: Desk, case: Case) -> str:
    """The number of the file the case lies in; '' for a service nobody knows any more."""
    form = desk.catalogue.forms.get(case.service)
    if form is None:
        return ""
    return file_number(seoul_date(from_ms(case.received_at)).year, _places(desk)[form.book], form.retention.label)


# ── helpers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _signed(desk: Desk, actor: Actor, confirmer: Actor | None) -> UUID:
    if confirmer is not None:
        require(confirmer.role, "sign_records")
    return require_two(desk, actor, confirmer)


def _places(desk: Desk) -> dict[str, int]:
    return {code: place for place, code in enumerate(desk.catalogue.books, start=1)}


def _said(desk: Desk) -> list[Body]:
    """Everything said of files, in the order in which it was said."""
    words = [word for kind in KINDS for word in desk.store.office_words.said(kind)]
    return [_possible(word) for word in sorted(words, key=lambda word: (word.said_at, word.entry_id))]


def _possible(word: OfficeWord) -> Body:
    """What was said, without transfers of files whose year still ran then: another desk may write so, and no office can take it back."""
    body = word.body
    if not isinstance(body, RecordFilesTransferred):
        return body
    said_on = seoul_date(word.said_at)
    return msgspec.structs.replace(body, files=[each for each in body.files if not lies_here(year_of(each), said_on)])


def _named(desk: Desk, files: Sequence[str]) -> list[RecordFile]:
    if not 0 < len(files) <= FILES_MAX:
        raise Refused("record_file_unknown", file="")
    stop_while_listing(desk)
    known = {each.number: each for each in record_files(desk)}
    for number in files:
        if number not in known:
            raise Refused("record_file_unknown", file=number[:40])
    return [known[number] for number in dict.fromkeys(files)]


def _not_ahead(desk: Desk, on: date) -> date:
    today = seoul_date(desk.clock.now())
    if on > today:
        raise Refused("record_day_ahead")
    return today


def _say(desk: Desk, actor: Actor, body: Body, files: Sequence[str]) -> int:
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(body, desk.ids.new_id()))
    return len(set(files))
