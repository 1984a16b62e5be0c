"""Two desks and a central, each a process of its own: the line goes, work goes on, everything arrives once."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.bootstrap.central import CentralAt
from app.settings import Settings, data_root
from tests.desks import cheap_keys
from tests.shell import PASSPHRASE, PASSWORD, Program, drafts

OFFICE = "26410"


class Central:
    """A central of its own process; stopped and started at will. `by_hand`: people and desks come by the commands that somebody types;
    otherwise the same is done in this process, without the seconds that take processes and passwords."""

    def __init__(self, folder: Path, *, by_hand: bool = False) -> None:
        self.shell = Program(folder, home="no-home-here")
        self.state = ("--state", str(folder / "central"))
        self.listen = "127.0.0.1:0"
        self.url = ""
        self.by_hand = by_hand
        self._at = CentralAt(Settings(home=folder, data=data_root()), folder / "central", None)
        people = (("lee", "clerk", "이하늘"), ("park", "supervisor", "박가람"))
        if by_hand:
            self.ok("office", "add", OFFICE, "--name", "가온구청")
            for user, role, name in people:
                self.ok("staff", "add", user, "--office", OFFICE, "--role", role, "--name", name)
            return
        with cheap_keys():
            self._at.add_office(OFFICE, "가온구청", "")
            for user, role, name in people:
                self._at.add_staff(OFFICE, user, role, name, PASSWORD)

    def ok(self, *arguments: str) -> list[dict[str, Any]]:
        return self.shell.ok("central", *self.state, *arguments, "--json").rows

    @contextmanager
    def serving(self, end: signal.Signals = signal.SIGTERM) -> Iterator[dict[str, Any]]:
        """It answers inside the block; `end` stops it, a kill without good-bye."""
        with self.shell.start("central", "serve", *self.state, "--listen", self.listen, "--json") as process:
            assert process.stdout is not None
            found: dict[str, Any] = json.loads(process.stdout.readline())
            self.url = found["url"]
            self.listen = self.url.removeprefix("https://")
            try:
                yield found
            finally:
                process.send_signal(end)
                _, errors = process.communicate()
            assert process.returncode == (0 if end != signal.SIGKILL else -signal.SIGKILL), errors.decode()
            assert b"Traceback" not in errors

    def desk(self, desk: str) -> Program:
        """A newly enrolled desk."""
        program = Program(self.shell.folder, home=f"desk-{desk}")
        if not self.by_hand:
            return program.enrolled(self.url, self._at.invite(OFFICE, desk, passphrase=PASSPHRASE))
        code = self.ok("invite", "--office", OFFICE, "--desk", desk)[0]["code"]
        made = program.ok("enroll", "--central", self.url, "--code", code, "--training", "--json").row
        assert (made["office"], made["desk"], made["central"]) == (OFFICE, desk, self.url)
        return program

    def verified(self) -> dict[str, Any]:
        (found,) = self.ok("verify")
        return found


def test_two_desks_work_on_while_central_is_away_and_everything_arrives_once(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving(end=signal.SIGKILL) as told:
        assert set(told) == {"url", "fingerprint", "central_id"}
        desks = [central.desk("03"), central.desk("04")]
        for desk in desks:
            desk.ok("day", "open", "--as", "lee")
        desks[0].ok("record", "--as", "lee", stdin=drafts(5, seed=1))
        before = desks[0].ok("sync", "--once", "--json").row
        assert (before["pending"], before["sent"]) == (0, before["acked_seq"])
        assert desks[0].status()["central"] == "up"
        assert desks[0].ok("status", "--lang", "en").out.endswith(b" central: up \xc2\xb7 nothing to send\n")

    away = desks[0].status()
    assert (away["central"], away["pending"]) == ("down", 0)
    assert desks[0].ok("record", "--as", "lee", stdin=drafts(10, seed=2)).code == 0
    assert desks[1].ok("record", "--as", "lee", stdin=drafts(10, seed=3)).code == 0
    gone = desks[0].run("sync", "--once")
    assert gone.code == 4
    assert gone.err.count("\n") == 1
    waiting = [desk.status()["pending"] for desk in desks]
    assert min(waiting) > 10

    with central.serving():
        sent = [desk.ok("sync", "--once", "--json").row["sent"] for desk in desks]
        assert sent == waiting
        assert desks[0].ok("sync", "--once", "--json").row["received"] > 0  # the other desk's entries
        statuses = [desk.status() for desk in desks]
        assert [status["pending"] for status in statuses] == [0, 0]
        found = central.verified()
        assert found["ok"] is True
        assert (found["entries"], found["cases"]) == (sum(status["last_seq"] for status in statuses), 25)
        for desk in desks:
            counted = ("--counted", str(desk.in_drawer("lee")))
            desk.ok("day", "close", *counted, "--as", "lee", "--second", "park", MINWON_SECOND_PASSWORD=PASSWORD)
        for desk in desks * 2:
            desk.ok("sync", "--once")
        reports = []
        for number, desk in enumerate(desks):
            out = tmp_path / f"office-{number}.pdf"
            office = ("report", "day", "--day", "2026-11-20", "--scope", "office", "--out", str(out), "--as", "park", "--json")
            reports.append(desk.ok(*office).row)
        assert [report["cases"] for report in reports] == [25, 25]
        assert reports[0]["net_won"] == reports[1]["net_won"] > 0
        for desk in desks:
            assert desk.ok("verify", "--json").row["streams"] == 2


def test_a_code_is_good_for_one_desk_once_and_a_wrong_one_for_none(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        other = Program(tmp_path, home="other")
        code = central.ok("invite", "--office", OFFICE, "--desk", "03")[0]["code"]
        enroll = ("enroll", "--central", central.url, "--training", "--code")
        assert other.run(*enroll, "AAAA").code == 3
        Program(tmp_path, home="first").ok(*enroll, code)
        used = other.run(*enroll, code)
        assert (used.code, used.err.endswith("(code_wrong)\n")) == (3, True)
    lost = other.run(*enroll, code)
    assert lost.code == 4
    assert not (other.home / "ledger.db").exists()
    assert other.run("central", *central.state, "invite", "--office", "99999", "--desk", "03").code == 3


def test_a_new_computer_at_a_desk_never_repeats_the_numbers_of_the_old_one(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        old = central.desk("03")
        old.ok("day", "open", "--as", "lee")
        old.ok("record", "--as", "lee", stdin=drafts(1, seed=1))
        new = Program(tmp_path, home="new-computer")
        code = central.ok("invite", "--office", OFFICE, "--desk", "03")[0]["code"]
        new.ok("enroll", "--central", central.url, "--training", "--code", code)
        new.ok("day", "open", "--as", "lee")
        number = new.ok("record", "--as", "lee", stdin=drafts(1, seed=2)).row["number"]
        assert number.startswith("26410-03E2-261120-0001-")
        new.ok("sync", "--once")
        found = central.verified()
        assert (found["ok"], found["streams"]) == (True, 2)


def test_a_desk_that_worked_alone_joins_central_with_everything_it_has(tmp_path: Path) -> None:
    central = Central(tmp_path)
    desk = Program(tmp_path, home="alone").ready()
    numbers = [row["number"] for row in desk.ok("record", "--as", "lee", stdin=drafts(4)).rows]
    with central.serving(end=signal.SIGINT):
        code = central.ok("invite", "--office", OFFICE, "--desk", "03")[0]["code"]
        enroll = ("enroll", "--central", central.url, "--code", "-")
        signed = {"stdin": code.encode(), "MINWON_SECOND_PASSWORD": PASSWORD}
        for who, number, said in (
            ((), 2, "join_needs_two"),
            (("--as", "admin"), 2, "join_needs_two"),
            (("--second", "park"), 2, "join_needs_two"),
            (("--as", "park", "--second", "admin"), 3, "not_allowed"),
            (("--as", "admin", "--second", "lee"), 3, "supervisor_needed"),
        ):
            refused = desk.run(*enroll, *who, **signed)
            assert (refused.code, refused.err.endswith(f"({said})\n")) == (number, True), refused.err
        wrong = desk.run(*enroll, "--as", "admin", "--second", "park", **{**signed, "MINWON_SECOND_PASSWORD": "not hers"})
        assert wrong.code == 3 and desk.status()["central"] == "none"
        desk.ok(*enroll, "--as", "admin", "--second", "park", **signed)
        desk.ok("sync", "--once")
        assert desk.status()["pending"] == 0
        assert desk.ok("show", numbers[0], "--as", "lee", "--json").row["number"] == numbers[0]
        assert central.verified()["cases"] == 4
    desk.ok("verify")


def test_a_desk_made_alone_that_has_not_worked_joins_with_what_a_new_one_needs(tmp_path: Path) -> None:
    central = Central(tmp_path)
    desk = Program(tmp_path, home="fresh").ready(day_open=False)
    with central.serving(end=signal.SIGINT):
        code = central.ok("invite", "--office", OFFICE, "--desk", "03")[0]["code"]
        desk.ok("enroll", "--central", central.url, "--code", code)
        desk.ok("day", "open", "--as", "lee")
        desk.ok("sync", "--once")
        assert desk.status()["pending"] == 0
    desk.ok("verify")


def test_administration_works_while_central_serves_and_options_stand_anywhere(tmp_path: Path) -> None:
    central = Central(tmp_path, by_hand=True)
    with central.serving():
        state = central.state[1]
        shell = central.shell
        shell.ok("central", "office", "--state", state, "add", "11680", "--name", "다온구청")
        shell.ok("central", "office", "add", "11680", "--name", "다온구청", "--division", "민원과", "--state", state)
        shell.ok("central", "staff", "add", "kim", "--office", "11680", "--role", "passport-clerk", "--name", "김나무", "--state", state)
        bundle = shell.ok("central", "bundle", "add", "--shipped", "--state", state, "--json").row
        assert len(bytes.fromhex(bundle["bundle"])) == 16
        assert shell.run("central", "bundle", "add", "--state", state).code == 2
        assert shell.run("central", "bundle", "add", str(tmp_path), "--state", state).code == 3
        assert shell.run("central", "serve", "--state", state, "--listen", central.listen).code == 4  # the address is taken
        assert central.verified()["offices"] == 2


def test_sync_goes_on_by_itself_until_it_is_interrupted(tmp_path: Path) -> None:
    central = Central(tmp_path, by_hand=True)
    with central.serving():
        desk = central.desk("03")
        desk.ok("day", "open", "--as", "lee")
        assert desk.status()["pending"] > 0
        with desk.start("sync", "--json") as syncing:
            assert syncing.stdout is not None
            while json.loads(syncing.stdout.readline())["pending"]:
                pass
            syncing.send_signal(signal.SIGINT)
            assert syncing.wait() == 130
            assert syncing.stderr is not None
            assert b"Traceback" not in syncing.stderr.read()
        assert desk.status()["pending"] == 0
