"""Backups at a shell: set once, made at each closing, tried, carried out of the building; a failure never undoes a closing."""

from __future__ import annotations

from pathlib import Path

from tests.shell import PASSWORD, Program, drafts


def test_a_closing_leaves_a_copy_that_can_be_tried_and_the_quarter_a_set_with_its_slip(tmp_path: Path) -> None:
    desk = Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()
    usb = tmp_path / "usb"
    usb.mkdir()
    close = ("day", "close", "--as", "lee", "--second", "park", "--json")
    assert desk.ok("backup", "show", "--json").row["folder"] is None
    assert desk.ok("backup", "set", str(usb), "--keep", "2", "--as", "park", "--json").row == {"folder": str(usb), "keep": 2}
    desk.record(drafts(2, service="resident_registration_copy"))
    copied = desk.ok(*close, "--counted", str(desk.in_drawer("lee"))).row["backup"]
    assert Path(copied["folder"]).parent == usb and copied["entries"] > 0
    good = desk.ok("backup", "check", copied["folder"], "--json").row
    assert (good["seq"], good["entries"]) == (copied["entries"], copied["entries"]) and good["behind"] > 0
    lines = {line["code"]: line for line in desk.run("ready", "--json").row["lines"]}
    assert (lines["backup"]["level"], lines["restore"]["level"]) == ("ok", "ok")

    out = tmp_path / "slip.pdf"
    made = desk.ok(
        "backup", "offsite", str(usb), "--medium", "B-2026-3", "--receiver", "정보통신과", "--out", str(out), "--as", "park", "--json"
    ).row
    assert (made["quarter"], made["number"], len(made["files"])) == ("2026-Q3", 1, 4) and out.read_bytes().startswith(b"%PDF-")
    assert desk.run("backup", "check", made["folder"]).code == 0

    usb.rename(tmp_path / "pulled out")
    desk.ok("day", "open", "--as", "lee")
    closed = desk.ok(*close).row
    assert (closed["business_day"], closed["backup"]) == ("2026-11-20/2", {"error": "backup_folder_away"})
    assert "폴더를 찾지 못함" in desk.run("ready").out.decode()
    ledger = tmp_path / "pulled out" / Path(copied["folder"]).name / "ledger.db"
    ledger.write_bytes(ledger.read_bytes()[:-100])
    damaged = desk.run("backup", "check", str(ledger.parent))
    assert damaged.code == 5 and "backup_damaged" in damaged.err
    for wrong in (("set",), ("now", str(usb)), ("offsite", str(usb), "--as", "park")):
        assert desk.run("backup", *wrong).code == 2
    desk.ok("backup", "off", "--as", "park")
    assert desk.run("backup", "now").code == 3
