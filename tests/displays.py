"""A screen of its own for each process that runs tests beside another: on one screen their windows take the focus from each other."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

import pytest
from xdist.workermanage import WorkerController

SCREEN = "1920x1080x24"


class Display(NamedTuple):
    """A running X server that only who holds its authority file may use."""

    name: str
    authority: Path
    server: subprocess.Popen[bytes]


_displays: dict[str, Display] = {}


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """The process that is about to start knows a screen of its own, where the tests have one at all."""
    if os.environ.get("DISPLAY") and shutil.which("Xvfb"):
        display = _displays[node.gateway.id] = a_display()
        node.workerinput.update(display=display.name, authority=str(display.authority))


def pytest_configure(config: pytest.Config) -> None:
    """In such a process: windows open there."""
    told: dict[str, str] = getattr(config, "workerinput", {})
    if "display" in told:
        os.environ.update(DISPLAY=told["display"], XAUTHORITY=told["authority"])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    if node.gateway.id in _displays:
        close(_displays.pop(node.gateway.id))


def pytest_unconfigure() -> None:
    """No screen is left, also where the run was broken off."""
    while _displays:
        close(_displays.popitem()[1])


def a_display() -> Display:
    """An X server answers under that name; `close` ends it."""
    authority = Path(tempfile.mkdtemp(prefix="minwon-display-")) / "authority"
    authority.touch(mode=0o600)
    read, write = os.pipe()
    # Without -noreset it begins anew when its last client goes, and who knocks meanwhile is not let in.
    command = ["Xvfb", "-displayfd", str(write), "-auth", str(authority), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[write], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    with open(read, encoding="ascii") as told:
        number = told.readline().strip()
    assert number, "the X server did not start"
    # The server reads the file when somebody first knocks, so the number that it chose itself can still be written there.
    subprocess.run(["xauth", "-q", "-f", str(authority), "add", f":{number}", ".", secrets.token_hex(16)], check=True)
    return Display(f":{number}", authority, server)


def close(display: Display) -> None:
    """Neither the server nor its file is left."""
    display.server.terminate()
    display.server.wait()
    shutil.rmtree(display.authority.parent)
