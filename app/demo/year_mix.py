"""What a whole year at the counter is made of: `resources/demo/year_2010.toml`."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec

from app.demo.day_mix import apportion
from app.domain.errors import IntegrityViolated

ISSUED_AT_ONCE = ""


class YearLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many cases of these services (shares), all with these answers, whose lives take these paths (shares); none: issued at once."""

    count: int
    services: dict[str, int]
    fields: dict[str, Any] = {}
    paths: dict[str, int] = {}

    def scaled(self, scale: Fraction) -> int:
        """Cases in that part of a year; of what there is at all there is one at least."""
        return max(1, round(self.count * scale))


class PathStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A step of a life, `after` working days since the one before; `facts` that are not left to chance."""

    step: str
    after: int = 0
    facts: dict[str, Any] = {}


class LifePath(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a life goes on after its receipt. `cancel`: the citizen goes away before paying."""

    life: str
    steps: list[PathStep] = []
    cancel: bool = False


class Mark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly `count` cases of that life give one of `values` in that field, of the draft or of a step; all others give `otherwise`."""

    life: str
    field: str
    values: list[str]
    count: int
    otherwise: str
    step: str = ""

    def scaled(self, scale: Fraction) -> int:
        return round(self.count * scale)


class Kiosks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """무인민원발급기: papers of the whole year, shares of machines and of papers, and what each paper costs there, in won."""

    count: int
    machines: dict[str, int]
    papers: dict[str, int]
    won: dict[str, int]


class YearMix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year: int
    holidays: list[date]
    line: list[YearLine]
    mark: list[Mark]
    paths: dict[str, LifePath]
    kiosk: Kiosks

    def working_days(self) -> list[date]:
        """Monday to Friday without public holidays."""
        first = date(self.year, 1, 1)
        span = (date(self.year + 1, 1, 1) - first).days
        return [day for day in (first + timedelta(days=n) for n in range(span)) if self.is_working(day)]

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def next_working(self, day: date) -> date:
        after = day + timedelta(days=1)
        while not self.is_working(after):
            after += timedelta(days=1)
        return after


def shared(shares: dict[str, int], total: int) -> dict[str, int]:
    """That many cases between them, as their shares are."""
    whole = sum(shares.values())
    return apportion({name: Fraction(total * part, whole) for name, part in shares.items()}, total)


def load_year(path: Path) -> YearMix:
    """The year of that file. IntegrityViolated `mix_invalid` with `reason`."""
    try:
        mix = msgspec.convert(tomllib.loads(path.read_bytes().decode()), YearMix)
    except OSError as error:
        raise IntegrityViolated("mix_invalid", reason=error.strerror) from error
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntegrityViolated("mix_invalid", reason=str(error)) from error
    unknown = {name for line in mix.line for name in line.paths} - set(mix.paths)
    if unknown:
        raise IntegrityViolated("mix_invalid", reason=f"no path is called {min(unknown)}")
    return mix
