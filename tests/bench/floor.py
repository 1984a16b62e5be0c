"""The bare floor: the same records from a plain SQLite outbox, as packed NDJSON, with one COPY and commit per 1,000 into PostgreSQL.

No encryption, no hashes, no signatures, no projections, no HTTP: what is left when everything is left out that can be.
"""

from __future__ import annotations

import sqlite3
import uuid
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import msgspec
import psycopg
import zstandard

from app.formfiles.people import load_people
from app.settings import data_root
from tests.bench.records import Filings

BATCH = 1_000


class Floor(NamedTuple):
    per_second: float
    bytes_each: float
    json_bytes: float


def measure(folder: Path, database_url: str, count: int) -> Floor:
    """So many records went from the outbox to PostgreSQL."""
    outbox = sqlite3.connect(folder / "outbox.db", isolation_level=None)
    outbox.execute("CREATE TABLE outbox (seq INTEGER PRIMARY KEY, record BLOB NOT NULL)")
    records = _records(count)
    outbox.execute("BEGIN")
    outbox.executemany("INSERT INTO outbox VALUES (?, ?)", enumerate(records, start=1))
    outbox.execute("COMMIT")
    pack, unpack = zstandard.ZstdCompressor(level=3), zstandard.ZstdDecompressor()
    sent = 0
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE floor (office_id text, seq int8, record text, PRIMARY KEY (office_id, seq))")
        connection.commit()
        began = perf_counter()
        for after in range(0, count, BATCH):
            rows = outbox.execute("SELECT record FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?", (after, BATCH)).fetchall()
            packed = pack.compress(b"\n".join(row[0] for row in rows))
            sent += len(packed)
            lines = unpack.decompress(packed).split(b"\n")
            with connection.cursor() as cursor, cursor.copy("COPY floor FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["text", "int8", "text"])
                for seq, line in enumerate(lines, start=after + 1):
                    copy.write_row(("26410", seq, line.decode()))
            connection.commit()
        seconds = perf_counter() - began
    outbox.close()
    return Floor(count / seconds, sent / count, sum(map(len, records)) / count)


def _records(count: int) -> list[bytes]:
    filings = Filings(load_people(data_root() / "resources" / "demo" / "people.toml"), 1)
    made = []
    for number in range(1, count + 1):
        body = filings.next(f"26410-03-261120-{number:04d}-00")
        record = {"case_id": uuid.uuid4(), "number": body.number, "service": body.service, "applicant": body.applicant}
        made.append(msgspec.json.encode(record | {"answers": body.answers}))
    return made
