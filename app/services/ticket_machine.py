"""The ticket machine (순번기) of the room, as this desk reaches it: where it answers, and who is asked when it does not."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.tickets import TicketSource
from app.services.desk import Desk

SETTING = "ticket_machine"
_HOST = re.compile(r"[A-Za-z0-9._:%-]{1,253}")


class MachineSetting(msgspec.Struct, frozen=True, kw_only=True):
    """Where it listens."""

    host: str
    port: int


ConnectMachine = Callable[[MachineSetting], TicketSource]


class TicketMachine:
    """Reads its setting once: only the program that holds the home can change it. `connect`: from bootstrap."""

    def __init__(self, desk: Desk, connect: ConnectMachine) -> None:
        self._desk, self._connect = desk, connect
        stored = desk.store.working.setting(SETTING)
        self._setting = msgspec.msgpack.decode(stored, type=MachineSetting) if stored else None
        self._source = connect(self._setting) if self._setting is not None else None

    @property
    def setting(self) -> MachineSetting | None:
        return self._setting

    @property
    def source(self) -> TicketSource | None:
        """The machine to ask, or None where this desk has none. What is asked of it blocks: network threads only."""
        return self._source

    def join(self, actor: Actor, host: str, port: int) -> None:
        """Tickets come from that machine from now on. Writer lane. Refused `not_allowed`, `ticket_machine_address_invalid`."""
        require(actor.role, "set_ticket_machine")
        if not _HOST.fullmatch(host) or not 0 < port < 65_536:
            raise Refused("ticket_machine_address_invalid")
        self._keep(MachineSetting(host=host, port=port))

    def leave(self, actor: Actor) -> None:
        """This desk calls from its own list. Writer lane. Refused `not_allowed`."""
        require(actor.role, "set_ticket_machine")
        self._keep(None)

    def _keep(self, setting: MachineSetting | None) -> None:
        self._desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(setting) if setting is not None else b"")
        self._setting = setting
        self._source = self._connect(setting) if setting is not None else None
