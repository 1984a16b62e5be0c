"""Fees at a shell: what may not be sold, who sets it, why it costs what it costs, and what a late filing is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.shell import PASSWORD, Program, drafts

BYLAW = "가온구 수수료 징수 조례 별표 1"


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()


def test_a_fee_nobody_knew_is_set_by_two_and_sold(desk: Program, tmp_path: Path) -> None:
    asked = drafts(1, service="seal_protection")
    (refused,) = desk.record(asked).rows
    assert (refused["ok"], refused["code"]) == (False, "fee_not_set")
    waiting = {row["service"]: row for row in desk.ok("fees", "list", "--unset", "--json", "--as", "lee").rows}
    row = waiting["seal_protection"]
    assert (row["service"], row["fee"], row["amount_won"]) == ("seal_protection", "request", None)
    setting = ("fees", "set", "seal_protection", "request", "600", "--source", BYLAW)
    alone = desk.run(*setting, "--second", "park", "--as", "park")
    assert (alone.code, "second_signer_needed" in alone.err) == (3, True)
    done = desk.ok(*setting, "--second", "admin", "--as", "park", "--json").row
    assert (done["service"], done["amount_won"]) == ("seal_protection", 600)
    (recorded,) = desk.record(asked).rows
    assert recorded["fee_won"] == 600
    why = desk.ok("fees", "why", recorded["number"], "--as", "lee", "--json").row
    (line,) = why["lines"]
    told = {each["key"]: each["value"]["ko"] for each in line["rows"]}
    assert (why["due_won"], BYLAW in told["office"], "박가람, 관리자" in told["office"]) == (600, True, True)
    english = desk.ok("fees", "why", recorded["number"], "--as", "lee", "--lang", "en").out.decode()
    assert "Office's amount" in english
    assert "600 won × 1 = 600 won" in english
    file = tmp_path / "draft.jsonl"
    file.write_bytes(asked)
    assert desk.ok("fees", "why", "--draft", str(file), "--as", "lee", "--json").row["due_won"] == 600


def test_a_whole_table_is_installed_ahead_and_one_wrong_line_installs_nothing(desk: Program, tmp_path: Path) -> None:
    table = tmp_path / "fees-2027.toml"
    text = f'from = 2027-01-01T00:00:00+09:00\nsource = "{BYLAW}"\n'
    text += '[[amount]]\nservice = "seal_protection"\nfee = "request"\namount_won = 600\n'
    text += '[[amount]]\nservice = "resident_registration_copy"\nfee = "copy"\namount_won = 500\n'
    table.write_text(text.replace('"copy"', '"nothing"'), encoding="utf-8")
    signed = ("--as", "park", "--second", "admin", "--json")
    wrong = desk.run("fees", "install", str(table), *signed)
    assert (wrong.code, "fee_unknown" in wrong.err) == (3, True)
    table.write_text("from = yesterday", encoding="utf-8")
    assert "fee_table_unreadable" in desk.run("fees", "install", str(table), *signed).err
    table.write_text(text, encoding="utf-8")
    assert desk.ok("fees", "install", str(table), *signed).row == {"amounts": 2}
    (now,) = desk.ok("fees", "list", "--service", "seal_protection", "--json", "--as", "lee").rows
    assert (now["amount_won"], [each["amount_won"] for each in now["coming"]]) == (None, [600])
    (then,) = desk.ok("fees", "list", "--service", "seal_protection", "--on", "2027-01-01T00:00", "--json", "--as", "lee").rows
    assert (then["amount_won"], then["office"]["source"]) == (600, BYLAW)
    plain = desk.ok("fees", "list", "--unset", "--as", "lee").out.decode()
    assert "금액을 정해야 합니다" in plain
    assert "2027-01-01T00:00:00+09:00부터 600원" in plain


def test_the_share_of_passport_fees_is_set_and_told(desk: Program) -> None:
    assert desk.ok("fees", "share", "--as", "lee", "--json").row == {"share_percent": None}
    done = desk.ok("fees", "share", "22.5%", "--source", "시 통보", "--as", "park", "--second", "admin", "--json").row
    assert done["share_percent"] == 22.5
    assert desk.ok("fees", "share", "--as", "lee", "--json").row == {"share_percent": 22.5}
    for wrong in ("-1", "22.555", "101", "x"):
        assert desk.run("fees", "share", "--second=admin", "--source=시 통보", "--as=park", "--", wrong).code == 3


def test_a_late_filing_gets_its_notice_and_no_fee(desk: Program, tmp_path: Path) -> None:
    draft = json.loads(drafts(1, service="birth_filing"))
    draft["answers"]["born_at"] = "2026-09-01T10:00"
    (recorded,) = desk.record(json.dumps(draft).encode() + b"\n").rows
    assert recorded["fee_won"] == 0
    out = tmp_path / "notice.pdf"
    made = desk.ok("fees", "penalty", recorded["number"], "--out", str(out), "--as", "lee", "--json").row
    assert (made["due_on"], made["days_late"], made["amount_won"], made["reduced_won"]) == ("2026-09-30", 51, 30_000, 24_000)
    assert out.read_bytes().startswith(b"%PDF")
    assert desk.ok("day", "status", "--as", "lee", "--json").row["net_won"] == 0
