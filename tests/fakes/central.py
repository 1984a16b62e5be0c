"""The `Central` port in memory; tests/contract/test_central.py holds it to what the real one does over HTTPS.

It shares the pure parts with the real one (recomputing a batch, folding entries); transactions, overlap and sessions are
its own and as simple as can be.
"""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from app.central.fold import Folding, Read, share_of
from app.central.problems import Declined
from app.central.recompute import Received, Sender, meaning_of, recompute
from app.crypto.signer import Ed25519Signer, verify_signature
from app.domain.errors import Refused, Unavailable
from app.wire.chain import stream_root
from app.wire.day_check import DayMarks, EntryMark, StoredEntry, day_of, marks_of
from app.wire.messages import Ack, FeedItem, FeedPage, OfficeSums, Outcome, Push, Staff, StaffPage, StreamId, StreamInfo, encode
from app.wire.notices import NoticePage
from app.wire.recovery import AmnesiaProof, GenerationNotice, SnapshotChunk, SnapshotManifest
from app.wire.signed import acknowledgement, generation, head, snapshot
from app.wire.transfers import TransferPage


class FakeOffice:
    """One office of a central in memory. `away`: code of the Unavailable every call gets; `lose_replies`: so many come to nothing."""

    def __init__(self, office: str = "26410") -> None:
        self.office = office
        self.generation = 1
        self.signer = Ed25519Signer(bytes([200]) * 32)
        self.central_id = sha256(self.signer.public_key).digest()
        self.away = ""
        self.lose_replies = 0
        self.items: list[FeedItem] = []
        self.people: list[Staff] = []
        self.pushes = 0
        self._streams: dict[StreamId, list[tuple[Received, FeedItem]]] = {}
        self._infos: dict[StreamId, StreamInfo] = {}
        self._forked: set[StreamId] = set()
        self._folding = Folding({})
        self._days: dict[str, list[int]] = {}

    def line(self, desk: str, device_id: UUID, epoch: int, public_key: bytes, *, adopted_seq: int = 0) -> FakeCentral:
        """An enrolled desk's line."""
        info = StreamInfo(
            stream=StreamId(device_id, epoch, 0),
            office=self.office,
            desk=desk,
            public_key=public_key,
            central_id=self.central_id,
            adopted_seq=adopted_seq,
        )
        self._infos[info.stream] = info
        self._streams.setdefault(info.stream, [])
        return FakeCentral(self, info)

    def push(self, info: StreamInfo, stream: StreamId, batch: Push) -> Ack:
        self.pushes += 1
        if stream.device_id != info.stream.device_id or stream.epoch > info.stream.epoch:
            raise Refused("other_stream")
        try:
            entries = recompute(batch)
        except Declined as declined:
            raise Refused(declined.code, **declined.facts) from declined
        known = self._streams.setdefault(stream, [])
        if batch.from_seq > len(known) + 1:
            raise Refused("gap", expected=len(known) + 1)
        last = entries[-1]
        signed = head(self.central_id, self.office, stream.device_id, stream.epoch, stream.branch, last.seq, last.hash)
        before = known[batch.from_seq - 2][0].hash if batch.from_seq > 1 else stream_root(stream.device_id, stream.epoch, stream.branch)
        if not verify_signature(info.public_key, signed, batch.head_sig) or (not known and batch.prev_hash != before):
            raise Refused("bad_chain", from_seq=batch.from_seq)
        overlap = known[batch.from_seq - 1 : last.seq]
        differs = batch.prev_hash != before or any(old.hash != new.hash for (old, _), new in zip(overlap, entries, strict=False))
        fresh = entries[len(overlap) :]
        if differs or (fresh and stream in self._forked):
            self._forked.add(stream)
            raise Refused("fork")
        for entry in fresh:
            known.append(
                (entry, self._place(Sender(self.office, stream, info.desk, None), entry, batch.head_sig if entry is last else None))
            )
        return self._acknowledge(stream, [item for _, item in known[batch.from_seq - 1 : last.seq]], last)

    def _place(self, sender: Sender, entry: Received, head_sig: bytes | None) -> FeedItem:
        office_seq = len(self.items) + 1
        header, body, trouble = meaning_of(entry, sender)
        _, outcome, code = self._folding.take(Read(office_seq, header, body, trouble))
        if header is not None:
            share = share_of(header, body, outcome)
            row = self._days.setdefault(share.day, [0, 0, 0])
            row[0] += share.entries
            row[1] += share.cases
            row[2] += share.settled_won - share.reversed_won
        item = FeedItem(office_seq, sender.stream, entry.seq, outcome, code, entry.wire, head_sig)
        self.items.append(item)
        return item

    def _acknowledge(self, stream: StreamId, items: list[FeedItem], last: Received) -> Ack:
        first, end = items[0].office_seq, items[-1].office_seq
        signed = acknowledgement(
            self.central_id, self.generation, self.office, stream.device_id, stream.epoch, stream.branch, last.seq, last.hash, first, end
        )
        return Ack(
            acked_seq=last.seq,
            acked_hash=last.hash,
            generation=self.generation,
            office_first=first,
            office_last=end,
            outcomes=[Outcome(item.seq, item.outcome, item.code) for item in items if item.outcome != "applied"],
            signature=self.signer.sign(signed),
        )

    def feed(self, generation_: int, after: int, limit: int, device_id: UUID | None = None) -> FeedPage:
        if generation_ not in (0, self.generation) or after > len(self.items):
            raise Refused("generation_changed", generation=self.generation, last=len(self.items), valid_up_to=len(self.items))
        items = self.items[after : after + limit]
        streams = {item.stream for item in items}
        infos = [info for stream, info in self._infos.items() if stream in streams]
        held = {str(stream): len(known) for stream, known in self._streams.items() if stream.device_id == device_id}
        return FeedPage(generation=self.generation, items=items, streams=infos, last=len(self.items), held=held if device_id else None)

    def notice(self, proof: AmnesiaProof) -> GenerationNotice:
        """It never forgets, so no generation ever begins."""
        last = len(self.items)
        signature = self.signer.sign(generation(self.central_id, self.office, self.generation, last))
        return GenerationNotice(generation=self.generation, valid_up_to=last, last=last, signature=signature)

    def snapshot(self) -> tuple[SnapshotManifest, bytes]:
        last = len(self.items)
        page = self.feed(0, 0, last)
        chunk = encode(SnapshotChunk(page=page))
        chunks = [sha256(chunk).digest()]
        signature = self.signer.sign(snapshot(self.central_id, self.office, self.generation, last, chunks))
        return SnapshotManifest(generation=self.generation, as_of=last, chunks=chunks, entries=last, signature=signature), chunk

    def sums(self, day: str) -> OfficeSums:
        entries, cases, net_won = self._days.get(day, [0, 0, 0])
        streams: dict[str, list[int]] = {}
        checks = []
        for stream, known in self._streams.items():
            sender = Sender(self.office, stream, self._desk_of(stream), None)
            headers = [header for header, _, _ in (meaning_of(entry, sender) for entry, _ in known) if header is not None]
            seqs = [header.seq for header in headers if header.business_day.startswith(day)]
            if seqs:
                streams[str(stream)] = [len(seqs), max(seqs)]
                checks.append(day_of(stream, self._desk_of(stream), self.marks(day, stream)))
        return OfficeSums(
            day=day,
            cases=cases,
            net_won=net_won,
            entries=entries,
            streams=dict(sorted(streams.items())),
            checks=sorted(checks, key=lambda each: str(each.stream)),
            office_seq=len(self.items),
            generation=self.generation,
        )

    def _desk_of(self, stream: StreamId) -> str:
        info = self._infos.get(stream)
        return info.desk if info is not None else ""

    def marks(self, day: str, stream: StreamId) -> list[tuple[EntryMark, bytes]]:
        known = self._streams.get(stream, [])
        stored = (
            StoredEntry(item.entry.header, item.entry.salt, item.entry.body, each.digest, item.outcome, item.code) for each, item in known
        )
        return marks_of(stored, day)


class FakeCentral:
    """One desk's line to a `FakeOffice`."""

    def __init__(self, room: FakeOffice, info: StreamInfo) -> None:
        self._room, self._info = room, info

    def alive(self) -> bool:
        return not self._room.away

    def push(self, stream: StreamId, batch: Push) -> Ack:
        self._reach()
        ack = self._room.push(self._info, stream, batch)
        if self._room.lose_replies:
            self._room.lose_replies -= 1
            raise Unavailable("central_down")
        return ack

    def feed(self, office: str, *, generation: int, after: int, limit: int = 1000, wait_s: float = 0) -> FeedPage:
        self._reach(office)
        return self._room.feed(generation, after, limit, self._info.stream.device_id)

    def prove(self, office: str, proof: AmnesiaProof) -> GenerationNotice:
        self._reach(office)
        return self._room.notice(proof)

    def snapshot(self, office: str) -> SnapshotManifest:
        """One chunk with everything that is there now."""
        self._reach(office)
        return self._room.snapshot()[0]

    def snapshot_chunk(self, office: str, as_of: int, number: int) -> bytes:
        self._reach(office)
        return self._room.snapshot()[1]

    def staff(self, office: str, *, after: int) -> StaffPage:
        self._reach(office)
        people = sorted((each for each in self._room.people if each.changed_at > after), key=lambda each: each.changed_at)
        return StaffPage(staff=people, last=people[-1].changed_at if people else after)

    def check_day(self, office: str, day: str) -> OfficeSums:
        self._reach(office)
        return self._room.sums(day)

    def transfers(self, office: str, *, after: int) -> TransferPage:
        self._reach(office)
        return TransferPage()  # one office alone: nobody asks it anything

    def notices(self, office: str, *, after: int) -> NoticePage:
        self._reach(office)
        return NoticePage()  # nobody carries messages here

    def day_marks(self, office: str, day: str, stream: StreamId) -> DayMarks:
        self._reach(office)
        return DayMarks(day=day, stream=stream, marks=[mark for mark, _ in self._room.marks(day, stream)])

    def _reach(self, office: str = "") -> None:
        if self._room.away:
            raise Unavailable(self._room.away)
        if office and office != self._room.office:
            raise Refused("other_office")
