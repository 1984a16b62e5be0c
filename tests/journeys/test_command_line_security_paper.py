"""보안용지 at a shell: in, out, used, spoiled, counted, taken back, and the book of it as PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import PASSWORD, Program, Result

SEAL = "인감증명용"


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()


def test_sheets_are_followed_by_number(desk: Program, tmp_path: Path) -> None:
    def paper(*arguments: str) -> Result:
        return desk.ok("security-paper", *arguments, "--as", "lee", "--json")

    assert desk.ok("security-paper", "--json").rows == []
    paper("receive", SEAL, "--first", "B-0001201", "--last", "B-0001400", "--note", "11월 납품")
    out = paper("hand-out", SEAL, "--first", "1201", "--last", "1300", "--second", "park").row
    assert (out["what"], out["first"], out["desk"], out["second"], out["left_in_store"]) == ("out", "B-0001201", "03", "박가람", 100)
    used = paper("use", SEAL, "--first", "1201", "--last", "1250").row
    assert (used["sheets"], used["left_at_desks"]) == (50, 50)
    spoiled = paper("spoil", SEAL, "1251, 1253", "--reason", "걸림", "--second", "park").rows
    assert [each["first"] for each in spoiled] == ["B-0001251", "B-0001253"]
    assert paper("count", SEAL, "1252, 1254~1299", "--dry-run").row == {"missing": "B-0001300"}
    assert [each["what"] for each in paper("count", SEAL, "1252,1254~1299", "--second", "park").rows] == ["counted", "missing"]
    paper("give-back", SEAL, "--first", "1299")
    assert paper("use", SEAL, "--none").row["sheets"] == 0
    lying = [(each["place"], each["first"], each["last"], each["sheets"]) for each in desk.ok("security-paper", "--json").rows]
    assert lying == [
        ("store", "B-0001299", "B-0001299", 1),
        ("store", "B-0001301", "B-0001400", 100),
        ("03", "B-0001252", "B-0001252", 1),
        ("03", "B-0001254", "B-0001298", 45),
        ("missing", "B-0001300", "B-0001300", 1),
    ]
    file = tmp_path / "book.pdf"
    book = paper("book", "--from", "2026-11-01", "--to", "2026-11-30", "--out", str(file)).row
    assert book["sums"] == {"입고": 200, "불출": 100, "반납": 1, "사용": 50, "훼손": 2, "결번": 1}
    assert file.read_bytes().startswith(b"%PDF") and "sums_of" not in book
    paper("receive", "가족관계용", "--first", "C-01", "--last", "C-05")
    both = paper("book", "--from", "2026-11-01", "--to", "2026-11-30", "--out", str(tmp_path / "both.pdf")).row
    family = {"입고": 5, "불출": 0, "반납": 0, "사용": 0, "훼손": 0, "결번": 0}
    assert (both["sums"], both["sums_of"]) == ({}, {"가족관계용": family, SEAL: book["sums"]})


def test_the_day_hints_at_use_that_was_not_entered(desk: Program) -> None:
    desk.ok("security-paper", "receive", SEAL, "--first", "1", "--last", "9", "--as", "lee")
    desk.ok("security-paper", "hand-out", SEAL, "--first", "1", "--last", "9", "--as", "lee")
    assert desk.ok("day", "status", "--as", "lee", "--json").row["paper_untold"] == [SEAL]
    assert f"보안용지 사용을 아직 적지 않았습니다: {SEAL}" in desk.ok("day", "status", "--as", "lee").out.decode()
    desk.ok("security-paper", "use", SEAL, "--first", "1", "--as", "lee")
    assert desk.ok("day", "status", "--as", "lee", "--json").row["paper_untold"] == []


def test_what_cannot_be_is_refused_and_a_mistake_is_taken_back(desk: Program) -> None:
    desk.ok("security-paper", "receive", SEAL, "--first", "1", "--last", "9", "--as", "lee")
    early = desk.run("security-paper", "use", SEAL, "--first", "1", "--as", "lee")
    assert (early.code, "security_paper_in_store" in early.err) == (3, True)
    assert desk.run("security-paper", "use", SEAL, "--as", "lee").code == 2
    for numbers in (("--first", "1"), ("--last", "9"), ("--first", "1", "--last", "9")):
        both = desk.run("security-paper", "use", SEAL, "--none", *numbers, "--as", "lee")
        assert (both.code, f"--none과 {numbers[0]} 가운데 하나만 쓰십시오." in both.err) == (2, True), both.err
    (line,) = desk.ok("security-paper", "list", "--json").rows
    assert line["entry"] in desk.ok("security-paper", "list").out.decode()
    assert desk.run("security-paper", "void", line["entry"], "--reason", "오기", "--as", "lee").code == 3
    assert desk.run("security-paper", "void", "no-entry", "--reason", "오기", "--second", "park", "--as", "lee").code == 3
    told = desk.ok("security-paper", "void", line["entry"], "--reason", "오기", "--second", "park", "--as", "lee", "--json").row
    assert (told["voided"], told["note"], desk.ok("security-paper", "--json").rows) == (True, "오기", [])
    assert "보안용지" in desk.ok("security-paper").out.decode()
