"""`minwon keys passphrase`: an administrator changes what the key file opens with, and nobody else does."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from app.bootstrap.joints import joints
from app.cli import call
from app.cli.main import run
from tests.shell import PASSPHRASE, PASSWORD, Program

NEW = "매화 향 5월 새로 정한 것"
CHANGE = ("keys", "passphrase", "--as")


def test_an_administrator_changes_the_passphrase_and_only_the_new_one_opens_the_desk(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    sealed = desk.home / "keys.sealed"
    before = sealed.read_bytes()
    for user, new, code, said in (
        ("park", NEW, 3, "not_allowed"),
        ("admin", "kurz", 3, "passphrase_too_short"),
        ("admin", None, 2, "passphrase_new_needed"),
    ):
        refused = desk.run(*CHANGE, user, MINWON_NEW_PASSPHRASE=new)
        assert (refused.code, refused.err.endswith(f"({said})\n")) == (code, True), refused.err
    wrong = desk.run(*CHANGE, "admin", MINWON_PASSPHRASE="not the passphrase", MINWON_NEW_PASSPHRASE=NEW)
    assert (wrong.code, wrong.err.endswith("(passphrase_wrong)\n")) == (3, True)
    assert sealed.read_bytes() == before

    done = desk.ok(*CHANGE, "admin", MINWON_NEW_PASSPHRASE=NEW)
    assert "새 암호문구로만" in done.out.decode() and NEW not in done.out.decode() + done.err
    assert desk.run("status").err.endswith("(passphrase_wrong)\n")
    assert desk.ok("status", "--json", MINWON_PASSPHRASE=NEW).row["pending"] > 0
    desk.ok("verify", MINWON_PASSPHRASE=NEW)  # its anchor is still the same desk's
    assert sorted(each.name for each in desk.home.iterdir() if "sealed" in each.name or each.name.endswith(".new")) == ["keys.sealed"]
    back = desk.ok(*CHANGE, "admin", "--json", MINWON_PASSPHRASE=NEW, MINWON_NEW_PASSPHRASE=PASSPHRASE)
    assert back.row == {"changed": True}
    desk.ok("status")


def test_a_person_at_a_shell_types_the_new_one_twice_and_the_old_one_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Program(tmp_path).ready()
    asked: list[str] = []
    answers = {
        "열쇠 파일의 새 암호문구: ": NEW,
        "새 암호문구를 한 번 더: ": NEW,
        "admin의 비밀번호: ": PASSWORD,
        "열쇠 파일의 암호문구: ": PASSPHRASE,
    }

    def typed(question: str) -> str:
        asked.append(question)
        return answers[question]

    monkeypatch.setattr(call, "somebody_is_there", lambda: True)
    monkeypatch.setattr(call, "_unseen", typed)
    secrets = {"MINWON_PASSPHRASE": None, "MINWON_PASSWORD": None}
    with patch.dict(os.environ, desk.environment_with(secrets), clear=True):
        assert run([*CHANGE, "admin"], joints()) == 0
        assert asked == list(answers)
        answers["새 암호문구를 한 번 더: "] = "something else"
        answers["열쇠 파일의 암호문구: "] = NEW
        assert run([*CHANGE, "admin"], joints()) == 3
    desk.ok("status", MINWON_PASSPHRASE=NEW)
