"""Closing at a shell while the team leader is away: a deputy, the count, the month, the room with a sheet that came on paper."""

from __future__ import annotations

import json
from pathlib import Path

from tests.shell import PASSWORD, Program, drafts


def test_a_deputy_closes_the_day_and_the_room_and_the_month_know_it(tmp_path: Path) -> None:
    desk = Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()
    desk.ok("staff", "add", "kim", "--role", "clerk", "--name", "김나무", "--as", "admin", MINWON_NEW_PASSWORD=PASSWORD)
    desk.record(drafts(2, service="resident_registration_copy"))
    close = ("day", "close", "--as", "lee", "--second", "kim", "--json")
    assert "supervisor_needed" in desk.run(*close).err
    desk.ok("day", "deputy", "kim", "--from", "2026-11-20", "--to", "2026-11-20", "--reason", "교육", "--as", "park")
    assert [row["user"] for row in desk.ok("day", "deputies", "--as", "lee", "--json").rows] == ["kim"]
    done = desk.ok(*close)  # as scripts do; the window would ask for the count
    assert "without a count" in done.err or "세지 않고" in done.err
    closed = done.row

    month = desk.ok("report", "month", "--month", "2026-11", "--as", "lee", "--json", "--out", str(tmp_path / "month.pdf")).row
    assert (month["net_won"], month["unclosed"]) == (closed["net_won"], [])
    assert (tmp_path / "month.pdf").read_bytes().startswith(b"%PDF-")

    figures = {"cash": 1_200, "reversed_won": 200}
    typed = {"desk": "05", "day": "2026-11-20", "closing": "26410-05-D0001", "cases": 2, "by_owner": {"local": figures}}
    (tmp_path / "05.json").write_text(json.dumps(typed), encoding="utf-8")
    room = desk.ok("report", "sheet", "--type", str(tmp_path / "05.json"), "--as", "park", "--json").row
    assert [(each["desk"], each["source"], each["net_won"]) for each in room["desks"]] == [
        ("03", "전송", closed["net_won"]),
        ("05", "수기", 1_000),
    ]
    assert room["unclosed"] == []
    assert desk.run("report", "sheet", "--add", closed["code"], "--as", "park").code == 3  # the desk's own sheet needs no scanning
