"""Questions about cases: keyset pages over covering keys, never OFFSET, never a scan (ARCHITECTURE §5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import msgspec

from app.domain.bounds import LIMIT
from app.domain.cases import Case, apply, folded
from app.domain.duties import next_act
from app.domain.entries import CaseAdvanced, CaseCancelled, CaseCorrected, Header, OfficialNoEntered
from app.domain.entry_body import Body
from app.domain.errors import Refused
from app.domain.identity import mask_name
from app.domain.lives import PROVISIONAL_STATES
from app.domain.money_entries import FeeCharged, PaymentReversed, PaymentSettled
from app.domain.transfer_entries import TransferAsked
from app.domain.views import CaseRow, HistoryLine, Standing, WorkItem
from app.ledger.database import Connections
from app.ledger.dispute_reader import place_name
from app.ledger.entry_reader import EntryReader
from app.ledger.projections import case_bytes, decode_case, decode_places, draft_word
from app.ledger.search import PHONE_MARK, query_of
from app.ledger.tables import key_of, row_id, row_ids
from app.ports.earlier import Earlier, Filed
from app.wire.codec import decode_body, decode_header

# One query shows a record's standing wherever it is listed: own entries saved → sent → confirmed, disputes above all. An item of a payment
# for several cases stands under the first of them alone: the others are found by what it was for.
_ROW = """
SELECT c.case_key, c.state_blob,
    CASE WHEN EXISTS (SELECT 1 FROM action_item a WHERE a.case_id = c.case_id AND a.settled_at IS NULL) THEN 'disputed'
         WHEN c.case_id IN (SELECT l.case_id FROM action_item a JOIN entry e ON e.place = (a.stream_id << 40 | a.seq)
             JOIN allocation l ON (l.business_day, l.stream_id, l.seq) = (e.business_day, a.stream_id, a.seq)
             WHERE a.settled_at IS NULL) THEN 'disputed'
         WHEN s.office_seq IS NOT NULL THEN 'confirmed'
         WHEN c.last_seq <= coalesce((SELECT value FROM cursor WHERE name = 'acked ' || c.last_stream), 0) THEN 'sent'
         ELSE 'saved' END
FROM case_row c
LEFT JOIN standing s ON s.stream_id = c.last_stream AND s.seq = c.last_seq
"""
_WAITING = "case_key IN (SELECT case_key FROM search_pending)"


def to_row(key: int, case: Case, standing: Standing) -> CaseRow:
    """The listed form of a case; the name is masked."""
    name = str(case.applicant.get("name") or case.answers.get("subject.name") or case.answers.get("subject_name") or "")
    return CaseRow(
        key=key,
        case_id=case.case_id,
        number=case.number,
        official_no=case.official_no or "",
        desk=case.desk,
        service=case.service,
        state=case.state,
        money=case.money,
        name=mask_name(name) if name else "",
        received_at=case.received_at,
        business_day=case.business_day,
        copies=case.copies,
        due_won=case.due_won,
        open_won=case.open_won,
        provisional=case.provisional,
        standing=standing,
    )


_decode_earlier = msgspec.msgpack.Decoder(Earlier).decode


@lru_cache(maxsize=64)
def _decoder_of(fields: tuple[str, ...]) -> Callable[[bytes], Any]:
    """Reads number, state and those answers of a case; everything else in it is passed over unmade."""
    names = [f"answer_{place}" for place in range(len(fields))]
    answers = msgspec.defstruct("Answers", [(name, Any, None) for name in names], rename=dict(zip(names, fields, strict=True)))
    return msgspec.msgpack.Decoder(msgspec.defstruct("Filing", [("number", str), ("state", str), ("answers", answers)])).decode


class CaseReader:
    """See `ports.store.Cases`. Any lane."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections
        self._entries = EntryReader(connections)
        self._recent_drafts: dict[str, UUID] | None = None

    def _rows(self, where: str, values: Iterable[object]) -> list[CaseRow]:
        return [to_row(row[0], decode_case(row[1]), row[2]) for row in self._db.all(_ROW + where, tuple(values))]

    def find(self, case_id: UUID) -> Case | None:
        blob = self._db.value(f"SELECT state_blob FROM case_row WHERE case_key = {key_of('?')}", (case_id.bytes,))
        return None if blob is None else decode_case(blob)

    def find_by_number(self, text: str) -> list[UUID]:
        wanted = text.strip()
        rows = self._db.all(
            "SELECT c.case_id FROM lookup l JOIN case_row c USING (case_key) WHERE l.word = ?1 AND c.number = ?2 "
            "UNION SELECT case_id FROM case_row WHERE official_no = ?3",
            (wanted.upper().encode(), wanted.upper(), wanted),
        )
        found = [UUID(bytes=row[0]) for row in rows]
        found += [case.case_id for case in self._unindexed() if case.number == wanted.upper() and case.case_id not in found]
        return found

    def _unindexed(self) -> list[Case]:
        """The newest cases, which wait for the index: at most one batch of it."""
        rows = self._db.all("SELECT state_blob FROM case_row WHERE " + _WAITING)
        return [decode_case(row[0]) for row in rows]

    @property
    def recent_drafts(self) -> dict[str, UUID]:
        """Drafts of this home whose cases wait for the index: the store adds to it with each commit and empties it with each batch."""
        if self._recent_drafts is None:
            own = {row[0] for row in self._db.all("SELECT case_id FROM case_row WHERE own = 1 AND " + _WAITING)}
            waiting = [case for case in self._unindexed() if case.case_id.bytes in own]
            self._recent_drafts = {case.draft_id: case.case_id for case in waiting if case.draft_id is not None}
        return self._recent_drafts

    def forget(self) -> None:
        """Nobody knows what the last commit wrote: the drafts that wait are read again before they are asked for."""
        self._recent_drafts = None

    def find_draft(self, draft_id: str) -> Case | None:
        if (recent := self.recent_drafts.get(draft_id)) is not None:
            return self.find(recent)
        keys = self._db.all("SELECT case_key FROM lookup WHERE word = ?", (draft_word(draft_id),))  # nearly always none: asked alone
        for (key,) in keys:
            blob = self._db.value("SELECT state_blob FROM case_row WHERE case_key = ? AND own = 1", (key,))
            if blob is not None:
                return decode_case(blob)
        return None

    def first_recorded(self, case_id: UUID) -> tuple[int, Case]:
        places = self._entries.places(case_id)
        stream_id, seq = places[0]
        commit_end = "SELECT seq FROM entry WHERE place BETWEEN ? AND ? AND head_sig IS NOT NULL ORDER BY place LIMIT 1"
        last = self._db.value(commit_end, row_ids(stream_id, seq))
        case: Case | None = None
        for place in places:
            found = self._entries.at(*place) if place[0] == stream_id and place[1] <= last else None
            if found is not None:
                case = apply(case, *found)
        if case is None:
            raise Refused("case_unknown")
        return seq, case

    def page(
        self, *, after: int | None, limit: int, day_from: int | None = None, day_to: int | None = None, desk: str | None = None
    ) -> list[CaseRow]:
        """Newest first. `day_from`, `day_to`: moments of receipt in ms, half-open; `after`: the key of the last row seen."""
        low = (day_from if day_from is not None else -LIMIT) << 10  # a clock that is wrong may show a moment before all others
        high = min(after if after is not None else LIMIT << 10, (day_to if day_to is not None else LIMIT) << 10)
        where = "WHERE c.case_key < ? AND c.case_key >= ? "
        values: list[object] = [high, low]
        if desk is not None:
            where += "AND c.desk = ? "
            values.append(desk)
        return self._rows(where + "ORDER BY c.case_key DESC LIMIT ?", [*values, limit])

    def search_names(self, text: str, *, after: int | None, limit: int, since: int = -LIMIT) -> list[CaseRow]:
        query = query_of(text)
        return [] if query is None else self._matching(query, after, limit, since)

    def received_since(self, service: str, since: int, fields: Sequence[str]) -> list[Filed]:
        sql = "SELECT state_blob FROM case_row WHERE life = 'filing' AND service = ? AND case_key >= ? ORDER BY case_key DESC LIMIT 1000"
        decode = _decoder_of(tuple(fields))
        found = [decode(case_bytes(row[0])) for row in self._db.all(sql, (service, since << 10))]
        return [Filed(each.number, each.state, msgspec.structs.astuple(each.answers)) for each in found]

    def of_person(self, service: str, mac: bytes) -> list[Earlier]:
        keys = "SELECT case_key FROM lookup WHERE word = ?2 UNION ALL SELECT case_key FROM search_pending"
        sql = f"SELECT state_blob FROM case_row WHERE case_key IN ({keys}) AND service = ?1 ORDER BY case_key DESC"
        found = [_decode_earlier(case_bytes(row[0])) for row in self._db.all(sql, (service, mac))]
        return [case for case in found if any(mac in macs for macs in case.lookups.values())]

    def search_phones(self, tail: str, *, after: int | None, limit: int, since: int = -LIMIT) -> list[CaseRow]:
        return self._matching(f'"{PHONE_MARK}{tail}"', after, limit, since)

    def _matching(self, query: str, after: int | None, limit: int, since: int) -> list[CaseRow]:
        return self._rows(
            "WHERE c.case_key IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?) "
            "ORDER BY c.case_key DESC",
            (query, after if after is not None else 2**62, since << 10, limit),
        )

    def search_macs(self, macs: Iterable[bytes], *, after: int | None, limit: int, since: int = -LIMIT) -> list[CaseRow]:
        wanted = list(macs)
        marks = ",".join("?" * len(wanted))
        return self._rows(
            f"WHERE c.case_key IN (SELECT case_key FROM lookup WHERE word IN ({marks}) AND case_key < ? AND case_key >= ?) "
            "ORDER BY c.case_key DESC LIMIT ?",
            (*wanted, after if after is not None else 2**62, since << 10, limit),
        )

    def search_numbers(self, begins: Sequence[str], *, after: int | None, limit: int, since: int = -LIMIT) -> list[CaseRow]:
        spans = " OR ".join("(word >= ? AND word < ?)" for _ in begins)
        ends = [edge for begin in begins for edge in (begin.encode(), begin.encode() + b"\xff")]
        return self._rows(
            # What is looked up under such words besides is receipts, whose numbers have a letter where the day begins.
            f"WHERE c.case_key IN (SELECT case_key FROM lookup WHERE ({spans}) AND case_key < ? AND case_key >= ?) "
            "ORDER BY c.case_key DESC LIMIT ?",
            (*ends, after if after is not None else 2**62, since << 10, limit),
        )

    def row(self, case_id: UUID) -> CaseRow:
        found = self.rows([case_id])
        if not found:
            raise Refused("case_unknown")
        return found[0]

    def rows(self, case_ids: Iterable[UUID]) -> list[CaseRow]:
        wanted = [case_id.bytes for case_id in case_ids]
        marks = ",".join("?" * len(wanted))
        return self._rows(
            f"WHERE c.case_key IN (SELECT case_key FROM case_key_of WHERE case_id IN ({marks})) ORDER BY c.case_key DESC", wanted
        )

    def recent(self, limit: int) -> list[CaseRow]:
        # Through our own stream: a desk that took a large office's feed may have few cases of its own among a million.
        return self._rows(
            f"WHERE c.case_key IN (SELECT {key_of('e.case_id')} FROM entry e WHERE e.place BETWEEN ? AND ? AND e.kind = 'case_received' "
            "ORDER BY e.place DESC LIMIT ?) ORDER BY c.case_key DESC",
            (*row_ids(self._db.value("SELECT max(stream_id) FROM stream WHERE own = 1")), limit),
        )

    def history(self, case_id: UUID) -> list[HistoryLine]:
        places = self._entries.places(case_id)
        marks = ",".join("?" * len(places))
        rows = self._db.all(
            "SELECT e.header, e.kind, e.body, CASE WHEN coalesce(s.outcome, 'applied') != 'applied' "
            "AND NOT EXISTS (SELECT 1 FROM settlement d WHERE d.stream_id = e.stream_id AND d.seq = e.seq) THEN 'disputed' "
            "WHEN s.office_seq IS NOT NULL THEN 'confirmed' "
            "WHEN e.seq <= coalesce((SELECT value FROM cursor WHERE name = 'acked ' || e.stream_id), 0) THEN 'sent' ELSE 'saved' END "
            "FROM entry e LEFT JOIN standing s USING (stream_id, seq) "
            f"WHERE e.place IN ({marks}) ORDER BY e.recorded_at, e.place",
            [row_id(*place) for place in places],
        )
        headers = [decode_header(row[0]) for row in rows]
        people = self._people({header.actor_entry.bytes for header in headers if header.actor_entry is not None})
        return [self._line(case_id, header, row, people) for header, row in zip(headers, rows, strict=True)]

    def corrected(self, case_id: UUID) -> dict[UUID, tuple[Case, Case]]:
        case: Case | None = None
        found: dict[UUID, tuple[Case, Case]] = {}
        for _, raw, kind, content, outcome in self._entries.of_case(case_id):
            header, body = decode_header(raw), decode_body(kind, content) if content is not None else None
            if body is None:
                return {}
            if outcome == "quarantined":
                continue
            after = folded(case, header, body, outcome)
            if after is None:
                return {}
            if case is not None and isinstance(body, CaseCorrected) and after.version != case.version:
                found[header.entry_id] = (case, after)
            case = after
        return found

    def _people(self, signed: Collection[bytes]) -> dict[bytes, tuple[str, str]]:
        """Log-in and name of whoever signed in by those entries."""
        marks = ",".join("?" * len(signed))
        rows = self._db.all(f"SELECT entry_id, user, name FROM signed_in WHERE entry_id IN ({marks})", tuple(signed))
        return {row[0]: (row[1], row[2]) for row in rows}

    def _line(self, case_id: UUID, header: Header, row: tuple[Any, ...], people: Mapping[bytes, tuple[str, str]]) -> HistoryLine:
        body = decode_body(row[1], row[2]) if row[2] is not None else None
        user, name = people.get(header.actor_entry.bytes, ("", "")) if header.actor_entry is not None else ("", "")
        return HistoryLine(
            seq=header.seq,
            at=header.recorded_at,
            kind=header.kind,
            step=body.step if isinstance(body, CaseAdvanced) else "",
            user=user,
            note=_note(body),
            amount_won=_amount(body, case_id),
            standing=row[3],
            name=name,
            charged=_charged(body) if isinstance(body, FeeCharged) else "",
            exemption=body.exemption or "" if isinstance(body, FeeCharged) else "",
            fields=_put_right(body) if isinstance(body, CaseCorrected) else [],
            entry_id=header.entry_id if isinstance(body, CaseCorrected) else None,
        )

    def unpaid(self, limit: int) -> list[CaseRow]:
        return self._rows("WHERE c.open_won > 0 ORDER BY c.case_key LIMIT ?", (limit,))

    def worklist(self, limit: int) -> list[WorkItem]:
        rows = self._db.all(
            "SELECT c.case_key, c.state_blob FROM case_row c WHERE c.open = 1 ORDER BY c.life, c.state, c.case_key LIMIT ?", (limit,)
        )
        items = [self._item(decode_case(row[1])) for row in rows]
        disputes = self._db.all(
            "SELECT code, case_id, opened_at, stream_id, seq FROM action_item WHERE settled_at IS NULL ORDER BY opened_at LIMIT ?", (limit,)
        )
        return [self._dispute(*row) for row in disputes] + items

    @staticmethod
    def _item(case: Case) -> WorkItem:
        row = to_row(0, case, "saved")
        list_code = "provisional" if case.provisional else ("unpaid" if case.open_won else f"{case.life}_{case.state}")
        return WorkItem(
            list_code=list_code,
            case_id=case.case_id,
            number=case.number,
            service=case.service,
            name=row.name,
            state=case.state,
            since=case.changed_at,
            action=next_act(case),
        )

    def _dispute(self, code: str, case_id: bytes | None, opened_at: int, stream_id: int, seq: int) -> WorkItem:
        case = self.find(UUID(bytes=case_id)) if case_id else None
        return WorkItem(
            list_code="dispute",
            case_id=case.case_id if case else None,
            number=case.number if case else "",
            service=case.service if case else "",
            name=to_row(0, case, "disputed").name if case else "",
            state=code,
            since=opened_at,
            action="settle",
            item=place_name(stream_id, seq),
        )

    def worklist_counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for life, state, unpaid, count in self._db.all(
            "SELECT life, state, sum(open_won > 0), count(*) FROM case_row WHERE open = 1 GROUP BY life, state"
        ):
            provisional = state in PROVISIONAL_STATES
            shares = {"provisional": count} if provisional else {"unpaid": unpaid, f"{life}_{state}": count - unpaid}
            for code, share in shares.items():
                if share:
                    counts[code] = counts.get(code, 0) + share
        disputes = self._db.value("SELECT count(*) FROM action_item WHERE settled_at IS NULL")
        return counts | ({"dispute": disputes} if disputes else {})

    def count(self) -> int:
        # Of the rows themselves it would read the whole ledger: three seconds for a million entries.
        return int(self._db.value("SELECT (SELECT count(*) FROM case_at) + (SELECT count(*) FROM search_pending)"))

    def keys(self, after: bytes, limit: int) -> list[tuple[bytes, int]]:
        return self._db.all("SELECT case_id, case_key FROM case_at WHERE case_id > ? ORDER BY case_id LIMIT ?", (after, limit))

    def newest_keys(self) -> tuple[int, list[int]]:
        indexed = self._db.value("SELECT count(*) FROM case_at")
        return int(indexed), [row[0] for row in self._db.all("SELECT case_key FROM search_pending ORDER BY case_key")]

    def receipts(self, case_id: UUID) -> list[str]:
        case = self.find(case_id)
        return case.receipts if case is not None else []

    def payment(self, receipt_no: str) -> tuple[Header, Body] | None:
        sql = "SELECT places FROM case_row WHERE case_key IN (SELECT case_key FROM lookup WHERE word = ?)"
        cases = [decode_places(row[0]) for row in self._db.all(sql, (receipt_no.encode(),))]
        cases += [self._entries.places(case.case_id) for case in self._unindexed() if receipt_no in case.receipts]
        found = [entry for places in cases for place in places if (entry := self._entries.at(*place)) is not None]
        meant = [each for each in found if isinstance(each[1], PaymentSettled) and each[1].receipt_no == receipt_no]
        # Another desk's program may have written the same number: who it belongs to says what was paid.
        own = (each for each in meant if receipt_no.startswith(f"{each[0].office}-{each[0].desk}"))
        return next(own, meant[0] if meant else None)

    def standing(self, number: str) -> Standing | None:
        rows = self.rows(self.find_by_number(number))
        return rows[0].standing if rows else None


def _note(body: Body | None) -> str:
    if isinstance(body, CaseAdvanced):
        return body.note
    if isinstance(body, CaseCancelled | CaseCorrected | PaymentReversed):
        return body.reason
    if isinstance(body, TransferAsked):
        return body.to_office
    return body.official_no if isinstance(body, OfficialNoEntered) else ""


def _put_right(body: CaseCorrected) -> list[str]:
    return [*(f"applicant.{name}" for name in body.applicant), *(f"agent.{name}" for name in body.agent), *body.answers]


def _charged(body: FeeCharged) -> Literal["", "nothing", "waived", "reduced"]:
    waived = any(line.waived_won for line in body.lines)
    if any(line.due_won for line in body.lines):
        return "reduced" if waived else ""
    return "waived" if waived else "nothing"


def _amount(body: Body | None, case_id: UUID) -> int:
    if isinstance(body, FeeCharged):
        return sum(line.due_won for line in body.lines)
    if isinstance(body, PaymentSettled):
        return sum(each.amount_won for each in body.allocations if each.case_id == case_id)
    if isinstance(body, PaymentReversed):
        return -sum(each.amount_won for each in body.allocations if each.case_id == case_id)
    return 0
