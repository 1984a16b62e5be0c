"""How long it takes from 마감 until the day's report is on the screen, on a day of many cases (issue: 5,000 rows, ≤ 2 s).

The day is summed, its paper drawn and hashed, the closing signed and on disk; then the report is asked for as the window asks, set in
type, and its first page drawn as the screen draws it. Fonts and Qt are loaded as in a window that was open all day.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.views import Actor
from tests.bench.build import a_day_of, people_of
from tests.bench.home import PASSWORD, practice_home

LIMIT_S = 2.0
DPI = 96


def run(rows: int) -> bool:
    """The figures are printed; False if the limit is missed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="minwon-bench-") as made, practice_home(Path(made)) as (home, leader):
        a_day_of(home, leader, rows, Random(5), people_of(home))
        return _close(home, leader, rows)


def _close(home: Home, leader: Actor, rows: int) -> bool:
    from app.ui.app import application
    from app.ui.pdf_pages import PdfFile

    application()
    services, fonts = home.services, home.settings.data / "resources" / "fonts"
    day = services.day_status().day or ""
    second = services.sign_in("clerk", PASSWORD, second=True)
    before = services.day_report(leader, day)
    PdfFile(paper_pdf(before, fonts=fonts)).page(0, DPI)  # somebody looked at the day before
    home.desk.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]

    def show() -> None:
        file = PdfFile(paper_pdf(services.day_report(leader, day), fonts=fonts))
        file.page(0, DPI)
        file.close()

    closing, closing_cpu = _timed(lambda: services.close_day(leader, confirmer=second))
    showing, showing_cpu = _timed(show)
    good = closing + showing <= LIMIT_S
    print(
        f"{rows:>7,} cases: closed in {closing:.2f} s (CPU {closing_cpu:.2f}), report on screen after {showing:.2f} s more "
        f"(CPU {showing_cpu:.2f}); limit {LIMIT_S:.0f} s: {'kept' if good else 'MISSED'}"
    )
    return good


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = perf_counter(), process_time()
    work()
    return perf_counter() - wall, process_time() - cpu
