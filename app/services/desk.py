"""The desk as its services see it: who it is, its reference data, its ports. Made once by bootstrap."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from app.domain.drawer_settings import SETTING as DRAWER
from app.domain.drawer_settings import kept_drawer
from app.domain.errors import Refused
from app.domain.forms import Catalogue, FormDef
from app.domain.moments import moment_of, ms_of
from app.domain.papers import OfficeInfo
from app.ports.clock import Clock
from app.ports.crypto import Passwords, Sealer, Signer
from app.ports.ids import Ids
from app.ports.store import OpenDay, Store

SEOUL = ZoneInfo("Asia/Seoul")
_NAME = re.compile(r"(?!.*\d{4})[a-z][a-z0-9_]{0,59}")


class DeskIdentity(msgspec.Struct, frozen=True, kw_only=True):
    """Who this home is; written by `init` or by enrolment (setting `identity`)."""

    office: str
    desk: str
    office_name: str = ""
    division: str = ""
    device_id: UUID
    epoch: int = 1
    branch: int = 0
    training: bool = False
    central_url: str = ""
    central_id: bytes = bytes(32)
    ca_pem: str = ""
    central_box: bytes = b""


@dataclass(frozen=True)
class Desk:
    """Everything a service needs. Services that write run on the writer lane, the others on either lane."""

    identity: DeskIdentity
    catalogue: Catalogue
    store: Store
    clock: Clock
    ids: Ids
    signer: Signer
    sealer: Sealer
    passwords: Passwords

    def form(self, service: str) -> FormDef:
        """The form of a service. Refused `service_unknown`."""
        form = self.catalogue.forms.get(service)
        if form is None:
            # A name of a service is repeated, a number that slipped into its place is not.
            raise Refused("service_unknown", service=service if _NAME.fullmatch(service) else "…")
        return form

    def office_info(self) -> OfficeInfo:
        """The office as papers name it, and who signs them in the 결재란."""
        boxes = kept_drawer(self.store.working.setting(DRAWER)).approvals
        identity = self.identity
        return OfficeInfo(office=identity.office, name=identity.office_name, division=identity.division, approval_boxes=list(boxes))


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return ms_of(moment)


def from_ms(value: int) -> datetime:
    """The aware UTC moment of those milliseconds; `moments.UNKNOWN` for what no calendar has."""
    return moment_of(value)


def seoul_date(moment: datetime) -> date:
    """The calendar day people in Seoul see at that moment."""
    return moment.astimezone(SEOUL).date()


def day_date(day: str) -> date:
    """The calendar date of a business day `2026-11-20` or `2026-11-20/2`."""
    return date.fromisoformat(day[:10])


def day_to_open(last: OpenDay | None, today: date) -> str:
    """The business day that would be opened now: never before the last one, the next part on the same date (ARCHITECTURE §2)."""
    if last is None:
        return today.isoformat()
    last_date = day_date(last.day)
    if today > last_date:
        return today.isoformat()
    part = int(last.day.partition("/")[2] or 1)
    return f"{last_date.isoformat()}/{part + 1}"


def entry_day(desk: Desk) -> str:
    """The business day an entry of this moment belongs to: the open one, else the next (nothing is written into a closed day)."""
    last = desk.store.days.last()
    if last is not None and last.closed_at is None:
        return last.day
    return day_to_open(last, seoul_date(desk.clock.now()))


def working_day(desk: Desk) -> str:
    """The open business day. Refused `day_not_open`; `previous_day_unclosed` when it is an earlier date's (COUNTER §6, 15)."""
    last = desk.store.days.last()
    if last is None or last.closed_at is not None:
        raise Refused("day_not_open")
    if day_date(last.day) < seoul_date(desk.clock.now()):
        raise Refused("previous_day_unclosed", day=last.day)
    return last.day
