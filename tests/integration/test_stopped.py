"""What takes long is stopped before it becomes an entry: nobody looked at anything, nothing was taken along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Stopped
from app.domain.sampling import sample
from app.domain.views import Actor
from app.ports.progress import Progress
from app.ui.tasks import Task
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people

TODAY = NINE.date()
Act = Callable[[Home, Actor, Progress], object]


def taken_in(home: Home, park: Actor, progress: Progress) -> object:
    code = next(code for code, book in home.desk.catalogue.layouts.books.items() if book.of == "takings")
    return home.services.books.print_book(park, code, TODAY, TODAY, progress=progress)


def the_log(home: Home, park: Actor, progress: Progress) -> object:
    return home.services.access.log_table(park, TODAY, TODAY, progress)


def the_tables(home: Home, park: Actor, progress: Progress) -> object:
    return home.services.statistics.sheet([], 2026, {}, progress=progress)


@pytest.mark.parametrize("act", [taken_in, the_log, the_tables], ids=lambda act: act.__name__)
def test_what_is_stopped_is_no_entry(tmp_path: Path, act: Act) -> None:
    home = a_home(tmp_path / "home")
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    draft = sample(the_catalogue().forms["seal_certificate_issue"], seed=7, index=0, today=TODAY, people=the_people())
    home.services.record_visit(park, [msgspec.structs.replace(draft, draft_id=None, exemption=None)], tender="cash")
    home.services.find_cases(park, "0001")
    before, stopped = home.store.head.seq, Task("", stoppable=True)
    stopped.stop()
    with pytest.raises(Stopped):
        act(home, park, stopped)
    assert home.store.head.seq == before
    home.close()
