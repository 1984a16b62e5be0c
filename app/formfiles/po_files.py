"""Compiles `.po` files of words into the `.mo` files that are read; `python -m app.formfiles.po_files` makes those of a checkout."""

from __future__ import annotations

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from app.domain.errors import IntegrityViolated
from app.settings import data_root


def compiled(po: Path) -> bytes:
    """The messages of that file as gettext reads them; kept beside it, where this user may write. IntegrityViolated `words_invalid`.

    A message that a translator still doubts (fuzzy) or left empty is not among them.
    """
    try:
        written = po.stat().st_mtime_ns
        catalogue = read_po(BytesIO(po.read_bytes()), abort_invalid=True)
    except (OSError, ValueError, PoFileError) as error:
        raise IntegrityViolated("words_invalid", file=po.stem) from error
    made = BytesIO()
    write_mo(made, catalogue)
    with suppress(OSError):  # a checkout that is only read: the next start compiles again
        _keep(made.getvalue(), po.with_suffix(".mo"), written)
    return made.getvalue()


def compile_all(resources: Path) -> list[Path]:
    """Every part of every language is compiled beside its source; the files that were made. Errors of `compiled`."""
    found = sorted((resources / "i18n").glob("*/*.po"))
    for po in found:
        compiled(po)
    return [po.with_suffix(".mo") for po in found]


def _keep(catalogue: bytes, mo: Path, written: int) -> None:
    """`mo` is whole or what it was, and as old as the source that was read: one edited in the meantime is newer."""
    draft = mo.with_name(f".{os.urandom(8).hex()}.new")
    try:
        draft.write_bytes(catalogue)
        os.utime(draft, ns=(written, written))
        draft.replace(mo)
    finally:
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    compile_all(data_root() / "resources")
