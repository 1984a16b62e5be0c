"""The window as a whole: signing in and out, the day, the lamps, what waits to be sent. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

from app.domain.errors import Refused
from app.domain.views import Actor, DayStatus, Lamp, SyncStatus
from app.services.desk_stations import STATIONS
from app.services.short_unlock import Locked, looks_short
from app.ui.context import Context
from app.ui.opening import NOT_READY, open_day
from app.ui.taken_rights import CODE as TAKEN

SignOutReason = Literal["user", "lock", "exit"]
LAMP_ORDER = ("seal", "resident", "family", "passport", "vehicle", "land", "petition")


class ShellScreen(Protocol):
    def show_login(self, user: str, message: str) -> None: ...
    def show_desk(self, actor: Actor) -> None: ...
    def restore(self, drafts: Mapping[str, Mapping[str, Any]]) -> None: ...
    def forget_forms(self) -> None: ...
    def keep_forms(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...
    def go(self, name: str, page: str = "") -> None: ...
    def login_failed(self, text: str) -> None: ...
    def set_login_busy(self, busy: bool) -> None: ...


class LoginPage(Protocol):
    """Where somebody signs in."""

    def failed(self, text: str) -> None: ...
    def set_busy(self, busy: bool) -> None: ...


class Shell:
    """Everything here runs through the lanes; the session tells its topics when something became known."""

    def __init__(self, context: Context, screen: ShellScreen) -> None:
        self._context = context
        self._screen = screen
        self._last_user = ""
        self._locked: tuple[Actor, Locked] | None = None  # who locked the window, and when: they may unlock by their short number
        self._reading = False
        self._again = False
        self.not_ready: tuple[int, str] | None = None  # the float, and what the desk is not ready for, until the closing tab asks

    # --- people ----------------------------------------------------------------------------------------------------------------

    def sign_in(self, user: str, password: str, page: LoginPage | None = None) -> None:
        """That person is at the desk; working drafts of theirs are offered again. `page`: where it was typed, if not in this window."""
        text = self._context.words.text
        page = page or _OwnPage(self._screen)
        if not user.strip() or not password:
            page.failed(text("login.both"))
            return
        page.set_busy(True)

        def failed(error: Exception) -> None:
            page.set_busy(False)
            self._context.failing(_LoginNotice(page))(error)

        services, locked = self._context.services, self._locked

        def signed_in() -> Actor:
            if locked is not None and locked[0].user == user.strip() and looks_short(password) and services.short.has_number(locked[0]):
                return services.short.unlock(locked[0], password, locked=locked[1])
            return services.sign_in(user.strip(), password)

        def work() -> tuple[Actor, tuple[str, ...]]:
            return signed_in(), services.work.stations()

        self._context.write(work, done=lambda found: self._signed_in(*found), failed=failed)

    def sign_out(self, reason: SignOutReason = "user") -> None:
        """Nobody is at the desk: forms stay for the same person, nothing of them stays on the screen."""
        actor = self._context.session.actor
        if actor is None:
            return
        self._screen.keep_forms()
        self._last_user = actor.user
        self._locked = (actor, self._context.services.short.locked()) if reason == "lock" else None
        self._context.session.actor = None
        self._context.session.tell("actor")
        words = self._context.words
        message = words.text("login.locked") if reason == "lock" else ""
        self._screen.show_login(actor.user if reason == "lock" else "", message)
        self._context.write(
            lambda: self._context.services.sign_out(actor, reason), done=lambda _: None, failed=self._context.failing(self._screen)
        )

    @property
    def last_user(self) -> str:
        """Who signed in last; forms that lie here are theirs."""
        return self._last_user

    @property
    def locked(self) -> tuple[Actor, Locked] | None:
        """Who locked the window, and when; None where nobody did, or somebody is here again."""
        return self._locked

    def short_left(self, told: Callable[[str, int], None]) -> None:
        """`told` who may unlock with a short number, and for how many seconds more; not called where nobody locked the window."""
        locked = self._locked
        if locked is None:
            return

        def found(left_s: int) -> None:
            if self._locked is locked:  # else somebody came meanwhile
                told(locked[0].user, left_s)

        short = self._context.services.short
        self._context.read(lambda: short.left_s(*locked), done=found, failed=self._context.failing(self._screen))

    def carry_on(self, actor: Actor | None, last_user: str, locked: tuple[Actor, Locked] | None) -> None:
        """A window made anew goes on with that person, or waits at the login page as the one before it did."""
        self._last_user, self._locked = last_user, locked
        if actor is not None:
            self._signed_in(actor, self._context.session.stations)

    def lead_to(self, tab: str, page: str = "") -> None:
        """That tab is in front, or that page of it."""
        self._screen.go(tab, page)

    def rights_lost(self) -> None:
        """Whoever sits here may not any more (`ui.taken_rights`): the window is locked and says why."""
        if self._context.session.actor is not None:
            self.sign_out("lock")
            self._screen.show_login("", self._context.words.text("error.rights_taken"))

    def serves(self, tab: str) -> bool:
        """That tab may be in front; a station this desk does not serve (취급업무) says so instead."""
        if tab in self._context.session.stations or tab not in STATIONS:
            return True
        self._screen.say(self._context.words.text("stations.not_here"), "warning")
        return False

    def first_tab(self, actor: Actor, current: str) -> str:
        """Where that person begins: at their own station, if this desk serves it, else where the window stands."""
        if actor.role == "administrator":
            return "admin"
        own = "passport" if actor.role == "passport_clerk" else current
        served = self._context.session.stations
        return own if own in served or own not in STATIONS else served[0]

    def _signed_in(self, actor: Actor, stations: tuple[str, ...]) -> None:
        self._screen.set_login_busy(False)
        self._context.session.stations = stations
        self._context.session.tell("stations")
        if self._last_user and self._last_user != actor.user:
            self._screen.forget_forms()
        self._last_user, self._locked = actor.user, None
        self._context.session.actor = actor
        self._screen.show_desk(actor)
        self._context.session.tell("actor")
        self.refresh()

        def come(drafts: dict[str, dict[str, Any]]) -> None:
            if self._context.session.actor is actor:  # else it is locked again, or another person is here
                self._screen.restore(drafts)

        self._context.read(self._context.services.drafts, done=come, failed=self._context.failing(self._screen))

    # --- day and lamps -----------------------------------------------------------------------------------------------------------

    def open_day(self, float_won: int) -> None:
        """The business day is open with that float in the drawer, or a team leader is asked for, where the desk is not ready."""
        text = self._context.words.message

        def opened(day: str) -> None:
            self._screen.say("")
            self.refresh()

        def failed(error: Exception) -> None:
            if isinstance(error, Refused) and error.code == NOT_READY:
                self.not_ready = float_won, text(error)
                self._screen.go("closing")
            else:
                self._context.failing(self._screen)(error)

        open_day(self._context, float_won, done=opened, failed=failed)

    def set_lamp(self, system: str, down: bool, *, room: bool = False) -> None:
        """The clerk saw that a national system is away, or that it is back; `room`: the team leader says so for every desk."""
        actor = self._context.session.signed_in()
        self._context.write(
            lambda: self._context.services.set_lamp(actor, system, down, room=room),
            done=lambda _: self.refresh(),
            failed=self._context.failing(self._screen),
        )

    def turn_lamp(self, system: str, *, room: bool = False) -> None:
        """One key: up becomes down, down becomes up."""
        self.set_lamp(system, not self._context.session.down(system), room=room)

    # --- reading again -----------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Day, lamps, sync and the standing of the last record are read again; many hints become one reading."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        last = self._context.session.last
        number = last.number if last is not None else None
        services, actor = self._context.services, self._context.session.actor

        def read() -> tuple[DayStatus, list[Lamp], SyncStatus, str | None]:
            if actor is not None and not services.access.may_stay(actor):
                raise Refused(TAKEN)
            standing = services.standing_of(number) if number is not None else None
            return services.day_status(), services.lamps(), services.sync_status(), standing

        self._context.read(read, done=lambda found: self._read(number, found), failed=self._not_read)

    def _read(self, number: str | None, found: tuple[DayStatus, list[Lamp], SyncStatus, str | None]) -> None:
        session = self._context.session
        session.day, lamps, session.sync, standing = found
        session.lamps = {lamp.system: lamp for lamp in lamps}
        # Meanwhile another record may have become the last one: what is known is the standing of the one that was asked for.
        if session.last is not None and standing is not None and session.last.number == number:
            session.last = session.last.with_standing(standing)
        self._reading = False
        session.tell("day", "lamps", "sync", "last")
        if session.sync.revoked and session.actor is not None:
            self.sign_out("lock")
            self._screen.show_login("", self._context.words.text("error.device_revoked"))
        if self._again:
            self._again = False
            self.refresh()

    def _not_read(self, error: Exception) -> None:
        self._reading = False
        if isinstance(error, Refused) and error.code == TAKEN:
            self.rights_lost()
            return
        self._context.failing(self._screen)(error)


class _OwnPage:
    """The login page of the window itself."""

    def __init__(self, screen: ShellScreen) -> None:
        self._screen = screen

    def failed(self, text: str) -> None:
        self._screen.login_failed(text)

    def set_busy(self, busy: bool) -> None:
        self._screen.set_login_busy(busy)


class _LoginNotice:
    """The login page's line of news, as something that can say a sentence."""

    def __init__(self, page: LoginPage) -> None:
        self._page = page

    def say(self, text: str, tone: str = "") -> None:
        self._page.failed(text)
