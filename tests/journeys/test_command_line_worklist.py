"""`minwon worklist`, `reassign`, `official-no`: what waits, at a shell."""

from __future__ import annotations

from pathlib import Path

from tests.shell import Program, drafts

AT = {"MINWON_CLOCK": "2026-07-13T10:00:00+09:00"}


def a_case(program: Program, service: str, seed: int = 1) -> str:
    draft = program.ok("sample", "--service", service, "--seed", str(seed), "--json").out
    return str(program.ok("record", "-", "--as", "lee", "--json", stdin=draft).row["number"])


def test_lists_have_counts_and_pages_and_go_over_to_a_colleague(tmp_path: Path) -> None:
    program = Program(tmp_path, more=AT).ready()
    made = [a_case(program, "grievance_petition", seed) for seed in (1, 2, 3)]
    told = program.ok("worklist", "--as", "lee", "--json").row
    assert (told["counts"], told["people"]) == ({"official_no": 3}, {"lee": 3})
    first = program.ok("worklist", "--list", "open", "--mine", "--limit", "2", "--as", "lee", "--json").row
    rest = program.ok("worklist", "--list", "open", "--mine", "--after", first["next"], "--as", "lee", "--json").row
    assert sorted(row["number"] for row in first["rows"] + rest["rows"]) == sorted(made)  # each started its clock at the same moment
    assert first["rows"][0]["next"] == "assign" and first["rows"][0]["due_at"] == "2026-07-22T18:00:00+09:00"
    assert "공식번호 채우기 (official_no)" in program.ok("worklist", "--as", "lee").out.decode()
    gone = program.ok("reassign", "lee", "park", "--reason", "병가", "--as", "park", "--json").row
    assert gone == {"from": "lee", "to": "park", "cases": 3}
    assert program.ok("worklist", "--as", "lee", "--json").row["people"] == {"park": 3}
    history = program.ok("case", made[0], "--as", "lee", "--json").row["history"]
    assert [line["user"] for line in history if line["kind"] == "case_handed_over"] == ["park"]
    refused = program.run("reassign", "park", "nobody", "--reason", "병가", "--as", "park")
    assert (refused.code, "user_unknown" in refused.err) == (3, True)
    unknown = program.run("worklist", "--list", "x", "--as", "lee")
    assert (unknown.code, "worklist_unknown" in unknown.err) == (3, True)
    assert program.run("worklist", "--list", "open", "--after", "x", "--as", "lee").code == 2


def test_official_numbers_are_matched_before_they_are_kept(tmp_path: Path) -> None:
    program = Program(tmp_path, more=AT).ready()
    petition, request = a_case(program, "grievance_petition"), a_case(program, "information_disclosure_request", 2)
    listed = tmp_path / "numbers.csv"
    listed.write_text(
        f"접수번호,공식번호,민원\n1AA-2607-0001,10:00,고충민원\n{request},1AB-2607-0002\n1AC-2607-0003,09:00,고충민원\n", encoding="utf-8"
    )
    tried = program.ok("official-no", str(listed), "--dry-run", "--as", "lee", "--json").row
    assert tried["saved"] == 0 and len(tried["matched"]) == 2
    assert [(each["line"], each["reason"]) for each in tried["unmatched"]] == [(4, "no_case")]  # the heading is no line
    assert program.ok("worklist", "--as", "lee", "--json").row["counts"] == {"official_no": 2}
    kept = program.ok("official-no", str(listed), "--as", "lee", "--json").row
    assert {each["official_no"]: each["number"] for each in kept["matched"]} == {"1AA-2607-0001": petition, "1AB-2607-0002": request}
    assert program.ok("case", "1AA-2607-0001", "--as", "lee", "--json").row["number"] == petition
    assert program.ok("worklist", "--as", "lee", "--json").row["counts"] == {}
    again = program.ok("official-no", str(listed), "--as", "lee", "--json").row
    assert again["saved"] == 0 and "number_taken" in {each["reason"] for each in again["unmatched"]}
    nothing = program.run("official-no", "-", "--as", "lee", stdin=b"\n")
    assert (nothing.code, "numbers_none" in nothing.err) == (3, True)


def test_a_desk_serves_the_stations_a_leader_names(tmp_path: Path) -> None:
    program = Program(tmp_path, more=AT).ready()
    assert program.ok("stations", "--as", "lee", "--json").row == {"stations": ["seal", "family", "passport", "integrated"]}
    assert program.ok("stations", "--serve", "passport,seal", "--as", "park", "--json").row == {"stations": ["seal", "passport"]}
    assert "인감" in program.ok("stations", "--as", "lee").out.decode()
    for wrong, code in (("cash", "station_unknown"), ("", "stations_none")):
        refused = program.run("stations", "--serve", wrong, "--as", "park")
        assert (refused.code, code in refused.err) == (3, True)
    assert program.run("stations", "--serve", "all", "--as", "lee").code == 3
    assert len(program.ok("stations", "--serve", "all", "--as", "park", "--json").row["stations"]) == 4


def test_one_official_number_is_entered_and_a_sheet_of_them_may_be_in_the_old_encoding(tmp_path: Path) -> None:
    program = Program(tmp_path, more=AT).ready()
    numbers = [row["number"] for row in program.record(drafts(2, service="resident_registration_copy")).rows]
    assert program.ok("official-no", "--case", numbers[0], "--official", "]C01AA-7", "--as", "lee", "--json").row["also"] == []
    refused = program.run("official-no", "--case", numbers[1], "--official", f"MINWON:C:{numbers[0]}", "--as", "lee")
    assert (refused.code, "official_no_is_ours" in refused.err) == (3, True)
    listed = tmp_path / "list.csv"
    listed.write_bytes(f"접수번호,발급번호\n{numbers[1]},제2026-8호\n".encode("cp949"))
    assert program.ok("official-no", str(listed), "--as", "lee", "--json").row["saved"] == 1
    for wrong in ([], ["--case", numbers[0]], [str(listed), "--case", numbers[0], "--official", "1"]):
        assert program.run("official-no", *wrong, "--as", "lee").code == 2
