"""Files of the case in hand: added, opened in memory, or written where the clerk says. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.domain.attachments import suffix_of
from app.domain.errors import CounterError
from app.domain.views import AttachmentRow, CaseDetail
from app.ui.context import Context
from app.ui.saved_file import save_blocks

SHOWN_HERE = frozenset({"pdf", "jpeg", "png"})  # what can be drawn; anything else is written to a file of the clerk's choice


class AttachmentScreen(Protocol):
    def show_files(self, files: Sequence[tuple[str, str, bool]]) -> None:
        """Name, where it is, and whether it can be opened; in the order of the rows."""
        ...

    def show_content(self, name: str, medium: str, data: bytes) -> bool:
        """True if it could be drawn."""
        ...

    def ask_where(self, suffix: str) -> Path | None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class AttachmentPresenter:
    """Every opening is in the access log before anything is shown (ARCHITECTURE A18)."""

    def __init__(self, context: Context, screen: AttachmentScreen, case: CaseDetail) -> None:
        self._context, self._screen, self._case = context, screen, case
        self._words = context.words
        self.rows = list(case.attachments)
        self._busy = False

    def start(self) -> None:
        self._show()

    def _show(self) -> None:
        text = self._words.text
        self._screen.show_files(
            [(row.name or text("attachment.standing.erased"), self._standing(row), row.standing != "erased") for row in self.rows]
        )
        if not self.rows:
            self._screen.say(text("attachment.none"))

    def _standing(self, row: AttachmentRow) -> str:
        where = self._words.text(f"attachment.standing.{row.standing}")
        return f"{self._words.text('attachment.pages', pages=row.pages)} · {where}" if row.pages else where

    def add(self, path: Path) -> None:
        """The file is sealed and in the book."""
        if self._busy:
            return
        self._busy = True
        actor, services, case_id = self._context.session.signed_in(), self._context.services, self._case.row.case_id
        self._context.write(
            lambda: services.attachments.attach_file(actor, case_id, path),
            done=self._added,
            failed=self._context.failing(self._screen, self._free),
        )

    def _added(self, row: AttachmentRow) -> None:
        self._busy = False
        self.rows.append(row)
        self._show()
        self._screen.say(self._words.text("attachment.added", name=row.name), "success")
        self._context.session.tell("cases", "sync")

    def open(self, place: int) -> None:
        """The file is on the screen, from memory; one that cannot be drawn is asked a place for."""
        row = self.rows[place]
        if row.medium not in SHOWN_HERE:
            self.save(place)
            return

        def shown(data: bytes) -> None:
            if not self._screen.show_content(row.name, row.medium, data):
                self._screen.say(self._words.text("error.attachment_broken"), "danger")

        self._read(row, shown)

    def save(self, place: int) -> None:
        """The file is where the clerk wants it, plain."""
        row = self.rows[place]
        where = self._screen.ask_where(suffix_of(row.medium))
        if where is None:
            return
        actor, services, case_id = self._context.session.signed_in(), self._context.services, self._case.row.case_id
        self._context.write(
            lambda: save_blocks(where, services.attachments.open_attachment(actor, case_id, row.entry_id)[2]),
            done=lambda _: self._screen.say(self._words.text("attachment.saved"), "success"),
            failed=self._failed,
        )

    def _read(self, row: AttachmentRow, done: Callable[[bytes], object]) -> None:
        actor, services, case_id = self._context.session.signed_in(), self._context.services, self._case.row.case_id
        self._context.write(
            lambda: b"".join(services.attachments.open_attachment(actor, case_id, row.entry_id)[2]),
            done=done,
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CounterError) and error.code == "attachment_not_here":
            self._screen.say(self._words.text("attachment.coming"), "warning")
            self._context.net(self._context.services.sync_now, done=lambda _: None, failed=self._context.failing(self._screen))
            return
        self._context.failing(self._screen)(error)

    def _free(self) -> None:
        self._busy = False
