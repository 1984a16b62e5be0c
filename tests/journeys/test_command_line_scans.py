"""The scanner's folder at a shell: covers printed, files taken in by their codes, the rest settled by hand; passports by a list."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scans import a_picture
from tests.shell import Program, drafts

BROKEN = b"%PDF-1.7\nbroken\n%%EOF"


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path).ready()


def numbers_of(desk: Program, count: int, *, service: str = "inquiry_petition_simple", user: str = "lee") -> list[str]:
    recorded = desk.record(drafts(count, service=service), user=user)
    assert recorded.code == 0, recorded.err
    return [row["number"] for row in recorded.rows]


def test_a_folder_is_set_filled_and_emptied(desk: Program, tmp_path: Path) -> None:
    first, second = numbers_of(desk, 2)
    folder, covers = tmp_path / "scans", tmp_path / "covers.pdf"
    folder.mkdir()
    assert desk.run("scans", "run", "--as", "lee").err.endswith("(folder_none)\n")
    assert desk.run("scans", "folder", str(folder), "--as", "lee").err.endswith("(not_allowed)\n")
    assert desk.ok("scans", "folder", str(folder), "--as", "park", "--json").row == {"kind": "scans", "folder": str(folder), "share": False}
    made = desk.ok("scans", "covers", first, second, "--out", str(covers), "--as", "lee", "--json").row
    assert made["covers"] == 2
    (folder / "scan 1.pdf").write_bytes(covers.read_bytes())
    (folder / "blank.png").write_bytes(a_picture())
    (folder / "broken.pdf").write_bytes(BROKEN)
    (folder / "coming.pdf.part").write_bytes(BROKEN)
    (folder / "letter.jpg").write_bytes(b"Dear Sir")
    run = desk.ok("scans", "run", "--as", "lee", "--json").row
    assert run["waiting"] == {"scans": 2}
    assert (run["folders"]["scans"]["taken"], run["folders"]["scans"]["refused"]) == (3, [["letter.jpg", "file_kind_unknown"]])
    assert sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")) == ["coming.pdf.part", "letter.jpg"]
    assert [row["name"] for row in desk.ok("attachments", first, "--as", "lee", "--json").rows] == ["scan 1.pdf"]
    rows = {row["name"]: row for row in desk.ok("scans", "list", "--as", "lee", "--json").rows}
    assert {name: row["why"] for name, row in rows.items()} == {"blank.png": "no_code", "broken.pdf": "page_broken"}
    told = desk.ok("scans", "list", "--as", "lee").out.decode()
    assert "표지의 QR 없음" in told and "깨진 파일" in told
    out = tmp_path / "out.png"
    desk.ok("scans", "save", rows["blank.png"]["file_id"], "--out", str(out), "--as", "lee")
    assert out.read_bytes() == a_picture() and out.stat().st_mode & 0o077 == 0
    desk.ok("scans", "attach", rows["blank.png"]["file_id"][-8:], second, "--as", "lee", "--json")
    assert desk.run("scans", "discard", rows["broken.pdf"]["file_id"], "--reason", " ", "--as", "lee").err.endswith("(reason_missing)\n")
    desk.ok("scans", "discard", rows["broken.pdf"]["file_id"], "--reason", "다시 스캔함", "--as", "lee")
    assert desk.run("scans", "save", rows["broken.pdf"]["file_id"], "--out", str(out), "--as", "lee").err.endswith("(inbox_unknown)\n")
    assert desk.ok("scans", "list", "--as", "lee", "--json").rows == []
    assert desk.ok("worklist", "--as", "lee", "--json").row["waiting"].get("scans") is None
    assert desk.ok("verify", "--json").row["ok"]


def test_a_folder_that_is_not_there_is_said_and_nothing_else_happens(desk: Program, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    missing = desk.run("scans", "folder", str(folder), "--as", "park")
    assert (missing.code, str(folder) in missing.err, missing.err.endswith("(folder_missing)\n")) == (3, True, True)
    assert desk.ok("scans", "folder", "--as", "park", "--json").rows == []
    desk.ok("scans", "folder", str(folder), "--share", "--as", "park")
    told = desk.ok("scans", "run", "--as", "lee").out.decode()
    assert "폴더가 없습니다" in told
    assert desk.ok("scans", "run", "--as", "lee", "--json").row["folders"]["scans"]["state"] == "away"
    assert desk.ok("scans", "folder", "--off", "--as", "park", "--json").rows == []
    for wrong in (["--kind", "faxes"], [str(folder), "--off"]):
        assert desk.run("scans", "folder", *wrong, "--as", "park").code == 2


def test_passports_arrive_by_a_list_from_a_file_or_the_folder(desk: Program, tmp_path: Path) -> None:
    numbers = numbers_of(desk, 3, service="passport_single", user="park")
    for number in numbers:
        desk.ok("case", number, "step", "send", "--as", "park")
    rows = f"{numbers[0]},B-1\n{numbers[1]},B-2\n26410-03-261120-9999-ZZ,B-3\n".encode()
    looked = desk.ok("arrivals", "-", "--dry-run", "--as", "park", "--json", stdin=rows).row
    assert (looked["arrived"], looked["counts"]) == (0, {"matched": 2, "unknown": 1})
    assert desk.run("arrivals", "-", "--as", "lee", stdin=rows).err.endswith("(not_allowed)\n")
    told = desk.ok("arrivals", "-", "--as", "park", stdin=rows).out.decode().splitlines()
    assert told[2].endswith("이 창구가 모르는 번호") and "2건의 도착을 저장했습니다" in told[3]
    assert desk.ok("case", numbers[1], "--as", "park", "--json").row["facts"]["shelf"] == "B-2"
    folder = tmp_path / "lists"
    folder.mkdir()
    desk.ok("scans", "folder", str(folder), "--kind", "passport_arrivals", "--as", "park")
    (folder / "list.csv").write_bytes(rows + f"{numbers[2]},B-4\n".encode())
    assert desk.ok("scans", "run", "--as", "park", "--json").row["waiting"] == {"passport_arrivals": 1}
    (waiting,) = desk.ok("scans", "list", "--kind", "passport_arrivals", "--as", "park", "--json").rows
    done = desk.ok("arrivals", "--list", waiting["file_id"], "--as", "park", "--json").row
    assert (done["arrived"], done["counts"]) == (1, {"already": 2, "unknown": 1, "matched": 1})
    assert [line["meaning"] for line in done["lines"]] == ["already", "already", "unknown", "matched"]
    assert desk.ok("scans", "list", "--as", "park", "--json").rows == []
    assert desk.run("arrivals", "--list", waiting["file_id"], "--as", "park").err.endswith("(inbox_unknown)\n")
    assert desk.run("arrivals", "--as", "park").code == 2
