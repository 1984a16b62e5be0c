"""What an office decides about its drawers: covered counts, 증지, terminal totals, treasury and cashier (COUNTER §8, wizard 7)."""

from __future__ import annotations

from typing import Literal

import msgspec

from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.free_text import checked

SETTING = "drawer"
NAME_MAX = 60


class DrawerSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`blind`: 금액 가리고 세기. `stamps`: how 증지 are made here; `none`: not at this desk. `terminal_totals`: those of the
    card terminal belong to each closing. `treasury`: 시·구금고. `cashier`: 분임 출납원.
    """

    blind: bool = False
    stamps: Literal["none", "electronic", "machine"] = "none"
    terminal_totals: bool = False
    treasury: str = ""
    cashier: str = ""


def drawer_settings(desk: Desk) -> DrawerSettings:
    """As they were set at this desk, or as a new desk has them."""
    stored = desk.store.working.setting(SETTING)
    return msgspec.msgpack.decode(stored, type=DrawerSettings) if stored else DrawerSettings()


def set_drawer(desk: Desk, actor: Actor, settings: DrawerSettings) -> None:
    """They hold from now on. Refused `not_allowed`, `name_invalid`."""
    require(actor.role, "set_drawer")
    treasury, cashier = checked(settings.treasury), checked(settings.cashier)
    if max(len(treasury), len(cashier)) > NAME_MAX:
        raise Refused("name_invalid")
    kept = msgspec.structs.replace(settings, treasury=treasury, cashier=cashier)
    desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(kept))
