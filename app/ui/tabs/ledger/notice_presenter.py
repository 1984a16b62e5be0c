"""What the citizen of the case in hand was told, and what became of it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.domain.views import CaseDetail
from app.ports.notices import NoticeRow
from app.ui import formats
from app.ui.context import Context

Pair = tuple[str, str]
_AGAIN = ("failed", "unknown")


class NoticeScreen(Protocol):
    def show_pairs(self, pairs: Sequence[Pair]) -> None: ...

    def offer(self, *, again: bool, refuse: bool) -> None:
        """`again`: the last one that went wrong may be sent once more; `refuse`: there is a number nothing may be sent to any more."""
        ...

    def say(self, text: str, tone: str = "") -> None: ...


class NoticePresenter:
    def __init__(self, context: Context, screen: NoticeScreen, case: CaseDetail) -> None:
        self._context, self._screen, self._case = context, screen, case
        self._wrong: NoticeRow | None = None

    def start(self) -> None:
        notices, case_id = self._context.services.notices, self._case.row.case_id
        self._context.read(lambda: notices.of_case(case_id), done=self._told, failed=self._context.failing(self._screen))

    def again(self) -> None:
        """The one that went wrong is sent once more."""
        if self._wrong is None:
            return
        notices, actor, notice_id = self._context.services.notices, self._context.session.signed_in(), self._wrong.notice_id

        def done(_: object) -> None:
            self._screen.say(self._context.words.text("notice.asked_again"), "success")
            self._context.session.tell("cases", "sync")
            self.start()

        self._context.write(lambda: notices.again(actor, notice_id), done=done, failed=self._context.failing(self._screen))

    def refuse(self) -> None:
        """수신거부: nothing is sent to the number of this case any more."""
        notices, actor, number = self._context.services.notices, self._context.session.signed_in(), self._case.row.number

        def done(masked: str) -> None:
            self._screen.say(self._context.words.text("notice.refused_now", number=masked), "success")

        self._context.write(lambda: notices.refuse(actor, number), done=done, failed=self._context.failing(self._screen))

    def _told(self, rows: list[NoticeRow]) -> None:
        text = self._context.words.text
        pairs = [(formats.stamp_text(each.at), self._words(each)) for each in rows]
        self._wrong = next((each for each in reversed(rows) if each.state in _AGAIN and not self._repeated(each, rows)), None)
        self._screen.show_pairs(pairs or [("", text("notice.none"))])
        self._screen.offer(again=self._wrong is not None, refuse=bool(self._case.applicant.get("phone")))

    @staticmethod
    def _repeated(row: NoticeRow, rows: list[NoticeRow]) -> bool:
        return any(each.thing == f"{row.thing}+" for each in rows)

    def _words(self, row: NoticeRow) -> str:
        words = self._context.words
        definition = next((each for each in self._context.catalogue.notices if each.code == row.template), None)
        name = definition.name.get(words.lang, row.template) if definition is not None else row.template
        state = words.text(f"notice.state.{row.state or 'waiting'}")
        if row.code:
            key = f"notice.code.{row.code}"
            state = f"{state} ({words.text(key) if words.has(key) else row.code})"
        parts = [name, words.text(f"notice.way.{row.way}"), state]
        if row.told_at:
            parts.append(formats.stamp_text(row.told_at))
        return " · ".join(parts)
