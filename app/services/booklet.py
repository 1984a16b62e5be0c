"""The passport that is handed over is the one of its case (COUNTER §3 F, 교부): compared in the service, so at a shell as in the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from app.domain.cases import Case
from app.domain.errors import IntegrityViolated, Refused
from app.domain.lives import UNDONE_STATES
from app.services.desk import Desk
from app.services.find_cases import unsealed

NUMBER: Final = "passport_no"
_LIVES: Final = frozenset({"passport", "pickup"})
TELLS_BOOKLET: Final = frozenset({"arrive", "relabel"})
_OTHERS_MAX: Final = 20


def check_booklet(desk: Desk, case: Case, step: str, told: Mapping[str, Any], entry_id: UUID) -> None:
    """Nothing happens if that step hands over the passport the case knows, or the case knows no number yet.

    `told`: the step's facts, sealed under `entry_id`. Known is what came with its arrival, else what the case was received with.
    Refused `passport_no_differs`.
    """
    handed = told.get(NUMBER)
    if step != "deliver" or case.life not in _LIVES or not isinstance(handed, bytes):
        return
    known = _known(desk, case)
    if known and known != desk.sealer.unseal(handed, entry_id=entry_id, field_id=f"facts.{NUMBER}"):
        raise Refused("passport_no_differs")


def of_one_case(desk: Desk, case: Case, step: str, told: Mapping[str, Any], entry_id: UUID) -> None:
    """Nothing happens if no other passport of this office is told by the number which that step tells of this one.

    `told`: the step's facts, sealed under `entry_id`. Refused `passport_no_elsewhere` (fact `number`: the other case).
    """
    told_no = told.get(NUMBER)
    if step not in TELLS_BOOKLET or case.life != "passport" or not isinstance(told_no, bytes):
        return
    number = desk.sealer.unseal(told_no, entry_id=entry_id, field_id=f"facts.{NUMBER}")
    brought = case.answers.get(NUMBER)
    if isinstance(brought, bytes) and unsealed(desk, case, NUMBER, brought) == number:
        return  # its entries are changed: the booklet is one that was handed over before
    cases = desk.store.cases
    for row in cases.search_macs([desk.sealer.lookup(NUMBER, number)], after=None, limit=_OTHERS_MAX):
        other = cases.find(row.case_id)
        if other is None or other.case_id == case.case_id or other.life != "passport" or other.state in UNDONE_STATES:
            continue
        if _told(desk, other) == number:  # as a former passport any number may come again
            raise Refused("passport_no_elsewhere", number=other.number)


def _told(desk: Desk, case: Case) -> str:
    """The number a step told; empty where there is none, or none that this office sealed: what another program wrote stops nobody."""
    told = case.facts.get(NUMBER)
    try:
        return unsealed(desk, case, f"facts.{NUMBER}", told) if isinstance(told, bytes) else ""
    except IntegrityViolated:
        return ""


def _known(desk: Desk, case: Case) -> str:
    arrived, received = case.facts.get(NUMBER), case.answers.get(NUMBER)
    if isinstance(arrived, bytes):
        return unsealed(desk, case, f"facts.{NUMBER}", arrived)
    return unsealed(desk, case, NUMBER, received) if isinstance(received, bytes) else ""


def found_by(desk: Desk, case: Case, told: Mapping[str, Any], entry_id: UUID) -> dict[str, list[bytes]]:
    """By which passport numbers the case is found after a step that tells one: the new one in the place of what it told before.

    Empty where nothing changes. `told`: sealed under `entry_id`.
    """
    new, before = told.get(NUMBER), case.facts.get(NUMBER)
    if not isinstance(new, bytes):
        return {}
    codes = list(case.lookups.get(NUMBER, []))
    left = list(codes)
    if isinstance(before, bytes) and (old := desk.sealer.lookup(NUMBER, unsealed(desk, case, f"facts.{NUMBER}", before))) in left:
        left.remove(old)
    code = desk.sealer.lookup(NUMBER, desk.sealer.unseal(new, entry_id=entry_id, field_id=f"facts.{NUMBER}"))
    found = left if code in left else [*left, code]
    return {NUMBER: found} if found != codes else {}
