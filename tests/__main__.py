"""`python3 -m tests [--fast] [pytest arguments]`: set up, check style, types and imports, then run the tests; non-zero if any failed.

The tests get a session of their own: a home in a temporary folder, in memory where there is room, a D-Bus with an unlocked keyring,
and an X display, so nothing of the person who runs them is read or written. Without arguments for pytest all tests run, in two
processes; with some, what they say in one. `--fast` leaves the checks out. pytest's closing line is the last one printed.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from app import checkout

ROOT = Path(__file__).resolve().parent.parent

# Nobody asked for anything special: everything, on two cores, file by file in the order of the folders. The journeys, which take
# longest, come before the many small files that even out who is done first. A test that ends its process fails, and ends the run
# when it does that again and again.
EVERYTHING = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "2", "--durations", "20"]

IN_MEMORY, ROOM = "/dev/shm", 6 << 30

CHECKS = {
    "ruff check": ["-m", "ruff", "check", "--quiet", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", "."],
    "mypy": ["-m", "mypy"],
    "lint-imports": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}


def main() -> int:
    """Run the checks and the tests; return 0 only if all of them passed."""
    checkout.ensure("tests", for_tests=True)
    arguments = sys.argv[1:]
    fast = "--fast" in arguments
    chosen = [argument for argument in arguments if argument != "--fast"]
    failed = [] if fast else [name for name, step in CHECKS.items() if not passes(name, step)]
    if failed:
        print(f"failed so far: {', '.join(failed)}; the tests run all the same", flush=True)
    with tempfile.TemporaryDirectory(prefix="minwon-tests-", dir=quick_folder()) as home:
        tests = subprocess.run(
            session([sys.executable, "-m", "pytest", *(chosen or EVERYTHING)]),
            cwd=ROOT,
            env=environment(Path(home)),
            check=False,
        )
    return tests.returncode or int(bool(failed))


def passes(name: str, step: list[str]) -> bool:
    """Run one check, print its name and whatever it has to say, and tell whether it passed."""
    print(f"{name} …", flush=True)
    return subprocess.run([sys.executable, *step], cwd=ROOT, check=False).returncode == 0


def quick_folder() -> str | None:
    """Where the tests' homes and books lie: in memory if there is room, else where temporary files lie.

    Each commit of a book waits for its disk, and on a disk that others write to at the same time the tests did little else. What a
    test must find again after a kill is the same in both: the file system outlives the process.
    """
    try:
        room = shutil.disk_usage(IN_MEMORY).free
    except OSError:
        return None
    return IN_MEMORY if room >= ROOM else None


def session(command: list[str]) -> list[str]:
    """Wrap `command` so that it runs with a display and with an unlocked Secret Service, as far as this machine has them."""
    if shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24 -noreset", *command]
    if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
        return command
    unlock = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
    return ["dbus-run-session", "--", "sh", "-c", f"{unlock}; exec {shlex.join(command)}"]


def environment(home: Path) -> dict[str, str]:
    """Return this process's environment with every folder of the user moved below `home`."""
    run, temporary = home / "run", home / "t"
    run.mkdir(mode=0o700)
    temporary.mkdir(mode=0o700)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MINWON_", "XDG_", "QT_", "DBUS_")) and name not in {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"}
    }
    private = {
        "HOME": home,
        "TMPDIR": temporary,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "XDG_RUNTIME_DIR": run,
    }
    platform = {"QT_QPA_PLATFORM": "xcb" if shutil.which("xvfb-run") else "offscreen"}
    return {**kept, **{name: str(folder) for name, folder in private.items()}, **platform}


if __name__ == "__main__":
    sys.exit(main())
