"""Long work: shown after a moment, with how far it is, stopped without leaving anything half done."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import msgspec
import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QLabel

from app.domain.errors import Stopped
from app.domain.every_paper import Paper
from app.domain.views import Far
from app.ports.progress import UNWATCHED, Progress
from app.ui.papers import PaperDialog
from app.ui.shots import pump
from app.ui.tabs.sync.view import SyncView
from app.ui.tasks import Task, Tasks
from app.ui.work_bar import AFTER_MS
from tests import money_papers
from tests.scans import a_case
from tests.ui.counter import Counter, Typesetter


def test_a_task_that_is_stopped_ends_at_its_next_step_and_tells_till_then() -> None:
    task = Task("대장 출력", stoppable=True)
    task.step(3, 12)
    assert (task.percent, task.stopping) == (25, False)
    task.stop()
    with pytest.raises(Stopped):
        task.step(4, 12)
    task.tell(5)
    assert task.percent is None


def test_from_where_it_binds_a_task_goes_on_and_a_wish_before_that_still_ends_it() -> None:
    task = Task("백업에서 되찾기", stoppable=True)
    task.binding()
    task.stop()
    task.step(1)
    assert not task.stoppable and not task.stopping
    late = Task("백업에서 되찾기", stoppable=True)
    late.stop()
    with pytest.raises(Stopped):
        late.binding()


def test_what_cannot_be_stopped_goes_on() -> None:
    tasks = Tasks()
    told: list[int] = []
    tasks.watch(lambda: told.append(len(tasks.running)))
    task = tasks.begin("자료 옮기기", stoppable=False)
    assert tasks.stop() is False
    task.step(1)
    tasks.end(task)
    assert told == [1, 0]


def long_work(counter: Counter, *, stoppable: bool) -> tuple[Event, list[str], list[Exception]]:
    """Work in the network pool that goes on until it is let go or stopped."""
    go_on, done, failed = Event(), [], []  # type: Event, list[str], list[Exception]
    context = counter.opened.context

    def work(progress: Progress) -> str:
        for at in range(2_000):
            progress.step(at, 2_000)
            if go_on.wait(0.005):
                break
        return "done"

    context.long(context.net, "busy.book", work, done=done.append, failed=failed.append, stoppable=stoppable)
    return go_on, done, failed


def wait_until_shown(counter: Counter) -> None:
    for _ in range(4 * AFTER_MS // 5):
        pump(5)
        if counter.window.foot.busy.isVisible():
            return
    raise AssertionError("the foot never said what is under way")


def test_long_work_is_said_in_the_foot_and_one_key_stops_it(counter: Counter) -> None:
    counter.sign_in()
    _, done, failed = long_work(counter, stoppable=True)
    busy = counter.window.foot.busy
    assert not busy.isVisible()  # not for what is over in a moment
    wait_until_shown(counter)
    busy.show_now()
    assert busy.text().startswith("대장 출력 중: ") and "2,000" in busy.text() and busy.stop.isVisible()
    counter.press("Shift+Esc")
    assert (done, [type(each) for each in failed]) == ([], [Stopped])
    assert not busy.isVisible()


def test_what_cannot_be_stopped_says_so(counter: Counter) -> None:
    counter.sign_in()
    go_on, done, failed = long_work(counter, stoppable=False)
    wait_until_shown(counter)
    busy = counter.window.foot.busy
    assert not busy.stop.isVisible() and "멈출 수 없습니다" in busy._note.text()
    assert counter.opened.context.tasks.stop() is False
    go_on.set()
    counter.settle()
    assert (done, failed, busy.isVisible()) == (["done"], [], False)


def test_a_new_desk_says_how_far_it_is_with_the_offices_book(counter: Counter) -> None:
    counter.sign_in()
    services, busy = counter.home.services, counter.window.foot.busy
    plain = counter.on_writer(services.sync_status)

    def look_again(filling: Far | None) -> None:
        told = msgspec.structs.replace(plain, central="up", line=True, filling=filling)
        services.sync_status = lambda: told
        counter.window.shell.refresh()
        counter.settle()

    look_again(Far(0, 0))
    wait_until_shown(counter)
    assert busy.text() == "민원실 대장 기재 받기 중" and not busy.stop.isVisible() and "접수는 됩니다" in busy._note.text()
    assert "정리까지 끝나야" in busy._note.text()  # what is here and not listed yet is not right either
    counter.window.go("sync")
    look_again(Far(12_000, 48_000))
    busy.show_now()
    assert busy.text() == "민원실 대장 기재 받기 중: 12,000 / 48,000 (25%)"
    page = counter.window.tabs["sync"]
    assert isinstance(page, SyncView)
    shown = "\n".join(each.text() for each in page.line.findChildren(QLabel))
    assert "기재 48,000건 가운데 12,000건 받음" in shown and "따로 멈출 수는 없습니다" in shown
    look_again(Far(30_000, 48_000, folding=True))
    busy.show_now()
    assert busy.text() == "민원실 대장 기재 정리 중: 30,000 / 48,000 (62%)" and "정리가 끝나야" in busy._note.text()
    shown = "\n".join(each.text() for each in page.line.findChildren(QLabel))
    assert "모두 받음. 기재 48,000건 가운데 30,000건을 대장에 정리함" in shown and "마저 정리합니다" in shown
    look_again(None)
    assert not busy.isVisible() and counter.opened.context.tasks.running == []


def test_long_work_takes_nothing_from_the_word_at_the_end_of_the_foot(counter: Counter) -> None:
    counter.sign_in("park")
    foot = counter.window.foot
    foot._state.setText("확정")
    foot._state.show()
    foot.busy.show()
    arranged = foot.layout()
    assert arranged is not None
    arranged.activate()
    arranged.setGeometry(QRect(0, 0, arranged.minimumSize().width(), foot.height()))
    assert foot._state.width() >= foot._state.sizeHint().width()


def test_a_book_that_is_stopped_was_never_looked_at(counter: Counter) -> None:
    actor = counter.sign_in("park")
    services = counter.home.services
    counter.on_writer(lambda: a_case(counter.home, actor, "seal_certificate_issue"))
    before = counter.home.store.head.seq
    task = Task("대장", stoppable=True)
    task.stop()
    day = counter.opened.context.today()
    with pytest.raises(Stopped):
        counter.on_writer(lambda: services.books.print_book(actor, "seal_issue_book", day, day, progress=task))
    assert counter.home.store.head.seq == before


class Slow(Typesetter):
    """Draws once it is let go."""

    def __init__(self) -> None:
        self.asked, self.go_on = Event(), Event()

    def paper_pdf(self, paper: Paper, *, large: bool = False, progress: Progress = UNWATCHED) -> bytes:
        self.asked.set()
        while not self.go_on.wait(0.005):
            progress.step(1)
        return super().paper_pdf(paper, large=large, progress=progress)


def while_drawing(counter: Counter, monkeypatch: pytest.MonkeyPatch, show: Callable[[], object]) -> Slow:
    """That paper is filled and being drawn."""
    maker = Slow()
    monkeypatch.setattr(counter.window.papers, "maker", maker)
    show()
    for _ in range(600):
        pump(5)
        if maker.asked.is_set():
            return maker
    raise AssertionError("nothing is drawn")


def papers_open(counter: Counter) -> int:
    return len(counter.window.findChildren(PaperDialog))


def test_a_paper_that_stands_in_the_book_is_drawn_to_its_end(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in()
    maker = while_drawing(counter, monkeypatch, lambda: counter.window.papers.show(money_papers.a_cash_sheet))
    assert counter.opened.context.tasks.stop() is False
    maker.go_on.set()
    counter.settle()
    assert papers_open(counter) == 1


def test_a_book_that_is_stopped_while_it_is_drawn_says_that_it_stands_as_printed(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in("park")
    papers = counter.window.papers
    while_drawing(counter, monkeypatch, lambda: papers.show_long("busy.book", lambda _: money_papers.a_month()))
    assert counter.opened.context.tasks.stop()
    counter.settle()
    assert "재발행으로 기록됩니다" in counter.window.notice.text() and papers_open(counter) == 0
    while_drawing(counter, monkeypatch, lambda: papers.show_long("busy.book", lambda _: money_papers.a_month(), reading=True))
    assert counter.opened.context.tasks.stop()
    counter.settle()
    assert "바뀐 것은 없습니다" in counter.window.notice.text()


def test_no_paper_opens_over_a_window_that_was_locked_while_it_was_drawn(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.sign_in()
    maker = while_drawing(counter, monkeypatch, lambda: counter.window.papers.show(money_papers.a_cash_sheet))
    counter.window.shell.sign_out("lock")
    maker.go_on.set()
    counter.settle()
    assert papers_open(counter) == 0
