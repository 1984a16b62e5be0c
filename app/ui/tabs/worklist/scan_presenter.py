"""스캔 대기 at the window: a file that came in is given to a case, looked at, or thrown away. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from app.domain.views import WorkItem
from app.ui import formats
from app.ui.context import Context
from app.ui.scans import case_words

DRAWN = frozenset({"pdf", "jpeg", "png"})
NOT_OPENED = "page_"  # what could not be read in its own process is not drawn in ours either


class ScanScreen(Protocol):
    def show_scan(self, title: str, number: str, *, can_look: bool) -> None: ...
    def show_page(self, name: str, medium: str, data: bytes) -> bool:
        """True if it could be drawn."""
        ...

    def say(self, text: str, tone: str = "") -> None: ...


class ScanPresenter:
    """`settled`: the file waits no more, the lists are read again."""

    def __init__(self, context: Context, screen: ScanScreen, settled: Callable[[], object]) -> None:
        self._context, self._screen, self._settled = context, screen, settled
        self._text = context.words.text
        self._file: UUID | None = None
        self._busy = False

    def open(self, item: WorkItem) -> None:
        """That file is in hand."""
        self._file, self._busy = UUID(item.item), False
        title = self._text("scan.title", name=item.name, at=formats.stamp_text(item.since), why=self._text(f"inbox_why.{item.state}"))
        self._screen.show_scan(title, item.number, can_look=not item.state.startswith(NOT_OPENED))

    def attach(self, number: str) -> None:
        """It is an attachment of that case: typed, or scanned off one of our papers."""
        wanted, file = case_words(number), self._file
        if file is None or self._busy:
            return
        if not wanted:
            self._screen.say(self._text("scan.number_missing"), "warning")
            return
        self._busy = True
        actor, inbox = self._context.session.signed_in(), self._context.services.inbox

        def done(_: object) -> None:
            self._ended(self._text("scan.attached", number=wanted))

        self._context.write(lambda: inbox.attach(actor, file, wanted), done=done, failed=self._context.failing(self._screen, self._free))

    def discard(self, reason: str) -> None:
        """It is gone; the reason is in the book."""
        file = self._file
        if file is None or self._busy:
            return
        if not reason.strip():
            self._screen.say(self._text("error.reason_missing"), "warning")
            return
        self._busy = True
        actor, inbox = self._context.session.signed_in(), self._context.services.inbox

        def done(_: object) -> None:
            self._ended(self._text("scan.discarded"))

        self._context.write(
            lambda: inbox.discard(actor, file, reason.strip()), done=done, failed=self._context.failing(self._screen, self._free)
        )

    def look(self) -> None:
        """Its pages are on the screen, from memory; the look is in the book before."""
        file = self._file
        if file is None:
            return
        actor, inbox = self._context.session.signed_in(), self._context.services.inbox

        def read(found: tuple[str, str, bytes]) -> None:
            name, medium, data = found
            if medium not in DRAWN or not self._screen.show_page(name, medium, data):
                self._screen.say(self._text("scan.not_drawn"), "warning")

        self._context.write(lambda: inbox.read(actor, file), done=read, failed=self._context.failing(self._screen))

    def _ended(self, said: str) -> None:
        self._busy, self._file = False, None
        self._context.session.tell("cases", "sync")
        self._settled()
        self._screen.say(said, "success")

    def _free(self) -> None:
        self._busy = False
