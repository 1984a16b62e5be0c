"""Another desk's clock shows the year 30000, or one before there were computers: what it recorded is there, and every list shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.bounds import LIMIT
from app.domain.views import Actor
from app.formfiles.words import load_words
from app.ui import formats
from tests.desks import ROOT
from tests.open_days import here, home
from tests.wrong_clock import come_in

__all__ = ["home"]

DAY = "2026-11-20"
ON, YEAR = date(2026, 11, 20), (date(2026, 1, 1), date(2026, 12, 31))
MOMENTS = (900_000_000_000_000, LIMIT - 1, -1, -(LIMIT - 1))  # beyond the year 9999; as late and as early as an entry can say
Read = Callable[[Home, Actor], Any]
LISTS: dict[str, Read] = {
    "ledger": lambda home, _: home.services.ledger_page(limit=500),
    "unpaid": lambda home, _: home.services.unpaid(),
    "worklist": lambda home, _: home.services.worklist(),
    "worklist counts": lambda home, _: home.services.work.counts(),
    "recent": lambda home, _: home.services.recent(),
    "disputes": lambda home, _: home.services.disputes(),
    "lamps": lambda home, _: home.services.lamps(),
    "access log": lambda home, park: home.services.access_log(park, limit=500),
    "access table": lambda home, park: home.services.access.log_table(park, *YEAR),
    "access review": lambda home, park: home.services.access.review_sheet(park, *YEAR),
    "staff log": lambda home, park: home.services.access.staff_log(park),
    "dashboard": lambda home, park: home.services.dashboards.of(park, ON),
    "dashboard sheet": lambda home, park: home.services.dashboards.sheet(park, ON),
    "office sheet": lambda home, park: home.services.day_report(park, DAY, "office"),
    "room sheet": lambda home, park: home.services.closing.room_sheet(park, DAY),
    "closed days": lambda home, _: home.services.closed_days(),
    "month": lambda home, park: home.services.closing.period_sheet(park, "2026-11", "office"),
    "notices": lambda home, _: home.services.notices.page(),
    "recount": lambda home, _: home.services.calendar.stale(),
    "security paper": lambda home, park: [home.services.security_paper.book(park, *YEAR), home.services.security_paper.untold()],
    "records": lambda home, _: home.services.records.register(),
    "refunds": lambda home, park: home.services.refunds.sheet(park, DAY, "office"),
    "taken": lambda home, _: home.services.refunds.taken(DAY),
    "sync": lambda home, _: home.sync_status(),
    "books": lambda home, park: [
        home.services.books.print_book(park, each.code, *YEAR, reason="확인") for each in home.services.books.books()
    ],
}


def every_case(home: Home, park: Actor) -> int:
    """Each case is opened, its dates are explained, its papers are drawn."""
    found = home.services.ledger_page(limit=500)
    for row in found:
        home.services.view_case(park, row.case_id)
        home.services.calendar.why(park, row.number)
        for offered in home.services.books.papers(row.case_id):
            paper_pdf(home.services.books.paper(park, row.case_id, offered.code), fonts=ROOT / "resources" / "fonts")
    return len(found)


@pytest.mark.parametrize("at", MOMENTS)
def test_every_list_shows_what_a_desk_with_an_impossible_clock_recorded(home: Home, tmp_path: Path, at: int) -> None:
    entries = come_in(home, tmp_path / "05", at)
    park, broken = here(home), {}
    for name, read in LISTS.items():
        try:
            read(home, park)
        except Exception as error:  # noqa: BLE001 - all of them are told together
            broken[name] = f"{type(error).__name__}: {error}"
    assert broken == {}
    assert every_case(home, park) > 20
    kept = home.connections.value("SELECT count(*) FROM entry WHERE recorded_at = ?", (at,))
    assert kept == entries, "it stands in the book as it came"
    assert home.store.rebuild() > 0


@pytest.mark.parametrize("at", MOMENTS)
def test_an_impossible_moment_is_told_as_unknown(at: int) -> None:
    words = load_words(ROOT / "resources", "ko")
    assert formats.moment_text(at, words) == "시각 모름" and formats.day_text(formats.moment(at).date(), words) == "날짜 모름"
    assert (formats.stamp_text(at), formats.short_stamp(at), formats.clock_text(at)) == ("????-??-?? ??:??", "??-?? ??:??", "??:??")
    assert formats.stamp_text(1_795_143_600_000) == "2026-11-20 12:00"
