"""무인민원발급기 운영일지: what each machine issued and took, day by day; its papers are no cases of this counter (REFERENCE §2.10)."""

from __future__ import annotations

from app.domain.book_papers import BookLine
from app.domain.forms import Catalogue
from app.domain.kiosks import KioskDay
from app.services.book_money import won
from app.services.desk import Desk
from app.services.kiosk_machines import machines


def kiosk_lines(desk: Desk, first_day: str, last_day: str) -> list[BookLine]:
    """One line for each machine and day that was counted, with what broke down and what paper was put in."""
    places = {each.machine: each.place for each in machines(desk)}
    return [_line(desk.catalogue, day, places.get(day.machine, "")) for day in desk.store.kiosks.days(first_day, last_day)]


def _line(catalogue: Catalogue, day: KioskDay, place: str) -> BookLine:
    counted = sorted(day.papers.items(), key=lambda item: (-item[1], item[0]))
    papers = ", ".join(f"{_name(catalogue, service)} {count:,}" for service, count in counted if count)
    taken = f"{won(day.amount_won)} ({won(day.cash_won)}/{won(day.card_won)})"
    faults = ", ".join(part for part in (day.faults, day.note) if part)
    issued = f"{day.issued:,}건 ({papers})" if papers else f"{day.issued:,}건"
    cells = [day.machine, place, day.day.replace("-", "."), issued, taken, faults, _paper(day), day.user]
    return BookLine(cells=cells, sums=[day.amount_won])


def _paper(day: KioskDay) -> str:
    """Sheets put in, and what was left in the machine."""
    changed = f"{day.paper_changed:,}장" if day.paper_changed else ""
    left = f"남음 {day.paper_left:,}" if day.paper_left is not None else ""
    return " ".join(part for part in (changed, left) if part)


def _name(catalogue: Catalogue, service: str) -> str:
    form = catalogue.forms.get(service)
    return form.short.ko if form is not None else service
