"""Queue numbers at the window: F2 calls, Shift+F2 calls again and then says absent; without tickets nothing is different."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Event

from PyQt6.QtWidgets import QApplication

from app.devices.ticket_machine import LineTicketMachine
from app.devices.ticket_machine.machine import Exchange
from app.devices.ticket_simulator import Arrival, TicketRoom, TicketScript, TicketServer
from app.domain.entries import VisitOpened
from app.domain.sampling import sample
from app.services.queue import Queue
from app.services.ticket_machine import MachineSetting, TicketMachine
from app.ui.queue_pane import QueueDialog
from app.ui.tabs.admin.view import AdminView
from app.ui.visit import Line
from app.wire.codec import decode_body
from tests.desks import PASSWORD, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.patience import PATIENCE_S
from tests.ui.counter import Counter
from tests.ui.test_flows import cases, to_basket
from tests.ui.test_window import type_name_and_number

DAY = "2026-11-20"


def pass_time(counter: Counter, **passed: int) -> None:
    clock = counter.home.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(timedelta(**passed))


def pane(counter: Counter) -> str:
    counter.window.basket.queue.show_queue(counter.window.basket.queue.presenter.line())
    return counter.window.basket.queue.accessibleName()


def dialog(counter: Counter) -> QueueDialog:
    counter.press("Ctrl+F2")
    found = next(each for each in counter.window.findChildren(QueueDialog) if each.isVisible())
    found.activateWindow()
    counter.settle()
    return found


def take(counter: Counter, *digits: str) -> None:
    opened = dialog(counter)
    counter.press(*digits, "Escape")
    assert opened.result() == 0
    counter.back_to_the_window()


def visits(counter: Counter) -> list[tuple[str, int | None, int | None, int]]:
    told = counter.on_writer(lambda: counter.home.store.visits.times(DAY, DAY))
    return [(each.ticket, each.waited_ms, each.served_ms, each.cases) for each in told]


def a_machine(counter: Counter, exchange: Exchange) -> TicketMachine:
    """The desk is joined to the machine that answers so."""
    home = counter.home
    made = LineTicketMachine(exchange, now=home.desk.clock.now)
    machine = counter.on_writer(lambda: TicketMachine(home.desk, lambda _: made))
    home.services.queue = Queue(home.desk, machine, home.on_lane)
    counter.on_writer(lambda: machine.join(home.services.sign_in("admin", PASSWORD), "127.0.0.1", 8590))
    return machine


def test_a_ticket_is_taken_called_served_and_the_next_one_called(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "1", "2")
    assert pane(counter) == "번호표 없음 대기 2명 (우대 1) 가장 오래 기다린 분 0초"
    pass_time(counter, minutes=3)
    counter.press("F5", "F2")
    assert pane(counter) == "대기번호 P1 0분 0초 대기 1명 가장 오래 기다린 분 3분"
    pass_time(counter, minutes=4, seconds=10)
    assert pane(counter) == "대기번호 P1 4분 10초 대기 1명 가장 오래 기다린 분 7분"
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F11", "Return")
    counter.digits("1234")
    counter.press("Return")
    counter.digits("9911")
    counter.press("Return", "F2")
    assert len(cases(counter)) == 1
    assert pane(counter) == "대기번호 1 0분 0초 대기 0명"
    assert visits(counter) == [("P1", 180_000, 250_000, 1), ("1", 430_000, None, 0)]
    opened = [
        body
        for kind, raw in counter.on_writer(lambda: counter.home.connections.all("SELECT kind, body FROM entry ORDER BY place"))
        if isinstance(body := decode_body(kind, raw), VisitOpened)
    ]
    assert [each.ticket for each in opened] == ["P1", "1"]  # the case belongs to the visit of the call


def test_three_calls_without_an_answer_and_the_citizen_comes_after_all(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "1")
    counter.press("F5", "F2", "Shift+F2")
    assert "2번 호출" in pane(counter)
    counter.press("Shift+F2")
    assert "⇧F2 부재" in pane(counter)
    counter.press("Shift+F2")
    assert pane(counter) == "번호표 없음 대기 0명"
    opened = dialog(counter)
    opened.number.setText("1")
    counter.window.basket.queue.presenter.back(opened.number.text())
    counter.settle()
    assert opened.waiting.count() == 1
    assert "맨 뒤" in opened.notice.text()
    opened.close()
    counter.back_to_the_window()
    counter.press("Shift+F2")
    assert "F2" in counter.window.basket.notice.text()  # nobody was called


def test_without_tickets_the_next_citizen_is_served_as_ever(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5", "F2")
    assert counter.window.basket.notice.text() == ""
    type_name_and_number(counter)
    counter.press("F2")
    assert "F4" in counter.window.basket.notice.text()  # a form is open: nobody is called over it
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F10")
    counter.press("Return", "Return")
    assert len(cases(counter)) == 1
    assert visits(counter) == []


def test_a_basket_put_aside_keeps_the_visit_of_its_ticket(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "1", "1")
    counter.press("F5", "F2")
    visit = counter.opened.context.visit
    first = visit.visit_id
    assert first is not None
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    counter.press("F4")
    assert visit.visit_id == first
    counter.press("F2")
    second = visit.visit_id
    assert second not in (None, first)
    counter.press("F4")
    assert (visit.visit_id, len(visit.lines)) == (first, 1)
    visit.clear()
    assert visit.visit_id == second


def test_whoever_is_passed_on_waits_again_and_who_comes_from_another_desk_is_taken_in(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "1")
    counter.press("F5", "F2")
    opened = dialog(counter)
    opened.where.setCurrentIndex(2)
    opened.pass_key.click()
    counter.settle()
    assert "여권" in opened.notice.text()
    assert (pane(counter)[:6], opened.waiting.count()) == ("번호표 없음", 1)
    counter.window.basket.queue.presenter.take_in(" ")
    assert "번호를 확인" in opened.notice.text()
    opened.number.setText("A-17")
    counter.window.basket.queue.presenter.take_in(opened.number.text())
    counter.settle()
    assert opened.waiting.count() == 2
    opened.waiting.setCurrentRow(1)
    opened.number.setFocus()
    counter.press("Return")
    assert pane(counter).startswith("대기번호 A-17")
    opened.where.setCurrentIndex(4)
    opened.number.setText("05")
    opened.pass_key.click()
    counter.settle()
    assert "05번 창구에서 그 번호를 받으십시오" in opened.notice.text()
    opened.close()


def test_what_is_added_while_the_machine_is_asked_belongs_to_who_was_called(counter: Counter) -> None:
    room, asked = TicketRoom(TicketScript(ticket=[Arrival()]), now=counter.home.desk.clock.now), Event()
    counter.sign_in()
    presenter, visit = counter.window.basket.queue.presenter, counter.opened.context.visit

    def exchange(line: bytes) -> bytes:
        assert not line.startswith(b"NEXT") or asked.wait(PATIENCE_S)
        return room.answer(line)

    a_machine(counter, exchange)
    presenter.refresh()
    counter.settle()
    presenter.next()
    form = counter.opened.context.catalogue.forms["seal_certificate_issue"]
    visit.add(Line(form, sample(form, seed=1, index=0, today=date(2026, 11, 20), people=the_people())))
    asked.set()
    counter.settle()
    serving = presenter.serving
    assert serving is not None
    assert (serving.numbers, visit.visit_id, len(visit.lines)) == ("1", serving.visit_id, 1)


def test_a_room_with_a_machine_and_the_desk_alone_when_it_is_away(counter: Counter) -> None:
    clock = counter.home.desk.clock
    room = TicketRoom(TicketScript(ticket=[Arrival(), Arrival(kind="company")]), now=clock.now)
    away: list[bool] = []

    def exchange(line: bytes) -> bytes:
        if away:
            raise ConnectionRefusedError
        return room.answer(line)

    counter.sign_in()
    machine = a_machine(counter, exchange)
    assert machine.setting == MachineSetting(host="127.0.0.1", port=8590)
    counter.window.basket.queue.presenter.refresh()
    counter.settle()
    assert pane(counter) == "번호표 없음 대기 2명 (우대 1) 가장 오래 기다린 분 0초"
    counter.press("F5", "F2")
    assert pane(counter).startswith("대기번호 B1")
    away.append(True)
    counter.press("F2")
    assert pane(counter) == "번호표 없음 순번기 응답 없음 · 이 창구 0명"
    assert QApplication.activeModalWidget() is None
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)
    assert len(counter.opened.context.visit.lines) == 1


def test_a_leader_joins_the_machine_and_is_told_at_once_whether_it_answers(counter: Counter) -> None:
    room = TicketRoom(TicketScript(ticket=[Arrival()]), now=counter.home.desk.clock.now)
    counter.sign_in("park")
    counter.window.go("admin")
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    view.choose("queue")
    server = TicketServer(room)
    view.queue.address.setText(f"127.0.0.1:{server.address[1]}")
    view.queue.keep.click()
    counter.settle()
    assert view.notice.text() == "순번기가 응답합니다. 대기 1명입니다."
    counter.window.go("seal")
    counter.window.basket.queue.tick()
    counter.settle()
    assert "대기 1명" in pane(counter)
    counter.window.go("admin")
    view.choose("queue")
    server.stop()
    view.queue.ask.click()
    counter.settle()
    assert "응답하지 않습니다" in view.notice.text()
    view.queue.address.setText("somewhere")
    view.queue.keep.click()
    counter.settle()
    assert view.notice.text().startswith("순번기의 주소와 포트를")
    view.queue.off.click()
    counter.settle()
    assert (view.queue.address.text(), view.queue.off.isHidden()) == ("", True)


def test_a_clerk_only_sees_where_the_machine_is(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("admin")
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    assert (view.queue.keep.isHidden(), view.queue.address.isReadOnly()) == (True, True)


def test_why_a_number_is_not_called_yet_is_said_where_it_was_asked_for(counter: Counter) -> None:
    """The dialog stands before the basket: what is said there is not read."""
    counter.sign_in()
    take(counter, "1", "1")
    counter.press("F5")
    counter.type("김민수")
    opened = dialog(counter)
    opened.waiting.setFocus()
    counter.press("Down", "Return")
    assert "입력하던 민원이 있습니다" in opened.notice.text()
    assert pane(counter).startswith("번호표 없음 대기 2명")
    counter.window.intake("seal").presenter.leave_form()
    form = counter.window.intake("seal").form
    assert form is not None
    form.put("applicant.name", "")
    opened.waiting.setFocus()
    opened.waiting.setCurrentRow(1)
    counter.press("Return")
    assert pane(counter).startswith("대기번호 2")
