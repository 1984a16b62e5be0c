"""Forms somebody has not finished: kept over a crash or a lock, sealed as a whole, because they hold numbers as they were typed (A17)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from app.services.desk import Desk

_NO_ENTRY = UUID(int=0)
_SEALED = "sealed"
_decoder = msgspec.json.Decoder(dict[str, Any])


def save_draft(desk: Desk, key: str, content: dict[str, Any]) -> None:
    """What was typed is on disk under that key, sealed. `content`: what JSON can say."""
    text = msgspec.json.encode(content).decode()
    sealed = desk.sealer.seal(text, entry_id=_NO_ENTRY, field_id=f"draft.{key}", nonce=desk.ids.random_bytes(12))
    desk.store.working.save_draft(key, {_SEALED: sealed})


def drafts(desk: Desk) -> dict[str, dict[str, Any]]:
    """All that lies unfinished, oldest first. IntegrityViolated `seal_broken` if one was changed by other hands."""
    return {key: _opened(desk, key, kept[_SEALED]) for key, kept in desk.store.working.drafts().items()}


def _opened(desk: Desk, key: str, sealed: bytes) -> dict[str, Any]:
    return _decoder.decode(desk.sealer.unseal(sealed, entry_id=_NO_ENTRY, field_id=f"draft.{key}"))
