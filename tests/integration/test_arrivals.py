"""여권 도착 by list: every line is told, what is clear has arrived once, and the list waits until that is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.arrivals import read_list
from app.domain.errors import Refused
from app.domain.views import Actor
from app.services.arrivals import Arrived, counted
from tests.desks import PASSWORD, a_home
from tests.scans import Folder, a_case, a_passport, signed_in


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    opened = a_home(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def choi(home: Home) -> Actor:
    return signed_in(home, "choi")


def meanings(found: Arrived) -> list[tuple[int, str]]:
    return [(each.line, each.meaning) for each in found.lines]


def state(home: Home, actor: Actor, number: str) -> str:
    return home.services.view_case(actor, number).row.state


def test_every_line_of_a_list_says_what_it_means(home: Home, choi: Actor) -> None:
    coming, produced = a_passport(home, choi, 1, "send"), a_passport(home, choi, 2, "send", "produce")
    here = a_passport(home, choi, 3, "send", "arrive")
    applied = a_passport(home, choi, 4)
    filing = a_case(home, home.services.sign_in("park", PASSWORD))
    home.services.enter_official_no(choi, home.services.view_case(choi, produced).row.case_id, "M2026-0077")
    text = "\n".join(
        [
            "보관함;접수번호;여권번호;비고",
            f"B-12;{coming.lower()};M123A4567;",
            "B-13;M2026-0077;;급함",
            f"B-14;{here};;",
            f"B-15;{applied};;",
            f"B-16;{filing};;",
            f"B-17;{coming};;",
            "B-18;26410-03-261120-9999-ZZ;;",
            "",
            "B-19;;;",
            "보관함이 너무 긴 줄;26410;;",
        ]
    )
    expected = ["matched", "matched", "already", "not_coming", "not_a_passport", "twice", "unknown", "unclear", "unclear"]
    looked = home.services.arrivals.look(choi, text)
    assert [each.meaning for each in looked] == expected
    assert [each.line for each in looked] == [2, 3, 4, 5, 6, 7, 8, 10, 11]
    assert state(home, choi, coming) == "sent"  # nothing is done by looking
    found = home.services.arrivals.arrive(choi, text)
    assert (found.done, found.refused) == (2, {})
    assert counted(found.lines) == {
        "matched": 2, "already": 1, "not_coming": 1, "not_a_passport": 1, "twice": 1, "unknown": 1, "unclear": 2,
    }  # fmt: skip
    detail = home.services.view_case(choi, coming)
    assert (detail.row.state, detail.facts["shelf"]) == ("arrived", "B-12")
    assert "M123A4567" not in str(detail.facts["passport_no"])  # sealed, and shown masked
    assert home.services.view_case(choi, produced).facts["shelf"] == "B-13"


def test_a_number_two_passports_carry_decides_nothing(home: Home, choi: Actor) -> None:
    first, second = a_passport(home, choi, 1, "send"), a_passport(home, choi, 2, "send")
    for number in (first, second):
        home.services.enter_official_no(choi, home.services.view_case(choi, number).row.case_id, "M2026-0077")
    found = home.services.arrivals.arrive(choi, "M2026-0077,B-1")
    assert (found.done, meanings(found)) == (0, [(1, "several")])
    assert [state(home, choi, number) for number in (first, second)] == ["sent", "sent"]


def test_a_line_shows_no_name_in_full_and_no_control_character(home: Home, choi: Actor) -> None:
    number = a_passport(home, choi, 1, "send")
    named, strange = home.services.arrivals.look(choi, f"{number},B-1\n{number}\x1b[2J,B-2")
    full = str(home.services.view_case(choi, number).applicant["name"])
    assert "*" in named.name and full not in named.name
    assert (strange.meaning, strange.number) == ("unclear", "")


def test_a_list_given_twice_finds_them_here_already(home: Home, choi: Actor) -> None:
    number = a_passport(home, choi, 1, "send")
    assert home.services.arrivals.arrive(choi, f"{number},A-1").done == 1
    again = home.services.arrivals.arrive(choi, f"{number}\tA-2")
    assert (again.done, meanings(again)) == (0, [(1, "already")])
    assert again.lines[0].shelf == "A-1"  # where it lies


def test_numbers_alone_are_a_list_too_as_a_scanner_types_them(home: Home, choi: Actor) -> None:
    numbers = [a_passport(home, choi, seed, "send") for seed in (1, 2, 3)]
    assert home.services.arrivals.arrive(choi, "\r\n".join(f"MINWON:C:{number}" for number in numbers)).done == 3


def test_a_list_in_the_folder_waits_until_somebody_confirmed_it(home: Home, choi: Actor, tmp_path: Path) -> None:
    number = a_passport(home, choi, 1, "send")
    folder = Folder(home, tmp_path / "lists", "passport_arrivals")
    folder.put("arrived.csv", f"접수번호,보관함\r\n{number},B-12\r\n".encode("cp949"))
    folder.put("picture.png", b"\x89PNG\r\n\x1a\n")
    folder.put("noise.csv", bytes(range(256)))
    assert folder.look().refused == (("noise.csv", "list_unreadable"),)
    inbox, arrivals = home.services.inbox, home.services.arrivals
    (file,) = inbox.waiting()
    assert (file.kind, file.name, file.why, folder.names()) == ("passport_arrivals", "arrived.csv", "list", ["noise.csv", "picture.png"])
    with pytest.raises(Refused, match="inbox_not_a_scan"):
        inbox.attach(choi, file.file_id, number)
    assert arrivals.confirm(choi, file.file_id).done == 1
    assert inbox.counts() == {} and state(home, choi, number) == "arrived"
    with pytest.raises(Refused, match="inbox_unknown"):
        arrivals.confirm(choi, file.file_id)


def test_what_is_refused_for_one_line_stays_with_it_and_the_list_waits_on(
    home: Home, choi: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = a_passport(home, choi, 1, "send"), a_passport(home, choi, 2, "send")
    folder = Folder(home, tmp_path / "lists", "passport_arrivals")
    folder.put("a.csv", f"number,shelf,passport_no\n{bad},B-1,not a number\n{good},B-2,M123A4567\n".encode())
    folder.look()
    (file,) = home.services.inbox.waiting()
    found = home.services.arrivals.confirm(choi, file.file_id)
    assert (found.done, {line: error.code for line, error in found.refused.items()}) == (1, {2: "step_incomplete"})
    assert (state(home, choi, bad), state(home, choi, good)) == ("sent", "arrived")
    assert home.services.inbox.counts() == {"passport_arrivals": 1}


def test_only_who_may_take_passports_in_confirms_a_list(home: Home, choi: Actor) -> None:
    lee = home.services.sign_in("lee", PASSWORD)
    for text, actor, code in (("", choi, "arrivals_none"), ("1\n" * 2001, choi, "arrivals_too_many"), ("1", lee, "not_allowed")):
        with pytest.raises(Refused, match=code):
            home.services.arrivals.look(actor, text)


def test_a_quotation_that_nobody_ends_is_refused_and_no_bug(home: Home, choi: Actor) -> None:
    with pytest.raises(Refused, match="list_unreadable"):
        home.services.arrivals.look(choi, '번호,보관함\n"' + "a," * 100_000)


def test_a_number_or_shelf_that_would_act_on_a_screen_names_no_case() -> None:
    clear, turned, ringing = read_list("M12345678,B-12\nM1234\u202e5678,B-12\nM12345678,B\a\n")
    assert (clear.number, clear.facts) == ("M12345678", {"shelf": "B-12"})
    assert [(each.number, each.facts) for each in (turned, ringing)] == [("", {}), ("", {})]
