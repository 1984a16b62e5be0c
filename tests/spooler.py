"""A CUPS of a test's own, on a socket in its folder: three queues, one stopped and one that takes no jobs. Nothing is ever printed."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.patience import PATIENCE_S

CUPSD = "/usr/sbin/cupsd"
QUEUES = {"A4": "Idle", "JAMMED": "Stopped", "SHUT": "Idle"}

_DAEMON = """LogLevel warn
Listen {folder}/s
Browsing Off
WebInterface No
DefaultAuthType None
PreserveJobFiles Yes
<Location />
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
"""
_FILES = """ServerRoot {folder}/etc
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/run
TempDir {folder}/tmp
AccessLog {folder}/log/access
ErrorLog {folder}/log/error
PageLog {folder}/log/page
FileDevice Yes
"""
_QUEUE = """<{tag} {name}>
Info {name}
DeviceURI file:///dev/null
State {state}
Accepting {accepting}
</{tag}>
"""


@contextmanager
def cups(folder: Path) -> Iterator[str]:
    """It answers at the address given (for CUPS_SERVER) until the block ends."""
    for name in ("etc", "spool", "cache", "run", "tmp", "log"):
        (folder / name).mkdir()
    (folder / "etc" / "cupsd.conf").write_text(_DAEMON.format(folder=folder))
    (folder / "etc" / "cups-files.conf").write_text(_FILES.format(folder=folder))
    queues = [
        _QUEUE.format(
            tag="DefaultPrinter" if name == "A4" else "Printer", name=name, state=state, accepting="No" if name == "SHUT" else "Yes"
        )
        for name, state in QUEUES.items()
    ]
    (folder / "etc" / "printers.conf").write_text("".join(queues))
    command = [CUPSD, "-f", "-c", str(folder / "etc" / "cupsd.conf"), "-s", str(folder / "etc" / "cups-files.conf")]
    with (folder / "log" / "said").open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said) as daemon:
        try:
            until = time.monotonic() + PATIENCE_S
            while not (folder / "s").exists() and daemon.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            yield str(folder / "s")
        finally:
            daemon.terminate()


def taken(folder: Path) -> list[bytes]:
    """The files the spooler holds, in the order in which it got them."""
    return [path.read_bytes() for path in sorted((folder / "spool").glob("d*"))]
