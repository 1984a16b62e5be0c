"""What a screen reader knows of the programs on this desktop: roles, names, states, texts and actions, asked over D-Bus.

Nothing of the program under test is imported. It needs a session bus that starts `org.a11y.Bus` (Debian's at-spi2-core) and, for
`key`, an X display.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from jeepney import DBusAddress, MatchRule, Message, Properties, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from tests.patience import PATIENCE_S

T = TypeVar("T")
ATSPI = "org.a11y.atspi"
ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = "org.a11y.atspi.Registry"
CHECKED, ENABLED, FOCUSABLE, FOCUSED, SELECTED, SHOWING = 4, 8, 11, 12, 23, 25
# Roles by the number they have on the bus; all others are read as "other".
ROLES = {
    7: "check box", 11: "combo box", 16: "dialog", 23: "frame", 29: "label", 31: "list", 32: "list item", 37: "page tab",
    38: "page tab list", 40: "password text", 42: "progress bar", 43: "push button", 44: "radio button", 55: "table", 56: "table cell",
    61: "text", 62: "toggle button", 69: "window",
}  # fmt: skip
NOT_WALKED = {"table", "list", "combo box"}  # thousands of cells may be below; whoever needs one asks for it by its place
KEY_OF_SYMBOL, KEY_OF_STRING = 3, 4
PROPERTY_CHANGE, NAME, DESCRIPTION = "PropertyChange", "accessible-name", "accessible-description"


class NotFound(AssertionError):
    """Nothing on the screen had that role and name in time; the message lists what there was."""


@dataclass(frozen=True)
class Thing:
    """One thing on the screen, as the bus names it."""

    reader: ScreenReader
    owner: str
    path: str

    @property
    def name(self) -> str:
        return str(self._property("Accessible", "Name"))

    @property
    def description(self) -> str:
        return str(self._property("Accessible", "Description"))

    @property
    def role(self) -> str:
        (number,) = self._call("Accessible", "GetRole")
        return ROLES.get(number, "other")

    @property
    def states(self) -> frozenset[int]:
        ((low, high),) = self._call("Accessible", "GetState")
        bits = low | high << 32
        return frozenset(bit for bit in range(64) if bits >> bit & 1)

    @property
    def text(self) -> str:
        (found,) = self._call("Text", "GetText", "ii", (0, -1))
        return str(found)

    def children(self) -> list[Thing]:
        (found,) = self._call("Accessible", "GetChildren")
        return [Thing(self.reader, owner, path) for owner, path in found]

    def press(self) -> None:
        """The first action of a button, a tab, a box is done, as a click would."""
        self._call("Action", "DoAction", "i", (0,))

    def set_text(self, text: str) -> None:
        """The whole text of a field is that one."""
        (done,) = self._call("EditableText", "SetTextContents", "s", (text,))
        if not done:
            raise NotFound(f"{self.name}: no text can be set")

    def take_focus(self) -> None:
        self._call("Component", "GrabFocus")

    def _property(self, interface: str, name: str) -> Any:
        address = DBusAddress(self.path, self.owner, f"{ATSPI}.{interface}")
        ((_, value),) = self.reader.ask(Properties(address).get(name))
        return value

    def _call(self, interface: str, method: str, signature: str | None = None, body: tuple[Any, ...] = ()) -> Any:
        address = DBusAddress(self.path, self.owner, f"{ATSPI}.{interface}")
        return self.reader.ask(new_method_call(address, method, signature, body))


class ScreenReader:
    """Connected to the accessibility bus of this session."""

    def __init__(self) -> None:
        with open_dbus_connection() as session:
            launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            (where,) = unwrap_msg(session.send_and_get_reply(new_method_call(launcher, "GetAddress"), timeout=PATIENCE_S))
        self._bus: DBusConnection = open_dbus_connection(where)
        self._listen()

    def close(self) -> None:
        self._bus.close()

    def ask(self, message: Any) -> Any:
        return unwrap_msg(self._bus.send_and_get_reply(message, timeout=PATIENCE_S))

    def application(self, name: str) -> Thing:
        """The program of that name, as soon as it is on the bus."""
        desktop = Thing(self, REGISTRY, ROOT)
        return self.until(lambda: next((each for each in desktop.children() if each.name == name), None), f"program {name}")

    def key(self, symbol: int) -> None:
        """That X key symbol is pressed and let go, wherever the keyboard is."""
        self._events("DeviceEventController", "GenerateKeyboardEvent", "isu", (symbol, "", KEY_OF_SYMBOL))

    def until(self, ask: Callable[[], T | None], what: str) -> T:
        """The first answer that is one. Things that go away while they are asked are asked for again."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                found = ask()
            except DBusErrorResponse:
                found = None
            if found is not None and found is not False:
                return found
            if time.monotonic() > deadline:
                raise NotFound(what)
            time.sleep(0.05)

    def told(self) -> list[str]:
        """The names and descriptions that changed since this was asked last, oldest first: what a screen reader is told of news."""
        self.ask(message_bus.GetId())  # all that was sent before this answer is here when it comes
        said = [str(message.body[3][1]) for message in self._heard if message.body[0] in (NAME, DESCRIPTION)]
        self._heard.clear()
        return said

    def _listen(self) -> None:
        rule = MatchRule(type="signal", interface=f"{ATSPI}.Event.Object", member=PROPERTY_CHANGE)
        self.ask(message_bus.AddMatch(rule))
        for each in (NAME, DESCRIPTION):
            self._events("Registry", "RegisterEvent", "s", (f"object:property-change:{each}",))
        self._heard: deque[Message] = deque()
        self._bus.filter(rule, queue=self._heard)

    def _events(self, interface: str, method: str, signature: str, body: tuple[Any, ...]) -> None:
        path = "/org/a11y/atspi/registry"
        path += "/deviceeventcontroller" if interface == "DeviceEventController" else ""
        self.ask(new_method_call(DBusAddress(path, REGISTRY, f"{ATSPI}.{interface}"), method, signature, body))


class Screen:
    """All that one program shows now. `find` waits for what is about to come."""

    def __init__(self, reader: ScreenReader, program: Thing) -> None:
        self._reader, self._program = reader, program

    def find(self, role: str, name: str, *, starts: bool = False) -> Thing:
        """The one that is seen and enabled. `starts`: its name begins so. NotFound with all that was there."""

        def ask() -> Thing | None:
            for thing, its_role, its_name in self.walk():
                fits = its_name.startswith(name) if starts else its_name == name
                if its_role == role and fits and ENABLED in thing.states:
                    return thing
            return None

        try:
            return self._reader.until(ask, name)
        except NotFound:
            seen = sorted(f"{its_role}: {its_name}" for _, its_role, its_name in self.walk() if its_name)
            raise NotFound(f"no {role} {name!r} among:\n" + "\n".join(seen)) from None

    def says(self, text: str) -> None:
        """A label with these words is seen, now or in a moment."""
        self._reader.until(lambda: any(text in name for _, _, name in self.walk()), f"nothing says {text!r}")

    def walk(self) -> Iterator[tuple[Thing, str, str]]:
        """Everything that is seen, with role and name; tables and lists without what is in them."""
        waiting = self._program.children()
        while waiting:
            thing = waiting.pop()
            try:
                if SHOWING not in thing.states:
                    continue
                role, name = thing.role, thing.name
                children = [] if role in NOT_WALKED else thing.children()
            except DBusErrorResponse:  # it went away while it was asked
                continue
            yield thing, role, name
            waiting.extend(reversed(children))
