"""The Central port over HTTPS (SYNC §§3–5, 7). Network threads only; nothing here touches the ledger."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.ports.crypto import Signer
from app.sync.beside import BesideThread
from app.sync.pace import Pace
from app.sync.pinning import pinned_context
from app.sync.read_ahead import Ahead, Asked, ReadAhead
from app.sync.transport import Answer, Packed, RefusedByCentral, Transport, error_of, pack
from app.wire.acks import is_signed
from app.wire.day_check import DayMarks
from app.wire.messages import (
    Ack,
    Challenge,
    FeedPage,
    OfficeSums,
    Push,
    SessionAnswer,
    SessionRequest,
    StaffPage,
    StreamId,
)
from app.wire.notices import NoticePage
from app.wire.recovery import AmnesiaProof, GenerationNotice, SnapshotManifest
from app.wire.signed import Verify, generation, problem, session, snapshot
from app.wire.transfers import TransferPage

M = TypeVar("M", bound=msgspec.Struct)
SIGNED_PROBLEMS = frozenset({"fork", "bad_chain", "device_revoked", "generation_changed"})
SNAPSHOT_WAIT_S = 600.0
_URGENT = (b"payment_settled", b"payment_reversed", b"day_closed")
ALIVE_TIMEOUT_S = 5.0  # a person waits for `status`; a push of many entries may take its time


class HttpsCentral:
    """One desk's line to the central it enrolled at. Any thread: a push and a waiting feed may run side by side.

    `verify(public_key, message, signature)` checks Ed25519; `central_public` is central's key from the enrolment.
    """

    def __init__(
        self,
        url: str,
        ca_pem: str,
        *,
        office: str,
        device_id: UUID,
        epoch: int,
        signer: Signer,
        central_id: bytes,
        central_public: bytes,
        verify: Verify,
    ) -> None:
        self._transport = Transport(url, pinned_context(ca_pem))
        self._office, self._device_id, self._epoch = office, device_id, epoch
        self._signer, self._verify = signer, verify
        self._central_id, self._central_public = central_id, central_public
        self._token = ""
        self._session_lock = threading.Lock()
        self._ahead = ReadAhead(self._page)
        self._chunks_ahead = Ahead(self._chunk)
        self._packed: tuple[Push, Packed] | None = None
        self.beside = BesideThread()
        self._chunks: dict[int, int] = {}  # as_of of the last manifest: how many it has
        self.pace = Pace()

    def alive(self) -> bool:
        """True if central itself answers and its database does; never raises."""
        try:
            answer = self._transport.request("GET", "/health", read_timeout_s=ALIVE_TIMEOUT_S)
        except Unavailable:
            return False
        return answer.status == 200 and answer.body.startswith(b'{"status":"ok"')

    def pack(self, batch: Push) -> None:
        """The bytes of that very batch are made; `push` takes them."""
        self._packed = batch, pack(batch)

    def push(self, stream: StreamId, batch: Push) -> Ack:
        """Central's acknowledgement of exactly this batch, its signature checked. Safe to repeat.

        IntegrityViolated `acknowledgement_wrong` if it is not signed by central or not about these entries.
        """
        # Known before the body is read: closings and payments are the last that central turns away.
        headers = b"".join([entry.header for entry in batch.entries])
        urgent = any(kind in headers for kind in _URGENT)
        if (ready := self._packed) is not None and ready[0] is batch:
            body, self._packed = ready[1], None
        else:
            body = pack(batch)
        ack = self._with_session("POST", f"/v1/streams/{stream}/entries{'?urgent=1' if urgent else ''}", Ack, body=body)
        signed = is_signed(
            ack, stream, central_id=self._central_id, office=self._office, public_key=self._central_public, verify=self._verify
        )
        about_this = (ack.acked_seq, ack.acked_hash) == (batch.from_seq + len(batch.entries) - 1, batch.head_hash)
        if not about_this or not signed:
            raise IntegrityViolated("acknowledgement_wrong")
        self.pace.pushed(ack.next_push_ms, ack.next_pull_ms)
        return ack

    def feed(self, office: str, *, generation: int, after: int, limit: int = 1000, wait_s: float = 0) -> FeedPage:
        """Entries of the office after that order number; waits up to `wait_s` (25 at most) for the first one."""
        asked = Asked(office, generation, after, limit)
        page = self._ahead.take(asked) or self._page(asked, wait_s)
        self._ahead.after(asked, page)
        self.pace.pulled(page.next_pull_ms)
        return page

    def _page(self, asked: Asked, wait_s: float = 0) -> FeedPage:
        query = f"generation={asked.generation}&after={asked.after}&limit={asked.limit}&wait={int(wait_s)}"
        return self._with_session("GET", f"/v1/offices/{quote(asked.office, safe='')}/feed?{query}", FeedPage, wait_s=wait_s)

    def prove(self, office: str, proof: AmnesiaProof) -> GenerationNotice:
        """Central's word on its generation. IntegrityViolated `generation_wrong` if central has not signed it."""
        notice = self._with_session("POST", f"/v1/offices/{quote(office, safe='')}/generation", GenerationNotice, body=proof)
        try:
            signed = generation(self._central_id, self._office, notice.generation, notice.valid_up_to)
        except OverflowError as error:
            raise IntegrityViolated("generation_wrong") from error
        if not self._verify(self._central_public, signed, notice.signature):
            raise IntegrityViolated("generation_wrong")
        return notice

    def snapshot(self, office: str) -> SnapshotManifest:
        """The manifest of a snapshot. IntegrityViolated `snapshot_wrong` if central has not signed it."""
        manifest = self._with_session("GET", f"/v1/offices/{quote(office, safe='')}/snapshot", SnapshotManifest, wait_s=SNAPSHOT_WAIT_S)
        try:
            signed = snapshot(self._central_id, self._office, manifest.generation, manifest.as_of, manifest.chunks)
        except OverflowError as error:
            raise IntegrityViolated("snapshot_wrong") from error
        if not self._verify(self._central_public, signed, manifest.signature):
            raise IntegrityViolated("snapshot_wrong")
        self._chunks = {manifest.as_of: len(manifest.chunks)}
        return manifest

    def snapshot_chunk(self, office: str, as_of: int, number: int) -> bytes:
        """One chunk, decompressed and bounded. The one after it is fetched while whoever asked works on this one."""
        data = self._chunks_ahead.take((office, as_of, number)) or self._chunk((office, as_of, number))
        if number + 1 < self._chunks.get(as_of, 0):
            self._chunks_ahead.fetch((office, as_of, number + 1))
        return data

    def _chunk(self, asked: tuple[str, int, int]) -> bytes:
        office, as_of, number = asked
        return self.raw("GET", f"/v1/offices/{quote(office, safe='')}/snapshot/{as_of}/{number}").body

    def staff(self, office: str, *, after: int) -> StaffPage:
        """People of the office changed since `after`."""
        return self._with_session("GET", f"/v1/offices/{quote(office, safe='')}/staff?after={after}", StaffPage)

    def check_day(self, office: str, day: str) -> OfficeSums:
        """What central counts for that business date (`2026-11-20`)."""
        return self._with_session("GET", f"/v1/offices/{quote(office, safe='')}/days/{quote(day, safe='')}/check", OfficeSums)

    def raw(self, method: str, path: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Central's answer as it came, for what is no message (pieces of files). Refused and Unavailable as its problem says."""
        token = self._token or self._new_session("")

        def ask(token: str) -> Answer:
            given = {"authorization": f"Bearer {token}", **(headers or {})}
            # As it is: ciphertext, which no compression makes smaller.
            return self._transport.request(method, path, data=None if data is None else Packed(data, False), headers=given)

        answer = ask(token)
        if answer.status not in (200, 206) and error_of(answer).code == "session_refused":
            answer = ask(self._new_session(token))
        if answer.status not in (200, 206):
            raise error_of(answer)
        return answer

    @property
    def office(self) -> str:
        return self._office

    def transfers(self, office: str, *, after: int) -> TransferPage:
        """What other offices asked of ours, and answered, after that place."""
        return self._with_session("GET", f"/v1/offices/{quote(office, safe='')}/transfers?after={after}", TransferPage)

    def notices(self, office: str, *, after: int) -> NoticePage:
        """What became of notices that desks of ours asked for, after that place."""
        return self._with_session("GET", f"/v1/offices/{quote(office, safe='')}/notices?after={after}", NoticePage)

    def day_marks(self, office: str, day: str, stream: StreamId) -> DayMarks:
        """Every entry of that stream on that date."""
        path = f"/v1/offices/{quote(office, safe='')}/days/{quote(day, safe='')}/streams/{stream}"
        return self._with_session("GET", path, DayMarks)

    def close(self) -> None:
        """The connections are closed; a call after that has one of its own, closed with its answer."""
        self._ahead.close()
        self._chunks_ahead.close()
        self._transport.close()

    def _with_session(
        self, method: str, path: str, answer: type[M], *, body: msgspec.Struct | Packed | None = None, wait_s: float = 0
    ) -> M:
        token = self._token or self._new_session("")
        try:
            try:
                return self._transport.call(method, path, answer, body=body, token=token, wait_s=wait_s)
            except Refused as refused:
                if refused.code != "session_refused":
                    raise
            # Central forgot the session or its hour is over: once more with a new one, then it is a refusal.
            return self._transport.call(method, path, answer, body=body, token=self._new_session(token), wait_s=wait_s)
        except RefusedByCentral as refused:
            self._believe(refused)
            raise

    def _believe(self, refused: RefusedByCentral) -> None:
        """Unavailable, as a time-out is, for a refusal this desk would act on that central has not signed (SYNC §3)."""
        if refused.code not in SIGNED_PROBLEMS:
            return
        facts = {name: value for name, value in refused.problem.facts.items() if isinstance(value, int)}
        signed = problem(self._central_id, self._office, self._device_id, self._epoch, refused.code, facts)
        if not self._verify(self._central_public, signed, refused.problem.signature):
            raise Unavailable("central_down", kind="problem_unsigned") from refused

    def _new_session(self, old: str) -> str:
        with self._session_lock:
            if self._token != old:
                return self._token  # another thread was faster
            self._token = ""
            challenge = self._transport.call("POST", "/v1/sessions/challenge", Challenge)
            if challenge.central_id != self._central_id:
                raise Refused("central_not_trusted")
            signature = self._signer.sign(session(self._central_id, self._device_id, self._epoch, challenge.challenge))
            request = SessionRequest(device_id=self._device_id, epoch=self._epoch, challenge=challenge.challenge, signature=signature)
            self._token = self._transport.call("POST", "/v1/sessions", SessionAnswer, body=request).token
            return self._token
