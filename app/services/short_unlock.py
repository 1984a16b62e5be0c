"""After a lock the same person unlocks with a short number instead of the password, where the office allows it. Off until it does.

It opens nothing else: only for who locked this window, in this run of the program, within the hour, three tries; then the whole password
is asked. A wrong one counts as a wrong password does, with the same wait. The number is kept hashed as passwords are and dies with the
password it was set under. Kept at the desk, never sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

import msgspec

from app.domain.entries import Fact, SignedIn
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.ports.store import Credential
from app.services import people
from app.services.desk import Desk, entry_day, to_ms

SETTING: Final = "short_unlock"
OWN: Final = "short_unlock/"  # and the user: their number
TRIED: Final = "short_unlock_tried/"  # and the user: how often it was wrong since they signed in
TRIES_MAX: Final = 3
WITHIN_MS: Final = 60 * 60 * 1000
_SHAPE: Final = re.compile(r"[0-9]{4,6}")
_ROWS: Final = ("01234567890", "09876543210")


class _Own(msgspec.Struct, frozen=True):
    """`changed_at`: of the password it was set under."""

    verifier: str
    changed_at: int


class _Tried(msgspec.Struct, frozen=True):
    """`since`: the sign-in that these tries belong to."""

    since: bytes
    count: int


class Locked(NamedTuple):
    """When a window was locked: by the clock (ms), and by one that nobody can set (s, any zero; it may stop while the computer sleeps)."""

    at_ms: int
    running_s: float


def looks_short(text: str) -> bool:
    """True for what can only be a short number: every password is longer."""
    return _SHAPE.fullmatch(text) is not None


class ShortUnlock:
    """`DeskServices.short`. Writing methods on the writer lane, about 0.1 s of argon2id: never on the GUI thread."""

    def __init__(self, desk: Desk, address: Callable[[], str], running_s: Callable[[], float]) -> None:
        """`running_s`: seconds of a clock that only goes on."""
        self._desk, self._address, self._running_s = desk, address, running_s

    def locked(self) -> Locked:
        """The window is locked now. Any thread."""
        return Locked(to_ms(self._desk.clock.now()), self._running_s())

    def allowed(self) -> bool:
        """The office allows it at this desk. Any lane."""
        return self._desk.store.working.setting(SETTING) == b"1"

    def allow(self, actor: Actor, allowed: bool) -> bool:
        """It is allowed at this desk from now on, or not any more; then every number is forgotten. Refused `not_allowed`."""
        require(actor.role, "set_idle_lock")
        desk = self._desk
        with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
            tx.put_setting(SETTING, b"1" if allowed else b"0")
            if not allowed:
                for name in desk.store.working.settings(OWN):
                    tx.put_setting(name, b"")
        return allowed

    def has_number(self, actor: Actor) -> bool:
        """That person has one. Any lane."""
        return self.allowed() and self._own(actor.user) is not None

    def left_s(self, before: Actor, locked: Locked) -> int:
        """For so many seconds more the number of whoever locked the window unlocks it; 0: the whole password is due. Any lane."""
        working = self._desk.store.working
        failures, _ = working.attempts(before.user)
        if working.setting(people.REVOKED) or failures >= people.FAILURES_MAX or self._alive(before, locked) is None:
            return 0
        now = self.locked()
        gone_ms = max(now.at_ms - locked.at_ms, (now.running_s - locked.running_s) * 1000)
        return int((WITHIN_MS - gone_ms) // 1000)

    def set_number(self, actor: Actor, password: str, number: str) -> None:
        """The actor unlocks with that number from now on; empty: with the password only.

        Refused `short_unlock_off`, `wrong_password`, `locked_out`, `short_number_weak`.
        """
        require(actor.role, "set_short_number")
        if not self.allowed():
            raise Refused("short_unlock_off")
        credential = people.proved(self._desk, actor.user, password)
        if number and (not looks_short(number) or len(set(number)) < 3 or any(number in row for row in _ROWS)):
            raise Refused("short_number_weak")
        own = msgspec.msgpack.encode(_Own(self._desk.passwords.verifier(number), credential.changed_at)) if number else b""
        self._desk.store.working.put_setting(OWN + actor.user, own)

    def unlock(self, before: Actor, number: str, *, locked: Locked) -> Actor:
        """Who locked the window is signed in again; their `signed_in` entry, which says so, is on disk. `locked`: see `locked`.

        Refused `short_unlock_over` when the whole password is due, `short_number_wrong` with the tries `left`, `locked_out`
        as at the sign-in, `device_revoked`.
        """
        desk, working = self._desk, self._desk.store.working
        if working.setting(people.REVOKED):
            raise Refused("device_revoked")
        alive = self._alive(before, locked)
        if alive is None:
            raise Refused("short_unlock_over")
        own, credential = alive
        failures = people.failures_of(desk, before.user)
        if not desk.passwords.fits(number, own.verifier):
            tried = self._tried(before)
            with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:  # both counts or neither, whenever the power goes
                tx.put_setting(TRIED + before.user, msgspec.msgpack.encode(_Tried(before.entry_id.bytes, tried + 1)))
                tx.put_attempt(before.user, failures + 1, to_ms(desk.clock.now()))
            if tried + 1 >= TRIES_MAX:
                raise Refused("short_unlock_over")
            raise Refused("short_number_wrong", left=TRIES_MAX - tried - 1)
        role = people.checked_role(credential.role)
        body = SignedIn(
            user=before.user,
            name=credential.name,
            role=role,
            verified=people.how_verified(desk),
            address=self._address(),
            short=True,
        )
        with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
            if failures:
                tx.put_attempt(before.user, 0, to_ms(desk.clock.now()))
            entry = tx.append(Fact(body, desk.ids.new_id()))
        return Actor(entry_id=entry.entry_id, user=before.user, name=credential.name, role=role)

    def _alive(self, before: Actor, locked: Locked) -> tuple[_Own, Credential] | None:
        """Their number and whose it is, while it may unlock that window."""
        own, credential = self._own(before.user), self._desk.store.working.credential(before.user)
        if own is None or credential is None or not _still(credential, own):
            return None
        if not self.allowed() or not self._in_time(locked) or self._tried(before) >= TRIES_MAX:
            return None
        return own, credential

    def _in_time(self, locked: Locked) -> bool:
        """Within the hour by both clocks: the one on the wall may have been set back, the other may have slept."""
        now = self.locked()
        return 0 <= now.at_ms - locked.at_ms <= WITHIN_MS and (now.running_s - locked.running_s) * 1000 <= WITHIN_MS

    def _own(self, user: str) -> _Own | None:
        stored = self._desk.store.working.setting(OWN + user)
        return msgspec.msgpack.decode(stored, type=_Own) if stored else None

    def _tried(self, before: Actor) -> int:
        stored = self._desk.store.working.setting(TRIED + before.user)
        tried = msgspec.msgpack.decode(stored, type=_Tried) if stored else None
        return tried.count if tried is not None and tried.since == before.entry_id.bytes else 0


def _still(credential: Credential, own: _Own) -> bool:
    return credential.active and credential.changed_at == own.changed_at
