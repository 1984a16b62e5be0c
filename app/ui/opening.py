"""[업무 개시] wherever it stands in the window: the machine is asked first, a desk with something red needs a team leader (COUNTER §8)."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.readiness import MachineFacts
from app.domain.views import Actor
from app.ui.context import Context

NOT_READY = "desk_not_ready"


def open_day(
    context: Context,
    float_won: int,
    *,
    reason: str = "",
    leader: str = "",
    password: str = "",
    done: Callable[[str], object],
    failed: Callable[[Exception], object],
) -> None:
    """The business day is open with that float in the drawer. Refused `desk_not_ready` where no leader signed with a reason."""
    actor, services = context.session.signed_in(), context.services

    def known(machine: MachineFacts) -> None:
        def write() -> str:
            confirmer: Actor | None = services.sign_in(leader, password, second=True) if leader else None
            return services.open_day(actor, float_won, machine=machine, reason=reason, confirmer=confirmer)

        context.write(write, done=done, failed=failed)

    context.net(services.offline.machine_facts, done=known, failed=failed)
