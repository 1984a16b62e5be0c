"""Editors of single fields: text, numbers, dates, choices, boxes. Each knows the hands of COUNTER §2 and nothing of forms.

Enter goes on, Shift+Enter and ↑ go back, a digit chooses and goes on. The syllable being composed is committed before
anything is read.
"""

from __future__ import annotations

import unicodedata

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.domain import identity
from app.domain.forms import Field
from app.domain.words import Words
from app.ui import formats
from app.ui.flow_layout import FlowLayout
from app.ui.plain import commit_composing, label, mark, tip_text
from app.ui.theme import Look
from app.ui.toggles import Choice, Tick

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
NUMERIC = ("rrn", "arn", "phone", "date", "datetime", "int", "reg_no")
LARGE = 100_000  # numbers that may be so large have a longer line and are shown in groups of three
FULL_LENGTH = {"rrn": 13, "arn": 13}  # these go on by themselves when complete


def is_birth_date(field: Field) -> bool:
    """Whether its example has to be of years ago: nobody who comes here was born this week."""
    return field.kind == "date" and field.id.endswith("birth_date")


class Editor(QWidget):
    """One field: `changed` when the person changed it, `forward` and `back` when the hands leave it."""

    changed = pyqtSignal()
    forward = pyqtSignal()
    back = pyqtSignal()

    def __init__(self, field: Field, words: Words, look: Look) -> None:
        super().__init__()
        self.field = field
        self.words = words
        self.look = look
        self.touched = False
        self._trouble = label("", "error", wrap=True)
        self._trouble.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(look.px("gap_small_px") // 2)

    @property
    def name(self) -> str:
        """What a screen reader says: the label, and that it is required."""
        text = self.words.of(self.field.label)
        return self.words.text("form.required_name", label=text) if self.field.required or self.field.must else text

    def value(self) -> object:
        raise NotImplementedError

    def fill(self, value: object) -> None:
        """Show that value without calling it the person's own."""
        raise NotImplementedError

    def take_focus(self) -> None:
        raise NotImplementedError

    def inputs(self) -> list[QWidget]:
        """The widgets that can have the keyboard."""
        raise NotImplementedError

    def say(self, text: str, tone: str = "error") -> None:
        """What is wrong or odd, beside the field; an empty text takes it away."""
        self._trouble.setText(text)
        mark(self._trouble, "role", tone)
        self._trouble.setVisible(bool(text))
        for each in self.inputs():
            mark(each, "wrong", bool(text) and tone == "error")
            each.setAccessibleDescription(text)

    def trouble(self) -> str:
        return self._trouble.text()

    def has_keyboard(self) -> bool:
        return any(each.hasFocus() for each in self.inputs())

    def leave(self) -> None:
        """The hands are leaving: show the value as people write it."""

    def _watch(self, widget: QWidget) -> None:
        widget.installEventFilter(self)
        if widget.parent() is None:
            self._column.addWidget(widget)

    def _end(self) -> None:
        self._column.addWidget(self._trouble)

    def _person_changed(self) -> None:
        self.touched = True
        self.changed.emit()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        if event is not None and event.type() == QEvent.Type.FocusOut:
            self.leave()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() in ENTER and (plain or shift):
            commit_composing()
            (self.back if shift else self.forward).emit()
            return True
        if plain and event.key() == Qt.Key.Key_Up:
            self.back.emit()
            return True
        if plain and event.key() == Qt.Key.Key_Down:
            self.forward.emit()
            return True
        return plain and self._own_key(event)

    def _own_key(self, event: QKeyEvent) -> bool:
        return False


class LineEditor(Editor):
    """Everything that is typed into one line."""

    def __init__(self, field: Field, words: Words, look: Look) -> None:
        super().__init__(field, words, look)
        self.recent: list[str] = []
        self.line = QLineEdit()
        self.line.setMaxLength(field.max_len)
        self.line.setAccessibleName(self.name)
        narrow = field.kind == "int"
        self.line.setPlaceholderText("" if narrow else self._hint())
        self.line.setToolTip(tip_text(self._hint()))
        if field.kind in NUMERIC:
            self.line.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        if narrow:
            self.line.setFixedWidth(look.px("field_w") // (1 if self._large_numbers() else 2))
        self._filling = False
        self.line.textChanged.connect(self._text_changed)
        inner = QWidget()
        box = QHBoxLayout(inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(look.px("gap_px"))
        box.addWidget(self.line)
        if field.unit is not None:
            box.addWidget(label(words.of(field.unit), "subtle"))
        if narrow and field.help is not None:  # beside it: the line itself is too short for words
            box.addWidget(label(words.of(field.help), "small"))
        if narrow:
            box.addStretch(1)
        self._column.addWidget(inner)
        self._watch(self.line)
        self._end()

    def value(self) -> object:
        return unicodedata.normalize("NFC", self.line.text()).strip()  # a paste from another system may bring its jamo apart

    def fill(self, value: object) -> None:
        shown = formats.shown_value(self.field.kind, value)
        if self._large_numbers() and shown.isdigit():
            shown = f"{int(shown):,}"
        if shown != self.line.text():
            self._filling = True
            self.line.setText(shown)
            self._filling = False

    def take_focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.TabFocusReason)
        full = FULL_LENGTH.get(self.field.kind, 0)
        if 0 < len(self.line.text()) < full:  # the birth date off a passport, or a number that was begun: it goes on
            self.line.deselect()
            self.line.setCursorPosition(len(self.line.text()))
        else:
            self.line.selectAll()

    def inputs(self) -> list[QWidget]:
        return [self.line]

    def show_canonical(self, value: object) -> None:
        """The checked value as people write it: 261015 becomes 2026. 10. 15."""
        if self._large_numbers() or (
            isinstance(value, str) and self.field.kind in ("rrn", "arn", "date", "datetime", "phone", "latin_name")
        ):
            self.fill(value)

    def _key(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        shown = self.line.text()
        if plain and event.key() == Qt.Key.Key_Down and self.recent and (not shown or shown in self.recent):
            at = self.recent.index(shown) + 1 if shown else 0
            self.line.setText(self.recent[at % len(self.recent)])
            self.line.selectAll()
            return True
        return super()._key(event)

    def _large_numbers(self) -> bool:
        return self.field.kind == "int" and (self.field.max or 0) >= LARGE

    def _hint(self) -> str:
        if self.field.help is not None:
            return self.words.of(self.field.help)
        key = "hint.birth_date" if is_birth_date(self.field) else f"hint.{self.field.kind}"
        return self.words.text(key) if self.words.has(key) else ""

    def _text_changed(self, text: str) -> None:
        """Typed, pasted, read, or set from outside by a screen reader or by dictation: all but what this program filled in."""
        if not self._filling:
            self._edited(text)

    def _edited(self, text: str) -> None:
        self._person_changed()
        full = FULL_LENGTH.get(self.field.kind)
        digits = identity.half_width(text).replace("-", "").replace(" ", "")
        if full is not None and len(digits) == full and digits.isdigit() and self.line.cursorPosition() == len(text):
            self.forward.emit()


class ChoiceEditor(Editor):
    """One of several; the digit before each chooses it and goes on."""

    def __init__(self, field: Field, words: Words, look: Look) -> None:
        super().__init__(field, words, look)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Choice] = {}
        holder = QWidget()
        flow = FlowLayout(holder, look.px("gap_small_px"))
        for choice in field.choices:
            text = words.of(choice.label)
            made = Choice(f"{choice.key} {text}".replace("&", "&&"))
            made.setProperty("role", "choice")
            made.setAccessibleName(words.text("form.choice_name", field=words.of(field.label), key=choice.key, choice=text))
            made.clicked.connect(self._person_changed)
            self._group.addButton(made)
            self._buttons[choice.value] = made
            flow.addWidget(made)
            made.installEventFilter(self)
        if field.help is not None:
            flow.addWidget(_beside(words.of(field.help), look))
        self._column.addWidget(holder)
        self._end()

    def value(self) -> object:
        for value, made in self._buttons.items():
            if made.isChecked():
                return value
        return ""

    def fill(self, value: object) -> None:
        if isinstance(value, str) and value in self._buttons:
            self._buttons[value].setChecked(True)
        elif not value and (checked := self._group.checkedButton()) is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)

    def take_focus(self) -> None:
        target = self._group.checkedButton() or next(iter(self._buttons.values()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def inputs(self) -> list[QWidget]:
        return list(self._buttons.values())

    def natural_width(self) -> int:
        """How wide one row of all choices is."""
        return sum(each.sizeHint().width() for each in self._buttons.values()) + self.look.px("gap_small_px") * len(self._buttons)

    def _own_key(self, event: QKeyEvent) -> bool:
        for choice in self.field.choices:
            if event.text() and event.text().upper() == choice.key.upper():
                self._buttons[choice.value].setChecked(True)
                self._buttons[choice.value].setFocus(Qt.FocusReason.TabFocusReason)
                self._person_changed()
                self.forward.emit()
                return True
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if event.key() == Qt.Key.Key_Right else -1)
            return True
        return False

    def _step(self, by: int) -> None:
        buttons = list(self._buttons.values())
        now = next((index for index, each in enumerate(buttons) if each.hasFocus()), 0)
        target = buttons[(now + by) % len(buttons)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.setChecked(True)
        self._person_changed()


def _beside(text: str, look: Look) -> QLabel:
    """Help that stands behind the choices, as high as they are."""
    made = label(text, "small")
    made.setMinimumHeight(look.px("field_px"))
    return made


class ChoicesEditor(Editor):
    """Several of several; the digit turns one on or off and stays."""

    def __init__(self, field: Field, words: Words, look: Look) -> None:
        super().__init__(field, words, look)
        self._boxes: dict[str, Tick] = {}
        holder = QWidget()
        flow = FlowLayout(holder, look.px("gap_small_px"))
        for choice in field.choices:
            made = Tick(f"{choice.key} {words.of(choice.label)}".replace("&", "&&"))
            made.setAccessibleName(words.of(choice.label))
            made.clicked.connect(self._person_changed)
            self._boxes[choice.value] = made
            flow.addWidget(made)
            made.installEventFilter(self)
        self._column.addWidget(holder)
        self._end()

    def value(self) -> object:
        return [value for value, box in self._boxes.items() if box.isChecked()]

    def fill(self, value: object) -> None:
        chosen = value if isinstance(value, list) else []
        for name, box in self._boxes.items():
            box.setChecked(name in chosen)

    def take_focus(self) -> None:
        for box in self._boxes.values():
            box.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def inputs(self) -> list[QWidget]:
        return list(self._boxes.values())

    def natural_width(self) -> int:
        return sum(each.sizeHint().width() for each in self._boxes.values()) + self.look.px("gap_small_px") * len(self._boxes)

    def _own_key(self, event: QKeyEvent) -> bool:
        for choice in self.field.choices:
            if event.text() and event.text().upper() == choice.key.upper():
                box = self._boxes[choice.value]
                box.setChecked(not box.isChecked())
                self._person_changed()
                return True
        return False


class CheckEditor(Editor):
    """A box; `1` ticks it and goes on, `0` unticks it and goes on."""

    def __init__(self, field: Field, words: Words, look: Look) -> None:
        super().__init__(field, words, look)
        said = words.of(field.help) if field.help else words.text("form.checked" if field.must else "form.yes")
        self.box = Tick(words.text("form.check", text=said))
        self.box.setAccessibleName(self.name)
        self.box.clicked.connect(self._person_changed)
        self._watch(self.box)
        self._end()

    def value(self) -> object:
        return self.box.isChecked()

    def fill(self, value: object) -> None:
        self.box.setChecked(value is True)

    def take_focus(self) -> None:
        self.box.setFocus(Qt.FocusReason.TabFocusReason)

    def inputs(self) -> list[QWidget]:
        return [self.box]

    def _own_key(self, event: QKeyEvent) -> bool:
        if event.text() in ("0", "1"):
            self.box.setChecked(event.text() == "1")
            self._person_changed()
            self.forward.emit()
            return True
        return False
