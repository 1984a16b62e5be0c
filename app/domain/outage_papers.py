"""What the papers of an outage say, ready to be drawn: blank slips with numbers, and the 장애기간 처리대장 (COUNTER §4)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.papers import OfficeInfo


class BlankSlip(msgspec.Struct, frozen=True, kw_only=True):
    """One 수기접수증, two sheets to a set: the office's and the citizen's."""

    number: str
    qr: str


class BlankSlips(msgspec.Struct, frozen=True, kw_only=True):
    """A block of slips to be written on by hand during an outage."""

    office: OfficeInfo
    desk: str
    slips: list[BlankSlip]
    printed_at: datetime
    training: bool = False


class OutageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case taken during the outage. `typed_at` None: recorded at once. Deadline and stop are words already; names are masked.

    `fee_won`: what the case costs now (0 while it is only received); `left`: what is still to be done (후속조치).
    """

    number: str
    slip_no: str
    service: str
    name: str
    intake_at: datetime
    typed_at: datetime | None
    typed_by: str
    late_reason: str
    fee_won: int
    paid_won: int
    state: str
    due_before: datetime | None
    due_after: datetime | None
    by_day: bool
    stopped_minutes: int
    stopped_days: int
    lasting: bool
    left: str


class OutageSheet(msgspec.Struct, frozen=True, kw_only=True):
    """장애기간 처리대장. `until` None: the outage lasts. `missing`: slip numbers of which nothing is known; `void`: number, mark, reason.

    `sha256`: over the lines, so that two prints can be compared.
    """

    office: OfficeInfo
    label: str
    system: str
    system_name: str
    since: datetime
    until: datetime | None
    causes: list[str]
    desks: list[str]
    lines: list[OutageLine]
    fee_won: int
    paid_won: int
    only_received: int
    from_slips: int
    missing: list[str]
    void: list[tuple[str, str, str]]
    law: str
    made_at: datetime
    clerk: str
    sha256: str
    training: bool = False
