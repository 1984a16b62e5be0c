"""Who is at the desk: signing in and out, people and their rights on a desk without central."""

from __future__ import annotations

from typing import Literal

from app.domain.entries import Fact, Role, SignedIn, SignedOut, StaffChanged
from app.domain.errors import Refused
from app.domain.newcomers import PASSWORD_MIN, newcomer_wrong
from app.domain.rights import require
from app.domain.views import Actor, StaffRow
from app.ports.store import Credential
from app.services.desk import Desk, entry_day, to_ms

FAILURES_MAX = 5
LOCKED_MS = 5 * 60 * 1000
ONLINE_MS = 10 * 60 * 1000  # central gave its staff list that recently
TYPED_MAX = 1_000
REVOKED = "revoked"  # the setting that says since when central counts this computer as no desk any more (ms)
ROLES: tuple[Role, ...] = ("clerk", "passport_clerk", "supervisor", "administrator")


def sign_in(desk: Desk, user: str, password: str, *, second: bool = False, address: str = "") -> Actor:
    """That person is signed in; their `signed_in` entry is on disk. About 0.1 s of argon2id: never on the GUI thread.

    `second`: a second person confirms one act of another. `address`: of this computer (접속지).
    Refused `wrong_password` (also for an unknown or removed user, after
    the same time), `locked_out` with `wait_s`, `device_revoked`. The count of failures is stored: neither a kill nor a restart forgets it.
    """
    if desk.store.working.setting(REVOKED):
        raise Refused("device_revoked")
    now = to_ms(desk.clock.now())
    if not _typeable(user) or not _typeable(password):
        raise Refused("wrong_password")
    failures = failures_of(desk, user)
    credential = desk.store.working.credential(user)
    if not _fits(desk, password, credential) or credential is None or not credential.active:
        count_failures(desk, user, failures + 1)
        raise Refused("wrong_password")
    role = checked_role(credential.role)
    body = SignedIn(user=user, name=credential.name, role=role, verified=how_verified(desk), second=second, address=address)
    fact = Fact(body, desk.ids.new_id())
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        if failures:
            tx.put_attempt(user, 0, now)
        entry = tx.append(fact)
    return Actor(entry_id=entry.entry_id, user=user, name=credential.name, role=role)


def _fits(desk: Desk, password: str, credential: Credential | None) -> bool:
    if credential is None:
        desk.passwords.verifier(password)  # the work of one look, so that an unknown name takes as long as a known one
        return False
    return desk.passwords.fits(password, credential.verifier)


def _typeable(text: str) -> bool:
    """False for halves of characters, and for more than anybody types: neither is anybody's name or password."""
    return len(text) <= TYPED_MAX and not any("\ud800" <= each <= "\udfff" for each in text)


def failures_of(desk: Desk, user: str) -> int:
    """How often that person's secret was wrong since it was last right, however it was asked for. Refused `locked_out` with `wait_s`."""
    failures, last_at = desk.store.working.attempts(user)
    now = to_ms(desk.clock.now())
    if failures >= FAILURES_MAX and now < last_at:
        # The clock was set back: the time to wait begins again, or a turned clock would open the door.
        count_failures(desk, user, failures)
        last_at = now
    if failures >= FAILURES_MAX and now - last_at < LOCKED_MS:
        raise Refused("locked_out", wait_s=(LOCKED_MS - (now - last_at)) // 1000 + 1)
    return failures


def count_failures(desk: Desk, user: str, failures: int) -> None:
    """So many there were by now; 0: the secret was right."""
    with desk.store.transaction(actor=None, day=entry_day(desk)) as tx:
        tx.put_attempt(user, failures, to_ms(desk.clock.now()))


def how_verified(desk: Desk) -> Literal["online", "offline", "local"]:
    """What a sign-in at this desk rests on now: central's list of these minutes, an older one, or a list of its own."""
    if not desk.identity.central_url:
        return "local"
    checked = desk.store.working.setting("staff_checked_at")
    fresh = checked is not None and 0 <= to_ms(desk.clock.now()) - int(checked) < ONLINE_MS
    return "online" if fresh else "offline"


def checked_role(text: str) -> Role:
    """The role of that name. Refused `role_unknown`."""
    for role in ROLES:
        if role == text:
            return role
    raise Refused("role_unknown", role=text)


def may_stay(desk: Desk, actor: Actor) -> bool:
    """False once the rights of somebody who is signed in were taken or are others, here or by the list of central. Any lane."""
    credential = desk.store.working.credential(actor.user)
    return credential is not None and credential.active and credential.role == actor.role


def sign_out(desk: Desk, actor: Actor, reason: Literal["user", "lock", "exit", "closing"] = "user") -> None:
    """`signed_out` is on disk; the screen is locked by the caller."""
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(SignedOut(user=actor.user, reason=reason), desk.ids.new_id()))


def checked_person(user: str, role: str, name: str, password: str) -> Role:
    """The role, if somebody may be called and may sign in like that.

    Refused as `newcomer_wrong` says.
    """
    if code := newcomer_wrong(user, name, password):
        raise Refused(code, length_min=PASSWORD_MIN) if code == "password_too_short" else Refused(code)
    return checked_role(role)


def add_staff(desk: Desk, actor: Actor | None, user: str, role: str, name: str, password: str) -> None:
    """That person may sign in here. `actor` None: only for the first administrator, made by `init`.

    Refused `staff_from_central` on an enrolled desk, `user_exists`, and as `checked_person`.
    """
    if actor is not None:
        require(actor.role, "manage_staff")
    elif desk.store.working.credentials():
        raise Refused("not_allowed", operation="manage_staff", role="")
    if desk.identity.central_url:
        raise Refused("staff_from_central")
    checked = checked_person(user, role, name, password)
    if desk.store.working.credential(user) is not None:
        raise Refused("user_exists")
    verifier = desk.passwords.verifier(password)
    now = to_ms(desk.clock.now())
    with desk.store.transaction(actor=actor.entry_id if actor else None, day=entry_day(desk)) as tx:
        tx.put_credential(Credential(user=user, name=name.strip(), role=checked, verifier=verifier, active=True, changed_at=now))
        tx.append(Fact(StaffChanged(user=user, action="added", name=name.strip(), role=checked), desk.ids.new_id()))


def change_password(desk: Desk, actor: Actor, old: str, new: str) -> None:
    """The actor's own password is another one. Refused `wrong_password`, `password_too_short`, `staff_from_central`."""
    if desk.identity.central_url:
        raise Refused("staff_from_central")
    credential, now = proved(desk, actor.user, old), to_ms(desk.clock.now())
    checked_person(actor.user, actor.role, actor.name, new)
    fresh = Credential(
        user=actor.user,
        name=credential.name,
        role=credential.role,
        verifier=desk.passwords.verifier(new),
        active=True,
        changed_at=now,
    )
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.put_credential(fresh)
        tx.append(Fact(StaffChanged(user=actor.user, action="password", role=actor.role), desk.ids.new_id()))


def proved(desk: Desk, user: str, password: str) -> Credential:
    """That is this person's password, typed once more. Refused `wrong_password`, counted as at the sign-in, and `locked_out`."""
    credential = desk.store.working.credential(user)
    failures = failures_of(desk, user)
    if credential is None or not _typeable(password) or not desk.passwords.fits(password, credential.verifier):
        count_failures(desk, user, failures + 1)
        raise Refused("wrong_password")
    return credential


def staff(desk: Desk) -> list[StaffRow]:
    """Everybody who may sign in here, or once could."""
    return [
        StaffRow(user=each.user, name=each.name, role=checked_role(each.role), active=each.active)
        for each in desk.store.working.credentials()
    ]
