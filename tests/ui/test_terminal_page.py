"""The page 카드단말기 of the money tab: what waits for the terminal, whether it answers, what it counts, and who joins another one."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel

from app.devices.iso8583 import Iso8583Terminal
from app.devices.terminal_simulator import InProcess, Step, TerminalSimulator
from app.services.card_payments import CardPayments
from app.services.desk_terminal import DeskTerminal, TerminalSetting
from app.ui.tabs.payments.terminal_page import TerminalPage
from app.ui.tabs.payments.view import PaymentsView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_flows import cases
from tests.ui.test_tenders import seal_in_basket


def with_terminal(counter: Counter, *script: Step, joined: bool = True) -> InProcess:
    """The desk's services speak to a simulated terminal that fails as told."""
    desk, services = counter.home.desk, counter.home.services
    dial = InProcess(TerminalSimulator(script, now=desk.clock.now))

    def connect(said: TerminalSetting) -> Iso8583Terminal:
        return Iso8583Terminal(dial, said.terminal_id, clock=desk.clock, elapsed=lambda: 0.0)

    services.terminal = counter.on_writer(lambda: DeskTerminal(desk, connect))
    services.cards = CardPayments(desk, services.terminal.device, counter.home.on_lane)
    if joined:
        admin = counter.on_writer(lambda: services.sign_in("park", PASSWORD, second=True))
        counter.on_writer(lambda: services.terminal.join(admin, "192.0.2.10", 8583, "T1"))
    return dial


def page(counter: Counter) -> TerminalPage:
    counter.window.go("payments", "terminal")
    counter.settle()
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView) and view.terminal.isVisible()
    return view.terminal


def told(found: TerminalPage) -> str:
    return " / ".join(each.text() for each in found.pairs.findChildren(QLabel))


def cells(found: TerminalPage) -> list[list[str]]:
    table = found.table
    return [[table.item(at, place).text() for place in range(table.columnCount())] for at in range(table.rowCount())]  # type: ignore[union-attr]


def test_a_payment_nobody_knows_of_waits_here_and_enter_asks_for_it(counter: Counter) -> None:
    with_terminal(counter, Step(on="purchase", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    found = page(counter)
    ((_, place, amount, state, question, tried, _),) = cells(found)
    assert place.startswith("T1-") and (amount, state, question, tried) == ("600", "결과 모름", "조회", "1")
    counter.press("Return")
    assert cells(found) == [] and "승인을 확인했습니다" in found.notice.text()
    assert len(cases(counter)) == 1


def test_the_chosen_payment_says_its_result_first_and_its_amount_in_won(counter: Counter) -> None:
    with_terminal(counter, Step(on="purchase", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    counter.window.go("payments", "cards")
    counter.settle()
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView)
    assert "600원" in [each.text() for each in view.cards.findChildren(QLabel)]
    assert [each.text() for each in view.cards._pairs.findChildren(QLabel)][:2] == ["결과", "결과 모름"]


def test_what_was_given_up_stands_as_a_reversal_until_the_host_confirms_it(counter: Counter) -> None:
    with_terminal(counter, Step(on="purchase", do="no_answer"), Step(on="reversal", do="no_answer"))
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    counter.window.basket.charge._give_up.click()
    counter.settle()
    found = page(counter)
    assert [(row[3], row[4]) for row in cells(found)] == [("취소(망취소) 중", "망취소")]
    found.ask_all.click()
    counter.settle()
    assert "끝난 것은 0건" in found.notice.text()
    found.ask_all.click()
    counter.settle()
    assert cells(found) == [] and "끝난 것은 1건" in found.notice.text()


def test_the_line_is_tested_and_the_totals_are_told(counter: Counter) -> None:
    dial = with_terminal(counter)
    counter.sign_in()
    seal_in_basket(counter)
    counter.press("F11", "Return")
    found = page(counter)
    assert "192.0.2.10:8583" in told(found) and "시험한 적 없음" in told(found)
    found.probe.click()
    counter.settle()
    assert "응답했습니다" in found.notice.text() and "시험한 적 없음" not in told(found)
    found.totals.click()
    counter.settle()
    assert "1건 600원" in told(found)
    dial.there = False
    found.probe.click()
    counter.settle()
    assert "연결할 수 없습니다" in found.notice.text()


def test_a_clerk_joins_no_terminal_and_a_team_leader_does(counter: Counter) -> None:
    with_terminal(counter, joined=False)
    counter.sign_in()
    found = page(counter)
    assert "연결 안 함" in told(found) and found._joining.isHidden() and found._asking.isHidden()
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.sign_in("park", day=False)
    found = page(counter)
    found.host.setFocus()
    for typed in ("192.0.2.10", "0", "T1"):
        counter.type(typed)
        counter.press("Return")
    assert "주소와 포트" in found.notice.text() and found.host.text() == "192.0.2.10"
    found.port.setText("8583")
    found.terminal_id.setFocus()
    counter.press("Return")
    assert "T1" in told(found) and not found._asking.isHidden()
    found.leave.click()
    counter.settle()
    assert "연결 안 함" in told(found)


def test_receipts_are_set_to_print_by_themselves_where_receipts_are(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("payments", "taken")
    counter.settle()
    view = counter.window.tabs["payments"]
    assert isinstance(view, PaymentsView)
    box = view.taken.always
    assert box.isEnabled() and not box.isChecked()
    box.click()
    counter.settle()
    assert counter.on_writer(counter.home.services.printing.receipts_always) is True
    assert "수납할 때마다" in view.taken.notice.text()
    box.click()
    counter.settle()
    assert counter.on_writer(counter.home.services.printing.receipts_always) is False
