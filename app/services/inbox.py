"""What came in through a watched folder and waits for somebody (업무함, «스캔 대기»): sealed on disk, listed, looked at, discarded.

Nothing of a file lies open once it is taken in: bytes, key and name are sealed as those of an attachment are. The file of the folder goes
only after its row is on disk; what a crash leaves there is known by its bytes and not taken in twice.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal, NamedTuple
from uuid import UUID

import msgspec

from app.domain.attachments import shown_name, suffix_of
from app.domain.entries import AttachmentAdded, Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.inbox_entries import InboxDiscarded
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.blobs import Blobs, FileCipher, Offers
from app.ports.inbox import InboxFile
from app.services.attachments import PER_CASE_MAX
from app.services.desk import Desk, entry_day, to_ms, working_day
from app.services.find_cases import find_case_id
from app.services.free_text import checked, given_reason
from app.services.lanes import Lane
from app.wire.attachments import KEY_BYTES

VIEWED: Final = "스캔 대기 열람"


class Verdict(NamedTuple):
    """What is to become of a file. `code`: the number of a case that stands on it; `why`: what it waits for if it is not that case's."""

    medium: str
    why: str
    code: str = ""
    pages: int = 0


class TakenIn(NamedTuple):
    """What became of a file. `twice`: its bytes had come in before."""

    outcome: Literal["attached", "waiting", "twice"]
    file_id: UUID
    why: str = ""


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file that waits, as it is listed."""

    file_id: UUID
    kind: str
    name: str
    medium: str
    size: int
    found_at: int
    why: str
    code: str


class Inbox:
    """The files of one desk that wait. `take` on any thread; everything else on the writer lane, lists and counts on either."""

    def __init__(self, desk: Desk, blobs: Blobs, offers: Offers, cipher: FileCipher, lane: Lane) -> None:
        self._desk, self._blobs, self._offers, self._cipher, self._lane = desk, blobs, offers, cipher, lane

    # ── coming in ──

    def take(self, kind: str, path: Path, mark: str, *, bytes_max: int, judge: Callable[[bytes], Verdict]) -> TakenIn:
        """The file is the desk's: attached to the case that `judge` read on it, or waiting; only then may the folder forget it.

        `mark`: which file of the folder it is, so that one left over by a crash is told from one that somebody brings again.
        Refused as `Offers.open` and `judge`; Unavailable `file_unreadable`, `disk_full`, `desk_closing`: nothing
        happened, it may be tried again.
        """
        with self._offers.open(path, bytes_max=bytes_max) as offered:
            data, given = b"".join(offered.blocks()), offered.name
        digest = sha256(data).digest()
        known = self._lane(lambda: self._desk.store.inbox.by_digest(kind, digest))
        if known is not None and (known.state != "discarded" or known.mark == mark):
            return TakenIn("twice", known.file_id)
        verdict = judge(data)
        file_id, key = self._desk.ids.new_id(), self._desk.ids.random_bytes(KEY_BYTES)
        address, sealed_bytes = self._blobs.put(self._cipher.seal(key, [data]))
        file = InboxFile(
            file_id=file_id,
            kind=kind,
            digest=digest,
            mark=mark,
            address=address,
            sealed_bytes=sealed_bytes,
            key=self._sealed(key.hex(), file_id, "key"),
            name=self._sealed(_kept_name(given, verdict.medium), file_id, "name"),
            medium=verdict.medium,
            size=len(data),
            found_at=to_ms(self._desk.clock.now()),
            state="waiting",
            why=verdict.why,
            code=verdict.code,
            pages=verdict.pages,
        )
        return self._lane(lambda: self._place(file))

    def _place(self, file: InboxFile) -> TakenIn:
        """Row and entry are one commit: after a crash the file is there whole, or was never taken in."""
        case_id, why = self._case_of(file)
        if case_id is None:
            self._desk.store.inbox.put(msgspec.structs.replace(file, why=why))
            self._desk.store.changed(frozenset({"inbox"}), ())
            return TakenIn("waiting", file.file_id, why)
        with self._desk.store.transaction(actor=None, day=entry_day(self._desk)) as tx:
            placed = tx.append(self._fact(file, case_id))
            tx.queue_attachment(file.address, placed.seq, file.sealed_bytes)
            tx.keep_inbox(msgspec.structs.replace(file, state="attached", why=""))
        return TakenIn("attached", file.file_id)

    def _case_of(self, file: InboxFile) -> tuple[UUID | None, str]:
        """The case whose number stands on it, or what it waits for."""
        if not file.code:
            return None, file.why
        try:
            case_id = find_case_id(self._desk, file.code)
        except Refused as refused:
            return None, refused.code
        full = len(self._desk.store.attachments.of_case(case_id)) >= PER_CASE_MAX
        return (None, "too_many_files") if full else (case_id, "")

    def look_again(self, limit: int = 100) -> int:
        """What waited for a case that this desk knows meanwhile is attached to it; how many. Writer lane."""
        found = 0
        for file in self._desk.store.inbox.waiting_for("case_unknown", limit):
            case_id, _ = self._case_of(file)
            if case_id is not None:
                self._attach(file, case_id, actor=None, day=entry_day(self._desk))
                found += 1
        return found

    # ── waiting ──

    def waiting(self, kind: str | None = None, *, limit: int = 200, after: UUID | None = None) -> list[InboxRow]:
        """What waits, the oldest first."""
        return [self._row(each) for each in self._desk.store.inbox.waiting(kind, limit=limit, after=after)]

    def counts(self) -> dict[str, int]:
        """How many wait, by kind of folder."""
        return self._desk.store.inbox.counts()

    def read(self, actor: Actor, file_id: UUID) -> tuple[str, str, bytes]:
        """Name, kind and bytes of a file that waits; that it was looked at is in the book before.

        Refused `not_allowed`, `inbox_unknown`; IntegrityViolated `attachment_broken`; Unavailable `attachment_not_here`.
        """
        require(actor.role, "view_case")
        file = self._get(file_id)
        with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
            tx.append(Fact(PersonalDataViewed(purpose=VIEWED, cases=[], count=1, attachment=file_id), self._desk.ids.new_id()))
        return self._name(file), file.medium, self.bytes_of(file)

    def bytes_of(self, file: InboxFile) -> bytes:
        """The plain bytes, for a service that has the right to them."""
        key = bytes.fromhex(self._desk.sealer.unseal(file.key, entry_id=file.file_id, field_id="key"))
        return b"".join(self._cipher.open(key, self._blobs.blocks(file.address)))

    def attach(self, actor: Actor, file_id: UUID, number: str) -> UUID:
        """The file is an attachment of that case; the case. Refused `not_allowed`, `inbox_unknown`, `case_unknown`, `too_many_files`."""
        require(actor.role, "attach_file")
        file, day = self._get(file_id), working_day(self._desk)
        if file.kind != "scans":
            raise Refused("inbox_not_a_scan")
        case_id = find_case_id(self._desk, number)
        if len(self._desk.store.attachments.of_case(case_id)) >= PER_CASE_MAX:
            raise Refused("too_many_files", limit=PER_CASE_MAX)
        self._attach(file, case_id, actor=actor.entry_id, day=day)
        return case_id

    def discard(self, actor: Actor, file_id: UUID, reason: str) -> None:
        """The file is gone; who threw it away and why is in the book. Refused `not_allowed`, `inbox_unknown`, `reason_missing`."""
        require(actor.role, "discard_scan")
        reason = given_reason(reason)
        file = self._get(file_id)
        body = InboxDiscarded(folder=file.kind, digest=file.digest, size=file.size, medium=file.medium, reason=reason)
        with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
            tx.append(Fact(body, self._desk.ids.new_id()))
            tx.settle_inbox(file_id, "discarded")
        self._blobs.drop(file.address)

    def taken(self, file_id: UUID) -> None:
        """What stood in a list is in the book: the list waits for nobody any more."""
        file = self._get(file_id)
        with self._desk.store.transaction(actor=None, day=entry_day(self._desk)) as tx:
            tx.settle_inbox(file_id, "taken")
        self._blobs.drop(file.address)

    def get(self, file_id: UUID) -> InboxFile:
        """A file that waits. Refused `inbox_unknown`."""
        return self._get(file_id)

    # ── helpers ──

    def _attach(self, file: InboxFile, case_id: UUID, *, actor: UUID | None, day: str) -> None:
        with self._desk.store.transaction(actor=actor, day=day) as tx:
            placed = tx.append(self._fact(file, case_id))
            tx.queue_attachment(file.address, placed.seq, file.sealed_bytes)
            tx.settle_inbox(file.file_id, "attached")

    def _fact(self, file: InboxFile, case_id: UUID) -> Fact:
        body = AttachmentAdded(
            sha256=file.address, size=file.size, name="", key=file.key, medium=file.medium, sealed_name=file.name, pages=file.pages
        )
        return Fact(body, file.file_id, case_id=case_id)

    def _get(self, file_id: UUID) -> InboxFile:
        file = self._desk.store.inbox.get(file_id)
        if file is None or file.state != "waiting":
            raise Refused("inbox_unknown")
        return file

    def _row(self, file: InboxFile) -> InboxRow:
        return InboxRow(
            file_id=file.file_id,
            kind=file.kind,
            name=self._name(file),
            medium=file.medium,
            size=file.size,
            found_at=file.found_at,
            why=file.why,
            code=file.code,
        )

    def _name(self, file: InboxFile) -> str:
        return self._desk.sealer.unseal(file.name, entry_id=file.file_id, field_id="name")

    def _sealed(self, text: str, file_id: UUID, field_id: str) -> bytes:
        return self._desk.sealer.seal(text, entry_id=file_id, field_id=field_id, nonce=self._desk.ids.random_bytes(12))


def _kept_name(given: str, medium: str) -> str:
    """The name as it may be kept; one with a resident number in it becomes the kind's own."""
    try:
        return checked(shown_name(given, medium))
    except Refused:
        return f"scan{suffix_of(medium)}"
