"""Who did what, at a shell: the lock, the access log and its monthly review."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.shell import Program, drafts


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path).ready()


def test_the_minutes_until_the_lock_are_told_and_set(desk: Program) -> None:
    assert desk.ok("lock", "--as", "lee", "--json").row == {"minutes": 15, "short": False}
    assert desk.ok("lock", "--after", "5", "--as", "park", "--json").row == {"minutes": 5, "short": False}
    assert desk.ok("lock", "--short", "on", "--as", "park", "--json").row == {"minutes": 5, "short": True}
    assert "5분" in desk.ok("lock", "--as", "lee").out.decode()
    assert desk.run("lock", "--after", "0", "--as", "park").code == 3
    assert desk.run("lock", "--after", "5", "--as", "lee").code == 3


def test_the_look_of_the_window_is_told_and_set_for_one_person_or_for_the_desk(desk: Program) -> None:
    assert desk.ok("look", "--text", "150", "--theme", "high-contrast", "--as", "lee", "--json").row["text"] == 150
    desk.ok("look", "--language", "en", "--desk", "--as", "park")
    assert desk.ok("look", "--as", "park", "--json").row == {"theme": "light", "text": 100, "density": "auto", "lang": "en"}
    assert "고대비" not in desk.ok("look", "--as", "park").out.decode() and "150%" in desk.ok("look", "--as", "lee").out.decode()


def test_a_month_of_the_access_log_is_read_taken_along_and_reviewed(desk: Program, tmp_path: Path) -> None:
    number = desk.record(drafts(1, service="resident_registration_copy")).rows[0]["number"]
    desk.ok("show", number, "--as", "lee")
    month = ("--from", "2026-11-01", "--to", "2026-11-30")
    (line,) = desk.ok("access-log", *month, "--as", "park", "--json").rows
    assert (line["desk"], line["user"], line["numbers"], line["count"]) == ("03", "lee", [number], 1)
    table, sheet = tmp_path / "log.csv", tmp_path / "review.pdf"
    desk.ok("access-log", *month, "--out", str(table), "--as", "park")
    rows = list(csv.reader(table.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 2 and number in rows[1]
    made = desk.ok("access-log", *month, "--review", "--unusual", "0", "--out", str(sheet), "--as", "park", "--json").row
    assert made == {"from": "2026-11-01", "to": "2026-11-30", "out": str(sheet), "reviewed": 1}
    assert sheet.read_bytes().startswith(b"%PDF-")
    assert desk.run("access-log", *month, "--as", "lee").code == 3
    assert desk.run("access-log", "--out", "log.txt", "--as", "park").code == 2
    assert desk.run("access-log", "--unusual", "1", "--as", "park").code == 2
    assert desk.run("access-log", "--review", "--unusual", "1", "--as", "park").code == 3


def test_people_come_change_and_leave_and_the_log_has_it(desk: Program) -> None:
    desk.ok("staff", "add", "choi", "--role", "clerk", "--name", "최나루", "--as", "admin")
    assert desk.ok("staff", "role", "choi", "--role", "supervisor", "--as", "admin", "--json").row == {"user": "choi", "role": "supervisor"}
    assert desk.ok("staff", "remove", "choi", "--as", "admin", "--json").row == {"user": "choi", "active": False}
    assert desk.run("lock", "--as", "choi").code == 3
    assert desk.run("staff", "remove", "lee", "--as", "park").code == 3
    assert desk.ok("staff", "acknowledge", "--as", "lee", "--json").row["fresh"] is True
    assert "이미" in desk.ok("staff", "acknowledge", "--as", "lee").out.decode()
    log = [(row["user"], row["action"], row["by"]) for row in desk.ok("staff", "log", "--as", "park", "--json").rows]
    assert {("choi", "changed", "admin"), ("choi", "removed", "admin"), ("lee", "acknowledged", "lee")} <= set(log)
    assert "해제" in desk.ok("staff", "log", "--as", "park").out.decode()


def test_who_forgot_a_password_gets_another_from_the_administrator(desk: Program) -> None:
    fresh = "another-pass-2026"
    assert "not_allowed" in desk.run("staff", "password", "lee", "--as", "park", MINWON_NEW_PASSWORD=fresh).err
    later = "2026-11-20T11:00:00+09:00"  # every command of a training home begins at the same moment unless told
    given = desk.ok("staff", "password", "lee", "--as", "admin", "--json", MINWON_NEW_PASSWORD=fresh, MINWON_CLOCK=later)
    assert given.row == {"user": "lee"}
    assert "wrong_password" in desk.run("lock", "--as", "lee").err
    assert desk.run("lock", "--as", "lee", MINWON_PASSWORD=fresh).code == 0
    newest = desk.ok("staff", "log", "--as", "park", "--json").rows[0]
    assert (newest["user"], newest["action"], newest["by"]) == ("lee", "password", "admin")


def test_central_takes_somebodys_rights_and_keeps_the_log(tmp_path: Path) -> None:
    office = ("--office", "26410", "--state", str(tmp_path / "central"))
    shell = Program(tmp_path)
    shell.ok("central", "office", "add", "26410", "--name", "가온구청", "--state", str(tmp_path / "central"))
    shell.ok("central", "staff", "add", "lee", "--role", "clerk", "--name", "이하늘", *office)
    shell.ok("central", "staff", "remove", "lee", *office)
    assert shell.run("central", "staff", "remove", "lee", *office).code == 3
    assert [row["action"] for row in shell.ok("central", "staff", "log", *office, "--json").rows] == ["added", "removed"]
    assert "해제" in shell.ok("central", "staff", "log", *office).out.decode()
