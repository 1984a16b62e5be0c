"""`central notices …`: how messages of the offices travel, and what waits there. Passwords are asked, never arguments."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from functools import partial
from typing import Any

from app.cli.call import Call, somebody_is_there
from app.cli.joints import CentralJoint
from app.cli.options import Commands, Parser
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse

PASSWORD = "MINWON_NOTICES_PASSWORD"  # noqa: S105 - the name of a variable
Open = Callable[[Call], CentralJoint]


def add(central: Commands, placed: Callable[[Parser], Parser], open_central: Open) -> None:
    """`central notices`."""
    notices = central.group("notices", "central_notices", lambda parser: None)
    setting = placed(notices.add("set", "central_notices_set", partial(set_provider, open_central)))
    setting.add_argument("--office", metavar="26410", help="option.notices_office")
    setting.add_argument("--smpp", metavar="HOST:PORT", help="option.notices_smpp")
    setting.add_argument("--system-id", dest="system_id", metavar="ID", help="option.notices_system_id")
    setting.add_argument("--ucs2", action="store_true", help="option.notices_ucs2")
    setting.add_argument("--agent", metavar="NAME", help="option.notices_agent")
    setting.add_argument("--agent-database", dest="agent_database", metavar="URL", help="option.notices_database")
    setting.add_argument("--sender", metavar="NUMBER", help="option.notices_sender")
    setting.add_argument("--mail", metavar="HOST:PORT", help="option.notices_mail")
    setting.add_argument("--mail-from", dest="mail_from", metavar="ADDRESS", help="option.notices_mail_from")
    setting.add_argument("--mail-user", dest="mail_user", metavar="USER", help="option.notices_mail_user")
    setting.add_argument("--tls", action="store_true", help="option.notices_tls")
    setting.add_argument("--hours", metavar="8-21", help="option.notices_hours")
    setting.add_argument("--daily-max", dest="daily_max", type=int, metavar="N", help="option.notices_daily_max")
    setting.add_argument("--training", action="store_true", help="option.notices_training")
    showing = placed(notices.add("show", "central_notices_show", partial(show, open_central)))
    showing.add_argument("--office", metavar="26410", help="option.notices_office")
    dropping = placed(notices.add("drop", "central_notices_drop", partial(drop, open_central)))
    dropping.add_argument("--office", metavar="26410", help="option.notices_office")


def set_provider(open_central: Open, call: Call) -> int:
    """Messages travel so from now on; what waits goes out with it."""
    settings = _settings(call)
    kind = ", ".join(name for name in ("smpp", "agent", "mail") if settings.get(name))
    office = call.get("office", "")
    open_central(call).set_notices(office, settings, passphrase=call.settings.passphrase)
    call.answer({"office": office or None, "kind": kind}, "provider_set", office=_named(call, office), kind=kind)
    return 0


def _settings(call: Call) -> dict[str, Any]:
    """As `central.message_provider.ProviderSettings` reads them. `layout`: the name of a preset, or a file."""
    sender, found = call.get("sender", ""), dict[str, Any]()
    hours = call.get("hours", "8-21").partition("-")
    if not (hours[0].isdecimal() and hours[2].isdecimal()):
        raise WrongUse("use_bad_value", command="minwon central notices set", what="--hours", value=call.get("hours"))
    if call.get("smpp"):
        found["smpp"] = {
            **_address(call, "smpp", 2775),
            "system_id": call.get("system_id", ""),
            "password": _password(call),
            "sender": sender,
            "encoding": "ucs2" if call.get("ucs2", False) else "euc-kr",
            "tls": call.get("tls", False),
        }
    if call.get("agent"):
        found["agent"] = {"database": call.private("agent_database"), "sender": sender, "layout": call.get("agent")}
    if call.get("mail"):
        user = call.get("mail_user", "")
        found["mail"] = {
            **_address(call, "mail", 25),
            "sender": call.get("mail_from", ""),
            "user": user,
            "password": _password(call) if user else "",
            "tls": call.get("tls", False),
        }
    if call.get("daily_max") is not None:
        found["daily_max"] = call.get("daily_max")
    return {**found, "training": call.get("training", False), "from_hour": int(hours[0]), "to_hour": int(hours[2])}


def _address(call: Call, name: str, port: int) -> dict[str, Any]:
    host, colon, digits = call.get(name).rpartition(":")
    if not colon:
        return {"host": digits, "port": port}
    if not host or not digits.isdecimal():
        raise WrongUse("use_bad_value", command="minwon central notices set", what=f"--{name}", value=call.get(name))
    return {"host": host.strip("[]"), "port": int(digits)}


def _password(call: Call) -> str:
    """From the environment, else asked. WrongUse `password_needed` when nobody can be asked."""
    if (given := os.environ.get(PASSWORD)) is not None:
        return given
    if not somebody_is_there():
        raise WrongUse("password_needed", variable=PASSWORD)
    return getpass.getpass(call.words.text("cli.ask.notices_password"))


def show(open_central: Open, call: Call) -> int:
    """How each office's messages travel, without passwords, and how many stand where."""
    found = open_central(call).notices(call.get("office"), passphrase=call.settings.passphrase)
    if call.json:
        call.row(found)
        return 0
    if not found["providers"]:
        call.say("provider_none")
    for each in found["providers"]:
        call.line(f"{_named(call, each['office'])}  {each['kind']}  {each['where']}  {each['sender']}")
    for each in found["notices"]:
        oldest = seoul_text(each["oldest"])
        call.line(f"{each['office']}  {each['state']:10} {each['code']:20} {each['count']:>7,}  {oldest}")
    return 0


def drop(open_central: Open, call: Call) -> int:
    """Nothing is sent that way any more."""
    office = call.get("office", "")
    dropped = open_central(call).drop_notices(office)
    call.answer(
        {"office": office or None, "dropped": dropped}, "provider_dropped" if dropped else "provider_none", office=_named(call, office)
    )
    return 0


def _named(call: Call, office: str) -> str:
    return office or call.words.text("cli.say.every_office")
