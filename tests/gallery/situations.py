"""The middle of visits, one after the other: what a clerk meets that no tab shows when it is opened."""

from __future__ import annotations

from collections.abc import Iterator

from PyQt6.QtWidgets import QApplication, QDialog, QWidget

from tests.desks import on_writer
from tests.gallery.citizen import citizen_states
from tests.ui.counter import Counter

RRN = "9001011234568"
State = tuple[str, QWidget | None]


def situations(counter: Counter) -> Iterator[State]:
    """Each by its name, with the dialog that is to be seen alone if there is one. Somebody who leads is signed in, the day is open."""
    yield from _a_visit(counter)
    yield from citizen_states(counter, put_seal_in_basket)
    yield from _dialogs(counter)
    yield from _an_outage(counter)
    yield from _nobody(counter)


def _a_visit(counter: Counter) -> Iterator[State]:
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("F11")
    yield "form-lacks-something", None
    counter.press("F5", "F4")
    counter.press("F8")
    counter.window.intake("integrated").presenter.choose("resident_registration_copy")
    counter.settle()
    counter.type("이하늘")  # a form with nothing in it is nobody's visit
    counter.press("F4")
    counter.window.intake("integrated").presenter.leave_form()
    yield "two-visits-put-aside", None
    counter.press("F4")
    counter.settle()
    put_seal_in_basket(counter)
    yield "basket-with-a-line", None
    counter.press("F12")
    yield "basket-exemption", None
    counter.press("Escape", "Shift+F12")
    yield "basket-why", None
    counter.press("Escape", "F10")
    yield "basket-confirm", None
    counter.press("Return")
    yield "basket-cash", None
    counter.press("Return")
    yield "basket-done", None
    counter.window.basket.presenter.print_receipt()
    counter.settle()
    yield from _open_dialogs(counter, "paper-receipt")
    counter.press("F2")
    put_seal_in_basket(counter)
    counter.press("Shift+F11")
    counter.press("Return")
    yield "basket-several-means", None
    counter.press("Escape", "F11", "Return")
    yield "basket-card", None
    counter.press("Escape")
    counter.window.basket.focus_table()
    counter.press("Del")


def put_seal_in_basket(counter: Counter) -> None:
    """A seal certificate lies in the basket."""
    counter.window.intake("seal").presenter.choose("seal_certificate_issue")
    counter.window.go("seal")
    model = counter.window.intake("seal").presenter.model
    form = counter.window.intake("seal").form
    assert model is not None and form is not None
    for name, value in {"applicant.name": "김민수", "applicant.rrn": RRN}.items():
        form.put(name, value)
    for name in model.checked().problems:
        form.put(name, model.form.field(name).choices[0].value)
    counter.window.intake("seal").presenter.add()
    counter.settle()


def _dialogs(counter: Counter) -> Iterator[State]:
    for key, name in (("F1", "keys"), ("Shift+F1", "lamps"), ("Ctrl+F2", "tickets"), ("Ctrl+K", "service-box")):
        counter.window.go("family")
        counter.window.intake("family").focus_box()
        counter.press(key)
        yield from _open_dialogs(counter, name)


def _open_dialogs(counter: Counter, name: str) -> Iterator[State]:
    """Every dialog that is open, and then none any more."""
    for dialog in [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]:
        yield name, dialog
        dialog.reject()
    counter.window.activateWindow()
    counter.window.intake("family").focus_box()


def _an_outage(counter: Counter) -> Iterator[State]:
    services, actor = counter.home.services, counter.opened.context.session.signed_in()
    on_writer(counter.home, lambda: services.set_lamp(actor, "seal", True))
    counter.window.shell.refresh()
    counter.settle()
    counter.window.intake("seal").presenter.choose("seal_certificate_issue")
    counter.window.go("seal")
    yield "system-away", None
    on_writer(counter.home, lambda: services.set_lamp(actor, "seal", False))
    counter.window.shell.refresh()


def _nobody(counter: Counter) -> Iterator[State]:
    counter.press("Ctrl+L")
    yield "locked", None
    counter.window.login.failed(counter.opened.context.words.text("login.both"))
    yield "login-refused", None
