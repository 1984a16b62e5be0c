"""Another office's request on the work list: one key takes it under a number of ours."""

from __future__ import annotations

from app.domain.entries import TransferAsked
from app.ui.tabs.worklist.view import WorklistView
from app.wire.codec import encode_body
from app.wire.transfers import TransferItem, TransferPage
from tests.ui.counter import Counter


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
