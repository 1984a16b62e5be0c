"""Keys in a file sealed with a passphrase, for machines without a keyring.

The file: `MINWON-KEYS/1\\n` ‖ memory KiB (u32) ‖ passes (u32) ‖ lanes (u32) ‖ salt (16) ‖ nonce (12) ‖ AES-256-GCM of the
packed keys ‖ SHA-256 of all that. Integers are big-endian; the key is argon2id of the passphrase with the parameters of the
file; everything before the ciphertext is its AAD. The checksum keeps no secret: it only tells a damaged file from a wrong
passphrase.
The anchor: `MINWON-ANCHOR/1\\n` ‖ HMAC-SHA-256 (32) ‖ anchor. It lies outside the home, so that an older copy of the home
does not bring its own; without a keyring this is all there is, and weaker (SYNC §1).
"""

from __future__ import annotations

import os
import struct
import unicodedata
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.keystore import durable
from app.keystore.packing import pack, unpack
from app.ports.secrets import HomeKeys

PASSPHRASE_MIN = 8

# RFC 9106 §4, second recommended choice (64 MiB, three passes), with one lane: about 0.2 s.
_MEMORY_KIB = 64 * 1024
_PASSES = 3
_LANES = 1

_KEYS_MAGIC = b"MINWON-KEYS/1\n"
_ANCHOR_MAGIC = b"MINWON-ANCHOR/1\n"
_PARAMETERS = struct.Struct(">III16s12s")
_HEADER_BYTES = len(_KEYS_MAGIC) + _PARAMETERS.size
_SUM_BYTES = 32
_MAC_BYTES = 32
_TAG_BYTES = 16


class PassphraseFile:
    """The `KeyStore` port over a sealed file. Slow by design (about 0.2 s a load or save): never on the GUI thread.

    `passphrase` is asked each time one is needed and may raise Refused itself when nobody can be asked. `anchor_path`: in the
    user's state directory, outside the home; asked for when it is needed. `memory_kib`, `passes`: cost of files written from now on.
    Unavailable `key_file_unreachable` from every method when the disk does not do its part.
    """

    def __init__(
        self,
        path: Path,
        passphrase: Callable[[], str],
        *,
        anchor_path: Path | Callable[[], Path],
        random_bytes: Callable[[int], bytes] = os.urandom,
        memory_kib: int = _MEMORY_KIB,
        passes: int = _PASSES,
    ) -> None:
        self._path = path
        self._passphrase = passphrase
        self._anchor_at = anchor_path
        self._random_bytes = random_bytes
        self._memory_kib = memory_kib
        self._passes = passes
        self._private: tuple[bytes, ...] = ()

    @property
    def _anchor_path(self) -> Path:
        return self._anchor_at if isinstance(self._anchor_at, Path) else self._anchor_at()

    def load(self) -> HomeKeys:
        """The keys. Refused `keys_missing` without a file, `passphrase_wrong`; IntegrityViolated `key_file_damaged`."""
        sealed = durable.read(self._path)
        if sealed is None:
            raise Refused("keys_missing")
        _check(sealed)
        keys = _opened(sealed, self._passphrase())
        self._remember(keys)
        return keys

    def save(self, keys: HomeKeys) -> None:
        """The keys are in the file and on disk, and the old file is gone or, on failure, untouched.

        Over an existing file the same passphrase is needed: Refused `passphrase_wrong`, IntegrityViolated `key_file_damaged`.
        For a new one Refused `passphrase_too_short` below 8 characters.
        """
        existing = durable.read(self._path)
        if existing is not None:
            _check(existing)
        passphrase = self._passphrase()
        if existing is not None:
            _opened(existing, passphrase)
        self._write(keys, passphrase)

    def change_passphrase(self, new: str) -> None:
        """The file opens with `new` and no longer with the old passphrase, which is asked for. Errors as for `save`."""
        self._write(self.load(), new)

    def exists(self) -> bool:
        """Whether there is a key file."""
        return durable.read(self._path) is not None

    def load_anchor(self) -> bytes | None:
        """The anchor saved last, or None. IntegrityViolated `anchor_damaged` if it was not made with this home's device key."""
        data = durable.read(self._anchor_path)
        if data is None:
            return None
        if not data.startswith(_ANCHOR_MAGIC) or len(data) < len(_ANCHOR_MAGIC) + _MAC_BYTES:
            raise IntegrityViolated("anchor_damaged")
        mac, anchor = data[len(_ANCHOR_MAGIC) :][:_MAC_BYTES], data[len(_ANCHOR_MAGIC) + _MAC_BYTES :]
        from hmac import compare_digest  # see `_macs`

        if not any(compare_digest(mac, known) for known in self._macs(anchor)):
            raise IntegrityViolated("anchor_damaged")
        return anchor

    def save_anchor(self, anchor: bytes) -> None:
        """The anchor is on disk. Its folder is made if need be."""
        try:
            self._anchor_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable("key_file_unreachable", errno=error.errno) from error
        durable.replace(self._anchor_path, _ANCHOR_MAGIC + self._macs(anchor)[0] + anchor)

    def _macs(self, anchor: bytes) -> list[bytes]:
        """Under the key an enrolment is about to bring first, then under the one the device has."""
        from hmac import digest  # and with it a second OpenSSL, which no window waits for that only opens its ledger

        if not self._private:
            self.load()
        keys = (digest(private, b"minwon/1 anchor\x00", "sha256") for private in self._private)
        return [digest(key, anchor, "sha256") for key in keys]

    def _remember(self, keys: HomeKeys) -> None:
        self._private = (keys.device_next, keys.device) if keys.device_next else (keys.device,)

    def _write(self, keys: HomeKeys, passphrase: str) -> None:
        plain = pack(keys)
        if len(unicodedata.normalize("NFC", passphrase)) < PASSPHRASE_MIN:
            raise Refused("passphrase_too_short", minimum=PASSPHRASE_MIN)
        salt, nonce = self._random_bytes(16), self._random_bytes(12)
        header = _KEYS_MAGIC + _PARAMETERS.pack(self._memory_kib, self._passes, _LANES, salt, nonce)
        sealed = header + _cipher(header, passphrase).encrypt(nonce, plain, header)
        durable.replace(self._path, sealed + _sum(sealed))
        self._remember(keys)


def _check(sealed: bytes) -> None:
    """Nothing is wrong with the file as such. IntegrityViolated `key_file_damaged`."""
    whole = len(sealed) >= _HEADER_BYTES + _TAG_BYTES + _SUM_BYTES and sealed.startswith(_KEYS_MAGIC)
    if not whole or _sum(sealed[:-_SUM_BYTES]) != sealed[-_SUM_BYTES:]:
        raise IntegrityViolated("key_file_damaged")


def _sum(sealed: bytes) -> bytes:
    made = Hash(SHA256())
    made.update(sealed)
    return made.finalize()


def _opened(sealed: bytes, passphrase: str) -> HomeKeys:
    header, ciphertext = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES:-_SUM_BYTES]
    nonce = header[-12:]
    try:
        return unpack(_cipher(header, passphrase).decrypt(nonce, ciphertext, header))
    except InvalidTag as error:
        raise Refused("passphrase_wrong") from error


def _cipher(header: bytes, passphrase: str) -> AESGCM:
    memory_kib, passes, lanes, salt, _ = _PARAMETERS.unpack(header[len(_KEYS_MAGIC) :])
    # A made-up file must not take all memory, or hours, before it turns out not to open.
    if not (1 <= lanes <= 8 and 8 * lanes <= memory_kib <= 1024 * 1024 and 1 <= passes <= 20):
        raise IntegrityViolated("key_file_damaged")
    # Composed form: macOS keyboards may send the same Hangul decomposed.
    text = unicodedata.normalize("NFC", passphrase).encode()
    return AESGCM(Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory_kib).derive(text))
