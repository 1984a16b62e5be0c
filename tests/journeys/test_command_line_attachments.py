"""A scan at a shell: attached at one desk, sent after the entries, written out whole at another; central checks what it keeps."""

from __future__ import annotations

import os
from pathlib import Path

from tests.journeys.test_command_line_central import Central
from tests.shell import Program, drafts

SCAN = b"%PDF-1.7\n" + bytes(range(256)) * 4000


def test_a_scan_goes_from_one_desk_to_another(tmp_path: Path) -> None:
    scan, out = tmp_path / "위임장.pdf", tmp_path / "out.pdf"
    scan.write_bytes(SCAN)
    central = Central(tmp_path)
    with central.serving():
        here, there = central.desk("03"), central.desk("04")
        here.ok("day", "open", "--as", "lee")
        number = here.ok("record", "--as", "lee", stdin=drafts(1, seed=1)).row["number"]
        added = here.ok("attach", number, str(scan), "--as", "lee", "--json").row
        assert (added["name"], added["kind"], added["size"], added["standing"]) == ("위임장.pdf", "pdf", len(SCAN), "queued")
        here.ok("sync", "--once")
        there.ok("sync", "--once")
        listed = there.ok("attachments", number, "--as", "park", "--json").row
        assert (listed["n"], listed["name"], listed["standing"]) == (1, "위임장.pdf", "away")
        there.ok("attachments", number, "--save", "1", "--out", str(out), "--as", "park")
        assert out.read_bytes() == SCAN
        assert out.stat().st_mode & 0o077 == 0
        assert there.ok("attachments", number, "--as", "park", "--json").row["standing"] == "here"
        found = central.verified()
        assert (found["ok"], found["attachments"], found["awaited"]) == (True, 1, 0)
        (kept,) = [path for path in (tmp_path / "central" / "attachments").rglob("*") if path.is_file()]
        kept.write_bytes(kept.read_bytes()[:-1])
        told = central.shell.run("central", "verify", *central.state, "--json")
        assert (told.code, [each["code"] for each in told.row["violations"]]) == (5, ["attachment_differs"])


def test_what_cannot_be_attached_is_refused_in_a_sentence(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    number = desk.record(drafts(1)).row["number"]
    empty, program, pipe, link = (tmp_path / name for name in ("empty.pdf", "scan.pdf", "pipe.pdf", "link.pdf"))
    empty.touch()
    program.write_bytes(b"MZ" + bytes(100))
    os.mkfifo(pipe)
    link.symlink_to("/etc/hostname")
    cases = ((empty, "file_empty"), (program, "file_kind_unknown"), (pipe, "file_not_plain"), (link, "file_not_plain"))
    for path, code in (*cases, (tmp_path / "none", "file_missing")):
        told = desk.run("attach", number, str(path), "--as", "lee")
        assert (told.code, told.out) == (3, b"")
        assert told.err.endswith(f"({code})\n")
        assert str(path) not in told.err
    assert desk.run("attach", "26410-03-261120-9999-XX", str(program), "--as", "lee").code == 3
    assert desk.ok("attachments", number, "--as", "lee", "--json").out == b""
    assert desk.run("attachments", number, "--save", "1", "--as", "lee").code == 2
    assert desk.run("attachments", number, "--save", "1", "--out", str(tmp_path / "x"), "--as", "lee").code == 3
    assert not (tmp_path / "x").exists()
