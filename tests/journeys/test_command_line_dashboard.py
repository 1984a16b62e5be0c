"""`minwon dashboard` as a team leader types it: a date's figures as words, as JSON and as a paper."""

from __future__ import annotations

from pathlib import Path

from tests.shell import Program, drafts


def test_the_dashboard_of_a_date_and_a_desk_only_for_who_leads(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.record(drafts(3, service="resident_registration_copy"))
    found = desk.ok("dashboard", "--as", "park", "--json").row
    assert (found["date"], found["before"], found["running"]) == ("2026-11-20", "2026-11-13", True)
    assert (found["cases"]["now"], found["money"]["net_won"]) == (3, sum(each["net_won"] for each in found["desks"]))
    assert [each["now"] for each in found["hours"] if each["now"]] == [3]
    assert [(each["desk"], each["cases"], each["closed"]) for each in found["desks"]] == [("03", 3, False)]

    paper = tmp_path / "board.pdf"
    made = desk.ok("dashboard", "--as", "park", "--desk", "03", "--date", "2026-11-27", "--out", str(paper), "--json").row
    assert (made["desk"], made["cases"]["now"], made["cases"]["before"], made["cases"]["change_percent"]) == ("03", 0, 3, -100)
    assert paper.read_bytes().startswith(b"%PDF-")

    told = desk.ok("dashboard", "--as", "park").out.decode()
    assert "접수 3건 (지난주 0건, 견줄 것 없음)" in told and "9시  3건" in told
    refused = desk.run("dashboard", "--as", "lee", "--out", str(tmp_path / "no.pdf"))
    assert (refused.code, (tmp_path / "no.pdf").exists()) == (3, False)
    assert "현황판 보기" in refused.err
    assert desk.run("dashboard", "--as", "park", "--date", "금요일").code == 2
