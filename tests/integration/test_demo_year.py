"""The demo's year at a counter, made small: every life ends, every day is closed, and every cell of the tables is what was planned."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from app.bootstrap import demo_central, demo_year
from app.bootstrap.homes import Home
from app.demo.year_mix import PathStep, YearMix, load_year
from app.demo.year_plan import YearPlan, plan_year, visits_of_day
from app.demo.year_story import YearDesk, play_year
from app.documents.statistics_sheet import draw
from app.domain.lives import is_done
from app.domain.statistics import Report, Tables
from app.domain.statistics_papers import csv_bytes
from app.formfiles.statistics import load_tables
from app.services.desk import SEOUL
from app.services.statistics import desks_of, year_cuts, yearly_sheet, yearly_table
from tests.desks import PASSWORD, ROOT, a_home, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock

SCALE = Fraction(1, 500)
USERS = {"clerk": "lee", "passport_clerk": "choi", "supervisor": "park"}


def the_mix() -> YearMix:
    return load_year(ROOT / "resources" / "demo" / "year_2010.toml")


def a_short_year() -> YearMix:
    """The same year, all of it in five working days of September, and every wait of a life a day.

    The next working day is in January: early enough that no passport is void that waited until then.
    """
    mix = the_mix()
    days = {date(2010, 9, 1) + timedelta(days=n) for n in (0, 1, 2, 28, 29)}  # on both sides of a quarter's end
    others = [day for day in mix.working_days() if day not in days and day < date(2010, 12, 1)]
    december = [date(2010, 12, 1) + timedelta(days=n) for n in range(31)]
    paths = {
        name: msgspec.structs.replace(path, steps=[msgspec.structs.replace(each, after=_wait(each)) for each in path.steps])
        for name, path in mix.paths.items()
    }
    return msgspec.structs.replace(mix, holidays=[*mix.holidays, *others, *december], paths=paths)


def _wait(step: PathStep) -> int:
    """A day, where no law says how long."""
    return step.after if step.step in ("close_unclaimed", "remind") else min(1, step.after)


def the_tables() -> Tables:
    return load_tables(ROOT / "resources" / "statistics.toml")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, YearDesk, YearPlan]]:
    mix, catalogue, people = a_short_year(), the_catalogue(), the_people()
    plan = plan_year(mix, catalogue, seed=3, scale=SCALE)
    opening = plan.days[0][0]
    home = a_home(tmp_path_factory.mktemp("year") / "home", at=datetime(2010, opening.month, 1, 8, tzinfo=SEOUL))
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    desk = YearDesk(home.services, clock, mix, people, PASSWORD, USERS, plan.kiosks, home.store.joined)
    days = ((day, visits_of_day(day, cases, catalogue, people, seed=plan.seed)) for day, cases in plan.days)
    for _ in play_year(desk, days):
        pass
    yield home, desk, plan
    home.close()


def counted(home: Home, name: str) -> Report:
    return yearly_table(home.desk, the_tables(), name, 2010)


def planned(plan: YearPlan, table: str, *, without: tuple[str, ...] = ()) -> Counter[str]:
    """Cases by the column their form names, as they were planned."""
    forms, found = the_catalogue().forms, Counter[str]()
    for _, cases in plan.days:
        for case in cases:
            if case.path not in without:
                refs = forms[case.service].statistics
                found.update(ref.removeprefix(f"{table}:") for ref in refs if ref.startswith(f"{table}:"))
    return found


def test_every_planned_case_was_recorded_and_its_life_has_ended(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, desk, plan = played
    assert desk.cases == plan.cases == home.services.count_cases()
    assert desk.next_due is None
    states = home.connections.all("SELECT life, state, count(*) FROM case_row GROUP BY 1, 2")
    assert [(life, state) for life, state, _ in states if not is_done(life, state) and state not in ("notified", "disclosed")] == []
    assert home.services.day_status().day is None


@pytest.mark.parametrize(
    ("report", "without"),
    [
        ("gj2010_counter_issue", ("given_up", "fax_unclaimed", "fax_refused")),
        ("gj2010_deadline_petition", ()),
        ("gj2010_family_filing", ()),
        ("gj2010_passport", ("passport_withdrawn",)),
    ],
)
def test_every_cell_is_what_was_planned(played: tuple[Home, YearDesk, YearPlan], report: str, without: tuple[str, ...]) -> None:
    home, _, plan = played
    cells = counted(home, report).rows[0].cells
    wanted = planned(plan, report, without=without)
    if report == "gj2010_counter_issue":
        wanted["무인 민원 발급"] = sum(sum(papers.values()) for machines in plan.kiosks.values() for papers in machines.values())
    assert {name: value for name, value in cells.items() if name != "계"} == {name: wanted[name] for name in cells if name != "계"}
    assert cells["계"] == sum(wanted.values())


def test_living_reports_stand_by_field_and_add_up(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, plan = played
    fields = Counter(case.fields["report_field"] for _, cases in plan.days for case in cases if "report_field" in case.fields)
    cells = counted(home, "R07").rows[0].cells
    assert [cells["건설민원"], cells["교통민원"], cells["기 타"]] == [fields["construction"], fields["traffic"], fields["other"]]
    assert cells["계"] == fields.total()


def test_requests_for_disclosure_stand_by_their_decision(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, plan = played
    paths = Counter(case.path for _, cases in plan.days for case in cases)
    cells = counted(home, "R12").rows[0].cells
    assert cells["전부공개"] == paths["disclosure_full"] + paths["disclosure_third_party"]
    assert cells["부분공개"] == paths["disclosure_partial"]
    assert cells["기 타 (취하 등)"] == paths["disclosure_withdrawn"] + paths["disclosure_absent"]
    assert cells["청구건수"] == sum(n for path, n in paths.items() if path.startswith("disclosure"))


def test_any_office_papers_stand_by_role_and_quarter(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, plan = played
    wanted = Counter(
        (case.fields["role"], (day.month + 2) // 3)
        for day, cases in plan.days
        for case in cases
        if "role" in case.fields and case.path != "given_up"
    )
    rows = {row.label: row.cells for row in counted(home, "R04").rows}
    assert rows["증 명"]["3/4"] == wanted["make", 3]
    assert rows["교 부"]["계"] == wanted["hand_over", 3] + wanted["hand_over", 4]
    assert rows["계"]["계"] == wanted.total()


def test_a_desk_counts_its_own_year_and_no_other(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, _ = played
    assert desks_of(home.desk, 2010) == ["03"]
    assert desks_of(home.desk, 2012) == []
    assert yearly_table(home.desk, the_tables(), "R09", 2011).rows[0].cells["계"] == 0
    assert yearly_table(home.desk, the_tables(), "R09", 2010, own=True).rows == counted(home, "R09").rows


def test_the_year_is_read_along_its_keys(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, _ = played
    cuts = year_cuts(2010)
    plan = home.connections.all(
        "EXPLAIN QUERY PLAN SELECT service, life, state, count(*) FROM case_row WHERE case_key >= ? AND case_key < ? GROUP BY 1, 2, 3",
        (cuts[0] << 10, cuts[-1] << 10),
    )
    assert any("SEARCH case_kept USING INTEGER PRIMARY KEY" in row[3] for row in plan)


def test_a_book_of_a_year_is_one_record_file(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, plan = played
    forms = the_catalogue().forms
    held = {(forms[case.service].retention.label, forms[case.service].book) for _, cases in plan.days for case in cases}
    cells = {row.label: row.cells for row in counted(home, "R15").rows}["전자"]
    assert cells["총계"] == len(held)
    assert cells["5년"] == sum(label == "5년" for label, _ in held)


def test_the_same_seed_lays_out_the_same_year() -> None:
    mix, catalogue = a_short_year(), the_catalogue()
    one, two, other = (plan_year(mix, catalogue, seed=seed, scale=SCALE) for seed in (3, 3, 4))
    assert one == two != other


def test_a_whole_year_has_every_printed_count() -> None:
    """Without playing it: the lines of the year make the printed cells, table by table."""
    plan = plan_year(the_mix(), the_catalogue(), seed=1, scale=Fraction(1))
    without = {
        "gj2010_counter_issue": ("given_up", "fax_unclaimed", "fax_refused"),
        "gj2010_passport": ("passport_withdrawn",),
    }
    for name in ("gj2010_counter_issue", "gj2010_deadline_petition", "gj2010_family_filing", "gj2010_passport"):
        table = the_tables().find(name)
        assert table is not None
        printed = dict(
            zip((part.name for part in table.columns), next(row.cells for row in table.printed if row.year == 2010), strict=True)
        )
        wanted = planned(plan, name, without=without.get(name, ()))
        assert {part: wanted[part] for part in printed if part not in ("계", "무인 민원 발급")} == {
            part: value for part, value in printed.items() if part not in ("계", "무인 민원 발급")
        }


def test_the_year_comes_as_a_paper_and_as_lines(played: tuple[Home, YearDesk, YearPlan]) -> None:
    home, _, _ = played
    names = [each.id for each in the_tables().table]
    unknown = dict.fromkeys(("paper_records", "no_kiosk", "notices"), "모릅니다.")
    sheet = yearly_sheet(home.desk, the_tables(), names, 2010, unknown)
    fonts = ROOT / "resources" / "fonts"
    assert draw(sheet, fonts) == draw(sheet, fonts)
    lines = list(csv.reader(io.StringIO(csv_bytes(sheet).decode("utf-8-sig"))))
    cells = {(line[0], line[3], line[4]): line[5] for line in lines[1:]}
    assert int(cells["R09", "2010", "출생"]) == counted(home, "R09").rows[0].cells["출생"]
    assert cells["R03", "증 명 · 호 적 등 · 초 본", "건 수"].isdigit()
    assert cells["R17", "여권기간 만료 안내문", "건 수"] == ""
    assert len(cells) == sum(len(row.cells) for report in sheet.reports for row in report.rows)


_PLAY_ONE_DAY = """
import time
from fractions import Fraction
from app.bootstrap.demo_year import _drawn
from app.demo.year_plan import plan_year
from tests.desks import the_catalogue, the_people
from tests.integration.test_demo_year import the_mix

with _drawn(plan_year(the_mix(), the_catalogue(), seed=1, scale=Fraction(1, 100)), the_catalogue(), the_people()) as days:
    next(days)
    print("one day", flush=True)
    time.sleep(600)
"""


def test_whoever_draws_the_citizens_ends_with_the_program_that_was_killed() -> None:
    program = subprocess.Popen([sys.executable, "-c", _PLAY_ONE_DAY], stdout=subprocess.PIPE, cwd=ROOT)
    assert program.stdout is not None
    assert program.stdout.readline() == b"one day\n"
    program.kill()
    program.communicate(timeout=120)  # the end of the stream: the last process that could write to it is gone


def test_whoever_draws_the_citizens_and_ends_too_soon_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_day(plan: YearPlan, *_: object) -> Iterator[object]:
        yield plan.days[0][0], []
        os._exit(1)  # as a computer without memory ends it: nothing is said

    monkeypatch.setattr(demo_year, "_draw", one_day)
    plan = plan_year(the_mix(), the_catalogue(), seed=1, scale=Fraction(1, 100))
    with demo_year._drawn(plan, the_catalogue(), the_people()) as days, pytest.raises(EOFError):
        for _ in days:
            pass


def test_nothing_waits_for_a_central_whose_start_was_broken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> bytes:
        raise KeyboardInterrupt

    started = SimpleNamespace(stdout=SimpleNamespace(readline=interrupted), kill=lambda: None)
    monkeypatch.setattr(demo_central.subprocess, "Popen", lambda *_, **__: started)
    monkeypatch.setattr(demo_central.CentralProcess, "_take_along", lambda _: None)
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        demo_central.CentralProcess(tmp_path, None, "nothing secret", tmp_path / "central.log").start()
    assert all(each.finished.is_set() for each in set(threading.enumerate()) - before if isinstance(each, threading.Timer))
