"""The last record turned out to be another desk's first: said as soon as central says so, with the way to settle it. No Qt."""

from __future__ import annotations

from app.domain.place_words import desk_text
from app.services.first_elsewhere import FirstElsewhere
from app.ui import formats
from app.ui.context import Context, Shows


class ToldFirstElsewhere:
    """Watches the standing of the last record; told once for each."""

    def __init__(self, context: Context, notice: Shows) -> None:
        self._context, self._notice = context, notice
        self._told = ""
        context.session.watch("last", self._moved_on)

    def _moved_on(self) -> None:
        last = self._context.session.last
        if last is None or last.standing != "disputed" or last.number == self._told or self._context.session.actor is None:
            return
        number = self._told = last.number
        services = self._context.services
        self._context.read(lambda: services.first_elsewhere(number), done=self._say, failed=self._context.failing(self._notice))

    def _say(self, found: FirstElsewhere | None) -> None:
        if found is None:
            return
        text = self._context.words.text
        what = self._context.words.happened(found.kind, found.step)
        desk = desk_text(found.desk)
        self._notice.say(text("first_elsewhere.told", desk=desk, at=formats.clock_text(found.at), what=what), "warning")
