"""업무함 at the window: lists with counts, one key a row, a colleague's cases handed over."""

from __future__ import annotations

import msgspec

from app.domain.sampling import sample
from app.ui.step_panel import StepPanel
from app.ui.tabs.ledger.view import LedgerView
from app.ui.tabs.worklist.view import WorklistView
from tests.desks import NINE, the_catalogue, the_people
from tests.ui.counter import Counter

SERVICES = ("birth_filing", "inquiry_petition_simple", "information_disclosure_request")


def with_cases(counter: Counter, user: str) -> None:
    """A filing, a petition, a request for information and a seal certificate issued to an agent lie with that person."""
    actor = counter.sign_in(user)
    services = counter.home.services

    def record() -> None:
        for service in SERVICES:
            draft = sample(the_catalogue().forms[service], seed=4, index=1, today=NINE.date(), people=the_people())
            services.record_case(actor, msgspec.structs.replace(draft, exemption=None, draft_id=None))
        form = the_catalogue().forms["seal_certificate_issue"]
        drafts = (sample(form, seed=seed, index=0, today=NINE.date(), people=the_people()) for seed in range(60))
        agents = next(each for each in drafts if each.answers.get("applied_by") == "agent")
        services.record_visit(actor, [msgspec.structs.replace(agents, exemption=None, draft_id=None)], tender="cash", received_won=10_000)

    counter.on_writer(record)


def the_worklist(counter: Counter, page: str = "") -> WorklistView:
    counter.window.go("worklist", page)
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    return view


def test_enter_on_a_row_asks_what_its_next_step_asks(counter: Counter) -> None:
    with_cases(counter, "lee")
    view = the_worklist(counter, "holder_notice")
    assert view.lists.currentItem().text() == "대리발급 통보 (1)"  # type: ignore[union-attr]
    assert [view.table.item(0, place).text() for place in (0, 5)] == ["대리발급 통보", "대리발급 통보 ⏎"]  # type: ignore[union-attr]
    view.presenter.act(0)
    counter.settle()
    ledger = counter.window.tabs["ledger"]
    assert isinstance(ledger, LedgerView) and isinstance(ledger.panel, StepPanel)
    assert counter.window.bar.current() == "ledger"


def test_one_persons_lists_are_seen_apart(counter: Counter) -> None:
    with_cases(counter, "lee")
    view = the_worklist(counter)
    names = [view.people.itemText(at) for at in range(view.people.count())]
    assert names == ["모든 사람", "이하늘 (3)"]
    view.presenter.choose_person("lee")
    counter.settle()
    assert view.lists.item(view.lists.count() - 1).text() == "맡은 건 모두 (3)"  # type: ignore[union-attr]
    view.presenter.choose_list("open")
    counter.settle()
    assert view.table.rowCount() == 3
    assert view.over.isHidden()  # a clerk hands nobody's cases over


def test_a_leader_hands_over_what_lies_with_an_absent_colleague(counter: Counter) -> None:
    with_cases(counter, "lee")
    counter.sign_in("park", day=False)
    view = the_worklist(counter)
    view.presenter.choose_person("lee")
    counter.settle()
    assert view.over.isVisible()
    view.ask_hand_over()
    view.hand_over.to.setCurrentIndex([text.endswith("(park)") for text in map(view.hand_over.to.itemText, range(3))].index(True))
    view.hand_over.submit()
    counter.settle()
    assert "사유" in view.notice.text()  # nothing goes over without a reason
    view.hand_over.reason.setText("병가")
    view.hand_over.submit()
    counter.settle()
    assert counter.on_writer(counter.home.services.work.people) == {"park": 4 - 1}
    assert view.hand_over.isHidden() and not view.table.isHidden()


def test_a_pasted_list_is_looked_at_before_its_numbers_are_kept(counter: Counter) -> None:
    with_cases(counter, "lee")
    view = the_worklist(counter, "official_no")
    assert view.table.rowCount() == 4 and view.many.isVisible()
    view.ask_numbers()
    view.numbers.list.setPlainText("1AA-1,09:00,출생신고\n1AA-2,09:00,고충민원")
    assert not view.numbers.keep.isEnabled()
    view.numbers.submit()
    counter.settle()
    cells = [[view.numbers.table.item(at, place).text() for place in (0, 1, 3)] for at in range(2)]  # type: ignore[union-attr]
    assert cells == [["1", "1AA-1", "출생신고"], ["2", "1AA-2", "맞는 건 없음"]]
    view.numbers.save()
    counter.settle()
    assert "1건을 저장했습니다" in view.notice.text()
    assert view.numbers.isHidden() and view.table.rowCount() == 3


def test_the_number_beside_the_tab_is_what_presses_and_numbers_are_looked_for_further_back(counter: Counter) -> None:
    with_cases(counter, "lee")
    counter.opened.context.session.tell("cases")
    counter.settle()
    assert counter.on_writer(counter.home.services.work.pressing) == 1
    assert "업무함 (1)" in [counter.window.bar.tabText(at) for at in range(counter.window.bar.count())]
    view = the_worklist(counter, "official_no")
    assert view.days.isVisible() and view.days.currentText() == "최근 7일"
    view.days.activated.emit(2)
    counter.settle()
    assert view.presenter.days == 366 and view.table.rowCount() == 4
    view.presenter.choose_list("all")
    counter.settle()
    assert view.days.isHidden()


def test_the_row_that_enter_takes_is_marked_when_the_list_is_seen_first(counter: Counter) -> None:
    with_cases(counter, "lee")
    counter.press("Ctrl+1")
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView) and view.isVisible() and view.table.rowCount() > 1
    assert marked(view) == [0]
    view.table.selectRow(1)
    counter.opened.context.session.tell("cases")  # something was recorded: the same rows are put again
    counter.settle()
    assert marked(view) == [1]


def marked(view: WorklistView) -> list[int]:
    chosen = view.table.selectionModel()
    return [index.row() for index in chosen.selectedRows()] if chosen is not None else []
