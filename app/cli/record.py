"""`record`: drafts as JSON lines in, one result line each out, written only when the entry is on disk (GUARANTEES G1)."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, Literal
from uuid import UUID

import msgspec

from app.cli.call import Call, nobody_reads
from app.cli.joints import OpenHome
from app.cli.options import Commands
from app.domain.answers import Draft
from app.domain.errors import CounterError, DraftRefused, Refused, Unavailable
from app.domain.forms import FollowOn
from app.domain.tenders import NONE
from app.domain.views import Actor, Recorded

LINE_MAX_BYTES = 1 << 20
_FIELDS = {field.name: field for field in msgspec.structs.fields(Draft)}
_BLANK = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"


def add(commands: Commands) -> None:
    """`record`."""
    record = commands.add("record", "record", record_drafts)
    record.add_argument("file", nargs="?", metavar="FILE", help="option.file")


def record_drafts(call: Call) -> int:
    """Every line was answered: 0 if all are recorded, 3 if one was refused. Unavailable: the lines before it are recorded.

    A bad line never stops the next; trouble with the disk does, because it would meet every one of them.
    """
    refused = False
    with opened(call.get("file", "-")) as source, call.signed_in() as (home, actor):
        recorder = _Recorder(call, home, actor)
        for number, line in lines(source):
            try:
                result = recorder.record(line)
            except Refused as error:
                refused = True
                _write(recorder.refusal(number, line, error))
            except CounterError as error:
                _write(recorder.refusal(number, line, error))
                _say_where(call, number, error)
                raise
            else:
                if not _write(result):
                    # Nobody reads our answers any more: a number that nobody sees must not be given.
                    raise Unavailable("output_closed", line=number)
    return 3 if refused else 0


def _say_where(call: Call, number: int, error: CounterError) -> None:
    call.note("record_stopped", line=number, code=error.code)


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """The drafts' bytes, of a file or of standard input (`-`). Unavailable `file_unreadable`."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = open(name, "rb")  # noqa: SIM115 - closed below; errors of the work inside are not those of the file
    except OSError as error:
        raise Unavailable("file_unreadable", errno=error.errno) from error
    with file:
        yield file


# ── lines ────────────────────────────────────────────────────────────────────────────────────────────────────────────

Line = bytes | Literal["line_too_long"]


def lines(source: IO[bytes]) -> Iterator[tuple[int, Line]]:
    """Number and bytes of every line that is not blank; of one over 1 MiB only that it was. Memory stays bounded."""
    number = 0
    while line := source.readline(LINE_MAX_BYTES + 2):
        number += 1
        if len(line.rstrip(b"\r\n")) > LINE_MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = source.readline(LINE_MAX_BYTES)
            yield number, "line_too_long"
            continue
        if number == 1:
            line = line.removeprefix(_BOM)
        if line := line.strip(_BLANK):
            yield number, line


def draft_of(line: Line, tenders: Collection[str] = ()) -> Draft:
    """The draft a line says. Refused `line_too_long`, `line_not_utf8`, `line_not_json`; DraftRefused `draft_invalid` with every field.

    `tenders`: codes of the catalogue; without them any code is a draft's, and is refused with the draft.
    """
    if not isinstance(line, bytes):
        raise Refused(line)
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("line_not_utf8") from error
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Refused("line_not_json") from error
    if not isinstance(found, dict):
        raise DraftRefused("draft_invalid", {})
    wrong = _wrong_types(found)
    if tenders and isinstance(tender := found.get("tender"), str) and tender not in (*tenders, NONE):
        wrong["tender"] = "unknown_choice"
    if wrong:
        raise DraftRefused("draft_invalid", wrong)
    return msgspec.convert(found, Draft)


def _wrong_types(found: Mapping[str, Any]) -> dict[str, str]:
    """Everything that keeps it from being a draft at all, by key."""
    wrong = {name: "unknown_field" for name in found if name not in _FIELDS}
    for name, field in _FIELDS.items():
        if name not in found:
            if field.required:
                wrong[name] = "required"
            continue
        try:
            msgspec.convert(found[name], field.type)
        except msgspec.ValidationError:
            wrong[name] = "wrong_type"
    return wrong


# ── recording ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _Recorder:
    """Records line after line. `visit` names of the drafts stand for visits of this run only."""

    def __init__(self, call: Call, home: OpenHome, actor: Actor) -> None:
        self._words, self._home, self._actor = call.words, home, actor
        self._visits: dict[str, UUID] = {}

    def record(self, line: Line) -> dict[str, Any]:
        """The result line of a draft that is on disk. Raises what `services.record_case` raises."""
        draft = draft_of(line, self._home.desk.catalogue.tenders)
        visit_id, opening = self._visit(draft)
        head_before = self._home.desk.store.exchange.head().seq
        recorded = self._home.services.record_case(self._actor, draft, visit_id=visit_id, open_visit=opening)
        # A draft that was known gave its first result and opened nothing.
        if draft.visit is not None and visit_id is not None and recorded.seq > head_before:
            self._visits[draft.visit] = visit_id
        return _result(draft, recorded, self._home.desk.form(draft.service).follow_ons)

    def _visit(self, draft: Draft) -> tuple[UUID | None, bool]:
        if draft.visit is None:
            return None, False
        known = self._visits.get(draft.visit)
        return (known, False) if known is not None else (self._home.desk.ids.new_id(), True)

    def refusal(self, number: int, line: Line, error: CounterError) -> dict[str, Any]:
        """The result line of a draft that is not in the book; `why` says of each field in a sentence what its code means."""
        fields = error.fields if isinstance(error, DraftRefused) else {}
        return {
            "ok": False,
            "code": error.code,
            "message": self._words.message(error),
            "fields": fields,
            "why": {name: self._words.problem(code) for name, code in fields.items()},
            "draft_id": _draft_id(line),
            "line": number,
        }


def _result(draft: Draft, recorded: Recorded, follow_ons: Sequence[FollowOn]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ok": True,
        "number": recorded.number,
        "entry_id": str(recorded.entry_id),
        "seq": recorded.seq,
        "fee_won": recorded.fee_won,
        "state": recorded.state,
        "provisional": recorded.provisional,
    }
    if draft.draft_id is not None:
        found["draft_id"] = draft.draft_id
    if recorded.warnings:
        found["warnings"] = recorded.warnings
    if recorded.offers:
        found["offers"] = msgspec.to_builtins(recorded.offers)
    if follow_ons:
        found["follow_ons"] = [{"name": each.name.ko, "where": each.where.ko, "service": each.service} for each in follow_ons]
    return found


def _draft_id(line: Line) -> str | None:
    """The draft's own name, if the line got far enough to have one."""
    try:
        found = msgspec.json.decode(line) if isinstance(line, bytes) else None
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    draft_id = found.get("draft_id") if isinstance(found, dict) else None
    return draft_id if isinstance(draft_id, str) else None


def _write(result: dict[str, Any]) -> bool:
    """The line has left this process; False if nobody takes it."""
    try:
        sys.stdout.write(msgspec.json.encode(result).decode() + "\n")
        sys.stdout.flush()
    except OSError:  # whoever read it has gone, or its disk is full
        nobody_reads()
        return False
    return True
