"""처음 설정 9: which printer each kind of paper comes out of, tried at once with a test page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPushButton, QSpinBox, QWidget

from app.domain.every_paper import PRINTER_KINDS, PrinterKind
from app.domain.printing import PrinterChoice, PrinterState
from app.services.printing import COPIES_MAX
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.paper_presenter import PaperMaker
from app.ui.plain import Notice, button, column, label, tip_text
from app.ui.theme import Look
from app.ui.wizard.test_print import print_test

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
    """A line for each kind of paper. Printers are asked for in the network pool: a spooler may take its time."""

    def __init__(self, context: Context, look: Look, notice: Notice, maker: PaperMaker) -> None:
        super().__init__()
        self._context, self._notice, self._maker = context, notice, maker
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
            keep = button(text("setup.printers.keep"), partial(self._keep, kind), "small", name=f"{name} {text('setup.printers.keep')}")
            test = button(text("setup.printers.test"), partial(self._test, kind), "small", name=f"{name} {text('setup.printers.test')}")
            self.printers[kind], self.copies[kind], self.tests[kind] = chosen, copies, test
            heading = label(name, "strong")
            heading.setBuddy(chosen)
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
        printing = self._context.services.printing
        self._notice.say(self._text("setup.printers.asking"))
        self._context.net(printing.printers, done=self._known, failed=self._context.failing(self._notice))

    def _known(self, found: Sequence[PrinterState]) -> None:
        printing = self._context.services.printing
        self._notice.say("")
        self._context.read(
            lambda: (printing.choices(), printing.receipts_always()),
            done=lambda kept: self._show(found, *kept),
            failed=self._context.failing(self._notice),
        )

    def _show(self, found: Sequence[PrinterState], kept: Mapping[PrinterKind, PrinterChoice], always: bool) -> None:
        for kind, box in self.printers.items():
            choice = kept.get(kind)
            box.clear()
            box.addItem(self._text("setup.printers.none"), "")
            for each in found:
                box.addItem(each.name, each.name)
            if choice is not None and box.findData(choice.printer) < 0:
                box.addItem(choice.printer, choice.printer)
            box.setCurrentIndex(max(0, box.findData(choice.printer)) if choice is not None else 0)
            self.copies[kind].setValue(choice.copies if choice is not None else 1)
            self.tests[kind].setEnabled(choice is not None)
        self.always.setChecked(always)

    def _keep(self, kind: PrinterKind) -> None:
        actor, printing = self._context.session.signed_in(), self._context.services.printing
        printer, copies = str(self.printers[kind].currentData() or ""), self.copies[kind].value()

        def done(_: None) -> None:
            key = "kept" if printer else "dropped"
            self.tests[kind].setEnabled(bool(printer))
            self._notice.say(self._text(f"setup.printers.{key}", kind=self._text(f"printer_kind.{kind}"), printer=printer), "success")

        self._context.net(lambda: printing.choose(actor, kind, printer, copies), done=done, failed=self._context.failing(self._notice))

    def _test(self, kind: PrinterKind) -> None:
        print_test(self._context, self._maker, self._notice, kind)

    def _receipts(self, always: bool) -> None:
        actor, printing = self._context.session.signed_in(), self._context.services.printing
        self._context.write(
            lambda: printing.print_receipts(actor, always=always), done=lambda _: None, failed=self._context.failing(self._notice)
        )
