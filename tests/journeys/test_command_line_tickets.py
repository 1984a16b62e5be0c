"""Queue numbers at a shell: a desk with its own list, and two desks of a room at one simulated machine."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE_S
from tests.shell import Program, drafts

FOUR = "2026-11-20T09:04:00+09:00"
TEN = "2026-11-20T09:10:00+09:00"


@contextmanager
def a_machine(desk: Program, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A simulated ticket machine; its process and address. It is killed at the end if it still runs."""
    process = desk.start("ticket-sim", "--listen", "127.0.0.1:0", *arguments, "--json")
    assert process.stdout is not None
    try:
        yield process, str(json.loads(process.stdout.readline())["address"])
    finally:
        process.kill()
        process.communicate()


def test_a_morning_with_the_desks_own_tickets(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    taken = [desk.ok("ticket", "take", *kind, "--json").row["ticket"] for kind in ((), ("--kind", "pregnant"))]
    assert taken == ["1", "P1"]
    assert [each["ticket"] for each in desk.ok("ticket", "list", "--json").rows] == ["P1", "1"]
    called = desk.ok("ticket", "next", "--as", "lee", "--json", MINWON_CLOCK=FOUR).row["serving"]
    assert (called["tickets"], called["kind"], called["calls"]) == (["P1"], "pregnant", 1)
    desk.ok("ticket", "join", "1", "--as", "lee", MINWON_CLOCK=FOUR)
    status = desk.ok("ticket", "status", "--json").row
    assert (status["serving"]["tickets"], status["waiting"], status["machine"]) == (["P1", "1"], 0, False)
    refused = desk.run("ticket", "absent", "--as", "lee", "--lang", "en")
    assert (refused.code, "(ticket_too_few_calls)" in refused.err) == (3, True)
    desk.ok("ticket", "end", "--as", "lee", MINWON_CLOCK=TEN)
    told = desk.ok("stats", "waiting", "--from", "2026-11-01", "--to", "2026-11-30", "--json").row
    assert [each["day"] for each in told["days"]] == ["2026-11-20"]
    total = told["total"]
    assert (total["called"], total["priority"], total["absent"], total["by_kind"]) == (2, 1, 0, {"general": 1, "pregnant": 1})
    assert 180 < total["mean_wait_s"] <= total["longest_wait_s"] < 300
    assert 300 < total["mean_service_s"] == total["longest_service_s"] < 420
    report = desk.ok("report", "day", "--out", str(tmp_path / "day.pdf"), "--as", "park", "--json").row
    assert report["waiting"] == {**total}
    words = desk.ok("stats", "waiting", "--from", "2026-11-20", "--to", "2026-11-20", "--lang", "en").out.decode()
    assert "called 2" in words


def test_what_cannot_be_is_refused_in_words(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    refusals: list[tuple[str, int, str]] = [
        ("stats waiting --from 2026-11-01", 2, "use_required"),
        ("stats waiting --from 2026-11-20 --to 2026-11-01", 3, "waiting_days_invalid"),
        ("ticket take --number 2_7", 3, "ticket_number_invalid"),
        ("ticket recall --as lee", 3, "ticket_nobody"),
        ("ticket pass --as lee", 3, "ticket_pass_where"),
        ("ticket machine somewhere --as admin", 3, "listen_unknown_form"),
        ("ticket machine 127.0.0.1:1 --as lee", 3, "not_allowed"),
    ]
    for command, code, name in refusals:
        told = desk.run(*command.split(), "--lang", "en")
        assert (told.code, f"({name})" in told.err) == (code, True), command


def test_a_room_shares_one_machine_and_a_desk_goes_on_without_it(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    script = tmp_path / "room.toml"
    script.write_text('[[ticket]]\n\n[[ticket]]\nkind = "elderly"\nstation = "passport"\n\n[[fault]]\non = "NEXT"\ndo = "drop_after"\n')
    with a_machine(desk, "--script", str(script)) as (process, place):
        joined = desk.ok("ticket", "machine", place, "--as", "admin", "--lang", "en").out.decode()
        assert f" {place}." in joined  # a port is no amount: without separators of thousands
        assert desk.ok("ticket", "take", "--json").row["ticket"] == "2"
        called = desk.ok("ticket", "next", "--as", "lee", "--json").row["serving"]
        assert called["tickets"] == ["P1"]  # the answer to the first asking was lost; the second asking calls nobody else
        desk.ok("ticket", "pass", "--desk", "05", "--as", "lee")
        status = desk.ok("ticket", "status", "--json").row
        assert (status["serving"], status["waiting"], status["away"]) == (None, 2, False)  # P1 waits for desk 05 alone
        assert [each["ticket"] for each in desk.ok("ticket", "list", "--json").rows] == ["P1", "1", "2"]
        assert desk.ok("ticket", "next", "--as", "lee", "--json").row["serving"]["tickets"] == ["1"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    assert desk.ok("ticket", "take", "--json").row["ticket"] == "03-1"
    listed = desk.ok("ticket", "list", "--json", "--lang", "en")
    assert ([each["ticket"] for each in listed.rows], "does not answer" in listed.err) == (["03-1"], True)
    assert desk.ok("ticket", "status", "--json").row["away"] is True
    assert desk.ok("ticket", "next", "--as", "lee", "--json").row["serving"]["tickets"] == ["03-1"]
    assert desk.ok("ticket", "next", "--as", "lee", "--json").row == {"serving": None}
    assert desk.record(drafts(1)).code == 0  # a visit without a ticket is served all the same
    assert desk.ok("ticket", "machine", "off", "--as", "admin", "--json").row == {"machine": None}
    assert desk.ok("ticket", "take", "--json").row["ticket"] == "1"
