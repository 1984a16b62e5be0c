"""The card terminal that is joined to this desk: where it answers and under which number (`DeskServices.terminal`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date as day

import msgspec

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.training import is_training_office
from app.domain.views import Actor
from app.ports.card_terminal import CardTerminal, TerminalTotals
from app.services.desk import Desk, to_ms

SETTING = "terminal"
_HOST = re.compile(r"[A-Za-z0-9._:%-]{1,253}")
_ID = re.compile(r"[A-Za-z0-9]{1,8}")
_THIS_COMPUTER = frozenset({"127.0.0.1", "::1", "localhost"})  # where the simulated one answers


class TerminalSetting(msgspec.Struct, frozen=True, kw_only=True):
    """Where it listens. `tested_at`: ms, when it last answered to a test; None: it never did at this place."""

    host: str
    port: int
    terminal_id: str
    tested_at: int | None = None


Connect = Callable[[TerminalSetting], CardTerminal]


def terminal_setting(desk: Desk) -> TerminalSetting | None:
    """The terminal that was joined last, or None. Any lane."""
    stored = desk.store.working.setting(SETTING)
    return msgspec.msgpack.decode(stored, type=TerminalSetting) if stored else None


class DeskTerminal:
    """Reads its setting once: only the program that holds the home can change it. `connect`: from bootstrap."""

    def __init__(self, desk: Desk, connect: Connect) -> None:
        self._desk, self._connect = desk, connect
        self._setting = terminal_setting(desk)
        self._device = connect(self._setting) if self._setting is not None else None

    @property
    def setting(self) -> TerminalSetting | None:
        return self._setting

    def device(self) -> CardTerminal | None:
        """The terminal to ask, or None where this desk has none. Any thread; what is asked of it blocks."""
        return self._device

    def join(self, actor: Actor, host: str, port: int, terminal_id: str) -> None:
        """Card payments go to that terminal from now on. Writer lane.

        Refused `not_allowed`, `address_invalid`, `terminal_id_invalid`, `terminal_not_in_training`; `terminal_busy` while a payment at
        another terminal is unsettled.
        """
        require(actor.role, "set_terminal")
        if not _HOST.fullmatch(host) or not 0 < port < 65_536:
            raise Refused("address_invalid")
        if not _ID.fullmatch(terminal_id):
            raise Refused("terminal_id_invalid")
        if is_training_office(self._desk.identity.office) and host not in _THIS_COMPUTER:
            raise Refused("terminal_not_in_training")
        self._must_be_settled(terminal_id)
        self._keep(TerminalSetting(host=host, port=port, terminal_id=terminal_id))

    def leave(self, actor: Actor) -> None:
        """This desk has no terminal. Writer lane. Refused `not_allowed`, `terminal_busy`."""
        require(actor.role, "set_terminal")
        self._must_be_settled("")
        self._keep(None)

    def probe(self) -> TerminalSetting:
        """It answered just now. Network pool or the command line.

        Refused `terminal_none`; Unavailable `terminal_away`, `terminal_unknown`.
        """
        setting, device = self._joined()
        device.probe()
        return setting

    def note_probed(self) -> None:
        """It answered a moment ago. Writer lane."""
        if self._setting is not None:
            self._keep(msgspec.structs.replace(self._setting, tested_at=to_ms(self._desk.clock.now())))

    def totals(self, date: str) -> TerminalTotals:
        """What the terminal counts for that calendar date. Network pool or the command line. Errors as `probe`; Refused `day_invalid`."""
        try:
            asked = day.fromisoformat(date)
        except ValueError as error:
            raise Refused("day_invalid") from error
        return self._joined()[1].totals(asked.isoformat())

    def _joined(self) -> tuple[TerminalSetting, CardTerminal]:
        if self._setting is None or self._device is None:
            raise Refused("terminal_none")
        return self._setting, self._device

    def _must_be_settled(self, terminal_id: str) -> None:
        """Nobody else than the terminal of a payment can tell what became of it."""
        if any(payment.terminal != terminal_id for payment in self._desk.store.card_payments.open()):
            raise Refused("terminal_busy")

    def _keep(self, setting: TerminalSetting | None) -> None:
        moved = setting is None or self._setting is None or _place(setting) != _place(self._setting)
        self._desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(setting) if setting is not None else b"")
        self._setting = setting
        if moved:
            self._device = self._connect(setting) if setting is not None else None


def _place(setting: TerminalSetting) -> tuple[str, int, str]:
    return setting.host, setting.port, setting.terminal_id
