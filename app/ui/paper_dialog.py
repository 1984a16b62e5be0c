"""A paper as it will print, beside the counter's work: pages, zoom, large print, printing in the background, saving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QCloseEvent, QKeyEvent, QPixmap
from PyQt6.QtWidgets import QCheckBox, QComboBox, QDialog, QFileDialog, QScrollArea, QWidget

from app.domain.words import Words
from app.ui.context import Shows
from app.ui.paper_presenter import PaperPresenter, PaperScreen
from app.ui.pdf_pages import PdfFile
from app.ui.plain import Notice, button, column, label, row
from app.ui.theme import Look

DPI = 96
NARROWEST = 760  # the buttons stand beside one another
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PaperDialog(QDialog):
    """Enter prints, PgUp/PgDn turn the page, + and − zoom, L large print, P another printer, S saves, Esc closes. Not modal."""

    def __init__(
        self,
        parent: QWidget,
        words: Words,
        look: Look,
        title: str,
        file_name: str,
        notice: Shows,
        present: Callable[[PaperScreen], PaperPresenter],
    ) -> None:
        super().__init__(parent)
        self._words, self._look, self._file_name, self._notice = words, look, file_name, notice
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        text = words.text
        self._zoom = ZOOMS.index(1.0)
        self._number = 0
        self._file: PdfFile | None = None
        self._page = label()
        self._page.setAccessibleName(title)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._page)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.says = Notice(look)
        self._past = label("", "small")
        self._past.hide()
        self._where = label("", "small")
        self.printers = QComboBox()
        self.printers.setAccessibleName(text("paper.choose_printer"))
        self._remember = QCheckBox(text("paper.remember"))
        self._remember.setChecked(True)
        self._offer = QWidget()
        use = button(text("paper.use_printer"), self._use, "primary")
        self._offer.setLayout(row(look, label(text("paper.choose_printer")), self.printers, self._remember, use))
        self._offer.hide()
        self.presenter = present(self)
        self._print = button(text("paper.print"), self.presenter.print, "primary")
        self._large = button(text("paper.large"), self.presenter.toggle_large, "quiet")
        zoom = [button(text("paper.smaller"), lambda: self.zoom(-1), "quiet"), button(text("paper.larger"), lambda: self.zoom(1), "quiet")]
        other = button(text("paper.choose_printer"), self.presenter.choose, "quiet")
        save = button(text("paper.save"), self.save, "quiet")
        buttons = row(look, self._where, *zoom, self._large, other, save, self._print, button(text("button.close"), self.close))
        buttons.insertStretch(1, 1)
        box = column(look, margins=True)
        box.addWidget(self._scroll, 1)
        box.addWidget(self._past)
        box.addWidget(self.says)
        box.addWidget(self._offer)
        box.addLayout(buttons)
        self.setLayout(box)
        screen = parent.screen()
        room = screen.availableGeometry() if screen is not None else parent.rect()
        edges = look.px("pad_px") * 6
        self._widest = room.width() - edges
        self.show_pdf(self.presenter.pdf)
        self.resize(min(max(self._page.width() + edges, NARROWEST), room.width()), room.height() * 4 // 5)
        self._print.setFocus()
        self.presenter.enter()

    # ── what the presenter asks for ──

    def say(self, text: str, tone: str = "") -> None:
        self.says.say(text, tone)

    def show_pdf(self, pdf: bytes) -> None:
        if self._file is not None:
            self._file.close()
        self._file = PdfFile(pdf)
        self._number = min(self._number, self._file.count - 1)
        natural = self._file.width(self._number, DPI)
        fitting = [place for place, zoom in enumerate(ZOOMS) if zoom <= 1.0 and natural * zoom <= self._widest]
        self._zoom = max(fitting, default=0)
        self._draw()

    def show_actions(self, print_text: str, large_text: str, *, busy: bool) -> None:
        for each, shown in ((self._print, print_text), (self._large, large_text)):
            each.setText(shown.replace("&", "&&"))
            each.setAccessibleName(shown)
        self._large.setEnabled(not busy)

    def show_printers(self, names: Sequence[str], chosen: str) -> None:
        self.printers.clear()
        self.printers.addItems(list(names))
        self.printers.setCurrentText(chosen)
        self._offer.show()
        self.printers.setFocus()

    def close_paper(self) -> None:
        self.close()

    def show_past(self, text: str) -> None:
        self._past.setText(text)
        self._past.show()

    # ── hands ──

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_PageDown: lambda: self.turn(1),
            Qt.Key.Key_PageUp: lambda: self.turn(-1),
            Qt.Key.Key_Home: lambda: self.turn(-self._number),
            Qt.Key.Key_End: lambda: self.turn(self.pages),
            Qt.Key.Key_Plus: lambda: self.zoom(1),
            Qt.Key.Key_Equal: lambda: self.zoom(1),
            Qt.Key.Key_Minus: lambda: self.zoom(-1),
            Qt.Key.Key_L: self.presenter.toggle_large,
            Qt.Key.Key_P: self.presenter.choose,
            Qt.Key.Key_S: self.save,
        }
        key = Qt.Key(event.key()) if event is not None else Qt.Key.Key_unknown
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event is not None and not event.isAutoRepeat():
                self._enter()
        elif key in acts:
            acts[key]()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.presenter.leave(self._notice)
        counter = self.parentWidget()
        if self.isActiveWindow() and counter is not None:
            counter.activateWindow()  # the keyboard goes back to where it was
        if event is not None:
            event.accept()  # QDialog's own would ask `reject`, which asks to close, and the paper would stay

    def reject(self) -> None:
        """Esc closes as the button does."""
        self.close()

    @property
    def pages(self) -> int:
        return self._file.count if self._file is not None else 0

    def turn(self, by: int) -> None:
        """Another page is shown, from its top."""
        number = max(0, min(self._number + by, self.pages - 1))
        if number != self._number:
            self._number = number
            self._draw()
            bar = self._scroll.verticalScrollBar()
            if bar is not None:
                bar.setValue(0)

    def zoom(self, by: int) -> None:
        """Larger or smaller, as far as it goes."""
        self._zoom = max(0, min(self._zoom + by, len(ZOOMS) - 1))
        self._draw()

    def save(self) -> None:
        """The PDF is where the clerk wants it."""
        name, _ = QFileDialog.getSaveFileName(self, self._words.text("paper.save"), self._file_name, "PDF (*.pdf)")
        if name:
            Path(name).write_bytes(self.presenter.pdf)

    def _enter(self) -> None:
        if self._offer.isVisible():
            self._use()
        else:
            self.presenter.print()

    def _use(self) -> None:
        self._offer.hide()
        self._print.setFocus()
        self.presenter.print(self.printers.currentText(), remember=self._remember.isChecked())

    def _draw(self) -> None:
        if self._file is None:
            return
        ratio = self.devicePixelRatioF()
        picture = QPixmap.fromImage(self._file.page(self._number, DPI * ZOOMS[self._zoom] * ratio))
        picture.setDevicePixelRatio(ratio)
        self._page.setPixmap(picture)
        self._page.adjustSize()
        self._where.setText(self._words.text("paper.pages", page=self._number + 1, pages=self.pages))
