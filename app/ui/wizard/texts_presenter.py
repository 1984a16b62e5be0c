"""처음 설정: the words of each notice, and an office's own, which two people set. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.services.notice_office import NoticeText
from app.ui.context import Context
from app.ui.services import confirmer_of


class TypedText(NamedTuple):
    """What stands in the form, and who signs second."""

    words: str
    subject: str
    reason: str
    user: str
    password: str


class TextsScreen(Protocol):
    def show_notices(self, names: Sequence[str]) -> None: ...
    def show_text(self, words: str, subject: str) -> None: ...
    def forget(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class TextsPresenter:
    def __init__(self, context: Context, screen: TextsScreen) -> None:
        self._context, self._screen = context, screen
        self._texts: Sequence[NoticeText] = []

    def enter(self) -> None:
        """Every notice by its name; one whose words are the office's own says so."""
        notices = self._context.services.notices
        self._context.read(notices.texts, done=self._known, failed=self._context.failing(self._screen))

    def choose(self, at: int) -> None:
        """The words of that notice stand in the form."""
        if 0 <= at < len(self._texts):
            wording = self._texts[at].wording
            self._screen.show_text(wording.text, wording.subject)

    def keep(self, at: int, typed: TypedText) -> None:
        """That notice goes out in those words from now on."""
        actor, services = self._context.session.signed_in(), self._context.services
        if not 0 <= at < len(self._texts):
            return
        code = self._texts[at].definition.code

        def work() -> None:
            second = confirmer_of(services, typed.user, typed.password)
            services.notices.set_text(actor, code, typed.words, typed.subject, typed.reason, second)

        def kept(_: None) -> None:
            self._screen.forget()
            self._screen.say(self._context.words.text("setup.texts.kept"), "success")
            self.enter()

        self._context.write(work, done=kept, failed=self._context.failing(self._screen))

    def _known(self, found: Sequence[NoticeText]) -> None:
        self._texts = found
        words = self._context.words
        own = words.text("setup.texts.own")
        names = [(each.definition.name[words.lang], each.own) for each in found]
        self._screen.show_notices([f"{name} · {own}" if has_own else name for name, has_own in names])
