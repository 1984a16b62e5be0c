"""보안용지 수불: in, out to a desk, used, spoiled, counted; what can't be is refused, mistakes are taken back, two desks are one stock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.documents import paper_pdf
from app.domain.book_papers import BookPaper
from app.domain.entries import Fact
from app.domain.errors import Refused
from app.domain.security_paper import MISSING, STORE
from app.domain.security_paper_entries import (
    SecurityPaperCounted,
    SecurityPaperMoved,
    SecurityPaperReceived,
    SecurityPaperSpoiled,
    SecurityPaperUsed,
    SecurityPaperVoided,
)
from app.domain.sheet_runs import Span
from app.domain.views import Actor
from app.services.desk import entry_day
from tests.desks import PASSWORD, ROOT, a_home
from tests.fakes.fixed_clock import FixedClock
from tests.integration.test_own_services_at_two_desks import desks, sync
from tests.unit.test_documents import text_of

SEAL = "인감증명용"
__all__ = ["desks"]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def lee(home: Home) -> Actor:
    return home.services.sign_in("lee", PASSWORD)


@pytest.fixture
def park(home: Home) -> Actor:
    return home.services.sign_in("park", PASSWORD, second=True)


def delivered(home: Home, actor: Actor) -> None:
    """Two hundred sheets in the store, a hundred of them at this desk."""
    home.services.security_paper.receive(actor, SEAL, "B-0001201", "0001400", "조달 2026-11")
    home.services.security_paper.move(actor, "out", SEAL, "1201", "1300")


def here(home: Home, place: str = "03") -> list[Span]:
    return [each.span for each in home.services.security_paper.stock().sheets(SEAL, place)]


def book(home: Home, actor: Actor, *, own: bool = False) -> BookPaper:
    return home.services.security_paper.book(actor, date(2026, 11, 1), date(2026, 11, 30), own=own)


def test_sheets_come_in_go_to_a_desk_and_are_used(home: Home, lee: Actor) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    stock = papers.use(lee, SEAL, "1201", "B-0001250")
    assert (stock.count(SEAL, STORE), stock.count(SEAL, "03"), here(home)) == (100, 50, [(1251, 1300)])
    ahead = stock.next_sheet(SEAL, "03")
    assert ahead is not None and (ahead.prefix, ahead.span.first, ahead.digits) == ("B-", 1251, 7)
    papers.move(lee, "back", SEAL, "1291", "1300")
    assert here(home, STORE) == [(1291, 1400)] and papers.held() == f"보안용지 {SEAL} B-0001251~0001290"
    before = [(line.what, line.span, line.store, line.desks) for line in papers.stock().lines]
    assert home.store.rebuild() > 0
    assert [(line.what, line.span, line.store, line.desks) for line in papers.stock().lines] == before


def test_what_is_handed_over_fills_no_more_than_its_line(home: Home, lee: Actor, park: Actor) -> None:
    papers = home.services.security_paper
    assert papers.held() == ""
    delivered(home, lee)
    papers.spoil(lee, park, SEAL, ",".join(str(number) for number in range(1202, 1300, 2)), "물에 젖음")
    assert papers.held() == f"보안용지 {SEAL} 51장"


def test_what_is_handed_over_parts_papers_from_ranges(home: Home, lee: Actor, park: Actor) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    papers.spoil(lee, park, SEAL, "1250", "걸림")
    for paper, first, last in (("가족관계용", "C-01", "C-05"), ("주민등록용", "D-01", "")):
        papers.receive(lee, paper, first, last)
        papers.move(lee, "out", paper, first, last)
    assert papers.held() == f"보안용지 가족관계용 C-01~05; {SEAL} B-0001201~0001249, B-0001251~0001300; 주민등록용 D-01"
    papers.spoil(lee, park, SEAL, ",".join(str(number) for number in range(1202, 1250, 2)), "물에 젖음")
    papers.spoil(lee, park, SEAL, ",".join(str(number) for number in range(1252, 1300, 2)), "물에 젖음")
    assert papers.held() == f"보안용지 가족관계용 5장; {SEAL} 51장; 주민등록용 1장"


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("1301", "1310", "in_store"),
        ("1401", "", "never_received"),
        ("C-1201", "", "never_received"),
        ("1201", "", "used"),
        ("1211", "", "spoiled"),
        ("1221", "", "at_desk"),
        ("x", "", "number"),
        ("1250", "1249", "range"),
        ("", "1215", "number"),
    ],
)
def test_only_what_lies_here_is_used(home: Home, lee: Actor, park: Actor, first: str, last: str, code: str) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    papers.use(lee, SEAL, "1201", "1210")
    papers.spoil(lee, park, SEAL, "1211", "걸림")
    papers.move(lee, "back", SEAL, "1221")
    papers.move(lee, "out", SEAL, "1221", to="05")
    lines = len(papers.stock().lines)
    with pytest.raises(Refused, match=f"security_paper_{code}"):
        papers.use(lee, SEAL, first, last)
    assert len(papers.stock().lines) == lines


def test_what_is_received_twice_or_without_a_name_is_refused(home: Home, lee: Actor) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    for paper, first, code in ((SEAL, "B-1400", "known"), (" ", "1", "name"), ("가" * 31, "1", "name")):
        with pytest.raises(Refused, match=f"security_paper_{code}"):
            papers.receive(lee, paper, first)
    with pytest.raises(Refused, match="security_paper_unknown"):
        papers.use(lee, "없는 용지", "1")
    with pytest.raises(Refused, match="security_paper_desk"):
        papers.move(lee, "out", SEAL, "1301", to="창구")
    with pytest.raises(Refused, match="security_paper_day"):
        papers.use(lee, SEAL, "1201", day="2026-11-21")
    with pytest.raises(Refused, match="not_allowed"):
        papers.receive(home.services.sign_in("admin", PASSWORD), SEAL, "1")


def test_two_people_look_at_a_spoiled_sheet(home: Home, lee: Actor, park: Actor) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    choi = home.services.sign_in("choi", PASSWORD, second=True)
    for confirmer, reason, code in ((None, "걸림", "supervisor_needed"), (choi, "걸림", "supervisor_needed"), (park, " ", "reason_needed")):
        with pytest.raises(Refused, match=code):
            papers.spoil(lee, confirmer, SEAL, "1210", reason)
    stock = papers.spoil(lee, park, SEAL, "1210, 1215~1216", "프린터 걸림")
    assert [(line.what, line.span, line.second) for line in stock.lines if line.what == "spoiled"] == [
        ("spoiled", (1210, 1210), "박가람"),
        ("spoiled", (1215, 1216), "박가람"),
    ]
    papers.use(lee, SEAL, "1201", "1220")  # what was spoiled between them was not used
    assert sum(line.count for line in papers.stock().lines if line.what == "used") == 17


def test_a_count_names_what_is_missing_and_what_is_there_again(home: Home, lee: Actor, park: Actor) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    found = "1201~1210, 1214~1300"
    assert papers.missing_of(SEAL, found) == "B-0001211~0001213"
    with pytest.raises(Refused, match="supervisor_needed"):
        papers.count(lee, None, SEAL, found)
    stock = papers.count(lee, park, SEAL, found)
    assert (stock.count(SEAL, "03"), stock.count(SEAL, MISSING)) == (97, 3)
    with pytest.raises(Refused, match="security_paper_missing"):
        papers.use(lee, SEAL, "1211")
    stock = papers.count(lee, None, SEAL, "1201~1211, 1214~1300")  # one of them lay behind the printer
    assert (stock.count(SEAL, "03"), stock.count(SEAL, MISSING)) == (98, 2)
    assert papers.missing_of(SEAL, "") == "B-0001201~0001211, B-0001214~0001300"
    with pytest.raises(Refused, match="security_paper_in_store"):
        papers.count(lee, None, SEAL, "1301")
    assert papers.missing_of(SEAL, "1301~1400", in_store=True) == ""


def test_a_mistake_is_taken_back_unless_something_stands_on_it(home: Home, lee: Actor, park: Actor) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    papers.use(lee, SEAL, "1201", "1299")
    out, used = papers.stock().lines[1], papers.stock().lines[2]
    with pytest.raises(Refused, match="security_paper_built_on"):
        papers.void(lee, park, out.entry_id, "잘못 적음")
    with pytest.raises(Refused, match="supervisor_needed"):
        papers.void(lee, None, used.entry_id, "잘못 적음")
    stock = papers.void(lee, park, used.entry_id, "잘못 적음")
    taken_back = stock.lines[2]
    assert (stock.count(SEAL, "03"), taken_back.voided, taken_back.count, taken_back.note) == (100, True, 0, "잘못 적음")
    with pytest.raises(Refused, match="security_paper_entry"):
        papers.void(lee, park, used.entry_id, "두 번")
    assert papers.use(lee, SEAL, "1201", "1250").count(SEAL, "03") == 50


def test_what_was_used_is_asked_for_until_it_is_told(home: Home, lee: Actor, park: Actor) -> None:
    papers = home.services.security_paper
    delivered(home, lee)
    assert papers.untold() == []  # no day is open
    home.services.open_day(lee, 0)
    assert (papers.untold(), home.services.closing.blockers()) == ([SEAL], [])  # it holds up nothing
    papers.use(lee, SEAL)
    assert papers.untold() == []
    papers.void(lee, park, papers.stock().lines[-1].entry_id, "썼음")
    assert papers.untold() == [SEAL]
    papers.use(lee, SEAL, "1201", day="2026-11-19")
    assert papers.untold() == [SEAL]
    papers.use(lee, SEAL, "1202", "1300")
    assert papers.untold() == []


def test_a_desk_that_runs_short_of_paper_is_told_so(home: Home, lee: Actor) -> None:
    def line() -> tuple[str, str]:
        offline = home.services.offline
        found = next(each for each in offline.readiness(offline.machine_facts()) if each.code == "sheets")
        return found.level, found.say

    assert line() == ("ok", "none")
    delivered(home, lee)
    assert line() == ("ok", "ok")
    home.services.security_paper.use(lee, SEAL, "1201", "1281")
    assert line() == ("warn", "low")
    home.services.security_paper.use(lee, SEAL, "1282", "1300")
    assert line() == ("warn", "low")  # none at all is short too


def test_the_book_has_every_act_its_balance_and_the_numbers_that_are_left(home: Home, lee: Actor, park: Actor, tmp_path: Path) -> None:
    delivered(home, lee)
    papers = home.services.security_paper
    papers.use(lee, SEAL, "1201", "1209")
    papers.spoil(lee, park, SEAL, "1210", "걸림")
    papers.use(lee, SEAL, "1211")
    papers.void(lee, park, papers.stock().lines[-1].entry_id, "잘못 적음")
    papers.count(lee, park, SEAL, "1211~1298")
    made = book(home, lee)
    told = [(line.cells[2], line.cells[3], line.cells[4], line.undone, line.cells[11], line.cells[12]) for line in made.lines]
    assert told == [
        ("이월", "", "", "", "0", "0"),
        ("입고", "B-0001201", "B-0001400", "", "200", "0"),
        ("불출", "B-0001201", "B-0001300", "", "100", "100"),
        ("사용", "B-0001201", "B-0001209", "", "100", "91"),
        ("훼손", "B-0001210", "B-0001210", "", "100", "90"),
        ("사용", "B-0001211", "B-0001211", "취소", "100", "90"),
        ("실사", "", "", "", "100", "90"),
        ("결번", "B-0001299", "B-0001300", "", "100", "88"),
        ("기말 잔량", "B-0001301", "B-0001400", "", "100", ""),
        ("기말 잔량", "B-0001211", "B-0001298", "", "", "88"),
        ("기말 결번", "B-0001299", "B-0001300", "", "", ""),
    ]
    sums = [sum(line.sums[place] for line in made.lines if not line.undone) for place in range(6)]
    assert sums == [200, 100, 0, 9, 1, 2]
    printed = text_of(paper_pdf(made, fonts=ROOT / "resources" / "fonts"), tmp_path)
    for words in ("보안용지 수불부", "쪽 계", "합계", "이하 여백", "확인", "1/1쪽", "B-0001299"):
        assert words in printed
    assert "원본" not in printed and "가림본" not in printed  # it names nobody whose data would be masked
    own = book(home, lee, own=True)
    assert (own.desk, [line.cells[12] for line in own.lines[:3]], own.reprint) == ("03", ["0", "100", "91"], 0)
    assert book(home, lee).reprint == 1
    later = home.services.security_paper.book(lee, date(2026, 12, 1), date(2026, 12, 31))
    assert [(line.cells[2], line.cells[11], line.cells[12]) for line in later.lines[:1]] == [("이월", "100", "88")]
    with pytest.raises(Refused, match="security_paper_unknown"):
        home.services.security_paper.book(lee, date(2026, 11, 1), date(2026, 11, 30), paper="없음")


def test_sheets_of_different_papers_are_not_added_together(home: Home, lee: Actor, tmp_path: Path) -> None:
    delivered(home, lee)
    assert book(home, lee).groups == []
    home.services.security_paper.receive(lee, "가족관계용", "C-01", "C-05")
    made = book(home, lee)
    assert made.groups == ["가족관계용", SEAL] and all(line.group == line.cells[1] for line in made.lines)
    printed = text_of(paper_pdf(made, fonts=ROOT / "resources" / "fonts"), tmp_path)
    assert f"{SEAL} 합계" in printed and "가족관계용 합계" in printed and "205" not in printed


def test_what_is_taken_back_later_was_never_so_and_every_balance_is_carried_over(home: Home, lee: Actor, park: Actor) -> None:
    delivered(home, lee)
    papers, clock = home.services.security_paper, home.desk.clock
    assert isinstance(clock, FixedClock)
    papers.use(lee, SEAL, "1201", "1210", day="2026-11-19")
    papers.count(lee, park, SEAL, "1211~1298")
    papers.count(lee, None, SEAL, "1211~1299")
    clock.advance(timedelta(days=20))
    papers.void(lee, park, next(line.entry_id for line in papers.stock().lines if line.what == "used"), "오기")
    november = book(home, lee)
    told = {line.cells[2]: (line.undone, line.cells[10], line.cells[12], line.cells[16]) for line in november.lines}
    assert told["사용"] == ("취소", "", "100", "오기, 2026.11.19 사용분")
    assert told["결번 찾음"] == ("", "△1", "99", "")
    assert sum(line.sums[5] for line in november.lines) == 1  # two were missing, one was found
    december = papers.book(lee, date(2026, 12, 1), date(2026, 12, 31))
    assert december.lines[0].cells[11:13] == ["100", "99"]  # the day the mistake was seen nothing came in


def test_two_desks_have_one_stock_and_a_sheet_is_in_one_place(desks: tuple[Home, Home]) -> None:
    three, five = desks
    lee, other = three.services.sign_in("lee", PASSWORD), five.services.sign_in("lee", PASSWORD)
    three.services.security_paper.receive(lee, SEAL, "1001", "1100")
    sync(three, five)
    three.services.security_paper.move(lee, "out", SEAL, "1001", "1050")
    five.services.security_paper.move(other, "out", SEAL, "1041", "1080")  # neither hears of the other
    sync(three, five)
    sync(five, three)
    stocks = [home.services.security_paper.stock() for home in desks]
    for place in (STORE, "03", "05"):
        assert stocks[0].sheets(SEAL, place) == stocks[1].sheets(SEAL, place)
    assert sum(stocks[0].count(SEAL, place) for place in (STORE, "03", "05")) == 100
    assert [(line.what, line.span) for line in stocks[0].lines if line.clash] == [("out", (1041, 1050))]


def test_what_another_desk_wrote_into_its_notes_keeps_nobody_from_the_book(home: Home, lee: Actor, park: Actor, tmp_path: Path) -> None:
    for number, note in enumerate(("가" * 15_000, "\x1b[2J\0\u202e", "<b>x</b>%s{0}", "줄\n" * 400)):
        body = SecurityPaperReceived(paper=SEAL, prefix="", digits=1, spans=[(number, number)], note=note)
        with home.store.transaction(actor=lee.entry_id, day=entry_day(home.desk)) as tx:
            tx.append(Fact(body, home.desk.ids.new_id()))
    made = book(home, lee)
    assert [line.cells[2] for line in made.lines].count("입고") == 4
    assert len(text_of(paper_pdf(made, fonts=ROOT / "resources" / "fonts"), tmp_path)) < 20_000


def test_what_no_desk_of_ours_writes_has_no_effect(home: Home, lee: Actor, park: Actor) -> None:
    delivered(home, lee)
    before = [(line.what, line.span) for line in home.services.security_paper.stock().lines]
    sound = SecurityPaperUsed(paper=SEAL, prefix="B-", digits=7, spans=[(1201, 1201)], desk="03", day="2026-11-20")
    wrong = [
        SecurityPaperUsed(paper=SEAL, prefix="B-", digits=7, spans=[(9, 3)], desk="03", day="2026-11-20"),
        SecurityPaperUsed(paper=SEAL, prefix="B-", digits=7, spans=[(1, 2**40)], desk="03", day="2026-11-20"),
        SecurityPaperUsed(paper=SEAL, prefix="B-", digits=7, spans=[(1201, 1201)], desk="used", day="2026-11-20"),
        SecurityPaperUsed(paper=SEAL, prefix="B-", digits=7, spans=[(1201, 1201)], desk="03", day="2026-02-30"),
        SecurityPaperUsed(paper=SEAL, prefix="B-", digits=7, spans=[(1201, 1201)], desk="03", day=""),
        SecurityPaperMoved(paper=SEAL, prefix="B-", digits=7, spans=[(1301, 1301)], way="out", desk=""),
        SecurityPaperReceived(paper="", prefix="", digits=1, spans=[(1, 1)]),
        SecurityPaperReceived(paper="가", prefix="", digits=10**9, spans=[(1, 1)]),
        SecurityPaperSpoiled(paper=SEAL, prefix="B-", digits=7, spans=[(1201, 1300)], desk="03", reason="혼자"),
        SecurityPaperSpoiled(paper=SEAL, prefix="B-", digits=7, spans=[(1201, 1300)], desk="03", reason="혼자", confirmed_by=lee.entry_id),
        SecurityPaperVoided(entry=home.services.security_paper.stock().lines[0].entry_id, reason="혼자"),
        SecurityPaperCounted(paper=SEAL, prefix="B-", digits=7, spans=[], desk="03", missing=[(1201, 1300)]),
        SecurityPaperCounted(paper=SEAL, prefix="B-", digits=7, spans=[], desk="03", missing=[(1201, 1300)], confirmed_by=lee.entry_id),
    ]
    for body in wrong:
        with home.store.transaction(actor=lee.entry_id, day=entry_day(home.desk)) as tx:
            tx.append(Fact(body, home.desk.ids.new_id()))
    assert [(line.what, line.span) for line in home.services.security_paper.stock().lines] == before
    with home.store.transaction(actor=lee.entry_id, day=entry_day(home.desk)) as tx:
        tx.append(Fact(sound, home.desk.ids.new_id()))
    assert home.services.security_paper.stock().count(SEAL, "03") == 99
