"""`HomeKeys` as bytes, the same in the keyring and in the key file: `minwon-keys/1 ` and a msgpack map."""

from __future__ import annotations

import msgspec

from app.domain.errors import IntegrityViolated
from app.ports.secrets import HomeKeys

_MAGIC = b"minwon-keys/1 "
_KEY_BYTES = 32
_decoder = msgspec.msgpack.Decoder(HomeKeys)
_encoder = msgspec.msgpack.Encoder()


def _fit(keys: HomeKeys) -> bool:
    secrets = (keys.database, keys.device, keys.office_data, keys.office_lookup)
    if len(keys.devices_before) % _KEY_BYTES:
        return False
    return all(len(each) == _KEY_BYTES for each in secrets) and all(
        len(each) in (0, _KEY_BYTES) for each in (keys.central_public, keys.device_next)
    )


def pack(keys: HomeKeys) -> bytes:
    """The keys as bytes, about 250. ValueError if one has not its length."""
    if not _fit(keys):
        raise ValueError("keys are 32 bytes each")
    return _MAGIC + _encoder.encode(keys)


def unpack(data: bytes) -> HomeKeys:
    """The keys of those bytes. IntegrityViolated `keys_damaged` if they are none."""
    if not data.startswith(_MAGIC):
        raise IntegrityViolated("keys_damaged")
    try:
        keys = _decoder.decode(data[len(_MAGIC) :])
    except msgspec.DecodeError as error:
        raise IntegrityViolated("keys_damaged") from error
    if not _fit(keys):
        raise IntegrityViolated("keys_damaged")
    return keys
