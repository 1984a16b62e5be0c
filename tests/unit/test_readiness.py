"""The readiness page: what is good, what wants care, what stops the desk; and every line has its words."""

from __future__ import annotations

import ast
from pathlib import Path

import msgspec
import pytest

from app.domain.readiness import DAY_MS, GIB, REFUSED_MS, DeskFacts, Level, MachineFacts, Verified, judge, worst
from app.domain.words import LANGS, Lang
from app.formfiles.words import load_words
from tests.desks import ROOT

NOW = 1_795_000_000_000
GOOD = DeskFacts(
    enrolled=True,
    now=NOW,
    entries=1200,
    verified=Verified(at=NOW - DAY_MS, entries=1200, bad=0),
    unclosed=None,
    clock_ms=400,
    clock_at=NOW,
    forms=34,
    fees_not_set=0,
    holidays_until=NOW + 400 * DAY_MS,
    staff_at=NOW - 60_000,
    people=4,
    leaders=1,
    oldest_unsent=None,
    pending=0,
    central_up=True,
    restore_tested_at=NOW - DAY_MS,
    slips_stock=50,
    slips_missing=0,
    systems_down=[],
    stopped=0,
    branch=0,
)
MACHINE = MachineFacts(
    keys="keyring",
    anchor_behind=0,
    disk_free=80 * GIB,
    ledger_bytes=9_000_000,
    fonts_missing=0,
    printer="A4",
    certificate_until=NOW + 900 * DAY_MS,
    backup_at=NOW - 1000,
)


def test_a_desk_in_order_has_no_line_to_see_to() -> None:
    assert {line.level for line in judge(GOOD, MACHINE)} == {"ok"}


@pytest.mark.parametrize(
    ("code", "level", "say", "facts"),
    [
        ("day", "bad", "unclosed", {"unclosed": "2026-11-19"}),
        ("ledger", "bad", "bad", {"verified": Verified(at=NOW, entries=10, bad=1)}),
        ("ledger", "warn", "never", {"verified": None}),
        ("clock", "ok", "ok", {"clock_ms": -29_000}),
        ("clock", "warn", "off", {"clock_ms": -31_000}),
        ("clock", "bad", "off", {"clock_ms": 301_000}),
        ("forms", "bad", "none", {"forms": 0}),
        ("holidays", "warn", "ends", {"holidays_until": NOW + DAY_MS}),
        ("holidays", "bad", "ends", {"holidays_until": NOW - DAY_MS}),
        ("staff", "warn", "old", {"staff_at": NOW - DAY_MS}),
        ("staff", "bad", "old", {"staff_at": NOW - 7 * DAY_MS}),
        ("staff", "warn", "no_leader", {"leaders": 0}),
        ("staff", "bad", "nobody", {"people": 0}),
        ("unsent", "ok", "ok", {"oldest_unsent": NOW - 1000, "pending": 3}),
        ("unsent", "warn", "old", {"oldest_unsent": NOW - DAY_MS, "pending": 3}),
        ("unsent", "bad", "old", {"oldest_unsent": NOW - 7 * DAY_MS, "pending": 3}),
        ("unsent", "bad", "refused", {"refused_since": NOW - REFUSED_MS}),
        ("unsent", "ok", "none", {"refused_since": NOW - REFUSED_MS + 1}),
        ("streams", "bad", "stopped", {"stopped": 1}),
        ("restore", "warn", "old", {"restore_tested_at": NOW - 30 * DAY_MS}),
        ("slips", "warn", "low", {"slips_stock": 19}),
        ("slips", "warn", "none_left", {"slips_stock": 0}),
        ("citizen", "ok", "none", {"citizen_missing": True}),
        ("citizen", "ok", "ok", {"citizen": "second"}),
        ("citizen", "warn", "missing", {"citizen": "second", "citizen_missing": True}),
        ("slips", "warn", "missing", {"slips_missing": 2}),
        ("systems", "warn", "down", {"systems_down": ["seal"]}),
        ("offsite", "warn", "missing", {"offsite_missing": "2026-Q3"}),
        ("forms", "ok", "ok", {"bundle_at": NOW - 7 * DAY_MS + 1}),
        ("forms", "warn", "old", {"bundle_at": NOW - 7 * DAY_MS}),
        ("forms", "bad", "old", {"bundle_at": NOW - 30 * DAY_MS}),
        ("forms", "warn", "other", {"bundle_at": NOW, "bundle_other": True}),
        ("stamps", "ok", "first", {"stamps": True}),
        ("stamps", "warn", "uncounted", {"stamps": True, "stamps_day": "2026-11-19"}),
        ("stamps", "ok", "ok", {"stamps": True, "stamps_day": "2026-11-19", "stamps_last": 412}),
        ("sheets", "ok", "ok", {"sheets": {"인감증명용": 20}}),
        ("sheets", "warn", "low", {"sheets": {"인감증명용": 19, "주민등록용": 300}}),
        ("duty", "warn", "missing", {"duty_missing": 2}),
        ("terminal", "warn", "never", {"terminal": "T1"}),
        ("terminal", "warn", "old", {"terminal": "T1", "terminal_at": NOW - DAY_MS}),
        ("terminal", "ok", "ok", {"terminal": "T1", "terminal_at": NOW - DAY_MS + 1}),
    ],
)
def test_each_line_says_what_it_is_about(code: str, level: Level, say: str, facts: dict[str, object]) -> None:
    lines = judge(msgspec.structs.replace(GOOD, **facts), MACHINE)
    assert [(line.code, line.level, line.say) for line in lines if line.level != "ok" or line.code == code] == [(code, level, say)]
    assert worst(lines) == level


@pytest.mark.parametrize(
    ("code", "level", "facts"),
    [
        ("disk", "bad", {"disk_free": 2 * GIB - 1}),
        ("disk", "warn", {"disk_free": 3 * GIB}),
        ("fonts", "bad", {"fonts_missing": 1}),
        ("printer", "warn", {"printer": ""}),
        ("certificate", "bad", {"certificate_until": NOW}),
        ("certificate", "warn", {"certificate_until": NOW + 59 * DAY_MS}),
        ("anchor", "warn", {"anchor_behind": None}),
        ("anchor", "warn", {"anchor_behind": 100}),
        ("backup", "warn", {"backup_at": None}),
        ("backup", "warn", {"backup_at": NOW - DAY_MS}),
        ("backup", "bad", {"backup_at": NOW - 3 * DAY_MS}),
        ("backup", "warn", {"backup_failed": "disk_full", "backup_failed_at": NOW}),
        ("backup", "bad", {"backup_failed": "disk_full", "backup_failed_at": NOW, "backup_at": NOW - 3 * DAY_MS}),
        ("backup", "bad", {"backup_failed": "disk_full", "backup_failed_at": NOW, "backup_at": None}),
    ],
)
def test_what_the_machine_lacks_is_said(code: str, level: Level, facts: dict[str, object]) -> None:
    lines = judge(GOOD, msgspec.structs.replace(MACHINE, **facts))
    assert [(line.code, line.level) for line in lines if line.level != "ok"] == [(code, level)]


def test_a_folder_that_is_away_is_named_and_none_at_all_is_no_fault() -> None:
    watched = msgspec.structs.replace(GOOD, folders=2)
    away = msgspec.structs.replace(MACHINE, folders_away=["scans"])
    (line,) = [line for line in judge(watched, away) if line.level != "ok"]
    assert (line.code, line.level, line.say, line.facts["folders"], line.action) == ("folders", "warn", "away", "scans", "folders")
    assert [line.say for line in judge(GOOD, away) if line.code == "folders"] == ["none"]


def test_a_desk_alone_asks_nobody_for_newer_forms() -> None:
    alone = msgspec.structs.replace(GOOD, enrolled=False, bundle_at=NOW - 90 * DAY_MS)
    assert [(line.level, line.say) for line in judge(alone, MACHINE) if line.code == "forms"] == [("ok", "ok")]


def test_a_check_counts_as_a_restore_test_and_a_backup_that_was_never_set_up_is_told_so() -> None:
    never = msgspec.structs.replace(GOOD, restore_tested_at=None)
    says = {line.code: line.say for line in judge(never, MACHINE)}
    assert says["restore"] == "never"
    says = {line.code: line.say for line in judge(never, msgspec.structs.replace(MACHINE, restore_tested_at=NOW - DAY_MS))}
    assert says["restore"] == "ok"
    for is_set, say in ((True, "never"), (False, "not_set")):
        lines = judge(msgspec.structs.replace(GOOD, backup_set=is_set), msgspec.structs.replace(MACHINE, backup_at=None))
        assert [(line.level, line.say) for line in lines if line.code == "backup"] == [("warn", say)]


def test_keys_in_a_file_are_weaker_and_so_is_their_anchor() -> None:
    lines = judge(GOOD, msgspec.structs.replace(MACHINE, keys="file"))
    assert {line.code for line in lines if line.level == "warn"} == {"keys", "anchor"}


def test_a_desk_without_central_is_not_asked_for_what_comes_from_there() -> None:
    alone = msgspec.structs.replace(GOOD, enrolled=False, clock_ms=None, staff_at=None, central_up=False)
    assert {line.level for line in judge(alone, msgspec.structs.replace(MACHINE, certificate_until=None))} == {"ok"}


def test_an_authority_without_an_end_is_not_given_one() -> None:
    """9999-12-31 23:59:59 UTC, as central makes its own, is the year 10000 in Seoul: no moment that could be shown."""
    lines = judge(GOOD, msgspec.structs.replace(MACHINE, certificate_until=253_402_300_799_000))
    (found,) = [line for line in lines if line.code == "certificate"]
    assert (found.level, found.say, found.at) == ("ok", "lasts", None)


def said() -> set[tuple[str, str]]:
    """Every (code, sentence) that the rules can give."""
    tree = ast.parse((ROOT / "app" / "domain" / "readiness.py").read_text(encoding="utf-8"))
    found: set[tuple[str, str]] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "ReadyLine":
            given = {each.arg: each.value for each in node.keywords}
            code = given["code"]
            if isinstance(code, ast.Constant):
                found |= {(str(code.value), text) for text in constants(given["say"])}
    return found


def constants(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    return constants(node.body) | constants(node.orelse) if isinstance(node, ast.IfExp) else set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_line_has_its_name_and_its_sentences(lang: Lang) -> None:
    words = load_words(Path(ROOT / "resources"), lang)
    assert len(said()) > 30
    assert sorted(f"ready.{code}.{say}" for code, say in said() if not words.has(f"ready.{code}.{say}")) == []
    assert [line.code for line in judge(GOOD, MACHINE) if not words.has(f"ready.{line.code}.name")] == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_clerk_is_sent_to_a_page_and_not_to_a_shell(lang: Lang) -> None:
    words = load_words(Path(ROOT / "resources"), lang)
    assert [(code, say) for code, say in sorted(said()) if "minwon " in words.text(f"ready.{code}.{say}")] == []
