"""A dispute on the work list: both sides are shown, the reason is asked for, a team leader settles it."""

from __future__ import annotations

import msgspec
import pytest
from PyQt6.QtWidgets import QLabel

from app.domain.answers import Draft
from app.domain.views import Actor
from app.ui.tabs.worklist.dispute_panel import DisputePanel
from app.ui.tabs.worklist.view import WorklistView
from app.wire.messages import Outcome
from tests.desks import PASSWORD
from tests.fakes.central import FakeOffice
from tests.ui.counter import Counter


def disputed_payment(counter: Counter, actor: Actor) -> str:
    """A paper is paid and issued here; central says that another desk had been paid for it. Its number."""
    home = counter.home

    def work() -> str:
        office, exchange = FakeOffice(), home.store.exchange
        exchange.adopt(office.central_id)
        line = office.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)
        recorded = home.services.record_case(actor, Draft(service="land_register_copy", tender="cash"))
        (seq,) = [row[0] for row in home.connections.all("SELECT seq FROM entry WHERE kind = 'payment_settled'")]
        batch = exchange.batch(500, 10**6)
        assert batch is not None
        ack = line.push(exchange.head().stream, batch)
        exchange.settle(msgspec.structs.replace(ack, outcomes=[Outcome(seq, "conflicted", "paid_twice")]))
        return recorded.number

    return counter.on_writer(work)


def worklist(counter: Counter) -> WorklistView:
    view = counter.window.findChild(WorklistView)
    assert view is not None
    return view


def said(panel: DisputePanel) -> str:
    """Everything that stands on it."""
    return " ".join(each.text() for each in panel.findChildren(QLabel))


def open_first(counter: Counter) -> WorklistView:
    counter.window.go("worklist")
    counter.settle()
    counter.press("Return")
    return worklist(counter)


@pytest.mark.parametrize("user", ["park", "lee"])
def test_a_dispute_is_settled_on_the_work_list(counter: Counter, user: str) -> None:
    actor = counter.sign_in(user)
    number = disputed_payment(counter, actor)
    view = open_first(counter)
    assert view.dispute.isVisible() and number in view.dispute.accessibleName()
    assert list(view.dispute.buttons) == ["keep_both", "cancel"]
    assert actor.name in said(view.dispute) and user not in said(view.dispute)
    assert "다른 창구의 기록은 아직 오지 않았습니다." in said(view.dispute)  # paid at two desks, and theirs has not come
    assert "사유" in counter.focused()
    view.dispute.buttons["cancel"].click()
    counter.settle()
    assert view.notice.isVisible() and view.dispute.isVisible()  # money goes back with a reason only
    counter.type("두 번 받아 돌려 드림")
    view.dispute.buttons["cancel"].click()
    counter.settle()
    assert ("팀장" if user == "lee" else "두 사람") in view.notice.text()  # nobody gives money back alone
    view.dispute.leader.setText("park" if user == "lee" else "lee")
    view.dispute.password.setText(PASSWORD)
    view.dispute.buttons["cancel"].click()
    counter.settle()
    assert not view.dispute.isVisible()
    assert "정리" in view.notice.text()
    assert counter.on_writer(counter.home.services.disputes) == []
    case = counter.on_writer(lambda: counter.home.services.view_case(actor, number))
    assert case.paid_won == 0
    assert [line.kind for line in case.history][-2:] == ["conflict_settled", "payment_reversed"]


def test_escape_leaves_a_dispute_as_it_is(counter: Counter) -> None:
    actor = counter.sign_in("park")
    disputed_payment(counter, actor)
    view = open_first(counter)
    counter.press("Escape")
    assert not view.dispute.isVisible()
    assert len(counter.on_writer(counter.home.services.disputes)) == 1
