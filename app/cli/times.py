"""Moments as the command line writes them: Seoul time with its offset."""

from __future__ import annotations

from app.domain.moments import is_known
from app.services.desk import SEOUL, from_ms


def seoul_text(at_ms: int | None) -> str:
    """`2026-11-20T09:00:00+09:00`, to the second; nothing for no moment, ? for one that no calendar has."""
    if at_ms is not None and not is_known(at_ms):
        return "?"
    return "" if at_ms is None else from_ms(at_ms).astimezone(SEOUL).isoformat(timespec="seconds")
