"""Papers of the first start: 시험 출력 of each printer. Nothing on it is anybody's."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from app.domain.papers import OfficeInfo


class TestPage(msgspec.Struct, frozen=True, kw_only=True):
    """시험 출력. `kind`: the printer it is for, as `every_paper.PrinterKind`."""

    __test__ = False  # the name is the paper's: nothing for pytest

    office: OfficeInfo
    desk: str
    ref: str
    kind: Literal["receipt", "a4", "label"]
    made_at: datetime
    clerk: str = ""
    training: bool = False


class RecoverySheet(msgspec.Struct, frozen=True, kw_only=True):
    """복구 봉투의 내용: whoever has it can read this desk's ledger. `lines`: the keys as `keystore.spelling` writes them, with checks.

    `reprint`: how often it was made before for the same key.
    """

    office: OfficeInfo
    desk: str
    ref: str
    lines: list[str]
    made_at: datetime
    first: str
    second: str
    reprint: int = 0
    training: bool = False

    def __repr__(self) -> str:
        """Keys never get into a log or a traceback."""
        return "RecoverySheet(…)"
