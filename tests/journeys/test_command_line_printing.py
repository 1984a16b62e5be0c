"""`minwon print …`: a printer is set, a file goes there, the log tells of it; what fails says so and changes nothing."""

from __future__ import annotations

from pathlib import Path

from tests.contract.test_printer import PDF, put_programs
from tests.shell import Program


def test_a_printer_is_set_used_and_told_about(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    put_programs(shop)
    desk = Program(tmp_path / "desk").ready(day_open=False, training=False)
    path = str(shop)
    assert desk.ok("print", "printers", "--json", PATH=path).row == {
        "printers": [
            {"name": "A4", "ready": True, "standard": True},
            {"name": "JAMMED", "ready": False, "standard": False},
            {"name": "SHUT", "ready": False, "standard": False},
        ],
        "set": {},
        "receipts": "asked",
    }
    paper = tmp_path / "kim-minsu.pdf"
    paper.write_bytes(PDF)
    unset = desk.run("print", "file", str(paper), "--as", "lee", PATH=path)
    assert unset.code == 3 and "printer_not_set" in unset.err
    assert desk.ok("print", "set", "a4", "A4", "--copies", "2", "--as", "admin", "--json", PATH=path).row["printer"] == "A4"
    assert desk.ok("print", "file", str(paper), "--as", "lee", "--json", PATH=path).row["job"] == "A4-1"
    assert (shop / "taken-1").read_bytes() == PDF

    (shop / "trouble").write_text("refuses")
    failed = desk.run("print", "file", str(paper), "--as", "lee", PATH=path)
    assert failed.code == 4 and "printer_failed" in failed.err
    log = desk.ok("print", "log", "--json").rows
    assert [(row["state"], row["copies"], row["document"]) for row in log] == [("failed", 2, "file"), ("sent", 2, "file")]
    assert "kim" not in str(log) and "kim" not in (shop / "calls").read_text()

    desk.ok("print", "receipts", "always", "--as", "park", PATH=path)
    desk.ok("print", "set", "a4", "--as", "admin", PATH=path)
    after = desk.ok("print", "printers", "--json", PATH=path).row
    assert (after["set"], after["receipts"]) == ({}, "always")
