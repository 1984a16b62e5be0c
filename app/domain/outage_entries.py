"""What entries say about systems that are away, and about the paper slips that are written meanwhile."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from app.domain.bounds import Int
from app.domain.entry_body import Body


class OutageOpened(Body, frozen=True):
    """A national system (or our centre) is away. `system`: NationalSystem or `central`.

    `scope` room: the team leader said so for every desk. `by` engine: the line itself saw it, nobody pressed a key.
    """

    outage_id: UUID
    system: str
    since: Int
    cause: str = ""
    scope: Literal["desk", "room"] = "desk"
    by: Literal["hand", "leader", "engine"] = "hand"


class OutageClosed(Body, frozen=True):
    outage_id: UUID
    system: str
    until: Int
    by: Literal["hand", "leader", "engine"] = "hand"


class SlipsMarked(Body, frozen=True):
    """What became of the numbers `first` to `last` of a range of paper slips: printed, handed out and not typed in yet, spoiled in
    writing, destroyed blank, lost. `slips`: the range, `26410-03-P`.
    """

    slips: str
    first: Int
    last: Int
    mark: Literal["printed", "handed_out", "spoiled", "blank", "lost"]
    reason: str = ""
