"""소산 인수인계서: what leaves the building on which medium, who gives and who takes it (COUNTER §4). Names are the staff's."""

from __future__ import annotations

from datetime import datetime

import msgspec

from app.domain.backups import CopiedFile
from app.domain.papers import OfficeInfo


class OffsiteSlip(msgspec.Struct, frozen=True, kw_only=True):
    """소산 인수인계서. `ref`: office, desk and quarter; `folder`: of the set on the medium; `entries`, `stream`, `seq`,
    `sealed_files`: what was checked. `number`: which set of that quarter it is.
    """

    office: OfficeInfo
    desk: str
    ref: str
    quarter: str
    medium: str
    folder: str
    files: list[CopiedFile]
    copied_at: datetime
    made_at: datetime
    entries: int
    stream: str
    seq: int
    sealed_files: int
    giver: str
    receiver: str
    number: int = 1
    training: bool = False
