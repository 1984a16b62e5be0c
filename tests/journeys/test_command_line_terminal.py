"""The card terminal at a shell: a simulated one runs, a desk joins it, tests it, and leaves it again."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest

from app.cli.simulators import address
from app.crypto.clock import SystemClock
from app.devices.iso8583 import Iso8583Terminal, dial_tcp
from app.devices.terminal_simulator import FAULTS
from app.domain.errors import Refused, Unavailable
from app.domain.words import Lang
from app.formfiles.words import load_words
from tests.patience import PATIENCE_S
from tests.shell import ROOT, Program

SEOUL = timezone(timedelta(hours=9))


@contextmanager
def simulated(desk: Program, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], str, int]]:
    """A simulated terminal that listens; its process, host and port. It is killed at the end if it still runs."""
    process = desk.start("terminal-sim", "--listen", "127.0.0.1:0", *arguments, "--json")
    assert process.stdout is not None
    try:
        host, _, port = str(json.loads(process.stdout.readline())["address"]).rpartition(":")
        yield process, host, int(port)
    finally:
        process.kill()
        process.communicate()


def a_terminal(host: str, port: int) -> Iso8583Terminal:
    return Iso8583Terminal(dial_tcp(host, port), "T1", clock=SystemClock(), card_s=20, host_s=20)


def test_a_desk_joins_tests_and_leaves_its_terminal(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready(day_open=False)
    with simulated(desk) as (process, host, port):
        place = f"{host}:{port}"
        joined = desk.ok("terminal", "set", place, "--id", "T1", "--as", "admin", "--json").row
        assert joined == {"terminal": "T1", "host": host, "port": port, "tested_at": None}
        assert f"T1 at {place} answered" in desk.ok("terminal", "test", "--lang", "en").out.decode()
        days = [f"{datetime.now(SEOUL):%Y-%m-%d}"]
        a_terminal(host, port).purchase(1_800, trace_no="000001", payment_id=UUID(int=1))
        days.append(f"{datetime.now(SEOUL):%Y-%m-%d}")
        told = [desk.ok("terminal", "totals", "--day", day, "--json").row for day in sorted(set(days))]
        assert sum(each["purchases_won"] for each in told) == 1_800
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    away = desk.run("terminal", "test", "--lang", "en")
    assert (away.code, "(terminal_away)" in away.err) == (4, True)
    assert str(desk.ok("terminal", "show", "--json").row["tested_at"]).startswith("2026-11-20T09:")
    assert desk.ok("terminal", "off", "--as", "admin", "--json").row == {"terminal": None}


def test_a_simulated_terminal_follows_its_script_and_survives_a_kill(tmp_path: Path) -> None:
    desk = Program(tmp_path)
    script, truth = tmp_path / "faults.toml", tmp_path / "truth.db"
    script.write_text('[[step]]\non = "purchase"\ndo = "drop_after"\n', encoding="utf-8")
    with simulated(desk, "--script", str(script), "--truth", str(truth)) as (_, host, port):
        with pytest.raises(Unavailable) as unknown:
            a_terminal(host, port).purchase(1_800, trace_no="000001", payment_id=UUID(int=1))
        assert unknown.value.code == "terminal_unknown"
        bought = a_terminal(host, port).inquire(1_800, trace_no="000001")
        a_terminal(host, port).reverse(500, trace_no="000002", repeated=False)
    with simulated(desk, "--truth", str(truth)) as (_, host, port):
        assert bought is not None
        assert a_terminal(host, port).inquire(1_800, trace_no="000001") == bought
        with pytest.raises(Refused):
            a_terminal(host, port).purchase(500, trace_no="000002", payment_id=UUID(int=2))


def test_what_is_wrong_with_the_call_is_said(tmp_path: Path) -> None:
    desk = Program(tmp_path)
    broken = tmp_path / "faults.toml"
    broken.write_text('[[step]]\ndo = "explode"\n', encoding="utf-8")
    assert "(script_invalid)" in desk.run("terminal-sim", "--script", str(broken)).err
    with simulated(desk) as (_, host, port):
        taken = desk.run("terminal-sim", "--listen", f"{host}:{port}")
        assert (taken.code, "(address_in_use)" in taken.err) == (4, True)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_help_names_every_way_to_fail(lang: Lang) -> None:
    told = load_words(ROOT / "resources", lang).text("cli.command.terminal_sim.example")
    assert [fault for fault in FAULTS if fault not in told.split()] == []


@pytest.mark.parametrize("text", ["8583", "127.0.0.1", ":8583", "here:port", "here:99999", "here:８５８３"])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        address(text)
    assert refused.value.code == "listen_unknown_form"


def test_an_address_has_a_host_and_a_port() -> None:
    assert (address("192.0.2.20:8583"), address("[::1]:0")) == (("192.0.2.20", 8583), ("::1", 0))
