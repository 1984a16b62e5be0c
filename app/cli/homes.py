"""`init`, `enroll`, `staff add`: this machine becomes a desk, and who may work at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from app.cli import staff_of_desk
from app.cli.call import Call
from app.cli.options import Commands, role
from app.cli.wrong_use import WrongUse
from app.domain.new_desk import FirstPerson, NewDesk
from app.services.desk import DeskIdentity
from app.services.people import ROLES

if TYPE_CHECKING:
    from app.cli.joints import OpenHome
    from app.domain.views import Actor


def add(commands: Commands) -> None:
    """`init`, `enroll`, `staff`."""
    init = commands.add("init", "init", init_home)
    init.add_argument("--office", required=True, metavar="26410", help="option.office")
    init.add_argument("--desk", required=True, metavar="03", help="option.desk")
    init.add_argument("--admin", required=True, metavar="USER", help="option.admin")
    init.add_argument("--name", metavar="NAME", help="option.admin_name")
    init.add_argument("--office-name", metavar="NAME", help="option.office_name")
    init.add_argument("--division", metavar="NAME", help="option.division")
    init.add_argument("--training", action="store_true", help="option.training")
    enroll = commands.add("enroll", "enroll", enroll_home)
    enroll.add_argument("--central", required=True, metavar="URL", help="option.central")
    enroll.add_argument("--code", required=True, metavar="CODE", help="option.code")
    enroll.add_argument("--second", metavar="USER", help="option.second_joining")
    enroll.add_argument("--training", action="store_true", help="option.training")
    group = commands.group("staff", "staff")
    staff_of_desk.add(group)
    staff = group.add("add", "staff_add", add_staff)
    staff.add_argument("new_user", metavar="USER", help="option.new_user")
    staff.add_argument("--role", required=True, type=role, choices=ROLES, help="option.role")
    staff.add_argument("--name", required=True, metavar="NAME", help="option.name")


def init_home(call: Call) -> int:
    """A desk without central, and its first administrator."""
    user = call.get("admin")
    place = NewDesk(call.get("office"), call.get("desk"), call.get("office_name", ""), call.get("division", ""))
    admin = FirstPerson(user, call.get("name", user), call.new_password_of(user))
    identity = call.joints.init_home(call.settings, call.ask_passphrase, place, admin, training=call.get("training", False))
    return _told(call, identity, "home_made")


def enroll_home(call: Call) -> int:
    """A desk of that central; one that has worked alone by the word of two, as in its window."""
    identity = call.joints.enroll_home(
        call.settings,
        call.ask_passphrase,
        url=call.get("central"),
        code=call.private("code"),
        training=call.get("training", False),
        signers=partial(_signers, call),
    )
    return _told(call, identity, "home_enrolled")


@contextmanager
def _signers(call: Call, home: OpenHome) -> Iterator[tuple[Actor, Actor | None]]:
    """The person of `--as` and the one of `--second`; the first is signed out again at the end. WrongUse `join_needs_two`."""
    user, second = call.get("user"), call.get("second")
    if not user or not second:
        raise WrongUse("join_needs_two")
    password, second_password = call.password_of(user), call.second_password_of(second)
    actor = home.services.sign_in(user, password)
    try:
        yield actor, home.services.sign_in(second, second_password, second=True)
    finally:
        home.services.sign_out(actor, "exit")


def _told(call: Call, identity: DeskIdentity, key: str) -> int:
    found = {
        "office": identity.office,
        "desk": identity.desk,
        "office_name": identity.office_name,
        "device_id": str(identity.device_id),
        "training": identity.training,
        "central": identity.central_url or None,
        "home": str(call.settings.home),
    }
    call.answer(found, key, **found)
    return 0


def add_staff(call: Call) -> int:
    """Somebody new may sign in here."""
    user, new_role = call.get("new_user"), call.get("role")
    with call.signed_in() as (home, actor):
        home.services.add_staff(actor, user, new_role, call.get("name"), call.new_password_of(user))
    call.answer({"user": user, "role": new_role, "name": call.get("name")}, "staff_added", user=user)
    return 0
