"""The papers of the drawer and the finance export: what they say is what the book says, then and later."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from app.documents.finance_export import csv_bytes, table, xlsx_bytes
from app.domain.drawer_settings import DrawerSettings
from app.domain.errors import Refused
from app.domain.finance import AccountSums, FinanceExport, FinanceRow, account_of, by_account, merged
from app.domain.forms import RevenueAccount, Text
from app.domain.papers import OfficeInfo
from app.ports.card_terminal import TerminalTotals
from app.services.till_totals import TerminalAnswer
from tests.desks import a_home
from tests.integration.test_a_counter_day import Counter

FLOAT, DAY = 100_000, "2026-11-20"


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    made = Counter(home)
    made.services.open_day(made.lee, FLOAT)
    yield made
    home.close()


def pay(counter: Counter, service: str, tender: str = "cash", index: int = 0) -> int:
    return counter.services.record_visit(counter.lee, [counter.draft(service, index)], tender=tender, approval_no="30012345").paid_won


def kinds(counter: Counter) -> list[str]:
    return [row[0] for row in counter.home.connections.all("SELECT kind FROM entry ORDER BY place")]


def test_an_interim_sheet_changes_nothing_until_it_is_printed(counter: Counter) -> None:
    cash = pay(counter, "resident_registration_copy")
    card = pay(counter, "vehicle_register_copy", "card", 1)
    drawer, lee = counter.services.drawer, counter.lee
    before = kinds(counter)
    seen = drawer.interim(lee)
    assert kinds(counter) == before
    assert (seen.number, seen.received, seen.issued, seen.counted_won) == (1, 2, 2, None)
    assert [(line.name, line.payments, line.taken_won) for line in seen.tenders[:3]] == [
        ("현금", 1, cash),
        ("신용·체크카드", 1, card),
        ("교통카드", 0, 0),
    ]
    assert seen.drawer is not None
    assert (seen.drawer.cash_won, seen.drawer.expected_won) == (cash, FLOAT + cash)
    assert sum(seen.by_owner.values()) == cash + card
    assert drawer.interim(lee, print_it=True).number == 1
    assert kinds(counter)[len(before) :] == ["document_issued"]
    assert drawer.interim(lee, print_it=True).number == 2
    drawer.count(lee, "interim", {50_000: 2}, reason="거스름돈")
    assert drawer.interim(lee).counted_won == FLOAT


def test_a_paper_says_what_was_in_the_drawer_when_it_was_counted(counter: Counter) -> None:
    drawer, lee, choi = counter.services.drawer, counter.lee, counter.choi
    taken = pay(counter, "resident_registration_copy")
    drawer.move_cash(lee, "out", "remit", 50_000, number="118")
    drawer.count(lee, "interim", {50_000: 1, 100: taken // 100}, confirmer=choi)
    drawer.hand_over(lee, choi, {50_000: 1, 100: taken // 100}, papers="열쇠 2")
    later = pay(counter, "resident_registration_copy", index=1)
    drawer.move_cash(choi, "in", "float", 10_000)

    cash = drawer.cash_sheet(lee)
    assert (cash.drawer.expected_won, cash.drawer.cash_won, cash.counted_won) == (50_000 + taken, taken, 50_000 + taken)
    assert ([(each.purpose, each.number) for each in cash.moves], cash.confirmer, cash.reprint) == ([("remit", "118")], "최바다", 0)
    handed = drawer.hand_over_sheet(choi)
    assert (handed.giver, handed.taker, handed.papers, handed.drawer) == ("이하늘", "최바다", "열쇠 2", cash.drawer)
    assert handed.tenders[0].taken_won == taken
    again = drawer.interim(lee).drawer
    assert again is not None and again.expected_won == 50_000 + taken + later + 10_000
    assert drawer.cash_sheet(lee, DAY, 1).reprint == 1
    with pytest.raises(Refused, match="count_unknown"):
        drawer.cash_sheet(lee, DAY, 2)
    with pytest.raises(Refused, match="hand_over_unknown"):
        drawer.hand_over_sheet(lee, "2026-11-19")


def test_the_card_and_stamp_sheets_stand_beside_the_book(counter: Counter) -> None:
    drawer, lee = counter.services.drawer, counter.lee
    won = pay(counter, "resident_registration_copy", "card")
    before = drawer.card_sheet(lee)
    assert [(line.terminal, line.counted, line.book.approvals_won) for line in before.terminals] == [("단말기 없음", None, won)]
    totals = TerminalTotals(terminal="11223344", purchases=0, purchases_won=0, cancels=0, cancels_won=0)
    drawer.count_terminal(lee, TerminalAnswer(totals=totals), "terminal")
    after = drawer.card_sheet(lee)
    assert [(line.terminal, line.source, line.book.approvals_won) for line in after.terminals] == [("11223344", "terminal", won)]
    assert [(each.book_won, each.terminal_won, each.note) for each in after.differences] == [(won, 0, "전화 승인 등 직접 입력")]
    assert (after.unknown, after.reprint) == (0, 1)
    drawer.count_stamps(lee, "electronic", "전자증지", 1, 1, won)
    stamps = drawer.stamp_sheet(lee)
    assert (stamps.book_won, stamps.returned_won, [line.issued_won for line in stamps.lines]) == (won, 0, [won])


def test_an_interim_sheet_of_a_covered_drawer_shows_no_book_sum_before_the_count(counter: Counter) -> None:
    drawer, lee, park = counter.services.drawer, counter.lee, counter.park
    drawer.set_drawer(park, DrawerSettings(blind=True))
    taken = pay(counter, "resident_registration_copy")
    covered, led = drawer.interim(lee), drawer.interim(park)
    assert covered.drawer is None
    assert led.drawer is not None and led.drawer.expected_won == FLOAT + taken  # who leads the room may look
    drawer.count(lee, "interim", {50_000: 2})
    seen = drawer.interim(lee).drawer
    assert seen is not None and seen.expected_won == FLOAT + taken


def test_money_by_account_is_the_days_money(counter: Counter) -> None:
    drawer, lee, park = counter.services.drawer, counter.lee, counter.park
    drawer.set_drawer(park, DrawerSettings(treasury="가온은행", cashier="박가람"))
    pay(counter, "resident_registration_copy")
    pay(counter, "vehicle_register_copy", "card", 1)
    pay(counter, "passport_multiple_10y", "cash", 2)
    drawer.move_cash(lee, "out", "remit", 40_000, number="118")
    running = drawer.finance_export(lee, DAY)
    assert [row.closing for row in running.rows] == [""] * 3
    with pytest.raises(Refused, match="day_unknown"):
        drawer.finance_export(lee, "2026-10")
    assert drawer.finance_export(lee, "2026-11").rows == []  # a month is the sum of its closed days
    net = counter.services.close_day(lee, confirmer=park).net_won
    closed = drawer.finance_export(lee, DAY)
    assert [row.account for row in closed.rows] == [row.account for row in running.rows]
    assert sum(each.net_won for each in closed.totals()) == net
    assert {row.closing for row in closed.rows} == {"26410-03-D0001"}
    assert [(each.code, each.owner) for each in closed.totals()] == [("213-01", "local"), ("", "national"), ("", "contribution")]
    month = drawer.finance_export(lee, "2026-11")
    assert (month.totals(), month.unclosed) == (closed.totals(), [])
    sheet = drawer.remittance_sheet(lee, DAY)
    assert (sheet.treasury, sheet.cashier, sum(line.net_won for line in sheet.lines)) == ("가온은행", "박가람", net)
    assert [(each.amount_won, each.number, each.user) for each in sheet.remittances] == [(40_000, "118", "이하늘")]
    for period in ("2026-13", "2026-11-31", "20261120", "november"):
        with pytest.raises(Refused, match="period_invalid"):
            drawer.finance_export(lee, period)


# ── the file ──


def an_export(**changes: object) -> FinanceExport:
    account = AccountSums(code="=1+1", name="@증지수입", owner="local", verified=False, lines=2, cash_won=900, returned_won=1_000)
    made = FinanceExport(
        office=OfficeInfo(office="26410", name="가온구청", division="민원여권과"),
        period="2026-11",
        made_at=datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
        rows=[FinanceRow(day=DAY, desk="03", closing="26410-03-D0001", account=account)],
        days=[(DAY, "03")],
        unclosed=[("2026-11-23", "05")],
    )
    return msgspec.structs.replace(made, **changes)


def test_a_csv_that_a_spreadsheet_reads_as_it_is() -> None:
    data = csv_bytes(an_export())
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert lines[0][:6] == ["업무일", "창구", "마감번호", "과목번호", "세입과목", "구분"]
    assert lines[1][3:5] == ["'=1+1", "'@증지수입"]  # text, never a formula
    assert lines[1][6:13] == ["2", "900", "0", "0", "0", "1000", "-100"]  # amounts are numbers, also below nothing
    assert lines[1][13] == "과목번호 확인 전"
    assert (lines[2][:2], lines[2][13]) == (["2026-11-23", "05"], "미마감")
    assert lines[3][0] == "합계"
    for start in ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"):
        shown = an_export(rows=[msgspec.structs.replace(an_export().rows[0], closing=f"{start}cmd|' /C calc'!A0")])
        cell = next(csv.reader(io.StringIO(csv_bytes(shown).decode("utf-8-sig").split("\r\n", 1)[1], newline="")))[2]
        assert cell.startswith("'")


def test_a_workbook_whose_text_is_text_and_whose_amounts_are_numbers() -> None:
    data = xlsx_bytes(an_export())
    assert data == xlsx_bytes(an_export())
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        strings = book.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet  # nothing is a formula
    assert "=1+1" in strings
    assert "<v>900</v>" in sheet
    assert "<v>-100</v>" in sheet


def test_a_book_of_training_says_so_in_every_line() -> None:
    assert all("연습용" in str(line[-1]) for line in table(an_export(training=True, unclosed=[])))


def account(code: str, owner: str, *services: str) -> RevenueAccount:
    return RevenueAccount(
        code=code,
        name=Text(ko=code, en=code),
        owner=owner,  # type: ignore[arg-type]
        verified=True,
        services=list(services),
    )


def test_a_service_may_have_an_account_of_its_own_and_nothing_is_lost() -> None:
    accounts = [account("A", "local"), account("B", "local", "seal")]
    assert account_of(accounts, "local", "seal") == accounts[1]
    sums = [
        ("seal", "cash", "local", "taken", 2, 1_200),
        ("land", "card", "local", "taken", 1, 500),
        ("seal", "cash", "local", "returned", 1, 600),
        ("land", "cash", "local", "waived", 1, 500),
        ("", "cash", "stranger", "taken", 1, 70),
    ]
    found = by_account(sums, accounts)
    assert [(each.code, each.name, each.lines, each.net_won) for each in found] == [
        ("A", "A", 1, 500),
        ("B", "B", 2, 600),
        ("", "stranger", 1, 70),
    ]
    assert sum(each.net_won for each in merged([*found, *found])) == 2 * (500 + 600 + 70)
