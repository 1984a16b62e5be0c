"""The addresses of recovery: proofs of a loss, snapshots for new desks (SYNC §8)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.central.amnesia import receive_proof
from app.central.database import CentralDatabase
from app.central.problems import Declined
from app.central.sessions import Caller
from app.central.snapshot import give_chunk, give_snapshot
from app.central.state import Identity
from app.wire.messages import MEDIA_TYPE, decode
from app.wire.recovery import AmnesiaProof

T = TypeVar("T")
_PROOF_BYTES_MAX = 1024 * 1024
Endpoint = Callable[[Request], Awaitable[Response]]


class RecoveryEndpoints:
    """`caller_of`, `work`, `body` and `message` are the application's own; `files`: `work` that gives way to all other."""

    def __init__(
        self,
        db: CentralDatabase,
        identity: Identity,
        *,
        caller_of: Callable[..., Awaitable[Caller]],
        work: Callable[[Callable[[], Any]], Awaitable[Any]],
        files: Callable[[Callable[[], Any]], Awaitable[Any]],
        body: Callable[[Request, int], Awaitable[bytes]],
        message: Callable[[Request, Any], Response],
    ) -> None:
        self._db, self._identity = db, identity
        self._caller_of, self._work, self._files, self._body, self._message = caller_of, work, files, body, message
        self._making = asyncio.Lock()

    def routes(self, route: Callable[[Endpoint], Endpoint]) -> list[Route]:
        """What stands behind these addresses."""
        return [
            Route("/v1/offices/{office}/generation", route(self._generation), methods=["POST"]),
            Route("/v1/offices/{office}/snapshot", route(self._snapshot)),
            Route("/v1/offices/{office}/snapshot/{as_of}/{number}", route(self._snapshot_chunk)),
        ]

    async def _generation(self, request: Request) -> Response:
        # Also a retired device's backlog may be what central lost.
        caller = await self._caller_of(request, backlog=True)
        if request.path_params["office"] != caller.office:
            raise Declined("other_office")
        proof = decode(await self._body(request, _PROOF_BYTES_MAX), AmnesiaProof)
        return self._message(request, await self._work(lambda: receive_proof(self._db, self._identity, caller, proof)))

    async def _snapshot(self, request: Request) -> Response:
        office = await self._office(request)
        # One at a time: who asks again and again must not have each database thread put the same snapshot together.
        async with self._making:
            manifest = await self._files(lambda: give_snapshot(self._db, self._identity, office))
        return self._message(request, manifest)

    async def _snapshot_chunk(self, request: Request) -> Response:
        office = await self._office(request)
        as_of, number = _number(request, "as_of"), _number(request, "number")
        data = await self._files(lambda: give_chunk(self._db, office, as_of, number))
        return Response(data, media_type=MEDIA_TYPE, headers={"content-encoding": "zstd", "cache-control": "no-store"})

    async def _office(self, request: Request) -> str:
        caller = await self._caller_of(request)
        if request.path_params["office"] != caller.office:
            raise Declined("other_office")
        return caller.office


def _number(request: Request, name: str) -> int:
    """A number of the address. Declined `not_found`: none that anything here could have."""
    text = request.path_params[name]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Declined("not_found")
    return int(text)
