"""Why a fee is what it is ("why 52,000?"): rows of label and value in both languages, for the screen, the shell and a citizen who asks."""

from __future__ import annotations

import msgspec

from app.domain.forms import Text


class WhyRow(msgspec.Struct, frozen=True, kw_only=True):
    """`key`: stable name of what the row tells (`rule`, `period`, `bundle` …); `label` and `value` for people."""

    key: str
    label: Text
    value: Text


class WhyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One fee line and where each of its figures comes from."""

    line: int
    title: Text
    due_won: int
    rows: list[WhyRow]


class FeeWhy(msgspec.Struct, frozen=True, kw_only=True):
    """`number`: of the case, '' of a draft. `rows`: what is true of the whole case; a case without lines has only these."""

    number: str
    service: str
    name: Text
    due_won: int
    rows: list[WhyRow]
    lines: list[WhyLine]
