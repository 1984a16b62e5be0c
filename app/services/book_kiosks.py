"""무인민원발급기 운영일지: what each machine issued and took, day by day; its papers are no cases of this counter (REFERENCE §2.10)."""

from __future__ import annotations

from app.domain.book_papers import BookLine
from app.domain.forms import Catalogue
from app.domain.kiosks import KioskDay
from app.services.book_money import won
from app.services.desk import Desk


def kiosk_lines(desk: Desk, first_day: str, last_day: str) -> list[BookLine]:
    """One line for each machine and day that was counted; what broke down and who changed the paper stands in its note."""
    return [_line(desk.catalogue, day) for day in desk.store.kiosks.days(first_day, last_day)]


def _line(catalogue: Catalogue, day: KioskDay) -> BookLine:
    counted = sorted(day.papers.items(), key=lambda item: (-item[1], item[0]))
    papers = ", ".join(f"{_name(catalogue, service)} {count:,}" for service, count in counted if count)
    return BookLine(
        cells=[day.machine, "", day.day.replace("-", "."), f"{day.issued:,}건 ({papers})", won(day.amount_won), day.note, "", ""],
        sums=[day.amount_won],
    )


def _name(catalogue: Catalogue, service: str) -> str:
    form = catalogue.forms.get(service)
    return form.short.ko if form is not None else service
