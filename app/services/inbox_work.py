"""What waits in the inbox, as the 업무함 lists it. Reader or writer lane."""

from __future__ import annotations

from typing import Final

from app.domain.views import WorkItem
from app.services.inbox import Inbox

SETTLE: Final = "settle_scan"
CONFIRM: Final = "confirm_list"


def work_counts(inbox: Inbox) -> dict[str, int]:
    """How many files wait, by kind of folder, which is also the name of their list."""
    return inbox.counts()


def work_items(inbox: Inbox, limit: int) -> list[WorkItem]:
    """The files that wait, the oldest first. `name`: the file's; `state`: what it waits for."""
    return [
        WorkItem(
            list_code=each.kind,
            case_id=None,
            number=each.code,
            service="",
            name=each.name,
            state=each.why,
            since=each.found_at,
            action=SETTLE if each.kind == "scans" else CONFIRM,
            item=str(each.file_id),
        )
        for each in inbox.waiting(limit=limit)
    ]
