"""The look: one palette and one style sheet made from the KRDS tokens. Widgets hold no colour and no size of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Any, Final, Literal

import msgspec
from PyQt6.QtCore import QLibraryInfo, QTranslator
from PyQt6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PyQt6.QtWidgets import QApplication

from app.domain.errors import Unavailable

Density = Literal["compact", "comfortable"]
Mode = Literal["light", "high-contrast"]
FIRST_FONTS: Final = ("PretendardGOV-Regular.ttf", "PretendardGOV-Bold.ttf")  # those of the login page: each takes 5 ms and 5 MiB
LATER_FONTS: Final = ("PretendardGOV-SemiBold.ttf",)
FULL_HD: Final = 1920  # px across: the room that what is left out at large text goes by
NARROW_BELOW: Final = 900  # px across in words of the usual size: a form and the basket have no room beside each other
COMFORTABLE_FROM: Final = 1000  # screens at least this high (px) get the roomier density
STYLE: Final = "Fusion"  # named before there is a program: whoever touches a QStyle in Python pays for the names of all it can draw
REM: Final = 10  # KRDS: 1 rem = 10 px
CELL_PX: Final = 3  # what the style leaves between the padding of a cell and its words

# Names the style sheet and painters use → path of the token inside the mode.
COLOURS: Final[Mapping[str, str]] = {
    "page": "color/background/gray-subtler",
    "surface": "color/surface/white",
    "surface_soft": "color/surface/gray-subtler",
    "surface_dim": "color/surface/gray-subtle",
    "surface_disabled": "color/surface/disabled",
    "surface_primary": "color/surface/primary-subtler",
    "selected": "color/button/secondary-fill-hover",
    "surface_danger": "color/surface/danger-subtler",
    "surface_warning": "color/surface/warning-subtler",
    "surface_success": "color/surface/success-subtler",
    "text": "color/text/basic",
    "text_bold": "color/text/bolder",
    "text_subtle": "color/text/subtle",
    "text_disabled": "color/text/subtle",  # disabled-on cannot be read on the disabled ground: what may not be changed is still read
    "text_primary": "color/text/primary",
    "text_danger": "color/text/danger",
    "text_warning": "color/text/warning",
    "text_success": "color/text/success",
    "text_on_primary": "color/text/inverse-static",
    "placeholder": "color/input/border",  # of all greys of the tokens the one that is read on a field and is not taken for an answer
    "line": "color/border/gray-light",
    "line_gray": "color/border/gray",
    "line_dark": "color/border/gray-dark",
    "line_danger": "color/border/danger",
    "line_warning": "color/border/warning",
    "line_primary": "color/border/primary-light",
    "input_border": "color/input/border",
    "input_disabled": "color/input/border-disabled",
    "focus": "color/input/border-active",
    "input_surface": "color/input/surface",
    "input_error": "color/input/border-error",
    "primary": "color/button/primary-fill",
    "primary_hover": "color/button/primary-fill-hover",
    "primary_pressed": "color/button/primary-fill-pressed",
    "secondary": "color/button/secondary-fill",
    "secondary_hover": "color/button/secondary-fill-hover",
    "secondary_pressed": "color/button/secondary-fill-pressed",
    "secondary_border": "color/button/secondary-border",
    "tertiary_hover": "color/button/tertiary-fill-hover",
    "tertiary_pressed": "color/button/tertiary-fill-pressed",
    "tertiary_border": "color/button/tertiary-border",
    "button_disabled": "color/button/disabled-fill",
    "icon": "color/icon/gray-light",
    "icon_success": "color/icon/success",
    "icon_danger": "color/icon/danger",
    "icon_warning": "color/icon/warning",
    "icon_primary": "color/icon/primary",
    "strip": "color/surface/inverse-static",
    "training": "color/icon/point-static",
    "strip_text": "color/text/inverse-static",
    "strip_subtle": "color/text/inverse-static",
    "strip_icon": "color/icon/inverse-static",
}
# What is read too faintly on black: there these names take another token of the same mode.
STRONGER: Final[Mapping[Mode, Mapping[str, str]]] = {
    "light": {},
    "high-contrast": {
        "line_primary": "color/border/primary",
        "selected": "color/button/secondary-fill-pressed",
        "line": "color/element/disabled-dark",
        "line_gray": "color/element/gray",
    },
}

# Names → number tokens (rem) by density: text sizes are KRDS body sizes, spacing KRDS numbers.
SIZES: Final[Mapping[Density, Mapping[str, str]]] = {
    "compact": {
        "text_px": "responsive-pc/font-size/body/small",
        "small_px": "responsive-pc/font-size/body/xsmall",
        "lead_px": "responsive-pc/font-size/body/medium",
        "title_px": "responsive-pc/font-size/heading/small",
        "sum_px": "responsive-pc/font-size/heading/medium",
        "field_px": "primitive/number/13",
        "button_px": "primitive/number/13",
        "row_px": "primitive/number/11",
        "gap_px": "primitive/number/5",
        "gap_small_px": "primitive/number/3",
        "pad_px": "primitive/number/7",
        "radius_px": "primitive/number/4",
    },
    "comfortable": {
        "text_px": "responsive-pc/font-size/body/medium",
        "small_px": "responsive-pc/font-size/body/small",
        "lead_px": "responsive-pc/font-size/body/large",
        "title_px": "responsive-pc/font-size/heading/medium",
        "sum_px": "responsive-pc/font-size/heading/large",
        "field_px": "primitive/number/15",
        "button_px": "primitive/number/15",
        "row_px": "primitive/number/13",
        "gap_px": "primitive/number/7",
        "gap_small_px": "primitive/number/4",
        "pad_px": "primitive/number/8",
        "radius_px": "primitive/number/4",
    },
}
# What the tokens have no number for: the desk's own columns (COUNTER §2: labels 120 px left at compact density), marks and bars.
WIDTHS: Final[Mapping[Density, Mapping[str, int]]] = {
    "compact": {
        "icon_px": 16,
        "bar_px": 12,
        "label_w": 120,
        "basket_w": 368,
        "field_w": 160,
        "dialog_w": 460,
        "login_w": 420,
        "list_w": 250,
        "detail_w": 440,
    },
    "comfortable": {
        "icon_px": 18,
        "bar_px": 14,
        "label_w": 150,
        "basket_w": 470,
        "field_w": 210,
        "dialog_w": 560,
        "login_w": 500,
        "list_w": 300,
        "detail_w": 620,
    },
}


class Look(msgspec.Struct, frozen=True):
    """The chosen colours (name → #rrggbb or #aarrggbb) and sizes (name → px, already times `scale` percent)."""

    mode: Mode
    density: Density
    colours: Mapping[str, str]
    sizes: Mapping[str, int]
    scale: int = 100
    icons: Path = Path()  # the folder of the pictures
    wide: int = FULL_HD  # the screen across, in px

    def colour(self, name: str) -> QColor:
        return QColor(self.colours[name])

    def px(self, name: str) -> int:
        return self.sizes[name]

    @property
    def crowd(self) -> int:
        """How large the words are for the room there is, in percent: on a screen twice as wide as full HD, 200 % crowd out nothing."""
        return self.scale * FULL_HD // max(self.wide, FULL_HD)

    @property
    def narrow(self) -> bool:
        """The screen is so narrow for its words that the basket stands below the form: 1366 px at 175 %."""
        return self.wide * 100 // self.scale < NARROW_BELOW


def make_look(resources: Path, *, density: Density = "compact", mode: Mode = "light", scale: int = 100, wide: int = FULL_HD) -> Look:
    """The look of that density and mode, from `theme/krds-tokens.json`.

    `scale`: percent, of words and of everything around them; `wide`: px of the screen across.
    """
    tokens: dict[str, Any] = msgspec.json.decode((resources / "theme" / "krds-tokens.json").read_bytes())
    colours = {name: _qt_colour(str(_token(tokens, f"mode-{mode}/{path}"))) for name, path in {**COLOURS, **STRONGER[mode]}.items()}
    sizes = {name: _pixels(str(_token(tokens, path))) * scale // 100 for name, path in SIZES[density].items()}
    inner = {
        "field_in_px": sizes["field_px"] - 2,  # a style sheet's height is without the border of 1 px above and below
        "field_focus_px": sizes["field_px"] - 4,  # … or of 2 px where the field has the focus, so that nothing jumps
        "row_focus_px": sizes["row_px"] - 2,
        "gap_focus_px": sizes["gap_px"] - 1,
        "pad_focus_px": sizes["pad_px"] - 1,
        "cell_px": sizes["gap_px"] - CELL_PX,  # the words of a column begin where its heading does
    }
    widths = {name: px * scale // 100 for name, px in WIDTHS[density].items()}
    return Look(mode, density, colours, {**sizes, **inner, **widths}, scale, resources / "icons" / "lucide", wide)


def density_for(height: int) -> Density:
    """Comfortable from a full-HD screen on, compact below. `height`: px, less where words are larger: they need the room themselves."""
    return "comfortable" if height >= COMFORTABLE_FROM else "compact"


def dress_first(app: QApplication, look: Look, resources: Path) -> None:
    """Give the program what its login page shows: style, font and style sheet.

    A palette shows nowhere on that page, and making one makes the whole namespace `Qt` (see `plain.PLAIN`): `dress` brings it later.
    """
    wanted = f"{look.mode} {look.density} {look.scale}"
    if app.property("sheet") == wanted:  # setting a sheet again would polish every widget of the program
        return
    app.setProperty("sheet", wanted)
    if app.property("style") != STYLE:
        app.setProperty("style", STYLE)
        app.setStyle(STYLE)
    app.setFont(_font(resources, look))
    app.setStyleSheet(style_sheet(resources, look))


def dress(app: QApplication, look: Look, resources: Path, *, korean: bool = True) -> None:
    """Give the whole program its style, palette, fonts, style sheet and Qt's own Korean words."""
    wanted = f"{look.mode} {look.density} {look.scale} {korean}"
    if app.property("look") == wanted:
        return
    app.setProperty("look", wanted)
    app.setPalette(_palette(look))
    _load(resources / "fonts", LATER_FONTS)
    dress_first(app, look, resources)
    for old in app.findChildren(QTranslator, "qtbase_ko"):
        app.removeTranslator(old)
        old.deleteLater()
    if korean:
        translator = QTranslator(app)
        translator.setObjectName("qtbase_ko")
        if translator.load("qtbase_ko", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            app.installTranslator(translator)


def style_sheet(resources: Path, look: Look) -> str:
    """The template `theme/desk.qss` with this look's values. KeyError for a name the look does not have."""
    template = Template((resources / "theme" / "desk.qss").read_text(encoding="utf-8"))
    return template.substitute({**look.colours, **{name: str(px) for name, px in look.sizes.items()}, **_pictures(resources)})


def _pictures(resources: Path) -> dict[str, str]:
    return {f"picture_{file.stem}": file.as_posix() for file in sorted((resources / "icons").glob("*.svg"))}


def _font(resources: Path, look: Look) -> QFont:
    font = QFont(_load(resources / "fonts", FIRST_FONTS))
    font.setPixelSize(look.px("text_px"))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@cache
def _load(fonts: Path, names: tuple[str, ...]) -> str:
    """The family of our typeface, those files of it loaded once for the whole program. Unavailable `font_missing`."""
    family = ""
    for name in names:
        number = QFontDatabase.addApplicationFont(str(fonts / name))
        if number < 0:
            raise Unavailable("font_missing", file=name)
        family = family or QFontDatabase.applicationFontFamilies(number)[0]
    return family


def _palette(look: Look) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, value in {
        role.Window: "page",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "surface_soft",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
        role.PlaceholderText: "placeholder",
        role.Highlight: "primary",
        role.HighlightedText: "text_on_primary",
        role.Link: "text_primary",
        role.Mid: "line_gray",
    }.items():
        palette.setColor(name, look.colour(value))
    for disabled in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, disabled, look.colour("text_disabled"))
    return palette


def _token(tokens: Mapping[str, Any], path: str) -> object:
    """The value at that path, references followed."""
    node: Any = tokens
    for part in path.split("/"):
        node = node[part]
    value = node["value"]
    reference = re.fullmatch(r"\{(.+)\}", str(value))
    return _token(tokens, reference[1].replace(".", "/")) if reference else value


def _pixels(rem: str) -> int:
    return round(float(rem.removesuffix("rem")) * REM)


def _qt_colour(css: str) -> str:
    """CSS writes #rrggbbaa, Qt #aarrggbb."""
    return f"#{css[7:9]}{css[1:7]}" if len(css) == 9 else css
