"""Whether each closing of a day tells what its entries add up to: taken, given back, by tender, and the total from closing to closing.

Rows pass through on their way to `book.check_rows`. A day counts only where the stream holds all of it, from its opening on: with
an entry absent, erased or without effect (central quarantined it) nothing can be said of its sums, and nothing is.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from app.verify.book import Bad, Entry, Report, Row, Stream, Trust, check_rows, label_of, unpacked

_COLUMNS = ("cash", "card", "transit", "other")
_WITHOUT_EFFECT = "SELECT device_id, epoch, branch, seq FROM standing JOIN stream USING (stream_id) WHERE outcome = 'quarantined'"
_MONEY = ("payment_settled", "payment_reversed", "day_closed")


class _Day:
    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.returned = 0

    def move(self, kind: str, body: Any) -> None:
        for _case, _line, tender, won in body["allocations"]:
            if kind == "payment_reversed":
                self.returned += won
            else:
                column = tender.partition("_")[0]
                self.taken[column if column in _COLUMNS else "other"] += won


class Closings:
    """`without_effect`: (stream, seq) of entries that central quarantined. `bad`: closings whose sums are not their day's, code `sums`."""

    def __init__(self, without_effect: Collection[tuple[str, int]] = ()) -> None:
        self._without_effect = without_effect
        self.bad: list[Bad] = []
        self._begin("?")

    def _begin(self, label: str) -> None:
        self._label, self._seq = label, 0
        self._days: dict[str, _Day] = {}
        self._total: int | None = None

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, looked at in passing."""
        for row in rows:
            if isinstance(row, Stream):
                self._begin(label_of(*row[:3]))
            elif isinstance(row, Entry):
                try:
                    self._entry(row)
                except (KeyError, TypeError, ValueError, AttributeError):  # not what a ledger writes
                    self._wrong(row.seq)
            yield row

    def report(self, report: Report) -> Report:
        """That report with what was found here, where nothing else is wrong with the stream."""
        known = {each.stream for each in report.bad}
        for each in self.bad:
            if each.stream not in known:
                known.add(each.stream)
                report.bad.append(each)
        return report

    def _wrong(self, seq: int) -> None:
        self.bad.append(Bad(self._label, seq, "sums", max(0, seq - 1) if isinstance(seq, int) else 0))

    def _entry(self, row: Entry) -> None:
        if row.seq != self._seq + 1:  # what came between is not here
            self._days, self._total = {}, None
        self._seq = row.seq
        if row.kind == "day_opened":
            self._days[row.business_day] = _Day()
        elif row.kind in _MONEY:
            day = self._days.get(row.business_day)
            if row.body is None or (self._label, row.seq) in self._without_effect:
                self._days.pop(row.business_day, None)
                self._total = None
            elif row.kind != "day_closed":
                if day is not None:
                    day.move(row.kind, unpacked(row.body))
            else:
                self._closed(row.seq, day, unpacked(row.body))

    def _closed(self, seq: int, day: _Day | None, told: Any) -> None:
        if day is not None:
            taken, columns = sum(day.taken.values()), {column: day.taken[column] for column in _COLUMNS}
            rows: Counter[str] = Counter()
            for _service, _column, _owner, outcome, _count, won in told.get("sums", []):
                rows[outcome] += won
            fits = (
                (told["due_won"], told["reversed_won"]) == (taken, day.returned)
                and {column: told["by_tender"].get(column, 0) for column in _COLUMNS} == columns
                and (rows["taken"], rows["returned"], rows["waived"]) == (taken, day.returned, told["waived_won"])
                and sum(told["by_owner"].values()) == taken - day.returned
                and (self._total is None or told["grand_total_won"] == self._total + taken - day.returned)
            )
            if not fits:
                self._wrong(seq)
        self._total = told["grand_total_won"]


def check_with_sums(connection: Any, rows: Iterable[Row], trust: Trust) -> Report:
    """As `check_rows`, and every closing tells what its day adds up to. `connection`: of the ledger whose rows these are."""
    closings = Closings({(label_of(*row[:3]), row[3]) for row in connection.execute(_WITHOUT_EFFECT)})
    return closings.report(check_rows(closings.watch(rows), trust))
