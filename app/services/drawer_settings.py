"""What an office decides about its drawers: covered counts, 증지, terminal totals, treasury, cashier, 결재란 (COUNTER §8, wizard 7)."""

from __future__ import annotations

import msgspec

from app.domain.drawer_settings import NAME_MAX, SETTING, DrawerSettings, approvals_of, kept_drawer
from app.domain.errors import Refused
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.free_text import checked


def drawer_settings(desk: Desk) -> DrawerSettings:
    """As they were set at this desk, or as a new desk has them."""
    return kept_drawer(desk.store.working.setting(SETTING))


def set_drawer(desk: Desk, actor: Actor, settings: DrawerSettings) -> None:
    """They hold from now on. Refused `not_allowed`, `name_invalid`, `approvals_invalid`."""
    require(actor.role, "set_drawer")
    treasury, cashier = checked(settings.treasury), checked(settings.cashier)
    if max(len(treasury), len(cashier)) > NAME_MAX:
        raise Refused("name_invalid")
    approvals = approvals_of([checked(each) for each in settings.approvals])
    kept = msgspec.structs.replace(settings, treasury=treasury, cashier=cashier, approvals=approvals)
    desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(kept))
