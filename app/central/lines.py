"""The lines that desks and strangers hold to one process of central, and who has to let go when there are too many (SYNC §10).

They are counted where the system hands them over, before TLS: a line that never says a word costs a descriptor and memory too. When
there is no room, a newcomer takes the place of a stranger: of the oldest one at the address that has the most of them. A line on which a
desk has shown its session is no stranger's, and a desk has only so many of those. Touched on the event loop's thread only.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

if sys.platform != "win32":
    import resource

LINES_MAX: Final = 2_000  # of a process: some 60 KB each while they are silent, twice that while a stranger fills its buffers
LINES_OF_ONE: Final = 32  # of a device: four times what it may ask at once (`load.EACH_MAX`)
_OTHER_FILES: Final = 128  # descriptors for the database, files, gateways and the program itself
_FEW: Final = 32
_ENDING_MAX: Final = 32  # lines that were told to end and are still there: each pass of the loop ends them
_CALM: Final = 0.75
log = logging.getLogger("app.central")
Peer = tuple[str, int]


class _Line(socket.socket):
    """A line somebody opened; `closed` hears of its end. `whose`: the stranger's network, or the desk."""

    peer: Peer
    whose: str | UUID
    closed: Callable[[_Line], None]

    def close(self) -> None:
        super().close()
        self.closed(self)


class Lines(socket.socket):
    """A listening socket that hands out so many lines at once and no more. `cut`: how many it ended or turned away."""

    def __init__(self, *of: Any, most: int | None = None, **named: Any) -> None:
        super().__init__(*of, **named)
        self._most = most or _most_lines()
        self._open: dict[Peer, _Line] = {}
        self._held: dict[str | UUID, dict[_Line, None]] = {}  # by whose they are, the one that was silent longest first
        self._strangers: dict[str, dict[_Line, None]] = {}  # those of `_held` that are nobody's we know
        self._ending: set[_Line] = set()
        self._full = False
        self.cut = 0

    @property
    def open(self) -> int:
        """How many there are."""
        return len(self._open)

    def accept(self) -> tuple[socket.socket, Any]:
        """The next line. ConnectionAbortedError, which the loop passes over: there was no room for it."""
        plain, address = super().accept()
        line = _Line(self.family, self.type, self.proto, fileno=plain.detach())
        line.peer, line.whose, line.closed = address[:2], network_of(address[0]), self._gone
        if len(self._open) - len(self._ending) >= self._most and not self._make_room():
            self.cut += 1
            socket.socket.close(line)
            raise ConnectionAbortedError
        self._open[line.peer] = line
        self._join(line, line.whose)
        return line, address

    def belongs(self, peer: Peer, device_id: UUID) -> None:
        """On the line of that peer a desk has just shown its session. If it has too many, the one that was silent longest ends."""
        line = self._open.get(peer)
        if line is None or line in self._ending:
            return
        self._leave(line)
        self._join(line, device_id)
        if len(mine := self._held[device_id]) > LINES_OF_ONE:
            self._end(next(iter(mine)))

    def _make_room(self) -> bool:
        if not self._full:
            self._full = True
            log.warning('{"event": "lines_full", "lines": %d}', len(self._open))
        if not self._strangers or len(self._ending) >= _ENDING_MAX:
            return False
        most = max(self._strangers.values(), key=len)
        self._end(next(iter(most)))
        return True

    def _end(self, line: _Line) -> None:
        """The loop finds the line ended, at whatever it was, and closes it."""
        self.cut += 1
        self._leave(line)
        self._ending.add(line)
        with suppress(OSError):  # the other side was faster
            line.shutdown(socket.SHUT_RDWR)

    def _join(self, line: _Line, whose: str | UUID) -> None:
        line.whose = whose
        held = self._held.setdefault(whose, {})
        held[line] = None
        if isinstance(whose, str):
            self._strangers[whose] = held

    def _leave(self, line: _Line) -> None:
        held = self._held.get(line.whose, {})
        held.pop(line, None)
        if not held:
            self._held.pop(line.whose, None)
            if isinstance(line.whose, str):
                self._strangers.pop(line.whose, None)

    def _gone(self, line: _Line) -> None:
        if self._open.get(line.peer) is line:
            del self._open[line.peer]
        self._ending.discard(line)
        self._leave(line)
        if self._full and len(self._open) < self._most * _CALM:
            self._full = False
            log.warning('{"event": "lines_free", "lines": %d}', len(self._open))


def _most_lines() -> int:
    """As many as central wants, or as the system's limit of open files leaves for them."""
    if sys.platform == "win32":
        return LINES_MAX
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return LINES_MAX if files == resource.RLIM_INFINITY else max(_FEW, min(LINES_MAX, files - _OTHER_FILES))


def network_of(host: str) -> str:
    """What one stranger has of addresses: all of an IPv6 network of 64 bits are his."""
    if ":" not in host:
        return host
    address = ipaddress.IPv6Address(host.partition("%")[0])
    return str(address.ipv4_mapped or ipaddress.IPv6Network((address, 64), strict=False))
