"""접속기록: who looked at whose data and why, for whoever may read it. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from app.domain.views import AccessRow
from app.ui import formats
from app.ui.context import Context

Row = tuple[str, ...]
LOG_PAGE = 200
# What the program itself writes as the purpose of a look stays in the book as it is; the page says it in the words of its reader. Behind
# a colon stands which paper it was.
PURPOSES: Final = {
    "업무처리": "purpose.work",
    "검색": "purpose.search",
    "클립보드 복사": "purpose.copy",
    "첨부 열람": "purpose.attachment",
    "스캔 대기 열람": "purpose.inbox",
    "어디서나민원": "purpose.transfer",
    "원장 반출": "purpose.export",
    "반환 지급": "purpose.refund",
    "확인할 일": "purpose.settle",
    "여권 만료 안내문 출력": "purpose.expiry",
    "문서 출력": "purpose.paper",
    "대장 출력": "purpose.book",
    "목록 출력": "purpose.list",
}


class AccessLogScreen(Protocol):
    def show_log(self, rows: Sequence[Row], told: str, *, allowed: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class AccessLogPresenter:
    def __init__(self, context: Context, screen: AccessLogScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text

    def enter(self) -> None:
        """The newest looks, the last one first; nothing but why not, for whoever may not read them."""
        session, services = self._context.session, self._context.services
        if not session.may("view_access_log"):
            self._screen.show_log([], self._text("admin.log_not_allowed"), allowed=False)
            return
        actor = session.signed_in()
        self._context.read(lambda: services.access_log(actor, limit=LOG_PAGE), done=self._show, failed=self._context.failing(self._screen))

    def _show(self, rows: Sequence[AccessRow]) -> None:
        self._screen.show_log([self._row(each) for each in rows], self._text("admin.log_note"), allowed=True)

    def _row(self, each: AccessRow) -> Row:
        return (
            formats.stamp_text(each.at),
            each.user,
            self._purpose(each.purpose),
            self._text(f"query.{each.query}"),
            ", ".join(each.numbers[:3]) or self._text("unit.cases", n=each.count),
            each.desk,
            each.address,
        )

    def _purpose(self, kept: str) -> str:
        """As the book keeps it where a person wrote it."""
        said, colon, which = kept.partition(": ")
        return self._text(PURPOSES[said]) + colon + which if said in PURPOSES else kept
