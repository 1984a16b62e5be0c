"""The year that will be played: which case comes on which day, and what becomes of it, by one seed. Pure: the same seed, the same plan.

The whole year is laid out at once, as short as can be; the drafts of a day are drawn when its turn comes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, Final, Literal

import msgspec

from app.demo.year_mix import ISSUED_AT_ONCE, YearMix, shared
from app.domain.answers import Draft
from app.domain.forms import Catalogue
from app.domain.sampling import EVIDENCE, People, sample

Tender = Literal["cash", "card", "transit"]
DAY_S: Final = 32_400  # from nine to six
_TENDERS: Final[tuple[Tender, ...]] = ("card", "card", "card", "card", "card", "cash", "cash", "cash", "transit")
_BASKETS: Final = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
_EXEMPT: Final = 0.04


class Planned(msgspec.Struct, kw_only=True):
    """One case of the year. `fields`: answers that are not drawn; `facts`: step → what it has to say."""

    no: int
    service: str
    path: str
    fields: dict[str, Any]
    facts: dict[str, dict[str, Any]] = {}

    @property
    def plain(self) -> bool:
        """A paper that is issued at once, so it may lie in one basket with others."""
        return self.path == ISSUED_AT_ONCE


class YearVisit(msgspec.Struct, frozen=True, kw_only=True):
    """One citizen of a day: the drafts of the basket, and of a single case what becomes of it."""

    at_s: int
    passport: bool
    drafts: list[Draft]
    tender: Tender
    approval_no: str
    last4: str
    exemption: str | None
    path: str
    facts: dict[str, dict[str, Any]]


class YearPlan(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: the cases of each working day; `kiosks`: of each day what each machine issued, paper by paper."""

    seed: int
    days: list[tuple[date, list[Planned]]]
    kiosks: dict[date, dict[str, dict[str, int]]]

    @property
    def cases(self) -> int:
        return sum(len(cases) for _, cases in self.days)


def plan_year(mix: YearMix, catalogue: Catalogue, *, seed: int, scale: Fraction) -> YearPlan:
    """Every case of the year has its service, its path and its day. `scale`: part of a whole year's work, above 0."""
    random = Random(f"minwon year {mix.year} {seed}")
    cases = _cases(mix, random, scale)
    _mark(mix, catalogue, cases, random, scale)
    random.shuffle(cases)
    days = mix.working_days()
    by_day: dict[date, list[Planned]] = {day: [] for day in days}
    for case in cases:
        by_day[random.choice(days)].append(case)
    return YearPlan(seed=seed, days=list(by_day.items()), kiosks=_kiosks(mix, days, random, scale))


def _kiosks(mix: YearMix, days: Sequence[date], random: Random, scale: Fraction) -> dict[date, dict[str, dict[str, int]]]:
    """The machines' papers, spread over the working days; a machine that issued nothing has no count."""
    kiosk = mix.kiosk
    machines, papers = list(kiosk.machines), list(kiosk.papers)
    found: dict[date, dict[str, dict[str, int]]] = {}
    for day in random.choices(days, k=round(kiosk.count * scale)):
        machine = random.choices(machines, list(kiosk.machines.values()))[0]
        paper = random.choices(papers, list(kiosk.papers.values()))[0]
        counts = found.setdefault(day, {}).setdefault(machine, {})
        counts[paper] = counts.get(paper, 0) + 1
    return found


def _cases(mix: YearMix, random: Random, scale: Fraction) -> list[Planned]:
    found: list[Planned] = []
    for line in mix.line:
        count = line.scaled(scale)
        services = [name for name, n in shared(line.services, count).items() for _ in range(n)]
        paths = [name for name, n in shared(line.paths or {ISSUED_AT_ONCE: 1}, count).items() for _ in range(n)]
        random.shuffle(services)
        random.shuffle(paths)
        start = len(found) + 1
        found += [
            Planned(no=no, service=service, path=path, fields=dict(line.fields))
            for no, (service, path) in enumerate(zip(services, paths, strict=True), start)
        ]
    return found


def _mark(mix: YearMix, catalogue: Catalogue, cases: list[Planned], random: Random, scale: Fraction) -> None:
    for mark in mix.mark:
        mine = [case for case in cases if catalogue.forms[case.service].life == mark.life and _can_say(mix, case, mark.step)]
        chosen = {case.no for case in random.sample(mine, min(len(mine), mark.scaled(scale)))}
        for case in mine:
            value = random.choice(mark.values) if case.no in chosen else mark.otherwise
            if mark.step:
                case.facts = {**case.facts, mark.step: {**case.facts.get(mark.step, {}), mark.field: value}}
            else:
                case.fields[mark.field] = value


def _can_say(mix: YearMix, case: Planned, step: str) -> bool:
    return not step or (case.path in mix.paths and any(each.step == step for each in mix.paths[case.path].steps))


def visits_of_day(day: date, cases: list[Planned], catalogue: Catalogue, people: People, *, seed: int) -> list[YearVisit]:
    """That day's citizens in the order in which they come."""
    random = Random(f"minwon year {seed} {day.isoformat()}")
    baskets = list(_baskets([case for case in cases if case.plain], random)) + [[case] for case in cases if not case.plain]
    times = sorted(random.randrange(DAY_S) for _ in baskets)
    random.shuffle(baskets)
    return [_visit(at_s, basket, day, catalogue, people, random, seed) for at_s, basket in zip(times, baskets, strict=True)]


def _baskets(papers: list[Planned], random: Random) -> Iterator[list[Planned]]:
    start = 0
    while start < len(papers):
        size = random.choice(_BASKETS)
        yield papers[start : start + size]
        start += size


def _visit(at_s: int, basket: list[Planned], day: date, catalogue: Catalogue, people: People, random: Random, seed: int) -> YearVisit:
    drafts = [_draft(case, day, catalogue, people, seed) for case in basket]
    forms = [catalogue.forms[case.service] for case in basket]
    passport = forms[0].life == "passport"
    tender: Tender = random.choice(_TENDERS)
    if passport and tender == "transit":
        tender = "card"  # a transit card does not hold that much
    grounds = [code for form in forms for code in form.exemptions]
    exemption = random.choice(grounds) if grounds and basket[0].plain and random.random() < _EXEMPT else None
    if exemption is not None:
        drafts = [msgspec.structs.replace(each, evidence=EVIDENCE) for each in drafts]
    return YearVisit(
        at_s=at_s,
        passport=passport,
        drafts=drafts,
        tender=tender,
        approval_no=f"{random.randrange(10**8):08d}" if tender == "card" else "",
        last4=f"{random.randrange(10**4):04d}" if tender == "card" else "",
        exemption=exemption,
        path=basket[0].path,
        facts=basket[0].facts,
    )


def _draft(case: Planned, day: date, catalogue: Catalogue, people: People, seed: int) -> Draft:
    """A sample draft without money: the visit pays once for all of it."""
    fixed: Mapping[str, object] = case.fields
    drawn = sample(catalogue.forms[case.service], seed=seed, index=case.no, today=day, people=people, fixed=fixed)
    return msgspec.structs.replace(drawn, tender="none", approval_no=None, exemption=None, evidence=None, draft_id=None)
