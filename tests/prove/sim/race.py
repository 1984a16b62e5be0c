"""Several desks at the same few cases at the same time, most of it while they cannot hear each other."""

from __future__ import annotations

from tests.desks import PASSWORD
from tests.prove.sim.desk import SimDesk
from tests.prove.sim.office_day import Luck, OfficeDay, draft_of
from tests.prove.sim.world import World

SHARED = 4


class Race:
    """First the cases are made and everybody knows them; then lines go and come while all work on them."""

    def __init__(self, world: World, luck: Luck) -> None:
        self._world, self._luck = world, luck
        first = next(iter(world.desks.values()))
        actor = first.ready()
        for service in ("passport_single", "land_register_copy", "passport_single", "land_register_copy")[:SHARED]:
            draft = draft_of(service, "cash" if service.startswith("passport") else "none")
            recorded = first.at_work.services.record_case(actor, draft)
            first.note(recorded.number, recorded.seq)
        world.run_for(40.0)

    def run_for(self, duration_s: float) -> None:
        """Everybody works on those cases that long."""
        day = OfficeDay(self._world, self._luck, duration_s=duration_s, pace_s=6.0)
        day.acts = [(1, day.record), (8, day.advance), (4, day.cancel), (3, day.pay), (2, day.number)]
        for desk in self._world.desks.values():
            desk.no_line_until = self._world.now_s + self._world.random.uniform(0.0, duration_s)
        day.let_it_happen()

    def settle_for(self, duration_s: float) -> None:
        """Everybody settles what is open at their desk, in whatever way is possible."""
        day = OfficeDay(self._world, self._luck, duration_s=duration_s, pace_s=5.0)
        day.acts = [(1, self._settle)]
        day.let_it_happen()

    def _settle(self, desk: SimDesk) -> None:
        services, chance = desk.at_work.services, self._world.random
        actor = desk.ready()
        if rows := services.disputes():
            place = chance.choice(rows).place
            ways = services.view_dispute(actor, place).ways
            way, whole = chance.choice(ways), chance.random() < 0.3
            clerk = services.sign_in("lee", PASSWORD, second=True)  # whose sign counts where money goes back
            services.settle_dispute(actor, place, way, "담당자 확인", whole_case=whole, confirmer=clerk)
            self._world.counts["settlements"] += 1
