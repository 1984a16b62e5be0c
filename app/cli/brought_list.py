"""A list that a person brings: a file, or what a scanner types."""

from __future__ import annotations

import sys

from app.cli.call import Call
from app.domain.errors import Refused
from app.domain.watched_folders import LIST_BYTES_MAX
from app.services.take_list import list_text
from app.whole_file import read_brought


def brought_list(call: Call) -> str:
    """The text of FILE as Korean programs write it; without one, or for `-`, of stdin. Refused `list_unreadable`, and as `read_brought`."""
    path = call.path("file")
    if path is None or str(path) == "-":
        data = sys.stdin.buffer.read(LIST_BYTES_MAX + 1)
        if len(data) > LIST_BYTES_MAX:
            raise Refused("list_unreadable")
        return list_text(data)
    return list_text(read_brought(path, bytes_max=LIST_BYTES_MAX))
