"""What happened at another desk's drawer comes by the feed: the room's remittance paper and export have it, won for won."""

from __future__ import annotations

from pathlib import Path

from app.domain.drawer import DrawerMoves
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD
from tests.integration.test_two_desks import add_people, enrolled, work

DAY = "2026-11-20"


def test_the_other_desks_drawer_is_read_as_its_own_desk_reads_it(sqlite_central: CentralUnderTest, tmp_path: Path) -> None:
    add_people(sqlite_central)
    three, five = (enrolled(sqlite_central, tmp_path / name, name) for name in ("03", "05"))
    work(three, 4, seed=3)
    work(five, 3, seed=5)
    lee = three.services.sign_in("lee", PASSWORD)
    three.services.drawer.move_cash(lee, "in", "float", 70_000)
    three.services.drawer.move_cash(lee, "out", "remit", 60_000, later=True)
    three.services.drawer.move_cash(lee, "out", "float", 5_000)
    three.services.drawer.number_remittance(lee, "118")
    for home in (three, five, three):
        home.sync_all()

    own, seen = three.store.drawer.sums(DAY), five.store.drawer.sums(DAY, desk="03")
    assert (own, seen.remitted_won, seen.in_won, seen.out_won) == (seen, 60_000, 70_000, 5_000)
    assert five.store.drawer.sums(DAY) == DrawerMoves(cash_won=five.store.drawer.sums(DAY, desk="05").cash_won)
    assert five.store.drawer.moves(DAY, desk="03") == three.store.drawer.moves(DAY)
    assert five.store.drawer.tenders(DAY, desk="03") == three.store.drawer.tenders(DAY)

    choi = five.services.sign_in("choi", PASSWORD)
    room = five.services.drawer.finance_export(choi, DAY, office=True)
    assert sorted({row.desk for row in room.rows}) == ["03", "05"]
    assert sum(each.net_won for each in room.totals()) == sum(home.services.day_status().totals.net_won for home in (three, five))
    paper = five.services.drawer.remittance_sheet(choi, DAY, office=True)
    assert [(each.amount_won, each.number, each.user) for each in paper.remittances] == [(60_000, "118", "lee 님")]
    assert (paper.desk, sum(line.net_won for line in paper.lines)) == ("", sum(each.net_won for each in room.totals()))
    before = five.store.drawer.moves(DAY, desk="03")
    five.store.rebuild()
    assert five.store.drawer.moves(DAY, desk="03") == before
    three.close()
    five.close()
