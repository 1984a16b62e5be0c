"""기록물철 등록부: each book of each year is a file, kept from the first of January after it (REFERENCE §2.9)."""

from __future__ import annotations

from collections import Counter

from app.domain.book_papers import BookLine
from app.services.desk import Desk


def file_lines(desk: Desk, first_year: int, last_year: int, until: int, *, own: bool) -> list[BookLine]:
    """One line for each book, year and retention class; the cases in it counted. What the records centre decides is written in by hand."""
    counts: Counter[tuple[int, str, str, int | None]] = Counter()
    for row in desk.store.books.files(until, own=own):
        form = desk.catalogue.forms.get(row.service)
        if form is not None and first_year <= row.year <= last_year:
            counts[row.year, form.book, form.retention.label, form.retention.years] += row.count
    order = {code: place for place, code in enumerate(desk.catalogue.books)}
    found = []
    for (year, book, label, years), count in sorted(counts.items(), key=lambda item: (item[0][0], order[item[0][1]], item[0][2])):
        name = desk.catalogue.books[book].name.ko
        found.append(
            BookLine(
                cells=[
                    f"{year}-{order[book] + 1:02d}-{label}",
                    f"{name} ({year}년)",
                    "민원사무 처리",
                    str(year),
                    label,
                    f"{year + 1}.01.01",
                    f"{year + years}.12.31" if years is not None else "",
                    f"1권 / {count:,}건",
                    "",
                    "",
                    "",
                ]
            )
        )
    return found
