"""순번기: where the room's ticket machine answers, and whether it does. No Qt."""

from __future__ import annotations

from typing import Final, Protocol

from app.services.queue import QueueState
from app.ui.context import Context

PORT_DIGITS: Final = 5


class TicketMachineScreen(Protocol):
    def show_machine(self, address: str, *, joined: bool, may_set: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class TicketMachinePresenter:
    def __init__(self, context: Context, screen: TicketMachineScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        setting = self._context.services.queue.machine.setting
        address = "" if setting is None else address_text(setting.host, setting.port)
        self._screen.show_machine(address, joined=setting is not None, may_set=self._context.session.may("set_ticket_machine"))

    def join(self, typed: str) -> None:
        """The machine at that address is this desk's, and is asked at once."""
        actor, machine = self._context.session.signed_in(), self._context.services.queue.machine
        host, port = typed_address(typed)
        self._context.write(lambda: machine.join(actor, host, port), done=lambda _: self.ask(), failed=self._context.failing(self._screen))

    def leave(self) -> None:
        """This desk has no ticket machine."""
        actor, machine = self._context.session.signed_in(), self._context.services.queue.machine

        def left(_: object) -> None:
            self.enter()
            self._screen.say(self._context.words.text("cli.say.ticket_machine_none"), "success")

        self._context.write(lambda: machine.leave(actor), done=left, failed=self._context.failing(self._screen))

    def ask(self) -> None:
        """Whether it answers is said at once: an address with a slip in it is found here, not before a full room."""
        self.enter()

        def answered(state: QueueState) -> None:
            key = "queue.machine_silent" if state.away else "queue.machine_answers"
            told = self._context.words.text(key, count=state.waiting.count)
            self._screen.say(told, "warning" if state.away else "success")

        self._context.net(self._context.services.queue.look, done=answered, failed=self._context.failing(self._screen))


def address_text(host: str, port: int) -> str:
    """As it is typed: an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def typed_address(typed: str) -> tuple[str, int]:
    """Host and port of what was typed; port 0, which the service refuses, where there is none."""
    host, _, port = typed.strip().rpartition(":")
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= PORT_DIGITS else 0
    return host.removeprefix("[").removesuffix("]"), number
