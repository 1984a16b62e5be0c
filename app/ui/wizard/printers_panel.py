"""처음 설정 9: which printer each kind of paper comes out of, tried at once with a test page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPushButton, QSpinBox, QWidget

from app.domain.every_paper import PRINTER_KINDS, PrinterKind
from app.services.printing import COPIES_MAX
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.paper_presenter import PaperMaker
from app.ui.plain import Notice, button, column, heading_of, label, tip_text
from app.ui.theme import Look
from app.ui.wizard.printers_presenter import PrinterLine, PrintersPresenter

COLUMNS = ("printer", "copies")


class PrinterBox(QComboBox):
    """A choice of printers, wide where there is room for it; where it is narrower than a name, a tip says the whole."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._wide = look.px("list_w")
        self.setMinimumWidth(look.px("label_w"))
        self.currentTextChanged.connect(self._tell_whole)

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(self._wide, 0))

    def _tell_whole(self, name: str) -> None:
        self.setToolTip(tip_text(name))


class PrintersPanel(QWidget):
    """A line for each kind of paper, and whether receipts come by themselves."""

    def __init__(self, context: Context, look: Look, notice: Notice, maker: PaperMaker) -> None:
        super().__init__()
        self._notice = notice
        self.presenter = PrintersPresenter(context, self, maker)
        text = self._text = context.words.text
        self.printers: dict[PrinterKind, QComboBox] = {}
        self.copies: dict[PrinterKind, QSpinBox] = {}
        self.tests: dict[PrinterKind, QPushButton] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px("gap_px"))
        for place, key in enumerate(COLUMNS, start=1):
            grid.addWidget(label(text(f"setup.printers.{key}"), "small"), 0, place)
        for at, kind in enumerate(PRINTER_KINDS, start=1):
            name = text(f"printer_kind.{kind}")
            chosen, copies = PrinterBox(look), QSpinBox()
            chosen.setAccessibleName(f"{name} {text('setup.printers.printer')}")
            copies.setRange(1, COPIES_MAX)
            copies.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            copies.setAccessibleName(f"{name} {text('setup.printers.copies')}")
            keep = self._key("keep", name, partial(self._keep, kind))
            test = self._key("test", name, partial(self.presenter.test, kind))
            self.printers[kind], self.copies[kind], self.tests[kind] = chosen, copies, test
            heading = heading_of(chosen, name)
            for place, widget in enumerate((heading, chosen, copies)):
                grid.addWidget(widget, at, place)
            grid.addWidget(flowing(look.px("gap_px"), keep, test), at, len(COLUMNS) + 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setColumnStretch(len(COLUMNS) + 1, 1)
        self.always = QCheckBox(text("setup.printers.receipts"))
        self.always.clicked.connect(self._receipts)
        box = column(look)
        box.addLayout(grid)
        box.addWidget(self.always)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_printers(self, lines: Mapping[PrinterKind, PrinterLine], *, always: bool) -> None:
        for kind, line in lines.items():
            box = self.printers[kind]
            box.clear()
            for shown, name in line.choices:
                box.addItem(shown, name)
            box.setCurrentIndex(line.at)
            self.copies[kind].setValue(line.copies)
            self.show_test(kind, may_test=line.may_test)
        self.always.setChecked(always)

    def show_test(self, kind: PrinterKind, *, may_test: bool) -> None:
        self.tests[kind].setEnabled(may_test)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _key(self, act: str, kind: str, call: Callable[[], object]) -> QPushButton:
        said = self._text(f"setup.printers.{act}")
        return button(said, call, "small", name=f"{kind} {said}")

    def _keep(self, kind: PrinterKind) -> None:
        self.presenter.keep(kind, str(self.printers[kind].currentData() or ""), self.copies[kind].value())

    def _receipts(self, always: bool) -> None:
        self.presenter.print_receipts(always=always)
