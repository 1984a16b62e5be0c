"""The day that will be played: who comes when to which desk with what, by one seed. Pure: the same seed gives the same plan.

Two desks: 03 takes filings and half of the papers, 05 takes passports and the other half. A visit is one citizen with a basket
of one to three papers, or with one passport application or one filing. Times are seconds after the opening.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from hashlib import sha256
from random import Random
from typing import Final, Literal, TypeVar

import msgspec

from app.demo.day_mix import GROUPS, DayMix
from app.domain import answers
from app.domain.answers import Draft
from app.domain.forms import Catalogue
from app.domain.sampling import EVIDENCE, People, sample

T = TypeVar("T")
Kind = Literal["lamp_down", "lamp_up", "cancel", "collect_passport", "come_back", "pay", "reprint", "search"]
Tender = Literal["cash", "card", "transit"]
DESKS: Final = ("03", "05")
PAPER_DESK, PASSPORT_DESK = DESKS
OUTAGE_SYSTEM: Final = "seal"
DOORS_OPEN_S: Final = 480  # the desk opens at 08:52, the doors at 09:00
HOUR_S: Final = 3600
OUTAGE: Final = (DOORS_OPEN_S + HOUR_S, DOORS_OPEN_S + 2 * HOUR_S)
BACK_FROM_S: Final = DOORS_OPEN_S + 5 * HOUR_S  # from 14:00 on, people who were sent home in the outage come back
CLOSING_S: Final = DOORS_OPEN_S + 33000  # 18:10
# How busy each hour after nine is; at lunch one of two desks is staffed, the last one has fifty minutes.
_BUSY: Final = (10, 13, 12, 4, 9, 12, 11, 10, 6)
_BASKETS: Final = ((1, 68), (2, 22), (3, 10))
_TENDERS: Final[tuple[tuple[Tender, int], ...]] = (("card", 52), ("cash", 33), ("transit", 15))


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One citizen with a basket. `notes`: cash is handed over in notes, so there is change. `late_s`: asked that much earlier.
    `pays` False: the papers are asked for and the citizen goes for money."""

    no: int
    desk: str
    at_s: int
    role: Literal["clerk", "passport_clerk"]
    drafts: list[Draft]
    tender: Tender
    approval_no: str
    last4: str
    exemption: str | None
    notes: bool
    receipt: bool
    slip: bool
    ticket: str
    late_s: int = 0
    pays: bool = True


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens at a desk beside the visits; `visit`: the one it is about, 0 for none."""

    desk: str
    at_s: int
    kind: Kind
    visit: int = 0


class DayPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The whole day in the order of time. `counts`: cases per group, `services`: cases per service."""

    seed: int
    counts: dict[str, int]
    services: dict[str, int]
    visits: list[Visit]
    acts: list[Act]

    @property
    def cases(self) -> int:
        return sum(self.counts.values())

    def digest(self) -> str:
        """SHA-256 of the plan: equal for equal seeds."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


def plan_day(mix: DayMix, catalogue: Catalogue, people: People, *, seed: int, day: date, day_share: Fraction) -> DayPlan:
    """The plan of that day. `day_share`: part of a whole day's work, above 0."""
    by_group = {group: mix.counts(group, day_share) for group in GROUPS}
    planner = _Planner(catalogue, people, seed, day)
    visits = planner.visits(by_group["paper"], by_group["passport"], by_group["filing"])
    return DayPlan(
        seed=seed,
        counts={group: sum(found.values()) for group, found in by_group.items()},
        services={service: count for found in by_group.values() for service, count in found.items()},
        visits=visits,
        acts=planner.acts(visits),
    )


class _Planner:
    def __init__(self, catalogue: Catalogue, people: People, seed: int, day: date) -> None:
        self._catalogue, self._people, self._seed, self._day = catalogue, people, seed, day
        self._random = Random(f"minwon demo {seed}")
        self._drawn = 0

    # ── visits ──

    def visits(self, papers: Mapping[str, int], passports: Mapping[str, int], filings: Mapping[str, int]) -> list[Visit]:
        baskets = self._baskets(self._shuffled(papers))
        half = len(baskets) // 2
        queues = {
            PAPER_DESK: [*baskets[:half], *([service] for service in self._shuffled(filings))],
            PASSPORT_DESK: [*baskets[half:], *([service] for service in self._shuffled(passports))],
        }
        timed = []
        for desk, queue in queues.items():
            self._random.shuffle(queue)
            timed += [(at_s, desk, basket) for at_s, basket in zip(self._times(len(queue)), queue, strict=True)]
        timed.sort(key=lambda each: each[:2])
        found = [self._visit(no, *each) for no, each in enumerate(timed, 1)]
        return self._some_pay_later(self._one_late(found))

    def _shuffled(self, counts: Mapping[str, int]) -> list[str]:
        services = [service for service, count in sorted(counts.items()) for _ in range(count)]
        self._random.shuffle(services)
        return services

    def _baskets(self, services: Sequence[str]) -> list[list[str]]:
        rest, baskets = list(services), []
        while rest:
            size = self._weighted(_BASKETS)
            baskets.append(rest[:size])
            rest = rest[size:]
        return baskets

    def _times(self, count: int) -> list[int]:
        """Arrivals in order, more of them in the busy hours."""
        hours = self._random.choices(range(len(_BUSY)), weights=_BUSY, k=count)
        last = len(_BUSY) - 1
        return sorted(DOORS_OPEN_S + hour * HOUR_S + self._random.randrange(HOUR_S if hour < last else 3000) for hour in hours)

    def _visit(self, no: int, at_s: int, desk: str, basket: Sequence[str]) -> Visit:
        passport = self._catalogue.forms[basket[0]].life == "passport"
        tender: Tender = self._weighted(_TENDERS)
        if passport and tender == "transit":
            tender = "card"  # a transit card does not hold that much
        drafts = self._of_one_person([self._draft(service) for service in basket])
        if OUTAGE[0] < at_s <= OUTAGE[1]:
            drafts = [self._to_be_called(each) for each in drafts]
        visit = Visit(
            no=no,
            desk=desk,
            at_s=at_s,
            role="passport_clerk" if passport else "clerk",
            drafts=drafts,
            tender=tender,
            approval_no=self._digits(8) if tender == "card" else "",
            last4=self._digits(4) if tender == "card" else "",
            exemption=self._exemption(basket),
            notes=self._random.random() < 0.6,
            receipt=self._random.random() < 0.3,
            slip=passport,
            ticket=f"{self._random.choice('AB')}{no:03d}",
        )
        if visit.exemption is None:
            return visit
        # Whoever takes off a fee has seen a paper with a number.
        return msgspec.structs.replace(visit, drafts=[msgspec.structs.replace(each, evidence=EVIDENCE) for each in visit.drafts])

    def _draft(self, service: str) -> Draft:
        """A sample draft without money: the visit pays once for all of it."""
        self._drawn += 1
        form = self._catalogue.forms[service]
        drawn = sample(form, seed=self._seed, index=self._drawn, today=self._day, people=self._people)
        draft_id = f"demo-{self._seed}-{self._drawn}"
        return msgspec.structs.replace(drawn, tender="none", approval_no=None, exemption=None, evidence=None, draft_id=draft_id)

    def _of_one_person(self, drafts: list[Draft]) -> list[Draft]:
        """A basket is one person's: the first paper's applicant asks for the others too, wherever their forms allow it."""
        return [drafts[0], *(self._asked_by(drafts[0].applicant, each) for each in drafts[1:])]

    def _asked_by(self, applicant: Mapping[str, object], draft: Draft) -> Draft:
        shared = {name: value for name, value in applicant.items() if name in draft.applicant}
        same = msgspec.structs.replace(draft, applicant={**draft.applicant, **shared})
        problems = answers.check(self._catalogue.forms[draft.service], same, today=self._day).problems
        return draft if problems else same

    def _to_be_called(self, draft: Draft) -> Draft:
        """Who is sent home in the outage leaves a telephone number."""
        if self._catalogue.forms[draft.service].national_system != OUTAGE_SYSTEM or "phone" in draft.applicant:
            return draft
        return msgspec.structs.replace(draft, applicant={**draft.applicant, "phone": f"0100{self._digits(7)}"})

    def _exemption(self, basket: Sequence[str]) -> str | None:
        if self._random.random() > 0.05:
            return None
        known = [code for service in basket for code in self._catalogue.forms[service].exemptions]
        return self._random.choice(known) if known else None

    def _one_late(self, visits: list[Visit]) -> list[Visit]:
        """One paper of the afternoon was taken on a slip twenty minutes before it could be typed in."""
        for place, each in enumerate(visits):
            if each.desk == PAPER_DESK and each.at_s >= BACK_FROM_S and len(each.drafts) == 1 and not each.exemption:
                visits[place] = msgspec.structs.replace(each, late_s=1200)
                break
        return visits

    def _some_pay_later(self, visits: list[Visit]) -> list[Visit]:
        """The last two at the paper desk who could pay go for their money first; one of them comes back before closing."""
        able = [place for place, each in enumerate(visits) if each.desk == PAPER_DESK and each.at_s >= BACK_FROM_S and self._charged(each)]
        for place in able[-2:]:
            visits[place] = msgspec.structs.replace(visits[place], pays=False, receipt=False)
        return visits

    def _charged(self, visit: Visit) -> bool:
        return (
            not visit.late_s
            and not visit.exemption
            and all(self._catalogue.forms[each.service].life == "certificate" for each in visit.drafts)
        )

    # ── what happens beside the visits ──

    def acts(self, visits: Sequence[Visit]) -> list[Act]:
        found = [Act(desk=desk, at_s=OUTAGE[0], kind="lamp_down") for desk in DESKS]
        found += [Act(desk=desk, at_s=OUTAGE[1], kind="lamp_up") for desk in DESKS]
        found += self._cancellations(visits)
        found += self._handovers(visits)
        waiting = [each for each in visits if OUTAGE[0] < each.at_s <= OUTAGE[1] and _leans_on_outage(self._catalogue, each)]
        for place, each in enumerate(waiting[: (len(waiting) + 1) // 2]):
            found.append(Act(desk=each.desk, at_s=BACK_FROM_S + 240 * place, kind="come_back", visit=each.no))
        found += [Act(desk=each.desk, at_s=each.at_s + 600, kind="pay", visit=each.no) for each in visits if not each.pays][:1]
        for desk in DESKS:
            receipts = [each for each in visits if each.desk == desk and each.receipt and each.at_s > OUTAGE[1]]
            if receipts:
                found.append(Act(desk=desk, at_s=receipts[0].at_s + 400, kind="reprint", visit=receipts[0].no))
            mine = [each for each in visits if each.desk == desk and each.at_s > BACK_FROM_S]
            found += [Act(desk=desk, at_s=each.at_s + 30, kind="search", visit=each.no) for each in mine[:3]]
        return sorted(found, key=lambda each: (each.at_s, each.desk, each.kind, each.visit))

    def _cancellations(self, visits: Sequence[Visit]) -> list[Act]:
        """One paper in 200 is given up a few minutes later, at least one a day."""
        papers = [each for each in visits if each.role == "clerk" and len(each.drafts) == 1 and each.at_s > OUTAGE[1]]
        papers = [each for each in papers if each.pays and not each.late_s]
        papers = [each for each in papers if self._catalogue.forms[each.drafts[0].service].life == "certificate"]
        count = min(len(papers), max(1, len(visits) // 200))
        chosen = self._random.sample(papers, count)
        return [Act(desk=each.desk, at_s=each.at_s + 180, kind="cancel", visit=each.no) for each in chosen]

    def _handovers(self, visits: Sequence[Visit]) -> list[Act]:
        """The day's emergency passport is handed over the same day; on a small day it is the first passport that is."""
        passports = [each for each in visits if each.role == "passport_clerk" and each.at_s < BACK_FROM_S]
        urgent = [each for each in passports if each.drafts[0].service == "passport_emergency"] or passports[:1]
        return [Act(desk=each.desk, at_s=BACK_FROM_S + 2 * HOUR_S, kind="collect_passport", visit=each.no) for each in urgent]

    # ── chance ──

    def _weighted(self, options: Sequence[tuple[T, int]]) -> T:
        return self._random.choices([option for option, _ in options], weights=[weight for _, weight in options])[0]

    def _digits(self, count: int) -> str:
        return f"{self._random.randrange(10**count):0{count}d}"


def _leans_on_outage(catalogue: Catalogue, visit: Visit) -> bool:
    return any(catalogue.forms[each.service].national_system == OUTAGE_SYSTEM for each in visit.drafts)
