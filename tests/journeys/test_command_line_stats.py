"""`minwon demo year` and `minwon stats` as a person types them: a year is made, and its tables are counted from the book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import app.bootstrap.demo_year
from app.bootstrap.joints import joints
from app.cli.main import run
from tests.desks import cheap_keys
from tests.integration.test_demo_year import a_short_year
from tests.shell import Program

PASSPHRASE = "a year to look at"


def said(capsys: pytest.CaptureFixture[str], *command: str) -> tuple[int, list[dict[str, Any]], str]:
    code = run(command, joints())
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def test_a_year_is_made_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.bootstrap.demo_year, "load_year", lambda _path: a_short_year())
    monkeypatch.setenv("MINWON_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    out = tmp_path / "year"
    with cheap_keys():
        code, rows, _ = said(capsys, "demo", "year", "2010", "--out", str(out), "--scale", "0.0005", "--json")
        assert code == 0
        told = rows[0]
        assert told["cases"] > 80
        assert json.loads((out / "summary.json").read_text())["entries"] == told["entries"]
        code, rows, _ = said(capsys, "stats", "R09", "--year", "2010", "--home", told["home"], "--json")
        assert code == 0
        found = rows[0]
        assert (found["table"], found["desks"], found["totals"]) == ("gj2010_family_filing", ["03"], ["계"])
        cells = found["rows"][0]["cells"]
        assert cells["계"] == sum(value for name, value in cells.items() if name != "계") > 0
        assert found["printed"][0]["cells"]["계"] == 8_108
        code, rows, _ = said(capsys, "stats", "R15", "--year", "2010", "--home", told["home"], "--json", "--lang", "en")
        assert {(each["row"], each["difference"]) for each in rows[0]["wrong_totals"]} == {("총계", -4694), ("비전자", -4694)}
        assert rows[0]["wrong_totals"][0] == {
            "row": "총계",
            "column": "총계",
            "printed_total": 80_644,
            "computed": 85_338,
            "difference": -4_694,
        }
        assert rows[0]["unknown"]["비전자"] == "Paper records are not in this book."
        code = run(("stats", "R15", "--year", "2010", "--home", told["home"], "--lang", "en"), joints())
        assert "printed 80,644, computed 85,338, difference -4,694" in capsys.readouterr().out
        code, _, err = said(capsys, "demo", "year", "2010", "--out", str(out), "--json")
        assert (code, "demo_out_not_empty" in err) == (3, True)


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [
        (("demo", "year", "2011", "--out", "/nowhere"), 3, "demo_year_unknown"),
        (("demo", "year", "2010", "--out", "/nowhere", "--scale", "0"), 3, "year_share_invalid"),
        (("demo", "year", "2010"), 2, "use_required"),
    ],
)
def test_a_year_that_cannot_be_made_is_refused(command: tuple[str, ...], code: int, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    found, _, err = said(capsys, *command)
    assert (found, told in err) == (code, True)


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(tmp_path_factory.mktemp("stats")).made()


def test_all_tables_are_listed_and_need_nobody(made_home: Program) -> None:
    rows = made_home.ok("stats", "--json").rows
    assert [row["report"] for row in rows] == [f"R{n:02d}" for n in range(1, len(rows) + 1)]
    assert len(rows) >= 17
    empty = made_home.ok("stats", "gj2010_passport", "--json").row
    assert (empty["year"], empty["rows"][0]["cells"]["계"], empty["desks"]) == (2026, 0, [])


def test_a_table_that_is_not_there_is_refused(made_home: Program) -> None:
    for command, told in ((("R99", "--year", "2010"), "table_unknown"), (("R01", "--year", "99"), "year_invalid")):
        result = made_home.run("stats", *command)
        assert (result.code, told in result.err) == (3, True)
