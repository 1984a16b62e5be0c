"""How a desk keeps its drawer and what its papers of money carry, as it lies in the home (COUNTER §8, wizard 7). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from app.domain.errors import Refused

SETTING: Final = "drawer"
NAME_MAX: Final = 60
BOX_MAX: Final = 8  # letters that can be read above a box of 16 mm
BOXES_MAX: Final = 5
BOXES: Final = ("담당", "팀장", "과장")


class DrawerSettings(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`blind`: 금액 가리고 세기. `stamps`: how 증지 are made here; `none`: not at this desk. `terminal_totals`: those of the
    card terminal belong to each closing. `treasury`: 시·구금고. `cashier`: 분임 출납원. `approvals`: who signs in the 결재란, in order.
    """

    blind: bool = False
    stamps: Literal["none", "electronic", "machine"] = "none"
    terminal_totals: bool = False
    treasury: str = ""
    cashier: str = ""
    approvals: tuple[str, ...] = BOXES


def kept_drawer(stored: bytes | None) -> DrawerSettings:
    """What lies in the home, or what a new desk has."""
    return msgspec.msgpack.decode(stored, type=DrawerSettings) if stored else DrawerSettings()


def approvals_of(names: Sequence[str]) -> tuple[str, ...]:
    """Those names for the 결재란, without the empty ones; none: the papers have no 결재란. Refused `approvals_invalid`."""
    found = tuple(name for each in names if (name := each.strip()))
    if len(found) > BOXES_MAX or len(set(found)) != len(found) or any(len(name) > BOX_MAX for name in found):
        raise Refused("approvals_invalid", most=BOXES_MAX, letters=BOX_MAX)
    return found
