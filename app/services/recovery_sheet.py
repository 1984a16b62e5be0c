"""복구 봉투: the keys of this desk on paper, for the safe of the office, made by two people (COUNTER §8, first start 5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.domain.rights import require
from app.domain.setup_papers import RecoverySheet
from app.domain.views import Actor
from app.services.desk import Desk
from app.services.our_papers import printed
from app.services.two_people import require_two

RECOVERY_SHEET: Final = "recovery_sheet"
Spelled = Callable[[], list[str]]


def recovery_ref(desk: Desk) -> str:
    """Under which number the sheet of this desk's present key is filed: another epoch has another key."""
    identity = desk.identity
    return f"{identity.office}-{identity.desk}-E{identity.epoch}"


def recovery_sheet(desk: Desk, actor: Actor, confirmer: Actor | None, spelled: Spelled) -> RecoverySheet:
    """The sheet, ready to be drawn once and put into an envelope; that it was made, and by whom, is an entry. The keys are in no entry.

    `spelled`: the keys in lines, from bootstrap. Writer lane. Refused `not_allowed`, and as acts of two people are.
    """
    require(actor.role, "print_recovery_sheet")
    require_two(desk, actor, confirmer)
    ref, identity = recovery_ref(desk), desk.identity
    before = printed(desk, actor, RECOVERY_SHEET, ref, None, confirmer.name if confirmer is not None else "")
    return RecoverySheet(
        office=desk.office_info(),
        desk=identity.desk,
        ref=ref,
        lines=spelled(),
        made_at=desk.clock.now(),
        first=actor.name,
        second=confirmer.name if confirmer is not None else "",
        reprint=before,
        training=identity.training,
    )
