"""A real Korean input method at a real window: ibus-hangul, a window manager and keys, each a program of its own (UI.md, Hands).

The syllable being composed is on the screen and nowhere else: whatever key comes next, it must not be lost.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import displays
from tests.desks import ROOT
from tests.patience import PATIENCE_S
from tests.ui.seat import Seat

NEEDED = {"ibus-daemon": "ibus", "/usr/libexec/ibus-engine-hangul": "ibus-hangul", "openbox": "openbox", "xdotool": "xdotool"}
# A latin key is one jamo: 김정훈, 박서연, 이하나, 최한별 as a Korean keyboard types them.
KIM, PARK, LEE, CHOI = "rlawjdgns", "qkrtjdus", "dlgksk", "chlgksquf"

SESSION = """
openbox 2>/dev/null &
ibus-daemon --panel disable --emoji-extension disable 2>/dev/null &
until timeout 5 ibus engine hangul 2>/dev/null; do sleep 0.1; done
exec "$0" -m tests.ui.real_window "$1"
"""


@pytest.fixture
def nearby() -> Iterator[Path]:
    """A folder of a short name: the address of a socket in it may have no more than 107 signs."""
    with tempfile.TemporaryDirectory(prefix="minwon-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def seat(tmp_path: Path, nearby: Path) -> Iterator[Seat]:
    missing = [package for program, package in NEEDED.items() if shutil.which(program) is None]
    assert not missing, f"the test command brings these, and they are missing: {' '.join(missing)}"
    display = displays.a_display()
    run = nearby / "run"
    run.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_", "DBUS_", "IBUS_", "GTK_"))}
    env = kept | {
        "DISPLAY": display.name,
        "XAUTHORITY": str(display.authority),
        "HOME": str(nearby),
        "XDG_RUNTIME_DIR": str(run),
        "XDG_CONFIG_HOME": str(nearby / "config"),
        "XDG_CACHE_HOME": str(nearby / "cache"),
        "XDG_DATA_HOME": str(nearby / "data"),
        "QT_QPA_PLATFORM": "xcb",
        "QT_IM_MODULE": "ibus",
        "GSETTINGS_BACKEND": "memory",
        "NO_AT_BRIDGE": "1",
    }
    command = ["dbus-run-session", "--", "sh", "-c", SESSION, sys.executable, str(tmp_path / "home")]
    with open(tmp_path / "told.txt", "w", encoding="utf-8") as told:
        window = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=told, text=True, start_new_session=True)
        seat = Seat(env, window)
        try:
            yield seat
        finally:
            os.killpg(window.pid, 15)
            window.wait(PATIENCE_S)
            seat.leave()
            displays.close(display)


def test_the_syllable_being_composed_is_never_lost(seat: Seat) -> None:
    name = "인감신고인 성명, 필수"
    seat.sees(locked=False, tab="seal")
    seat.press("F5")
    seat.sees(at=name)
    seat.press("shift+space")  # it begins in Latin letters
    seat.type(KIM)
    seat.sees(line="김정")  # 훈 is being composed
    seat.press("Return")
    seat.sees(name="김정훈", at="주민등록번호, 필수")
    seat.press("shift+Return", "ctrl+a")
    seat.type(PARK)
    seat.sees(line="박서")
    seat.press("Tab")
    seat.sees(name="박서연", at="주민등록번호, 필수")
    seat.press("shift+Return", "ctrl+a")
    seat.type(LEE)
    seat.press("F6")  # another tab
    seat.sees(tab="family", name="이하나")
    seat.press("F5")
    seat.sees(at=name, line="이하나")
    seat.press("ctrl+a")
    seat.type(PARK)  # 연 is being composed, and a scanner reads
    seat.sees(line="박서")
    seat.scan("MINWON:C:26410-03-261120-0042-K7")
    seat.sees(tab="ledger", name="박서연")
    seat.press("F5")
    seat.sees(at=name, line="박서연")
    seat.press("ctrl+a")
    seat.type("WIDTH")  # a hand, however odd what it types
    seat.sees(line="쨩")
    seat.press("ctrl+a")
    seat.type(CHOI)
    seat.press("ctrl+k")
    seat.sees(at="민원 안내 찾기", name="최한별")
    seat.type("xhwl")  # 토지: what is composed in the box finds its service
    seat.press("Return")
    seat.sees(service="land_register_copy")
    seat.press("F5")
    seat.press("ctrl+l")
    seat.sees(locked=True)
