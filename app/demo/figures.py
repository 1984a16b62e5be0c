"""The numbers that have to be the same everywhere at the end of the day."""

from __future__ import annotations

from typing import NamedTuple


class Figures(NamedTuple):
    """What one place counts for the office's day. `entries` None: a paper does not count them."""

    cases: int
    net_won: int
    entries: int | None


def differences(places: dict[str, Figures]) -> list[str]:
    """One phrase per number that is not the same in all places; empty if all agree."""
    found = []
    for name in Figures._fields:
        values = {place: getattr(each, name) for place, each in places.items() if getattr(each, name) is not None}
        if len(set(values.values())) > 1:
            found.append(f"{name}: " + ", ".join(f"{place} {value}" for place, value in values.items()))
    return found
