"""Central's own keys in the state directory: one file, mode 0600, sealed with a passphrase if there is one.

Without a passphrase the file holds the keys as they are: good enough to try central out, and `serve` says so each time.
`ca.pem` beside it is public: it is all that administration commands need.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from app.central.crypto import CentralCrypto
from app.central.tls import certificate_der, certificate_pem, new_authority
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.whole_file import first_file, new_file, sync_folder

KEYS_FILE: Final = "central.keys"
CA_FILE: Final = "ca.pem"
_SALT_BYTES = 16
_CONTEXT = b"minwon/1 central keys\x00"


class CentralKeys(msgspec.Struct, frozen=True):
    """`sign`: Ed25519, `box`: X25519, `challenge`: HMAC of session challenges, 32 bytes each; the CA's key and certificate, DER."""

    sign: bytes
    box: bytes
    challenge: bytes
    ca_key: bytes
    ca_certificate: bytes


class _KeyFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    version: int = 1
    plain: CentralKeys | None = None
    salt: bytes = b""
    sealed: bytes = b""


class Identity:
    """Central as others know it: signs acknowledgements and opens what was sealed to it. Any thread."""

    def __init__(self, keys: CentralKeys, crypto: CentralCrypto, *, sealed: bool) -> None:
        self.keys = keys
        self.crypto = crypto
        self.sealed = sealed
        self.public_key = crypto.public_key(keys.sign)
        self.box_key = crypto.box_public_key(keys.box)
        self.central_id = sha256(self.public_key).digest()
        self.ca_pem = certificate_pem(keys.ca_certificate)

    def sign(self, message: bytes) -> bytes:
        return self.crypto.sign(self.keys.sign, message)

    def seal(self, plaintext: bytes, context: bytes) -> bytes:
        """For the database: only this central can open it again."""
        return self.crypto.seal_to(self.box_key, plaintext, context)

    def unseal(self, blob: bytes, context: bytes) -> bytes:
        return self.crypto.open_sealed(self.keys.box, blob, context)


@contextmanager
def state_folder(state_dir: Path) -> Iterator[None]:
    """The folder is there inside the block; a file in it that cannot be read or written is Unavailable `state_unreachable`, `disk_full`."""
    try:
        state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise Unavailable("disk_full" if error.errno == errno.ENOSPC else "state_unreachable", errno=error.errno) from error


def load_identity(state_dir: Path, *, crypto: CentralCrypto, passphrase: str | None) -> Identity:
    """Central's identity, made now if there is none yet; an open key file is sealed as soon as a passphrase is given.

    Raises Refused `passphrase_needed`, `passphrase_wrong`; IntegrityViolated `central_keys_unreadable`; what `state_folder` raises.
    """
    with state_folder(state_dir):
        return _identity(state_dir, crypto, passphrase)


def _identity(state_dir: Path, crypto: CentralCrypto, passphrase: str | None) -> Identity:
    path = state_dir / KEYS_FILE
    if not path.exists():
        keys = CentralKeys(crypto.random_bytes(32), crypto.random_bytes(32), crypto.random_bytes(32), *new_authority())
        _put_new(path, _packed(keys, crypto, passphrase))
    try:
        file = msgspec.msgpack.decode(path.read_bytes(), type=_KeyFile)
        keys = file.plain or _opened(file, crypto, passphrase)
    except msgspec.DecodeError as error:
        raise IntegrityViolated("central_keys_unreadable") from error
    if file.plain is not None and passphrase:
        _replace(path, _packed(keys, crypto, passphrase))
    identity = Identity(keys, crypto, sealed=bool(passphrase))
    if not (state_dir / CA_FILE).exists():
        _replace(state_dir / CA_FILE, identity.ca_pem.encode())
    return identity


def authority_der(state_dir: Path, *, crypto: CentralCrypto, passphrase: str | None) -> bytes:
    """The CA certificate, without needing the keys if central was started once."""
    path = state_dir / CA_FILE
    with state_folder(state_dir):
        if path.exists():
            return certificate_der(path.read_text())
    return load_identity(state_dir, crypto=crypto, passphrase=passphrase).keys.ca_certificate


def _packed(keys: CentralKeys, crypto: CentralCrypto, passphrase: str | None) -> bytes:
    if not passphrase:
        return msgspec.msgpack.encode(_KeyFile(plain=keys))
    salt = crypto.random_bytes(_SALT_BYTES)
    box = crypto.box_public_key(crypto.derive(passphrase, salt))
    return msgspec.msgpack.encode(_KeyFile(salt=salt, sealed=crypto.seal_to(box, msgspec.msgpack.encode(keys), _CONTEXT + salt)))


def _opened(file: _KeyFile, crypto: CentralCrypto, passphrase: str | None) -> CentralKeys:
    if not passphrase:
        raise Refused("passphrase_needed")
    try:
        plain = crypto.open_sealed(crypto.derive(passphrase, file.salt), file.sealed, _CONTEXT + file.salt)
    except IntegrityViolated as error:
        raise Refused("passphrase_wrong") from error
    return msgspec.msgpack.decode(plain, type=CentralKeys)


def _put_new(path: Path, data: bytes) -> None:
    """The file is there, ours or that of a process that came first: keys are made once."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with first_file(draft) as file:
            file.write(data)
        with suppress(FileExistsError):
            os.link(draft, path)
            sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _replace(path: Path, data: bytes) -> None:
    with new_file(path) as file:
        file.write(data)
