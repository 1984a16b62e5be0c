"""The program's one entrance: `python3 -m app …` in a checkout, `minwon …` where it is installed or frozen."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

INTERRUPTED = 130


def main() -> int:
    """Run the command line (without arguments: open the window) and return its exit code."""
    if sys.argv[1:2] == ["--read-codes"]:  # of the frozen program: the process that opens strangers' files (`devices.code_reader`)
        from app.devices.code_page import main as read_codes

        return read_codes()
    _on_interrupt(_end)
    from app import checkout

    _write_no_core()
    gc.set_threshold(50_000)  # what a start imports is held by no cycle: by default Python would walk all of it again and again
    try:
        _on_interrupt(signal.default_int_handler)
        checkout.ensure("app")  # says itself what an interrupted set-up leaves
        _on_interrupt(_end)
        # Imported only now: before `ensure`, what these need may not be installed.
        _import_msgspec()
        from app.bootstrap.joints import joints
        from app.cli.main import run

        _on_interrupt(signal.default_int_handler)
        return run(sys.argv[1:], joints())
    except KeyboardInterrupt:
        return INTERRUPTED


def _on_interrupt(then: Callable[[int, FrameType | None], object]) -> None:
    """Ctrl+C does that from now on; where whoever started the program wants it ignored, it stays so."""
    if signal.getsignal(signal.SIGINT) in (_end, signal.default_int_handler):
        signal.signal(signal.SIGINT, then)


def _end(number: int, frame: FrameType | None) -> None:
    """While modules are imported nothing is open yet, and an exception in the midst of one has brought C code down."""
    os._exit(INTERRUPTED)


def _write_no_core() -> None:
    """If this program crashes, no file with its memory is left: keys and people are in it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _import_msgspec() -> None:
    """msgspec is there, and has taken from `typing` what it would take from `typing_extensions`: that one is for Pythons older than ours,
    and with it `inspect` and `ast` take as long to import as Qt's widgets.
    """
    sys.modules.setdefault("typing_extensions", None)  # type: ignore[arg-type]
    import msgspec  # noqa: F401

    if sys.modules.get("typing_extensions") is None:
        del sys.modules["typing_extensions"]


if __name__ == "__main__":
    sys.exit(main())
