"""Work that one office asks of another (어디서나민원): received here, made there. It travels as a small feed of the office it is for.

What goes over is the body of the entry that asked or answered, as its desk wrote it: a name, a date of birth, a purpose. Resident
and passport numbers are sealed under the asking office's own key (A17) and never leave it; the office that makes the paper finds
the person in the national register.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

import msgspec

TransferKind = Literal["asked", "answered", "undeliverable"]
PAGE_MAX = 200


class TransferItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message for an office. `seq`: its place in that office's feed; `body`: the body of `transfer_asked` or
    `transfer_answered`; `undeliverable`: the office that was asked does not exist."""

    seq: int
    transfer_id: UUID
    kind: TransferKind
    from_office: str
    from_name: str
    at: int
    body: bytes = b""


class TransferPage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Messages after the asked place, in order; `last`: the newest there is."""

    items: list[TransferItem] = []
    last: int = 0
