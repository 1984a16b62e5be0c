"""마감 시각과 야간 시간 of this desk, as they lie in its home (COUNTER §8, wizard 6). They move no deadline: they remind of the closing."""

from __future__ import annotations

import msgspec

from app.domain.closing_time import SETTING, ClosingTime, kept_closing_time, passed
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, day_date


def closing_time(desk: Desk) -> ClosingTime:
    """As it was set at this desk. Any lane."""
    return kept_closing_time(desk.store.working.setting(SETTING))


def set_closing_time(desk: Desk, actor: Actor, said: ClosingTime) -> None:
    """It holds from now on. Writer lane. Refused `not_allowed`."""
    require(actor.role, "set_drawer")
    desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(said))


def time_to_close(desk: Desk, day: str) -> str:
    """`18:00` once that business day should have been closed by now; empty before that. Any lane."""
    found = passed(closing_time(desk), day_date(day), desk.clock.now())
    return f"{found:%H:%M}" if found is not None else ""
