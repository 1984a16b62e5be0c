"""A desk works while entries of a snapshot wait to be listed (SYNC §5): nothing wrong is signed, printed or recorded meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from app.bootstrap.homes import Home, opened
from app.bootstrap.opening import open_ledger
from app.cli.call import Call
from app.domain.entries import CaseHandedOver, Fact
from app.domain.entry_body import Body
from app.domain.errors import CounterError, Refused, Unavailable
from app.domain.money_entries import Allocation, DayClosed, PaymentPart, PaymentSettled, PaymentStarted
from app.formfiles.words import load_words
from app.ledger import kept_snapshot
from app.services import take_snapshot
from app.services.desk import seoul_date
from app.services.take_snapshot import Filling
from tests.centrals import CentralUnderTest
from tests.desks import PASSWORD, ROOT, a_home, second
from tests.integration.test_a_counter_day import Counter
from tests.integration.test_kept_snapshot import chunk_of
from tests.integration.test_snapshots import chunks_of_three, is_as_rebuilt, three
from tests.integration.test_two_desks import ask, enrolled, settings_of, work
from tests.streams import Stream

__all__ = ["three"]

PARTS = [0, 12]  # listed of it: nothing, and less than half
Ask = Callable[[], object]


class Waiting:
    """A home that has kept what desk 03 wrote, and listed so many parts of it."""

    def __init__(self, home: Home) -> None:
        self.home, self.services = home, home.services
        self.park, self.lee = home.services.sign_in("park", PASSWORD), second(home)

    @property
    def left(self) -> int:
        return self.home.store.exchange.kept()

    def lists_all(self) -> None:
        while self.home.store.exchange.fold_kept():
            pass

    def lists_until(self, found: Callable[[], object]) -> None:
        while not found():
            assert self.home.store.exchange.fold_kept()

    def says(self, fact: Fact) -> None:
        with self.home.store.transaction(actor=self.park.entry_id, day="2026-11-20") as tx:
            tx.append(fact)

    def records(self, body: Body) -> None:
        self.says(Fact(body, self.home.desk.ids.new_id()))

    def refused(self, code: str, *asked: Ask) -> None:
        """Each of them, and nothing is recorded by it."""
        last = self.home.store.head.seq
        for each in asked:
            with pytest.raises(CounterError) as error:
                each()
            assert (error.value.code, error.value.facts.get("left")) == (code, self.left)
        assert self.home.store.head.seq == last


class Open:
    """The home as a command gets it; whoever opened it closes it."""

    def __init__(self, home: Home) -> None:
        self.desk = home.desk

    def close(self) -> None:
        """The window holds it still."""


@pytest.fixture
def central(sqlite_central: CentralUnderTest) -> CentralUnderTest:
    """Which database central has changes nothing here."""
    return sqlite_central


def new_pc(central: CentralUnderTest, folder: Path, monkeypatch: pytest.MonkeyPatch, *, desk: str = "05", parts: int = 0) -> Waiting:
    chunks_of_three(monkeypatch)
    monkeypatch.setattr(kept_snapshot, "AT_ONCE", 1)
    monkeypatch.setattr(kept_snapshot, "PART", 1)
    home = enrolled(central, folder, desk)
    assert home.central is not None
    take_snapshot.receive(home.desk, home.central, lambda do: do(), Filling())
    for _ in range(parts):
        assert home.store.exchange.fold_kept()
    return Waiting(home)


@pytest.fixture(params=PARTS)
def five(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Waiting]:
    waiting = new_pc(central, tmp_path / "05", monkeypatch, parts=request.param)
    yield waiting
    waiting.home.close()


def test_no_paper_of_the_room_is_made_of_a_part(five: Waiting) -> None:
    """It would be short, and the two ways of adding a day up would contradict each other as if the book were damaged."""
    services, park, today = five.services, five.park, seoul_date(five.home.desk.clock.now())
    first, day = today - timedelta(days=30), today.isoformat()
    papers: list[Ask] = [
        lambda: services.day_report(park, day, "office"),
        lambda: services.books.print_book(park, "seal_issue_book", first, today),
        lambda: services.books.print_book(park, "fee_collection_book", first, today),
        lambda: services.statistics.sheet([], today.year, {}),
        lambda: services.dashboards.sheet(park, today),
        lambda: services.security_paper.book(park, first, today),
        lambda: services.offline.outage_sheet(park),
        lambda: services.drawer.remittance_sheet(park, day, office=True),
        lambda: services.closing.period_sheet(park, day[:7], "office"),
        lambda: services.refunds.sheet(park, day),
    ]
    five.refused("book_unlisted", *papers)
    five.lists_all()
    for paper in papers:
        try:
            paper()
        except Refused as error:
            assert error.code in ("outage_unknown", "day_unknown"), error.code


def test_a_day_is_not_closed_before_all_is_listed(five: Waiting) -> None:
    """What is left over of the office's work stands in the closing that two people sign."""
    work(five.home, 2, seed=8)
    waiting = five.home.store.exchange.kept()
    assert waiting > 1 and five.services.day_status().blockers == {"unlisted": waiting}
    five.refused("book_unlisted", lambda: five.services.close_day(five.park, counted_won=None, reason="", confirmer=five.lee))
    five.lists_all()
    assert five.services.day_status().blockers == {}
    five.services.close_day(five.park, counted_won=None, confirmer=five.lee)
    found = five.home.store.days.closing("2026-11-20")
    assert found is not None and isinstance(found[1], DayClosed)
    assert found[1].cases == 2 and "unlisted" not in found[1].carried
    is_as_rebuilt(five.home)


def test_where_the_listing_has_failed_a_day_is_closed_and_its_paper_says_how_much_is_not_in_it(
    five: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows when it can go on, and no day can be opened after one that is not closed."""
    work(five.home, 2, seed=8)

    def fails(*_: Any) -> None:
        raise Unavailable("disk_full")

    with monkeypatch.context() as patch:
        patch.setattr(kept_snapshot, "refold", fails)
        with pytest.raises(Unavailable):
            five.home.store.exchange.fold_kept()
    left = five.left
    five.services.close_day(five.park, counted_won=None, confirmer=five.lee)
    report = five.services.day_report(five.park, "2026-11-20")
    assert dict(report.open_items)["unlisted"] == left
    five.lists_all()
    is_as_rebuilt(five.home)


def test_what_is_not_listed_yet_is_not_called_unknown(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = [row.number for row in three.services.unpaid()][:1] or work(three, 1, seed=7)
    receipt = three.connections.value("SELECT word FROM lookup WHERE word LIKE '26410-03-R%' ORDER BY word DESC LIMIT 1")
    receipt = bytes(receipt).decode() if isinstance(receipt, bytes) else str(receipt)
    three.sync_all()
    five = new_pc(central, tmp_path / "05", monkeypatch)
    work(five.home, 0, seed=1)
    asks: list[Ask] = [
        lambda: five.services.view_case(five.park, number),
        lambda: five.services.refunds.paid(five.park, receipt),
        lambda: five.services.refunds.refund(five.park, receipt, "민원인 요청", confirmer=five.lee),
        lambda: five.services.payment_receipt(five.park, receipt),
        lambda: five.services.settle_dispute(five.park, "1:1", "keep_both"),
    ]
    five.refused("not_listed_yet", *asks)
    five.lists_all()
    assert five.services.view_case(five.park, number).row.number == number
    assert five.services.refunds.paid(five.park, receipt).receipt_no == receipt
    with pytest.raises(Refused, match="receipt_unknown"):
        five.services.refunds.paid(five.park, "26410-03-R261120-0999-AA")
    five.home.close()


def test_a_fee_is_not_taken_twice_nor_money_given_back_twice_where_the_rest_of_a_case_waits(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Counter(three)
    unpaid = there.services.record_case(there.park, there.draft("resident_registration_copy", 1, tender="none"))
    paid = there.services.record_visit(there.park, [there.draft("family_relation_certificate", 2)], tender="cash")
    both = there.services.record_visit(
        there.park, [there.draft(each, 3) for each in ("resident_registration_copy", "land_register_copy")], tender="cash"
    )
    paid_no, both_no = paid.receipt_no or "", both.receipt_no or ""
    there.services.take_payment(there.park, [unpaid.case_id], tender="cash")
    there.services.refunds.refund(there.lee, paid_no, "민원인 요청", confirmer=there.park)
    due = seoul_date(three.desk.clock.now()) + timedelta(days=3)
    there.services.refunds.promise(there.lee, both_no, "잘못 발급", confirmer=there.park, due=due)
    three.sync_all()
    five = new_pc(central, tmp_path / "05", monkeypatch)
    work(five.home, 0, seed=1)
    cases, services = five.home.store.cases, five.services
    five.lists_until(lambda: cases.find_by_number(unpaid.number) and services.view_case(five.park, unpaid.number).open_won)
    five.refused(
        "case_unlisted",
        lambda: services.take_payment(five.park, [unpaid.case_id], tender="cash"),
        lambda: services.cancel_case(five.park, unpaid.case_id, "민원인 요청", confirmer=five.lee),
        lambda: services.correct_case(five.park, unpaid.case_id, {"applicant.name": "홍새봄"}, "오기"),
    )
    five.lists_until(lambda: cases.payment(paid_no) is not None)
    five.refused("case_unlisted", lambda: services.refunds.refund(five.park, paid_no, "요청", confirmer=five.lee))
    # The promise is for two cases and stands with neither of them; it is the last that waits, and the program was started anew.
    five.lists_until(lambda: five.left == 1)
    five.home.close()
    five = Waiting(opened(open_ledger(settings_of(tmp_path / "05"), ask), fold_later=True))
    services = five.services
    five.refused("case_unlisted", lambda: services.refunds.refund(five.park, both_no, "요청", confirmer=five.lee))
    five.lists_all()
    with pytest.raises(Refused, match="nothing_to_pay"):
        services.take_payment(five.park, [unpaid.case_id], tender="cash")
    for receipt in (paid_no, both_no):
        with pytest.raises(Refused, match="nothing_to_return"):
            services.refunds.refund(five.park, receipt, "요청", confirmer=five.lee)
    is_as_rebuilt(five.home)
    five.home.close()


def test_after_a_rebuild_nothing_waits_and_its_cases_are_free(tmp_path: Path) -> None:
    home, stream = a_home(tmp_path / "desk"), Stream(seed=9, desk="05")
    stream.add_case()
    home.store.exchange.keep_snapshot(chunk_of(stream), 20)
    here = Waiting(home)
    case_id = UUID(bytes=home.connections.value("SELECT case_id FROM entry WHERE own = 0 AND case_id IS NOT NULL"))
    handed = Fact(CaseHandedOver(to_user="lee", from_user="choi", reason="휴가"), home.desk.ids.new_id(), case_id=case_id)
    here.refused("case_unlisted", lambda: here.says(handed))
    home.store.rebuild()
    assert here.left == 0
    here.says(handed)
    home.close()


def test_what_a_terminal_has_taken_is_recorded_whatever_waits(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The citizen's card is charged: refused here, nobody would know of it. To begin a charge is refused."""
    there = Counter(three)
    case = there.services.record_case(there.park, there.draft("resident_registration_copy", 1, tender="none"))
    there.services.take_payment(there.park, [case.case_id], tender="cash")
    three.sync_all()
    five = new_pc(central, tmp_path / "05", monkeypatch)
    work(five.home, 0, seed=1)
    five.lists_until(lambda: five.home.store.cases.find_by_number(case.number))
    begun = PaymentStarted(payment_id=five.home.desk.ids.new_id(), tender="card", amount_won=case.fee_won, cases=[case.case_id])
    five.refused("case_unlisted", lambda: five.records(begun))
    part = PaymentPart(tender="card", amount_won=case.fee_won, approval_no="12345678", terminal="T1", trace_no="000001")
    shares = [Allocation(case.case_id, 1, "card", case.fee_won)]
    typed = PaymentPart(tender="card", amount_won=case.fee_won, approval_no="12345678", manual=True)
    taken = PaymentSettled(payment_id=five.home.desk.ids.new_id(), receipt_no="26410-05-R261120-0009-AA", parts=[typed], allocations=shares)
    five.refused("case_unlisted", lambda: five.records(taken))
    five.records(msgspec.structs.replace(taken, parts=[part]))
    five.lists_all()
    is_as_rebuilt(five.home)
    five.home.close()


def test_a_desk_whose_pc_is_new_gives_numbers_of_its_own_and_leaves_the_old_ones_slips_alone(
    central: CentralUnderTest, three: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = Counter(three)
    old = there.services.offline.print_slips(there.park, 3).slips[1].number
    numbers = work(three, 1, seed=5)
    three.sync_all()
    again = new_pc(central, tmp_path / "03 again", monkeypatch, desk="03", parts=6)
    numbers += work(again.home, 2, seed=6)  # opens the day, beside the one the old PC left open
    offline = again.services.offline
    own = offline.print_slips(again.park, 1).slips[0].number
    assert offline.find_slip(own) == own and old.split("-P")[0] != own.split("-P")[0]
    again.refused("not_listed_yet", lambda: offline.find_slip(old), lambda: offline.mark_slips(again.park, old, "", "handed_out"))
    again.lists_all()
    assert offline.find_slip(old) == old
    numbers += work(again.home, 1, seed=7)
    assert len(set(numbers)) == 4
    again.home.store.catch_up()
    is_as_rebuilt(again.home)
    again.home.sync_all()
    assert {row[0] for row in again.home.connections.all("SELECT number FROM case_row")} >= set(numbers)
    assert again.services.day_report(again.park, "2026-11-20").totals.received != {}
    again.home.close()


def test_nothing_is_counted_or_matched_against_a_part(five: Waiting) -> None:
    """Sheets of security paper, due dates of all cases, numbers that can mean only one case, cases that lie with somebody."""
    services, park, lee = five.services, five.park, five.lee
    work(five.home, 0, seed=1)
    now = five.home.desk.clock.now()
    five.refused(
        "book_unlisted",
        lambda: services.security_paper.receive(park, "인감증명용", "B-0001", "0100"),
        lambda: services.security_paper.use(park, "인감증명용", "11", "12"),
        lambda: services.security_paper.count(park, lee, "인감증명용", "11~39"),
        lambda: services.security_paper.void(park, lee, UUID(int=1), "오기"),
        services.security_paper.held,
        lambda: services.calendar.declare(park, date(2026, 12, 29), True, "임시공휴일", "대통령령 제2호"),
        lambda: services.calendar.recount(park),
        lambda: services.offline.report_outage(park, "seal", now - timedelta(hours=2), now - timedelta(hours=1), "점검"),
        lambda: services.work.match_numbers(park, "인감증명 2026-000001"),
        lambda: services.work.hand_over(park, "choi", "lee", "휴가"),
        lambda: services.records.transfer(park, ["2020-1"], date(2026, 11, 20), lee),
    )
    services.set_lamp(park, "seal", True)
    five.refused("book_unlisted", lambda: services.set_lamp(park, "seal", False))
    five.lists_all()
    services.set_lamp(park, "seal", False)
    services.security_paper.receive(park, "인감증명용", "B-0101", "0110")
    is_as_rebuilt(five.home)


def test_a_shell_beside_the_window_says_that_what_it_tells_is_a_part(five: Waiting, capsys: pytest.CaptureFixture[str]) -> None:
    call = Call(joints=SimpleNamespace(open_home=lambda *_, **__: Open(five.home)), args=SimpleNamespace(json=True), lang="ko")
    call.__dict__["words"] = load_words(ROOT / "resources", "ko")
    call.__dict__["settings"] = None
    left = five.left
    with call.looking():
        pass
    told = capsys.readouterr()
    assert told.err == f"민원실 대장을 아직 정리하고 있습니다. 남은 기재 {left}건이 여기에 들어 있지 않습니다.\n" and told.out == ""
    five.lists_all()
    with call.looking():
        pass
    assert capsys.readouterr().err == ""
