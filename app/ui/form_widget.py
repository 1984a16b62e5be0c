"""A form drawn from its `FormDef`: sections, labels left, short fields two by two, live conditions, errors beside the field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import QRect, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QResizeEvent
from PyQt6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app.domain.answers import Draft
from app.domain.forms import Choice, Field, Text
from app.domain.words import Words
from app.ui import formats
from app.ui.editors import CheckEditor, ChoiceEditor, ChoicesEditor, Editor, LineEditor, is_birth_date
from app.ui.form_model import PAPER_MARKS, FormModel
from app.ui.form_room import FormRoom
from app.ui.plain import commit_composing, label
from app.ui.rows_editor import RowsEditor
from app.ui.theme import Look

SAID_OF = {("int", "wrong_type"): "no_number", ("rows", "too_small"): "too_few_rows"}  # by kind of field, the words that fit it
PAPER_PREFIX = "paper:"
RRN_IN_TEXT = "rrn_in_text"


def make_editor(field: Field, words: Words, look: Look) -> Editor:
    """The editor of that kind of field."""
    if field.kind == "choice":
        return ChoiceEditor(field, words, look)
    if field.kind == "choices":
        return ChoicesEditor(field, words, look)
    if field.kind == "check":
        return CheckEditor(field, words, look)
    return RowsEditor(field, words, look) if field.kind == "rows" else LineEditor(field, words, look)


class FormWidget(QWidget):
    """`changed` after each change, `submitted` on Enter in the last field, `left` on Esc: one level back, everything kept.

    `width`: the room it will have, in px, where that is known.
    """

    changed = pyqtSignal()
    submitted = pyqtSignal()
    left = pyqtSignal()

    def __init__(self, model: FormModel, words: Words, look: Look, *, width: int = 0) -> None:
        super().__init__()
        self.model = model
        self._words = words
        self._look = look
        self._editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        self._sections: dict[str, QLabel] = {}
        self._order: list[str] = []
        self._order_shown: list[str] = []
        self._wide = 0
        self._complained: set[str] = set()
        self._read: set[str] = set()  # what a device filled in: hands that go forward pass it by while nothing is odd there
        self.scanners: dict[str, Callable[[str], bool]] = {}  # by field: True if it took what was read there as a scan of its own
        self._scroll = FormRoom(look)
        self._page = QWidget()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px("gap_px"))
        self._grid.setVerticalSpacing(look.px("gap_px") * 3 // 4)
        self._grid.setContentsMargins(0, 0, look.px("gap_px"), 0)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        outer = QVBoxLayout(self._page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._grid)
        outer.addStretch(1)
        self._scroll.setWidget(self._page)
        self._page.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        self._scroll.resize(width, self._scroll.height())  # laid out once for the room it gets, not for none first
        for each in model.form.fields:
            self._add(each)
        self._arrange()
        self._fill_all()

    # --- reading ---------------------------------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """What stands in the form, the syllable being composed included."""
        self.read()
        return self.model.draft()

    def read(self) -> None:
        """The model holds what the widgets show."""
        commit_composing()
        for field_id, editor in self._editors.items():
            if editor.touched and not field_id.startswith(PAPER_PREFIX):
                self.model.put(field_id, editor.value())

    def editor(self, field_id: str) -> Editor:
        """The editor of that field; papers are `paper:<id>`. KeyError if the form has none."""
        return self._editors[field_id]

    def put(self, field_id: str, value: object) -> None:
        """That value stands in the field as if it had been typed there: a device read it. Nothing where the form does not ask for it."""
        editor = self._editors.get(field_id)
        if editor is not None:
            editor.fill(value)
            editor.touched = True
            self._field_changed(field_id)
            self._read.add(field_id)

    def offer(self, field_id: str, values: Sequence[str]) -> None:
        """↓ in that field brings one of these, the newest first."""
        editor = self._editors.get(field_id)
        if isinstance(editor, LineEditor):
            editor.recent = list(values)

    def order(self) -> list[str]:
        """Ids in the order in which the hands go."""
        return list(self._order)

    # --- hands -----------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The keyboard is in the first field that is not known yet."""
        first = self.model.first()
        if first is not None:
            self.go_to(first)

    def go_to(self, field_id: str) -> None:
        """The keyboard is in that field; in a table (`buyers.1.address`) in that cell."""
        name, _, cell = field_id.partition(".") if field_id not in self._editors else (field_id, "", "")
        editor = self._editors[name]
        if isinstance(editor, RowsEditor) and (cell or name in self._complained):
            editor.take_cell(cell)
        else:
            editor.take_focus()
        self._scroll.ensureWidgetVisible(editor, 0, self._look.px("row_px") * 2)

    def complain(self, problems: dict[str, str], warnings: dict[str, str]) -> None:
        """Each problem and warning stands beside its field; what is right again loses its words."""
        self._complained = set(problems)
        for editor in self._editors.values():
            editor.say("")
            if isinstance(editor, RowsEditor):
                editor.quiet()
        for codes, tone in ((warnings, "warning"), (problems, "error")):
            for field_id, code in codes.items():
                self._say(field_id, self._problem(field_id, code), tone)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        if event.key() == Qt.Key.Key_Escape:
            commit_composing()
            self.left.emit()
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._page_by(1 if event.key() == Qt.Key.Key_PageDown else -1)
        else:
            super().keyPressEvent(event)

    def _say(self, field_id: str, text: str, tone: str) -> None:
        if field_id in self._editors:
            self._editors[field_id].say(text, tone)
            return
        rows, _, cell = field_id.partition(".")
        editor = self._editors.get(rows)
        found = editor.cell(cell) if isinstance(editor, RowsEditor) else None
        if found is not None:
            found.say(text, tone)

    def _page_by(self, by: int) -> None:
        """PgUp, PgDn: to the first field of the next or previous section."""
        starts = [each.id for each in self.model.shown() if each.section is not None]
        now = next((index for index, name in enumerate(self._order) if self._editors[name].has_keyboard()), 0)
        places = [self._order.index(name) for name in starts if name in self._order]
        ahead = [place for place in places if (place > now if by > 0 else place < now)]
        if ahead:
            self.go_to(self._order[min(ahead) if by > 0 else max(ahead)])

    def _forward(self, field_id: str) -> None:
        self.read()
        scanner = self.scanners.get(field_id)
        if scanner is not None and scanner(str(self._editors[field_id].value() or "")):
            return
        if not self._settled(field_id):
            return
        self._arrange()
        place = self._order.index(field_id) if field_id in self._order else -1
        if place + 1 == len(self._order) or (field_id == "copies" and self._nothing_left(self._order[place + 1 :])):
            self.submitted.emit()
        else:
            self.go_to(self._after(place))
            self._fill_all()  # what was left is shown as people write it

    def _after(self, place: int) -> str:
        """The next field that asks for something; prefilled ones before the papers of a filing, and what a device read, are passed by."""
        checked, rest = self.model.checked(), self._order[place + 1 :]
        odd = checked.problems.keys() | checked.warnings.keys()
        papers = [each for each in rest if each.startswith(PAPER_PREFIX)]
        if papers and all(self._is_known(each) and each not in odd for each in rest[: len(rest) - len(papers)]):
            return papers[0]
        return next((each for each in rest if each not in self._read or each in odd), rest[0])

    def _is_known(self, field_id: str) -> bool:
        field = self._editors[field_id].field
        return bool(self.model.raw.get(field_id) or (field.kind != "check" and self.model.filled_in(field)))

    def _problem(self, field_id: str, code: str) -> str:
        """What is wrong there; a power of attorney that is too old is named by its day."""
        editor = self._editors.get(field_id)
        if editor is not None and is_birth_date(editor.field) and code == "invalid_date":
            code = "invalid_birth_date"
        if editor is not None:
            code = SAID_OF.get((editor.field.kind, code), code)
        dated = editor is not None and editor.field.kind == "date"
        value = self.model.checked().values.get(field_id) if dated else None
        return self._words.problem(code, day=formats.shown_value("date", value))

    def _nothing_left(self, ahead: list[str]) -> bool:
        """Copies are the last thing asked (COUNTER §3): what stands behind them is optional or prefilled, and Tab reaches it."""
        problems = self.model.checked().problems
        return not self.model.receive_only and not any(each in problems or each.startswith(PAPER_PREFIX) for each in ahead)

    def _settled(self, field_id: str) -> bool:
        """True if the hands may leave: a wrong value holds them, an odd one holds them once (COUNTER §6, message 4)."""
        return self._may_leave(field_id, self._editors[field_id])

    def _cell_settled(self, rows: RowsEditor, cell: str) -> bool:
        """As `_settled`, of a cell: what was typed into it is known first."""
        self.model.put(rows.field.id, rows.value())
        found = rows.cell(cell)
        return found is None or self._may_leave(f"{rows.field.id}.{cell}", found)

    def _may_leave(self, field_id: str, editor: Editor) -> bool:
        checked = self.model.checked()
        problem, warning = checked.problems.get(field_id), checked.warnings.get(field_id)
        if problem is not None and problem != "required" and editor.touched and editor.value():
            editor.say(self._problem(field_id, problem))
            return False
        if warning is not None and editor.trouble() != self._odd(field_id, warning):
            editor.say(self._odd(field_id, warning), "warning")
            if isinstance(editor, LineEditor) and editor.field.kind in ("rrn", "arn"):
                return False
        elif warning is None:
            editor.say(self._term_text(field_id), "small")
        return True

    def _odd(self, field_id: str, warning: str) -> str:
        return f"{self._term_text(field_id)} {self._words.problem(warning)}".strip()

    def _term_text(self, field_id: str) -> str:
        """Until when a paper is good, or by when a filing had to come (COUNTER §3, B and D)."""
        term = self.model.term(field_id)
        if term is None:
            return ""
        kind, end = term
        day, late = formats.day_text(end, self._words), self.model.late_days(end)
        if kind == "max_age_months":
            return self._words.text("form.valid_until", day=day)
        return self._words.text("form.term_late" if late else "form.term_kept", day=day, n=late)

    def _back(self, field_id: str) -> None:
        place = self._order.index(field_id) if field_id in self._order else 0
        if place:
            self.go_to(self._order[place - 1])
        else:
            self.left.emit()

    # --- drawing ---------------------------------------------------------------------------------------------------------

    def _add(self, field: Field) -> None:
        editor = make_editor(field, self._words, self._look)
        self._connect(field.id, editor)
        editor.changed.connect(partial(self._field_changed, field.id))

    def _connect(self, field_id: str, editor: Editor) -> None:
        editor.forward.connect(partial(self._forward, field_id))
        editor.back.connect(partial(self._back, field_id))
        if isinstance(editor, RowsEditor):
            editor.may_leave = partial(self._cell_settled, editor)
        editor.hide()
        self._editors[field_id] = editor
        text = self._words.of(editor.field.label)
        made = label(f"{text}\u00a0*" if editor.field.required or editor.field.must else text, wrap=True)
        made.setProperty("required", editor.field.required or editor.field.must)
        made.setFixedWidth(self._look.px("label_w"))
        made.setMinimumHeight(self._look.px("field_px"))
        made.setBuddy(editor.inputs()[0] if editor.inputs() else editor)
        made.hide()
        self._labels[field_id] = made

    def _field_changed(self, field_id: str) -> None:
        editor = self._editors[field_id]
        self.model.put(field_id, editor.value())
        self.model.carried.discard(field_id)
        self._read.discard(field_id)
        if field_id in self._complained:
            problem = self.model.checked().problems.get(field_id)
            editor.say(self._problem(field_id, problem) if problem else "")
        self._warn_of_numbers(field_id)
        self._arrange()
        self._fill_all(but=field_id)
        self.changed.emit()

    def _warn_of_numbers(self, field_id: str) -> None:
        """A resident number typed into free text is said at once, not when the hands leave or the form is kept (A17)."""
        words = self._words.problem(RRN_IN_TEXT)
        found = [name for name, code in self.model.checked().warnings.items() if code == RRN_IN_TEXT]
        editor = self._editors[field_id]
        if editor.trouble() == words and field_id not in found:
            editor.say("")
        for name in found:
            if name == field_id or name.startswith(f"{field_id}."):
                self._say(name, words, "warning")

    def _fill_all(self, *, but: str = "") -> None:
        """Fields nobody typed in show what is kept, their default or what they repeat."""
        for each in self.model.shown():
            editor = self._editors[each.id]
            if each.id == but or (editor.has_keyboard() and editor.touched):
                continue
            kept = self.model.raw.get(each.id)
            if kept not in (None, "", []):
                if not editor.touched or editor.field.kind == "rows":
                    editor.fill(kept)
            elif not editor.touched:
                editor.fill(self.model.filled_in(each))
            if editor.touched and isinstance(editor, LineEditor) and each.id in self.model.checked().values:
                editor.show_canonical(self.model.checked().values[each.id])
        for paper in self.model.shown_papers():
            mark = self.model.papers.get(paper.id)
            default = "submitted" if paper.required and not self.model.asks_papers else ""
            self._editors[PAPER_PREFIX + paper.id].fill(mark or default)

    def _arrange(self) -> None:
        """Place what is shown now; nothing moves while the set of fields stays the same."""
        papers = [PAPER_PREFIX + each.id for each in self.model.shown_papers()]
        for each in self.model.shown_papers():
            if PAPER_PREFIX + each.id not in self._editors:
                self._add_paper(each.id, each.name, required=each.required, shareable=each.shareable)
        shown = [each.id for each in self.model.shown()]
        wide = self._half_width()
        if (shown + papers, wide) == (self._order_shown, self._wide):
            return
        self._order_shown, self._wide = shown + papers, wide
        self._order = shown + (papers if self.model.asks_papers else [])
        while self._grid.count():
            self._grid.takeAt(0)
        visible = set(shown) | set(papers)
        line = column = 0
        titles: list[QLabel] = []
        said = ""
        for field_id in shown + papers:
            title = self._title_of(field_id, papers)
            if title is not None and title.text() != said:  # a section that goes on is not named again
                said = title.text()
                line, column = line + (1 if column else 0), 0
                self._grid.addWidget(title, line, 0, 1, 4)
                titles.append(title)
                line += 1
            span, before = self._spans(field_id), 2 if self._long_name(field_id) else 1
            if (span or before > 1) and column:
                line, column = line + 1, 0
            self._labels[field_id].setFixedWidth(self._look.px("label_w") + (self._half_width() if before > 1 else 0))
            self._grid.addWidget(self._labels[field_id], line, column, 1, before, Qt.AlignmentFlag.AlignTop)
            room = 4 - before if span or before > 1 else 1
            self._grid.addWidget(self._editors[field_id], line, column + before, 1, room, Qt.AlignmentFlag.AlignTop)
            span = span or before > 1
            column = 0 if span or column else 2
            line += 1 if span or not column else 0
        for field_id, editor in self._editors.items():
            editor.setVisible(field_id in visible)
            self._labels[field_id].setVisible(field_id in visible)
        for title in self._sections.values():
            title.setVisible(title in titles)
        self._tab_order()

    def _tab_order(self) -> None:
        before: QWidget | None = None
        for field_id in self._order_shown:
            for each in self._editors[field_id].inputs():
                if before is not None:
                    QWidget.setTabOrder(before, each)
                before = each

    def _title_of(self, field_id: str, papers: list[str]) -> QLabel | None:
        if papers and field_id == papers[0]:
            return self._section("papers", self._words.text("form.papers"))
        field = self._editors[field_id].field
        return self._section(field_id, self._words.of(field.section)) if field.section is not None else None

    def _section(self, key: str, text: str) -> QLabel:
        if key not in self._sections:
            self._sections[key] = label(text, "section")
        return self._sections[key]

    def _half_width(self) -> int:
        """Room of one short field, in px."""
        width = self._scroll.width() - self._look.px("gap_px") * 4 - self._look.px("pad_px")
        return width // 2 - self._look.px("label_w")

    def _long_name(self, field_id: str) -> bool:
        """True for a paper whose name would stand in three lines or more: it takes the room of a field too."""
        if not field_id.startswith(PAPER_PREFIX) or self._half_width() < self._look.px("field_w"):
            return False
        made = self._labels[field_id]
        made.ensurePolished()  # what is required stands in bold, which is wider
        metrics = made.fontMetrics()
        place = QRect(0, 0, self._look.px("label_w"), 0)
        # Half a line more than two: heights are whole pixels, line spacing may be rounded down.
        return metrics.boundingRect(place, Qt.TextFlag.TextWordWrap, made.text()).height() > 2.5 * metrics.lineSpacing()

    def _spans(self, field_id: str) -> bool:
        editor = self._editors[field_id]
        if editor.field.kind == "rows" or editor.field.width == "long" or self._half_width() < self._look.px("field_w"):
            return True
        if isinstance(editor, ChoiceEditor | ChoicesEditor):
            return editor.natural_width() > self._half_width()
        if isinstance(editor, CheckEditor):
            return editor.box.sizeHint().width() > self._half_width()
        return False

    def _add_paper(self, paper_id: str, name: Text, *, required: bool, shareable: bool) -> None:
        marks = [each for each in PAPER_MARKS if each != "shared" or shareable]
        choices = [self._paper_choice(mark) for mark in marks]
        field = Field(id=PAPER_PREFIX + paper_id, kind="choice", label=name, required=required, choices=choices)
        editor = ChoiceEditor(field, self._words, self._look)
        editor.changed.connect(partial(self._paper_changed, paper_id, editor))
        self._connect(field.id, editor)

    def _paper_choice(self, mark: str) -> Choice:
        words = self._words.text(f"paper_mark.{mark}")
        return Choice(value=mark, key=str(PAPER_MARKS.index(mark) + 1), label=Text(ko=words, en=words))

    def _paper_changed(self, paper_id: str, editor: ChoiceEditor) -> None:
        for mark in PAPER_MARKS:
            if editor.value() == mark:
                self.model.mark_paper(paper_id, mark)
        editor.say("")
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._arrange()
