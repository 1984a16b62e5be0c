"""What became of notices to citizens, as a small feed of the office whose desks asked for them (SYNC §5)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

import msgspec

from app.domain.notice_entries import NoticeState

PAGE_MAX: Final = 200


class NoticeNews(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One notice and what became of it. `seq`: its place in the office's feed; `desk`: that asked for it, and writes this down."""

    seq: int
    notice_id: UUID
    desk: str
    case_id: UUID | None
    state: NoticeState
    code: str = ""
    at: int = 0


class NoticePage(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """News after the asked place, in order; `last`: the newest there is."""

    items: list[NoticeNews] = []
    last: int = 0
