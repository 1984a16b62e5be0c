"""While entries of a snapshot wait to be listed (SYNC §5), what this desk can tell of the office is a part: here alone that is decided."""

from __future__ import annotations

from app.domain.errors import Refused
from app.services.desk import Desk


def stop_unless_whole(desk: Desk) -> None:
    """Nothing waits: what the book is asked for is all of it. Refused `book_unlisted` (fact `left`: how many entries still wait)."""
    if left := desk.store.exchange.kept():
        raise Refused("book_unlisted", left=left)


def stop_while_listing(desk: Desk) -> None:
    """The same for what a counter can't do without: it is let through where the listing has failed, since nobody knows when that ends."""
    if left := desk.store.exchange.listing():
        raise Refused("book_unlisted", left=left)


def unknown(desk: Desk, code: str) -> Refused:
    """How something that is not here is refused: by `code`, and while entries wait as `not_listed_yet` (fact `left`)."""
    left = desk.store.exchange.kept()
    return Refused("not_listed_yet", left=left) if left else Refused(code)
