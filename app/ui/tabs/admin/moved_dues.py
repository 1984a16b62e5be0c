"""Due dates that a word about the calendar moved, as rows old and new. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.move_dues import MovedDue
from app.ui import formats
from app.ui.context import Context

COLUMNS = ("number", "service", "was", "due")
Row = tuple[str, ...]
SHOWN_MAX = 500  # what moved is told in full by the command line


def moved_rows(context: Context, moved: Sequence[MovedDue]) -> list[Row]:
    """Number, service, before, now."""
    return [
        (each.number, context.service_name(each.service), formats.stamp_text(each.was), formats.stamp_text(each.due_at))
        for each in moved[:SHOWN_MAX]
    ]
