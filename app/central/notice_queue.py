"""Notices that desks asked for, as rows: read from their entries, claimed before they are sent, their outcome told in a small feed.

A row is `waiting`, then `sending` from the moment somebody is about to hand it over, and that is on disk before a byte leaves. After a
crash a row that is still `sending` is asked about, or `unknown`: it is never sent again by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from peewee import SQL, fn

from app.central.database import ENTRY_FAULTS, CentralDatabase
from app.central.stored_cases import cases_of
from app.central.tables import (
    CaseRow,
    EntryRow,
    GenerationRow,
    NoticeNewsRow,
    NoticePlaceRow,
    NoticeRefusalRow,
    NoticeRow,
    OfficeRow,
)
from app.domain.entries import FLAG_TRAINING, NoticeRequested
from app.domain.errors import IntegrityViolated
from app.domain.notice_entries import NoticeAnswered, NoticeRefused
from app.domain.notices import RANK, field_of, reaches
from app.wire.codec import decode_body, decode_header
from app.wire.notices import PAGE_MAX, NoticeNews, NoticePage

# Said as the index says it, so that it is used.
OF_NOTICES = "kind IN ('notice_requested', 'notice_answered', 'notice_refused')"
SENT_WAYS = frozenset({"sms", "email"})
_BATCH = 200
log = logging.getLogger("app.central")
_NOT_TOLD = ("failed", "refused", "repeated")


class Offered(NamedTuple):
    """A notice that may be handed over now: it is claimed, and where it goes was read from its case."""

    office: str
    notice_id: UUID
    to: str
    text: str
    subject: str
    attempts: int


# ── from entries to rows ─────────────────────────────────────────────────────────────────────────────────────────────


def collect(db: CentralDatabase, now_ms: int, seen: dict[str, int]) -> int:
    """Every request that came since the last time is a row; how many were new. `seen`: office → how far this process has looked."""
    query = OfficeRow.select(OfficeRow.office_id, OfficeRow.last_office_seq)
    fresh = 0
    for row in db.all(query):
        office, last = row["office_id"], int(row["last_office_seq"])
        if seen.get(office) != last:
            fresh += _collect_office(db, office, last, now_ms)
            seen[office] = last
    return fresh


def _collect_office(db: CentralDatabase, office: str, last: int, now_ms: int) -> int:
    fresh = 0
    while True:
        place = db.first(NoticePlaceRow.select(NoticePlaceRow.read_to).where(NoticePlaceRow.office_id == office))
        after = int(place["read_to"]) if place else 0
        rows = db.all(
            EntryRow.select(EntryRow.office_seq, EntryRow.kind, EntryRow.body, EntryRow.header)
            .where(
                EntryRow.office_id == office,
                EntryRow.office_seq > after,
                EntryRow.office_seq <= last,
                SQL(OF_NOTICES),
                EntryRow.outcome == "applied",
            )
            .order_by(EntryRow.office_seq)
            .limit(_BATCH)
        )
        if not rows:
            return fresh
        with db.transaction():
            place_now = place_of(db, office)
            if int(place_now["read_to"]) == after:  # otherwise another process of this central was quicker
                for each in rows:
                    try:
                        with db.part():
                            fresh += _take(db, office, each, now_ms)
                    except ENTRY_FAULTS:  # one request the database cannot hold never holds up the next (G12)
                        log.warning("a notice could not be queued: office_seq %d", each["office_seq"])
                db.run(NoticePlaceRow.update(read_to=rows[-1]["office_seq"]).where(NoticePlaceRow.office_id == office))
        if len(rows) < _BATCH:
            return fresh


def _take(db: CentralDatabase, office: str, row: dict[str, Any], now_ms: int) -> int:
    if row["body"] is None:
        return 0
    try:
        body, header = decode_body(row["kind"], bytes(row["body"])), decode_header(bytes(row["header"]))
    except IntegrityViolated:
        return 0
    if isinstance(body, NoticeRefused):
        new = NoticeRefusalRow.insert(office_id=office, mac=body.mac, refused=body.refused, office_seq=row["office_seq"])
        changed = {NoticeRefusalRow.refused: body.refused, NoticeRefusalRow.office_seq: row["office_seq"]}
        db.run(new.on_conflict(conflict_target=[NoticeRefusalRow.office_id, NoticeRefusalRow.mac], update=changed))
    elif isinstance(body, NoticeAnswered):
        _known_outcome(db, office, header.desk, body)
    elif isinstance(body, NoticeRequested) and body.way in SENT_WAYS:
        return _queue(db, office, header, body, now_ms)
    return 0


def _known_outcome(db: CentralDatabase, office: str, desk: str, body: NoticeAnswered) -> None:
    """The desk that asked wrote down what central had told it: news to a central that was restored from before it said so. Another
    desk was told nothing; its word would keep a citizen from hearing."""
    row = db.first(NoticeRow.select(NoticeRow.state, NoticeRow.desk).where(*_this(office, body.notice_id)))
    if row is not None and row["desk"] == desk and RANK[body.state] > RANK.get(row["state"], 0):
        db.run(NoticeRow.update(state=body.state, code=body.code).where(*_this(office, body.notice_id)))


def _queue(db: CentralDatabase, office: str, header: Any, body: NoticeRequested, now_ms: int) -> int:
    notice_id = body.notice_id or header.entry_id
    thing = body.thing or f"{body.template}:{notice_id}"
    if db.first(NoticeRow.select(NoticeRow.state).where(*_this(office, notice_id))) is not None:
        return 0
    state, code = "waiting", ""
    told = NoticeRow.select(NoticeRow.notice_id).where(
        NoticeRow.office_id == office, NoticeRow.thing == thing, NoticeRow.state.not_in(_NOT_TOLD)
    )
    if db.first(told) is not None:
        state = "repeated"
    elif header.recorded_at < _restored_at(db, office):
        # Asked for before central was restored: what was sent since then this database does not know any more.
        state, code = "unknown", "central_restored"
    db.run(
        NoticeRow.insert(
            office_id=office,
            notice_id=notice_id.bytes,
            thing=thing,
            case_id=header.case_id.bytes if header.case_id is not None else None,
            desk=header.desk,
            way=body.way,
            to_field=body.to,
            to_mac=body.to_mac,
            text=body.text,
            subject=body.subject,
            until=body.until,
            training=bool(header.flags & FLAG_TRAINING),
            state=state,
            code=code,
            attempts=0,
            next_at=now_ms,
            claim=b"",
            provider_ref="",
            changed_at=now_ms,
        )
    )
    if state != "waiting":
        _tell(db, office, notice_id.bytes, state, code, now_ms)
    return 1


def _restored_at(db: CentralDatabase, office: str) -> int:
    newest = GenerationRow.select(GenerationRow.began_at).where(GenerationRow.office_id == office).order_by(GenerationRow.generation.desc())
    row = db.first(newest)
    return int(row["began_at"]) if row else 0


# ── claimed, sent, settled ───────────────────────────────────────────────────────────────────────────────────────────


def due(db: CentralDatabase, offices: Sequence[str], now_ms: int, limit: int) -> list[tuple[str, UUID]]:
    """Office and id of the notices of these offices that wait and may be sent now, those waiting longest first."""
    query = NoticeRow.select(NoticeRow.office_id, NoticeRow.notice_id).where(
        NoticeRow.office_id.in_(list(offices)), NoticeRow.state == "waiting", NoticeRow.next_at <= now_ms
    )
    return [_named(row) for row in db.all(query.order_by(NoticeRow.next_at).limit(limit))]


def sent_since(db: CentralDatabase, office: str, since_ms: int) -> int:
    """How many notices of that office were handed over, or may have been, since that moment."""
    query = NoticeRow.select(NoticeRow.notice_id).where(
        NoticeRow.office_id == office, NoticeRow.attempts > 0, NoticeRow.state != "waiting", NoticeRow.changed_at > since_ms
    )
    return len(db.all(query))


def claim(db: CentralDatabase, office: str, notice_id: UUID, holder: bytes, now_ms: int, *, training: bool) -> Offered | None:
    """The notice is ours to hand over, and that is on disk; None if it is not, or if it may not be sent (that is settled then).

    `training`: notices of training homes may travel too.
    """
    with db.transaction():
        row = db.locked(NoticeRow.select().where(*_this(office, notice_id)))
        if row is None or row["state"] != "waiting":
            return None
        to = _address(db, row)
        if reason := _why_not(db, row, to, now_ms, training=training):
            state = "refused" if reason == "opted_out" else "failed"
            _settle(db, row, state, "" if state == "refused" else reason, now_ms)
            return None
        change = NoticeRow.update(state="sending", claim=holder, attempts=NoticeRow.attempts + 1, changed_at=now_ms)
        db.run(change.where(*_this(office, notice_id)))
    return Offered(office, notice_id, to, row["text"], row["subject"], row["attempts"] + 1)


def _address(db: CentralDatabase, row: dict[str, Any]) -> str:
    """The number as the case has it now; it stands nowhere else."""
    if row["case_id"] is None:
        return ""
    office, case_id = row["office_id"], bytes(row["case_id"])
    found = db.all(CaseRow.select(CaseRow.office_seq, CaseRow.data).where(CaseRow.office_id == office, CaseRow.case_id == case_id))
    case = cases_of(db, office, [(each["office_seq"], bytes(each["data"])) for each in found]).get(UUID(bytes=case_id))
    value = field_of(case, row["to_field"]) if case is not None else None
    return value if isinstance(value, str) and reaches(row["way"], value) else ""


def _why_not(db: CentralDatabase, row: dict[str, Any], to: str, now_ms: int, *, training: bool) -> str:
    refused = NoticeRefusalRow.select(NoticeRefusalRow.refused).where(
        NoticeRefusalRow.office_id == row["office_id"], NoticeRefusalRow.mac == bytes(row["to_mac"])
    )
    said = db.first(refused)
    if said is not None and said["refused"]:
        return "opted_out"
    if row["training"] and not training:
        return "training"
    if row["until"] and row["until"] < now_ms:
        return "too_late"
    return "" if to else "no_number"


def settle(db: CentralDatabase, office: str, notice_id: UUID, state: str, now_ms: int, *, code: str = "", ref: str = "") -> bool:
    """What came of it is on disk and in the office's feed, unless more is known already; whether it was news."""
    with db.transaction():
        row = db.locked(NoticeRow.select().where(*_this(office, notice_id)))
        if row is None or RANK.get(row["state"], 0) >= RANK[state]:
            return False
        _settle(db, row, state, code, now_ms, ref=ref or row["provider_ref"])
    return True


def wait_again(db: CentralDatabase, office: str, notice_id: UUID, code: str, next_at: int, now_ms: int) -> None:
    """It was certainly not taken: it waits for its next try."""
    change = NoticeRow.update(state="waiting", code=code, claim=b"", next_at=next_at, changed_at=now_ms)
    with db.transaction():
        db.run(change.where(*_this(office, notice_id), NoticeRow.state == "sending"))


def left_behind(db: CentralDatabase, offices: Sequence[str]) -> list[tuple[str, UUID, str, int]]:
    """Office, id, way and attempts of notices that were about to be handed over. Whoever asks holds the provider alone: nobody is at it."""
    columns = (NoticeRow.office_id, NoticeRow.notice_id, NoticeRow.way, NoticeRow.attempts)
    rows = db.all(NoticeRow.select(*columns).where(NoticeRow.office_id.in_(list(offices)), NoticeRow.state == "sending"))
    return [(*_named(row), row["way"], row["attempts"]) for row in rows]


def unanswered(db: CentralDatabase, offices: Sequence[str], limit: int) -> list[str]:
    """The provider's names of messages that were handed over and of whose arrival nothing is known yet, the newest first."""
    query = NoticeRow.select(NoticeRow.provider_ref).where(
        NoticeRow.office_id.in_(list(offices)), NoticeRow.state.in_(["sent", "unknown"]), NoticeRow.provider_ref != ""
    )
    return [row["provider_ref"] for row in db.all(query.order_by(NoticeRow.changed_at.desc()).limit(limit))]


def by_provider_ref(db: CentralDatabase, offices: Sequence[str], refs: Iterable[str]) -> dict[str, tuple[str, UUID]]:
    """The provider's name of a message → whose it is."""
    columns = (NoticeRow.office_id, NoticeRow.notice_id, NoticeRow.provider_ref)
    rows = db.all(NoticeRow.select(*columns).where(NoticeRow.office_id.in_(list(offices)), NoticeRow.provider_ref.in_(list(refs))))
    return {row["provider_ref"]: _named(row) for row in rows}


def _named(row: dict[str, Any]) -> tuple[str, UUID]:
    return row["office_id"], UUID(bytes=bytes(row["notice_id"]))


def _this(office: str, notice_id: UUID) -> tuple[Any, ...]:
    return NoticeRow.office_id == office, NoticeRow.notice_id == notice_id.bytes


def _settle(db: CentralDatabase, row: dict[str, Any], state: str, code: str, now_ms: int, *, ref: str = "") -> None:
    change = NoticeRow.update(state=state, code=code, provider_ref=ref, claim=b"", changed_at=now_ms)
    db.run(change.where(NoticeRow.office_id == row["office_id"], NoticeRow.notice_id == bytes(row["notice_id"])))
    _tell(db, row["office_id"], bytes(row["notice_id"]), state, code, now_ms)


# ── the small feed ───────────────────────────────────────────────────────────────────────────────────────────────────


def place_of(db: CentralDatabase, office: str) -> dict[str, Any]:
    """The office's row, locked."""
    query = NoticePlaceRow.select().where(NoticePlaceRow.office_id == office)
    if (row := db.locked(query)) is not None:
        return row
    db.run(NoticePlaceRow.insert(office_id=office, read_to=0, last_seq=0).on_conflict_ignore())
    found = db.locked(query)
    return found if found is not None else {"office_id": office, "read_to": 0, "last_seq": 0}


def _tell(db: CentralDatabase, office: str, notice_id: bytes, state: str, code: str, now_ms: int) -> None:
    seq = int(place_of(db, office)["last_seq"]) + 1
    db.run(NoticeNewsRow.insert(office_id=office, seq=seq, notice_id=notice_id, state=state, code=code, at=now_ms))
    db.run(NoticePlaceRow.update(last_seq=seq).where(NoticePlaceRow.office_id == office))


def give_notices(db: CentralDatabase, office: str, *, after: int) -> NoticePage:
    """What became of that office's notices after that place, oldest first."""
    query = (
        NoticeNewsRow.select(NoticeNewsRow, NoticeRow.desk, NoticeRow.case_id)
        .join(NoticeRow, on=((NoticeRow.office_id == NoticeNewsRow.office_id) & (NoticeRow.notice_id == NoticeNewsRow.notice_id)))
        .where(NoticeNewsRow.office_id == office, NoticeNewsRow.seq > after)
    )
    rows = db.all(query.order_by(NoticeNewsRow.seq).limit(PAGE_MAX))
    place = db.first(NoticePlaceRow.select(NoticePlaceRow.last_seq).where(NoticePlaceRow.office_id == office))
    items = [
        NoticeNews(
            seq=row["seq"],
            notice_id=UUID(bytes=bytes(row["notice_id"])),
            desk=row["desk"],
            case_id=UUID(bytes=bytes(row["case_id"])) if row["case_id"] is not None else None,
            state=row["state"],
            code=row["code"],
            at=row["at"],
        )
        for row in rows
    ]
    return NoticePage(items=items, last=int(place["last_seq"]) if place else 0)


def standing(db: CentralDatabase, office: str | None) -> list[dict[str, Any]]:
    """How many notices stand where, with their codes and the moment of the oldest change (ms); of one office, or of all."""
    columns = (NoticeRow.office_id, NoticeRow.state, NoticeRow.code)
    counted = (fn.COUNT(NoticeRow.notice_id).alias("count"), fn.MIN(NoticeRow.changed_at).alias("oldest"))
    query = NoticeRow.select(*columns, *counted)
    if office is not None:
        query = query.where(NoticeRow.office_id == office)
    rows = db.all(query.group_by(*columns).order_by(*columns))
    return [{"office": row["office_id"], **{name: row[name] for name in ("state", "code", "count", "oldest")}} for row in rows]
