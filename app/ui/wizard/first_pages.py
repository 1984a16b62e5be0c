"""The five pages that make a desk (COUNTER §8, 1 to 5): each reads and shows its part of the answers and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

import msgspec
from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QGridLayout, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from app.domain.first_start import STATIONS, FirstAnswers, FirstSecrets, Keys, Newcomer, Way
from app.domain.look_choice import TEXTS, LookChoice
from app.domain.words import Words
from app.ui.editors import ENTER
from app.ui.plain import column, heading_of, label, row
from app.ui.theme import Look

PEOPLE: Final = ("admin", "leader", "clerk")
SPOKEN: Final[tuple[Literal["ko", "en"], ...]] = ("ko", "en")


class FirstPage(QWidget):
    """`begin`: the keyboard is where the page's work begins. `went_on`: Enter in the last field."""

    def __init__(self, words: Words, look: Look, code: str, went_on: Callable[[], object]) -> None:
        super().__init__()
        self._words, self._look, self._went_on = words, look, went_on
        self.box: QVBoxLayout = column(look)
        self.box.addWidget(label(words.text(f"setup.step.{code}"), "title"))
        self.box.addWidget(label(words.text(f"first.{code}.note"), "subtle", wrap=True))
        self.setLayout(self.box)
        self._lines: list[QLineEdit] = []

    def begin(self) -> None:
        for line in self._lines:
            if line.isVisibleTo(self) and line.isEnabled() and not line.text():
                line.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.focusNextChild()

    def listen(self) -> None:
        """Enter on a choice goes on too: digits and arrows choose, Enter means that it is chosen."""
        for each in self.findChildren(QAbstractButton):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in ENTER and not event.isAutoRepeat():
            self._went_on()
            return True
        return super().eventFilter(watched, event)

    def put(self, answers: FirstAnswers) -> None:
        """The answers stand in the fields."""

    def taken(self, answers: FirstAnswers) -> FirstAnswers:
        """The answers with what stands in the fields now."""
        return answers

    def secrets(self, secrets: FirstSecrets) -> FirstSecrets:
        """The secrets with those that were typed here."""
        return secrets

    def line(self, key: str, *, secret: bool = False, wide: str = "login_w") -> QLineEdit:
        """A field named by that key; Enter goes to the next one, in the last it goes on."""
        made = QLineEdit()
        made.setAccessibleName(self._words.text(key))
        made.setMaximumWidth(self._look.px(wide))
        if secret:
            made.setEchoMode(QLineEdit.EchoMode.Password)
        made.returnPressed.connect(lambda: self._after(made))
        self._lines.append(made)
        return made

    def named(self, key: str, field: QWidget) -> None:
        """The field under its name."""
        heading = heading_of(field, self._words.text(key))
        self.box.addWidget(heading)
        self.box.addWidget(field)

    def _after(self, line: QLineEdit) -> None:
        following = [each for each in self._lines[self._lines.index(line) + 1 :] if each.isVisibleTo(self) and each.isEnabled()]
        if following:
            following[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._went_on()


class LookPage(FirstPage):
    """1: language and text size, seen at once."""

    def __init__(self, words: Words, look: Look, went_on: Callable[[], object], changed: Callable[[LookChoice], object]) -> None:
        super().__init__(words, look, "look", went_on)
        self._changed, self._choice = changed, LookChoice()
        self.languages = {each: _choice(words.text(f"first.lang.{each}")) for each in SPOKEN}
        self.sizes = {each: _choice(words.text("look.percent", n=each)) for each in TEXTS}
        self.contrast = QCheckBox(words.text("first.contrast"))
        for title, made in (("first.lang.title", list(self.languages.values())), ("first.size", list(self.sizes.values()))):
            self.box.addWidget(label(words.text(title), "strong"))
            group = QButtonGroup(self)
            line = row(look)
            for each in made:
                group.addButton(each)
                each.setAccessibleDescription(words.text(title))
                line.addWidget(each)
            line.addStretch(1)
            self.box.addLayout(line)
        self.box.addWidget(self.contrast)
        self.box.addStretch(1)
        for lang, one in self.languages.items():
            one.clicked.connect(lambda _=False, lang=lang: self._choose(lang=lang))
        for size, one in self.sizes.items():
            one.clicked.connect(lambda _=False, size=size: self._choose(text=size))
        self.contrast.clicked.connect(lambda on: self._choose(theme="high-contrast" if on else "light"))

    def begin(self) -> None:
        chosen = next((each for each in self.languages.values() if each.isChecked()), self.languages["ko"])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, answers: FirstAnswers) -> None:
        self._choice = answers.look
        self.languages["en" if self._words.lang == "en" else "ko"].setChecked(True)
        self.sizes[answers.look.text].setChecked(True)
        self.contrast.setChecked(answers.look.theme == "high-contrast")

    def taken(self, answers: FirstAnswers) -> FirstAnswers:
        return msgspec.structs.replace(answers, look=self._choice)

    def _choose(self, **parts: object) -> None:
        self._choice = msgspec.structs.replace(self._choice, **parts)
        self._changed(self._choice)


class OfficePage(FirstPage):
    """2: which office, which desk, which stations it serves."""

    def __init__(self, words: Words, look: Look, went_on: Callable[[], object]) -> None:
        super().__init__(words, look, "office", went_on)
        self.office, self.desk = self.line("first.office.code", wide="field_w"), self.line("first.office.desk", wide="field_w")
        self.name, self.division = self.line("first.office.name"), self.line("first.office.division")
        self.name.setMinimumWidth(look.px("list_w"))
        self.division.setMinimumWidth(look.px("list_w"))
        self.office.setMaxLength(5)
        self.desk.setMaxLength(2)
        self.office.setPlaceholderText("26410")
        self.desk.setPlaceholderText("03")
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px("pad_px"))
        fields = (
            ("first.office.code", self.office),
            ("first.office.desk", self.desk),
            ("first.office.name", self.name),
            ("first.office.division", self.division),
        )
        for place, (key, field) in enumerate(fields):
            grid.addWidget(heading_of(field, words.text(key)), place // 2 * 2, place % 2)
            grid.addWidget(field, place // 2 * 2 + 1, place % 2)
        grid.setColumnStretch(2, 1)
        self.box.addLayout(grid)
        self.box.addWidget(label(words.text("first.office.stations"), "strong"))
        self.stations = {name: QCheckBox(words.text(f"tab.{name}")) for name in STATIONS}
        served = row(look, *self.stations.values(), None)
        self.box.addLayout(served)
        self.box.addStretch(1)

    def put(self, answers: FirstAnswers) -> None:
        for field, kept in (
            (self.office, answers.office),
            (self.desk, answers.desk),
            (self.name, answers.office_name),
            (self.division, answers.division),
        ):
            field.setText(kept)
        for name, each in self.stations.items():
            each.setChecked(name in answers.stations)

    def taken(self, answers: FirstAnswers) -> FirstAnswers:
        return msgspec.structs.replace(
            answers,
            office=self.office.text().strip(),
            desk=self.desk.text().strip(),
            office_name=self.name.text().strip(),
            division=self.division.text().strip(),
            stations=tuple(name for name, each in self.stations.items() if each.isChecked()),
        )


class CentralPage(FirstPage):
    """3: a desk of a central, by its code, or alone."""

    WAYS: Final[tuple[Way, ...]] = ("alone", "central")

    def __init__(self, words: Words, look: Look, went_on: Callable[[], object]) -> None:
        super().__init__(words, look, "central", went_on)
        self.ways = {each: _choice(words.text(f"first.central.{each}")) for each in self.WAYS}
        line = row(look, *self.ways.values(), None)
        self.box.addLayout(line)
        self.told = label("", "subtle", wrap=True)
        self.box.addWidget(self.told)
        self.joining = QWidget()
        inside = column(look)
        inside.setContentsMargins(0, 0, 0, 0)
        self.url, self.code = self.line("first.central.url"), self.line("first.central.code")
        self.url.setPlaceholderText("https://central.example.kr:8443")
        for key, field in (("first.central.url", self.url), ("first.central.code", self.code)):
            inside.addWidget(heading_of(field, words.text(key)))
            inside.addWidget(field)
        self.joining.setLayout(inside)
        self.box.addWidget(self.joining)
        self.box.addStretch(1)
        for each in self.ways.values():
            each.toggled.connect(lambda _: self._show())

    def begin(self) -> None:
        next((each for each in self.ways.values() if each.isChecked()), self.ways["alone"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, answers: FirstAnswers) -> None:
        self.ways[answers.way].setChecked(True)
        self.url.setText(answers.url)
        self._show()

    def taken(self, answers: FirstAnswers) -> FirstAnswers:
        return msgspec.structs.replace(answers, way="central" if self.ways["central"].isChecked() else "alone", url=self.url.text().strip())

    def secrets(self, secrets: FirstSecrets) -> FirstSecrets:
        return msgspec.structs.replace(secrets, code=self.code.text().strip())

    def _show(self) -> None:
        central = self.ways["central"].isChecked()
        self.joining.setVisible(central)
        self.told.setText(self._words.text(f"first.central.{'central' if central else 'alone'}_note"))


class PeoplePage(FirstPage):
    """4: who administers, who leads, who serves; with a central they come from there."""

    def __init__(self, words: Words, look: Look, went_on: Callable[[], object]) -> None:
        super().__init__(words, look, "people", went_on)
        self.from_central = label(words.text("first.people.from_central"), wrap=True)
        self.box.addWidget(self.from_central)
        self.asked = QWidget()
        grid = QGridLayout(self.asked)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(look.px("gap_px"))
        columns = ("user", "name", "password", "again")
        for place, key in enumerate(columns, start=1):
            grid.addWidget(label(words.text(f"first.people.{key}"), "small"), 0, place)
        self.fields: dict[str, dict[str, QLineEdit]] = {}
        for at, who in enumerate(PEOPLE, start=1):
            name = words.text(f"first.people.{who}")
            grid.addWidget(label(name, "strong"), at, 0)
            self.fields[who] = {}
            for place, key in enumerate(columns, start=1):
                made = self.line(f"first.people.{key}", secret=key in ("password", "again"), wide="list_w")
                made.setAccessibleName(f"{name} {words.text(f'first.people.{key}')}")
                self.fields[who][key] = made
                grid.addWidget(made, at, place)
        self.box.addWidget(self.asked)
        self.box.addWidget(label(words.text("first.people.deputy"), "subtle", wrap=True))
        self.box.addStretch(1)

    def put(self, answers: FirstAnswers) -> None:
        central = answers.way == "central"
        self.from_central.setVisible(central)
        self.asked.setVisible(not central)
        for who in PEOPLE:
            person: Newcomer = getattr(answers, who)
            self.fields[who]["user"].setText(person.user)
            self.fields[who]["name"].setText(person.name)

    def taken(self, answers: FirstAnswers) -> FirstAnswers:
        people = {
            who: Newcomer(user=self.fields[who]["user"].text().strip(), name=self.fields[who]["name"].text().strip()) for who in PEOPLE
        }
        return msgspec.structs.replace(answers, **people)

    def secrets(self, secrets: FirstSecrets) -> FirstSecrets:
        typed = {who: (self.fields[who]["password"].text(), self.fields[who]["again"].text()) for who in PEOPLE}
        return msgspec.structs.replace(secrets, passwords=typed)


class KeysPage(FirstPage):
    """5: where the keys lie: with the computer's own keyring, or in a file under a passphrase."""

    KINDS: Final[tuple[Keys, ...]] = ("keyring", "file")

    def __init__(self, words: Words, look: Look, went_on: Callable[[], object]) -> None:
        super().__init__(words, look, "keys", went_on)
        self.kinds = {each: _choice(words.text(f"first.keys.{each}")) for each in self.KINDS}
        line = row(look, *self.kinds.values(), None)
        self.box.addLayout(line)
        self.told = label("", "subtle", wrap=True)
        self.box.addWidget(self.told)
        self.typing = QWidget()
        inside = column(look)
        inside.setContentsMargins(0, 0, 0, 0)
        self.passphrase, self.again = self.line("first.keys.passphrase", secret=True), self.line("first.keys.again", secret=True)
        for key, field in (("first.keys.passphrase", self.passphrase), ("first.keys.again", self.again)):
            inside.addWidget(heading_of(field, words.text(key)))
            inside.addWidget(field)
        self.typing.setLayout(inside)
        self.box.addWidget(self.typing)
        self.box.addWidget(label(words.text("first.keys.envelope"), "subtle", wrap=True))
        self.box.addStretch(1)
        for each in self.kinds.values():
            each.toggled.connect(lambda _: self._show())

    def begin(self) -> None:
        next((each for each in self.kinds.values() if each.isChecked()), self.kinds["file"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_keyring(self, there: bool) -> None:
        """Whether this computer has a keyring is known now."""
        self.kinds["keyring"].setEnabled(there)
        if not there:
            self.kinds["file"].setChecked(True)
        self._show()

    def put(self, answers: FirstAnswers) -> None:
        kind = answers.keys if self.kinds[answers.keys].isEnabled() else "file"
        self.kinds[kind].setChecked(True)
        self._show()

    def taken(self, answers: FirstAnswers) -> FirstAnswers:
        return msgspec.structs.replace(answers, keys="file" if self.kinds["file"].isChecked() else "keyring")

    def secrets(self, secrets: FirstSecrets) -> FirstSecrets:
        return msgspec.structs.replace(secrets, passphrase=self.passphrase.text(), again=self.again.text())

    def _show(self) -> None:
        file = self.kinds["file"].isChecked()
        self.typing.setVisible(file)
        key = "file_note" if self.kinds["keyring"].isEnabled() else "no_keyring"
        self.told.setText(self._words.text(f"first.keys.{key if file else 'keyring_note'}"))


def _choice(name: str) -> QRadioButton:
    made = QRadioButton(name)
    made.setProperty("role", "choice")
    made.setAccessibleName(name)
    return made
