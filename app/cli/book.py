"""`verify`, `export`, `rebuild`: the book itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.cli.call import Call, new_file
from app.cli.joints import BookReport
from app.cli.options import Commands
from app.cli.recovery import export_pending
from app.cli.wrong_use import WrongUse
from app.domain.errors import CounterError, IntegrityViolated
from app.services.export_book import export_book


def add(commands: Commands) -> None:
    """`verify`, `export`, `rebuild`."""
    verify = commands.add("verify", "verify", verify_book)
    verify.add_argument("bundle", nargs="?", metavar="BUNDLE", help="option.bundle")
    export = commands.add("export", "export", write_book)
    export.add_argument("--book", action="store_true", help="option.book")
    export.add_argument("--out", metavar="FILE", help="option.out")
    export.add_argument("--pending", metavar="FILE", help="option.pending")
    commands.add("rebuild", "rebuild", rebuild)


def verify_book(call: Call) -> int:
    """Every entry proves itself; otherwise `stream seq code` of the first that does not, and exit code 5."""
    bundle = call.path("bundle")
    if bundle is None:
        report = call.joints.verify_home(call.settings, call.ask_passphrase)
    else:
        report = _verify_bundle(call, bundle)
    found: dict[str, Any] = {
        "ok": not report.bad,
        "streams": len(report.streams),
        "entries": report.entries,
        "erased": report.erased,
        "missing": report.missing,
        "unproven": report.unproven,
        "unvouched": report.unvouched,
        "bad": [{"stream": bad.stream, "seq": bad.seq, "code": bad.code, "proven_to": bad.proven_to} for bad in report.bad],
    }
    if not report.bad:
        call.answer(found, "verified", **{name: value for name, value in found.items() if isinstance(value, int)})
        return 0
    first = report.bad[0]
    if call.json:
        call.row(found)
    else:
        call.line(f"{first.stream} {first.seq} {first.code}")
    raise IntegrityViolated("book_violated", stream=first.stream, seq=first.seq, what=first.code, count=len(report.bad))


def _verify_bundle(call: Call, bundle: Path) -> BookReport:
    """A home that can be opened vouches for its own device; without one the signatures are checked against the keys in the book."""
    if not (call.settings.home / "home.toml").exists():
        return call.joints.verify_bundle(bundle, None, call.ask_passphrase)
    try:
        return call.joints.verify_bundle(bundle, call.settings, call.ask_passphrase)
    except CounterError as error:
        if error.code not in ("passphrase_needed", "no_keyring", "keyring_locked"):
            raise
    call.note("nobody_vouches")
    return call.joints.verify_bundle(bundle, None, call.ask_passphrase)


def write_book(call: Call) -> int:
    """The whole book is in the file, sealed numbers still sealed; with `--pending` what waits to be sent, for central alone."""
    pending, out = call.path("pending"), call.path("out")
    if (pending is None) != call.get("book", False):
        raise WrongUse("use_one_of", command="minwon export", what="--book | --pending")
    if pending is not None:
        return export_pending(call, pending)
    if out is None:
        raise WrongUse("use_required", command="minwon export", what="--out")
    with call.signed_in() as (home, actor), new_file(out) as file:
        entries = export_book(home.desk, actor, file)
    call.answer({"out": str(out), "entries": entries}, "exported", out=out, entries=entries)
    return 0


def rebuild(call: Call) -> int:
    """Everything that is computed from the entries was computed again."""
    with call.holding() as home:
        entries = home.desk.store.rebuild()
    call.answer({"entries": entries}, "rebuilt", entries=entries)
    return 0
