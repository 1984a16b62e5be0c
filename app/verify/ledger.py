"""The rows of a ledger file, through a connection that was opened with its key. Nothing is written."""

from collections.abc import Iterator
from typing import Any

from app.verify.book import Ack, Bad, Entry, Report, Row, Stream, Trust, label_of
from app.verify.closings import check_with_sums

_ACK = "a.acked_seq, a.acked_hash, a.generation, a.office_first, a.office_last, a.signature"
_STREAMS = f"SELECT stream_id, {', '.join(Stream._fields)} FROM stream ORDER BY stream_id"  # noqa: S608 - names of columns only
_ENTRIES = (
    f"SELECT e.{', e.'.join(Entry._fields[:-1])}, d.seq IS NOT NULL, {_ACK} FROM entry e LEFT JOIN disposal d USING (stream_id, seq)"  # noqa: S608
    " LEFT JOIN ack a ON a.stream_id = e.stream_id AND acked_seq = e.seq WHERE place BETWEEN ?1 << 40 AND (?1 + 1 << 40) - 1 ORDER BY place"
)
_SAME = "SELECT seq FROM entry WHERE place = (?1 << 40 | acked_seq)"
_OTHER_ACKS = f"SELECT {_ACK} FROM ack a WHERE stream_id = ?1 AND acked_seq NOT IN ({_SAME})"  # noqa: S608
_STRAY = "SELECT 1 FROM (SELECT stream_id FROM entry UNION SELECT stream_id FROM ack) WHERE stream_id NOT IN (SELECT stream_id FROM stream)"
_TWICE = (
    "SELECT device_id, epoch, branch, max(seq) FROM standing JOIN stream USING (stream_id)"
    " WHERE office_seq IS NOT NULL GROUP BY office_seq HAVING count(*) > 1 LIMIT 1"
)


def _rows(connection: Any) -> Iterator[Row]:
    for stream_id, *stream in connection.execute(_STREAMS).fetchall():
        yield Stream(*stream)
        for row in connection.execute(_ENTRIES, (stream_id,)):
            yield Entry(*row[:15])
            if row[15] is not None:
                yield Ack(*row[15:])
        yield from (Ack(*row) for row in connection.execute(_OTHER_ACKS, (stream_id,)))


def check_ledger(connection: Any, trust: Trust) -> Report:
    """The ledger was checked as it stood at one moment, while a counter may go on; in the thread that owns the connection.
    Beyond `check_with_sums`: entries of no stream are `root` (of stream `?`), an office number given twice is `column`."""
    before = connection.text_factory
    connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")  # a changed byte must be seen, not stop the check
    connection.execute("SAVEPOINT verify")
    try:
        report = check_with_sums(connection, _rows(connection), trust)
        report.bad += [Bad("?", 0, "root") for _ in connection.execute(_STRAY + " LIMIT 1")]
        report.bad += [Bad(label_of(*row[:3]), row[3], "column") for row in connection.execute(_TWICE)]
        return report
    finally:
        connection.execute("RELEASE verify")
        connection.text_factory = before
