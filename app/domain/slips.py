"""Slips of paper with numbers printed beforehand (수기접수증): which are out, used, accounted for, missing (ARCHITECTURE A6, A11). Pure.

Slips are taken from the stack in the order of their numbers. The highest number that was typed in or accounted for is the
mark up to which the stack is used; a number below it of which nothing is known is missing (결번), what lies above is stock.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

Mark = Literal["printed", "handed_out", "spoiled", "blank", "lost"]
ACCOUNTED: Final[tuple[Mark, ...]] = ("handed_out", "spoiled", "blank", "lost")
BLOCK_MAX: Final = 500  # slips that are printed at a time
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


def account(marks: Sequence[Marked], typed: Iterable[int]) -> Account:
    """What is known of a range's numbers; of several marks on one number the last one counts, a typed slip beats them all.

    A longer span than one block means what was printed before: whoever names numbers without end has not made them.
    """
    blocks = [each for each in marks if each.last - each.first < BLOCK_MAX]
    numbers = {serial for each in blocks for serial in range(each.first, each.last + 1)}
    printed = {serial for each in blocks if each.mark == "printed" for serial in range(each.first, each.last + 1)}
    left, last_word = sorted(numbers), dict[int, Marked]()
    for each in reversed(marks):
        if each.mark != "printed":
            low, high = bisect_left(left, each.first), bisect_right(left, each.last)
            last_word |= dict.fromkeys(left[low:high], each)
            del left[low:high]
    void = {serial: each for serial, each in last_word.items() if each.mark != "handed_out"}
    used = set(typed)
    used_to = max([0, *last_word, *used])
    return Account(
        printed=len(printed),
        typed=len(used),
        missing=sorted(serial for serial in printed if serial <= used_to and serial not in used and serial not in void),
        void={serial: void[serial] for serial in sorted(void) if serial not in used},
        stock=sum(1 for serial in printed if serial > used_to),
        last_printed=max(printed, default=0),
        used_up_to=used_to,
    )
