"""Work without the others, by keyboard: lamps of the room, the four pages of 동기화, slips typed in later, numbers in free text."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from PyQt6.QtWidgets import QLabel, QLineEdit, QPushButton

from app.domain.sampling import sample
from app.domain.views import Actor
from app.ui.lamps import LampDialog
from app.ui.papers import PaperDialog
from app.ui.strip import truths
from app.ui.sync_action import SyncAction
from app.ui.tabs.closing.day_text import pairs_of
from app.ui.tabs.sync.line_page import LinePage
from app.ui.tabs.sync.presenter import SyncPresenter
from app.ui.tabs.sync.view import SyncView
from app.ui.tabs.worklist.view import WorklistView
from tests.desks import NINE, the_people
from tests.ui.counter import Counter
from tests.ui.test_look import another_window

PAPER = "resident_registration_copy"
RRN = "900101-1234568"


def later(counter: Counter, **span: float) -> None:
    counter.home.desk.clock.advance(timedelta(**span))  # type: ignore[attr-defined]


def sync_tab(counter: Counter) -> SyncView:
    counter.window.go("sync")
    counter.settle()
    view = counter.window.tabs["sync"]
    assert isinstance(view, SyncView)
    return view


def slips_of(counter: Counter, actor: Actor, *, used: int) -> list[str]:
    """Ten slips, that many of them used on paper and not typed in."""

    def work() -> list[str]:
        offline = counter.home.services.offline
        numbers = [slip.number for slip in offline.print_slips(actor, 10).slips]
        if used:
            offline.mark_slips(actor, numbers[0], numbers[used - 1], "handed_out")
        return numbers

    return counter.on_writer(work)


def rows(table: object) -> list[list[str]]:
    from PyQt6.QtWidgets import QTableWidget

    assert isinstance(table, QTableWidget)
    cells = [[table.item(at, place) for place in range(table.columnCount())] for at in range(table.rowCount())]
    return [[cell.text() if cell is not None else "" for cell in line] for line in cells]


def test_the_leader_turns_a_lamp_for_the_whole_room_and_a_clerk_cannot(counter: Counter) -> None:
    counter.sign_in("park")
    counter.press("Shift+F1")
    dialog = counter.window.findChildren(LampDialog)[-1]
    assert not dialog.room.isHidden()
    dialog.setFocus()
    counter.press("0", "2")
    (outage,) = counter.on_writer(lambda: counter.home.desk.store.outages.open("resident"))
    assert (outage.scope, outage.by) == ("room", "leader")
    dialog.close()
    counter.window.shell.sign_out()
    counter.settle()
    counter.sign_in("lee", day=False)
    counter.back_to_the_window()
    counter.press("Shift+F1")
    (mine,) = (each for each in counter.window.findChildren(LampDialog) if each.isVisible())
    assert mine.room.isHidden()
    counter.window.shell.turn_lamp("resident")
    counter.settle()
    assert counter.window.notice.text().startswith("팀장이 민원실 전체에 연 장애입니다.")


def test_digits_choose_the_pages_also_from_inside_a_table(counter: Counter) -> None:
    counter.sign_in()
    view = sync_tab(counter)
    for digit, page in (("2", "ready"), ("3", "outages"), ("4", "slips"), ("1", "line")):
        if view.page == "slips":
            counter.press("Escape")  # out of the field in which digits are typed
        counter.press(digit)
        assert view.page == page


def test_the_readiness_page_says_the_worst_first_and_enter_mends_it(counter: Counter) -> None:
    counter.sign_in()
    view = sync_tab(counter)
    counter.press("2")
    found = rows(view.ready.table)
    assert len(found) == 25
    signs = [line[0][0] for line in found]
    assert signs == sorted(signs, key="✕▲●".index)
    slips = next(at for at, line in enumerate(found) if line[1] == "수기접수증")
    assert "빈 종이가 없습니다" in found[slips][2]
    view.ready.table.selectRow(slips)
    counter.press("Return")
    assert view.page == "slips"


def test_the_ledger_is_checked_from_the_readiness_page_while_the_counter_goes_on(counter: Counter) -> None:
    counter.sign_in()
    view = sync_tab(counter)
    view.choose("ready")
    counter.settle()
    ledger = next(at for at, line in enumerate(rows(view.ready.table)) if line[1] == "원장")
    assert "아직 검사하지 않았습니다" in rows(view.ready.table)[ledger][2]
    view.ready.table.selectRow(ledger)
    counter.press("Return")
    assert "이상이 없습니다" in view.ready.notice.text()
    (line,) = (line for line in rows(view.ready.table) if line[1] == "원장")
    assert line[0] == "● 좋음"


def test_an_outage_of_the_morning_is_written_down_and_its_sheet_seen(counter: Counter) -> None:
    counter.sign_in("park")
    view = sync_tab(counter)
    view.choose("outages")
    counter.settle()
    page = view.outages
    page.since.setText("261120 0600")
    page.until.setText("261120 0800")
    page.cause.setFocus()
    counter.type("회선 장애")
    counter.press("Return")
    (found,) = counter.on_writer(lambda: counter.home.services.offline.room_outages(0, 2**50))
    assert (found.system, found.causes, found.until is not None) == ("seal", ["회선 장애"], True)
    assert rows(page.table)[0][4] == "회선 장애"
    page.table.setFocus()
    counter.press("Return")
    assert counter.window.findChildren(PaperDialog)


def test_a_time_that_cannot_be_read_is_said_and_nothing_is_written(counter: Counter) -> None:
    counter.sign_in("park")
    view = sync_tab(counter)
    view.choose("outages")
    counter.settle()
    view.outages.since.setText("어제")
    view.outages.cause.setFocus()
    counter.press("Return")
    assert view.outages.notice.text()
    assert counter.on_writer(lambda: counter.home.services.offline.room_outages(0, 2**50)) == []


def test_slips_are_printed_with_new_numbers_and_one_is_accounted_for(counter: Counter) -> None:
    actor = counter.sign_in()
    numbers = slips_of(counter, actor, used=2)
    view = sync_tab(counter)
    view.choose("slips")
    counter.settle()
    assert [line[0] for line in rows(view.slips.table)] == numbers[:2]
    view.slips.mark.setCurrentIndex(1)
    view.slips.reason.setFocus()
    counter.type("잘못 적음")
    counter.press("Return")
    assert [line[0] for line in rows(view.slips.table)] == numbers[1:2]
    view.slips.count.setText("5")
    view.slips.count.setFocus()
    counter.press("Return")
    assert counter.window.findChildren(PaperDialog)
    assert counter.on_writer(counter.home.services.offline.slip_status).printed == 15


def test_slips_that_a_jam_ate_come_again_under_their_own_numbers(counter: Counter) -> None:
    actor = counter.sign_in()
    numbers = slips_of(counter, actor, used=0)
    view = sync_tab(counter)
    view.choose("slips")
    counter.settle()
    again = next(each for each in view.slips.findChildren(QPushButton) if each.text() == "다시 인쇄")
    again.setFocus()
    counter.press("Return")
    assert view.slips.notice.text() == "다시 인쇄할 번호를 적으십시오."
    assert not counter.window.findChildren(PaperDialog)
    view.slips.first.setText(numbers[3])
    view.slips.last.setText(numbers[5])
    again.setFocus()
    counter.press("Return")
    (paper,) = counter.window.findChildren(PaperDialog)
    assert paper.isVisible() and "같은 번호로 다시 인쇄했습니다" in view.slips.notice.text()
    status = counter.on_writer(counter.home.services.offline.slip_status)
    assert (status.printed, status.stock) == (10, 10)
    marks = counter.on_writer(lambda: counter.home.desk.store.outages.slip_marks(status.slips))
    assert [(each.first, each.last) for each in marks if each.mark == "printed"] == [(1, 10), (4, 6)]


def test_a_slip_is_typed_in_from_the_work_list_by_keys_alone(counter: Counter) -> None:
    actor = counter.sign_in("park")
    numbers = slips_of(counter, actor, used=1)
    counter.on_writer(lambda: counter.home.services.set_lamp(actor, "resident", True))
    later(counter, hours=2)
    counter.on_writer(lambda: counter.home.services.set_lamp(actor, "resident", False))
    counter.window.go("worklist")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    assert rows(view.table)[0][1] == numbers[0]
    counter.press("Return")
    counter.type("등본")
    counter.press("Return")
    assert counter.focused() == "접수일시"  # number and usual reason stand there already
    counter.type("261120 0930")
    counter.press("Return", "Return")
    form = counter.window.intake("integrated").form
    assert form is not None
    counter.type("홍길동")
    drawn = sample(counter.home.desk.catalogue.forms[PAPER], seed=3, index=0, today=NINE.date(), people=the_people())
    model = counter.window.intake("integrated").presenter.model
    assert model is not None
    for name, value in (
        ("applicant.rrn", drawn.applicant["rrn"]),
        ("applicant.phone", "010-1234-5678"),
        ("applicant.id_kind", "resident_card"),
    ):
        if any(each.id == name for each in model.form.fields):
            model.put(name, value)
    counter.window.intake("integrated").presenter.changed()
    counter.settle()
    assert counter.window.intake("integrated").presenter.add(), counter.window.intake("integrated")._trouble.text()
    counter.settle()
    counter.press("F10")
    counter.settle()
    (row,) = counter.on_writer(lambda: counter.home.services.ledger_page(limit=5))
    case = counter.on_writer(lambda: counter.home.desk.store.cases.find(row.case_id))
    assert case is not None
    assert (case.slip_no, case.state, case.late_reason) == (numbers[0], "received_only", "시스템 장애로 수기 접수")
    assert counter.on_writer(counter.home.services.offline.slip_status).missing == []


def test_a_wrong_slip_number_is_said_above_the_form_and_nothing_goes_into_the_basket(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("integrated")
    intake = counter.window.intake("integrated")
    intake.presenter.choose(PAPER)
    counter.settle()
    counter.press("Shift+F4")
    assert intake.late.isVisible()
    counter.type("26410-03-P-0001-1R")
    counter.press("Return")
    counter.type("261119 1400")
    counter.press("Return", "Return")
    intake.presenter.changed()
    counter.settle()
    assert not intake.presenter.add()
    counter.settle()
    assert "인쇄한 적이 없는 번호입니다" in intake.late.lines["slip_no"].accessibleDescription()
    assert counter.opened.context.visit.lines == []
    counter.press("Shift+F4")
    assert not intake.late.isVisible()
    assert intake.presenter.model is not None
    assert intake.presenter.model.draft().slip_no is None


def test_a_late_form_that_was_left_comes_back_with_its_slip(counter: Counter) -> None:
    counter.sign_in()
    intake = counter.window.intake("integrated")
    counter.window.go("integrated")
    intake.presenter.choose(PAPER)
    intake.presenter.toggle_late()
    intake.late.lines["slip_no"].setText("26410-03-P-0001-1R")
    model = intake.presenter.model
    assert model is not None
    kept = msgspec.json.decode(msgspec.json.encode(model.to_json()))
    intake.presenter.take_back(kept)
    counter.settle()
    assert intake.late.lines["slip_no"].text() == "26410-03-P-0001-1R"
    assert intake.late.isVisible()


def test_a_resident_number_in_a_free_text_field_is_said_while_it_is_typed(counter: Counter) -> None:
    counter.sign_in()
    counter.window.go("integrated")
    intake = counter.window.intake("integrated")
    intake.presenter.choose(PAPER)
    counter.settle()
    assert intake.form is not None
    purpose = next(each.id for each in intake.form.model.shown() if each.kind == "text")
    intake.form.go_to(purpose)
    counter.type(f"은행 제출 {RRN}")
    assert intake.form.editor(purpose).trouble() == "주민등록번호를 여기에 적지 마십시오"
    line = counter.focus()
    assert isinstance(line, QLineEdit)
    for _ in range(14):
        counter.press("Backspace")
    assert intake.form.editor(purpose).trouble() == ""


@pytest.mark.parametrize("place", ["cause", "slip reason", "late reason"])
def test_a_resident_number_in_any_reason_is_said_while_it_is_typed(counter: Counter, place: str) -> None:
    actor = counter.sign_in("park")
    slips_of(counter, actor, used=0)
    view = sync_tab(counter)
    if place == "late reason":
        counter.window.go("integrated")
        intake = counter.window.intake("integrated")
        intake.presenter.choose(PAPER)
        intake.presenter.toggle_late()
        line = intake.late.lines["late_reason"]
    else:
        view.choose("outages" if place == "cause" else "slips")
        line = view.outages.cause if place == "cause" else view.slips.reason
    counter.settle()
    line.setFocus()
    counter.type(f"본인 {RRN} 요청")
    assert line.accessibleDescription() == "주민등록번호를 여기에 적지 마십시오"
    line.setText("본인 요청")
    assert line.accessibleDescription() == ""


def test_the_line_page_shows_the_truths_and_the_outages_of_today(counter: Counter) -> None:
    actor = counter.sign_in("park")
    counter.on_writer(lambda: counter.home.services.set_lamp(actor, "seal", True, "응답 없음"))
    view = sync_tab(counter)
    shown: list[tuple[str, str]] = []

    class Seen:
        def show_state(self, headline: str, tone: str, pairs: object, *, alone: bool) -> None:
            shown[:] = list(pairs)  # type: ignore[call-overload]

        def show_truths(self, truths: object) -> None:
            shown.extend(truths)  # type: ignore[arg-type]

        def set_busy(self, busy: bool) -> None: ...

        def say(self, text: str, tone: str = "") -> None: ...

    presenter = SyncPresenter(counter.opened.context, Seen(), lambda: None)
    presenter.enter()
    counter.settle()
    found = dict(shown)
    last = f"{counter.on_writer(counter.home.sync_status).last_seq}건"
    assert found["오늘 장애"].startswith("인감시스템 09:00 – 계속")
    assert found == {
        "중앙서버": "없음",
        "저장됨": last,
        "오늘 장애": found["오늘 장애"],
    }  # nothing waits to be sent where nothing is sent
    with_central(counter)
    presenter.show()
    found = dict(shown)
    assert found["오늘 장애"].startswith("인감시스템 09:00 – 계속") and found["보낼 것"].startswith(f"{last} · 가장 오래된 것")
    assert (found["저장됨"], found["보냄"], found["중앙 확인"]) == (last, "0건", "0건")
    assert view.line.send.isEnabled()


def test_an_outage_that_lasts_says_so_as_what_stands_alone_in_its_cell(counter: Counter) -> None:
    actor = counter.sign_in("park")
    counter.on_writer(lambda: counter.home.services.set_lamp(actor, "seal", True, ""))
    with another_window(counter, "en") as desk:
        view = sync_tab(desk)
        view.choose("outages")
        desk.settle()
        assert rows(view.outages.table)[0][2] == "▲ Still going on"


def test_values_of_the_line_stand_alone_and_begin_as_such(counter: Counter) -> None:
    counter.sign_in("park")
    with another_window(counter, "en") as desk:
        view = sync_tab(desk)
        said = [shown.text() for _, shown in view.line._pairs._lines]
        assert said == ["None", "None"]  # no central, no outage
        with_central(desk)
        view.line.presenter.show()
        said = [shown.text() for _, shown in view.line._pairs._lines]
        assert [each for each in said if each[:1].islower()] == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ok", "Received"),
        ("bug", "The program made a mistake while talking to central"),
        ("code_of_a_later_central", "This program does not know the answer. … (code_of_a_later_central)"),
        ("", "–"),
    ],
)
def test_the_last_answer_is_words_and_a_code_without_any_stands_as_it_is(counter: Counter, code: str, told: str) -> None:
    counter.sign_in("park")
    services = counter.home.services
    answered = msgspec.structs.replace(counter.on_writer(services.sync_status), central="up", line=True, last_answer=code)
    services.sync_status = lambda: answered
    with another_window(counter, "en") as desk:
        view = sync_tab(desk)
        said = {name.text(): shown.text() for name, shown in view.line._pairs._lines}["Last answer"]
        begins, _, ends = told.partition("…")
        assert said.startswith(begins) and said.endswith(ends.strip())


def test_a_desk_without_a_central_says_so_where_others_count_what_they_have_to_send(counter: Counter) -> None:
    counter.sign_in("park")
    view, strip = sync_tab(counter), counter.window.strip
    day = counter.on_writer(counter.home.services.day_status)
    for_central = dict(zip(view.line.commands, (each.for_central for each in counter.window._sync_actions), strict=True))
    assert strip._waiting.text() == strip._waiting.accessibleName() == "중앙서버 없음"
    assert dict(pairs_of(counter.opened.context, day, 0))["미전송"] == "중앙서버 없음"
    assert truths("saved", counter.opened.context.words, alone=counter.opened.context.alone) == "저장됨 ✓"
    assert "이 창구에만 있습니다" in view.line._promise.text()
    assert not any(made.isVisible() for made, sends in for_central.items() if sends)
    with_central(counter)
    assert strip._waiting.text().startswith("보낼 것 ")
    assert dict(pairs_of(counter.opened.context, day, 0))["미전송"].startswith(f"{day.unsent}건")
    assert truths("saved", counter.opened.context.words, alone=counter.opened.context.alone) == "저장됨 ✓  보냄 …  중앙 확인 …"
    assert "계속 보냅니다" in view.line._promise.text() and all(made.isVisible() for made in for_central)


def with_central(counter: Counter) -> None:
    """The same desk, as if it were one of a central that is away."""
    services = counter.home.services
    there = msgspec.structs.replace(counter.on_writer(services.sync_status), central="down", line=False)
    services.sync_status = lambda: there
    counter.window.shell.refresh()
    counter.settle()


def test_a_central_that_refuses_is_told_in_red_and_a_desk_without_one_has_nothing_to_send(counter: Counter) -> None:
    counter.sign_in("park")
    line, services = sync_tab(counter).line, counter.home.services
    assert not line.send.isVisible()
    alone, since = counter.on_writer(services.sync_status), counter.opened.context.now_ms() - 3_600_000
    refusing = msgspec.structs.replace(alone, central="up", line=True, refused_since_ms=since, last_answer="central_busy")
    services.sync_status = lambda: refusing
    counter.window.shell.refresh()
    counter.settle()
    assert "넘게 받지 않습니다" in line._state.text() and line._state.property("tone") == "danger"
    assert line.send.isVisible()
    said = " ".join(each.text() for each in line.findChildren(QLabel))
    assert "중앙서버가 바쁩니다" in said and "…" not in said  # how many seconds is known when it answers, not when it is read


def test_a_command_that_others_bring_runs_and_its_report_is_shown(counter: Counter) -> None:
    counter.sign_in("park")
    context = counter.opened.context
    page = LinePage(
        context,
        counter.window._look,
        lambda: None,
        [SyncAction("late.open", lambda words, path, _: f"{words.lang} {path}: 복원 12건, 없어졌을 수 있는 것 0건")],
    )
    page.commands[0].click()
    counter.settle()
    assert page.notice.text() == "ko None: 복원 12건, 없어졌을 수 있는 것 0건"
