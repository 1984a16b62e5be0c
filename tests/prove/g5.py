"""G5, numbers never repeat and have no gaps: several desks, clocks set back, an old copy put back, a disk moved or cloned.

A perfect clone (same disk, same machine mark, same keyring) that works offline is the one case that cannot be prevented: there the
proof is that central finds it at the first contact, keeps both histories, and that nothing is given twice from then on.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence

from app.central.admin_recovery import forks
from app.services.recovery_reports import reports
from tests.fakes.memory_keys import MemoryKeys
from tests.prove import tally
from tests.prove.sim import history
from tests.prove.sim.desk import SimDesk
from tests.prove.sim.history import demand
from tests.prove.sim.line import Network
from tests.prove.sim.office_day import Luck, OfficeDay, draft_of
from tests.prove.sim.world import World

RUNS = 200
QUIET_S = 3.0  # the anchor is at most a second late


def one(seed: int) -> Counter[str]:
    """One office and one misfortune with a disk, or none but the clocks'."""
    with World(seed, desks=World(seed).random.randrange(2, 4)) as world:
        network = Network(drop_reply=0.1, repeat=0.05, latency_s=0.2)
        luck = Luck(network=network, line_cut=0.3, clock_jump=0.4, desk_killed=0.3)
        misfortune = world.random.choice((_nothing, _old_copy, _old_copy, _moved, _cloned, _perfect_clone))
        world.counts[misfortune.__name__.strip("_").replace("_", " ")] += 1
        misfortune(world, lambda: _work(world, luck))
        world.counts["numbers"] += history.numbers_without_gap(world)
        world.counts["shown"] += len({shown.number for desk in world.desks.values() for shown in desk.shown})
        history.books_verify(world)
        return world.counts


def _work(world: World, luck: Luck) -> None:
    OfficeDay(world, luck, duration_s=world.random.uniform(20.0, 80.0), pace_s=6.0).let_it_happen()


def _nothing(world: World, work: Callable[[], None]) -> None:
    work()
    _all_agree(world)


def _old_copy(world: World, work: Callable[[], None]) -> None:
    """A backup of one desk's ledger is put back after more work; what only the lost part knew is named."""
    desk = world.random.choice(list(world.desks.values()))
    copy = world.folder / "copy"
    work()
    _stopped(world, desk)
    desk.keep_copy(copy)
    world.start(desk)
    work()
    if world.random.random() < 0.5:
        desk.no_line_until = world.now_s + 1_000.0  # what follows never reached central
        work()
    _stopped(world, desk)
    desk.put_back(copy)
    world.start(desk)
    work()
    _all_agree(world, lossy=desk)


def _moved(world: World, work: Callable[[], None]) -> None:
    """The disk is put into another computer: the ledger goes on there, in a branch."""
    desk = world.random.choice(list(world.desks.values()))
    work()
    _stopped(world, desk)
    desk.machine = b"another machine"
    world.start(desk)
    demand(desk.at_work.store.head.stream.branch > 0, f"desk {desk.number} runs on another machine in its old stream")
    work()
    _all_agree(world)


def _cloned(world: World, work: Callable[[], None]) -> None:
    """A copy of the disk, keyring and all, works on in a second computer beside the first."""
    work()
    clone = _clone(world, b"another machine")
    world.start(clone)
    work()
    _all_agree(world)


def _perfect_clone(world: World, work: Callable[[], None]) -> None:
    """Nobody can tell the two apart until central hears both; then both histories are kept and the numbers part."""
    work()
    clone = _clone(world, world.desks["03"].machine)
    first = world.desks["03"]
    world.start(clone)
    for desk in (first, clone):
        desk.no_line_until = world.now_s + 30.0
        desk.clock.wrong_by = first.clock.wrong_by
        desk.tried(lambda desk=desk: _records(desk))  # type: ignore[misc]
    world.run_for(40.0)
    world.heal()
    history.converged(world)
    demand(forks(world.central.db), "two computers wrote the same stream and central kept no evidence of it")
    streams = {desk.at_work.store.head.stream for desk in (first, clone)}
    demand(len(streams) == 2, "two computers wrote the same stream, central heard both, and both go on in it")
    before = {shown.number for desk in world.desks.values() for shown in desk.shown}
    known = {desk.number: len(desk.shown) for desk in world.desks.values()}
    work()
    world.heal()
    history.queues_empty(world)
    later = [shown.number for desk in world.desks.values() for shown in desk.shown[known[desk.number] :]]
    demand(len(set(later)) == len(later) and not before & set(later), "a number was given twice after the clone was found")
    clone.died()
    del world.desks[clone.number]  # its own line of the old stream is evidence at central, and no part of the office's one history


def _records(desk: SimDesk) -> None:
    recorded = desk.at_work.services.record_case(desk.ready(), draft_of("land_register_copy", "cash"))
    desk.note(recorded.number, recorded.seq)


def _stopped(world: World, desk: SimDesk) -> None:
    """Its program ended a while ago; its anchor is in the keyring."""
    world.start(desk)
    desk.fuse = None
    world.run_for(QUIET_S)
    desk.close()


def _clone(world: World, machine: bytes) -> SimDesk:
    desk = world.desks["03"]
    _stopped(world, desk)
    clone = world.add_desk("03 again", MemoryKeys(desk.keys.load(), desk.keys.load_anchor()))
    desk.keep_copy(clone.folder)
    clone.machine = machine
    world.start(desk)
    return clone


def _all_agree(world: World, *, lossy: SimDesk | None = None) -> None:
    world.heal()
    history.converged(world)
    world.counts["entries once each"] += history.union_exactly_once(world)
    lost = history.shown_and_lost(world)
    for shown in lost:
        desk = world.desks[shown.desk]
        named = [span for report in reports(desk.at_work.desk) for span in report.missing]
        is_named = any(span.stream == str(shown.stream) and span.first <= shown.seq <= span.last for span in named)
        demand(desk is lossy and is_named, f"{shown.number} was shown, is gone, and nobody was told: {named}")
    world.counts["shown, lost with the disk and named"] += len(lost)
    history.standings_agree(world)
    history.replicas_equal(world)


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G5`."""
    return tally.prove("G5", one, argv, runs=RUNS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
