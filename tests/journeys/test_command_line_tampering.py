"""Somebody who has the right key edits one entry by hand: `minwon verify` names it."""

from __future__ import annotations

from pathlib import Path

from sqlcipher3 import dbapi2 as sqlcipher

from app.keystore.passphrase_file import PassphraseFile
from tests.shell import PASSPHRASE, Program, drafts


def edit(desk: Program, *statements: str) -> None:
    """Those statements were done with the key of the desk's own key file, the triggers of the entries torn out first."""
    keys = PassphraseFile(desk.home / "keys.sealed", lambda: PASSPHRASE, anchor_path=desk.folder / "no-anchor").load()
    connection = sqlcipher.connect(str(desk.home / "ledger.db"), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{keys.database.hex()}'\"")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_the_first_bad_entry_is_named_and_the_code_is_5(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.ok("record", "--as", "lee", stdin=drafts(3))
    entries = desk.ok("verify", "--json").row["entries"]
    edit(desk, "UPDATE entry SET body = x'80' WHERE seq IN (11, 14)")
    told = desk.run("verify")
    assert told.code == 5
    stream, seq, code = told.out.decode().split()
    assert (seq, code) == ("11", "digest")
    assert stream.endswith(".1.0")
    assert told.err.endswith("(book_violated)\n")
    found = desk.run("verify", "--json").row
    assert found["ok"] is False
    assert found["entries"] == entries
    assert found["bad"][0] == {"stream": stream, "seq": 11, "code": "digest", "proven_to": found["bad"][0]["proven_to"]}


def test_entries_cut_off_at_the_end_are_missed(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.ok("record", "--as", "lee", stdin=drafts(3))
    before = desk.status()
    desk.ok("record", "--as", "lee", stdin=drafts(3, seed=2))
    edit(desk, "PRAGMA foreign_keys = OFF", f"DELETE FROM entry WHERE seq > {before['last_seq']}")  # noqa: S608 - a number
    told = desk.run("verify")
    assert (told.code, told.out.decode().split()[1:]) == (5, [str(before["last_seq"] + 1), "anchor"])
    # The counter goes on in a branch of its own, so no number comes twice, and a person is told what may be missing (SYNC §8).
    desk.ok("day", "status", "--as", "lee")
    assert f"{before['last_seq'] + 1}번부터" in desk.ok("recovered").out.decode()


def test_a_ledger_whose_bytes_were_damaged_is_no_crash(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.ok("record", "--as", "lee", stdin=drafts(20))
    ledger = desk.home / "ledger.db"
    whole = ledger.read_bytes()
    for place in (100, len(whole) // 2, len(whole) - 500):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        ledger.write_bytes(bytes(damaged))
        told = desk.run("verify")
        assert told.code in (0, 5), told.err  # 0: a page that no entry lies on
        assert told.err.count("\n") <= 1
    ledger.write_bytes(whole)
    desk.ok("verify")
