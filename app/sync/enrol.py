"""A home becomes a desk of a central: the code is checked in the handshake, then everything goes over the pinned line (SYNC §3)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from ssl import PEM_cert_to_DER_cert
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from app.domain.errors import IntegrityViolated, Refused
from app.ports.crypto import Signer
from app.sync.pinning import find_authority, pinned_context
from app.sync.transport import Transport
from app.wire.enrolment import fingerprint_of, office_keys_context, parse_code
from app.wire.messages import CentralInfo, EnrolAnswer, EnrolRequest
from app.wire.signed import enrolment

DEFAULT_PORT = 8443


class Boxes(Protocol):
    """Sealed boxes for the desk's own X25519 key and for others'."""

    @property
    def public_key(self) -> bytes: ...

    def seal_to(self, public: bytes, plaintext: bytes, aad: bytes = b"") -> bytes: ...

    def open_sealed(self, blob: bytes, aad: bytes = b"") -> bytes: ...


class ExistingHome(NamedTuple):
    """A home made by `init`: it keeps its device and its entries, and hands its office keys (data ‖ look-up) over.

    `ca_pem`: of the central it belongs to already; no other one hears of it.
    """

    office: str
    desk: str
    device_id: UUID
    epoch: int
    branch: int
    last_seq: int
    office_keys: bytes
    older_branches: dict[int, int] = {}  # noqa: RUF012 - never changed
    ca_pem: str = ""


class Enrolled(NamedTuple):
    """What the desk has to keep. `office_keys`: data key ‖ look-up key, 64 bytes, opened.

    `url`: where central answers. `central_box`: its X25519 key.
    """

    answer: EnrolAnswer
    office_keys: bytes
    url: str
    central_box: bytes


def enrol(url: str, code: str, *, signer: Signer, boxes: Boxes, home: ExistingHome | None = None) -> Enrolled:
    """Central knows this desk and the desk knows its central. Safe to repeat with the same code and key.

    Raises Refused `code_unknown_form`, `url_unknown_form`, `central_not_trusted`, `code_wrong`, `desk_taken`,
    `office_or_desk_differ`, `office_keys_differ`; IntegrityViolated `central_identity_wrong`, `seal_broken`; Unavailable.
    """
    secret, fingerprint = parse_code(code)
    host, port = _address(url)
    # Before anything is sent: who answers could say what our central says of itself, but not show its authority in a handshake.
    if home is not None and home.ca_pem and fingerprint_of(PEM_cert_to_DER_cert(home.ca_pem)) != fingerprint:
        raise Refused("central_not_trusted")
    ca_pem = find_authority(host, port, fingerprint)
    address = f"https://{f'[{host}]' if ':' in host else host}:{port}"
    transport = Transport(address, pinned_context(ca_pem))
    try:
        info = transport.call("GET", "/v1/central", CentralInfo)
        answer = transport.call("POST", "/v1/enrol", EnrolAnswer, body=_request(secret, info, signer, boxes, home))
    finally:
        transport.close()
    if sha256(answer.central_public).digest() != answer.central_id or answer.central_public != info.public_key:
        raise IntegrityViolated("central_identity_wrong")
    keys = boxes.open_sealed(answer.office_keys_sealed, office_keys_context(answer.office, signer.public_key))
    return Enrolled(answer, keys, address, info.box_key)


def _request(secret: bytes, info: CentralInfo, signer: Signer, boxes: Boxes, home: ExistingHome | None) -> EnrolRequest:
    signature = signer.sign(enrolment(sha256(secret).digest(), signer.public_key))
    if home is None:
        return EnrolRequest(secret=secret, public_key=signer.public_key, box_key=boxes.public_key, signature=signature)
    return EnrolRequest(
        secret=secret,
        public_key=signer.public_key,
        box_key=boxes.public_key,
        signature=signature,
        office=home.office,
        desk=home.desk,
        device_id=home.device_id,
        epoch=home.epoch,
        branch=home.branch,
        last_seq=home.last_seq,
        older_branches=home.older_branches,
        office_keys=boxes.seal_to(info.box_key, home.office_keys, office_keys_context(home.office, signer.public_key)),
    )


def _address(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("url_unknown_form") from error
    if parts.scheme != "https" or not host:
        raise Refused("url_unknown_form")
    return host, port or DEFAULT_PORT


class DeviceBoxes:
    """`Boxes` over one private key and two functions of cryptography; bootstrap joins them."""

    def __init__(
        self,
        private: bytes,
        public_key: bytes,
        *,
        seal_to: Callable[[bytes, bytes, bytes], bytes],
        open_sealed: Callable[[bytes, bytes, bytes], bytes],
    ) -> None:
        self._private, self._public_key = private, public_key
        self._seal_to, self._open_sealed = seal_to, open_sealed

    @property
    def public_key(self) -> bytes:
        return self._public_key

    def seal_to(self, public: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
        return self._seal_to(public, plaintext, aad)

    def open_sealed(self, blob: bytes, aad: bytes = b"") -> bytes:
        return self._open_sealed(self._private, blob, aad)
