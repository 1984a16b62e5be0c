"""Entries → rows: the only place where projections are written, for own commits, for the feed and for `rebuild` alike.

A case's state is folded by `domain.cases`; what stands here only maps it to rows. Everything written here can be dropped and
made again from the entries (ARCHITECTURE A1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from app.domain.bounds import LIMIT
from app.domain.cases import Case, apply, folded
from app.domain.entries import (
    BranchStarted,
    CaseAdvanced,
    CaseCorrected,
    CaseReceived,
    CheckDiffered,
    ConflictSettled,
    DocumentIssued,
    DocumentReprinted,
    Header,
    SignedIn,
    StaffChanged,
    cases_touched,
)
from app.domain.entry_body import Body
from app.domain.errors import IntegrityViolated
from app.domain.lives import is_done
from app.domain.moments import is_business_day
from app.domain.money_entries import DayClosed, DayOpened, FeeCharged, PaymentReversed, PaymentSettled
from app.domain.outage_entries import OutageClosed, OutageOpened, SlipsMarked
from app.domain.tenders import read_code
from app.domain.transfer_entries import TransferAsked, TransferTaken
from app.ledger.database import Connections
from app.ledger.disputes import rows_of as item_rows
from app.ledger.duty_rows import put_again, put_duties
from app.ledger.money_rows import MONEY_KINDS, money_rows
from app.ledger.outage_rows import rows_of
from app.ledger.search import PHONE_MARK, words_of
from app.ledger.tables import NOTHING, OR_NULL, as_blob, key_of
from app.ledger.transfers import link_rows
from app.wire.codec import decode_body, decode_header

_encode = msgspec.msgpack.Encoder(uuid_format="bytes").encode
_decode_folded = msgspec.msgpack.Decoder(Case).decode
Place = tuple[int, int]
_ASKED_MAX = 1_000
_decode_places = msgspec.msgpack.Decoder(list[Place]).decode

_PUT_CASE = f"""
INSERT INTO case_kept (case_key, case_id, number, official_no, desk, service, life, state, money, open, open_won, own, received_at,
    only_received, due_at, last_stream, last_seq, places, state_blob)
VALUES (?, ?, ?, {OR_NULL}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?)
ON CONFLICT (case_key) DO UPDATE SET official_no = excluded.official_no, state = excluded.state, money = excluded.money,
    open = excluded.open, open_won = excluded.open_won, due_at = excluded.due_at, last_stream = excluded.last_stream,
    last_seq = excluded.last_seq, places = excluded.places, state_blob = excluded.state_blob
"""
_PUT_LINE = """
INSERT OR IGNORE INTO fee_line (case_id, line, stream_id, charged_day, service, label, unit_won, owner, quantity, waived_won, due_won)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_ALLOCATION = """
INSERT OR IGNORE INTO allocation (business_day, stream_id, seq, n, case_id, line, tender, amount_won, reversal, counts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_AS_RECEIVED = as_blob()
_GONE = b"\0"
_NAMES = ("subject_name", "subject.name", "child_name", "child.name")
_LATIN = frozenset({"latin_surname", "latin_given_name"})


def decode_places(blob: bytes) -> list[Place]:
    """(stream_id, seq) of a case's entries, in the order of the fold."""
    return _decode_places(blob)


def index_pending(connection: Any, limit: int) -> int:
    """Cases that wait for the search index are in it and in the lists of the 업무함, in the open transaction; how many."""
    rows = connection.execute(
        "SELECT case_key, state_blob FROM case_row WHERE case_key IN (SELECT case_key FROM search_pending ORDER BY case_key LIMIT ?)",
        (limit,),
    ).fetchall()
    cases = [(key, decode_case(blob)) for key, blob in rows]
    index_cases(connection, cases)
    put_duties(connection, cases)
    connection.executemany("DELETE FROM search_pending WHERE case_key = ?", [(key,) for key, _ in rows])
    return len(rows)


def index_cases(connection: Any, cases: Iterable[tuple[int, Case]]) -> None:
    """Those cases can be found by id, name and number, in the open transaction. `cases`: key and case."""
    words, exact, places = [], [], []
    for key, case in cases:
        words.append((key, " ".join([words_of(_names(case)), *_phone_tail(case)])))
        exact += [(as_blob(word), key) for word in exact_words(case)]
        places.append((as_blob(case.case_id.bytes), key))
    words.sort()  # FTS5 writes out what it gathered at each key below the last one: unsorted, a page takes three times as long
    connection.executemany("INSERT OR IGNORE INTO case_at (case_id, case_key) VALUES (?, ?)", places)
    connection.executemany("INSERT OR REPLACE INTO search (rowid, words) VALUES (?, ?)", words)
    connection.executemany("INSERT OR IGNORE INTO lookup (word, case_key) VALUES (?, ?)", exact)


def decode_case(blob: bytes) -> Case:
    """The case of a projection row: folded, or the one entry that opened it (`_AS_RECEIVED`), of which the view `case_row` gives a NUL,
    the length of its header in six digits, header and body. IntegrityViolated `ledger_damaged` where that entry is gone or opens none.
    """
    if blob[0]:
        return _decode_folded(blob)
    if blob == _GONE:
        raise IntegrityViolated("ledger_damaged")
    body_at = 7 + int(blob[1:7])
    header = decode_header(blob[7:body_at])
    body = decode_body(header.kind, blob[body_at:])
    if not isinstance(body, CaseReceived):
        raise IntegrityViolated("ledger_damaged")
    return apply(None, header, body)


def case_bytes(blob: bytes) -> bytes:
    """The same for those who decode only a part of the case: its bytes as they are when it is folded."""
    return blob if blob[0] else _encode(decode_case(blob))


def _names(case: Case) -> list[str]:
    applicant, agent, answers = case.applicant, case.agent, case.answers
    names = [applicant.get("name"), agent.get("name") if agent else None]
    names += map(answers.get, _NAMES)
    if not _LATIN.isdisjoint(applicant) or not _LATIN.isdisjoint(answers):
        latin = " ".join(str(applicant.get(key) or answers.get(key) or "") for key in ("latin_surname", "latin_given_name"))
        names.append(latin.strip())
    return [str(name) for name in names if name]


def _phone_tail(case: Case) -> list[str]:
    phones = [case.applicant.get("phone"), (case.agent or {}).get("phone")]
    return [f"{PHONE_MARK}{phone[-4:]}" for phone in phones if isinstance(phone, str) and len(phone) >= 4]


def draft_word(draft_id: str) -> bytes:
    """The index word of a draft's id; the blank keeps it apart from every number."""
    return b"draft " + draft_id.encode()


def exact_words(case: Case) -> list[bytes]:
    """What finds a case exactly: its number, its receipts, the keyed hashes of its sealed numbers."""
    macs = [mac for values in case.lookups.values() for mac in values]
    drafts = [draft_word(case.draft_id)] if case.draft_id is not None else []
    return [case.number.encode(), *drafts, *(receipt_no.encode() for receipt_no in case.receipts), *macs]


@dataclass(slots=True)
class _Touched:
    """A case inside one transaction. `key`: its row on disk, None for a new case; `last`: its last entry of this transaction.

    `found_by`: what it was found by before a correction; what of it is no longer so goes.
    """

    case: Case | None = None
    places: list[Place] = field(default_factory=list)
    key: int | None = None
    last: Place | None = None
    reindex: bool = False
    found_by: set[bytes] = field(default_factory=set)


class Projector:
    """Folds entries into cases inside one transaction; nothing is written before `flush`. Writer lane only."""

    def __init__(self, connections: Connections, own_streams: frozenset[int]) -> None:
        """`own_streams`: the streams this desk wrote; only their drafts are this home's."""
        self._db = connections
        self._own_streams = own_streams
        self._touched: dict[UUID, _Touched] = {}
        self._lines: list[tuple[Any, ...]] = []
        self._allocations: list[tuple[Any, ...]] = []
        self._statements: list[tuple[str, tuple[Any, ...]]] = []
        self.kinds: set[str] = set()
        self.unindexed = 0
        self.drafts: dict[str, UUID] = {}

    @property
    def case_ids(self) -> tuple[UUID, ...]:
        return tuple(case_id for case_id, touched in self._touched.items() if touched.last is not None)

    def changed(self) -> list[tuple[UUID, list[Place]]]:
        """The cases of this transaction's entries, each with the places of all its entries, those of this transaction last."""
        return [(case_id, touched.places) for case_id, touched in self._touched.items() if touched.last is not None]

    def case(self, case_id: UUID) -> Case | None:
        """The case as folded so far in this transaction."""
        return self._find(case_id).case

    def _find(self, case_id: UUID) -> _Touched:
        touched = self._touched.get(case_id)
        if touched is None:
            touched = self._touched[case_id] = _Touched()
            row = self._db.one(f"SELECT case_key, state_blob, places FROM case_row WHERE case_key = {key_of('?')}", (case_id.bytes,))
            if row is not None:
                touched.key, touched.case, touched.places = row[0], decode_case(row[1]), decode_places(row[2])
        return touched

    def look_up(self, case_ids: Iterable[UUID]) -> None:
        """Those cases are at hand: one query for many, where one for each would be most of the time a page of the feed takes."""
        asked = list(dict.fromkeys(case_id for case_id in case_ids if case_id not in self._touched))
        self._touched |= {case_id: _Touched() for case_id in asked}
        for start in range(0, len(asked), _ASKED_MAX):
            ids = [as_blob(case_id.bytes) for case_id in asked[start : start + _ASKED_MAX]]
            marks = ",".join("?" * len(ids))
            keys = f"SELECT case_key FROM case_key_of WHERE case_id IN ({marks})"
            for key, blob, places in self._db.all(f"SELECT case_key, state_blob, places FROM case_row WHERE case_key IN ({keys})", ids):
                case = decode_case(blob)
                self._touched[case.case_id] = _Touched(case=case, places=decode_places(places), key=key)

    def forget(self, case_ids: Iterable[UUID]) -> None:
        """Those cases are folded from nothing by the entries that follow (a refold)."""
        for case_id in case_ids:
            before = self._find(case_id).case
            self._touched[case_id] = _Touched(reindex=True, found_by=set(exact_words(before)) if before is not None else set())

    def add(self, stream_id: int, header: Header, body: Body | None, outcome: str = "applied", *, fresh: bool = False) -> None:
        """One entry more, in the order of the fold. An entry that does not fit changes no state; its money and papers count.

        `fresh`: its case begins with it, so there is nothing on disk to look for.
        """
        self.kinds.add(header.kind)
        if body is None:
            return
        if outcome == "quarantined":
            for case_id in cases_touched(header.case_id, body):
                self._note(stream_id, header, case_id)
            return
        if fresh and header.case_id is not None and header.case_id not in self._touched:
            self._touched[header.case_id] = _Touched()
        case_ids = cases_touched(header.case_id, body)
        if len(case_ids) > 1:
            self.look_up(case_ids)
        for case_id in case_ids:
            self._fold(stream_id, header, body, outcome, case_id)
        self._rows(stream_id, header, body)

    def fold_only(self, stream_id: int, header: Header, body: Body | None, outcome: str, case_id: UUID) -> None:
        """For a refold: the entry changes that one case and writes no rows of its own but its fee lines."""
        if body is None or case_id not in cases_touched(header.case_id, body):
            return
        places = self._find(case_id).places
        known = len(places)
        if outcome == "quarantined":
            self._note(stream_id, header, case_id)
        else:
            self._fold(stream_id, header, body, outcome, case_id)
            if isinstance(body, FeeCharged):
                self._charge(stream_id, header, body)
        if len(places) == known:
            # It lies on nothing in today's order; it still belongs to the case and may fit when central has put both in order (SYNC §8).
            places.append((stream_id, header.seq))

    def belongs(self, stream_id: int, seq: int, case_ids: Iterable[UUID]) -> None:
        """That entry is folded with those cases from now on, also if there was no case yet when it first came."""
        for case_id in case_ids:
            touched = self._find(case_id)
            if touched.case is not None and (stream_id, seq) not in touched.places:
                touched.last = (stream_id, seq)
                touched.places.append(touched.last)

    def rows_again(self, stream_id: int, header: Header, body: Body | None) -> None:
        """The rows of an entry that had no effect and has one now."""
        if body is not None:
            self._rows(stream_id, header, body)

    def _note(self, stream_id: int, header: Header, case_id: UUID) -> None:
        """A quarantined entry changes nothing, but the history of its case shows that it was made."""
        touched = self._find(case_id)
        if touched.case is not None:
            touched.last = (stream_id, header.seq)
            touched.places.append(touched.last)

    def _fold(self, stream_id: int, header: Header, body: Body, outcome: str, case_id: UUID) -> None:
        touched = self._touched.get(case_id) or self._find(case_id)
        before = touched.case
        after = folded(before, header, body, outcome)
        if after is None:
            return
        renamed = isinstance(body, CaseCorrected) or (isinstance(body, CaseAdvanced) and bool(body.lookups))
        if before is None or renamed or isinstance(body, PaymentSettled):  # new words to be found by
            touched.reindex = True
        if renamed and before is not None:
            touched.found_by.update(exact_words(before))
        touched.case = after
        touched.last = (stream_id, header.seq)
        touched.places.append(touched.last)

    def _rows(self, stream_id: int, header: Header, body: Body) -> None:
        if isinstance(body, CaseAdvanced):
            return
        if isinstance(body, CaseReceived):
            if header.intake_at is not None or body.slip_no is not None:
                self._statements += rows_of(stream_id, header, body)
            return
        if isinstance(body, FeeCharged):
            self._charge(stream_id, header, body)
        elif isinstance(body, (PaymentSettled, PaymentReversed)):
            back = int(isinstance(body, PaymentReversed))
            counts = int(isinstance(body, PaymentSettled) and body.settles is None)  # papers of a claim were counted when it was made
            for n, each in enumerate(body.allocations):
                place, tender = (header.business_day, stream_id, header.seq, n), read_code(each.tender)
                self._allocations.append((*place, as_blob(each.case_id.bytes), each.line, tender, each.amount_won, back, counts))
        elif isinstance(body, DayOpened) and is_business_day(body.day):  # what no calendar has stands in no list of days
            actor = header.actor_entry.bytes if header.actor_entry else None
            self._do(
                "INSERT OR IGNORE INTO day (stream_id, day, desk, opened_at, float_won, opener) "
                "VALUES (?, ?, ?, ?, ?, coalesce((SELECT user FROM signed_in WHERE entry_id = ?), ''))",
                (stream_id, body.day, header.desk, header.recorded_at, body.float_won, actor),
            )
        elif isinstance(body, DayClosed):
            self._do(
                "UPDATE day SET closed_at = ?, closing_no = ?, closer = ?, closing_seq = ?, grand_total_won = ? "
                "WHERE stream_id = ? AND day = ?",
                (
                    body.closed_at if body.closed_at is not None else header.recorded_at,
                    body.closing_no,
                    body.user,
                    header.seq,
                    body.grand_total_won,
                    stream_id,
                    body.day,
                ),
            )
        elif isinstance(body, OutageOpened | OutageClosed | SlipsMarked):
            self._statements += rows_of(stream_id, header, body)
        elif isinstance(body, TransferAsked | TransferTaken):
            self._statements += link_rows(header, body)
        elif isinstance(body, ConflictSettled | CheckDiffered):
            self._statements += item_rows(stream_id, header, body, own=stream_id in self._own_streams)
        elif isinstance(body, SignedIn):
            self._do(
                "INSERT OR IGNORE INTO signed_in (entry_id, user, name, role, address) VALUES (?, ?, ?, ?, ?)",
                (header.entry_id.bytes, body.user, body.name, body.role, body.address),
            )
        elif isinstance(body, DocumentIssued | DocumentReprinted):
            self._do(
                "INSERT OR IGNORE INTO paper (document, ref, stream_id, seq) VALUES (?, ?, ?, ?)",
                (body.document, body.ref, stream_id, header.seq),
            )
        elif isinstance(body, BranchStarted) and stream_id in self._own_streams:
            # Somebody has to read what may be missing: the one notice of a branch (SYNC §8).
            self._do(
                "INSERT OR IGNORE INTO action_item (stream_id, seq, kind, code, case_id, opened_at) VALUES (?, ?, 'branch', ?, NULL, ?)",
                (stream_id, header.seq, body.reason, header.recorded_at),
            )
        elif isinstance(body, StaffChanged):
            self._do(
                "INSERT OR IGNORE INTO staff_log (stream_id, seq, at, desk, user, action, role, actor) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    stream_id,
                    header.seq,
                    header.recorded_at,
                    header.desk,
                    body.user,
                    body.action,
                    body.role,
                    header.actor_entry.bytes if header.actor_entry else None,
                ),
            )
        if header.kind in MONEY_KINDS:
            self._statements += money_rows(stream_id, header, body)

    def _charge(self, stream_id: int, header: Header, body: FeeCharged) -> None:
        """Fee lines of a case; of one that nobody knows, or that was priced before, there are none (`closing.fold_day`)."""
        case = self.case(header.case_id) if header.case_id is not None else None
        if case is None or header.entry_id in case.charged_again:
            return
        self._lines += [
            (
                as_blob(case.case_id.bytes),
                line.line,
                stream_id,
                header.business_day,
                case.service,
                line.label_ko,
                line.unit_won,
                line.owner,
                line.quantity,
                line.waived_won,
                line.due_won,
            )
            for line in body.lines
        ]

    def _do(self, sql: str, values: tuple[Any, ...]) -> None:
        self._statements.append((sql, values))

    def flush(self, connection: Any, *, index: bool = False) -> None:
        """All rows are written, each case once. `index`: new words can be searched for at once instead of with the next batch."""
        for sql, values in self._statements:
            connection.execute(sql, values)
        written = [(each, each.case) for each in self._touched.values() if each.case is not None and each.last is not None]
        known = [each for each in written if each[0].key is not None]
        fresh = [each for each in written if each[0].key is None]
        self._give_keys(connection, fresh)
        connection.executemany(_PUT_CASE, [self._row(*each) for each in written])
        unindexed = [(touched.key or 0, case) for touched, case in written if touched.reindex]
        gone = [(as_blob(w), each.key) for each, case in written if each.found_by for w in each.found_by.difference(exact_words(case))]
        if gone:  # a number that was put right finds the case no more: it may be somebody else's
            connection.executemany("DELETE FROM lookup WHERE word = ? AND case_key = ?", gone)
        if index:
            index_cases(connection, unindexed)
            put_duties(connection, [(touched.key or 0, case) for touched, case in fresh])
        else:
            pending = [(key, as_blob(case.case_id.bytes)) for key, case in unindexed]
            connection.executemany("INSERT OR IGNORE INTO search_pending (case_key, case_id) VALUES (?, ?)", pending)
            self.unindexed += len(unindexed)
        if known:
            put_again(connection, [(touched.key or 0, case) for touched, case in known])
        self.drafts |= {case.draft_id: case.case_id for _, case in unindexed if case.draft_id is not None}
        if self._lines:
            connection.executemany(_PUT_LINE, self._lines)
        if self._allocations:
            connection.executemany(_PUT_ALLOCATION, self._allocations)

    def _row(self, touched: _Touched, case: Case) -> tuple[Any, ...]:
        open_won = min(case.open_won, LIMIT)  # of a hostile case it may be more than a row can hold
        return (
            touched.key,
            as_blob(case.case_id.bytes),
            case.number,
            case.official_no or NOTHING,
            case.desk,
            case.service,
            case.life,
            case.state,
            case.money,
            int(open_won > 0 or not is_done(case.life, case.state)),
            open_won,
            int(touched.places[0][0] in self._own_streams),
            case.received_at,
            int(case.only_received),
            case.due_at or 0,
            *(touched.last or ()),
            as_blob(_encode(touched.places)),
            # Nothing but its receipt touched it: that entry says it all, and a second copy would be a fifth of what a page writes.
            _AS_RECEIVED if len(touched.places) == 1 else as_blob(_encode(case)),
        )

    def _give_keys(self, connection: Any, cases: list[tuple[_Touched, Case]]) -> None:
        """Each new case has a key of its own: time of receipt with ten bits of the id, in order of receipt, the same after `rebuild`."""
        wanted = [case.received_at << 10 | case.case_id.int & 1023 for _, case in cases]
        newest = self._db.newest_case
        if newest is None:
            newest = self._db.value("SELECT coalesce(max(case_key), -1) FROM case_row")
        given: set[int] = set()
        # A case later than every other, as at a counter nearly each one is, meets none: nobody has to be asked.
        asked = [key for key in wanted if key <= newest]
        for start in range(0, len(asked), _ASKED_MAX):
            part = asked[start : start + _ASKED_MAX]
            marks = ",".join("?" * len(part))
            given.update(row[0] for row in connection.execute(f"SELECT case_key FROM case_row WHERE case_key IN ({marks})", part))
        for (touched, case), key in zip(cases, wanted, strict=True):
            touched.key = key if key not in given else self._free_key(connection, case, key, given)
            given.add(touched.key)
        self._db.newest_case = max(newest, *given) if given else newest

    @staticmethod
    def _free_key(connection: Any, case: Case, wanted: int, given: set[int]) -> int:
        while True:
            row = connection.execute("SELECT case_id FROM case_row WHERE case_key = ?", (wanted,)).fetchone()
            if row is not None and row[0] == case.case_id.bytes:
                return wanted
            if row is None and wanted not in given:
                return wanted
            wanted += 1
