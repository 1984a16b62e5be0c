"""Files of a case: handed in, listed, looked at. The entry never waits for its file to travel (SYNC §2).

The file is sealed with a key of its own into a folder of ciphertexts; key and name stand sealed in the entry's body, nowhere else.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from app.domain.attachments import FILE_BYTES_MAX, Medium, medium_of, shown_name
from app.domain.case_papers import Act
from app.domain.citizen_screen import SIGNATURE_BROUGHT, SIGNATURE_FILE
from app.domain.entries import AttachmentAdded, Fact, PersonalDataViewed
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.rights import require
from app.domain.views import Actor, AttachmentRow
from app.ports.blobs import AttachmentEntry, Blobs, FileCipher, Offered, Offers, PageCounter
from app.services.desk import Desk, entry_day, working_day
from app.services.find_cases import find_case_id
from app.services.free_text import checked
from app.services.list_attachments import listed, name_of, standing_of
from app.wire.attachments import KEY_BYTES, sealed_size

PER_CASE_MAX = 100


class Attachments:
    """The files of one desk. What writes the book runs on the writer lane; the bytes of an opened file are read on any."""

    def __init__(self, desk: Desk, blobs: Blobs, offers: Offers, cipher: FileCipher, counter: PageCounter) -> None:
        self._desk, self._blobs, self._offers, self._cipher, self._counter = desk, blobs, offers, cipher, counter

    def attach_file(self, actor: Actor, number_or_id: str | UUID, path: Path) -> AttachmentRow:
        """The file is sealed on disk, and its entry in the book; only then is it an attachment. Writer lane.

        Refused `case_unknown`, `not_allowed`, `too_many_files`, `file_missing`, `file_not_plain`, `file_empty`, `file_too_large`,
        `file_kind_unknown`, `file_changed`, `rrn_in_text` (a resident number in its name); Unavailable `file_unreadable`, `disk_full`.
        """
        day, case_id = self._place_for(actor, number_or_id)
        with self._offers.open(path, bytes_max=FILE_BYTES_MAX) as offered:
            return self._attach(actor, day, case_id, offered)

    def attach_made(self, actor: Actor, number_or_id: str | UUID, name: str, data: bytes) -> AttachmentRow:
        """What was made here, as a signature, is an attachment; no plain file of it ever lies on the disk. Writer lane.

        Refused `case_unknown`, `not_allowed`, `too_many_files`, `file_kind_unknown`, `rrn_in_text`; Unavailable `disk_full`.
        """
        day, case_id = self._place_for(actor, number_or_id)
        return self._attach(actor, day, case_id, _Made(name, data))

    def _place_for(self, actor: Actor, number_or_id: str | UUID) -> tuple[str, UUID]:
        """The day and the case a file may be put to now."""
        require(actor.role, "attach_file")
        day = working_day(self._desk)
        case_id = number_or_id if isinstance(number_or_id, UUID) else find_case_id(self._desk, number_or_id)
        if len(self._desk.store.attachments.of_case(case_id)) >= PER_CASE_MAX:
            raise Refused("too_many_files", limit=PER_CASE_MAX)
        return day, case_id

    def _attach(self, actor: Actor, day: str, case_id: UUID, offered: Offered) -> AttachmentRow:
        entry_id, key = self._desk.ids.new_id(), self._desk.ids.random_bytes(KEY_BYTES)
        medium, blocks = _known(offered)
        name = checked(shown_name(offered.name, medium))
        if name == SIGNATURE_FILE and not isinstance(offered, _Made):
            name = SIGNATURE_BROUGHT
        # The ciphertext first: a crash before the entry leaves bytes whose key nobody has, and they are tidied away.
        plain: list[bytes] = []
        address, size = self._blobs.put(self._cipher.seal(key, _kept(blocks, plain)))
        body = AttachmentAdded(
            sha256=address,
            size=offered.size,
            name="",
            key=self._sealed(key.hex(), entry_id, "key"),
            medium=medium,
            sealed_name=self._sealed(name, entry_id, "name"),
            pages=self._counter.pages(b"".join(plain), medium),
        )
        self._record(actor, day, case_id, Fact(body, entry_id, case_id=case_id), address, size)
        return next(row for row in listed(self._desk, case_id) if row.entry_id == entry_id)

    def _record(self, actor: Actor, day: str, case_id: UUID, fact: Fact, address: bytes, size: int) -> None:
        try:
            with self._desk.store.transaction(actor=actor.entry_id, day=day) as tx:
                tx.get_case(case_id)
                placed = tx.append(fact)
                tx.queue_attachment(address, placed.seq, size)
        except Refused:
            self._blobs.drop(address)
            raise

    def _sealed(self, text: str, entry_id: UUID, field_id: str) -> bytes:
        return self._desk.sealer.seal(text, entry_id=entry_id, field_id=field_id, nonce=self._desk.ids.random_bytes(12))

    def open_attachment(self, actor: Actor, case_id: UUID, entry_id: UUID, purpose: str = "첨부 열람") -> tuple[str, str, Iterator[bytes]]:
        """Name, kind and the plain bytes, chunk by chunk, read while they are taken; the view is in the book before. Writer lane.

        Only when the iterator has ended without an error was it the whole file. Refused `attachment_unknown`, `attachment_erased`;
        Unavailable `attachment_not_here`: it is fetched with the next opportunity; IntegrityViolated `attachment_broken`.
        """
        require(actor.role, "view_case")
        purpose = checked(purpose)[:200]
        entry, body = self._find(case_id, entry_id)
        if self._blobs.size(body.sha256) is None:
            self._want(entry, body)
            raise Unavailable("attachment_not_here")
        viewed = PersonalDataViewed(purpose=purpose, cases=[case_id], count=1, attachment=entry_id)
        with self._desk.store.transaction(actor=actor.entry_id, day=entry_day(self._desk)) as tx:
            tx.append(Fact(viewed, self._desk.ids.new_id()))
        key = bytes.fromhex(self._desk.sealer.unseal(body.key, entry_id=entry_id, field_id="key"))
        return name_of(self._desk, entry), body.medium, self._opened(entry, body, key)

    def _opened(self, entry: AttachmentEntry, body: AttachmentAdded, key: bytes) -> Iterator[bytes]:
        size = 0
        try:
            for block in self._cipher.open(key, self._blobs.blocks(body.sha256)):
                size += len(block)
                yield block
        except IntegrityViolated:
            # This disk has spoiled it and central has it whole: it is fetched when it is opened the next time.
            if entry.state in ("sent", "here") and not self._blobs.proven(body.sha256):
                self._blobs.drop(body.sha256)
            raise
        if size != body.size:
            raise IntegrityViolated("attachment_broken")

    def signature_of(self, case_id: UUID, act: Act) -> bytes:
        """The newest signature a citizen gave for that act of the case on the desk's screen; empty without one, or while it is not here.
        Any lane.

        Whoever asks has recorded that the case was looked at. IntegrityViolated `attachment_broken`.
        """
        for entry in reversed(self._desk.store.attachments.of_case(case_id)):
            body = entry.body
            if (
                body is None
                or body.medium != "png"
                or self._blobs.size(body.sha256) is None
                or not act.covers(entry.at)
                or name_of(self._desk, entry) != SIGNATURE_FILE
            ):
                continue
            key = bytes.fromhex(self._desk.sealer.unseal(body.key, entry_id=entry.entry_id, field_id="key"))
            return b"".join(self._opened(entry, body, key))
        return b""

    def want(self, actor: Actor, case_id: UUID, entry_id: UUID) -> str:
        """The file is here, or will be fetched with the next opportunity; its standing. Writer lane."""
        require(actor.role, "view_case")
        entry, body = self._find(case_id, entry_id)
        if self._blobs.size(body.sha256) is None:
            self._want(entry, body)
            return "wanted"
        return standing_of(entry)

    def _want(self, entry: AttachmentEntry, body: AttachmentAdded) -> None:
        try:
            size = sealed_size(body.size)
        except ValueError as error:
            raise Refused("attachment_unknown") from error
        self._desk.store.attachments.want(entry, size)

    def _find(self, case_id: UUID, entry_id: UUID) -> tuple[AttachmentEntry, AttachmentAdded]:
        for entry in self._desk.store.attachments.of_case(case_id):
            if entry.entry_id == entry_id:
                if entry.body is None:
                    raise Refused("attachment_erased")
                return entry, entry.body
        raise Refused("attachment_unknown")

    def tidy(self) -> int:
        """What a crash or an older ledger left is in order; how many files went or came back. Only while nobody hands a file in.

        Half drafts are gone. A ciphertext without a row stays: after an older copy of the ledger was put back its entry comes with
        the feed, and then it waits to be sent again. One whose entry was never written has a key that nobody knows.
        """
        rows = self._desk.store.attachments
        known = {*rows.addresses(), *self._desk.store.inbox.addresses()}
        loose = [(address, self._blobs.size(address) or 0) for address in self._blobs.addresses() if address not in known]
        return rows.adopt(loose) + self._blobs.tidy(known)


class _Made(NamedTuple):
    """Bytes that were made in the program, as something that is offered."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    def blocks(self) -> Iterator[bytes]:
        yield self.data


def _kept(blocks: Iterator[bytes], plain: list[bytes]) -> Iterator[bytes]:
    """The same blocks, each also in `plain` once it has been taken."""
    for block in blocks:
        plain.append(block)
        yield block


def _known(offered: Offered) -> tuple[Medium, Iterator[bytes]]:
    """What kind of file it is, and all of its blocks. Refused `file_kind_unknown`."""
    blocks = offered.blocks()
    first = next(blocks, b"")
    medium = medium_of(first)
    if medium is None:
        raise Refused("file_kind_unknown")
    return medium, itertools.chain([first], blocks)
