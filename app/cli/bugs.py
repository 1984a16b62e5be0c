"""What nobody foresaw: one sentence with a number to quote, and a log of places without values."""

from __future__ import annotations

import os
import sys
import traceback
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from app.domain.words import Words
from app.settings import default_home

BUG = 70
LOG = "bugs.log"
_LOG_MAX_BYTES = 1 << 20


class Surfacing:
    """Around a whole run: a bug ends here, in a sentence on stderr and exit code 70, never in a traceback.

    The message of an exception may hold personal data, so only its type and the frames are kept, in `HOME/bugs.log`; with
    `MINWON_DEBUG=1` everything goes to stderr instead.
    """

    exit_code = BUG

    def __init__(self, words: Callable[[], Words], argv: Sequence[str]) -> None:
        self._words, self._argv = words, argv

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if kind is None or error is None or not issubclass(kind, Exception):
            return False
        if os.environ.get("MINWON_DEBUG") == "1":
            traceback.print_exception(kind, error, trace)
        else:
            keep_bug(self._home(), error)
        print(self._sentence(number_of(kind, trace)), file=sys.stderr, flush=True)
        return True

    def _sentence(self, number: str) -> str:
        words = self._words()
        return f"{words.text('cli.error')}: {words.text('error.bug', number=number)} (bug)"

    def _home(self) -> Path | None:
        given = os.environ.get("MINWON_HOME")
        for place, text in enumerate(self._argv):
            if text.startswith("--home="):
                given = text.partition("=")[2]
            elif text == "--home" and place + 1 < len(self._argv):
                given = self._argv[place + 1]
        return Path(given).expanduser() if given else None


def number_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    """A short number, the same for the same place in the program, so that two reports of one bug meet."""
    frames = traceback.extract_tb(trace)
    place = f"{kind.__name__}:" + ";".join(f"{frame.name}:{frame.lineno}" for frame in frames[-4:])
    return f"{zlib.crc32(place.encode()):08X}"


def keep_bug(home: Path | None, error: BaseException) -> None:
    """Type and frames are in that home's log. A log that cannot be written is no second bug."""
    home = home or default_home()
    kind, trace = type(error), error.__traceback__
    try:
        path = home / LOG
        if not home.is_dir() or (path.exists() and path.stat().st_size > _LOG_MAX_BYTES):
            return
        frames = "".join(f"  {frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(trace))
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {number_of(kind, trace)} {kind.__name__}\n{frames}")
        path.chmod(0o600)
    except OSError:
        return
