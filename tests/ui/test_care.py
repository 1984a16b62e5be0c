"""What holds for the source of the window: plain text only, no colour or size of its own, a quick start, presenters without Qt."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.ui.theme import COLOURS, Mode, make_look
from tests.desks import ROOT

UI = ROOT / "app" / "ui"
SOURCES = sorted(UI.rglob("*.py"))


def found(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    regex = re.compile(pattern)
    return [
        f"{path.name}: {line.strip()}"
        for path in SOURCES
        if path.name not in but
        for line in path.read_text(encoding="utf-8").splitlines()
        if regex.search(line)
    ]


def test_labels_are_made_by_the_helper_that_shows_plain_text() -> None:
    assert found(r"QLabel\(|QMessageBox\(", but=("plain.py",)) == []
    assert found(r"RichText|setHtml|QTextBrowser|AutoText") == []


def test_colours_and_style_sheets_come_from_the_tokens() -> None:
    assert found(r"#[0-9a-fA-F]{3,8}\b|setStyleSheet", but=("theme.py", "look.py")) == []  # the desk's and the citizen's
    assert found(r"#[0-9a-fA-F]{3,8}\b", but=("theme.py",)) == []
    assert found(r"setFixed(?:Width|Height|Size)\(\d|setContentsMargins\(\s*[1-9]|setSpacing\([1-9]") == []


@pytest.mark.parametrize("name", ["desk.qss", "citizen.qss"])
def test_the_style_sheet_has_no_colour_of_its_own(name: str) -> None:
    sheet = (ROOT / "resources" / "theme" / name).read_text(encoding="utf-8")
    assert re.findall(r":\s*#[0-9a-fA-F]{3,8}", sheet) == []


def test_presenters_do_not_know_qt() -> None:
    for path in SOURCES:
        source = path.read_text(encoding="utf-8")
        if path.name.endswith("presenter.py") or "No Qt." in source.partition("\nfrom ")[0]:
            assert "PyQt6" not in source, path


def test_the_views_of_the_tabs_start_no_work_themselves() -> None:
    """What a lane is given, and what becomes of its answer, is a presenter's to say, who is tried without a window."""
    views = [path for path in SOURCES if "tabs" in path.parts and "from PyQt6" in path.read_text(encoding="utf-8")]
    assert len(views) > 40
    assert [path.name for path in views if re.search(r"context\.(?:read|write|net|long)\b", path.read_text(encoding="utf-8"))] == []


def test_presenters_load_without_qt() -> None:
    """Not named in them, and not brought by what they name either."""
    paths = [path for path in SOURCES if path.name.endswith("presenter.py")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    script = f"import sys, importlib\nfor each in {names}:\n    importlib.import_module(each)\n    assert 'PyQt6' not in sys.modules, each"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_what_somebody_may_do_is_asked_of_the_session() -> None:
    assert found(r"import .*\bmay\b|app\.domain\.rights", but=("session.py",)) == []


def test_the_window_starts_with_core_gui_and_widgets_alone() -> None:
    script = "import sys, app.ui.app; print(sorted(name for name in sys.modules if name.startswith('PyQt6.')))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(["PyQt6.QtCore", "PyQt6.QtGui", "PyQt6.QtWidgets", "PyQt6.sip"])


def test_charts_are_loaded_in_one_file_only() -> None:
    assert found(r"QtCharts", but=("charts.py",)) == []
    assert found(r"^from app\.ui\.charts|^import app\.ui\.charts") == []


def test_files_of_the_window_stay_small() -> None:
    assert [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) >= 450] == []


@pytest.mark.parametrize("mode", ["light", "high-contrast"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "surface"),
        ("text_subtle", "surface"),
        ("text_subtle", "page"),
        ("text_primary", "surface_primary"),
        ("text_danger", "surface"),
        ("text_danger", "surface_danger"),
        ("text_warning", "surface"),
        ("text", "surface_warning"),
        ("strip_text", "strip"),
        ("strip_subtle", "strip"),
    ],
)
def test_words_can_be_read_on_their_ground(mode: Mode, text: str, ground: str) -> None:
    look = make_look(ROOT / "resources", mode=mode)
    light, dark = sorted((luminance(look.colours[text]), luminance(look.colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """WCAG 2.1; the last six digits of #aarrggbb."""
    channels = [int(colour[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("mode", ["light", "high-contrast"])
def test_every_colour_is_in_both_modes(mode: Mode) -> None:
    assert set(make_look(ROOT / "resources", mode=mode).colours) == set(COLOURS)


def test_pictures_of_the_style_sheet_exist() -> None:
    sheet = (ROOT / "resources" / "theme" / "desk.qss").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\{picture_(\w+)\}", sheet))
    assert named == {path.stem for path in Path(ROOT / "resources" / "icons").glob("*.svg")}
