"""Papers between offices: what another asks is taken from the work list, what we ask is sent from the ledger."""

from __future__ import annotations

from PyQt6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain.transfer_entries import TransferAsked
from app.domain.views import CaseRow
from app.ui.tabs.ledger.transfer_panel import TransferPanel
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.worklist.view import WorklistView
from app.wire.codec import encode_body
from app.wire.transfers import TransferItem, TransferPage
from tests.ui.counter import Counter
from tests.ui.test_flows import cases, stage, to_basket


def test_a_request_of_another_office_is_taken_from_the_work_list(counter: Counter) -> None:
    counter.sign_in("lee")
    home = counter.home
    transfer_id = counter.on_writer(home.desk.ids.new_id)
    asked = TransferAsked(
        transfer_id=transfer_id, to_office="26410", service="land_register_copy", number="26440-01-261120-0007-XX", name="김하늘"
    )
    item = TransferItem(
        seq=1,
        transfer_id=transfer_id,
        kind="asked",
        from_office="26440",
        from_name="나래구청",
        at=1_795_132_800_000,
        body=encode_body(asked),
    )
    counter.on_writer(lambda: home.store.transfers.take(TransferPage(items=[item], last=1)))
    counter.window.go("worklist")
    counter.settle()
    view = counter.window.findChild(WorklistView)
    assert view is not None
    row = [cell.text() if (cell := view.table.item(0, at)) is not None else "" for at in range(view.table.columnCount())]
    assert row[0] == "다른 기관의 요청" and "김*늘" in row[3] and row[5] == "접수 ⏎"
    counter.press("Return")
    assert "접수했습니다" in view.notice.text()
    case = counter.on_writer(lambda: home.store.cases.find(transfer_id))
    assert case is not None and case.number.startswith("26410-03-") and case.channel == "transfer"
    assert counter.on_writer(home.services.transfers) == []


def received_for_another_office(counter: Counter) -> CaseRow:
    """A copy is paid in cash, and on the line that asks for the issue the clerk says that another office makes it."""
    counter.press("F8")
    counter.type("등본")
    counter.press("Return")
    counter.type("김하늘")
    counter.press("Return")
    counter.digits("9001011234568")
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10")
    assert stage(counter) == "confirm"
    counter.press("2")
    assert stage(counter) == "cash"
    counter.press("Return")
    (case,) = cases(counter)
    return case


def in_hand(counter: Counter, number: str) -> LedgerView:
    """The ledger with that case in hand and the keyboard at its row."""
    counter.window.show_case(number)
    counter.settle()
    view = counter.window.tabs["ledger"]
    assert isinstance(view, LedgerView)
    view.table.setFocus()
    return view


def acts(view: LedgerView) -> list[str]:
    return [each.accessibleName() for each in view._acts.findChildren(QPushButton) if not each.isHidden()]


def over_there(view: LedgerView) -> bool:
    """The question about another office is open."""
    return isinstance(view.panel, TransferPanel)


def shown(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))


def test_a_paper_paid_here_is_asked_of_another_office_from_the_ledger(counter: Counter) -> None:
    counter.sign_in("lee")
    home = counter.home
    case = received_for_another_office(counter)
    assert (case.state, case.money) == ("received", "paid")
    assert "[다른 기관에 보내기]" in shown(counter.window.basket)
    view = in_hand(counter, case.number)
    assert "다른 기관에 보내기" in acts(view)
    counter.press("T")
    assert over_there(view)
    counter.press("Escape")  # one level back: the case stays in hand
    assert not over_there(view) and view.presenter.case is not None
    counter.press("T")
    assert isinstance(view.panel, TransferPanel)
    over = shown(view.panel.pairs)
    assert "김하늘" in over and "1990-01-01" in over and "1234568" not in over
    counter.type("2644")
    counter.press("Return", "Return")
    assert "보낸 것은 없습니다" in view.panel.notice.text()
    view.panel.office.setFocus()
    counter.type("0")
    assert "모르는 기관" in view.panel.called.text()
    counter.press("Return")
    counter.type("오후에 찾으러 오십니다")
    counter.press("Return")
    assert f"{case.number} 민원을 26440에 요청했습니다." in view.notice.text()
    link = counter.on_writer(lambda: home.store.transfers.link_of(case.case_id))
    assert link is not None and (link.way, link.office) == ("out", "26440")
    assert "다른 기관에 발급 요청\N{NO-BREAK SPACE}· 26440" in shown(view._pairs)
    assert "다른 기관에 보내기" not in acts(view) and cases(counter)[0].state == "received"
    view.table.setFocus()
    counter.press("T")
    assert not over_there(view)


def test_an_office_that_was_met_before_is_offered_by_its_name(counter: Counter) -> None:
    counter.sign_in("lee")
    home = counter.home
    asked = TransferAsked(
        transfer_id=counter.on_writer(home.desk.ids.new_id), to_office="26410", service="land_register_copy", number="x", name=""
    )
    body = encode_body(asked)
    met = TransferItem(seq=1, transfer_id=asked.transfer_id, kind="asked", from_office="26440", from_name="나래구청", at=1, body=body)
    counter.on_writer(lambda: home.store.transfers.take(TransferPage(items=[met], last=1)))
    view = in_hand(counter, received_for_another_office(counter).number)
    counter.press("T")
    assert isinstance(view.panel, TransferPanel)
    (offered,) = view.panel.known.findChildren(QPushButton)
    assert offered.text() == "26440 나래구청"
    offered.click()
    counter.settle()
    assert view.panel.called.text() == "나래구청"
    counter.press("Return")
    assert "26440 나래구청에 요청했습니다" in view.notice.text()


def test_what_was_issued_or_is_no_certificate_has_no_way_to_another_office(counter: Counter) -> None:
    counter.sign_in("lee")
    case = received_for_another_office(counter)
    actor = counter.opened.context.session.signed_in()
    counter.on_writer(lambda: counter.home.services.advance_case(actor, case.case_id, "issue"))
    view = in_hand(counter, case.number)
    assert "다른 기관에 보내기" not in acts(view)
    counter.press("T")
    assert not over_there(view)
