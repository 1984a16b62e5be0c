"""G2 with real processes: desks and central with a bad line between them, killed at any moment; everything arrives exactly once.

A schedule comes from one seed: two or three desk processes record while the weather of the line changes (`chaos_proxy`), central is
killed at random moments and between its commit and its answer, desks are killed while they record and while they send. Every eighth
seed does one thing only: the line goes deaf on the way back while everybody waits for an answer. Then the line heals: within 60 s every
queue must be empty and every desk must have seen everything. Central's rows are compared with the desks' books.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.postgres import new_database, running_postgres
from tests.prove.chaos_check import check_office
from tests.prove.chaos_office import Office, Template, copied, make_template, wait_until
from tests.prove.chaos_proxy import FOUL, ChaosProxy, Weather
from tests.prove.tally import Violated, prove
from tests.shell import drafts

RUNS = 50
HEALED_MAX_S = 60.0
STORM_S = (2.5, 5.0)
DRAFTS = (8, 30)
OWN_TIMEOUTS_EVERY = 25
DEAD_LINE_EVERY = 8
DEAD_FROM_S, DEAD_S = 1.5, 3.5
HEARD_MAX_S = 60.0


class Event(NamedTuple):
    """Something that happens so many seconds after the beginning."""

    at_s: float
    what: str
    desk: int = 0
    weather: Weather = "clear"


class Schedule(NamedTuple):
    """What one seed does. `own_timeouts`: desks give a dead line up as late as the product does."""

    seed: int
    desks: int
    storm_s: float
    events: tuple[Event, ...]
    own_timeouts: bool


def engine_of(seed: int) -> str:
    """Both in turn."""
    return "sqlite" if seed % 2 else "postgresql"


def schedule_of(seed: int) -> Schedule:
    """The same for the same seed."""
    chance = Random(f"chaos {seed}")
    desks, storm_s = chance.choice((2, 2, 3)), chance.uniform(*STORM_S)
    events: list[Event] = []
    at_s = 0.0
    while at_s < storm_s:
        weather: Weather = "clear" if chance.random() < 0.2 else chance.choice(FOUL)
        events.append(Event(at_s, "weather", weather=weather))
        at_s += chance.uniform(0.2, 1.0)
    if dead_line := seed % DEAD_LINE_EVERY == 0:
        # Nothing but answers that never come, and nobody is killed: only a time-out ends that waiting. In a storm of everything the
        # lanes rest between two failures most of the time, so whether a line dies under a request was a matter of luck.
        storm_s = DEAD_FROM_S + DEAD_S
        events = [Event(0.0, "weather", weather="clear"), Event(DEAD_FROM_S, "all are heard")]
        events += [Event(DEAD_FROM_S, "weather", weather="one_way"), Event(storm_s, "answers are lost")]
    for desk in range(desks):
        for _ in range(chance.randint(*DRAFTS)):
            events.append(Event(chance.uniform(0, storm_s), "draft", desk))
        if dead_line:
            continue
        if chance.random() < 0.6:
            events.append(Event(chance.uniform(0.2, storm_s), "kill desk", desk))
    ends = ["kill central", "kill central before its answer", *([] if engine_of(seed) == "sqlite" else ["kill a worker"] * 2)]
    for _ in range(0 if dead_line else chance.choice((0, 1, 1, 2))):
        events.append(Event(chance.uniform(0.2, storm_s), chance.choice(ends)))
    return Schedule(seed, desks, storm_s, tuple(sorted(events)), seed % OWN_TIMEOUTS_EVERY == 0)


class Chaos:
    """One proxy, one template of each engine; schedule after schedule, each in a copy of its own."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self.proxy = ChaosProxy()
        stack.callback(self.proxy.close)
        self._stack = stack
        self._templates: dict[str, Template] = {}

    def _template(self, engine: str) -> Template:
        if engine not in self._templates:
            folder = self._folder / f"template-{engine}"
            folder.mkdir()
            url = new_database(self._stack.enter_context(running_postgres())) if engine == "postgresql" else None
            self._templates[engine] = make_template(folder, self.proxy, url)
        return self._templates[engine]

    def one(self, seed: int) -> Counter[str]:
        """That seed's schedule was lived through; what was counted. Raises Violated."""
        schedule = schedule_of(seed)
        template = self._template(engine_of(seed))
        folder = self._folder / f"schedule-{seed}"
        with copied(template, folder, desks=schedule.desks, name=f"chaos_{seed}") as office:
            return _Storm(office, self.proxy, schedule).lived()


class _Storm:
    """One schedule in one office."""

    def __init__(self, office: Office, proxy: ChaosProxy, schedule: Schedule) -> None:
        self._office, self._proxy, self._schedule = office, proxy, schedule
        self._counts: Counter[str] = Counter()
        self._drafts = [drafts(DRAFTS[1], seed=schedule.seed * 10 + desk).splitlines(keepends=True) for desk in range(schedule.desks)]

    def lived(self) -> Counter[str]:
        office, proxy = self._office, self._proxy
        office.central.start()
        for desk in office.desks:
            desk.start(own_timeouts=self._schedule.own_timeouts)
        office.central.ready()
        proxy.begin(self._schedule.seed, office.central.port)
        for desk in office.desks:
            desk.ready()
        began = time.monotonic()
        for event in self._schedule.events:
            time.sleep(max(0.0, began + event.at_s - time.monotonic()))
            self._happen(event)
            self._bring_central_back()
        time.sleep(max(0.0, began + self._schedule.storm_s - time.monotonic()))
        self._heal()
        for desk in office.desks:
            if log := desk.stop():
                raise Violated(f"desk {desk.desk} said: {log[-1500:]}")
        if log := office.central.stop():
            raise Violated(f"central said: {log}")
        self._counts.update(check_office(office))
        self._counts.update(proxy.counts)
        return self._counts

    def _happen(self, event: Event) -> None:
        office, proxy = self._office, self._proxy
        if event.what == "weather":
            proxy.set_weather(event.weather)
        elif event.what == "all are heard":  # on a busy machine a desk's first request takes its time
            self._until(lambda: all(desk.last.get("answer") == "ok" for desk in office.desks))
        elif event.what == "answers are lost":
            self._until(lambda: proxy.counts["one-way"] >= len(office.desks))
        elif event.what == "draft":
            office.desks[event.desk].record(self._drafts[event.desk].pop())
        elif event.what == "kill desk":
            self._counts["desks killed"] += 1
            office.desks[event.desk].kill()
            office.desks[event.desk].start(own_timeouts=self._schedule.own_timeouts)
        elif event.what == "kill central":
            self._counts["centrals killed"] += 1
            office.central.kill()
        elif event.what == "kill a worker":
            self._counts["workers killed"] += 1
            office.central.kill_worker(self._schedule.seed)
        else:
            proxy.at_next_reply(office.central.kill)

    def _until(self, so: Callable[[], bool]) -> None:
        if not wait_until(so, HEARD_MAX_S):
            raise Violated("desks and central did not speak to one another before anything was done to the line")

    def _bring_central_back(self) -> None:
        """Whoever killed it: a moment later it is started again, as a service manager does."""
        if not self._office.central.alive:
            self._office.central.gone()
            self._office.central.start()

    def _heal(self) -> None:
        """The line is good, central is up; within a minute nothing waits and everybody has seen everything."""
        self._proxy.at_next_reply(None)
        self._proxy.set_weather("clear")
        self._bring_central_back()
        self._office.central.ready()
        for desk in self._office.desks:
            desk.ready()
        began = time.monotonic()

        def settled() -> bool:
            states = [desk.last for desk in self._office.desks]
            if any(
                state.get("answered") != desk.handed or state["pending"] for desk, state in zip(self._office.desks, states, strict=True)
            ):
                return False
            total = sum(state["last"] for state in states)
            return all(state["confirmed"] == total for state in states)

        def settled_or_dead() -> bool:
            return settled() or any(desk.ended for desk in self._office.desks)

        if not wait_until(settled_or_dead, HEALED_MAX_S):
            told = "; ".join(f"desk {desk.desk}: {desk.last}" for desk in self._office.desks)
            raise Violated(f"not settled {HEALED_MAX_S:.0f} s after the line was good again: {told}")
        for desk in self._office.desks:
            if desk.ended:
                raise Violated(f"desk {desk.desk} ended by itself: {desk.log()[-1500:]}")
        self._counts["seconds to settle, all together"] += round(time.monotonic() - began)


@contextmanager
def chaos() -> Iterator[Chaos]:
    """Everything a run of schedules needs; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="minwon-chaos-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        yield Chaos(folder, stack)


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove.chaos --runs 50 --seed 1`."""
    with chaos() as chaotic:
        return prove("G2-real", chaotic.one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
