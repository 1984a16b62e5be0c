"""Help: F1 twice opens the page about what is in front; typing finds a page; it prints like any paper, and the lock hides it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PyQt6.QtWidgets import QLabel

from app.domain.help_pages import page_for, pages_with, words_of
from app.domain.words import LANGS, Lang
from app.formfiles.help import load_help
from app.formfiles.words import load_words
from app.ui.help_window import HelpWindow
from app.ui.main_window import TABS
from app.ui.papers import PaperDialog
from tests.desks import ROOT
from tests.ui.counter import Counter

RESOURCES = ROOT / "resources"


def the_help(counter: Counter) -> HelpWindow:
    (found,) = [each for each in counter.window.findChildren(HelpWindow) if each.isVisible()]
    return found


def open_help(counter: Counter) -> HelpWindow:
    counter.press("F1", "F1")
    return the_help(counter)


@pytest.mark.parametrize(
    ("tab", "page", "opened"),
    [("closing", "today", "09-closing"), ("closing", "dashboard", "09-dashboard"), ("ledger", "", "08-ledger"), ("sync", "", "10-sync")],
)
def test_f1_twice_opens_the_page_about_what_is_in_front(counter: Counter, tab: str, page: str, opened: str) -> None:
    counter.sign_in("park")
    counter.window.go(tab, page)
    counter.settle()
    shown = open_help(counter)
    assert shown.page is not None and shown.page.id == opened
    assert counter.focused() == "도움말에서 찾기"
    shown.close()


def test_typing_finds_the_page_and_esc_gives_the_keyboard_back(counter: Counter) -> None:
    counter.sign_in("park")
    shown = open_help(counter)
    counter.type("위임장 6개월")
    assert shown.list.count() == 1 and shown.page is not None and shown.page.id == "02-visit"
    counter.type("그런 말은 없음")
    assert shown.list.isHidden() and "없습니다" in shown._nothing.text()
    shown.search.clear()
    before = shown.page
    counter.press("Down", "Down")
    assert shown.page is not before
    counter.press("Esc")
    assert not [each for each in counter.window.findChildren(HelpWindow) if each.isVisible()]


def test_a_page_is_printed_as_any_paper_is(counter: Counter) -> None:
    counter.sign_in("park")
    shown = open_help(counter)
    shown.print()
    counter.settle()
    (paper,) = [each for each in counter.window.findChildren(PaperDialog) if each.isVisible()]
    assert paper.windowTitle().startswith("도움말") and paper.presenter.pdf.startswith(b"%PDF")
    assert paper.presenter.pdf.count(b"/Subtype /Image") == sum(bool(part.picture) for part in shown.page.parts) > 0  # type: ignore[union-attr]
    counter.back_to_the_window()


def test_the_lock_hides_the_help(counter: Counter) -> None:
    counter.sign_in("park")
    shown = open_help(counter)
    assert [each for each in shown.findChildren(QLabel) if each.isVisible() and not each.pixmap().isNull()]
    counter.window.shell.sign_out("lock")
    counter.settle()
    assert not [each for each in counter.window.findChildren(HelpWindow) if each.isVisible()]


@pytest.mark.parametrize("lang", LANGS)
def test_every_tab_has_a_page_and_every_picture_is_there(lang: Lang) -> None:
    pages = load_help(RESOURCES, lang)
    assert 10 <= len(pages) <= 14
    for tab in TABS:
        assert tab in page_for(pages, tab).places
    pictures = [Path(part.picture) for page in pages for part in page.parts if part.picture]
    assert [each.name for each in pictures if not each.is_file()] == []
    assert {each.name for each in pictures} == {each.name for each in (RESOURCES / "help" / lang / "pictures").iterdir()}
    assert all(part.says for page in pages for part in page.parts if part.picture)


def test_both_languages_have_the_same_pages_of_the_same_parts() -> None:
    korean, english = load_help(RESOURCES, "ko"), load_help(RESOURCES, "en")
    shape = [(p.id, p.places, [(len(part.text), len(part.steps), bool(part.picture)) for part in p.parts]) for p in korean]
    assert shape == [(p.id, p.places, [(len(part.text), len(part.steps), bool(part.picture)) for part in p.parts]) for p in english]


def test_korean_help_speaks_as_the_counter_does() -> None:
    for page in load_help(RESOURCES, "ko"):
        for part in page.parts:
            for said in (*part.text, *part.steps):
                assert said.endswith(("다.", "오.")) and "에러" not in said and "!" not in said, (page.id, said)


def test_a_word_of_the_title_comes_before_a_word_of_the_text() -> None:
    pages = load_help(RESOURCES, "ko")
    assert pages_with(pages, "마감")[0].id == "09-closing"
    assert pages_with(pages, "") == list(pages)
    assert all("마감" in " ".join(words_of(page)) for page in pages_with(pages, "마감"))


def test_pictures_of_the_help_stay_small() -> None:
    assert sum(each.stat().st_size for each in (RESOURCES / "help").rglob("*.png")) < 1_500_000


@pytest.mark.parametrize("lang", LANGS)
def test_what_help_puts_in_brackets_stands_on_the_screen_in_these_words(lang: Lang) -> None:
    texts = load_words(RESOURCES, lang).texts.values()
    shown = "\n".join(said for page in load_help(RESOURCES, lang) for said in words_of(page))
    named = {re.sub(r"^\d ", "", each) for each in re.findall(r"\[([^\]]+)\]", shown)}
    assert len(named) > 5
    assert sorted(each for each in named if not any(each in text for text in texts)) == []
