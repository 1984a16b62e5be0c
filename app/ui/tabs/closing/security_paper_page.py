"""보안용지: what lies where at the left, what was done with it at the right, one form for each act below; the book of it above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QWidget

from app.ui.choice_box import ChoiceBox
from app.ui.context import Context
from app.ui.flow_layout import flowing, together
from app.ui.free_text import warned
from app.ui.line_form import LineForm
from app.ui.plain import Notice, button, card, column, commit_composing, label, row, suggest
from app.ui.tables import fit_column, plain_table, put_rows, show_rows_at_least
from app.ui.tabs.closing.security_paper_presenter import Proposed, Row, SecurityPaperPresenter, Signed
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look

STOCK: Final = ("paper", "place", "numbers", "sheets")
LINES: Final = ("on", "paper", "what", "numbers", "sheets", "place", "who", "note")
ACTS: Final = ("use", "spoil", "move", "count", "receive", "void")
BESIDE_TO = 150  # percent: beyond it what was done stands below what lies where, else its numbers were out of sight


class SecurityPaperPage(QWidget):
    def __init__(self, context: Context, look: Look, papers: DayPapers) -> None:
        super().__init__()
        self._words, self._look = context.words, look
        self.presenter = SecurityPaperPresenter(context, self, papers)
        self.notice = Notice(look)
        self._signing: list[QLineEdit] = []
        self._hint = label("", "warning", wrap=True)
        self.stock = plain_table(look, [self._text(each) for each in STOCK], stretch=0, name=self._text("stock"), none=self._text("none"))
        self.lines = plain_table(look, [self._text(each) for each in LINES], stretch=7, name=self._text("lines"), none=self._text("none"))
        for table, places in ((self.stock, (1, 2, 3)), (self.lines, (0, 1, 2, 3, 4, 5, 6))):
            show_rows_at_least(table, look, 4)
            for place in places:
                fit_column(table, place)
        self.lines.itemSelectionChanged.connect(lambda: self.presenter.choose_line(self.lines.currentRow()))
        crowded = look.crowd > BESIDE_TO
        both = column(look) if crowded else row(look)
        both.addWidget(self._listed("stock", self.stock), 1)
        both.addWidget(self._listed("lines", self.lines), 1 if crowded else 2)
        self._acting = self._acts()
        made = card()
        inside = column(look, self._head(), self.notice, margins=True)
        inside.addLayout(both, 1)
        inside.insertWidget(2 if crowded else 3, self._acting)  # where the page scrolls, what is typed stands in sight
        made.setLayout(inside)
        whole = row(look)
        whole.addWidget(made, 1)
        self.setLayout(whole)
        self.act(ACTS[0])

    def enter(self) -> None:
        self.presenter.enter()
        self._to_form()

    def show_stock(self, rows: Sequence[Row]) -> None:
        put_rows(self.stock, rows, right=(3,))

    def show_lines(self, rows: Sequence[Row]) -> None:
        put_rows(self.lines, rows, right=(4,))
        self.presenter.choose_line(self.lines.currentRow())

    def show_papers(self, names: Sequence[str]) -> None:
        chosen = self.paper.currentText()
        self.paper.clear()
        self.paper.addItems(list(names))
        self.paper.setCurrentIndex(max(0, self.paper.findText(chosen)))
        self.presenter.choose_paper(self.paper.currentIndex())

    def show_places(self, names: Sequence[str]) -> None:
        """Only once: a choice that was made stays."""
        for box in (self.spoiled_at, self.counted_at):
            if not box.count():
                box.addItems(list(names))

    def show_days(self, first: str, last: str) -> None:
        """Only where nobody typed others before."""
        for line, day in ((self.first_day, first), (self.last_day, last)):
            if not line.text():
                line.setText(day)

    def show_may(self, keep: bool) -> None:
        self._acting.setVisible(keep)

    def propose(self, proposed: Proposed, paper: str) -> None:
        """Only where nobody typed anything."""
        out = proposed.out if self.way.currentData() == "out" else ""
        for line, text in ((self.used_first, proposed.use), (self.moved_first, out), (self.found, proposed.counted), (self.name, paper)):
            if not line.isModified():
                line.setText(text)
        if self.used_first.hasFocus() and proposed.use and not self.used_first.isModified():
            self.used_last.setFocus(Qt.FocusReason.OtherFocusReason)  # what comes next is known: how far it went is typed

    def show_hint(self, text: str) -> None:
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def show_missing(self, text: str) -> None:
        self._missing.setText(text)
        self._missing.setVisible(bool(text))

    def show_chosen(self, text: str) -> None:
        self._chosen.setText(text)

    def clear_typed(self) -> None:
        """What was typed is in the book; the next numbers are proposed."""
        self.forget()
        self._to_form()

    def forget(self) -> None:
        """Nothing that was typed stands here."""
        for line in self._acting.findChildren(QLineEdit):
            line.clear()
            line.setModified(False)
        self.show_missing("")

    def forget_signs(self) -> None:
        """Nobody's name and password stand here."""
        for line in self._signing:
            line.clear()

    def act(self, name: str) -> None:
        """The form of that act is in front."""
        self._form_of = self._pages[ACTS.index(name)]
        for page in self._pages:
            page.setVisible(page is self._form_of)
        chosen = self._buttons.button(ACTS.index(name))
        if chosen is not None:
            chosen.setChecked(True)

    def say(self, text: str, tone: str = "") -> None:
        self.notice.say(text, tone)

    # ── parts ──

    def _head(self) -> QWidget:
        look, gap = self._look, self._look.px("gap_px")
        self.first_day, self.last_day = QLineEdit(), QLineEdit()
        parts: list[QWidget | None] = [label(self._text("title"), "title"), None]
        for line, key in ((self.first_day, "first_day"), (self.last_day, "last_day")):
            line.setFixedWidth(look.px("field_w") * 2 // 3)
            line.returnPressed.connect(self._print)
            suggest(line, self._words.text("hint.date"))
            parts.append(together(gap, self._named(key, line), line))
        self.own = QCheckBox(self._text("own"))
        return flowing(gap, *parts, self.own, button(self._text("print"), self._print))

    def _listed(self, name: str, table: QWidget) -> QWidget:
        made = QWidget()
        inside = column(self._look, label(self._text(name), "lead"), table, gap="gap_small_px")
        inside.setContentsMargins(0, 0, 0, 0)
        made.setLayout(inside)
        return made

    def _acts(self) -> QWidget:
        look, gap = self._look, self._look.px("gap_px")
        self.paper = ChoiceBox()
        self.paper.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)  # the names come later
        self.paper.currentIndexChanged.connect(self.presenter.choose_paper)
        self._buttons = QButtonGroup(self)
        acts: list[QWidget] = []
        for at, name in enumerate(ACTS):
            made = button(self._text(f"act_{name}"), partial(self._choose_act, name), "quiet")
            made.setCheckable(True)
            made.setMinimumWidth(made.sizeHint().width() + gap * 2)  # the chosen one is set bold, which is wider
            self._buttons.addButton(made, at)
            acts.append(made)
        self._pages = [self._use(), self._spoil(), self._move(), self._count(), self._receive(), self._void()]
        whole = QWidget()
        head = flowing(gap, together(gap, self._named("paper", self.paper), self.paper), *acts)
        inside = column(look, self._hint, head, *self._pages, gap="gap_small_px")
        inside.setContentsMargins(0, 0, 0, 0)
        whole.setLayout(inside)
        return whole

    def _use(self) -> QWidget:
        self.used_first, self.used_last, self.used_day = QLineEdit(), QLineEdit(), QLineEdit()
        suggest(self.used_day, self._text("day_hint"))
        none = button(self._text("use_none"), lambda: self.presenter.use_none(self.used_day.text()))
        fields = (("first", self.used_first), ("last", self.used_last), ("day", self.used_day))
        return self._form(
            fields, lambda: self.presenter.use(self.used_first.text(), self.used_last.text(), self.used_day.text()), more=[none]
        )

    def _spoil(self) -> QWidget:
        self.spoiled_at, self.spoiled, self.spoiled_why = self._places(), QLineEdit(), QLineEdit()
        user, password = self._signs()
        suggest(self.spoiled, self._text("numbers_hint"))
        fields = (("place", self.spoiled_at), ("numbers", self.spoiled), ("reason", self.spoiled_why), ("second", user), ("", password))

        def do() -> None:
            self.presenter.spoil(self.spoiled.text(), self.spoiled_why.text(), _taken(user, password))

        return self._form(fields, do, wide=2, typed=self.spoiled_why)

    def _move(self) -> QWidget:
        self.way, self.moved_first, self.moved_last, self.moved_desk, note = ChoiceBox(), QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        for way in ("out", "back"):
            self.way.addItem(self._words.text(f"security_paper.{way}"), way)
        self.way.currentIndexChanged.connect(lambda _: self.presenter.choose_paper(self.paper.currentIndex()))
        suggest(self.moved_desk, self._text("desk_hint"))
        fields = (("way", self.way), ("first", self.moved_first), ("last", self.moved_last), ("desk", self.moved_desk), ("note", note))

        def do() -> None:
            first, last, desk = self.moved_first.text(), self.moved_last.text(), self.moved_desk.text()
            self.presenter.move(self.way.currentData(), first, last, desk, note.text())

        return self._form(fields, do, wide=4, typed=note)

    def _count(self) -> QWidget:
        self.counted_at, self.found, note = self._places(), QLineEdit(), QLineEdit()
        user, password = self._signs()
        self._missing = label("", "warning", wrap=True)
        self._missing.hide()
        self.found.textEdited.connect(self.presenter.counted)
        fields = (("place", self.counted_at), ("found", self.found), ("note", note), ("second", user), ("", password))
        return self._form(
            fields,
            lambda: self.presenter.count(self.found.text(), note.text(), _taken(user, password)),
            wide=1,
            typed=note,
            below=[self._missing],
        )

    def _receive(self) -> QWidget:
        self.name, self.got_first, self.got_last, note = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        suggest(self.name, self._text("name_hint"))
        fields = (("name", self.name), ("first", self.got_first), ("last", self.got_last), ("source", note))

        def do() -> None:
            self.presenter.receive(self.name.text(), self.got_first.text(), self.got_last.text(), note.text())

        return self._form(fields, do, wide=3, typed=note)

    def _void(self) -> QWidget:
        self.void_why = QLineEdit()
        user, password = self._signs()
        self._chosen = label("", "strong", wrap=True)
        fields = (("reason", self.void_why), ("second", user), ("", password))
        return self._form(
            fields,
            lambda: self.presenter.void(self.void_why.text(), _taken(user, password)),
            wide=0,
            typed=self.void_why,
            above=[self._chosen],
            act="void",
        )

    # ── helpers ──

    def _form(
        self,
        fields: Sequence[tuple[str, QWidget]],
        do: Callable[[], None],
        *,
        wide: int | None = None,
        typed: QLineEdit | None = None,
        above: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
        more: Sequence[QWidget] = (),
        act: str = "keep",
    ) -> QWidget:
        """`typed`: the free text, in which no resident number may stand."""
        named = [(self._text(name) if name else self._words.text("login.password"), field) for name, field in fields]

        def run() -> None:
            commit_composing()
            do()

        warning = [warned(typed, self._words)] if typed is not None else []
        return LineForm(self._look, named, (self._text(act), run), wide=wide, above=above, below=[*below, *warning], more=more)

    def _choose_act(self, name: str) -> None:
        self.act(name)
        self.say("")
        place = {"spoil": self.spoiled_at, "count": self.counted_at}.get(name)
        self.presenter.choose_place(place.currentIndex() if place is not None else 0)
        self._to_form()

    def _to_form(self) -> None:
        """The keyboard is where the next number is typed: after a first one that is proposed, at the last one."""
        lines = self._form_of.findChildren(QLineEdit)
        at = 1 if self._form_of is self._pages[0] and self.used_first.text() else 0
        lines[at].setFocus(Qt.FocusReason.OtherFocusReason)

    def _places(self) -> ChoiceBox:
        made = ChoiceBox()
        made.currentIndexChanged.connect(self.presenter.choose_place)
        return made

    def _signs(self) -> tuple[QLineEdit, QLineEdit]:
        user, password = QLineEdit(), QLineEdit()
        password.setEchoMode(QLineEdit.EchoMode.Password)
        self._signing += [user, password]
        return user, password

    def _print(self) -> None:
        commit_composing()
        self.presenter.print(self.first_day.text(), self.last_day.text(), own=self.own.isChecked())

    def _named(self, name: str, field: QWidget) -> QWidget:
        made = label(self._text(name), "strong")
        made.setBuddy(field)
        field.setAccessibleName(self._text(name))
        return made

    def _text(self, name: str) -> str:
        return self._words.text(f"security_paper_page.{name}")


def _taken(user: QLineEdit, password: QLineEdit) -> Signed:
    """Who signs; the password stands there no longer."""
    typed = password.text()
    password.clear()
    return Signed(user.text().strip(), typed)
