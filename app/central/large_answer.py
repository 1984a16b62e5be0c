"""A large answer leaves no faster than it is read, and says when it has left: what nobody reads must not pile up here (SYNC §10)."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

LARGE: Final = 64 * 1024  # the server keeps so much for a line that is not read, and then waits


class LargeAnswer(Response):
    """The same answer, sent piece by piece; `held` is closed when the last one was taken, or the line is gone."""

    def __init__(self, answer: Response, held: ExitStack) -> None:
        super().__init__(status_code=answer.status_code)
        self.raw_headers, self.body = answer.raw_headers, answer.body
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._held:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for start in range(0, len(self.body), LARGE):
                await send({"type": "http.response.body", "body": bytes(self.body[start : start + LARGE]), "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
