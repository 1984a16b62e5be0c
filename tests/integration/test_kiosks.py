"""The kiosk book: a machine's day is one count, the newest one; the yearly table gets its papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.domain.views import Actor
from app.formfiles.statistics import load_tables
from app.services.book_kiosks import kiosk_lines
from app.services.kiosk_book import Beside, count_kiosk, kiosk_days
from app.services.kiosk_machines import close_machine, machines, set_machine
from app.services.statistics import yearly_table
from tests.desks import PASSWORD, ROOT, a_home

DAY = "2026-11-19"


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Home, Actor]:
    home = a_home(tmp_path / "home")
    return home, home.services.sign_in("lee", PASSWORD)


def test_the_newest_count_of_a_machines_day_counts(desk: tuple[Home, Actor]) -> None:
    home, actor = desk
    count_kiosk(home.desk, actor, "구청", DAY, {"resident_registration_copy": 30}, 6_000)
    count_kiosk(home.desk, actor, "부산대역", DAY, {"land_register_copy": 5})
    count_kiosk(home.desk, actor, "구청", DAY, {"resident_registration_copy": 31, "land_register_copy": 2}, 7_000, note="다시 셈")
    rows = kiosk_days(home.desk, "2026-11-01", "2026-11-30")
    assert [(row.machine, row.issued, row.amount_won) for row in rows] == [("구청", 33, 7_000), ("부산대역", 5, 0)]
    assert home.store.rebuild() > 0
    assert kiosk_days(home.desk, "2026-11-01", "2026-11-30") == rows
    assert kiosk_days(home.desk, "2026-12-01", "2026-12-31") == []
    home.close()


def test_a_years_table_counts_the_kiosks(desk: tuple[Home, Actor]) -> None:
    home, actor = desk
    tables = load_tables(ROOT / "resources" / "statistics.toml")
    assert yearly_table(home.desk, tables, "R01", 2026).unknown == {"무인 민원 발급": "no_kiosk"}
    count_kiosk(home.desk, actor, "구청", DAY, {"resident_registration_copy": 30})
    count_kiosk(home.desk, actor, "구청", "2025-11-19", {"resident_registration_copy": 9})
    report = yearly_table(home.desk, tables, "R01", 2026)
    assert (report.rows[0].cells["무인 민원 발급"], report.unknown) == (30, {})
    home.close()


@pytest.mark.parametrize(
    ("machine", "day", "papers", "won", "code"),
    [
        (" ", DAY, {"a": 1}, 0, "kiosk_machine_invalid"),
        ("구청", "2026-11-21", {"a": 1}, 0, "kiosk_day_invalid"),
        ("구청", "20th", {"a": 1}, 0, "kiosk_day_invalid"),
        ("구청", DAY, {}, 0, "kiosk_papers_invalid"),
        ("구청", DAY, {"a": -1}, 0, "kiosk_papers_invalid"),
        ("구청", DAY, {"": 1}, 0, "kiosk_papers_invalid"),
        ("구청", DAY, {"a": 1}, -1, "amount_invalid"),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    desk: tuple[Home, Actor], machine: str, day: str, papers: dict[str, int], won: int, code: str
) -> None:
    home, actor = desk
    with pytest.raises(Refused) as told:
        count_kiosk(home.desk, actor, machine, day, papers, won)
    assert told.value.code == code
    assert kiosk_days(home.desk, "2026-01-01", "2026-12-31") == []
    home.close()


def test_the_offices_machines_are_known_and_only_theirs_are_counted(desk: tuple[Home, Actor]) -> None:
    home, lee = desk
    park = home.services.sign_in("park", PASSWORD)
    with pytest.raises(Refused, match="not_allowed"):
        set_machine(home.desk, lee, "K-01", "본관 로비")
    made = set_machine(home.desk, park, "K-01", "본관 로비", "00:00-24:00", ["resident_registration_copy", "세목별 과세증명", ""])
    assert (made.kinds, made.since, made.user) == (["resident_registration_copy", "세목별 과세증명"], "2026-11-20", "박가람")
    with pytest.raises(Refused, match="kiosk_unknown"):
        count_kiosk(home.desk, lee, "K-02", DAY, {"resident_registration_copy": 1})
    set_machine(home.desk, park, "K-01", "본관 1층")
    close_machine(home.desk, park, "K-01", "철거")
    count_kiosk(home.desk, lee, "K-01", DAY, {"resident_registration_copy": 1})  # its last days are still typed in
    with pytest.raises(Refused, match="kiosk_unknown"):
        close_machine(home.desk, park, "K-01")
    (known,) = machines(home.desk)
    assert (known.place, known.closed, known.since) == ("본관 1층", True, "2026-11-20")
    assert machines(home.desk, closed=False) == []
    home.store.rebuild()
    assert machines(home.desk) == [known]
    home.close()


def test_the_book_tells_place_takings_faults_and_paper(desk: tuple[Home, Actor]) -> None:
    home, lee = desk
    set_machine(home.desk, home.services.sign_in("park", PASSWORD), "K-01", "본관 로비")
    beside = Beside(card_won=4_000, faults="용지 걸림", paper_changed=500, paper_left=120)
    count_kiosk(home.desk, lee, "K-01", DAY, {"resident_registration_copy": 30}, 6_000, note="업체 방문", beside=beside)
    count_kiosk(home.desk, lee, "K-01", "2026-11-18", {}, beside=Beside(faults="전원 꺼짐"))
    dead, line = kiosk_lines(home.desk, "2026-11-01", "2026-11-30")
    assert line.cells[:3] == ["K-01", "본관 로비", "2026.11.19"]
    assert line.cells[4:] == ["6,000 (2,000/4,000)", "용지 걸림, 업체 방문", "500장 남음 120", "이하늘"]
    assert (line.sums, dead.cells[3], dead.cells[5]) == ([6_000], "0건", "전원 꺼짐")
    home.close()
