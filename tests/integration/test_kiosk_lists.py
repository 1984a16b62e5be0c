"""일계 of the kiosks from a file: shown first, written once, wrong lines named; from a watched folder it waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.domain.views import Actor
from app.services.kiosk_book import kiosk_days
from app.services.kiosk_machines import set_machine
from tests.desks import PASSWORD, a_home
from tests.scans import Folder

HEADS = "기기번호,일자,민원,건수,수수료,카드,장애,용지보충,용지남음\n"
DAY = f"{HEADS}K-01,2026-11-19,주민등록표 등본(초본) 교부,30,6000,4000,,500,\nK-01,2026.11.19,세목별 과세증명,4,3200,,용지 걸림,,120\n"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    set_machine(made.desk, made.services.sign_in("park", PASSWORD), "K-01", "본관")
    yield made
    made.close()


@pytest.fixture
def lee(home: Home) -> Actor:
    return home.services.sign_in("lee", PASSWORD)


def meanings(home: Home, lee: Actor, text: str) -> list[tuple[int, str, str]]:
    return [(each.line, each.meaning, each.refused.code if each.refused else "") for each in home.services.kiosk_lists.look(lee, text)]


def test_a_list_is_written_once_and_a_later_one_replaces_it(home: Home, lee: Actor) -> None:
    name = home.desk.form("resident_registration_copy").name.ko
    text = DAY.replace("주민등록표 등본(초본) 교부", name)
    lists = home.services.kiosk_lists
    assert meanings(home, lee, text) == [(2, "new", "")]
    assert kiosk_days(home.desk, "2026-11-01", "2026-11-30") == []
    lists.import_list(lee, text)
    (day,) = kiosk_days(home.desk, "2026-11-01", "2026-11-30")
    assert day.papers == {"resident_registration_copy": 30, "세목별 과세증명": 4}
    assert (day.amount_won, day.card_won, day.faults, day.paper_changed, day.paper_left) == (9_200, 4_000, "용지 걸림", 500, 120)
    written = home.store.head.seq
    assert [each.meaning for each in lists.import_list(lee, text)] == ["same"]
    assert home.store.head.seq == written
    (told,) = lists.import_list(lee, text.replace(",30,", ",31,"))
    assert told.meaning == "replaces" and told.before is not None and told.before.issued == 34
    assert kiosk_days(home.desk, "2026-11-01", "2026-11-30")[0].issued == 35


def test_a_wrong_line_is_named_and_keeps_back_its_own_day_only(home: Home, lee: Actor) -> None:
    text = f"{DAY}K-02,2026-11-19,초본,1,0,,,,\nK-01,2026-11-18,초본,많이,0,,,,\nK-01,내일,초본,1,0,,,,\nK-01,2026-12-24,초본,1,0,,,,\n"
    assert meanings(home, lee, text) == [
        (2, "new", ""),
        (4, "wrong", "kiosk_unknown"),
        (5, "wrong", "kiosk_line_unclear"),
        (6, "wrong", "kiosk_day_invalid"),
        (7, "wrong", "kiosk_day_invalid"),
    ]
    home.services.kiosk_lists.import_list(lee, text)
    assert [each.day for each in kiosk_days(home.desk, "2026-01-01", "2026-12-31")] == ["2026-11-19"]
    for bad, code in (("", "kiosk_list_none"), ("가,나\n1,2\n", "kiosk_list_headings"), (HEADS, "kiosk_list_none")):
        with pytest.raises(Refused, match=code):
            home.services.kiosk_lists.look(lee, bad)
    with pytest.raises(Refused, match="kiosk_list_too_long"):
        home.services.kiosk_lists.look(lee, HEADS + "K-01,2026-11-19,초본,1,0,,,,\n" * 10_001)
    with pytest.raises(Refused, match="not_allowed"):
        home.services.kiosk_lists.look(home.services.sign_in("admin", PASSWORD), DAY)


def test_a_list_in_the_folder_waits_until_somebody_confirmed_it(home: Home, lee: Actor, tmp_path: Path) -> None:
    folder = Folder(home, tmp_path / "kiosks", "kiosk_counts")
    folder.put("1119.csv", DAY.encode("cp949"))
    folder.look()
    inbox, lists = home.services.inbox, home.services.kiosk_lists
    (file,) = inbox.waiting()
    assert (file.kind, file.why, inbox.counts()) == ("kiosk_counts", "list", {"kiosk_counts": 1})
    assert [each.meaning for each in lists.confirm(lee, file.file_id)] == ["new"]
    assert inbox.counts() == {}
    folder.put("wrong.csv", DAY.replace("K-01", "K-09").encode())
    folder.look()
    (file,) = inbox.waiting()
    assert [each.meaning for each in lists.confirm(lee, file.file_id)] == ["wrong"]
    assert inbox.counts() == {"kiosk_counts": 1}  # it is put right, or thrown away with a reason
    with pytest.raises(Refused, match="inbox_unknown"):
        home.services.arrivals.waiting_text(file.file_id)


def test_papers_without_a_name_are_no_count(home: Home, lee: Actor) -> None:
    assert meanings(home, lee, f"{HEADS}K-01,2026-11-19,,3,600,,,,\n") == [(2, "wrong", "kiosk_line_unclear")]
    assert kiosk_days(home.desk, "2026-11-01", "2026-11-30") == []
