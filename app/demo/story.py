"""Plays a planned day at the desks through their services, as clerks would: nothing here writes anywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from string import ascii_uppercase
from time import perf_counter
from typing import Any, Protocol
from uuid import UUID

import msgspec

from app.demo.plan import CLOSING_S, OUTAGE_SYSTEM, Act, DayPlan, Visit
from app.domain.answers import Draft
from app.domain.papers import IntakeSlip, PaymentReceipt
from app.domain.tickets import GENERAL, KINDS
from app.domain.views import Actor, ClosedDay, Recorded
from app.services.desk import SEOUL
from app.services.desk_services import DeskServices

FLOAT_WON = 100_000
NOTE_WON = 10_000
CHILDREN = ("passport_multiple_5y_8to17", "passport_multiple_5y_under8")
SERVED_S, WAITED_S = 60, 900  # a visit lasts that long and up to twice; nobody waits longer than that
NO_TICKET, PRIORITY = 10, 30  # every tenth citizen has no ticket, every thirtieth one of the priority series
DAY_ROOM = timedelta(hours=23, minutes=50)


class StoryClock(Protocol):
    """A training home's clock."""

    def now(self) -> datetime: ...

    def advance(self, by: timedelta) -> None: ...


@dataclass(frozen=True)
class Staff:
    """Who works at a desk; `leader` is the supervisor."""

    clerk: str
    passport_clerk: str
    leader: str


@dataclass
class Played:
    """What a day at one desk came to. `slowest_ms`: the longest anybody waited for a number."""

    cases: int = 0
    visits: int = 0
    only_received: int = 0
    issued_later: int = 0
    cancelled: int = 0
    handed_over: int = 0
    late: int = 0
    slowest_ms: float = 0.0
    receipt: PaymentReceipt | None = None
    slip: IntakeSlip | None = None
    provisional_slip: IntakeSlip | None = None


@dataclass
class DeskDay:
    """One desk through its day."""

    services: DeskServices
    clock: StoryClock
    staff: Staff
    password: str
    pace: float = 1.0
    opened_at: datetime = field(init=False)
    played: Played = field(default_factory=Played)
    _actors: dict[str, Actor] = field(default_factory=dict)
    _recorded: dict[int, list[Recorded]] = field(default_factory=dict)
    _receipts: dict[int, str] = field(default_factory=dict)
    _visits: dict[int, Visit] = field(default_factory=dict)

    def open(self) -> str:
        """Everybody of this desk has signed in and the day is open; its name."""
        roles = {"clerk": self.staff.clerk, "passport_clerk": self.staff.passport_clerk, "supervisor": self.staff.leader}
        for role, user in roles.items():
            self._actors[role] = self.services.sign_in(user, self.password)
        self.opened_at = self.clock.now()
        # A demo begun late in the evening is played faster: a business day does not reach into the next date.
        midnight = self.opened_at.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
        self.pace = min(1.0, (midnight + DAY_ROOM - self.opened_at).total_seconds() / CLOSING_S)
        return self.services.open_day(self._actors["clerk"], FLOAT_WON)

    @property
    def leader(self) -> Actor:
        return self._actors["supervisor"]

    def wait_until(self, at_s: int) -> None:
        """The desk's clock shows that second of the day, unless it is later already."""
        ahead = self.opened_at + timedelta(seconds=at_s * self.pace) - self.clock.now()
        if ahead > timedelta():
            self.clock.advance(ahead)

    def actor(self, role: str) -> Actor:
        """Who does that work at this desk."""
        return self._actors[role]

    def moved_to(self, services: DeskServices, clock: StoryClock) -> None:
        """The same desk was shut and opened again; its people go on where they were."""
        self.services, self.clock = services, clock

    # ── visits ──

    def serve(self, visit: Visit, next_at_s: int) -> None:
        """The citizen has got what there was to get, and the papers that go with it. `next_at_s`: when the next one is served here."""
        actor = self._actors[visit.role]
        visit_id = self._called(visit, actor)
        drafts = [self._late(visit, each) for each in visit.drafts]
        received_won = self._notes(visit, drafts)
        start = perf_counter()
        done = self.services.record_visit(
            actor,
            drafts,
            tender=visit.tender if visit.pays else "none",
            received_won=received_won,
            approval_no=visit.approval_no if visit.pays else "",
            last4=visit.last4 if visit.pays else "",
            exemption=visit.exemption,
            visit_id=visit_id,
        )
        played = self.played
        played.slowest_ms = max(played.slowest_ms, (perf_counter() - start) * 1000)
        played.visits += 1
        played.cases += len(done.cases)
        played.only_received += sum(each.provisional for each in done.cases)
        played.late += bool(visit.late_s)
        self._recorded[visit.no], self._visits[visit.no] = done.cases, visit
        if done.receipt_no is not None:
            self._receipts[visit.no] = done.receipt_no
            if visit.receipt:
                receipt = self.services.payment_receipt(actor, done.receipt_no)
                played.receipt = _fuller(played.receipt, receipt)
        for case in done.cases:
            if visit.slip or case.provisional:
                self._slip(actor, case)
        if visit_id is not None:
            self.wait_until(min(visit.at_s + SERVED_S + visit.no * 37 % SERVED_S, next_at_s))
            self.services.queue.end(actor)

    def _called(self, visit: Visit, actor: Actor) -> UUID | None:
        """Who took a ticket has waited and was called; every tenth has none. It is the visit's moment now."""
        serving = None
        if visit.no % NO_TICKET:
            self.wait_until(visit.at_s - visit.no * 97 % WAITED_S)
            self.services.queue.take(KINDS[1 + visit.no // PRIORITY % 4] if visit.no % PRIORITY == 1 else GENERAL, number=visit.ticket)
        self.wait_until(visit.at_s)
        if visit.no % NO_TICKET:
            serving = self.services.queue.call_next(actor, visit.ticket)
        return serving.visit_id if serving is not None else None

    def _slip(self, actor: Actor, case: Recorded) -> None:
        slip = self.services.intake_slip(actor, case.case_id)
        if slip.provisional:
            self.played.provisional_slip = self.played.provisional_slip or slip
        else:
            self.played.slip = self.played.slip or slip

    def _late(self, visit: Visit, draft: Draft) -> Draft:
        if not visit.late_s:
            return draft
        asked_at = self.clock.now() - timedelta(seconds=visit.late_s * self.pace + 301)
        return msgspec.structs.replace(draft, intake_at=asked_at.isoformat(), late_reason="접수기 점검으로 접수증에 적어 둔 뒤 입력")

    def _notes(self, visit: Visit, drafts: list[Draft]) -> int:
        """Cash handed over: whole notes for the fee where the visit pays so, 0 for the exact sum."""
        if visit.tender != "cash" or not (visit.notes and visit.pays) or visit.exemption:
            return 0
        due = sum(self.services.quote(each).due_won for each in drafts)
        return -(-due // NOTE_WON) * NOTE_WON

    # ── everything else ──

    def act(self, act: Act) -> None:
        """It has happened."""
        self.wait_until(act.at_s)
        clerk = self._actors["clerk"]
        if act.kind == "lamp_down":
            self.services.set_lamp(clerk, OUTAGE_SYSTEM, True, "인감 시스템 응답 없음")
        elif act.kind == "lamp_up":
            self.services.set_lamp(clerk, OUTAGE_SYSTEM, False)
        elif act.kind == "cancel":
            self.services.cancel_case(clerk, self._first(act).case_id, "민원인이 잘못 신청함", confirmer=self.leader)
            self.played.cancelled += 1
        elif act.kind == "collect_passport":
            self._hand_over(self._first(act), act.visit)
        elif act.kind == "come_back":
            self._issue_later(act)
        elif act.kind == "pay":
            owing = [each.case_id for each in self._recorded[act.visit] if each.fee_won]
            if owing:
                self.services.take_payment(clerk, owing, tender="cash")
        elif act.kind == "reprint" and act.visit in self._receipts:
            self.services.payment_receipt(clerk, self._receipts[act.visit], reason="민원인 요청")
        elif act.kind == "search":
            self._look_up(act)

    def _first(self, act: Act) -> Recorded:
        return self._recorded[act.visit][0]

    def _hand_over(self, case: Recorded, visit: int) -> None:
        """Sent to the maker, back from there, checked against its machine-readable line, handed to its holder."""
        actor = self._actors["passport_clerk"]
        passport_no = booklet_of(case.number)
        facts: dict[str, Any] = {"recipient": "principal", "id_document": "resident_card", "passport_no": passport_no}
        draft = self._visits[visit].drafts[0]
        if draft.agent is not None:
            child = draft.service in CHILDREN
            facts |= {
                "recipient": "statutory_agent" if child else "agent",
                "recipient_name": str(draft.agent.get("name") or ""),
                "recipient_relation": "부모" if child else "가족",
            }
            facts |= {} if child else {"mandate_seen": True, "principal_id": "original"}
        for step, told in (("send", {}), ("arrive", {"passport_no": passport_no, "shelf": "B-12"}), ("deliver", facts)):
            self.services.advance_case(actor, case.case_id, step, facts=told)
        self.played.handed_over += 1

    def _issue_later(self, act: Act) -> None:
        """The system is back and so is the citizen: fee, payment, issue."""
        clerk = self._actors["clerk"]
        for case in self._recorded[act.visit]:
            if not case.provisional:
                continue
            if self.services.charge_received(clerk, case.case_id):
                self.services.take_payment(clerk, [case.case_id], tender="cash")  # which issues it, too
            else:
                self.services.advance_case(clerk, case.case_id, "issue", facts={}, note="시스템 복구 뒤 발급")
            self.played.issued_later += 1

    def _look_up(self, act: Act) -> None:
        clerk = self._actors["clerk"]
        name = str(self._visits[act.visit].drafts[0].applicant.get("name") or "")
        if name and self.services.find_cases(clerk, name):
            self.services.view_case(clerk, self._first(act).number)

    def close(self) -> ClosedDay:
        """The drawer is counted, the supervisor has closed the day."""
        self.wait_until(CLOSING_S)
        status = self.services.day_status()
        in_drawer = status.float_won + status.totals.tender("cash") - status.totals.reversed_by_tender.get("cash", 0)
        return self.services.close_day(self.actor("clerk"), counted_won=in_drawer, confirmer=self.leader)


def play(desks: Mapping[str, DeskDay], plan: DayPlan) -> None:
    """All visits and everything beside them have happened, at all desks, in the order of time."""
    both: list[Visit | Act] = [*plan.visits, *plan.acts]
    nexts: dict[str, int] = {}
    following: dict[int, int] = {}
    for visit in sorted(plan.visits, key=lambda each: each.at_s, reverse=True):
        following[visit.no] = nexts.get(visit.desk, CLOSING_S)
        nexts[visit.desk] = visit.at_s
    for what in sorted(both, key=lambda each: (each.at_s, isinstance(each, Act))):
        desk = desks[what.desk]
        if isinstance(what, Visit):
            desk.serve(what, following[what.no])
        else:
            desk.act(what)


def booklet_of(number: str) -> str:
    """The invented passport number of the case of that number: no other case of this office has it within 18 years, whichever desk's."""
    _, desk, ymd, serial, _ = number.split("-")
    turns, letter = divmod(date.fromisoformat(f"20{ymd}").toordinal(), len(ascii_uppercase))
    first, digit = divmod(turns, 10)
    return f"{ascii_uppercase[first % len(ascii_uppercase)]}{digit}{int(desk[:2]):02d}{ascii_uppercase[letter]}{int(serial) % 10_000:04d}"


def _fuller(one: PaymentReceipt | None, other: PaymentReceipt) -> PaymentReceipt:
    """The receipt that shows more."""
    return other if one is None or len(other.lines) > len(one.lines) else one
