"""양방향: the citizen sees what is asked for, says that it is right, agrees, signs and rates; and sees nothing of anybody else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

import msgspec
import pytest
from msgspec import structs
from PyQt6.QtCore import QEvent, QPointF, QRect, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton

from app.domain.citizen_entries import CitizenConfirmed
from app.domain.citizen_screen import CONSENTS, CitizenScreen, Confirmation
from app.domain.words import LANGS, Lang
from app.ui.citizen import screens
from app.ui.citizen.pages import Away, Consent, ItemLine, Items, Page, Signing, Thanks, Waiting
from app.ui.citizen.window import PREVIEW, CitizenWindow
from app.ui.rating_row import RatingRow
from app.ui.tabs.admin.citizen_panel import CitizenPanel
from app.ui.tabs.admin.view import AdminView
from app.wire.codec import decode_body
from tests.desks import PASSWORD
from tests.ui.counter import Counter, Typesetter, words_of
from tests.ui.test_flows import approve, arrived_passport, booklet, cases, scan, to_basket
from tests.ui.test_window import type_name_and_number


def set_screen(counter: Counter, settings: CitizenScreen) -> None:
    """The desk has that screen, whoever works at it."""
    services = counter.home.services
    counter.on_writer(lambda: services.work.set_citizen_screen(services.sign_in("park", PASSWORD), settings))


def with_a_screen(counter: Counter, **how: bool | str) -> CitizenWindow:
    """A clerk works at a desk with a screen for the citizen."""
    set_screen(counter, msgspec.convert({"screen": "window", **how}, CitizenScreen))
    counter.sign_in()
    return the_window(counter)


def the_window(counter: Counter) -> CitizenWindow:
    found = counter.opened.citizen.window
    assert found is not None
    return found


def seen(window: CitizenWindow) -> str:
    """Every word that stands on the screen now."""
    shown = [each.text() for each in window.findChildren(QLabel) if each.isVisible()]
    return "\n".join([*shown, *(each.text() for each in window.findChildren(QPushButton) if each.isVisible())])


def touch(counter: Counter, key: QPushButton) -> None:
    assert key.isVisible() and key.isEnabled()
    key.click()
    counter.settle()


def a_seal_certificate(counter: Counter) -> None:
    """One line in the basket, of 김민수."""
    type_name_and_number(counter)
    counter.press("Return", "1")
    to_basket(counter)


def confirmed(counter: Counter) -> list[CitizenConfirmed]:
    assert counter.home.lanes is not None
    rows = counter.home.lanes.reader.submit(
        counter.home.connections.all, "SELECT body FROM entry WHERE kind = 'citizen_confirmed' ORDER BY seq"
    ).result()
    found = [decode_body("citizen_confirmed", row[0]) for row in rows]
    return [each for each in found if isinstance(each, CitizenConfirmed)]


def test_a_desk_without_a_screen_works_as_it_did(counter: Counter) -> None:
    counter.sign_in()
    assert counter.opened.citizen.window is None and not counter.opened.citizen.bar.isVisible()
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    assert "관리 › 민원인 화면" in counter.window.basket.notice.text()
    assert counter.opened.context.visit.confirmed is None


def test_the_citizen_sees_the_request_masked_and_says_that_it_is_right(counter: Counter) -> None:
    window = with_a_screen(counter)
    assert isinstance(window.page, Waiting)
    a_seal_certificate(counter)
    assert isinstance(window.page, Items) and not window.page.asks
    words = seen(window)
    assert "김*수" in words and "1990. 1. 1." in words and "인감증명서" in words and "600원" in words
    assert "김민수" not in words and "1234568" not in words
    assert not window.agree.isVisible()
    counter.press("Ctrl+F9")
    assert "확인을 기다립니다" in counter.opened.citizen.bar.text()
    touch(counter, window.agree)
    assert "확인했습니다 (09:00)" in counter.opened.citizen.bar.text()
    counter.press("F11", "Return")
    approve(counter)
    (case,) = cases(counter)
    (told,) = confirmed(counter)
    assert (told.due_won, told.total_won, told.cases, told.by, told.lang) == (600, 600, 1, "citizen", "ko")
    detail = counter.on_writer(partial(counter.home.services.view_case, counter.opened.context.session.signed_in(), case.number))
    assert "citizen_confirmed" in [line.kind for line in detail.history] and case.state == "issued"


def said(counter: Counter) -> Confirmation | None:
    """What the citizen has said of the basket as it stands."""
    return counter.opened.context.visit.confirmed


def test_what_changes_after_the_page_was_sent_has_to_be_sent_again(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    assert window.agree.isVisible()
    counter.window.basket.presenter.more(0, 1)
    counter.settle()
    assert not window.agree.isVisible() and "다시 보내십시오" in counter.opened.citizen.bar.text()
    counter.press("Ctrl+F9")
    touch(counter, window.agree)
    assert said(counter) is not None
    counter.window.basket.presenter.more(0, 1)
    counter.settle()
    assert said(counter) is None
    counter.opened.citizen.bar.aloud.click()
    counter.settle()
    told = said(counter)
    assert told is not None and (told.by, told.total_won) == ("clerk", 1_800)


def test_who_says_that_it_is_not_right_makes_the_clerk_ask(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    touch(counter, window.doubt)
    assert "담당자에게" in seen(window) and "다르다고" in counter.opened.citizen.bar.text()
    assert counter.opened.context.visit.confirmed is None


def next_citizen(counter: Counter) -> None:
    counter.opened.context.visit.lines.clear()
    counter.press("F2")


def lock(counter: Counter) -> None:
    counter.press("Ctrl+L")


def nobody_touches_it(counter: Counter) -> None:
    counter.window.idle.timer.timeout.emit()
    counter.settle()


def sign_out(counter: Counter) -> None:
    counter.window.shell.sign_out()
    counter.settle()


def put_aside(counter: Counter) -> None:
    counter.press("F4")


def take_out(counter: Counter) -> None:
    counter.window.basket.presenter.remove(0)
    counter.settle()


WAYS_OUT = (next_citizen, lock, nobody_touches_it, sign_out, put_aside, take_out)


@pytest.mark.parametrize("goes", WAYS_OUT, ids=lambda each: each.__name__)
def test_nothing_of_a_visit_outlives_it(counter: Counter, goes: Callable[[Counter], None]) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    touch(counter, window.language)
    assert "It is right" in seen(window)
    goes(counter)
    words = seen(window)
    assert isinstance(window.page, Away if counter.opened.context.session.actor is None else Waiting)
    assert not any(each in words for each in ("김*수", "1990", "인감", "600", "Seal"))
    window.agree.click()
    counter.settle()
    assert counter.opened.context.visit.confirmed is None
    if goes is not take_out:
        assert "맞습니다" not in words and "English" in words


def test_after_a_lock_nothing_comes_back_by_itself(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    lock(counter)
    assert "잠시 기다려 주십시오" in seen(window)
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    assert len(counter.opened.context.visit.lines) == 1
    assert isinstance(window.page, Waiting) and "김*수" not in seen(window)
    counter.press("F5", "Ctrl+F9")
    assert isinstance(window.page, Items) and "김*수" in seen(window)


def test_a_visit_that_was_put_aside_comes_back_to_the_clerk_alone(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F4", "F4")
    assert len(counter.opened.context.visit.lines) == 1 and counter.opened.context.visit.priced
    assert isinstance(window.page, Waiting)
    counter.window.basket.presenter.more(0, 1)
    counter.settle()
    assert isinstance(window.page, Items) and "김*수" in seen(window)


def test_consent_is_the_citizens_own_and_the_box_of_the_form_takes_it(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.press("F6", "Ctrl+K")
    counter.type("출생신고")
    counter.press("Return", "1")
    counter.type("이서연")
    counter.press("Ctrl+F9")
    assert isinstance(window.page, Consent) and "문자" in seen(window)
    view = counter.window.intake("family")
    assert view.form is not None and not view.form.editor("sms_consent").value()
    touch(counter, window.yes)
    assert view.form.editor("sms_consent").value() is True
    assert view.presenter.model is not None and view.presenter.model.raw["sms_consent"] is True
    assert "동의 여부를 받았습니다" in counter.opened.citizen.bar.text()


def test_a_consent_that_was_refused_is_not_asked_again(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.press("F6", "Ctrl+K")
    counter.type("출생신고")
    counter.press("Return", "1")
    counter.type("이서연")
    counter.press("Ctrl+F9")
    touch(counter, window.no)
    view = counter.window.intake("family")
    assert view.form is not None and view.form.editor("sms_consent").value() is False
    counter.press("Ctrl+F9")
    assert not isinstance(window.page, Consent)


def draw(window: CitizenWindow, *points: tuple[float, float]) -> None:
    """A finger over the box, each point a share of it."""
    ink = window.ink
    for at, (x, y) in enumerate(points):
        kind = QEvent.Type.MouseMove if at else QEvent.Type.MouseButtonPress
        place = QPointF(x * ink.width(), y * ink.height())
        left = Qt.MouseButton.LeftButton
        QApplication.sendEvent(ink, QMouseEvent(kind, place, ink.mapToGlobal(place), left, left, Qt.KeyboardModifier.NoModifier))


def test_a_signature_becomes_a_sealed_attachment_of_the_case(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    counter.opened.citizen.bar.sign.click()
    counter.settle()
    assert isinstance(window.page, Signing)
    draw(window, (0.1, 0.5), (0.12, 0.5))
    touch(counter, window.done)
    assert isinstance(window.page, Signing) and "너무 짧습니다" in seen(window)
    draw(window, (0.1, 0.5), (0.4, 0.2), (0.7, 0.6), (0.9, 0.4))
    touch(counter, window.done)
    assert "첨부했습니다" in counter.opened.citizen.bar.text() and "서명을 받았습니다" in seen(window)
    (case,) = cases(counter)
    services, lee = counter.home.services, counter.opened.context.session.signed_in()
    (row,) = counter.on_writer(partial(services.view_case, lee, case.number)).attachments
    assert (row.name, row.medium, row.user) == ("민원인 서명.png", "png", "lee")
    _, _, blocks = counter.on_writer(partial(services.attachments.open_attachment, lee, case.case_id, row.entry_id))
    assert b"".join(blocks).startswith(b"\x89PNG")
    offered = [each.code for each in counter.on_writer(partial(services.books.papers, case.number))]
    assert "seal_application" in offered and "seal_application_by_agent" not in offered
    paper = counter.on_writer(lambda: services.books.paper(lee, case.number, "seal_application"))
    assert paper.sign[0] == "신청인" and ("인감신고인", "김민수") in paper.lines
    assert len(Typesetter().paper_pdf(paper)) > len(Typesetter().paper_pdf(structs.replace(paper, signature=b"")))
    folder = counter.home.settings.home
    assert not any(b"\x89PNG" in each.read_bytes() for each in folder.rglob("*") if each.is_file())


def test_a_lock_throws_away_a_signature_that_is_not_finished(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    counter.opened.citizen.bar.sign.click()
    draw(window, (0.1, 0.5), (0.9, 0.4))
    assert window.ink.long_enough
    lock(counter)
    assert isinstance(window.page, Away) and not window.ink.long_enough


def test_one_rating_a_visit_without_a_name(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    assert isinstance(window.page, Thanks) and window.page.asks
    assert not any(each in seen(window) for each in ("김*수", "600", "인감"))
    window.scores[4].click()
    window.scores[0].click()
    counter.settle()
    month = counter.on_writer(partial(counter.home.services.office.rated_month))
    assert month.scores == (0, 0, 0, 0, 1)
    row = counter.window.basket.done.findChild(RatingRow)
    assert row is not None and all(each.isHidden() for each in row.scores)
    assert "의견을" in seen(window) and not window.scores[4].isVisible()
    window._gone.timeout.emit()
    counter.settle()
    assert isinstance(window.page, Waiting)


def test_the_desk_may_do_without_ratings(counter: Counter) -> None:
    window = with_a_screen(counter, rating=False)
    a_seal_certificate(counter)
    counter.press("F11", "Return")
    approve(counter)
    assert isinstance(window.page, Thanks) and not window.scores[0].isVisible()


def test_language_size_and_colours_are_the_citizens_for_this_visit(counter: Counter) -> None:
    window = with_a_screen(counter, notice="점심시간은 12시부터입니다.")
    assert "점심시간" in seen(window)
    a_seal_certificate(counter)
    small, light = window._look.px("text_px"), window._look.mode
    touch(counter, window.language)
    touch(counter, window.size_key)
    touch(counter, window.colours)
    assert "Seal certificate issue" in seen(window) and "₩600" in seen(window) and "To pay" in seen(window)
    assert window._look.px("text_px") > small and (light, window._look.mode) == ("light", "high-contrast")
    next_citizen(counter)
    assert window._look.px("text_px") == small and window._look.mode == "light" and "English" in seen(window)


def test_the_screen_takes_neither_the_keyboard_nor_the_count_of_the_lock(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    before = counter.focus()
    counter.press("Ctrl+F9")
    started = counter.window.idle.timer.id()
    touch(counter, window.agree)
    assert counter.focus() is before and counter.window.idle.timer.id() == started
    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus


def test_a_chosen_screen_that_is_not_there_is_said_and_stands_on_the_readiness_page(counter: Counter) -> None:
    set_screen(counter, CitizenScreen(screen="HDMI-9"))
    counter.sign_in()
    assert counter.opened.citizen.window is None and "찾지 못했습니다" in counter.opened.citizen.bar.text()
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    assert "찾지 못했습니다" in counter.window.basket.notice.text()
    assert counter.home.lanes is not None
    machine = counter.home.services.offline.machine_facts()
    lines = counter.home.lanes.reader.submit(counter.home.services.offline.readiness, machine).result()
    assert [(line.level, line.say) for line in lines if line.code == "citizen"] == [("warn", "missing")]


def test_the_number_that_is_served_stands_on_the_waiting_screen(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.window.basket.queue.presenter.take("general")
    counter.settle()
    counter.press("F8", "F2")
    assert "대기번호 1" in seen(window)


def the_page(counter: Counter) -> CitizenPanel:
    counter.window.go("admin")
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView)
    view.choose("citizen")
    counter.settle()
    return view.citizen


def test_a_leader_chooses_the_screen_and_it_is_there_at_once(counter: Counter) -> None:
    counter.sign_in("park")
    page = the_page(counter)
    assert page.chosen.currentData() == "" and page.boxes["rating"].isChecked()
    page.chosen.setCurrentIndex(page.chosen.findData("window"))
    page.boxes["large"].setChecked(True)
    page.notice_text.setText("점심시간은 12시부터입니다.")
    page.keep.click()
    counter.settle()
    window = the_window(counter)
    assert "점심시간" in seen(window) and "보통 글자" in seen(window)
    page.notice_text.setText("900101-1234568")
    page.keep.click()
    counter.settle()
    assert "주민등록번호" in page._notice.text()
    page.chosen.setCurrentIndex(page.chosen.findData(""))
    page.notice_text.clear()
    page.keep.click()
    counter.settle()
    assert counter.opened.citizen.window is None
    counter.press("F8")
    assert not counter.opened.citizen.bar.isVisible()


def test_a_clerk_reads_the_settings_and_sees_a_screen_that_is_gone(counter: Counter) -> None:
    set_screen(counter, CitizenScreen(screen="HDMI-9"))
    counter.sign_in("lee")
    page = the_page(counter)
    assert page.chosen.currentText() == "HDMI-9 (연결되지 않음)" and not page.chosen.isEnabled() and page.keep.isHidden()


def test_who_takes_a_passport_signs_for_that_passport(counter: Counter) -> None:
    set_screen(counter, CitizenScreen(screen="window"))
    row, window = arrived_passport(counter), the_window(counter)
    counter.press("F7", "2")
    scan(counter, row.number)
    counter.press("Ctrl+F8")
    assert isinstance(window.page, Signing) and "여권" in window.page.what
    draw(window, (0.1, 0.5), (0.9, 0.4))
    touch(counter, window.done)
    services, choi = counter.home.services, counter.opened.context.session.signed_in()
    (file,) = counter.on_writer(partial(services.view_case, choi, row.number)).attachments
    assert file.name == "민원인 서명.png" and "서명을 받았습니다" in seen(window)
    assert isinstance(window.page, Thanks)
    whom = window.page.whom
    counter.press("1", "1")
    scan(counter, booklet("M12345678", "900101"))
    counter.press("Return")
    assert cases(counter)[0].state == "delivered"
    assert isinstance(window.page, Thanks) and window.page.asks and window.page.whom == whom + 1
    touch(counter, window.scores[3])
    assert counter.on_writer(partial(services.office.rated_month)).scores == (0, 0, 0, 1, 0)
    paper = counter.on_writer(lambda: services.books.paper(choi, row.number, "passport_delivery_note"))
    unsigned = structs.replace(paper, signature=b"")
    assert len(Typesetter().paper_pdf(paper)) > len(Typesetter().paper_pdf(unsigned))


def test_whoever_is_handed_the_next_booklet_has_a_whole_minute_to_answer(counter: Counter) -> None:
    window, session = with_a_screen(counter), counter.opened.context.session
    session.tell("handed_over")
    assert isinstance(window.page, Thanks) and window.page.asks and window._gone.isActive()
    window._gone.stop()  # the minute of the first one is nearly over
    session.tell("last")
    assert not window._gone.isActive()
    session.tell("handed_over")
    assert isinstance(window.page, Thanks) and window.page.asks and window._gone.isActive()


def test_without_a_case_there_is_nothing_to_sign(counter: Counter) -> None:
    window = with_a_screen(counter)
    counter.opened.citizen.bar.sign.click()
    assert isinstance(window.page, Waiting) and "먼저 여십시오" in counter.window.basket.notice.text()


def test_while_the_money_is_taken_nothing_of_the_basket_changes(counter: Counter) -> None:
    window = with_a_screen(counter)
    a_seal_certificate(counter)
    counter.press("Ctrl+F9")
    counter.window.basket.presenter.recording = True
    window.agree.click()
    counter.settle()
    assert said(counter) is None
    counter.press("Ctrl+F9")
    assert "잠시 뒤에" in counter.window.basket.notice.text()
    counter.window.basket.presenter.recording = False
    touch(counter, window.agree)
    assert said(counter) is not None


class Screen:
    """A screen of the desk, as Qt tells of it."""

    def __init__(self, name: str, left: int) -> None:
        self._name, self._place = name, QRect(left, 0, 1024, 600)

    def name(self) -> str:
        return self._name

    def geometry(self) -> QRect:
        return self._place


@pytest.mark.parametrize(("wanted", "left"), [("second", 1366), ("TOUCH-3", 2390), ("OWN-1", None), ("HDMI-9", None)])
def test_the_chosen_screen_is_never_the_clerks_own(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, wanted: str, left: int | None
) -> None:
    own = Screen("OWN-1", 0)
    monkeypatch.setattr(counter.window, "screen", lambda: own)
    monkeypatch.setattr(
        screens, "QGuiApplication", SimpleNamespace(screens=lambda: [own, Screen("TOUCH-2", 1366), Screen("TOUCH-3", 2390)])
    )
    place = counter.opened.citizen._place(wanted)
    assert (place.left() if place is not None else None) == left


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_fits_a_small_screen_in_large_type(counter: Counter, lang: Lang) -> None:
    window = with_a_screen(counter)
    words, settings = words_of(lang), CitizenScreen(screen="window", lang=lang, large=True)
    longest = max((words.of(form.name) for form in counter.opened.context.catalogue.forms.values()), key=len)
    line = ItemLine(longest, "× 2", words.text("fee.won", won="1,234,500"))
    consents = [Consent(words.text(f"citizen.what.{each}"), words.text(f"citizen.why.{each}"), "1 / 2") for each in CONSENTS]
    people = tuple(
        f"{words.text(f'citizen.{role}')} 남*****수 · {words.text('citizen.born', day='1990. 12. 31.')}" for role in ("applicant", "agent")
    )
    pages: list[Page] = [
        Waiting("", words.text("citizen.welcome_note")),
        Waiting("1234 · 1235", "점심시간은 12시부터입니다. " * 5),
        Away(),
        Items(people, (line, line), "△1,000", line.amount, asks=True),
        Items(people, (line,), "", line.amount, said=words.text("citizen.agreed")),
        *consents,
        Signing(longest),
        Thanks(asks=True, said=words.text("citizen.signed")),
    ]
    window.resize(*PREVIEW)
    for page in pages:
        window.show_page(page, words, settings)
        counter.settle()
        layout = window.layout()
        assert layout is not None and (window.width(), window.height()) == PREVIEW
        asks = layout.totalMinimumSize().width(), layout.minimumHeightForWidth(window.width())
        assert asks[0] <= PREVIEW[0] and asks[1] <= PREVIEW[1], (page, asks)
