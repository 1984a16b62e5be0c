"""What waits in the inbox, and folders that cannot be watched, as the 업무함 lists them. Reader or writer lane."""

from __future__ import annotations

from typing import Final

from app.domain.views import WorkItem
from app.domain.watched_folders import TROUBLE
from app.services.inbox import Inbox
from app.services.watched_folders import WatchedFolders

SETTLE: Final = "settle_scan"
CONFIRM: Final = "confirm_list"
SEE: Final = "see_folder"
FOLDERS: Final = "folder_trouble"


def work_counts(inbox: Inbox, folders: WatchedFolders) -> dict[str, int]:
    """How many files wait, by kind of folder, which is also the name of their list; and how many folders are not watched as they should."""
    troubled = len(_troubled(folders))
    return inbox.counts() | ({FOLDERS: troubled} if troubled else {})


def work_items(inbox: Inbox, folders: WatchedFolders, limit: int) -> list[WorkItem]:
    """The folders, then the files that wait, the oldest first. `name`: the file's, or kind of folder; `state`: what it waits for."""
    away = [
        WorkItem(list_code=FOLDERS, case_id=None, number="", service="", name=kind, state=state, since=0, action=SEE)
        for kind, state in _troubled(folders).items()
    ]
    files = [
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
    return away + files


def _troubled(folders: WatchedFolders) -> dict[str, str]:
    return {kind: news.state for kind, news in folders.news().items() if news.state in TROUBLE}
