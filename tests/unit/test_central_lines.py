"""Central's hold on the lines it serves: it may only let go by force of what is still there."""

from __future__ import annotations

import asyncio
import weakref

import uvicorn
from uvicorn.server import ServerState

from app.central.server import _connection_class


class Line(asyncio.Transport):
    """A line that is closed any number of times, as uvicorn does when it is lost."""

    def get_extra_info(self, name: str, default: object = None) -> object:
        return default

    def is_closing(self) -> bool:
        return False

    def close(self) -> None: ...


def test_a_lost_line_is_forgotten_although_somebody_still_holds_it() -> None:
    lines: weakref.WeakSet[asyncio.Transport] = weakref.WeakSet()
    loop = asyncio.new_event_loop()
    try:
        config = uvicorn.Config(lambda *_: None, log_config=None, lifespan="off")
        connection = _connection_class(lines)(config, ServerState(), {}, _loop=loop)
        line = Line()
        connection.connection_made(line)
        assert list(lines) == [line]
        connection.connection_lost(None)
        assert list(lines) == []
    finally:
        loop.close()
