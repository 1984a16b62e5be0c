"""A command of the 동기화 tab that another part of the program brings: restore, export of what is pending, taking in an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from app.domain.views import Actor


class SyncAction(NamedTuple):
    """`name`: key of the words on its button. `run` works on the network pool and gives the report that is shown, in the clerk's words."""

    name: str
    run: Callable[[Actor], str]
