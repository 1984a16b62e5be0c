"""Above the table while it shows only cases chosen on the 현황판: which they are, and a button that shows all again."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.dashboard import Slice
from app.ui import formats
from app.ui.context import Context
from app.ui.plain import Notice, button
from app.ui.theme import Look


def slice_text(context: Context, wanted: Slice) -> str:
    """What those cases have in common, in words."""
    text = context.words.text
    parts = [formats.business_day_text(wanted.date, context.words)]
    if wanted.desk:
        parts.append(text("dashboard.desk", desk=wanted.desk))
    if wanted.hour is not None:
        parts.append(text("dashboard.hour", hour=wanted.hour))
    if len(wanted.services) == 1:
        parts.append(context.service_name(wanted.services[0]))
    elif wanted.services:
        parts.append(text("dashboard.rest", n=len(wanted.services)))
    if wanted.tender:
        parts.append(text(f"dashboard.tender.{wanted.tender}"))
    return text("dashboard.slice", what=" · ".join(parts))


class SliceBar(Notice):
    """`clear`: all cases are wanted again."""

    def __init__(self, context: Context, look: Look, clear: Callable[[], object]) -> None:
        super().__init__(look)
        self._context = context
        self.clear = button(context.words.text("dashboard.slice_clear"), clear, "small")
        self.add(self.clear)

    def show_slice(self, wanted: Slice | None) -> None:
        """Those cases are shown; None: the bar is not needed."""
        self.say(slice_text(self._context, wanted) if wanted is not None else "")
