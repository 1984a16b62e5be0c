"""The print log on SQLite: see `ports.print_log`."""

from __future__ import annotations

from app.domain.printing import PrintJob
from app.ledger.database import Connections

KEPT = 20_000  # jobs; a busy desk prints some two hundred papers a day


class LedgerPrintLog:
    def __init__(self, connections: Connections) -> None:
        self._db = connections

    def add(self, job: PrintJob) -> None:
        with self._db.atomic() as connection:
            connection.execute(
                "INSERT INTO print_job (at, document, ref, printer, copies, state, code, job) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (job.at, job.document, job.ref, job.printer, job.copies, job.state, job.code, job.job),
            )
            connection.execute("DELETE FROM print_job WHERE print_id <= (SELECT max(print_id) FROM print_job) - ?", (KEPT,))

    def recent(self, limit: int, *, document: str | None = None, ref: str | None = None) -> list[PrintJob]:
        rows = self._db.all(
            "SELECT at, document, ref, printer, copies, state, code, job FROM print_job "
            "WHERE (?1 IS NULL OR document = ?1) AND (?2 IS NULL OR ref = ?2) ORDER BY print_id DESC LIMIT ?3",
            (document, ref, limit),
        )
        return [
            PrintJob(at=row[0], document=row[1], ref=row[2], printer=row[3], copies=row[4], state=row[5], code=row[6], job=row[7])
            for row in rows
        ]
