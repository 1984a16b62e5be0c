"""`minwon holidays`: a team leader declares a day off at a shell, and every open petition is due a day later."""

from __future__ import annotations

from pathlib import Path

from tests.shell import Program

AS_PARK = ("--as", "park", "--json")


def test_a_declared_day_moves_what_is_open_and_can_be_taken_back(tmp_path: Path) -> None:
    program = Program(tmp_path, more={"MINWON_CLOCK": "2026-07-13T10:00:00+09:00"}).ready()
    draft = program.ok("sample", "--service", "grievance_petition", "--json").out
    number = program.ok("record", "-", "--as", "lee", "--json", stdin=draft).row["number"]
    reason = ("--reason", "대통령령 제1호")
    declared = program.ok("holidays", "declare", "2026-07-20", "--name", "임시공휴일", *reason, *AS_PARK).row
    due = {"number": number, "service": "grievance_petition"}
    old, new = "2026-07-22T18:00:00+09:00", "2026-07-23T18:00:00+09:00"
    assert declared == {"day": "2026-07-20", "off": True, "moved": [due | {"was": old, "due_at": new}]}
    (listed,) = [row for row in program.ok("holidays", "list", "--year", "2026", *AS_PARK).rows if row["day"] == "2026-07-20"]
    assert (listed["off"], listed["printed"], listed["name"], listed["user"]) == (True, False, "임시공휴일", "park")
    assert (
        "2026-07-20 Mon  day off, said by the office  임시공휴일  대통령령 제1호  park"
        in program.ok("holidays", "list", "--as", "park", "--lang", "en").out.decode()
    )
    why = program.ok("deadline", "--case", number, "--as", "lee", "--json").row
    assert (why["due_at"], why["limit_at"], why["steps"][-1]["date"]) == (new, new, "2026-07-23")
    assert {"date": "2026-07-20", "counted": False, "reason": "holiday"}.items() <= why["steps"][7].items()
    assert "처리기한 2026-07-23 18:00" in program.ok("deadline", "--case", number, "--as", "lee").out.decode()
    removed = program.ok("holidays", "remove", "2026-07-20", "--reason", "취소 공고", *AS_PARK).row
    assert removed["moved"] == [due | {"was": new, "due_at": old}]
    assert program.ok("holidays", "recount", *AS_PARK).row == {"moved": []}
    assert program.run("holidays", "declare", "2026-07-21", "--name", "휴일", *reason, "--as", "lee").code == 3


def test_hours_of_work_are_typed_as_people_write_them(tmp_path: Path) -> None:
    program = Program(tmp_path).ready()
    told = program.ok("holidays", "hours", "09:00-12:30, 13:30-18:00", "--reason", "점심시간", *AS_PARK).row
    assert told == {"hours": "09:00-12:30,13:30-18:00", "moved": []}
    assert program.ok("holidays", "hours", "default", "--reason", "원래대로", *AS_PARK).row["hours"] == "09:00-12:00,13:00-18:00"
    for wrong in ("9 to 6", "12:00-09:00", "09:00-12:00,11:00-18:00"):
        refused = program.run("holidays", "hours", wrong, "--reason", "점심시간", "--as", "park")
        assert (refused.code, "hours_invalid" in refused.err) == (3, True), wrong


def test_when_the_desk_closes_and_on_which_evenings_later(tmp_path: Path) -> None:
    program = Program(tmp_path).ready(day_open=False)
    closing = ("holidays", "closing")
    assert program.ok(*closing, *AS_PARK).row == {"closes": "", "evenings": [], "until": ""}
    assert program.ok("holidays", "closing", "--as", "park", "--lang", "en").out == b"No closing time is set; nobody is reminded.\n"
    late = {"closes": "18:00", "evenings": ["tue", "thu"], "until": "20:00"}
    assert program.ok(*closing, "18:00", "--evenings", "thu, tue", "--until", "20:00", *AS_PARK).row == late
    for wrong in (("25:00",), ("18:00", "--evenings", "fri", "--until", "17:00"), ("--evenings", "fri", "--until", "20:00")):
        refused = program.run(*closing, *wrong, "--as", "park")
        assert (refused.code, refused.err.endswith("(closing_time_invalid)\n")) == (3, True), wrong
    assert program.run(*closing, "none", "--as", "lee").err.endswith("(not_allowed)\n")
    assert "마감 시각 18:00, 야간 화, 목 20:00" in program.ok(*closing, "--as", "lee").out.decode()
    assert program.ok(*closing, "none", *AS_PARK).row == {"closes": "", "evenings": [], "until": ""}
