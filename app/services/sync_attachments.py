"""Sealed files travel behind everything else, a piece at a time: entries go first, a file that is refused holds up no other.

How far a file has got is central's to say; nothing is lost when this ends in the middle, and only the rest is sent again.
"""

from __future__ import annotations

from app.domain.errors import CounterError, IntegrityViolated, Unavailable
from app.ports.blobs import Blobs, CentralFiles, State, Waiting
from app.services.desk import Desk, to_ms
from app.services.lanes import Lane
from app.wire.attachments import PIECE_BYTES

FIRST_RETRY_MS = 15_000
RETRY_MAX_MS = 60 * 60 * 1000
_ABOUT_US = frozenset({"session_refused", "device_revoked", "central_not_trusted", "other_office", "protocol_too_old"})


class AttachmentTransfer:
    """The lane of the files. Network thread; `lane` carries each ledger call to its own."""

    def __init__(self, desk: Desk, blobs: Blobs, lane: Lane) -> None:
        self._desk, self._blobs, self._lane = desk, blobs, lane
        self._rows = desk.store.attachments
        self._received: dict[bytes, int] = {}  # a hint that saves one question a piece; central's answer counts

    def step(self, central: CentralFiles) -> bool:
        """One piece of one file has travelled, or one file was put off; False when there is nothing to do now.

        Nothing happens while entries wait to be sent. Unavailable: nothing changed, try later. Refused only where it is about the
        desk and not about a file (`session_refused`, `device_revoked` …).
        """
        now = to_ms(self._desk.clock.now())
        waiting = self._lane(lambda: self._next(now))
        if waiting is None:
            return False
        try:
            if waiting.state == "wanted":
                self._fetch(central, waiting)
            else:
                self._send(central, waiting)
        except CounterError as error:
            # An answer may be lost and its piece not: central is asked how far it is before anything is sent again.
            self._received.pop(waiting.address, None)
            if isinstance(error, Unavailable) or error.code in _ABOUT_US:
                raise
            code, next_at = error.code, now + min(RETRY_MAX_MS, FIRST_RETRY_MS << min(waiting.attempts, 12))
            self._lane(lambda: self._rows.later(waiting.address, next_at, code))
        return True

    def _next(self, now: int) -> Waiting | None:
        if self._desk.store.exchange.pending()[0]:
            return None
        return self._rows.due(now, self._desk.store.exchange.feed_cursor()[0])

    def _send(self, central: CentralFiles, file: Waiting) -> None:
        place = (file.address, file.stream, file.seq)
        received = self._received.get(file.address)
        if received is None:
            if not self._blobs.proven(file.address):  # what this disk has spoiled is not sent to be thrown away there
                raise IntegrityViolated("attachment_lost")
            state = central.state(*place)
        elif received < file.size:
            state = central.add(*place, received, self._blobs.read(file.address, received, min(PIECE_BYTES, file.size - received)))
        else:
            state = central.finish(*place)
        if state.complete:
            self._received.pop(file.address, None)
            self._settle(file.address, "sent")
        elif received is not None and state.received <= received:
            # It took a piece and has no more than before, or was to finish and did not: asked anew, later.
            raise IntegrityViolated("attachment_differs")
        else:
            self._received[file.address] = state.received

    def _fetch(self, central: CentralFiles, file: Waiting) -> None:
        here = self._blobs.received(file.address)
        if here < file.size:
            data = central.read(file.address, file.stream, file.seq, here, min(PIECE_BYTES, file.size - here))
            here = self._blobs.add(file.address, here, data)
        if here >= file.size:
            self._blobs.finish(file.address)
            self._settle(file.address, "here")

    def _settle(self, address: bytes, state: State) -> None:
        def settled() -> None:
            self._rows.settle(address, state, self._desk.store.exchange.feed_cursor()[0])

        self._lane(settled)
