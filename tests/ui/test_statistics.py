"""The yearly tables in the window: chosen, counted, printed, saved for a spreadsheet."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec

from app.domain.sampling import sample
from app.ui.tabs.closing.statistics_page import StatisticsPage
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter
from tests.ui.test_books import papers_shown


def with_cases(counter: Counter) -> None:
    actor = counter.opened.context.session.signed_in()

    def record() -> None:
        for seed in range(3):
            draft = sample(the_catalogue().forms["inquiry_petition_simple"], seed=seed, index=1, today=NINE.date(), people=the_people())
            counter.home.services.record_case(actor, msgspec.structs.replace(draft, draft_id=None))

    counter.on_writer(record)


def the_page(counter: Counter) -> StatisticsPage:
    counter.window.go("closing")
    counter.settle()
    view = counter.window.tabs["closing"]
    counter.press("0")
    counter.settle()
    page: StatisticsPage = view.statistics  # type: ignore[attr-defined]
    assert page.isVisible()
    return page


def choose(counter: Counter, page: StatisticsPage, report: str) -> None:
    names = [page.tables.item(at).text() for at in range(page.tables.count())]  # type: ignore[union-attr]
    page.tables.setCurrentRow(next(at for at, name in enumerate(names) if name.startswith(report)))
    counter.settle()


def test_a_table_is_counted_as_it_is_chosen_and_again_for_another_year(counter: Counter, tmp_path: Path) -> None:
    counter.sign_in("park")
    with_cases(counter)
    page = the_page(counter)
    assert page.year.text() == "2026" and page.tables.count() == len(counter.home.services.statistics.tables())
    choose(counter, page, "R20")
    first = [page.counts.item(0, at).text() for at in range(page.counts.columnCount())]  # type: ignore[union-attr]
    assert "3" in first[1:]
    page.save(page.tables.currentRow(), tmp_path / "table.csv")
    counter.settle()
    lines = (tmp_path / "table.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("표,통계표") and len(lines) == 1 + len(first) - 1
    assert "table.csv" in page.notice.text()
    page.year.setText("25")
    page.count()
    counter.settle()
    assert not any(page.counts.item(0, at).text() not in ("0", "-") for at in range(1, page.counts.columnCount()))  # type: ignore[union-attr]
    page.year.setText("작년")
    page.count()
    counter.settle()
    assert "연도" in page.notice.text()


def test_one_table_and_all_of_them_come_out_as_a_paper(counter: Counter) -> None:
    counter.sign_in("park")
    page = the_page(counter)
    choose(counter, page, "R20")
    counter.settle()
    page._print(page.tables.currentRow())
    counter.settle()
    (one,) = papers_shown()
    assert one.windowTitle() == "민원 통계" and one.pages == 1
    counter.back_to_the_window()
    page._print(None)
    counter.settle()
    (every,) = papers_shown()
    assert every.pages > one.pages


def test_a_table_whose_name_takes_two_lines_is_apart_from_the_next(counter: Counter) -> None:
    counter.sign_in("park")
    page = the_page(counter)
    rects = [page.tables.visualItemRect(page.tables.item(at)) for at in range(page.tables.count())]
    assert min(below.top() - above.bottom() for above, below in pairwise(rects)) > 3
