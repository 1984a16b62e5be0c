"""A list that somebody put into a watched folder: it waits until a person has looked at what each of its lines means."""

from __future__ import annotations

from pathlib import Path

from app.domain.errors import Refused
from app.domain.watched_folders import LIST_BYTES_MAX
from app.services.inbox import Inbox, TakenIn, Verdict


def take_list(inbox: Inbox, kind: str, path: Path, mark: str) -> TakenIn:
    """The list waits. Any thread. Refused `list_unreadable` and as `Inbox.take`."""
    return inbox.take(kind, path, mark, bytes_max=LIST_BYTES_MAX, judge=_judged)


def _judged(data: bytes) -> Verdict:
    list_text(data)
    return Verdict("csv", "list")


def list_text(data: bytes) -> str:
    """The text of a list as Korean programs write it: UTF-8, or code page 949. Refused `list_unreadable`."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("list_unreadable")
