"""A carrier's SMPP 3.4 gateway: one line, bound as transceiver (SMPP Protocol Specification v3.4). Frames by `smpplib`.

What a silence means is decided here: once the last byte of a submit_sm may have left, only its answer says that it was not taken. The
library's own client is not used: it logs frames, and waits without bounds.
"""

from __future__ import annotations

import logging
import re
import socket
import ssl
import struct
import time
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from smpplib import consts, exceptions, smpp
from smpplib.client import SimpleSequenceGenerator

from app.central.message_provider import Answer, Receipt, SmppSettings, ToSend, away

_FRAME_MAX: Final = 64 * 1024
_HEAD: Final = struct.Struct(">LLLL")
_SHORT_MAX: Final = 140  # bytes of a single short message; more travels as message_payload
_ENQUIRE_S: Final = 30.0
# Not taken, and worth another try: the gateway is full, or does not serve us now (§5.1.3).
_LATER: Final = {
    consts.SMPP_ESME_RTHROTTLED: ("throttled", 5),
    consts.SMPP_ESME_RMSGQFUL: ("queue_full", 30),
    consts.SMPP_ESME_RSYSERR: ("system_error", 60),
    consts.SMPP_ESME_RX_T_APPN: ("not_now", 60),
}
# Each part by itself and with an end: one expression over all of them takes hours on a text a gateway makes up.
_ID: Final = re.compile(rb"id:([^ ]{1,65})")
_STAT: Final = re.compile(rb"stat:([A-Z]{1,10})")
_ERR: Final = re.compile(rb"err:([0-9A-Za-z]{1,10})")
_RECEIPT_MAX: Final = 1024  # bytes that are looked at
_REF_MAX: Final = 65  # of a message's name (§5.2.23)
_FRAMES_MAX: Final = 1_000  # are read, and as many receipts kept, before somebody else has his turn
_STATES: Final = {"DELIVRD": "delivered", "EXPIRED": "failed", "DELETED": "failed", "UNDELIV": "failed", "REJECTD": "failed"}
# It says each parameter it does not know: whoever makes up ten thousand of them in each frame would fill central's log.
logging.getLogger("smpplib").setLevel(logging.CRITICAL)


class SmppProvider:
    """See `Provider`. The line is opened with the first message and kept; a lost one is opened again."""

    def __init__(self, settings: SmppSettings) -> None:
        self._settings = settings
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._numbers = SimpleSequenceGenerator()
        self._spoke_s = 0.0
        self._came: list[tuple[int, Receipt | None]] = []  # deliver_sm not answered yet: sequence, what it says
        self._told: list[int] = []

    def send(self, message: ToSend) -> Answer:
        try:
            self._ready()
        except _LineLost as lost:
            self.close()
            return Answer("later", lost.kind, after_s=30, busy=True)
        asked = self._submit(message)
        frame = asked.generate()
        try:
            self._write(frame)
            answer = self._await("submit_sm_resp", asked.sequence)
        except _LineLost as lost:
            self.close()
            return Answer("unknown", lost.kind)
        return _answer(answer)

    def ask(self, ref: UUID, way: str) -> Answer | None:
        """Carriers know a message by their own name alone, which we have not got when we have to ask."""
        return None

    def receipts(self, pending: Sequence[str]) -> list[Receipt]:
        try:
            self._ready()
            if time.monotonic() - self._spoke_s > _ENQUIRE_S:
                self._write(self._frame("enquire_link"))
        except _LineLost as lost:
            self.close()
            raise away(lost.kind) from None
        found = [receipt for _, receipt in self._came if receipt is not None]
        self._told = [sequence for sequence, _ in self._came]
        return found

    def confirm(self) -> None:
        """Answered only now: a gateway repeats a receipt whose answer never came."""
        try:
            for sequence in self._told:
                self._write(self._frame("deliver_sm_resp", sequence))
        except _LineLost:
            self.close()
        self._came = [each for each in self._came if each[0] not in self._told]
        self._told = []

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._buffer.clear()
        self._came, self._told = [], []  # not answered: they come again

    # ── the line ──

    def _ready(self) -> None:
        """The line is open, and what came on it was read: one the gateway has closed is opened again before a message goes out."""
        if self._socket is not None:
            try:
                for _ in range(_FRAMES_MAX):
                    if len(self._came) >= _FRAMES_MAX or self._look(0.0) is None:
                        break
            except _LineLost:
                self.close()
        if self._socket is None:
            self._open()

    def _open(self) -> None:
        settings = self._settings
        try:
            line = socket.create_connection((settings.host, settings.port), timeout=settings.timeout_s)
            if settings.tls:
                line = ssl.create_default_context().wrap_socket(line, server_hostname=settings.host)
        except OSError:
            raise _LineLost("unreachable") from None
        self._socket = line
        bind = smpp.make_pdu(
            "bind_transceiver",
            client=self._numbers,
            system_id=settings.system_id,
            password=settings.password,
            system_type=settings.system_type,
            interface_version=0x34,
            addr_ton=0,
            addr_npi=0,
            address_range="",
        )
        self._write(bind.generate())
        answer = self._await("bind_transceiver_resp", bind.sequence)
        if answer.status != consts.SMPP_ESME_ROK:
            raise _LineLost(f"bind_{answer.status:08x}")

    def _submit(self, message: ToSend) -> Any:
        settings = self._settings
        ucs2 = settings.encoding == "ucs2"
        text = f"{message.subject}\n{message.text}" if message.long and message.subject else message.text
        octets = text.encode("utf-16-be") if ucs2 else text.encode("euc_kr", "replace")
        more: dict[str, Any] = {"message_payload": octets, "short_message": b""} if len(octets) > _SHORT_MAX else {"short_message": octets}
        pdu = smpp.make_pdu(
            "submit_sm",
            client=self._numbers,
            source_addr_ton=consts.SMPP_TON_NATNL,
            source_addr_npi=consts.SMPP_NPI_ISDN,
            source_addr=settings.sender,
            dest_addr_ton=consts.SMPP_TON_NATNL,
            dest_addr_npi=consts.SMPP_NPI_ISDN,
            destination_addr=message.to,
            registered_delivery=1,
            data_coding=8 if ucs2 else settings.data_coding,
            **more,
        )
        return pdu

    def _frame(self, command: str, sequence: int | None = None) -> bytes:
        """A frame without content; `sequence`: of what it answers."""
        pdu = smpp.make_pdu(command, client=self._numbers)
        if sequence is not None:
            pdu.sequence = sequence
        frame: bytes = pdu.generate()
        return frame

    def _write(self, frame: bytes) -> None:
        if self._socket is None:
            raise _LineLost("line_lost")
        try:
            self._socket.settimeout(self._settings.timeout_s)
            self._socket.sendall(frame)
        except OSError:
            raise _LineLost("line_lost") from None
        self._spoke_s = time.monotonic()

    def _await(self, command: str, sequence: int) -> Any:
        """The answer of that name and number; what comes meanwhile is kept."""
        deadline_s = time.monotonic() + self._settings.timeout_s
        while (left_s := deadline_s - time.monotonic()) > 0:
            found = self._look(left_s)
            if found is not None and found.sequence == sequence and found.command in (command, "generic_nack"):
                return found
        raise _LineLost("no_answer")

    def _look(self, wait_s: float) -> Any:
        """The next frame, None if none comes whole in that time; questions of the gateway are answered, receipts kept."""
        raw = self._read(wait_s)
        if raw is None:
            return None
        pdu = _parsed(raw)
        if pdu.command == "deliver_sm":
            if len(self._came) > 2 * _FRAMES_MAX:
                raise _LineLost("flooded")  # while we wait for an answer; what was not confirmed comes again
            self._came.append((pdu.sequence, _receipt(pdu)))
        elif pdu.command == "enquire_link":
            self._write(self._frame("enquire_link_resp", pdu.sequence))
        elif pdu.command == "unbind":
            self._write(self._frame("unbind_resp", pdu.sequence))
            raise _LineLost("unbound")
        return pdu

    def _read(self, wait_s: float) -> bytes | None:
        deadline_s, asked = time.monotonic() + wait_s, False
        while True:
            if len(self._buffer) >= _HEAD.size:
                length = _HEAD.unpack_from(self._buffer)[0]
                if not _HEAD.size <= length <= _FRAME_MAX:
                    raise _LineLost("frame_invalid")
                if len(self._buffer) >= length:
                    raw = bytes(self._buffer[:length])
                    del self._buffer[:length]
                    return raw
            if self._socket is None:
                raise _LineLost("line_lost")
            left_s = deadline_s - time.monotonic()
            if asked and left_s <= 0:
                return None  # it comes in drops: what is there stays for the next look
            try:
                asked = True
                self._socket.settimeout(max(0.001, left_s))
                part = self._socket.recv(16 * 1024)
            except TimeoutError:
                return None
            except OSError:
                raise _LineLost("line_lost") from None
            if not part:
                raise _LineLost("line_lost")
            self._buffer += part


class _LineLost(Exception):
    """The line to the gateway is gone, or cannot be trusted any more. `kind`: why."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def _parsed(raw: bytes) -> Any:
    try:
        return smpp.parse_pdu(raw, client=SimpleSequenceGenerator(), allow_unknown_opt_params=True)
    except (exceptions.UnknownCommandError, exceptions.PDUError, struct.error, IndexError, ValueError, KeyError, TypeError):
        raise _LineLost("frame_invalid") from None


def _answer(pdu: Any) -> Answer:
    if pdu.command == "generic_nack":
        return Answer("failed", f"smpp_{pdu.status:08x}")
    if pdu.status in _LATER:
        code, after_s = _LATER[pdu.status]
        return Answer("later", code, after_s=after_s, busy=True)
    if pdu.status != consts.SMPP_ESME_ROK:
        return Answer("failed", f"smpp_{pdu.status:08x}")
    return Answer("sent", provider_ref=_name(pdu.message_id))


def _receipt(pdu: Any) -> Receipt | None:
    """What a delivery receipt says, by its parameters or by its text (Appendix B); None for anything else that came."""
    if not (pdu.esm_class or 0) & 0x04:
        return None
    text = (pdu.short_message or getattr(pdu, "message_payload", None) or b"")[:_RECEIPT_MAX]
    said = _ID.search(text)
    state_said = _STAT.search(text, said.end()) if said else None
    error = _ERR.search(text, state_said.end()) if state_said else None
    ref = _name(getattr(pdu, "receipted_message_id", None)) or (_name(said[1]) if said and state_said else "")
    stat = state_said[1].decode("ascii") if state_said else ""
    if not ref or stat in ("ENROUTE", "ACCEPTD"):
        return None
    state = _STATES.get(stat, "unknown")
    code = "" if state == "delivered" else f"{stat.lower() or 'unknown'}_{error[1].decode('ascii') if error else ''}".rstrip("_")
    return Receipt(ref, "delivered" if state == "delivered" else "failed" if state == "failed" else "unknown", code)


def _name(value: object) -> str:
    """A message's name as the gateway gave it; '' for what is none, which a database may not even hold."""
    text = value.rstrip(b"\x00").decode("latin-1") if isinstance(value, bytes) else str(value or "")
    return text if text.isascii() and text.isprintable() and len(text) <= _REF_MAX else ""
