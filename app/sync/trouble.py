"""Why central did not answer, in the two words a clerk needs: the line is away, or the line is there and central is not."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

from app.domain.errors import Unavailable

_NO_LINE = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EHOSTDOWN, errno.EADDRNOTAVAIL})


def unavailable(error: BaseException) -> Unavailable:
    """`central_unreachable` where no packet came through (no name, no route, nobody took the call), else `central_down` (refused, reset,
    silent on a line that stood, wrong TLS)."""
    for each in _causes(error):
        if isinstance(each, TimeoutError) and type(error).__name__ == "ConnectTimeout" and "handshake" not in str(each):
            return Unavailable("central_unreachable")  # httpx calls a handshake that hangs the same; there the line does stand
        if isinstance(each, socket.gaierror) or (isinstance(each, OSError) and each.errno in _NO_LINE):
            return Unavailable("central_unreachable")
    return Unavailable("central_down", kind=type(error).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
