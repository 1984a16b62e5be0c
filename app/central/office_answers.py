"""How the application answers what a desk asks about its office: whose request it is, a thread to work on, the message back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response

Endpoint = Callable[[Request], Awaitable[Response]]


class OfficeAnswers(NamedTuple):
    """`office_of`: the caller's office, if it is the one the address names; `work`: off the event loop, where the database may wait."""

    office_of: Callable[[Request], Awaitable[str]]
    work: Callable[[Callable[[], Any]], Awaitable[Any]]
    message: Callable[[Request, Any], Response]

    async def give(self, request: Request, found: Callable[[str], Any]) -> Response:
        """What was found for the caller's office."""
        office = await self.office_of(request)
        return self.message(request, await self.work(lambda: found(office)))
