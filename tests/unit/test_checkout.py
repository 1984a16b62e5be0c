"""Set-up of a source checkout: when it is believed to be done, when it is begun again, and when it never happens."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import checkout
from app.checkout import Checkout, ensure, groups_needed, missing_packages

ROOT = Path(checkout.__file__).resolve().parent.parent


def a_checkout(root: Path) -> Checkout:
    """Return a small source tree with an environment that only looks like one."""
    (root / "resources" / "locks").mkdir(parents=True)
    (root / "resources" / "locks" / "dev.txt").write_text("peewee==4.5.3\n", encoding="ascii")
    (root / "pyproject.toml").write_text("[project]\n", encoding="ascii")
    made = Checkout(root)
    made.python.parent.mkdir(parents=True)
    made.python.symlink_to(sys.executable)
    (made.venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}").mkdir(parents=True)
    return made


class Steps:
    """Takes the place of the commands that a set-up runs, and remembers them."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.fails_at = ""

    def __call__(self, command: list[str], held: int | None = None) -> list[str]:
        self.commands.append(command)
        return ["no route to host"] if self.fails_at and self.fails_at in command else []

    def ran(self, word: str) -> bool:
        return any(word in command for command in self.commands)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    """Replace what would really install, so that a set-up is decided in full and carried out nowhere."""
    made = Steps()
    monkeypatch.setattr(checkout, "_attempt", made)
    monkeypatch.setattr(checkout, "missing_packages", lambda groups: [])
    return made


@contextmanager
def stopping_with(code: int) -> Iterator[None]:
    """Expect the block to end the process with `code`."""
    with pytest.raises(SystemExit) as stopped:
        yield
    assert stopped.value.code == code


def test_environment_without_a_stamp_is_not_believed(tmp_path: Path) -> None:
    assert not a_checkout(tmp_path).is_ready(["base"])


def test_finished_environment_is_believed_until_a_lock_file_changes(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    assert made.is_ready(["base"])
    made.lock.write_text("peewee==4.5.4\n", encoding="ascii")
    assert not made.is_ready(["base"])


def test_finished_environment_is_not_believed_after_the_project_file_changed(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'other'\n", encoding="ascii")
    assert not made.is_ready(["base"])


def test_environment_of_another_python_version_is_another_environment(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    stamp = made.stamp.read_text(encoding="ascii")
    made.stamp.write_text(stamp.replace(made.recipe(), made.recipe((2, 7))), encoding="ascii")
    assert not made.is_ready(["base"])
    made.stamp.write_text(stamp, encoding="ascii")
    assert made.is_ready(["base"])


def test_a_line_that_moved_from_one_file_to_another_is_a_change(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    project = tmp_path / "pyproject.toml"
    made.lock.write_bytes(b"a==1\nb==2\n")
    project.write_bytes(b"c\n")
    made.mark_ready(["base"])
    made.lock.write_bytes(b"a==1\n")
    project.write_bytes(b"b==2\nc\n")
    assert not made.is_ready(["base"])


def test_environment_whose_interpreter_was_removed_is_not_believed(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    made.python.unlink()
    made.python.symlink_to(tmp_path / "gone")
    assert not made.is_ready(["base"])


def test_environment_made_for_the_program_still_lacks_what_the_tests_need(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    assert not made.is_ready(["base", "window", "tests"])


def test_damaged_stamp_is_not_believed(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.stamp.write_bytes(b"\xff\x00\xfe")
    assert not made.is_ready(["base"])


def test_set_up_installs_by_hash_and_then_counts_as_done(tmp_path: Path, steps: Steps) -> None:
    made = a_checkout(tmp_path)
    made.set_up(["base"])
    assert next(command for command in steps.commands if "--require-hashes" in command)[-2:] == ["-r", str(made.lock)]
    assert steps.commands[-1] == [str(made.python), "-m", "app.formfiles.po_files"]  # the words, with what was installed
    assert made.is_ready(["base"])


def test_set_up_that_was_interrupted_is_begun_again_from_an_empty_environment(tmp_path: Path, steps: Steps) -> None:
    made = a_checkout(tmp_path)
    steps.fails_at = "--require-hashes"
    with stopping_with(checkout.UNAVAILABLE):
        made.set_up(["base"])
    assert not made.is_ready(["base"])
    steps.fails_at, steps.commands = "", []
    made.set_up(["base"])
    assert steps.ran("--clear")
    assert made.is_ready(["base"])


def test_changed_lock_updates_the_environment_in_place(tmp_path: Path, steps: Steps) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    made.lock.write_text("peewee==4.5.4\n", encoding="ascii")
    made.set_up(["base"])
    assert steps.ran("--require-hashes")
    assert not steps.ran("--clear")


def test_update_that_failed_leaves_no_environment_that_is_believed(tmp_path: Path, steps: Steps) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    before = made.lock.read_text(encoding="ascii")
    made.lock.write_text("peewee==4.5.4\n", encoding="ascii")
    steps.fails_at = "--require-hashes"
    with stopping_with(checkout.UNAVAILABLE):
        made.set_up(["base"])
    made.lock.write_text(before, encoding="ascii")
    assert not made.is_ready(["base"])


def test_missing_system_packages_alone_do_not_touch_the_python_packages(
    tmp_path: Path, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base"])
    asked: list[str] = []
    monkeypatch.setattr(checkout, "missing_packages", lambda groups: ["xvfb"])
    monkeypatch.setattr(checkout, "install_packages", asked.extend)
    made.set_up(["base", "window", "tests"])
    assert asked == ["xvfb"]
    assert steps.commands == []
    assert made.is_ready(["base", "window", "tests"])


def test_what_was_found_once_is_remembered_beside_what_was_found_later(tmp_path: Path, steps: Steps) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base", "tests"])
    made.set_up(["base", "window"])
    assert made.is_ready(["base", "window", "tests"])


def test_second_start_waits_for_the_first_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    second_start = f"""
from pathlib import Path
from app import checkout
checkout._attempt = lambda command, held=None: ["nothing was left to run"]
checkout.Checkout(Path({str(tmp_path)!r})).set_up(["base"])
"""
    with checkout._Alone(tmp_path / ".venv.lock"):
        second = subprocess.Popen([sys.executable, "-c", second_start], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        made.mark_ready(["base"])
    assert second.communicate()[1] == ""
    assert second.returncode == 0


def test_library_that_does_not_load_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkout, "LIBRARIES", {"base": (("libc.so.6", "libc6"), ("libminwon-is-not-there.so.9", "libminwon9"))})
    assert missing_packages(["base"], platform="linux") == ["libminwon9"]


def test_program_that_is_not_on_the_path_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    there = tmp_path / "Xvfb"
    there.write_text("#!/bin/sh\n", encoding="ascii")
    there.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(checkout, "PROGRAMS", {"tests": (("Xvfb", "xvfb"), ("xauth", "xauth"))})
    assert missing_packages(["tests"], platform="linux") == ["xauth"]


def test_python_of_the_system_needs_its_library_for_packing_and_another_python_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert checkout.python_library("/usr") == ((f"libpython{version}.so.1.0", f"libpython{version}"),)
    assert checkout.python_library("/opt/python") == ()
    monkeypatch.setattr(checkout, "PROGRAMS", {})
    monkeypatch.setattr(checkout, "python_library", lambda: (("libminwon-is-not-there.so.9", "libminwon9"),))
    assert missing_packages(["tests"], platform="linux") == ["libminwon9"]
    assert missing_packages(["base"], platform="linux") == missing_packages(["base", "window"], platform="linux") == []


def test_off_linux_no_system_package_is_ever_missing() -> None:
    assert missing_packages(["base", "window", "tests"], platform="win32") == []


@pytest.mark.parametrize(
    ("environment", "for_tests", "groups"),
    [
        ({}, False, ("base",)),
        ({"DISPLAY": ":0"}, False, ("base", "window")),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False, ("base", "window")),
        ({}, True, ("base", "window", "tests")),
    ],
)
def test_only_what_a_start_needs_is_looked_for(environment: dict[str, str], for_tests: bool, groups: tuple[str, ...]) -> None:
    assert groups_needed(environment, for_tests=for_tests) == groups


def test_packages_are_installed_by_root_only_and_everybody_else_is_told_the_command(
    steps: Steps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    with stopping_with(checkout.UNAVAILABLE):
        checkout.install_packages(["libgl1", "libegl1", "libgl1"])
    assert "sudo apt-get install --no-install-recommends libgl1 libegl1\n" in capsys.readouterr().err
    assert steps.commands == []


def test_installation_without_a_network_ends_with_one_sentence_and_code_4(
    steps: Steps, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    steps.fails_at = "apt-get"
    with stopping_with(checkout.UNAVAILABLE):
        checkout.install_packages(["libgl1"])
    assert "is there a network?" in capsys.readouterr().err


def test_half_done_installation_of_before_is_finished_first_and_tried_again(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")

    def interrupted(command: list[str], held: int | None = None) -> list[str]:
        steps.commands.append(command)
        return [] if steps.ran("--configure") else ["dpkg was interrupted"]

    monkeypatch.setattr(checkout, "_attempt", interrupted)
    checkout.install_packages(["libgl1"])
    assert [command[:2] for command in steps.commands] == [
        ["apt-get", "update"],
        ["apt-get", "install"],
        ["dpkg", "--configure"],
        ["apt-get", "install"],
    ]


def test_command_that_fails_says_its_last_words_and_why_it_was_run(capsys: pytest.CaptureFixture[str]) -> None:
    with stopping_with(checkout.UNAVAILABLE):
        checkout._run([sys.executable, "-c", "print('no space left'); raise SystemExit(7)"], "the environment could not be made")
    said = capsys.readouterr().err
    assert "no space left" in said
    assert "ended with 7" in said
    assert said.endswith("the environment could not be made\n")


def test_frozen_program_is_never_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(Checkout, "is_source", lambda self: pytest.fail("a frozen program looked for a checkout"))
    ensure("app")


def test_installed_program_is_never_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed = tmp_path / "site-packages" / "app" / "checkout.py"
    installed.parent.mkdir(parents=True)
    monkeypatch.setattr(checkout, "__file__", str(installed))
    monkeypatch.setattr(Checkout, "set_up", lambda self, groups: pytest.fail("an installed program was set up"))
    ensure("app")
    assert list(tmp_path.rglob(".venv*")) == []


def test_start_inside_a_finished_environment_goes_straight_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base", "window"])
    monkeypatch.setattr(checkout, "Checkout", lambda root: made)
    monkeypatch.setattr(sys, "prefix", str(made.venv))
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("it was started again"))
    ensure("app")


def test_start_outside_goes_on_inside_with_the_same_arguments(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = a_checkout(tmp_path)
    made.mark_ready(["base", "window"])
    started: list[list[str]] = []
    monkeypatch.setattr(checkout, "Checkout", lambda root: made)
    monkeypatch.setattr(sys, "argv", ["app", "demo", "--seed", "7"])
    monkeypatch.setattr(os, "execv", lambda path, command: started.append(command))
    ensure("app")
    assert started == [[str(made.python), "-m", "app", "demo", "--seed", "7"]]


def test_python_that_is_too_old_is_told_so_in_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with stopping_with(checkout.WRONG_USE):
        ensure("app")
    assert capsys.readouterr().err == "minwon: Python 3.11 or newer is needed; this is 3.9.\n"


def test_set_up_module_imports_nothing_but_the_standard_library() -> None:
    # -S: no installed package can be imported; -E: nor one that the environment points at.
    assert subprocess.run([sys.executable, "-S", "-E", "-c", "from app import checkout"], cwd=ROOT, check=False).returncode == 0
