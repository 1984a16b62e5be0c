"""감시 폴더: which folders this desk watches, and how they are. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol

from app.domain.watched_folders import FolderNews
from app.services.folder_kinds import KINDS
from app.services.watched_folders import FolderSetting
from app.ui.context import Context


class FolderLine(NamedTuple):
    """`state`: how it is, in words; `tone`: success, warning or nothing."""

    kind: str
    path: str
    share: bool
    state: str
    tone: str


class FoldersScreen(Protocol):
    def show_folders(self, lines: list[FolderLine], *, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class FoldersPresenter:
    def __init__(self, context: Context, screen: FoldersScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def enter(self) -> None:
        folders = self._context.services.folders
        self._context.read(folders.folders, done=self._show, failed=self._context.failing(self._screen))

    def keep(self, kind: str, path: str, *, share: bool) -> None:
        """Files of that kind are taken from there from now on; from nowhere if nothing was typed."""
        actor, folders = self._context.session.signed_in(), self._context.services.folders
        wanted = Path(path.strip()) if path.strip() else None

        def kept(_: object) -> None:
            self._screen.say(self._text("folder.kept" if wanted is not None else "folder.off"), "success")
            self.enter()

        self._context.write(
            lambda: folders.set_folder(actor, kind, wanted, share=share), done=kept, failed=self._context.failing(self._screen)
        )

    def _show(self, found: Mapping[str, FolderSetting]) -> None:
        news = self._context.services.folders.news()
        lines = [
            FolderLine(kind, found[kind].path, found[kind].share, *self._state(news.get(kind)))
            if kind in found
            else FolderLine(kind, "", False, self._text("folder.none"), "")
            for kind in KINDS
        ]
        self._screen.show_folders(lines, may_set=self._context.session.may("set_folders"))

    def _state(self, news: FolderNews | None) -> tuple[str, str]:
        if news is None:
            return self._text("folder.beginning"), ""
        words, told = self._context.words, []
        key = f"error.{news.code}" if news.state == "waiting" and words.has(f"error.{news.code}") else f"folder.{news.state}"
        told.append(words.text(key))
        if news.taken or news.unfinished:
            told.append(self._text("folder.taken", taken=news.taken, unfinished=news.unfinished))
        for name, code in news.refused[:5]:
            told.append(f"{name}: {words.text(f'error.{code}') if words.has(f'error.{code}') else code}")
        if len(news.refused) > 5:
            told.append(self._text("folder.more_refused", n=len(news.refused) - 5))
        return "\n".join(told), "success" if news.state == "watching" and not news.refused else "warning"
