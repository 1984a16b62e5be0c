"""What is told after a branch, a fork, a restored central or a restored desk: what came back, and what may be missing (SYNC §8).

A report is kept with the home, named by its moment, and written out in the reader's language; it holds no personal data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from app.domain.words import Words

ReportKind = Literal["branch", "fork", "generation", "snapshot", "restore", "exported", "imported", "replaced"]


class Span(msgspec.Struct, frozen=True, array_like=True):
    """Entries `first` to `last` of a stream (`device.epoch.branch`)."""

    stream: str
    first: int
    last: int

    @property
    def count(self) -> int:
        return self.last - self.first + 1


class RecoveryReport(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: ms. `facts`: numbers and codes the sentences name. `missing`: entries that existed once and are not here now."""

    at: int
    kind: ReportKind
    facts: dict[str, int | str] = {}
    missing: list[Span] = []


def report_lines(report: RecoveryReport, words: Words, moment: Callable[[int], str]) -> list[str]:
    """The report as lines for people. `moment`: a time in ms as people write it."""
    facts = {name: _said(words, name, value) for name, value in report.facts.items()}
    found = [
        f"{words.text(f'recovery.{report.kind}.title')} · {moment(report.at)}",
        words.text(f"recovery.{report.kind}.what", **facts),
    ]
    if report.missing:
        found.append(words.text("recovery.missing_some", count=sum(span.count for span in report.missing)))
        found += [words.text("recovery.missing_span", stream=span.stream, first=span.first, last=span.last) for span in report.missing]
    else:
        found.append(words.text("recovery.missing_none"))
    found.append(words.text(f"recovery.{report.kind}.next", **facts))
    return found


def _said(words: Words, name: str, value: int | str) -> int | str:
    key = f"recovery.{name}.{value}"
    return words.text(key) if isinstance(value, str) and words.has(key) else value
