"""How many cases of which service a working day has: yearly figures divided by working days, rounded so that the sums stay right."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from app.domain.errors import IntegrityViolated

K = TypeVar("K")
Group = Literal["paper", "passport", "filing"]
GROUPS: tuple[Group, ...] = ("paper", "passport", "filing")


class MixLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column of a printed table and the services it is made of; `assumed`: how they share it is not printed."""

    group: Group
    column: str
    year_count: int
    services: dict[str, int]
    assumed: bool = False


class DayMix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`resources/demo/day_mix.toml`."""

    working_days: int
    line: list[MixLine]

    def counts(self, group: Group, day_share: Fraction) -> dict[str, int]:
        """Cases of that group per service on a day of that share (1: a whole day). Their sum is the group's day, rounded once."""
        lines = {each.column: each for each in self.line if each.group == group}
        per_day = {column: Fraction(each.year_count, self.working_days) * day_share for column, each in lines.items()}
        found: dict[str, int] = {}
        for column, count in apportion(per_day, round(sum(per_day.values()))).items():
            shares = lines[column].services
            whole = sum(shares.values())
            wanted = {service: Fraction(count * part, whole) for service, part in shares.items()}
            for service, cases in apportion(wanted, count).items():
                found[service] = found.get(service, 0) + cases
        return {service: cases for service, cases in sorted(found.items()) if cases}


def apportion(wanted: Mapping[K, Fraction], total: int) -> dict[K, int]:
    """Whole numbers as near as can be to what is wanted, with exactly that sum (largest remainders first, ties in order)."""
    given = {key: int(value) for key, value in wanted.items()}
    left = total - sum(given.values())
    by_remainder = sorted(wanted, key=lambda key: wanted[key] - int(wanted[key]), reverse=True)
    return {key: given[key] + (key in by_remainder[:left]) for key in wanted}


def load_mix(path: Path) -> DayMix:
    """The mix of that file. IntegrityViolated `mix_invalid` with `reason`."""
    try:
        return msgspec.convert(tomllib.loads(path.read_bytes().decode()), DayMix)
    except OSError as error:
        raise IntegrityViolated("mix_invalid", reason=error.strerror) from error
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntegrityViolated("mix_invalid", reason=str(error)) from error
