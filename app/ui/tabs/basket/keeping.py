"""The visit in hand is on disk as it grows: a crash, a lock or another clerk's turn loses none of its lines. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from app.ui.context import Context, Shows
from app.ui.visit import Line

VISIT_PREFIX: Final = "visit/"


class Keeping:
    """One working draft for each person; what is being charged is not in it, that is in the book already.

    `charged`: the lines whose charge nobody knows the end of yet.
    """

    def __init__(self, context: Context, screen: Shows, charged: Callable[[], Collection[Line]]) -> None:
        self._context, self._screen, self._charged = context, screen, charged
        self._kept: dict[str, Any] | None = None
        self._asleep = False
        context.visit.watch(self.keep)
        context.session.watch("actor", self.keep)  # a window made anew took the basket over before it knew whose it is

    @property
    def key(self) -> str:
        """Of the draft that goes when the visit is recorded, in that very commit; empty where nobody is at the desk."""
        actor = self._context.session.actor
        return f"{VISIT_PREFIX}{actor.user}" if actor is not None else ""

    def keep(self) -> None:
        """What is in the basket now is what lies on disk."""
        key, services = self.key, self._context.services
        if not key or self._asleep:
            return
        charged = {id(each.draft) for each in self._charged()}
        lines = [each for each in self._context.visit.lines if id(each.draft) not in charged]
        content = self._context.visit.parked(lines) if lines else None
        if content == self._kept:
            return
        self._kept = content
        failed = self._context.failing(self._screen)
        if content is None:
            self._context.write(lambda: services.drop_draft(key), done=lambda _: None, failed=failed)
        else:
            self._context.write(lambda: services.save_draft(key, content), done=lambda _: None, failed=failed)

    def clear_screen(self) -> None:
        """Another person sits here: the basket is empty, and what the last one had taken stays theirs on disk."""
        self._asleep = True
        self._context.visit.clear()
        self._kept, self._asleep = None, False

    def take_back(self, drafts: Mapping[str, Mapping[str, Any]]) -> None:
        """Lines that this person had taken and neither recorded nor put aside are in the basket again, unless others are."""
        kept, visit = drafts.get(self.key), self._context.visit
        if kept is None or visit.lines:
            return
        visit.resume(dict(kept), dict(self._context.catalogue.forms))
        if visit.lines:
            self._screen.say(self._context.words.text("basket_kept.back"), "warning")
