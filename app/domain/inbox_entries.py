"""What an entry says about a file that came in through a watched folder and was thrown away."""

from __future__ import annotations

from app.domain.bounds import Int
from app.domain.entry_body import Body


class InboxDiscarded(Body, frozen=True):
    """A file that waited was thrown away by a person. `folder`: the kind of its folder; `digest`: SHA-256 of its plain bytes."""

    folder: str
    digest: bytes
    size: Int
    medium: str
    reason: str
