"""Small makers of widgets that show plain text only and always carry an accessible name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PyQt6.QtCore import QObject, QSize, Qt
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.icons import picture
from app.ui.theme import Look
from app.ui.toggles import ByAnyHand
from app.ui.wrapped import Wrapped

# Qt.TextFormat.PlainText. The login page names nothing of `Qt`: that namespace takes a fifth of a bare window's start to be made.
PLAIN: Final = 0


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label that never reads its text as markup."""
    made = Wrapped(text) if wrap else QLabel(text)
    made.setProperty("textFormat", PLAIN)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


class EnterButton(ByAnyHand, QPushButton):
    """A button that Enter presses too: hands at a counter do not look for the space bar."""

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)


def button(text: str, on_click: Callable[[], object], role: str = "", *, name: str = "") -> QPushButton:
    """A push button; `role` primary, quiet, small, strip, or nothing for the secondary look."""
    made = EnterButton(text.replace("&", "&&"))
    made.setAutoDefault(False)
    made.setAccessibleName(name or text)
    made.clicked.connect(lambda: on_click())
    if role:
        made.setProperty("role", role)
    return made


def heading_of(field: QWidget, text: str, role: str = "strong") -> QLabel:
    """The words before or above a field: a screen reader says them with it."""
    made = label(text, role)
    made.setBuddy(field)
    return made


def card() -> QFrame:
    made = QFrame()
    made.setProperty("role", "card")
    return made


class _Side(QFrame):
    def __init__(self, width: int) -> None:
        super().__init__()
        self._width = width
        self.setMaximumWidth(width)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())


def side(width: int) -> QFrame:
    """A card of that width, px; narrower where what stands beside it needs the room, before a page has to scroll sideways."""
    made = _Side(width)
    made.setProperty("role", "card")
    return made


def money_line(name: str, watcher: QObject) -> QLineEdit:
    """A line for an amount of money; `watcher` filters its events."""
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setProperty("role", "money")
    made.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
    made.installEventFilter(watcher)
    return made


TAKES_SCANS = "scans"  # the property of a line that waits for what a scanner reads


def waits_for_scans(*lines: QLineEdit) -> None:
    """What a scanner reads while the keyboard is in one of these lines stands there as typed; everywhere else it goes where it belongs."""
    for each in lines:
        each.setProperty(TAKES_SCANS, True)


def tip_text(text: str) -> str:
    """The text as a tip has to be told it, to show it letter by letter: in what looks like markup Qt would open the files that it names."""
    if "<" not in text and "&" not in text:
        return text
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<span style="white-space: pre-wrap">{plain}</span>'


def suggest(line: QLineEdit, text: str) -> None:
    """The empty field says in itself what belongs there; where it is too narrow for that, a tip says the whole."""
    line.setPlaceholderText(text)
    line.setToolTip(tip_text(text))


def rule() -> QFrame:
    """A thin line between two parts."""
    made = QFrame()
    made.setProperty("role", "rule")
    return made


def column(look: Look, *parts: QWidget | QLayout, margins: bool = False, gap: str = "gap_px") -> QVBoxLayout:
    """Parts below one another with the look's spacing."""
    made = QVBoxLayout()
    _fill(made, look, parts, margins, gap)
    return made


def row(look: Look, *parts: QWidget | QLayout | None, margins: bool = False, gap: str = "gap_px") -> QHBoxLayout:
    """Parts beside one another with the look's spacing. None: room that is left over goes there."""
    made = QHBoxLayout()
    _fill(made, look, parts, margins, gap)
    return made


def _fill(layout: QVBoxLayout | QHBoxLayout, look: Look, parts: Sequence[QWidget | QLayout | None], margins: bool, gap: str) -> None:
    edge = look.px("pad_px") if margins else 0
    layout.setContentsMargins(edge, edge, edge, edge)
    layout.setSpacing(look.px(gap))
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and let the sheet see it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)


def commit_composing() -> None:
    """The syllable still being composed becomes text, so that nothing is lost when a form is read (UI.md, Hands)."""
    method = QGuiApplication.inputMethod()
    if method is not None:
        method.commit()


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def room_for(dialog: QDialog) -> QSize:
    """How large a dialog may be: the screen, or the window it belongs to where that is larger."""
    screen, parent = dialog.screen(), dialog.parentWidget()
    window = parent.window() if parent is not None else None
    room = screen.availableSize() if screen is not None else QSize()
    return room.expandedTo(window.size() if window is not None else QSize())


def shown_whole(dialog: QDialog, width: int = 0) -> None:
    """The dialog is as high as its words need: Qt would take two thirds of the screen at most and cut what is wrapped.

    `width`: px it is wide at least.
    """
    layout, room = dialog.layout(), room_for(dialog)
    if layout is None:
        return
    width = max(dialog.minimumWidth(), layout.sizeHint().width(), width)
    height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
    bar = scrolled.verticalScrollBar() if (scrolled := dialog.findChild(QScrollArea)) is not None else None
    if bar is not None and height > room.height():
        width += bar.sizeHint().width()  # else the bar takes it from the words, and they scroll sideways
    dialog.resize(QSize(width, height).boundedTo(room))


def tell(parent: QWidget | None, title: str, text: str, ok: str) -> None:
    """A message that has to be seen; plain text, one button that names the act."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text)
    box.addButton(ok, QMessageBox.ButtonRole.AcceptRole)
    box.exec()


MARKS = {
    "": ("info", "icon_primary"),
    "danger": ("octagon-alert", "icon_danger"),
    "warning": ("triangle-alert", "icon_warning"),
    "success": ("circle-check", "icon_success"),
}


class Notice(QFrame):
    """A line of news with its tone said in words as well as in colour; hidden while it has nothing to say."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.setProperty("tone", "")  # so that nothing is said without the style being asked (`theme.STYLE`)
        self._text, self._look, self._mark = label("", wrap=True), look, label("")
        line = row(look, self._mark, gap="gap_small_px")
        line.addWidget(self._text, 1)
        self.setLayout(line)
        layout = self.layout()
        if layout is not None:
            edge = look.px("gap_px")
            layout.setContentsMargins(edge, edge // 2, edge, edge // 2)
        self.hide()

    def say(self, text: str, tone: str = "") -> None:
        """Show that text, or nothing and go away when it is empty. `tone`: danger, warning, success or nothing."""
        mark(self, "tone", tone)
        self._text.setText(text)
        if text:
            self._mark.setPixmap(picture(self._look, *MARKS[tone]))
        self.setVisible(bool(text))
        self.setAccessibleName(text)  # once it is seen: of what is hidden a screen reader tells no news

    def text(self) -> str:
        return self._text.text()

    def add(self, widget: QWidget) -> None:
        """Put a button behind the words."""
        layout = self.layout()
        if layout is not None:
            layout.addWidget(widget)


def shortcut(widget: QWidget, key: str, act: Callable[[], object], context: Qt.ShortcutContext | None = None) -> None:
    """That key does it, as long as the widget or its window has the keyboard."""
    made = QShortcut(QKeySequence(key), widget)
    if context is not None:
        made.setContext(context)
    made.activated.connect(act)
