"""TLS to one central and no other: its own CA is the only one believed, nothing of the operating system's.

At enrolment nothing is known of central but 80 bits of its CA's fingerprint, read from the code. The handshake shows the
chain; only a CA that fits the code is pinned, and everything is sent over connections that verify against it.
"""

from __future__ import annotations

import socket
import ssl
from typing import Any

from app.domain.errors import Refused
from app.sync.trouble import unavailable
from app.wire.enrolment import fingerprint_of

CONNECT_TIMEOUT_S = 10.0


def pinned_context(ca_pem: str) -> ssl.SSLContext:
    """TLS 1.3, believing that CA alone, host names checked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=ca_pem)
    return context


def find_authority(host: str, port: int, fingerprint: bytes, *, timeout_s: float = CONNECT_TIMEOUT_S) -> str:
    """The CA certificate (PEM) that central shows in the handshake and that fits the code; nothing is sent but the handshake.

    Refused `central_not_trusted` if no certificate of the chain fits; Unavailable as in ports.central.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    # Not verified here: there is nothing yet to verify with. The pinned connection that follows verifies chain and name.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), timeout=timeout_s) as plain,
            context.wrap_socket(plain, server_hostname=host) as line,
        ):
            chain = _shown_chain(line)
    except OSError as error:
        raise unavailable(error) from error
    for der in chain:
        if fingerprint_of(der) == fingerprint:
            return ssl.DER_cert_to_PEM_cert(der)
    raise Refused("central_not_trusted")


def _shown_chain(line: ssl.SSLSocket) -> list[bytes]:
    """All certificates the other side sent, DER."""
    if hasattr(line, "get_unverified_chain"):
        return [bytes(each) for each in line.get_unverified_chain()]
    # Public only since Python 3.13; the same call has been there underneath since 3.10.
    inner: Any = line._sslobj  # type: ignore[attr-defined]
    return [ssl.PEM_cert_to_DER_cert(each.public_bytes()) for each in inner.get_unverified_chain()]
