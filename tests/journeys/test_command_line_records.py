"""기록물철 at a shell: the register, a year taken out with its list, what was counted, and what is refused."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import pytest

from tests.shell import PASSWORD, Program, drafts


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    made = Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()
    recorded = made.record(drafts(2, service="birth_filing"))
    assert recorded.code == 0, recorded.err
    return made


def test_the_register_is_counted_and_a_year_is_taken_out(desk: Program, tmp_path: Path) -> None:
    (file,) = desk.ok("records", "--json").rows
    assert (file["cases"], file["retention"], file["transfer_due"], file["expired"]) == (2, "5년", False, False)
    year = str(file["year"])
    counted = desk.ok("records", "count", file["file"], "--found", "1", "--as", "park", "--json").row
    assert counted["difference"] == -1
    (differing,) = desk.ok("records", "--differing", "--json").rows
    assert differing["file"] == file["file"]
    desk.ok("records", "disclose", file["file"], "--as-what", "part", "--as", "park")
    report = desk.ok("records", "report", "--year", year, "--json").row
    assert (report["files"], report["cases"], report["by_class"]) == (1, 2, {"5년": 2})
    out = tmp_path / "out"
    written = desk.ok("records", "export", "--year", year, "--out", str(out), "--as", "park", "--json").row["written"]
    listed = list(csv.reader((out / "목록.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row[0] for row in listed[1:]] == written[:-1]
    for name, size, digest in listed[1:]:
        data = (out / name).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (int(size), digest)
    again = desk.run("records", "export", "--year", year, "--out", str(out), "--as", "park")
    assert (again.code, "records_out_not_empty" in again.err) == (3, True)


def test_what_may_not_be_noted_is_refused_and_nothing_is_written(desk: Program) -> None:
    (file,) = desk.ok("records", "--json").rows
    number = file["file"]
    for wanted, asked in (
        ("record_year_runs", ("transfer", number, "--as", "park", "--second", "lee")),
        ("record_file_unknown", ("transfer", "1999-01-5년", "--as", "park", "--second", "lee")),
        ("second_is_first", ("transfer", number, "--as", "park", "--second", "park")),
        ("record_not_expired", ("appraise", number, "--outcome", "destroy", "--board", "1", "--as", "park", "--second", "lee")),
        ("record_board_missing", ("appraise", number, "--outcome", "hold", "--board", " ", "--as", "park", "--second", "lee")),
        ("record_day_ahead", ("transfer", number, "--on", "2099-01-01", "--as", "park", "--second", "lee")),
        ("not_allowed", ("count", number, "--found", "2", "--as", "lee")),
        ("record_nothing_to_destroy", ("destroy-list", "--out", "none.pdf", "--as", "park")),
        ("not_allowed", ("destroy-list", "--out", "none.pdf", "--as", "lee")),
    ):
        refused = desk.run("records", *asked)
        assert (refused.code, wanted in refused.err) == (3, True), (wanted, refused.err)
    assert desk.run("records", "transfer", number, "--as", "park").code == 2
    assert desk.run("records", "destroy-list", "--as", "park").code == 2
    assert desk.ok("records", "--json").rows == [file]
