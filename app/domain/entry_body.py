"""What every kind of entry is made of; the kinds themselves stand in `domain.entries` and `domain.money_entries`."""

from __future__ import annotations

import msgspec


class Body(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all kinds."""
