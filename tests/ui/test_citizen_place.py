"""Which screen is the citizen's, who chooses it, what is said where it is gone, and that every page has room on it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.domain.citizen_screen import CONSENTS, CitizenScreen
from app.domain.words import LANGS, Lang
from app.ui.citizen import screens
from app.ui.citizen.pages import Away, Consent, ItemLine, Items, Page, Signing, Thanks, Waiting
from app.ui.citizen.window import PREVIEW
from app.ui.tabs.admin.citizen_panel import CitizenPanel
from app.ui.tabs.admin.view import AdminView
from tests.ui.citizen import Screen, a_seal_certificate, seen, set_screen, the_window, with_a_screen
from tests.ui.counter import Counter, words_of


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
