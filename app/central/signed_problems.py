"""Refusals on which a desk acts (it stops a stream, locks its window, takes back confirmations) carry central's signature (SYNC §3)."""

from __future__ import annotations

from typing import Final

from app.central.problems import Declined
from app.central.sessions import Caller
from app.central.state import Identity
from app.wire.signed import problem

SIGNED: Final = frozenset({"fork", "bad_chain", "device_revoked", "generation_changed"})


def signature_of(identity: Identity, caller: Caller | None, declined: Declined) -> bytes:
    """The signature of that problem for that desk; empty where none is needed, or where nobody knows whom it is for."""
    if caller is None or declined.code not in SIGNED:
        return b""
    facts = {name: value for name, value in declined.facts.items() if isinstance(value, int)}
    return identity.sign(problem(identity.central_id, caller.office, caller.device_id, caller.epoch, declined.code, facts))
