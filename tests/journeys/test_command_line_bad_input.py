"""Whatever a person or a script gets wrong: a clear sentence, the right exit code, nothing lost, never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.joints import joints
from app.cli.main import run
from tests.patience import PATIENCE_S, until
from tests.shell import Program, Result, drafts


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One desk with an open day for all refusals: none of them changes it."""
    yield Program(tmp_path_factory.mktemp("desk")).ready()


def a_draft(**changed: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(drafts(1, service="seal_certificate_issue"))
    return {**found, **changed}


def as_lines(*drafts: object) -> bytes:
    return b"".join(json.dumps(draft, ensure_ascii=False).encode() + b"\n" for draft in drafts)


def said(result: Result, code: int, error: str) -> None:
    """One sentence and that code on stderr, nothing else."""
    assert result.code == code, result.err
    (line,) = result.err.splitlines()
    assert line.startswith("오류: ")
    assert line.endswith(f" ({error})")


def refusal(result: Result) -> dict[str, Any]:
    assert result.code == 3, result.err
    row = result.row
    assert row["ok"] is False
    assert set(row) >= {"code", "message", "fields", "draft_id"}
    assert row["message"]
    return row


def in_this_process(capsys: pytest.CaptureFixture[str], *command: str) -> Result:
    """A command that touches no home, without the second that a process costs."""
    code = run(command, joints())
    return Result(code, b"", capsys.readouterr().err)


def test_an_unknown_service_is_refused_and_the_next_line_is_recorded(desk: Program) -> None:
    result = desk.record(as_lines(a_draft(service="no_such", draft_id="u-1"), a_draft(draft_id="u-2")))
    assert result.code == 3
    first, second = result.rows
    assert (first["ok"], first["code"], first["draft_id"]) == (False, "service_unknown", "u-1")
    assert second["ok"] is True
    assert desk.ok("show", second["number"], "--as", "lee", "--json").row["number"] == second["number"]


def test_missing_and_wrong_fields_are_all_named_at_once(desk: Program) -> None:
    draft = a_draft(draft_id="m-1")
    del draft["applicant"]["name"]
    draft["applicant"]["rrn"] = "12"
    draft["answers"]["what_is_this"] = "?"
    row = refusal(desk.record(as_lines(draft)))
    assert row["code"] == "draft_incomplete"
    assert row["fields"] == {"applicant.name": "required", "applicant.rrn": "rrn_invalid", "what_is_this": "unknown_field"}


def test_a_wrong_date_is_refused(desk: Program) -> None:
    row = refusal(desk.record(as_lines(a_draft(draft_id="d-1", intake_at="2026-13-45"))))
    assert row["fields"] == {"intake_at": "invalid_date"}


BAD_LINES: tuple[tuple[bytes, str, dict[str, str] | None], ...] = (
    (b"not json at all", "line_not_json", {}),
    (b'{"service": "seal_change"', "line_not_json", {}),
    (b"[" * 100_000, "line_not_json", {}),
    (b'{"service": "\xff\xfe"}', "line_not_utf8", {}),
    (b"[1, 2]", "draft_invalid", {}),
    (b"{}", "draft_invalid", {"service": "required"}),
    (b'{"service": 7}', "draft_invalid", {"service": "wrong_type"}),
    (
        b'{"service": "seal_change", "answers": [], "copies": "two", "tender": "gold", "color": 1}',
        "draft_invalid",
        {"answers": "wrong_type", "copies": "wrong_type", "tender": "unknown_choice", "color": "unknown_field"},
    ),
    (b'{"service": "seal_change", "copies": 123456789012345678901234567890}', "draft_incomplete", None),
)


def test_a_line_that_is_no_draft_is_refused_with_what_is_wrong(desk: Program) -> None:
    result = desk.record(b"\n".join(line for line, _, _ in BAD_LINES) + b"\n")
    assert result.code == 3
    for row, (_, code, fields) in zip(result.rows, BAD_LINES, strict=True):
        assert row["code"] == code
        assert fields is None or row["fields"] == fields


def test_a_line_of_ten_megabytes_is_skipped_unread_and_the_next_is_recorded(desk: Program) -> None:
    long = b'{"service": "' + b"x" * (10 << 20) + b'"}\n'
    result = desk.record(long + as_lines(a_draft(draft_id="after-long")) + b"\n\n" + long[:-1])
    assert result.code == 3
    assert [row.get("code") for row in result.rows] == ["line_too_long", None, "line_too_long"]


def test_a_line_of_exactly_one_mebibyte_is_read(desk: Program) -> None:
    head, tail = b'{"service": "', b'"}'
    exact = head + b"x" * ((1 << 20) - len(head) - len(tail)) + tail
    assert len(exact) == 1 << 20
    codes = [row["code"] for row in desk.record(exact + b"\r\n" + exact + b" ").rows]
    assert codes == ["service_unknown", "line_too_long"]


def test_the_same_draft_twice_gives_the_first_result_and_another_content_is_refused(desk: Program) -> None:
    draft = a_draft(draft_id="twice")
    first, again = desk.record(as_lines(draft, draft)).rows
    assert {**again, "warnings": None} == {**first, "warnings": None}
    row = refusal(desk.record(as_lines({**draft, "tender": "card", "approval_no": "1234"})))
    assert row["code"] == "draft_id_reused"


def test_blank_lines_and_a_byte_order_mark_are_nothing(desk: Program) -> None:
    result = desk.record(b"\xef\xbb\xbf" + as_lines(a_draft(draft_id="bom")) + b"\n   \r\n")
    assert (result.code, len(result.rows)) == (0, 1)
    assert desk.record(b"").out == b""


def test_lines_of_one_visit_are_one_visit(desk: Program) -> None:
    three = [a_draft(draft_id=f"visit-{n}", visit="the first") for n in range(3)]
    numbers = [row["number"] for row in desk.record(as_lines(*three)).rows]
    assert len(set(numbers)) == 3
    again = desk.record(as_lines(*three, a_draft(draft_id="visit-3", visit="the first")))
    assert [row["number"] for row in again.rows[:3]] == numbers
    assert again.rows[3]["ok"] is True


def test_messages_come_in_the_language_asked_for(desk: Program) -> None:
    result = desk.run("record", "--as", "lee", "--lang", "en", stdin=b"nonsense\n")
    assert result.row["message"] == "This is not JSON. The line was not saved."


def test_without_an_open_day_every_line_is_refused(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready(day_open=False)
    row = refusal(desk.record(drafts(1)))
    assert row["code"] == "day_not_open"
    assert row["message"] == "업무일이 열리지 않았습니다. 저장되지 않았습니다. 먼저 업무를 개시하십시오."


def test_a_wrong_password_is_refused_and_no_password_is_wrong_use(desk: Program) -> None:
    said(desk.run("search", "이", "--as", "lee", MINWON_PASSWORD="not the password"), 3, "wrong_password")
    said(desk.run("search", "이", "--as", "nobody"), 3, "wrong_password")
    said(desk.run("search", "이", "--as", "lee", MINWON_PASSWORD=None), 2, "password_needed")
    said(desk.run("search", "이"), 2, "user_needed")
    desk.ok("search", "이", "--as", "lee")


@pytest.mark.parametrize(
    "command",
    [
        ("staff", "add", "kim", "--role", "clerk", "--name", "김나무"),
        ("day", "open"),
        ("day", "status"),
        ("day", "close"),
        ("record", "-"),
        ("search", "이"),
        ("show", "26410-03-261120-0001-XX"),
        ("report", "day", "--day", "2026-11-20", "--out", "/nowhere/x.pdf"),
        ("export", "--book", "--out", "/nowhere/x"),
    ],
)
def test_commands_that_need_a_person_say_so(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    said(in_this_process(capsys, *command), 2, "user_needed")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("nothing",), "use_no_command"),
        (("day",), "use_incomplete"),
        (("central", "office"), "use_incomplete"),
        (("init", "--office", "26410"), "use_required"),
        (("status", "--frobnicate"), "use_unknown"),
        (("sample", "-n", "many"), "use_bad_value"),
        (("staff", "add", "kim", "--role", "king", "--name", "김나무", "--as", "admin"), "use_choice"),
        (("--lang", "fr", "status"), "use_choice"),
        (("export", "--out", "x", "--as", "park"), "use_one_of"),
    ],
)
def test_a_command_that_cannot_be_meant_is_wrong_use(command: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    said(in_this_process(capsys, *command), 2, code)


def test_training_is_a_window_and_no_command_of_the_real_desk(desk: Program) -> None:
    for command in (("status",), ("day", "status", "--as", "lee"), ("forms",)):
        said(desk.run("--training", *command), 2, "use_training_window")


def test_no_home_no_keys_no_passphrase(tmp_path: Path) -> None:
    program = Program(tmp_path)
    said(program.run("status"), 3, "home_missing")
    made = ("init", "--office", "26410", "--desk", "03", "--admin", "admin", "--training")
    nowhere: dict[str, Any] = {"MINWON_PASSPHRASE": None, "XDG_RUNTIME_DIR": None}
    said(program.run(*made, **nowhere), 4, "no_keyring")
    assert not (program.home / "ledger.db").exists()
    said(program.run(*made, MINWON_PASSWORD=None), 2, "password_needed")
    said(program.run(*made, MINWON_PASSPHRASE="short"), 3, "passphrase_too_short")
    program.ok(*made)
    said(program.run(*made), 3, "home_exists")
    said(program.run("status", **nowhere), 4, "passphrase_needed")
    said(program.run("status", MINWON_PASSPHRASE="another passphrase"), 3, "passphrase_wrong")
    program.ok("status")


def test_places_people_and_passwords_that_cannot_be(tmp_path: Path) -> None:
    program = Program(tmp_path)
    said(program.run("init", "--office", "2641", "--desk", "03", "--admin", "admin"), 3, "office_unknown_form")
    said(program.run("init", "--office", "26410", "--desk", "3", "--admin", "admin"), 3, "desk_unknown_form")
    program.ready(day_open=False)
    add = ("staff", "add", "kim", "--role", "clerk", "--name", "김나무", "--as", "admin")
    said(program.run(*add, MINWON_NEW_PASSWORD="short"), 3, "password_too_short")
    said(program.run("staff", "add", "lee", "--role", "clerk", "--name", "이", "--as", "admin"), 3, "user_exists")
    said(program.run("staff", "add", "kim", "--role", "clerk", "--name", "김나무", "--as", "lee"), 3, "not_allowed")


def test_a_second_program_on_the_same_home_waits_outside_and_may_look(desk: Program) -> None:
    with desk.start("record", "-", "--as", "lee") as first:
        assert first.stdin is not None
        assert first.stdout is not None
        first.stdin.write(as_lines(a_draft(draft_id="held")))
        first.stdin.flush()
        recorded = json.loads(first.stdout.readline())
        for command in (("day", "status", "--as", "lee"), ("search", "이", "--as", "lee"), ("sync", "--once"), ("rebuild",)):
            said(desk.run(*command), 4, "home_in_use")
        assert desk.status()["business_day"] == "2026-11-20"
        assert desk.status()["last_seq"] >= recorded["seq"]
        desk.ok("verify")
        first.stdin.close()
        assert first.wait() == 0


def test_files_that_cannot_be_read_or_written(desk: Program, tmp_path: Path) -> None:
    said(desk.run("record", str(tmp_path / "none.jsonl"), "--as", "lee"), 4, "file_unreadable")
    report = ("report", "day", "--day", "2026-11-20", "--out", str(tmp_path / "no" / "x.pdf"), "--as", "park")
    said(desk.run(*report), 4, "file_unwritable")
    said(desk.run("verify", str(tmp_path / "none")), 4, "file_unreadable")
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"this is no book\n")
    result = desk.run("verify", str(nothing))
    assert (result.code, result.err.endswith("(book_violated)\n")) == (5, True)


def test_whoever_reads_may_go_away(desk: Program) -> None:
    with desk.start("record", "-", "--as", "lee") as gone:
        assert gone.stdin is not None
        assert gone.stdout is not None
        assert gone.stderr is not None
        gone.stdout.close()
        gone.stdin.write(as_lines(a_draft(draft_id="unseen-1"), a_draft(draft_id="unseen-2")))
        gone.stdin.close()
        assert gone.wait() == 4
        assert gone.stderr.read().decode().endswith("(output_closed)\n")
    again = desk.record(as_lines(a_draft(draft_id="unseen-1"), a_draft(draft_id="unseen-2")))
    assert [row["ok"] for row in again.rows] == [True, True]
    desk.ok("verify")


@pytest.mark.parametrize("command", [("status",), ("status", "--help"), ("stats",)])
def test_answers_that_cannot_be_written_are_said_in_a_sentence(desk: Program, command: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(desk.command(*command), stdout=full, stderr=subprocess.PIPE, env=desk.environment, check=False)
    said(Result(done.returncode, b"", done.stderr.decode()), 4, "answer_unwritten")


def test_recorded_lines_whose_results_find_no_room_are_said(desk: Program) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            desk.command("record", "-", "--as", "lee"),
            input=as_lines(a_draft(draft_id="no-room-1"), a_draft(draft_id="no-room-2")),
            stdout=full,
            stderr=subprocess.PIPE,
            env=desk.environment,
            check=False,
        )
    said(Result(done.returncode, b"", done.stderr.decode()), 4, "output_closed")


def test_streams_that_the_caller_closed_go_nowhere(desk: Program) -> None:
    said_by = {}
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        command = f'"$0" -W error -m app record - --as lee {closed}'
        done = subprocess.run(["/bin/sh", "-c", command, sys.executable], capture_output=True, env=desk.environment, check=False)
        said_by[closed] = (done.returncode, done.stdout, done.stderr)
    assert said_by == dict.fromkeys(said_by, (0, b"", b""))
    desk.ok("verify")


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc what the window has open")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_window_ends_where_its_shell_says_so(desk: Program, number: signal.Signals) -> None:
    with desk.start(QT_QPA_PLATFORM="offscreen") as window:
        try:
            # A look that takes the home itself could be what the window then says no to.
            until(lambda: any("ledger.db" in os.readlink(each) for each in Path(f"/proc/{window.pid}/fd").iterdir()), "the window")
            window.send_signal(number)
            window.communicate(timeout=PATIENCE_S)
        finally:
            window.kill()
    assert window.returncode == -number
    desk.ok("verify")


# A module is looked for, and Ctrl+C comes at that moment.
INTERRUPTING = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "{module}":
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
sys.argv[1:] = ["forms"]
from app.__main__ import main
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no process sends itself Ctrl+C there")
@pytest.mark.parametrize("module", ["app.checkout", "msgspec", "app.bootstrap.joints", "app.cli.main", "app.cli.bugs", "app.cli.program"])
def test_an_interrupt_ends_a_command_quietly_from_its_first_moment_on(desk: Program, module: str) -> None:
    def ended(before: str) -> tuple[int, bytes]:
        code = before + INTERRUPTING.format(module=module)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=desk.environment, check=False)
        return done.returncode, done.stderr

    assert ended("") == (130, b"")
    assert ended("import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n") == (0, b"")  # as a shell starts what runs behind it


def test_a_bug_is_a_number_to_quote_and_never_a_traceback(desk: Program, tmp_path: Path) -> None:
    # A word file without the sentence that is needed is a mistake of ours, not of the person.
    broken = Program(tmp_path)
    lines = [
        "import sys, app.cli.main, app.bootstrap.joints as joints",
        "class Broken(joints.Joints):",
        "    def catalogue(self, settings): raise ValueError('900101-1234567')",
        "sys.exit(app.cli.main.run(['forms'], Broken()))",
    ]
    broken.home.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, env=broken.environment, cwd=Path.cwd(), check=False
    )
    said(Result(done.returncode, done.stdout, done.stderr.decode()), 70, "bug")
    log = (broken.home / "bugs.log").read_text()
    assert "ValueError" in log
    assert "900101" not in log + done.stderr.decode()
