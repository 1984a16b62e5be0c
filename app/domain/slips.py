"""Slips of paper with numbers printed beforehand (수기접수증): which are out, used, accounted for, missing (ARCHITECTURE A6, A11). Pure.

Slips are taken from the stack in the order of their numbers. The highest number that was typed in or accounted for is the
mark up to which the stack is used; a number below it of which nothing is known is missing (결번), what lies above is stock.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec

Mark = Literal["printed", "handed_out", "spoiled", "blank", "lost"]
ACCOUNTED: Final[tuple[Mark, ...]] = ("handed_out", "spoiled", "blank", "lost")
STOCK_LOW: Final = 20  # COUNTER §8: fewer blank slips than this is said on the readiness page


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What was said about the numbers `first` to `last` of one range, in the order in which it was said."""

    first: int
    last: int
    mark: Mark
    reason: str = ""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """`missing`: used and not known what became of them; `void`: serial → mark and reason; `stock`: blank slips on the desk."""

    printed: int
    typed: int
    missing: list[int]
    void: dict[int, Marked]
    stock: int
    last_printed: int
    used_up_to: int


def account(marks: Iterable[Marked], typed: Iterable[int]) -> Account:
    """What is known of a range's numbers; of several marks on one number the last one counts, a typed slip beats them all."""
    printed: set[int] = set()
    void: dict[int, Marked] = {}
    high = 0
    for each in marks:
        serials = range(each.first, each.last + 1)
        if each.mark == "printed":
            printed.update(serials)
            continue
        high = max(high, each.last)
        for serial in serials:
            if each.mark == "handed_out":
                void.pop(serial, None)
            else:
                void[serial] = each
    used = set(typed)
    high = max([high, *used])
    return Account(
        printed=len(printed),
        typed=len(used),
        missing=sorted(serial for serial in printed if serial <= high and serial not in used and serial not in void),
        void={serial: void[serial] for serial in sorted(void) if serial not in used},
        stock=sum(1 for serial in printed if serial > high),
        last_printed=max(printed, default=0),
        used_up_to=high,
    )
