"""Which bundle of forms and fees central calls the newest, and when it said so last: kept at the desk for the readiness page."""

from __future__ import annotations

from typing import Final

import msgspec

from app.services.desk import Desk, to_ms
from app.services.lanes import Lane

BUNDLE: Final = "bundle_checked"
_OLD_MS: Final = 600_000  # each writing is one more sync of the disk, and central is asked every minute


def note_bundle(desk: Desk, lane: Lane, bundle: bytes) -> None:
    """That bundle is the office's newest as of now; written where it is another one or was said a while ago. Network thread."""
    now, known = to_ms(desk.clock.now()), lane(lambda: bundle_checked(desk))
    if known is None or known[1] != bundle or abs(now - known[0]) > _OLD_MS:
        lane(lambda: desk.store.working.put_setting(BUNDLE, msgspec.msgpack.encode((now, bundle))))


def bundle_checked(desk: Desk) -> tuple[int, bytes] | None:
    """When central last told (ms), and which: empty where it knows none. None: it never did. Any lane."""
    stored = desk.store.working.setting(BUNDLE)
    return msgspec.msgpack.decode(stored, type=tuple[int, bytes]) if stored else None
