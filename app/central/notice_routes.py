"""The address of an office's notices: what became of those its desks asked for."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.database import CentralDatabase
from app.central.notice_queue import give_notices
from app.central.office_answers import Endpoint, OfficeAnswers


class NoticeEndpoints:
    def __init__(self, db: CentralDatabase, answers: OfficeAnswers) -> None:
        self._db, self._answers = db, answers

    def routes(self, route: Callable[[Endpoint], Endpoint]) -> list[Route]:
        """What stands behind the address."""
        return [Route("/v1/offices/{office}/notices", route(self._notices))]

    async def _notices(self, request: Request) -> Response:
        text = request.query_params.get("after", "0")
        after = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
        return await self._answers.give(request, lambda office: give_notices(self._db, office, after=after))
