"""`staff remove|role|password|acknowledge|log`: whose rights change at a desk without central, who did it, who knows their duty."""

from __future__ import annotations

from typing import Any

from app.cli.call import Call
from app.cli.options import Commands, role
from app.cli.times import seoul_text
from app.domain.views import StaffLogRow
from app.services.people import ROLES


def add(staff: Commands) -> None:
    """What stands beside `staff add`."""
    remove = staff.add("remove", "staff_remove", remove_staff)
    remove.add_argument("staff_user", metavar="USER", help="option.staff_user")
    change = staff.add("role", "staff_role", change_role)
    change.add_argument("staff_user", metavar="USER", help="option.staff_user")
    change.add_argument("--role", required=True, type=role, choices=ROLES, help="option.role")
    given = staff.add("password", "staff_password", give_password)
    given.add_argument("staff_user", metavar="USER", help="option.staff_user")
    staff.add("log", "staff_log", staff_log)
    staff.add("acknowledge", "staff_acknowledge", acknowledge)


def remove_staff(call: Call) -> int:
    """That person does not sign in here any more."""
    user = call.get("staff_user")
    with call.signed_in() as (home, actor):
        home.services.access.remove_staff(actor, user)
    call.answer({"user": user, "active": False}, "staff_removed", user=user)
    return 0


def change_role(call: Call) -> int:
    """That person has that role from their next signing in."""
    user = call.get("staff_user")
    with call.signed_in() as (home, actor):
        given = home.services.access.change_role(actor, user, call.get("role"))
    call.answer({"user": user, "role": given}, "staff_role", user=user, role=call.words.text(f"role.{given}"))
    return 0


def give_password(call: Call) -> int:
    """Who forgot their password signs in with another one."""
    user = call.get("staff_user")
    with call.signed_in() as (home, actor):
        home.services.access.give_password(actor, user, call.new_password_of(user))
    call.answer({"user": user}, "staff_password", user=user)
    return 0


def acknowledge(call: Call) -> int:
    """The duty of secrecy is told, and that the person knows it is in the book."""
    with call.signed_in() as (home, actor):
        duty = home.services.access.duty()
        if not call.json:
            for each in (*duty.lines(call.lang), duty.source):
                call.line(each)
        fresh = home.services.access.acknowledge_duty(actor)
    found = {"user": actor.user, "version": duty.version, "fresh": fresh}
    call.answer(found, "duty_acknowledged" if fresh else "duty_known", **found)
    return 0


def staff_log(call: Call) -> int:
    """Every change of somebody's rights, the newest first."""
    with call.signed_in() as (home, actor):
        found = home.services.access.staff_log(actor)

    def line(each: StaffLogRow) -> str:
        said = call.words.text(f"staff_action.{each.action}")
        held = call.words.text(f"role.{each.role}") if each.role else ""
        return f"{seoul_text(each.at)}  {each.desk}  {each.user:12} {said}  {held}  {each.by}  {each.note}".rstrip()

    call.listing(found, "staff_log_none", row=_row, line=line)
    return 0


def _row(each: StaffLogRow) -> dict[str, Any]:
    return {
        "at": seoul_text(each.at),
        "desk": each.desk,
        "user": each.user,
        "action": each.action,
        "role": each.role,
        "by": each.by,
        "note": each.note,
    }
