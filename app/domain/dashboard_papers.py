"""The 현황판 as a paper of the office. Pure."""

from __future__ import annotations

import msgspec

from app.domain.dashboard import Dashboard
from app.domain.papers import OfficeInfo


class DashboardSheet(msgspec.Struct, frozen=True, kw_only=True):
    """현황표 of a date. `names`: service → its short Korean name; one without a form stands under its identifier."""

    office: OfficeInfo
    board: Dashboard
    names: dict[str, str]
    clerk: str
    training: bool = False
