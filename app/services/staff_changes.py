"""사용자관리 of a desk without central: a role changed, somebody who left, and the log of it (safety standard Art. 5: three years)."""

from __future__ import annotations

from typing import Final

import msgspec

from app.domain.entries import Fact, Role, StaffChanged
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor, StaffLogRow
from app.ports.store import Credential
from app.services.desk import Desk, entry_day, to_ms
from app.services.people import checked_person, checked_role, count_failures
from app.services.privacy_duty import acknowledged

LOG_MAX: Final = 1_000


def remove_staff(desk: Desk, actor: Actor, user: str) -> None:
    """That person does not sign in here any more; what they wrote stays theirs.

    Refused `not_allowed`, `staff_from_central`, `staff_unknown`, `staff_is_yourself`.
    """
    found = _found(desk, actor, user)
    if not found.active:
        raise Refused("staff_unknown")
    _put(
        desk, actor, msgspec.structs.replace(found, active=False), StaffChanged(user=user, action="removed", role=checked_role(found.role))
    )


def change_role(desk: Desk, actor: Actor, user: str, role: str) -> Role:
    """That person has that role from their next signing in, also one who had left. Refused as `remove_staff`, and `role_unknown`."""
    wanted = checked_role(role)
    found = _found(desk, actor, user)
    _put(desk, actor, msgspec.structs.replace(found, role=wanted, active=True), StaffChanged(user=user, action="changed", role=wanted))
    return wanted


def give_password(desk: Desk, actor: Actor, user: str, password: str) -> None:
    """Who forgot theirs signs in with that password from now on, at once also where wrong ones had locked them out; the log says by whom.

    Refused as `remove_staff`, and `password_too_short`.
    """
    found = _found(desk, actor, user)
    if not found.active:
        raise Refused("staff_unknown")
    role = checked_person(user, found.role, found.name, password)
    verifier = desk.passwords.verifier(password)
    _put(desk, actor, msgspec.structs.replace(found, verifier=verifier), StaffChanged(user=user, action="password", role=role))
    count_failures(desk, user, 0)


def staff_log(desk: Desk, actor: Actor) -> list[StaffLogRow]:
    """Who gave, changed or took whose rights here, and who acknowledged the duty of secrecy, the newest first. Refused `not_allowed`."""
    require(actor.role, "view_access_log")
    found = [*desk.store.days.staff_changes(LOG_MAX), *acknowledged(desk)]
    return sorted(found, key=lambda row: row.at, reverse=True)


def _found(desk: Desk, actor: Actor, user: str) -> Credential:
    """The person whose rights the actor may change: never their own, so that one administrator is always left."""
    require(actor.role, "manage_staff")
    if desk.identity.central_url:
        raise Refused("staff_from_central")
    if user == actor.user:
        raise Refused("staff_is_yourself")
    found = desk.store.working.credential(user)
    if found is None:
        raise Refused("staff_unknown")
    return found


def _put(desk: Desk, actor: Actor, credential: Credential, change: StaffChanged) -> None:
    changed = msgspec.structs.replace(credential, changed_at=to_ms(desk.clock.now()))
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.put_credential(changed)
        tx.append(Fact(change, desk.ids.new_id()))
