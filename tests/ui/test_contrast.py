"""Whatever the style sheet sets in words can be read on its ground, and fields, marks and lamps stand out, in both themes (WCAG 2.1 AA)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest
from PyQt6.QtGui import QPalette
from PyQt6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.ui.theme import Look, Mode, make_look, style_sheet
from tests.desks import ROOT

MODES: tuple[Mode, ...] = ("light", "high-contrast")
TOKEN = re.compile(r"\$\{(\w+)\}")
STATE = re.compile(r"(?<!:):(?!:)!?[\w-]+")
PLAIN_GROUNDS = ("page", "surface", "surface_soft")
TONES = ("surface_primary", "surface_danger", "surface_warning", "surface_success")


class Rule(NamedTuple):
    selector: str
    says: dict[str, str]


@cache
def rules() -> list[Rule]:
    sheet = re.sub(r"/\*.*?\*/", "", (ROOT / "resources" / "theme" / "desk.qss").read_text(encoding="utf-8"), flags=re.DOTALL)
    marked = TOKEN.sub(r"<\1>", sheet)
    found = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", marked):
        says = {name.strip(): value.strip() for name, _, value in (each.partition(":") for each in body.split(";")) if value}
        found += [Rule(each.strip(), says) for each in selectors.split(",")]
    return found


def base_of(selector: str) -> str:
    return STATE.sub("", selector)


def said(selector: str, name: str) -> str:
    """What holds there: the rule itself, the same without its state, then without its attributes; empty where nothing is said."""
    for wanted in (selector, base_of(selector), re.sub(r"\[[^]]*\]", "", base_of(selector))):
        for rule in reversed(rules()):
            if rule.selector == wanted and name in rule.says:
                return rule.says[name]
    return ""


def token(value: str) -> str | None:
    found = re.search(r"<(\w+)>", value)
    return found[1] if found else None


def grounds(selector: str) -> tuple[str, ...]:
    own = token(said(selector, "background"))
    if own is not None:
        return (own,)
    if "strip" in selector:
        return ("strip", "training")
    return (*PLAIN_GROUNDS, *TONES) if selector in ("*", "QLabel") else PLAIN_GROUNDS


def words_on_grounds() -> Iterator[tuple[str, str, str]]:
    for selector, says in rules():
        if "color" in says or "background" in says:
            colour = token(said(selector, "color")) or "text"
            for ground in grounds(selector):
                if "scroll" not in selector.lower() and "::indicator" not in selector and "Progress" not in selector:
                    yield selector, colour, ground
        if "selection-background-color" in says:
            yield selector, token(said(selector, "selection-color")) or "text", token(says["selection-background-color"]) or ""


def ratio(look: Look, one: str, other: str) -> float:
    light, dark = sorted((luminance(look.colours[one]), luminance(look.colours[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """WCAG 2.1; the last six digits of #aarrggbb."""
    channels = [int(colour[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_of_words_and_ground_in_the_style_sheet_can_be_read(mode: Mode) -> None:
    look = make_look(ROOT / "resources", mode=mode)
    pairs = sorted(set(words_on_grounds()))
    assert len(pairs) > 60
    poor = [f"{selector}: {colour} on {ground} {ratio(look, colour, ground):.2f}" for selector, colour, ground in pairs]
    assert [each for each in poor if float(each.rpartition(" ")[2]) < 4.5] == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("mark", "ground"),
    [
        *(("input_border", ground) for ground in ("input_surface", "surface", "page")),
        *(("input_error", ground) for ground in ("input_surface", "surface", "page")),
        *(("focus", ground) for ground in ("input_surface", "surface", "page", "surface_primary", "selected")),
        *(("text_bold", ground) for ground in ("surface", "page", "secondary", "primary")),  # the ring of a button with the keyboard
        *((icon, ground) for icon in ("icon_success", "icon_danger") for ground in ("surface", "page", "strip", "surface_danger")),
        *(("icon", ground) for ground in ("surface", "page")),
        ("strip_icon", "strip"),
        ("placeholder", "input_surface"),
        ("primary", "surface"),
        ("line_dark", "surface"),
        ("strip_subtle", "strip"),
    ],
)
def test_marks_that_carry_a_meaning_stand_out(mode: Mode, mark: str, ground: str) -> None:
    assert ratio(make_look(ROOT / "resources", mode=mode), mark, ground) >= 3


@pytest.mark.parametrize("line", ["line", "line_gray", "line_primary"])
def test_edges_of_cards_buttons_and_notices_are_seen_in_high_contrast(line: str) -> None:
    assert ratio(make_look(ROOT / "resources", mode="high-contrast"), line, "surface") >= 3


def test_the_chosen_row_has_an_edge_and_not_its_ground_alone() -> None:
    says = {each.selector: each.says for each in rules()}
    for view in ("QTableView", "QListView"):
        chosen = says[f"{view}::item:selected"]
        assert (token(chosen["border-top"]), token(chosen["border-bottom"])) == ("focus", "focus")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("made", [QLineEdit, QPlainTextEdit])
def test_the_hint_in_an_empty_field_is_painted_in_the_colour_of_hints(
    qtbot: QtBot, mode: Mode, made: type[QLineEdit] | type[QPlainTextEdit]
) -> None:
    look = make_look(ROOT / "resources", mode=mode)
    field = made()
    field.setStyleSheet(style_sheet(ROOT / "resources", look))
    qtbot.addWidget(field)
    field.ensurePolished()
    assert field.palette().color(QPalette.ColorRole.PlaceholderText) == look.colour("placeholder")  # half of the text's colour by itself
