"""Files sealed and opened chunk by chunk (`wire.attachments` has the format), in constant memory whatever their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.domain.errors import IntegrityViolated
from app.wire.attachments import CHUNK_BYTES, KEY_BYTES, SEALED_CHUNK_BYTES, TAG_BYTES, bound_to, nonce_of


class FileCipher:
    """The `FileCipher` port. Stateless; any thread. One key seals one file, ever."""

    def seal(self, key: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
        """The ciphertext, chunk by chunk. `plain`: blocks of any size. ValueError: no byte at all, or a key that is not 32 bytes."""
        cipher, index = _cipher(key), -1
        for index, (chunk, last) in enumerate(_cut(plain, CHUNK_BYTES)):
            yield cipher.encrypt(nonce_of(index), chunk, bound_to(index, last=last))
        if index < 0:
            raise ValueError("an empty file is not sealed")

    def open(self, key: bytes, sealed: Iterable[bytes]) -> Iterator[bytes]:
        """The plain bytes, chunk by chunk; only when the iterator has ended without an error was it the whole file.

        IntegrityViolated `attachment_broken` if a byte, a chunk, the order, the end or the key is not what it was sealed with.
        """
        cipher, index = _cipher(key), -1
        for index, (chunk, last) in enumerate(_cut(sealed, SEALED_CHUNK_BYTES)):
            if len(chunk) <= TAG_BYTES:
                raise IntegrityViolated("attachment_broken")
            try:
                yield cipher.decrypt(nonce_of(index), chunk, bound_to(index, last=last))
            except InvalidTag as error:
                raise IntegrityViolated("attachment_broken") from error
        if index < 0:
            raise IntegrityViolated("attachment_broken")


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise ValueError("a file's key is 32 bytes")
    return AESGCM(key)


def _cut(blocks: Iterable[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Chunks of exactly `size` bytes, the last one of 1 to `size`, and whether it is the last; nothing for no bytes."""
    held = bytearray()
    for block in blocks:
        held += block
        while len(held) > size:  # at least one byte stays: only the end shows which chunk is the last
            yield bytes(held[:size]), False
            del held[:size]
    if held:
        yield bytes(held), True
