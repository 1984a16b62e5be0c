"""Sealed boxes: bytes that only the holder of one X25519 key can open (office keys at enrolment, export files; SYNC §3, §8).

A box is `ephemeral public key (32) ‖ ChaCha20-Poly1305 ciphertext ‖ tag`. Its key is HKDF-SHA-256 of the shared secret with
both public keys in `info`; it is used once, so the nonce is zero. A box says nothing about who made it: what must be
trusted is signed as well.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.domain.errors import IntegrityViolated

_PUBLIC_BYTES = 32
_TAG_BYTES = 16
_NONCE = bytes(12)


def _derived(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret)


def _cipher(shared: bytes, ephemeral: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(_derived(shared, b"minwon/1 box\x00" + ephemeral + recipient))


def box_private_key(device_private: bytes) -> bytes:
    """The X25519 private key, 32 bytes, that belongs to a device's Ed25519 private key: no second secret to keep."""
    if len(device_private) != 32:
        raise ValueError("a device key is 32 bytes")
    return _derived(device_private, b"minwon/1 box key\x00")


def box_public_key(private: bytes) -> bytes:
    """The X25519 public key, 32 bytes, to which others seal. ValueError if the private one is not 32 bytes."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal_to(public: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
    """A box that only the owner of `public` can open, and only together with the same `aad`.

    IntegrityViolated `box_key_invalid` if `public` is no usable X25519 key. The bytes differ each time. Any thread.
    """
    ephemeral = X25519PrivateKey.generate()
    try:
        shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError as error:
        raise IntegrityViolated("box_key_invalid") from error
    own = ephemeral.public_key().public_bytes_raw()
    return own + _cipher(shared, own, public).encrypt(_NONCE, plaintext, aad)


def open_sealed(private: bytes, blob: bytes, aad: bytes = b"") -> bytes:
    """What was sealed. IntegrityViolated `seal_broken` if key, bytes or `aad` are not the ones it was sealed with."""
    if len(blob) < _PUBLIC_BYTES + _TAG_BYTES:
        raise IntegrityViolated("seal_broken")
    key = X25519PrivateKey.from_private_bytes(private)
    ephemeral = blob[:_PUBLIC_BYTES]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        recipient = key.public_key().public_bytes_raw()
        return _cipher(shared, ephemeral, recipient).decrypt(_NONCE, blob[_PUBLIC_BYTES:], aad)
    except (InvalidTag, ValueError) as error:
        raise IntegrityViolated("seal_broken") from error
