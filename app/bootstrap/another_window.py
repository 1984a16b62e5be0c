"""Training in a window, and a process, of its own: the desk that works goes on beside it."""

from __future__ import annotations

import subprocess
import sys

from app.domain.errors import Unavailable
from app.settings import Settings


def practise(settings: Settings) -> None:
    """Training has begun in a window of its own. Unavailable `unavailable` where no process can be started."""
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    try:
        subprocess.Popen(
            [*command, "--home", str(settings.home), "--lang", settings.lang, "--training"],
            cwd=None if frozen else settings.data,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable("unavailable", errno=error.errno) from error
