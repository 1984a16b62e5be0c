"""What a good day does not show: things undone, refused, away, in dispute or long. What is done here cannot be done twice in a home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from msgspec import structs
from PyQt6.QtWidgets import QApplication, QDialog, QListWidget, QWidget

from app.devices.terminal_simulator import Step
from app.domain.views import Far, SyncStatus
from app.services.make_sample import make_samples
from app.ui.shots import sign_in
from app.ui.tabs.closing.view import ClosingView
from app.ui.tabs.sync.view import SyncView
from app.ui.tabs.worklist.view import WorklistView
from tests.desks import NINE, PASSWORD, the_catalogue, the_people
from tests.fakes.fixed_clock import FixedClock
from tests.gallery.situations import put_seal_in_basket
from tests.ui.counter import Counter
from tests.ui.joined import joining
from tests.ui.test_busy import long_work, wait_until_shown
from tests.ui.test_disputes import disputed_payment

State = tuple[str, QWidget | None]
SERVICES = ("resident_registration_copy", "birth_filing", "passport_multiple_10y", "information_disclosure_request")
AGO_MS = 240_000
BUSY = "busy"


def troubled(counter: Counter) -> Iterator[State]:
    """Each by its name; the home of the counter is new, nobody has signed in. The window is at the lock afterwards."""
    actor = counter.sign_in("park", day=False)
    counter.back_to_the_window()
    yield from _dialogs(counter, "privacy-duty")
    yield "day-not-open", None
    counter.on_writer(lambda: counter.home.services.open_day(actor, 100_000))
    counter.on_writer(lambda: counter.home.services.access.acknowledge_duty(actor))
    counter.window.shell.refresh()
    counter.settle()
    yield from _disputes(counter)  # before anything else is paid
    _record(counter)
    for part in (_money, _cards, _outages, _central, _searches, _long, _lists, _people, _tomorrow, _locks):
        yield from part(counter)


def _dialogs(counter: Counter, name: str) -> Iterator[State]:
    """Every dialog that is open, and then the window has the keyboard again."""
    for dialog in [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]:
        yield name, dialog
        dialog.reject()
    counter.back_to_the_window()


def _record(counter: Counter) -> None:
    services, actor = counter.home.services, counter.opened.context.session.signed_in()

    def work() -> None:
        for seed, service in enumerate(SERVICES, start=20):
            for draft in make_samples(the_catalogue(), the_people(), service=service, count=2, seed=seed, today=NINE.date()):
                services.record_case(actor, structs.replace(draft, exemption=None))

    counter.on_writer(work)
    counter.opened.context.session.tell("cases")
    counter.settle()


def _money(counter: Counter) -> Iterator[State]:
    """The last case is taken back by two people, a payment is given back, the drawer holds less than the book says."""
    put_seal_in_basket(counter)
    counter.press("F10", "Return", "Return")
    counter.back_to_the_window()
    counter.press("Ctrl+F10")
    yield from _dialogs(counter, "undo")
    counter.press("F9", "Escape", "2", "Return")
    yield "refund", None
    counter.press("Escape")
    counter.window.go("closing", "close")
    counter.settle()
    closing = counter.window.tabs["closing"]
    assert isinstance(closing, ClosingView)
    closing.close_page.count.take_focus()
    counter.digits("1")
    counter.press(*["Return"] * 9)
    yield "closing-difference", None


def _cards(counter: Counter) -> Iterator[State]:
    """A terminal that declines, and one that says nothing."""
    actor, terminal = counter.opened.context.session.signed_in(), counter.home.services.terminal
    counter.on_writer(lambda: terminal.join(actor, "192.0.2.10", 8583, "T1"))
    joining(counter)(Step(on="purchase", do="decline", code="51"), Step(on="purchase", do="no_answer"), Step(on="inquiry", do="no_answer"))
    counter.window.shell.refresh()
    put_seal_in_basket(counter)
    counter.press("F11", "Return")
    yield "card-declined", None
    counter.press("F11", "Return")
    yield "card-unknown", None
    counter.window.go("payments", "cards")
    yield "card-unknown-listed", None
    counter.window.go("payments", "terminal")
    yield "card-terminal", None
    counter.window.basket.charge._ask.click()  # the next inquiry is answered
    counter.settle()


def _disputes(counter: Counter) -> Iterator[State]:
    disputed_payment(counter, counter.opened.context.session.signed_in())
    counter.opened.context.session.tell("cases")
    counter.window.go("worklist", "dispute")
    counter.settle()
    yield "disputes", None
    counter.press("Return")
    yield "dispute-open", None
    counter.press("Escape")


def _outages(counter: Counter) -> Iterator[State]:
    services, actor = counter.home.services, counter.opened.context.session.signed_in()
    clock = counter.home.desk.clock
    assert isinstance(clock, FixedClock)
    counter.on_writer(lambda: services.set_lamp(actor, "resident", True, "통신 장애"))
    clock.advance(timedelta(minutes=25))
    counter.on_writer(lambda: services.set_lamp(actor, "seal", True))
    counter.on_writer(lambda: services.set_lamp(actor, "resident", False))
    counter.window.shell.refresh()
    counter.settle()
    _sync(counter, "outages")
    yield "outages", None
    counter.press("Shift+F1")
    yield from _dialogs(counter, "lamps-one-down")


def _central(counter: Counter) -> Iterator[State]:
    """The line to central: it is there, it is away, it takes nothing."""
    services = counter.home.services
    before, now = services.sync_status, counter.opened.context.now_ms()
    alone = counter.on_writer(before)
    common = {
        "acked_seq": alone.last_seq - 12,
        "confirmed_seq": alone.last_seq - 12,
        "pending": 12,
        "confirmed_office_seq": 4_210,
        "attempts": 3,
    }
    joined = structs.replace(alone, central="up", line=True, last_try_ms=now - 5_000, oldest_unacked_ms=now - AGO_MS, **common)
    states: dict[str, SyncStatus] = {
        "central-up": joined,
        "central-filling": structs.replace(joined, filling=Far(12_000, 48_000)),
        "central-down": structs.replace(joined, central="down", last_answer="central_unreachable", next_try_s=40.0),
        "central-refuses": structs.replace(
            joined, refused_since_ms=now - AGO_MS * 20, oldest_unacked_ms=now - AGO_MS * 20, last_answer="central_busy"
        ),
    }
    for name, status in states.items():
        services.sync_status = lambda status=status: status  # type: ignore[misc]
        counter.window.shell.refresh()
        counter.settle()
        _sync(counter, "line")
        yield name, None
    services.sync_status = before
    counter.window.shell.refresh()
    counter.settle()


def _sync(counter: Counter, page: str) -> None:
    counter.window.go("sync")
    view = counter.window.tabs["sync"]
    assert isinstance(view, SyncView)
    view.choose(page)
    counter.settle()


def _searches(counter: Counter) -> Iterator[State]:
    """What is typed finds something, nothing, or cannot be read."""
    counter.press("F8", "Ctrl+K")
    counter.type("등본")
    yield "service-box", None
    counter.press("Escape", "F3")
    counter.type("ㄱㅁㅅ")
    yield "search-initials", None
    counter.press("Escape", "F3")
    counter.type("없는사람")
    yield "search-nothing", None
    counter.press("Escape", "F3", "Tab")
    counter.type("2699")
    counter.press("Return")
    yield "search-wrong-date", None
    counter.press("Escape")


def _long(counter: Counter) -> Iterator[State]:
    go_on, _, _ = long_work(counter, stoppable=True)
    wait_until_shown(counter)
    yield BUSY, None
    go_on.set()
    counter.settle()


def _lists(counter: Counter) -> Iterator[State]:
    """The questions of the work list."""
    counter.window.go("worklist", "official_no")
    counter.settle()
    view = counter.window.tabs["worklist"]
    assert isinstance(view, WorklistView)
    for name, ask in (("numbers", view.ask_numbers), ("telling", view.ask_telling), ("hand-over", view.ask_hand_over)):
        if name == "hand-over":  # of one person's cases, never of everybody's
            view.presenter.choose_person(counter.opened.context.session.signed_in().user)
            counter.settle()
        ask()
        counter.settle()
        yield f"worklist-{name}", None
        view.choose("")
    view.presenter.choose_person("")
    counter.settle()


def _people(counter: Counter) -> Iterator[State]:
    """What only the administrator sees."""
    counter.window.shell.sign_out("user")
    counter.settle()
    admin = counter.on_writer(lambda: counter.home.services.sign_in("admin", PASSWORD))
    counter.on_writer(lambda: counter.home.services.access.acknowledge_duty(admin))
    sign_in(counter.opened, admin)
    counter.window.go("admin")
    (pages,) = counter.window.tabs["admin"].findChildren(QListWidget)[:1]
    pages.setCurrentRow(0)
    yield "administrator-staff", None
    counter.window.go("admin", "central")
    yield "administrator-join-central", None


def _tomorrow(counter: Counter) -> Iterator[State]:
    """Yesterday was not closed."""
    clock = counter.home.desk.clock
    assert isinstance(clock, FixedClock)
    counter.window.shell.sign_out("user")
    clock.advance(timedelta(days=3))
    sign_in(counter.opened, counter.on_writer(lambda: counter.home.services.sign_in("park", PASSWORD)))
    counter.window.go("seal")
    counter.settle()
    yield "yesterday-not-closed", None
    _sync(counter, "ready")
    yield "readiness-red", None


def _locks(counter: Counter) -> Iterator[State]:
    services, actor = counter.home.services, counter.opened.context.session.signed_in()

    def allow() -> None:
        services.short.allow(actor, True)
        services.short.set_number(actor, PASSWORD, "4071")

    counter.on_writer(allow)
    counter.press("Ctrl+L")
    yield "locked-short-number", None
