"""An exported book: the line `MINWON-BOOK/1`, then gzip of rows, each a u32 length (big-endian) and a msgpack array.

The array is a word and the columns of `book.py` in their order, texts as str, bytes as bin, NULL as nil, `disposed` 0 or 1:
`["stream", …11]`, then its entries by seq `["entry", …15]`, each followed by the acknowledgement that names it, if there is
one, `["ack", …6]`; then the next stream; last of all `["end", number of streams, number of entries]`. A row is at most 1 MiB.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from app.verify.book import Ack, Entry, Report, Row, Stream, Trust, check_rows, unpacked

_HEAD = b"MINWON-BOOK/1\n"
_KINDS: dict[str, Any] = {"stream": Stream, "entry": Entry, "ack": Ack}


def _rows(file: IO[bytes]) -> Iterator[Row]:
    counted = {"stream": 0, "entry": 0, "ack": 0}
    try:
        packed = gzip.GzipFile(fileobj=file)
        while True:
            size = int.from_bytes(packed.read(4), "big")
            row = unpacked(packed.read(size)) if size <= 1 << 20 else None
            word, *columns = row if isinstance(row, list) and row and isinstance(row[0], str) else [""]
            if word == "end" and columns == [counted["stream"], counted["entry"]] and not packed.read(1):
                return
            if word not in _KINDS or len(columns) != len(_KINDS[word]._fields):
                break
            counted[word] += 1
            yield _KINDS[word](*columns)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        pass
    yield None


def check_bundle(path: Path, trust: Trust) -> Report:
    """The exported book was checked to its end; `file` in the report where it breaks off. OSError if it cannot be read."""
    with path.open("rb") as file:
        return check_rows(_rows(file) if file.read(len(_HEAD)) == _HEAD else [None], trust)
