"""Processes of the program that need not load it first: each is a fork of one that has.

Loading the program's modules is four fifths of what a short command takes, and the journeys run some thousand of them. `run` gives
a command a process of its own all the same, with its own environment, folder, streams and end; only its modules are there already.
Where loading itself is the story (a crash, a frozen program, central with its driver), `tests.shell` starts Python anew.
"""

from __future__ import annotations

import array
import atexit
import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
_STREAMS = 3  # stdin, stdout, stderr; the socket for the answer comes fourth


def run(arguments: Sequence[str], *, stdin: bytes, cwd: Path, environment: Mapping[str, str]) -> tuple[int, bytes, bytes]:
    """The program was run to its end with these arguments: its exit code (negative: the signal), stdout and stderr."""
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        with theirs:
            asked = json.dumps({"arguments": list(arguments), "cwd": str(cwd), "environment": dict(environment)}).encode()
            streams = [given.fileno(), out.fileno(), err.fileno(), theirs.fileno()]
            socket.send_fds(_loaded(), [b"."], streams)
        ours.sendall(len(asked).to_bytes(4, "big") + asked)
        answer = ours.recv(4)
        assert len(answer) == 4, "the loaded process is gone"
        out.seek(0)
        err.seek(0)
        return int.from_bytes(answer, "big", signed=True), out.read(), err.read()


@cache
def _loaded() -> socket.socket:
    """The line to this process's loaded one, which is started by the first command and ends with us."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-W", "error", "-m", "tests.warm", str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    atexit.register(process.wait)
    atexit.register(ours.close)  # called before the other: it ends when nobody can ask any more
    return ours


# ── the loaded process ──


def main(line: socket.socket) -> None:
    """Fork for each command asked for over `line`, until nobody holds its other end."""
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for a command is our child, and nobody waits for that one
    while True:
        word, streams, _, _ = socket.recv_fds(line, 1, _STREAMS + 1)
        if not word:
            return
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            line.close()
            _wait_for(streams)
        for each in streams:
            os.close(each)


def _load() -> None:
    """What commands load, and what they read of the checkout: the same forms and words each time."""
    from app.formfiles import catalogue, words

    words.load_words = cache(words.load_words)
    catalogue.load_catalogue = cache(catalogue.load_catalogue)
    from app.bootstrap.joints import hide_postgres_driver

    hide_postgres_driver()
    import app.bootstrap.homes
    import app.bootstrap.new_homes
    import app.cli.main
    import app.documents  # noqa: F401
    from app.cli.groups import MODULES, group_of

    for module in MODULES:
        group_of(module)
    catalogue.load_catalogue(ROOT / "forms")
    words.load_words(ROOT / "resources", "ko")
    gc.freeze()  # it is there for all of them, and nobody need look whether it is garbage


def _wait_for(streams: list[int]) -> NoReturn:
    """Run one command in a child of this process and tell how it ended."""
    answer = socket.socket(fileno=streams.pop())
    asked = json.loads(_exactly(answer, int.from_bytes(_exactly(answer, 4), "big")))
    child = os.fork()
    if child == 0:
        answer.close()
        _become(asked, streams)
    _, status = os.waitpid(child, 0)
    answer.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))
    os._exit(0)


def _become(asked: dict[str, object], streams: list[int]) -> NoReturn:
    """This process is the command: as if Python had just started with these arguments."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    environment, arguments = asked["environment"], asked["arguments"]
    assert isinstance(environment, dict) and isinstance(arguments, list)
    os.environ.update(environment)
    os.chdir(str(asked["cwd"]))
    sys.argv[:] = ["minwon", *arguments]
    sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)), encoding="utf-8", errors="backslashreplace", line_buffering=True
    )
    from app.__main__ import main as program

    code = 70  # whatever leaves the program past its own last resort
    try:
        code = program()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _exactly(line: socket.socket, count: int) -> bytes:
    found = array.array("B")
    while len(found) < count:
        found.frombytes(line.recv(count - len(found)))
    return found.tobytes()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as own_line:
        main(own_line)
