"""New entries get their place: order number, outcome, rows and projections, in the caller's transaction (SYNC §4.5–7).

In large pieces in the normal case. If the database cannot hold something of it, the piece is halved until the culprit stands
alone; that one is stored as bytes only, quarantined, and the rest goes on (G12).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from operator import add
from uuid import UUID

from app.central.database import ENTRY_FAULTS, CentralDatabase
from app.central.fold import Folding, Placed, Read, share_of, touched
from app.central.recompute import Received, Sender, meaning_of
from app.central.stored_cases import CASE_COLUMNS, case_row, cases_of
from app.central.tables import CaseRow, DayRow, EntryRow
from app.domain.bounds import WON_LIMIT
from app.domain.cases import Case
from app.domain.entries import Header
from app.domain.entry_body import Body

WRITE_REFUSED = "write_refused"
SIGNER_BORROWED = "signer_of_another"
PIECE = 500
_ENTRY_COLUMNS = (
    "office_id",
    "office_seq",
    "device_id",
    "epoch",
    "branch",
    "seq",
    "entry_id",
    "kind",
    "case_id",
    "business_day",
    "recorded_at",
    "header",
    "salt",
    "body",
    "digest",
    "hash",
    "head_sig",
    "size",
    "outcome",
    "code",
)
_DAY_KEYS = ("office_id", "day", "device_id", "epoch", "branch")
_DAY_COLUMNS = (*_DAY_KEYS, "entries", "cases", "settled_won", "reversed_won", "last_seq")

# An entry, its id, and what it says.
_Meant = tuple[Received, bytes | None, Read]
_Days = dict[str, list[int]]


def place(db: CentralDatabase, sender: Sender, entries: Sequence[Received], *, first_office_seq: int, head_sig: bytes) -> list[Placed]:
    """The entries are written, with order numbers from `first_office_seq`; their outcomes. The caller has locked the office's row.

    One piece after the other: what a batch means takes many times the memory of its bytes, and much longer than a piece's, which
    stays near the processor.
    """
    placed: list[Placed] = []
    days = _DaySums(db, sender)
    signatures = {entries[-1].seq: head_sig}
    for start in range(0, len(entries), PIECE):
        reads = _read(db, sender, entries[start : start + PIECE], first_office_seq + start)
        placed += _place(db, sender, reads, signatures, days)
    days.write()
    return placed


class _DaySums:
    """What one batch adds to the business dates of its stream."""

    def __init__(self, db: CentralDatabase, sender: Sender) -> None:
        self._db, self._sender = db, sender
        self._new: _Days = {}
        self._there: _Days = {}

    def with_more(self, changes: _Days) -> _Days:
        """Those business dates with what comes to them. OverflowError where, with what earlier batches brought, it is more than any day
        can hold: found here it is one entry's fault, found when the sums are written it would hold up the whole stream for ever."""
        found: _Days = {}
        for day, sums in changes.items():
            had, there = self._new.get(day) or [0] * len(sums), self._stored(day)
            found[day] = [*map(add, had[:-1], sums[:-1]), max(had[-1], sums[-1])]
            if any(abs(each + before) >= WON_LIMIT for each, before in zip(found[day], there, strict=False)):
                raise OverflowError("business date")
        return found

    def take(self, found: _Days) -> None:
        self._new.update(found)

    def _stored(self, day: str) -> list[int]:
        """What stands there without this batch: asked once, whatever becomes of a piece."""
        if day not in self._there:
            stream = self._sender.stream
            rows = self._db.rows(
                "SELECT entries, cases, settled_won, reversed_won FROM office_day "
                "WHERE office_id = ? AND day = ? AND device_id = ? AND epoch = ? AND branch = ?",
                (self._sender.office, day, stream.device_id.bytes, stream.epoch, stream.branch),
            )
            self._there[day] = list(rows[0]) if rows else [0, 0, 0, 0]
        return self._there[day]

    def write(self) -> None:
        """They are added to what stands there."""
        if self._new:
            stream = self._sender.stream
            key = stream.device_id.bytes, stream.epoch, stream.branch
            rows = [(self._sender.office, day, *key, *sums) for day, sums in self._new.items()]
            self._db.upsert(DayRow, _DAY_KEYS, _DAY_COLUMNS, rows, add=True)


def _read(db: CentralDatabase, sender: Sender, entries: Sequence[Received], first_office_seq: int) -> list[_Meant]:
    """What the entries mean; an id that is known already, here or in the office, has no second effect."""
    meanings = [(entry, *meaning_of(entry, sender)) for entry in entries]
    ids = [None if header is None else header.entry_id.bytes for _, header, _, _ in meanings]
    known = _known_ids(db, sender.office, [each for each in ids if each is not None])
    elsewhere = _elsewhere(db, sender, {each for _, header, body, _ in meanings for each in _signers(header, body)})
    reads: list[_Meant] = []
    for office_seq, (entry_id, (entry, header, body, trouble)) in enumerate(zip(ids, meanings, strict=True), start=first_office_seq):
        if entry_id is not None:
            if entry_id in known and trouble is None:
                trouble = "entry_id_known"
            known.add(entry_id)
        if trouble is None and elsewhere and not elsewhere.isdisjoint(_signers(header, body)):
            trouble = SIGNER_BORROWED
        reads.append((entry, entry_id, Read(office_seq, header, body, trouble)))
    return reads


def _signers(header: Header | None, body: Body | None) -> list[bytes]:
    """The sign-ins that an entry names as those of whoever made and confirmed it."""
    named = (header.actor_entry if header is not None else None, getattr(body, "confirmed_by", None))
    return [each.bytes for each in named if each is not None]


def _elsewhere(db: CentralDatabase, sender: Sender, asked: set[bytes]) -> set[bytes]:
    """Those sign-ins that were made at another device: a leader's, say, whose word it would be (SYNC §3). A computer goes on with its own
    in a new branch; one that is not here yet stands beside it in the same batch, or is nobody's. A copy without effect says nothing."""
    if not asked:
        return set()
    among, values = db.among(sorted(asked))
    which = f"office_id = ? AND entry_id {among} AND kind = 'signed_in' AND outcome != 'quarantined'"
    sql = f"SELECT entry_id, device_id FROM entry WHERE {which}"  # noqa: S608 - our own words
    return {row[0] for row in db.rows(sql, (sender.office, *values)) if row[1] != sender.stream.device_id.bytes}


def _known_ids(db: CentralDatabase, office: str, asked: Sequence[bytes]) -> set[bytes]:
    if not _may_be_known(db, "entry", "entry_id", office, asked):
        return set()
    among, values = db.among(asked)
    return {row[0] for row in db.rows(f"SELECT entry_id FROM entry WHERE office_id = ? AND entry_id {among}", (office, *values))}  # noqa: S608


def _may_be_known(db: CentralDatabase, table: str, column: str, office: str, asked: Collection[bytes]) -> bool:
    """Whether the office has any id from the least to the greatest of these: one look where a look for each would find nothing.

    Ids begin with the time they were made at: what is new to central mostly lies behind all it has.
    """
    if not asked:
        return False
    sql = f"SELECT {column} FROM {table} WHERE office_id = ? AND {column} >= ? ORDER BY office_id, {column} LIMIT 1"  # noqa: S608 - our names
    next_known = db.rows(sql, (office, min(asked)))
    return bool(next_known) and next_known[0][0] <= max(asked)


def _place(db: CentralDatabase, sender: Sender, reads: Sequence[_Meant], signatures: dict[int, bytes], days: _DaySums) -> list[Placed]:
    try:
        with db.part():
            placed, changes = _write(db, sender, reads, signatures)
            together = days.with_more(changes)
    except ENTRY_FAULTS:
        if len(reads) > 1:
            middle = len(reads) // 2
            first = _place(db, sender, reads[:middle], signatures, days)
            return first + _place(db, sender, reads[middle:], signatures, days)
    else:
        days.take(together)
        return placed
    entry, _, read = reads[0]
    refused = Placed(read.office_seq, "quarantined", WRITE_REFUSED)
    # Only bytes and our own words: no value of the entry is left that the database could refuse.
    unread = entry, None, Read(read.office_seq, None, None, None)
    db.copy(EntryRow, _ENTRY_COLUMNS, [_row(sender, unread, refused, signatures.get(entry.seq))])
    return [refused]


def _write(db: CentralDatabase, sender: Sender, reads: Sequence[_Meant], signatures: dict[int, bytes]) -> tuple[list[Placed], _Days]:
    """The outcomes of what was written, and what it adds to its business dates."""
    before = _cases(db, sender.office, touched([read for _, _, read in reads]))
    was_there = frozenset(before)
    folding = Folding(before)
    days: _Days = {}
    placed: list[Placed] = []

    def rows() -> Iterator[tuple[object, ...]]:
        """Folded while the database takes the rows before it."""
        for meant in reads:
            entry, _, read = meant
            each = folding.take(read)
            placed.append(each)
            if read.header is not None:
                _count(days, read.header, read.body, each, entry.seq)
            yield _row(sender, meant, each, signatures.get(entry.seq))

    db.copy(EntryRow, _ENTRY_COLUMNS, rows())
    # Nobody else writes cases of this office while its row is locked: what was not there a moment ago is new.
    changed = [(folding.standing(case_id), office_seq) for case_id, office_seq in folding.changed.items()]
    if new := [each for each in changed if each[0].case_id not in was_there]:
        db.copy(CaseRow, CASE_COLUMNS, (case_row(sender.office, *each) for each in new))
    if len(new) < len(changed):
        known = [case_row(sender.office, *each) for each in changed if each[0].case_id in was_there]
        db.upsert(CaseRow, ("office_id", "case_id"), CASE_COLUMNS, known)
    return placed, days


def _cases(db: CentralDatabase, office: str, case_ids: Collection[bytes]) -> dict[UUID, Case]:
    if not _may_be_known(db, "case_state", "case_id", office, case_ids):
        return {}
    among, values = db.among(list(case_ids))
    sql = f"SELECT office_seq, data FROM case_state WHERE office_id = ? AND case_id {among}"  # noqa: S608
    return cases_of(db, office, db.rows(sql, (office, *values)))


def _row(sender: Sender, meant: _Meant, placed: Placed, head_sig: bytes | None) -> tuple[object, ...]:
    entry, entry_id, read = meant
    header, wire, stream = read.header, entry.wire, sender.stream
    return (
        sender.office,
        placed.office_seq,
        stream.device_id.bytes,
        stream.epoch,
        stream.branch,
        entry.seq,
        entry_id,
        header.kind if header else "",
        header.case_id.bytes if header and header.case_id else None,
        header.business_day if header else "",
        header.recorded_at if header else 0,
        wire.header,
        wire.salt,
        wire.body,
        entry.digest,
        entry.hash,
        head_sig,
        entry.size,
        placed.outcome,
        placed.code,
    )


def _count(days: _Days, header: Header, body: Body | None, placed: Placed, seq: int) -> None:
    """One entry more on its business date: entries, cases, settled and reversed won, last seq."""
    share = share_of(header, body, placed.outcome)
    row = days.get(share.day)
    if row is None:
        row = days[share.day] = [0, 0, 0, 0, 0]
    row[0] += share.entries
    row[1] += share.cases
    row[2] += share.settled_won
    row[3] += share.reversed_won
    row[4] = seq
