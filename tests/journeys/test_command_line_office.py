"""The office's own things at a shell: its sheet of fees and services, its kiosks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import PASSWORD, Program

OWN = "고유민원,own_noise,공사장 소음 측정 신청,other_petition,3000,7일,조례 제1호"


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()


def test_a_sheet_is_tried_and_then_applied_by_two(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"구분,민원,이름,본뜬 민원,금액,처리기간,정한 근거\n{OWN}\n요금,seal_protection,,,많이,,\n", encoding="cp949")
    wrong = desk.run("import-services", str(file), "--dry-run", "--as", "admin", "--json")
    assert (wrong.code, [(each["row"], each["column"]) for each in wrong.row["errors"]]) == (3, [(3, "요금")])
    file.write_text(f"구분,민원,이름,본뜬 민원,금액,처리기간,정한 근거\n{OWN}\n", encoding="utf-8")
    tried = desk.ok("import-services", str(file), "--dry-run", "--as", "admin", "--json").row
    told = {each["column"]: each["new"] for each in tried["changes"]}
    assert (told["이름"], told["금액"], told["처리기간"]) == ("공사장 소음 측정 신청", "3000", "7d")
    unknown = desk.run("sample", "--service", "own_noise", "--json")
    assert (unknown.code, b"own_noise" in unknown.out) == (3, False)
    alone = desk.run("import-services", str(file), "--second", "admin", "--as", "admin")
    assert (alone.code, "second_signer_needed" in alone.err) == (3, True)
    assert desk.ok("import-services", str(file), "--second", "park", "--as", "admin", "--json").row["applied"] is True
    draft = desk.ok("sample", "--service", "own_noise", "-n", "1").out
    (recorded,) = desk.record(draft).rows
    assert (recorded["ok"], recorded["fee_won"]) == (True, 3_000)
    assert "소음 측정" in desk.ok("forms", "own_noise").out.decode()
    out = tmp_path / "now.xlsx"
    desk.ok("import-services", "--template", str(out), "--as", "admin")
    same = desk.ok("import-services", str(out), "--dry-run", "--as", "admin", "--json").row
    assert (same["changes"], same["errors"]) == ([], [])


def test_kiosks_are_named_counted_and_closed(desk: Program) -> None:
    desk.ok("kiosk", "machine", "add", "K-01", "--place", "본관", "--hours", "00:00-24:00", "--kind", "land_register_copy", "--as", "park")
    counting = ("kiosk", "count", "K-01", "--paper", "land_register_copy=4", "--amount", "2000", "--card", "500")
    desk.ok(*counting, "--fault", "용지 걸림", "--sheets-in", "500", "--as", "lee")
    (row,) = desk.ok("kiosk", "list", "--from", "2026-01-01", "--to", "2099-12-31", "--as", "lee", "--json").rows
    assert (row["issued"], row["card_won"], row["faults"], row["sheets_in"]) == (4, 500, "용지 걸림", 500)
    assert desk.run("kiosk", "count", "K-02", "--paper", "land_register_copy=4", "--as", "lee").code == 3
    desk.ok("kiosk", "machine", "close", "K-01", "--as", "park")
    (machine,) = desk.ok("kiosk", "machine", "list", "--as", "lee", "--json").rows
    assert (machine["place"], machine["closed"], machine["kinds"]) == ("본관", True, ["land_register_copy"])


def test_the_handbook_is_searched_printed_and_marked(desk: Program, tmp_path: Path) -> None:
    found = desk.ok("handbook", "--search", "인감보호", "--json").row
    assert (found["service"], found["overdue"]) == ("seal_protection", True)
    assert desk.run("handbook", "review", "--as", "park").code == 2
    assert desk.run("handbook", "review", "seal_protection", "--as", "lee").code == 3
    assert desk.ok("handbook", "review", "seal_protection", "--note", "하반기 정비", "--as", "park", "--json").row["count"] == 1
    assert "박" in desk.ok("handbook", "--service", "seal_protection").out.decode()
    overdue = [row["service"] for row in desk.ok("handbook", "--overdue", "--json").rows]
    assert overdue and "seal_protection" not in overdue
    out = tmp_path / "handbook.pdf"
    assert desk.ok("handbook", "--search", "인감", "--out", str(out), "--json").row["services"] > 3
    assert out.read_bytes().startswith(b"%PDF")


def test_counts_from_a_file_and_answers_of_visitors(desk: Program, tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text("기기번호,일자,민원,건수,수수료\nK-01,2026-01-05,초본,4,800\nK-01,어제,초본,4,800\n", encoding="cp949")
    tried = desk.ok("kiosk", "import", str(file), "--dry-run", "--as", "lee", "--json").row
    assert (tried["written"], tried["new"], tried["wrong"]) == (False, 1, 1)
    assert desk.ok("kiosk", "import", str(file), "--as", "lee", "--json").row["new"] == 1
    assert desk.ok("kiosk", "import", str(file), "--as", "lee", "--json").row["same"] == 1
    assert desk.run("kiosk", "import", "--as", "lee").code == 2
    desk.ok("rating", "give", "4", "--as", "lee")
    assert desk.run("rating", "give", "6", "--as", "lee").code == 3
    assert desk.ok("rating", "month", "--json").row["mean"] == 4.0
