"""Sealed files to and from central, a piece at a time (`ports.blobs.CentralFiles`). Network threads only."""

from __future__ import annotations

from app.domain.errors import Refused, Unavailable
from app.sync.https_central import HttpsCentral
from app.sync.transport import Answer
from app.wire.attachments import PIECE_MEDIA_TYPE, AttachmentState, place_text
from app.wire.messages import StreamId, decode


class CentralAttachments:
    """One desk's line to its office's folder at central."""

    def __init__(self, central: HttpsCentral) -> None:
        self._central = central

    def _path(self, address: bytes, stream: StreamId, seq: int, part: str = "", more: str = "") -> str:
        return f"/v1/offices/{self._central.office}/attachments/{address.hex()}{part}?entry={place_text(stream, seq)}{more}"

    def state(self, address: bytes, stream: StreamId, seq: int) -> AttachmentState:
        """How much of it central has."""
        return _state(self._central.raw("GET", self._path(address, stream, seq, "/state")))

    def add(self, address: bytes, stream: StreamId, seq: int, offset: int, data: bytes) -> AttachmentState:
        """The piece is at central; how much it has now. Refused `offset_differs` (`expected`). Safe to repeat."""
        path = self._path(address, stream, seq, more=f"&offset={offset}")
        return _state(self._central.raw("PUT", path, data=data, headers={"content-type": PIECE_MEDIA_TYPE}))

    def finish(self, address: bytes, stream: StreamId, seq: int) -> AttachmentState:
        """Central has checked the whole. Refused `attachment_differs`: it has thrown it away. Safe to repeat."""
        return _state(self._central.raw("POST", self._path(address, stream, seq, "/finish")))

    def read(self, address: bytes, stream: StreamId, seq: int, offset: int, length: int) -> bytes:
        """So many bytes of ciphertext from there, fewer at the end. Refused `attachment_awaited`: it has not come yet."""
        headers = {"range": f"bytes={offset}-{offset + length - 1}"}
        answer = self._central.raw("GET", self._path(address, stream, seq), headers=headers)
        if answer.status != 206 or not 0 < len(answer.body) <= length:
            raise Unavailable("central_down", kind="answer_unreadable")
        return answer.body


def _state(answer: Answer) -> AttachmentState:
    try:
        return decode(answer.body, AttachmentState)
    except Refused as error:
        raise Unavailable("central_down", kind="answer_unreadable") from error
