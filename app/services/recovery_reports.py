"""Written reports of recoveries, kept with the home so that a person can read them later (`minwon recovered`, 동기화)."""

from __future__ import annotations

import msgspec

from app.domain.recovery import RecoveryReport, ReportKind, Span
from app.ports.store import Transaction
from app.services.desk import Desk, to_ms

_PREFIX = "recovery "


def new_report(desk: Desk, kind: ReportKind, missing: list[Span] | None = None, **facts: int | str) -> RecoveryReport:
    """A report of this moment."""
    return RecoveryReport(at=to_ms(desk.clock.now()), kind=kind, facts=facts, missing=missing or [])


def keep_report(desk: Desk, report: RecoveryReport, tx: Transaction | None = None) -> None:
    """The report is kept, in the given transaction or in one of its own. Writer lane."""
    put = tx.put_setting if tx is not None else desk.store.working.put_setting
    put(f"{_PREFIX}{desk.ids.new_id().hex}", msgspec.msgpack.encode(report))


def reports(desk: Desk) -> list[RecoveryReport]:
    """All reports of this home, newest first."""
    found = [msgspec.msgpack.decode(value, type=RecoveryReport) for value in desk.store.working.settings(_PREFIX).values()]
    return sorted(found, key=lambda report: report.at, reverse=True)
