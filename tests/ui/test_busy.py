"""Long work: shown after a moment, with how far it is, stopped without leaving anything half done."""

from __future__ import annotations

from threading import Event

import pytest

from app.domain.errors import Stopped
from app.ports.progress import Progress
from app.ui.shots import pump
from app.ui.tasks import Task, Tasks
from app.ui.work_bar import AFTER_MS
from tests.scans import a_case
from tests.ui.counter import Counter


def test_a_task_that_is_stopped_ends_at_its_next_step_and_tells_till_then() -> None:
    task = Task("대장 출력", stoppable=True)
    task.step(3, 12)
    assert (task.percent, task.stopping) == (25, False)
    task.stop()
    with pytest.raises(Stopped):
        task.step(4, 12)
    task.tell(5)
    assert task.percent is None


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
