"""`central …`: the server, and what its administrator does beside it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

import msgspec

from app.cli import central_notices, central_recovery
from app.cli.call import Call
from app.cli.joints import CentralJoint, ServingCentral
from app.cli.options import Commands, Parser, role
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.errors import IntegrityViolated
from app.services.people import ROLES


def add(commands: Commands) -> None:
    """`central`."""
    central = commands.group("central", "central", _where)
    serve = _placed(central.add("serve", "central_serve", serve_central))
    serve.add_argument("--listen", metavar="HOST:PORT", help="option.listen")
    serve.add_argument("--attachments", metavar="DIR", help="option.attachments")
    serve.add_argument("--workers", type=int, choices=range(1, 65), metavar="N", help="option.workers")
    serve.add_argument("--host-name", dest="host_names", action="append", metavar="NAME", help="option.host_name")
    office = central.group("office", "central_office", _where)
    new_office = _placed(office.add("add", "central_office_add", add_office))
    new_office.add_argument("office", metavar="26410", help="option.office")
    new_office.add_argument("--name", required=True, metavar="NAME", help="option.office_name")
    new_office.add_argument("--division", metavar="NAME", help="option.division")
    staff = central.group("staff", "central_staff", _where)
    new_staff = _placed(staff.add("add", "central_staff_add", add_staff))
    new_staff.add_argument("new_user", metavar="USER", help="option.new_user")
    new_staff.add_argument("--office", required=True, metavar="26410", help="option.office")
    new_staff.add_argument("--role", required=True, type=role, choices=ROLES, help="option.role")
    new_staff.add_argument("--name", required=True, metavar="NAME", help="option.name")
    gone = _placed(staff.add("remove", "central_staff_remove", remove_staff))
    gone.add_argument("staff_user", metavar="USER", help="option.staff_user")
    gone.add_argument("--office", required=True, metavar="26410", help="option.office")
    log = _placed(staff.add("log", "central_staff_log", staff_log))
    log.add_argument("--office", required=True, metavar="26410", help="option.office")
    invite = _placed(central.add("invite", "central_invite", invite_desk))
    invite.add_argument("--office", required=True, metavar="26410", help="option.office")
    invite.add_argument("--desk", required=True, metavar="03", help="option.desk")
    verify = _placed(central.add("verify", "central_verify", verify_central))
    verify.add_argument("--attachments", metavar="DIR", help="option.attachments")
    central_recovery.add(central, _placed, _central)
    central_notices.add(central, _placed, _central)
    bundle = central.group("bundle", "central_bundle", _where)
    new_bundle = _placed(bundle.add("add", "central_bundle_add", add_bundle))
    new_bundle.add_argument("folder", nargs="?", metavar="DIR", help="option.bundle_folder")
    new_bundle.add_argument("--shipped", action="store_true", help="option.shipped")
    new_bundle.add_argument("--office", metavar="26410", help="option.bundle_office")


def _where(parser: Parser) -> None:
    parser.add_argument("--state", metavar="DIR", help="option.state")
    parser.add_argument("--database", metavar="URL", help="option.database")


def _placed(parser: Parser) -> Parser:
    _where(parser)
    return parser


def _central(call: Call) -> CentralJoint:
    database = call.get("database") or os.environ.get("MINWON_DATABASE") or None
    return call.joints.central(call.settings, call.path("state"), database, call.path("attachments"))


class _Told:
    """SIGTERM and SIGINT end it cleanly, also when they come before it answers; a second one is not needed."""

    def __init__(self) -> None:
        self._running: ServingCentral | None = None
        self._told = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def is_ready(self, running: ServingCentral) -> None:
        self._running = running
        if self._told:
            running.stop()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._told = True
        if self._running is not None:
            self._running.stop()


def serve_central(call: Call) -> int:
    """Central served until it was told to stop. One line says when the first request would be answered."""
    told = _Told()

    def ready(running: ServingCentral) -> None:
        found = {"url": running.url, "fingerprint": running.fingerprint.hex(), "central_id": running.central_id.hex()}
        call.answer(found, "serving", **found)
        sys.stdout.flush()
        for code in running.warnings:
            call.note(code)
        told.is_ready(running)

    listen = call.get("listen", "127.0.0.1:8443")
    names, passphrase, workers = call.get("host_names", ()), call.settings.passphrase, call.get("workers", 1)
    _central(call).serve(listen=listen, names=names, passphrase=passphrase, on_ready=ready, workers=workers)
    return 0


def add_office(call: Call) -> int:
    """The office is there, or has the new name."""
    office, name = call.get("office"), call.get("name")
    _central(call).add_office(office, name, call.get("division", ""))
    call.answer({"office": office, "name": name}, "office_added", office=office, name=name)
    return 0


def add_staff(call: Call) -> int:
    """The person may sign in at every desk of that office, as soon as it hears of it."""
    user, office = call.get("new_user"), call.get("office")
    new_role = _central(call).add_staff(office, user, call.get("role"), call.get("name"), call.new_password_of(user))
    call.answer({"user": user, "office": office, "role": new_role, "name": call.get("name")}, "staff_added", user=user)
    return 0


def remove_staff(call: Call) -> int:
    """The person signs in at no desk of that office any more, as soon as it hears of it."""
    user, office = call.get("staff_user"), call.get("office")
    _central(call).remove_staff(office, user)
    call.answer({"user": user, "office": office, "active": False}, "staff_removed", user=user)
    return 0


def staff_log(call: Call) -> int:
    """Every change of that office's people, the oldest first."""

    def row(each: Mapping[str, Any]) -> dict[str, Any]:
        shown = {name: each[name] for name in ("action", "role", "name")}
        return {"at": seoul_text(each["changed_at"]), "user": each["user_id"], **shown, "by": each["by_user"]}

    def line(each: Mapping[str, Any]) -> str:
        said, held = call.words.text(f"staff_action.{each['action']}"), call.words.text(f"role.{each['role']}")
        return f"{seoul_text(each['changed_at'])}  {each['user_id']:12} {said}  {held}  {each['by_user']}".rstrip()

    call.listing(_central(call).staff_log(call.get("office")), "staff_log_none", row=row, line=line)
    return 0


def invite_desk(call: Call) -> int:
    """A one-time code; nothing but the code on stdout."""
    code = _central(call).invite(call.get("office"), call.get("desk"), passphrase=call.settings.passphrase)
    if call.json:
        call.row({"code": code, "office": call.get("office"), "desk": call.get("desk")})
    else:
        call.line(code)
    return 0


def verify_central(call: Call) -> int:
    """Everything central stores agrees with itself; otherwise the first contradiction, and exit code 5."""
    report = _central(call).verify()
    found: dict[str, Any] = {
        "ok": not report.violations,
        "offices": report.offices,
        "streams": report.streams,
        "entries": report.entries,
        "cases": report.cases,
        "attachments": report.attachments,
        "awaited": report.awaited,
        "violations": msgspec.to_builtins(report.violations),
        "roles": msgspec.to_builtins(report.roles),
    }
    if not report.violations:
        call.answer(found, "central_verified", offices=report.offices, streams=report.streams, entries=report.entries, cases=report.cases)
        if report.attachments or report.awaited:
            call.say("central_attachments", stored=report.attachments, awaited=report.awaited)
        for each in report.roles:
            call.say("claimed_role", user=each.user, claimed=each.claimed, listed=each.listed or "–", where=each.where, times=each.times)
        return 0
    first = report.violations[0]
    if call.json:
        call.row(found)
    else:
        call.line(f"{first.office} {first.where} {first.code}")
    raise IntegrityViolated("central_violated", office=first.office, where=first.where, what=first.code, count=len(report.violations))


def add_bundle(call: Call) -> int:
    """Those forms are the current ones; desks are told when they ask."""
    folder = call.path("folder")
    if (folder is None) == (not call.get("shipped", False)):
        raise WrongUse("use_one_of", command="minwon central bundle add", what="DIR | --shipped")
    bundle_id, files = _central(call).add_bundle(folder or call.settings.data / "forms", call.get("office", ""))
    call.answer({"bundle": bundle_id.hex(), "files": files}, "bundle_added", bundle=bundle_id.hex(), files=files)
    return 0
