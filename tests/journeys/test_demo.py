"""`minwon demo` as a person starts it: a process of its own, a folder, a few lines; and the plan behind it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import date, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from app.demo.day_mix import GROUPS, DayMix, MixLine, apportion, load_mix
from app.demo.figures import Figures, differences
from app.demo.plan import DESKS, DayPlan, plan_day
from app.demo.story import DeskDay, Staff, booklet_of, play
from app.domain import answers
from app.domain.identity import parse_passport_no
from app.domain.numbers import case_number
from app.services.desk import SEOUL
from tests.desks import PASSWORD, ROOT, a_home, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.patience import PATIENCE_S, until

FRIDAY = date(2026, 11, 20)
TIMEOUT_S = 240


def the_mix() -> DayMix:
    return load_mix(ROOT / "resources" / "demo" / "day_mix.toml")


def a_plan(seed: int, day_share: str = "0.1") -> DayPlan:
    return plan_day(the_mix(), the_catalogue(), the_people(), seed=seed, day=FRIDAY, day_share=Fraction(day_share))


def demo(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`minwon demo` into that folder, without a display."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINWON_")}
    command = [sys.executable, "-m", "app", "demo", "--no-window", "--out", str(out), *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT_S, check=False)


def summary_of(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return found


def assert_all_equal(summary: dict[str, Any], cases: int) -> None:
    places = summary["places"].values()
    assert summary["equal"] is True
    assert {place["cases"] for place in places} == {cases}
    assert len({place["net_won"] for place in places}) == 1
    assert len({place["entries"] for place in places if place["entries"] is not None}) == 1


@pytest.fixture(scope="module")
def small_day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A twentieth of a day, played once for all that look at it."""
    out = tmp_path_factory.mktemp("demo") / "out"
    return out, demo(out, "--day-share", "0.05", "--seed", "7")


def test_demo_ends_with_equal_sums_and_verified_books(small_day: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, ended = small_day
    assert ended.returncode == 0, ended.stdout + ended.stderr
    summary = summary_of(out)
    assert_all_equal(summary, cases=33)
    entries = summary["places"]["central"]["entries"]
    assert all(verified >= entries for verified in summary["verified_entries"].values())
    assert "33건" in ended.stdout


def test_demo_leaves_the_papers_and_pictures_it_names(small_day: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, ended = small_day
    assert ended.returncode == 0, ended.stdout + ended.stderr
    summary = summary_of(out)
    assert {"reports/desk-03-2026-11-20.pdf", "reports/desk-05-2026-11-20.pdf", "reports/office-2026-11-20.pdf"} <= summary["sha256"].keys()
    for name, digest in summary["sha256"].items():
        content = (out / name).read_bytes()
        assert content.startswith(b"%PDF-")
        assert sha256(content).hexdigest() == digest
    assert len(summary["screens"]) == 11
    assert all((out / name).read_bytes().startswith(b"\x89PNG") for name in summary["screens"])


def test_what_the_demo_did_is_what_its_seed_plans(small_day: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    out, ended = small_day
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert summary_of(out)["plan_sha256"] == a_plan(7, "0.05").digest()


def test_demo_against_postgresql_counts_the_same(tmp_path: Path, postgres_url: str) -> None:
    ended = demo(tmp_path / "out", "--day-share", "0.02", "--database", postgres_url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert_all_equal(summary_of(tmp_path / "out"), cases=14)
    assert "PostgreSQL" in ended.stdout
    assert postgres_url not in ended.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for the children")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_demo_that_is_ended_leaves_no_central_behind(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-u", "-m", "app", "demo", "--no-window", "--out", str(tmp_path / "out")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        assert any(line.startswith(b"2.") for line in running.stdout)  # central answers: desks were enrolled
        (central,) = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        running.send_signal(number)
        assert running.wait(PATIENCE_S) in (-number, 130)
    until(lambda: not Path(f"/proc/{central}").exists(), "its end")


def test_demo_does_not_write_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    ended = demo(tmp_path)
    assert ended.returncode == 3
    assert "demo_out_not_empty" in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("share", ["0", "-1", "21", "nan"])
def test_a_share_of_a_day_that_makes_no_sense_is_refused(tmp_path: Path, share: str) -> None:
    ended = demo(tmp_path / "out", f"--day-share={share}")
    assert ended.returncode in (2, 3)
    assert not (tmp_path / "out").exists()


def test_a_whole_day_has_the_figures_of_2010() -> None:
    counts = {group: sum(the_mix().counts(group, Fraction(1)).values()) for group in GROUPS}
    assert counts == {"paper": 539, "passport": 84, "filing": 32}


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert a_plan(1).digest() == a_plan(1).digest()
    assert a_plan(1).digest() != a_plan(2).digest()


def test_everything_planned_is_a_draft_without_problems_and_is_planned_once() -> None:
    plan = a_plan(3)
    drafts = [draft for visit in plan.visits for draft in visit.drafts]
    assert len(drafts) == plan.cases == len({draft.draft_id for draft in drafts})
    for draft in drafts:
        assert answers.check(the_catalogue().forms[draft.service], draft, today=FRIDAY).problems == {}


def test_a_basket_holds_one_to_three_papers_and_both_desks_work() -> None:
    visits = a_plan(4, "0.5").visits
    assert {len(visit.drafts) for visit in visits} == {1, 2, 3}
    assert {visit.desk for visit in visits} == set(DESKS)
    assert [visit.at_s for visit in visits] == sorted(visit.at_s for visit in visits)


def test_no_two_cases_of_any_desk_and_day_have_one_booklet() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(6000)]
    told = {booklet_of(case_number("26410", desk, 1, 0, day, 7)) for desk in ("03", "05") for day in days}
    told |= {booklet_of(case_number("26410", desk, 1, 0, FRIDAY, serial)) for desk in ("03", "05") for serial in range(8, 2000)}
    assert len(told) == 2 * 6000 + 2 * 1992
    assert {parse_passport_no(each) for each in told} == told


def test_a_second_played_day_hands_over_as_many_passports(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home", at=datetime(2026, 11, 20, 8, 50, tzinfo=SEOUL))
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    handed_over = []
    for day in (0, 3):
        clock.advance(timedelta(days=day))
        played = DeskDay(home.services, clock, Staff("lee", "choi", "park"), PASSWORD)
        played.open()
        plan = plan_day(the_mix(), the_catalogue(), the_people(), seed=7, day=FRIDAY + timedelta(days=day), day_share=Fraction("0.05"))
        visits = [
            replace(each, drafts=[replace(draft, draft_id=f"{day}-{draft.draft_id}") for draft in each.drafts]) for each in plan.visits
        ]
        play(dict.fromkeys(DESKS, played), replace(plan, visits=visits))
        played.close()
        handed_over.append(played.played.handed_over)
    home.close()
    assert handed_over[0] == handed_over[1] > 0


def test_rounding_keeps_the_sum_and_strays_by_less_than_one() -> None:
    wanted = {name: Fraction(number, 7) for name, number in (("a", 10), ("b", 11), ("c", 12), ("d", 2))}
    given = apportion(wanted, 5)
    assert sum(given.values()) == 5
    assert all(abs(given[name] - wanted[name]) < 1 for name in wanted)


def test_a_column_is_shared_between_its_services() -> None:
    mix = DayMix(working_days=10, line=[MixLine(group="paper", column="x", year_count=100, services={"a": 3, "b": 1})])
    assert mix.counts("paper", Fraction(1)) == {"a": 8, "b": 2}


def test_a_difference_names_the_number_and_every_place() -> None:
    places = {"desk-03": Figures(5, 600, 20), "central": Figures(5, 500, 20), "report-03": Figures(5, 600, None)}
    assert differences(places) == ["net_won: desk-03 600, central 500, report-03 600"]
    assert differences({"one": Figures(1, 2, 3), "two": Figures(1, 2, None)}) == []
