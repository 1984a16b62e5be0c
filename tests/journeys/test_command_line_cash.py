"""The drawer at a shell: what a clerk and a team leader type between opening and closing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.shell import PASSWORD, Program, drafts

SECOND: dict[str, Any] = {"MINWON_SECOND_PASSWORD": PASSWORD}


def test_the_drawer_of_a_day(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.ok("cash", "in", "100,000", "--as", "lee")
    refused = desk.run("cash", "remit", "200000", "--number", "7", "--as", "lee")
    assert (refused.code, refused.err.endswith("(cash_short)\n"), "100,000원" in refused.err) == (3, True, True)
    assert desk.run("cash", "remit", "40000", "--as", "lee").err.endswith("(remit_number_needed)\n")
    assert desk.ok("cash", "remit", "40000", "--later", "--as", "lee", "--json").row["expected_won"] == 60_000
    numbered = desk.ok("cash", "remit-number", "2026-11-118", "--as", "lee", "--json").row
    assert (numbered["number"], numbered["amount_won"], numbered["waiting"]) == ("2026-11-118", 40_000, [])
    out = ("cash", "out", "500", "--for", "other", "--reason", "잘못 넣은 돈", "--as", "lee", "--json")
    assert desk.run(*out).code == 3
    assert desk.run(*out, "--second", "lee", **SECOND).code == 3
    assert desk.ok(*out, "--second", "park", **SECOND).row["expected_won"] == 59_500

    assert desk.run("cash", "count", "10000=6", "--as", "lee").code == 3  # 500 won too many, and no reason
    assert desk.run("cash", "count", "3000=1", "--as", "lee").code == 3  # there is no such note
    assert desk.run("cash", "count", "ten", "--as", "lee").code == 2
    counted = desk.ok("cash", "count", "10000=5,1000=9,500=1", "--second", "park", "--as", "lee", "--json", **SECOND).row
    assert (counted["counted_won"], counted["difference_won"], counted["notes"]["10000"]) == (59_500, 0, 5)

    handed = desk.ok("cash", "hand-over", "park", "10000=5,1000=9,500=1", "--papers", "열쇠 2", "--as", "lee", "--json", **SECOND).row
    assert (handed["name"], handed["second"], handed["papers"]) == ("이하늘", "박가람", "열쇠 2")

    status = desk.ok("cash", "status", "--as", "park", "--json").row
    assert (status["in_won"], status["out_won"], status["remitted_won"], status["expected_won"]) == (100_000, 500, 40_000, 59_500)
    assert [(each["way"], each["purpose"], each["second"]) for each in status["moves"]] == [
        ("in", "float", ""),
        ("out", "remit", ""),
        ("out", "other", "박가람"),
    ]
    assert (len(status["counts"]), len(status["hand_overs"])) == (1, 1)
    shown = desk.ok("cash", "status", "--as", "park").out.decode()
    assert "시재 59,500원" in shown
    assert "금고 납입  40,000원" in shown
    assert "cash" in desk.ok("--lang", "en", "cash", "remit", "--help").out.decode()


def test_an_office_that_counts_with_the_amount_covered(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    assert desk.run("cash", "setup", "--blind", "on", "--as", "lee").code == 3
    setup = desk.ok("cash", "setup", "--blind", "on", "--stamps", "electronic", "--cashier", "박가람", "--as", "park", "--json").row
    assert (setup["blind"], setup["stamps"], setup["cashier"]) == (True, "electronic", "박가람")
    desk.ok("cash", "in", "10000", "--as", "lee")
    hidden = desk.ok("cash", "status", "--as", "lee", "--json").row
    assert (hidden["hidden"], "expected_won" in hidden) == (True, False)
    counted = desk.ok("cash", "count", "1000=9", "--as", "lee", "--json").row
    assert (counted["blind"], counted["difference_won"]) == (True, -1_000)
    assert desk.run("cash", "count", "1000=9", "--as", "lee").code == 3
    assert desk.ok("cash", "count", "1000=9", "--reason", "거스름돈", "--as", "lee", "--json").row["difference_won"] == -1_000


def test_who_signs_in_the_boxes_of_the_papers_is_named(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready(day_open=False)
    setup, boxes = ("cash", "setup", "--as", "park"), "--approvals"
    assert desk.ok(*setup, boxes, "담당, 주무관,,민원봉사과장", "--json").row["approvals"] == ["담당", "주무관", "민원봉사과장"]
    for wrong in ("담당,담당", "가,나,다,라,마,바", "아홉글자가넘는이름"):
        refused = desk.run(*setup, boxes, wrong)
        assert (refused.code, refused.err.endswith("(approvals_invalid)\n")) == (3, True), wrong
    assert desk.run("cash", "setup", boxes, "담당", "--as", "lee").err.endswith("(not_allowed)\n")
    assert "결재란 담당, 주무관, 민원봉사과장" in desk.ok("cash", "setup", "--as", "lee").out.decode()
    assert desk.ok(*setup, boxes, "", "--json").row["approvals"] == []


def test_the_end_of_a_day_on_paper_and_for_the_finance_system(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.ok("record", "--as", "lee", stdin=drafts(6, seed=3))
    status = desk.ok("day", "status", "--as", "lee", "--json").row
    interim = desk.ok("report", "interim", "--as", "lee", "--json").row
    assert (interim["received"], interim["drawer"]["cash_won"], interim["out"]) == (6, status["by_tender"]["cash"], None)
    paper = tmp_path / "interim.pdf"
    assert desk.ok("report", "interim", "--out", str(paper), "--size", "80mm", "--as", "lee", "--json").row["number"] == 1
    assert desk.ok("report", "interim", "--out", str(paper), "--as", "lee", "--json").row["number"] == 2
    assert paper.read_bytes().startswith(b"%PDF-")

    card = status["by_tender"]["card"]
    typed = ("cash", "terminal", "--typed", "11223344", "1", str(card + 700), "0", "0", "--as", "lee")
    assert desk.run(*typed).err.endswith("(terminal_differs)\n")
    assert desk.run("cash", "terminal", "--as", "lee").err.endswith("(terminal_none)\n")
    assert desk.run("cash", "terminal", "--typed", "1", "a", "2", "0", "0", "--as", "lee").code == 2
    assert desk.ok(*typed, "--reason", "시험 결제", "--json").row["source"] == "typed"
    local = status["by_owner"].get("local", 0)
    stamps = (
        "cash",
        "stamps",
        "electronic",
        "전자증지",
        "--first",
        "1",
        "--last",
        "9",
        "--issued",
        str(local + 600),
        "--as",
        "lee",
        "--json",
    )
    counted = desk.ok(*stamps, "--spoiled", "600", "--spoiled-numbers", "3").row
    assert (counted["book_won"], counted["difference_won"]) == (local, 0)

    assert desk.run("cash", "sheet", "hand-over", "--out", str(paper), "--as", "lee").err.endswith("(hand_over_unknown)\n")
    for sheet in ("card", "stamps", "remittance"):
        written = desk.ok("cash", "sheet", sheet, "--out", str(paper), "--as", "lee", "--json").row
        assert (written["business_day"], written["reprint"]) == ("2026-11-20", 0)
    assert desk.ok("cash", "sheet", "card", "--large", "--out", str(paper), "--as", "lee", "--json").row["reprint"] == 1

    for name in ("day.csv", "day.xlsx"):
        export = desk.ok("cash", "export", "--day", "2026-11-20", "--out", str(tmp_path / name), "--as", "lee", "--json").row
        assert export["net_won"] == status["net_won"]
    assert (tmp_path / "day.csv").read_bytes().startswith("\ufeff업무일".encode())
    assert (tmp_path / "day.xlsx").read_bytes().startswith(b"PK")
    assert desk.run("cash", "export", "--day", "2026-11-20", "--out", str(tmp_path / "day.txt"), "--as", "lee").code == 2
    assert desk.run("cash", "export", "--out", str(tmp_path / "day.csv"), "--as", "lee").code == 2
