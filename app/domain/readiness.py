"""오프라인 준비도: can this desk work for days without central and without the national systems? Pure (COUNTER §8).

Each line is ok, warn (amber) or bad (red), with the facts of its sentence; what to do stands in the words of the same code.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from app.domain.security_paper import LOW
from app.domain.slips import STOCK_LOW

Level = Literal["ok", "warn", "bad"]
MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
GIB: Final = 1 << 30
DISK_BAD: Final = 2 * GIB
DISK_WARN: Final = 10 * GIB
CLOCK_WARN_MS: Final = 30_000
CLOCK_BAD_MS: Final = 5 * MINUTE_MS
CERTIFICATE_WARN_DAYS: Final = 60
ANCHOR_WARN: Final = 100  # entries; it follows within a second, so that many behind it does not follow
REFUSED_MS: Final = 15 * MINUTE_MS  # SYNC §7: an answer nobody knows is tried again as after a time-out, and this long after it is said
NO_END_MS: Final = 253_402_214_400_000  # 9999-12-31: a certificate without an end (RFC 5280 §4.1.2.5)


class MachineFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What only the machine knows. `keys`: keyring or file; `anchor_behind`: entries the anchor lacks, None without one.

    `printer`: name of the default printer, empty if none was found. `backup_failed`: code of the error where the newest try after a
    closing failed. `restore_tested_at`: when a backup was last opened and checked. `folders_away`: kinds of watched folders that cannot be
    reached now. Moments in ms.
    """

    keys: Literal["keyring", "file"]
    anchor_behind: int | None
    disk_free: int
    ledger_bytes: int
    fonts_missing: int
    printer: str
    certificate_until: int | None
    backup_at: int | None
    backup_failed: str = ""
    backup_failed_at: int | None = None
    restore_tested_at: int | None = None
    folders_away: list[str] = []


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """The last time the whole ledger was checked: when, how many entries, how many bad ones."""

    at: int
    entries: int
    bad: int


class DeskFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger and the catalogue know. `enrolled`: there is a central; `clock_ms`: ours less central's, None if unknown.

    `terminal`: number of the joined card terminal, empty without one; `terminal_at`: when it last answered to a test.
    `backup_set`: a copy is made after each closing; `offsite_missing`: the ended quarter of which no set left the building.
    `citizen`: the citizen's screen, empty without one; `citizen_missing`: the window did not find it.
    `bundle_at`: when central last told which forms and fees are the newest; `bundle_other`: not ours. `folders`: how many are watched.
    `stamps`: 증지 are made here; `stamps_last`: the last number counted on `stamps_day`, the last closed day. `duty_missing`: people who
    have not said within a year that they know the duty of whoever handles personal data. `sheets`: security paper this desk gets → how
    many sheets of it are here.
    """

    enrolled: bool
    now: int
    entries: int
    verified: Verified | None
    unclosed: str | None
    clock_ms: int | None
    clock_at: int | None
    forms: int
    fees_not_set: int
    holidays_until: int
    staff_at: int | None
    people: int
    leaders: int
    oldest_unsent: int | None
    pending: int
    central_up: bool
    restore_tested_at: int | None
    slips_stock: int
    slips_missing: int
    systems_down: list[str]
    stopped: int
    branch: int
    refused_since: int | None = None
    terminal: str = ""
    terminal_at: int | None = None
    backup_set: bool = True
    offsite_missing: str = ""
    citizen: str = ""
    citizen_missing: bool = False
    bundle_at: int | None = None
    bundle_other: bool = False
    folders: int = 0
    stamps: bool = False
    stamps_last: int | None = None
    stamps_day: str = ""
    duty_missing: int = 0
    sheets: dict[str, int] = {}


class ReadyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the page. `say`: which sentence of the code; `at`: the moment it speaks of; `action`: what mends it, if a key does."""

    code: str
    level: Level
    say: str
    facts: dict[str, int | str] = {}
    at: int | None = None
    action: str = ""


def judge(desk: DeskFacts, machine: MachineFacts) -> list[ReadyLine]:
    """Every line, in the order of the page: what would stop the counter first stands first."""
    return [
        _keys(machine),
        _anchor(machine),
        _ledger(desk, machine),
        _disk(machine),
        _day(desk),
        _clock(desk),
        _forms(desk),
        _holidays(desk),
        _staff(desk),
        _certificate(desk, machine),
        _unsent(desk),
        _streams(desk),
        _backup(desk, machine),
        _restore(desk, machine),
        _offsite(desk),
        _slips(desk),
        _systems(desk),
        _there("fonts", not machine.fonts_missing, "bad", "missing"),
        _there("printer", bool(machine.printer), "warn", "none", machine.printer),
        _terminal(desk),
        _folders(desk, machine),
        _stamps(desk),
        _sheets(desk),
        _duty(desk),
        _citizen(desk),
    ]


def red(lines: list[ReadyLine]) -> list[str]:
    """Codes of what keeps the day from being opened unless a team leader signs for it (COUNTER §8)."""
    return [line.code for line in lines if line.level == "bad"]


def is_refused(since: int | None, now: int) -> bool:
    """Whether central has refused long enough that people are told."""
    return since is not None and now - since >= REFUSED_MS


def worst(lines: list[ReadyLine]) -> Level:
    """The level of the page."""
    levels = {line.level for line in lines}
    return "bad" if "bad" in levels else "warn" if "warn" in levels else "ok"


def _there(code: str, there: bool, level: Level, say: str, name: str = "") -> ReadyLine:
    """A thing that is there or not."""
    facts: dict[str, int | str] = {"name": name} if name else {}
    return ReadyLine(code=code, level="ok" if there else level, say="ok" if there else say, facts=facts)


def _aged(age_ms: int, warn_days: float, bad_days: float) -> Level:
    return "bad" if age_ms >= bad_days * DAY_MS else "warn" if age_ms >= warn_days * DAY_MS else "ok"


def _keys(machine: MachineFacts) -> ReadyLine:
    return ReadyLine(code="keys", level="ok" if machine.keys == "keyring" else "warn", say=machine.keys)


def _anchor(machine: MachineFacts) -> ReadyLine:
    if machine.anchor_behind is None:
        return ReadyLine(code="anchor", level="warn", say="none")
    if machine.anchor_behind >= ANCHOR_WARN:
        return ReadyLine(code="anchor", level="warn", say="behind", facts={"n": machine.anchor_behind})
    weaker = machine.keys != "keyring"
    facts: dict[str, int | str] = {"behind": machine.anchor_behind}
    return ReadyLine(code="anchor", level="warn" if weaker else "ok", say="weaker" if weaker else "ok", facts=facts)


def _ledger(desk: DeskFacts, machine: MachineFacts) -> ReadyLine:
    facts: dict[str, int | str] = {"megabytes": machine.ledger_bytes // (1 << 20), "entries": desk.entries}
    found = desk.verified
    if found is None:
        return ReadyLine(code="ledger", level="warn", say="never", facts=facts, action="verify")
    if found.bad:
        return ReadyLine(code="ledger", level="bad", say="bad", facts=facts | {"bad": found.bad}, at=found.at, action="verify")
    level = _aged(desk.now - found.at, 7, 3650)
    return ReadyLine(code="ledger", level=level, say="ok" if level == "ok" else "old", facts=facts, at=found.at, action="verify")


def _disk(machine: MachineFacts) -> ReadyLine:
    level: Level = "bad" if machine.disk_free < DISK_BAD else "warn" if machine.disk_free < DISK_WARN else "ok"
    return ReadyLine(code="disk", level=level, say="ok" if level == "ok" else "low", facts={"gigabytes": machine.disk_free // GIB})


def _day(desk: DeskFacts) -> ReadyLine:
    if desk.unclosed is not None:
        return ReadyLine(code="day", level="bad", say="unclosed", facts={"day": desk.unclosed}, action="close_day")
    return ReadyLine(code="day", level="ok", say="ok")


def _clock(desk: DeskFacts) -> ReadyLine:
    if not desk.enrolled:
        return ReadyLine(code="clock", level="ok", say="alone")
    if desk.clock_ms is None:
        return ReadyLine(code="clock", level="warn", say="never")
    off = abs(desk.clock_ms)
    level: Level = "bad" if off > CLOCK_BAD_MS else "warn" if off > CLOCK_WARN_MS else "ok"
    return ReadyLine(code="clock", level=level, say="ok" if level == "ok" else "off", facts={"seconds": off // 1000}, at=desk.clock_at)


def _forms(desk: DeskFacts) -> ReadyLine:
    if not desk.forms:
        return ReadyLine(code="forms", level="bad", say="none")
    facts: dict[str, int | str] = {"forms": desk.forms, "fees": desk.fees_not_set}
    if desk.enrolled and desk.bundle_other:
        return ReadyLine(code="forms", level="warn", say="other", facts=facts, at=desk.bundle_at)
    level: Level = "ok"
    if desk.enrolled and desk.bundle_at is not None:
        level = _aged(desk.now - desk.bundle_at, 7, 30)
    if level != "ok":
        return ReadyLine(code="forms", level=level, say="old", facts=facts, at=desk.bundle_at, action="send")
    return ReadyLine(code="forms", level="ok", say="fees" if desk.fees_not_set else "ok", facts=facts, action="fees")


def _holidays(desk: DeskFacts) -> ReadyLine:
    left = desk.holidays_until - desk.now
    level: Level = "bad" if left < 0 else "warn" if left < 60 * DAY_MS else "ok"
    return ReadyLine(code="holidays", level=level, say="ok" if level == "ok" else "ends", at=desk.holidays_until)


def _staff(desk: DeskFacts) -> ReadyLine:
    facts: dict[str, int | str] = {"people": desk.people, "leaders": desk.leaders}
    if not desk.people:
        return ReadyLine(code="staff", level="bad", say="nobody", facts=facts)
    if not desk.leaders:
        return ReadyLine(code="staff", level="warn", say="no_leader", facts=facts)
    if not desk.enrolled:
        return ReadyLine(code="staff", level="ok", say="alone", facts=facts)
    if desk.staff_at is None:
        return ReadyLine(code="staff", level="warn", say="never", facts=facts)
    level = _aged(desk.now - desk.staff_at, 1, 7)
    return ReadyLine(code="staff", level=level, say="ok" if level == "ok" else "old", facts=facts, at=desk.staff_at, action="send")


def _certificate(desk: DeskFacts, machine: MachineFacts) -> ReadyLine:
    if not desk.enrolled or machine.certificate_until is None:
        return ReadyLine(code="certificate", level="bad" if desk.enrolled else "ok", say="none" if desk.enrolled else "alone")
    if machine.certificate_until >= NO_END_MS:
        return ReadyLine(code="certificate", level="ok", say="lasts")
    left = machine.certificate_until - desk.now
    level: Level = "bad" if left <= 0 else "warn" if left < CERTIFICATE_WARN_DAYS * DAY_MS else "ok"
    return ReadyLine(code="certificate", level=level, say="ok" if level == "ok" else "ends", at=machine.certificate_until)


def _unsent(desk: DeskFacts) -> ReadyLine:
    if not desk.enrolled:
        return ReadyLine(code="unsent", level="ok", say="alone")
    if is_refused(desk.refused_since, desk.now):
        return ReadyLine(code="unsent", level="bad", say="refused", facts={"n": desk.pending}, at=desk.refused_since, action="send")
    if desk.oldest_unsent is None or not desk.pending:
        return ReadyLine(code="unsent", level="ok" if desk.central_up else "warn", say="none" if desk.central_up else "away")
    level = _aged(desk.now - desk.oldest_unsent, 1, 7)
    return ReadyLine(
        code="unsent", level=level, say="ok" if level == "ok" else "old", facts={"n": desk.pending}, at=desk.oldest_unsent, action="send"
    )


def _streams(desk: DeskFacts) -> ReadyLine:
    if not desk.enrolled:
        return ReadyLine(code="streams", level="ok", say="alone")
    if desk.stopped:
        return ReadyLine(code="streams", level="bad", say="stopped", facts={"n": desk.stopped}, action="disputes")
    return ReadyLine(code="streams", level="ok", say="branch" if desk.branch else "ok")


def _backup(desk: DeskFacts, machine: MachineFacts) -> ReadyLine:
    at = machine.backup_at
    level: Level = "warn" if at is None else _aged(desk.now - at, 1, 3)
    if machine.backup_failed:
        level = "bad" if at is None or level == "bad" else "warn"
        return ReadyLine(
            code="backup", level=level, say="failed", facts={"why": machine.backup_failed}, at=machine.backup_failed_at, action="backups"
        )
    if at is None:
        return ReadyLine(code="backup", level=level, say="never" if desk.backup_set else "not_set", action="backups")
    return ReadyLine(code="backup", level=level, say="ok" if level == "ok" else "old", at=at, action="backups")


def _restore(desk: DeskFacts, machine: MachineFacts) -> ReadyLine:
    at = max((each for each in (desk.restore_tested_at, machine.restore_tested_at) if each is not None), default=None)
    if at is None:
        return ReadyLine(code="restore", level="warn", say="never", action="backups")
    level = _aged(desk.now - at, 30, 90)
    return ReadyLine(code="restore", level=level, say="ok" if level == "ok" else "old", at=at, action="backups")


def _offsite(desk: DeskFacts) -> ReadyLine:
    """소산: it never keeps a day from being opened."""
    if not desk.offsite_missing:
        return ReadyLine(code="offsite", level="ok", say="ok")
    return ReadyLine(code="offsite", level="warn", say="missing", facts={"quarter": desk.offsite_missing}, action="backups")


def _slips(desk: DeskFacts) -> ReadyLine:
    facts: dict[str, int | str] = {"stock": desk.slips_stock, "missing": desk.slips_missing}
    if desk.slips_stock < STOCK_LOW:
        return ReadyLine(code="slips", level="warn", say="low" if desk.slips_stock else "none_left", facts=facts, action="slips")
    if desk.slips_missing:
        return ReadyLine(code="slips", level="warn", say="missing", facts=facts, action="worklist")
    return ReadyLine(code="slips", level="ok", say="ok", facts=facts)


def _systems(desk: DeskFacts) -> ReadyLine:
    if desk.systems_down:
        return ReadyLine(code="systems", level="warn", say="down", facts={"systems": ",".join(desk.systems_down)}, action="lamps")
    return ReadyLine(code="systems", level="ok", say="ok")


def _terminal(desk: DeskFacts) -> ReadyLine:
    """Without one, approvals are typed in: nothing that wants care."""
    if not desk.terminal:
        return ReadyLine(code="terminal", level="ok", say="none")
    facts: dict[str, int | str] = {"terminal": desk.terminal}
    if desk.terminal_at is None:
        return ReadyLine(code="terminal", level="warn", say="never", facts=facts)
    old = desk.now - desk.terminal_at >= DAY_MS
    return ReadyLine(code="terminal", level="warn" if old else "ok", say="old" if old else "ok", facts=facts, at=desk.terminal_at)


def _citizen(desk: DeskFacts) -> ReadyLine:
    """Without one the counter works as it always did."""
    if not desk.citizen:
        return ReadyLine(code="citizen", level="ok", say="none")
    missing = desk.citizen_missing
    return ReadyLine(code="citizen", level="warn" if missing else "ok", say="missing" if missing else "ok", action="citizen")


def _folders(desk: DeskFacts, machine: MachineFacts) -> ReadyLine:
    """A folder that is away brings nothing in: scans are looked for at the machine meanwhile."""
    if not desk.folders:
        return ReadyLine(code="folders", level="ok", say="none", action="folders")
    away = machine.folders_away
    facts: dict[str, int | str] = {"n": desk.folders, "folders": ",".join(away)}
    return ReadyLine(code="folders", level="warn" if away else "ok", say="away" if away else "ok", facts=facts, action="folders")


def _stamps(desk: DeskFacts) -> ReadyLine:
    """증지 번호: where the day begins is where the last one was counted to end."""
    if not desk.stamps:
        return ReadyLine(code="stamps", level="ok", say="none")
    if not desk.stamps_day:
        return ReadyLine(code="stamps", level="ok", say="first")
    facts: dict[str, int | str] = {"day": desk.stamps_day}
    if desk.stamps_last is None:
        return ReadyLine(code="stamps", level="warn", say="uncounted", facts=facts, action="stamps")
    return ReadyLine(code="stamps", level="ok", say="ok", facts=facts | {"number": str(desk.stamps_last)})


def _sheets(desk: DeskFacts) -> ReadyLine:
    """보안용지: what runs out is fetched before somebody waits for it."""
    if not desk.sheets:
        return ReadyLine(code="sheets", level="ok", say="none")
    low = [f"{paper} {count}" for paper, count in desk.sheets.items() if count < LOW]
    if low:
        return ReadyLine(code="sheets", level="warn", say="low", facts={"papers": ", ".join(low)}, action="sheets")
    return ReadyLine(code="sheets", level="ok", say="ok", facts={"n": sum(desk.sheets.values())})


def _duty(desk: DeskFacts) -> ReadyLine:
    """개인정보 교육 확인: it is asked at the next log-in of whoever has not, so nobody has to be sent for."""
    missing = desk.duty_missing
    return ReadyLine(code="duty", level="warn" if missing else "ok", say="missing" if missing else "ok", facts={"n": missing})
