"""Makes a source checkout ready to run: system libraries, `.venv`, locked packages, then the program again inside it.

Standard library only, and nothing else of the program: it runs before any of that can be imported. A frozen or an installed
program never comes past the first line of `ensure`. Everything it says goes to stderr, one short line for each step.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Groups of system packages that this process found complete.
found: set[str] = set()

TYPE_CHECKING = False  # `typing` itself costs a start several milliseconds
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import NoReturn

WRONG_USE, UNAVAILABLE = 2, 4
OLDEST = (3, 11)

# Shared libraries that the wheels expect of the system, with the Debian package that brings each.
LIBRARIES: Mapping[str, Sequence[tuple[str, str]]] = {
    # Without these `import PyQt6.QtWidgets` fails, with or without a display.
    "base": (
        ("libglib-2.0.so.0", "libglib2.0-0"),
        ("libGL.so.1", "libgl1"),
        ("libEGL.so.1", "libegl1"),
        ("libX11.so.6", "libx11-6"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libfreetype.so.6", "libfreetype6"),
        ("libxkbcommon.so.0", "libxkbcommon0"),
    ),
    # Without these Qt cannot open a window on an X display.
    "window": (
        ("libX11-xcb.so.1", "libx11-xcb1"),
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxcb-image.so.0", "libxcb-image0"),
        ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        ("libxcb-randr.so.0", "libxcb-randr0"),
        ("libxcb-render-util.so.0", "libxcb-render-util0"),
        ("libxcb-shape.so.0", "libxcb-shape0"),
        ("libxcb-xkb.so.1", "libxcb-xkb1"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ),
}

# Programs that the tests start.
PROGRAMS: Mapping[str, Sequence[tuple[str, str]]] = {
    "tests": (
        ("Xvfb", "xvfb"),
        ("xauth", "xauth"),
        ("dbus-run-session", "dbus"),
        ("gnome-keyring-daemon", "gnome-keyring"),
        ("pdftotext", "poppler-utils"),
        ("ps", "procps"),
        ("objdump", "binutils"),
        ("strace", "strace"),
        ("lp", "cups-client"),
        ("/usr/sbin/cupsd", "cups-daemon"),
        # What a screen reader asks; a test drives the window through it.
        ("/usr/libexec/at-spi-bus-launcher", "at-spi2-core"),
        # A real Korean input method, a window manager that gives it the focus, and a keyboard.
        ("ibus-daemon", "ibus"),
        ("/usr/libexec/ibus-engine-hangul", "ibus-hangul"),
        ("openbox", "openbox"),
        ("xdotool", "xdotool"),
    ),
}


def ensure(module: str, *, for_tests: bool = False) -> None:
    """Return only inside a complete environment; otherwise make it and start `python -m module` with the same arguments there.

    `for_tests`: also bring what the test command starts (an X server, a keyring, …). Does nothing in a frozen or installed
    program. Ends the process with 2 on too old a Python and with 4 when something cannot be had, after one sentence on stderr.
    """
    if getattr(sys, "frozen", False):
        return
    checkout = Checkout(Path(__file__).resolve().parent.parent)
    if not checkout.is_source():
        return
    if sys.version_info < OLDEST:
        _stop(WRONG_USE, f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version_info[0]}.{sys.version_info[1]}.")
    groups = groups_needed(os.environ, for_tests=for_tests)
    fresh = checkout.is_ready(groups)
    if not fresh:
        checkout.set_up(groups)
    if not (fresh and checkout.is_running_inside()):
        _restart(checkout.python, module)
    found.update(groups)


def groups_needed(environment: Mapping[str, str], *, for_tests: bool = False) -> tuple[str, ...]:
    """Name the groups of system packages that a start in this environment needs."""
    if for_tests:
        return ("base", "window", "tests")
    if environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"):
        return ("base", "window")
    return ("base",)


def missing_packages(groups: Iterable[str], *, platform: str = sys.platform) -> list[str]:
    """List the Debian packages of `groups` whose library does not load or whose program is not on the PATH; empty off Linux."""
    if not platform.startswith("linux"):
        return []
    import ctypes

    missing = []
    for group in groups:
        for library, package in (*LIBRARIES.get(group, ()), *(python_library() if group == "tests" else ())):
            try:
                ctypes.CDLL(library)
            except OSError:
                missing.append(package)
        if programs := PROGRAMS.get(group):
            import shutil

            missing += [package for program, package in programs if shutil.which(program) is None]
    return missing


def python_library(prefix: str = sys.base_prefix) -> Sequence[tuple[str, str]]:
    """Name the library that packing the program takes along: Debian's Python is one file without it, any other brings its own."""
    name = f"libpython{sys.version_info[0]}.{sys.version_info[1]}"
    return ((f"{name}.so.1.0", name),) if prefix == "/usr" else ()


class Checkout:
    """One source tree and the environment in it.

    The stamp `.venv/minwon-ready` is written last and removed first, so an interrupted set-up leaves none and is begun again.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.lock = root / "resources" / "locks" / "dev.txt"
        self.stamp = self.venv / "minwon-ready"
        self.python = self.venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def is_source(self) -> bool:
        """True in a source tree; an installed package has no project file beside it."""
        return (self.root / "pyproject.toml").is_file() and self.lock.is_file()

    def is_running_inside(self) -> bool:
        """True when this very process runs in the checkout's environment."""
        return Path(sys.prefix).resolve() == self.venv.resolve()

    def recipe(self, python: tuple[int, int] = sys.version_info[:2]) -> str:
        """All that decides what the environment holds, byte for byte in hex: Python's version, the locks, the project file, this module.

        No digest of it: `hashlib` loads all of OpenSSL, which takes a start longer than reading these.
        """
        files = [file.read_bytes() for file in (self.lock, self.root / "pyproject.toml", Path(__file__))]
        sizes = " ".join(str(len(each)) for each in files)
        return b"".join([f"python {python[0]}.{python[1]} {sizes}\n".encode(), *files]).hex()

    def is_ready(self, groups: Iterable[str]) -> bool:
        """True when the environment was completed from exactly these files and `groups` were found then."""
        recipe, done = self._read_stamp()
        return recipe == self.recipe() and set(groups) <= set(done) and self.python.exists()

    def mark_ready(self, groups: Iterable[str]) -> None:
        """Say on disk that the environment is complete; the next start believes it."""
        unfinished = self.stamp.with_suffix(".new")
        unfinished.write_text(f"{' '.join(sorted(set(groups)))}\n{self.recipe()}\n", encoding="ascii")
        unfinished.replace(self.stamp)

    def set_up(self, groups: Sequence[str]) -> None:
        """Make the environment complete. A second start at the same time waits and then finds it done."""
        try:
            with self._alone() as held:
                if not self.is_ready(groups):
                    self._complete(groups, held)
        except KeyboardInterrupt:
            _stop(130, "set-up interrupted; the next start begins it again.")
        except PermissionError as error:
            _stop(UNAVAILABLE, f"{error.filename} cannot be written, so this checkout cannot be set up by this user.")

    def _complete(self, groups: Sequence[str], held: int) -> None:
        import importlib.util
        import time

        began = time.monotonic()
        missing = missing_packages(groups)
        if importlib.util.find_spec("ensurepip") is None:
            missing.append("python3-venv")
        if missing:
            install_packages(missing)
        recipe, done = self._read_stamp()
        same_files = recipe == self.recipe()
        if not same_files:
            self._install_python_packages(rebuild=not (recipe and self._is_this_python()), held=held)
        # Found once is found: a later start with a display does not forget what the tests had brought, nor the other way round.
        self.mark_ready([*groups, *(done if same_files else ())])
        _say(f"ready after {time.monotonic() - began:.0f} s")

    def _install_python_packages(self, *, rebuild: bool, held: int) -> None:
        self.stamp.unlink(missing_ok=True)
        if rebuild:
            _say("making .venv")
            # The interpreter beneath: from inside, `python` itself is about to be replaced.
            below: str = getattr(sys, "_base_executable", None) or sys.executable
            _run([below, "-m", "venv", "--clear", str(self.venv)], "the environment could not be made", held)
        pip = [str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        _say("installing the locked packages")
        _run(
            [*pip, "--no-compile", "--require-hashes", "-r", str(self.lock)],
            "the locked packages could not be installed (is there a network?)",
            held,
        )
        _run([*pip, "--no-deps", "--no-build-isolation", "-e", str(self.root)], "the program could not be installed", held)
        # Here, because a user who may only read the checkout would compile them again at every start.
        _run([str(self.python), "-m", "app.formfiles.po_files"], "the words could not be compiled", held)

    def _read_stamp(self) -> tuple[str, list[str]]:
        """The recipe by which the environment was made and the groups found then; both empty where it was never completed."""
        try:
            groups, _, recipe = self.stamp.read_text(encoding="ascii").partition("\n")
            return recipe.strip(), groups.split()
        except (OSError, UnicodeDecodeError):
            return "", []

    def _is_this_python(self) -> bool:
        """True when `.venv` runs and is of the version that runs this; packages for another version are of no use."""
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        return self.python.exists() and (sys.platform == "win32" or (self.venv / "lib" / version).is_dir())

    def _alone(self) -> _Alone:
        return _Alone(self.root / ".venv.lock")


class _Alone:
    """Holds a lock file while a set-up runs; the kernel lets go of it when the holder dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._held = -1

    def __enter__(self) -> int:
        self._held = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(self._held, msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                _say("waiting for another set-up of this checkout")
                fcntl.flock(self._held, fcntl.LOCK_EX)
        return self._held

    def __exit__(self, *_: object) -> None:
        os.close(self._held)


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages with apt-get; ends the process with 4 and the command to type when that cannot be done here."""
    import shutil

    names = list(dict.fromkeys(packages))
    by_hand = f"apt-get install --no-install-recommends {' '.join(names)}"
    if shutil.which("apt-get") is None:
        _stop(UNAVAILABLE, f"system packages are missing and there is no apt-get here; on Debian they are called: {' '.join(names)}.")
    if os.geteuid() != 0:
        _stop(UNAVAILABLE, f"system packages are missing and only root may install them: sudo {by_hand}")
    _say(f"installing system packages: {' '.join(names)}")
    wait = ["-o", "DPkg::Lock::Timeout=300", "-o", "Acquire::Retries=3"]
    install = ["apt-get", "install", "-q", "-y", *wait, "--no-install-recommends", *names]
    _attempt(["apt-get", "update", "-q"])  # the lists that are there may do when no newer ones can be had
    if _attempt(install):
        # What an interrupted installation left half done stops every later one.
        _attempt(["dpkg", "--configure", "-a"])
        _run(install, f"system packages could not be installed (is there a network?); to try by hand: {by_hand}")


def _run(command: Sequence[str], failed: str, held: int | None = None) -> None:
    """Run `command` silently, or end the process with 4, the command's last words and `failed`."""
    if words := _attempt(command, held):
        for line in words[-5:]:
            _say(f"  {line}")
        _stop(UNAVAILABLE, failed)


def _attempt(command: Sequence[str], held: int | None = None) -> list[str]:
    """Run `command` silently; return no lines when it succeeded, else what it said.

    `held`: the set-up's lock, which the command keeps as well: were this process killed, the next start waits for the orphan.
    """
    import subprocess

    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        pass_fds=() if held is None or sys.platform == "win32" else (held,),
        text=True,
        errors="replace",
        check=False,
    )
    return [] if result.returncode == 0 else [*result.stdout.splitlines(), f"{command[0]} ended with {result.returncode}"]


def _restart(python: Path, module: str) -> NoReturn:
    command = [str(python), "-m", module, *sys.argv[1:]]
    if sys.platform == "win32":
        # Windows has no exec: the shell would take this process's end for the program's.
        import subprocess

        raise SystemExit(subprocess.run(command, check=False).returncode)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def _say(line: str) -> None:
    print(f"minwon: {line}", file=sys.stderr, flush=True)


def _stop(code: int, sentence: str) -> NoReturn:
    _say(sentence)
    raise SystemExit(code)
