"""The desk of the pictures: the demo's people, each service recorded, some cases paid and issued."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.services.make_sample import make_samples
from tests.desks import NINE, PASSWORD, a_home, on_writer, the_catalogue, the_people

CASES = 168  # two of each service


@contextmanager
def a_busy_desk(folder: Path) -> Iterator[Home]:
    """A home on lanes in the middle of a day."""
    home = a_home(folder / "home", on_lanes=True)
    samples = list(make_samples(the_catalogue(), the_people(), service=None, count=CASES, seed=3, today=NINE.date()))

    def work() -> None:
        actor = home.services.sign_in("park", PASSWORD)
        home.services.open_day(actor, 100_000)
        for draft in samples:
            try:
                home.services.record_case(actor, msgspec.structs.replace(draft, exemption=None))
            except Refused as refused:
                if refused.code != "fee_not_set":  # an amount the office has not said yet
                    raise

    try:
        on_writer(home, work)
        yield home
    finally:
        home.close()
