"""Help beside the work: pages found by their words, opened at the one about the place in front. Plain text and pictures, no network."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent, QPixmap, QResizeEvent
from PyQt6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QListWidget, QMainWindow, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.domain.help_pages import HelpPage, HelpPart, HelpSheet, page_for, pages_with, words_of
from app.ui.context import Context
from app.ui.paged import PagedTab
from app.ui.papers import PaperShow
from app.ui.plain import button, clear_layout, column, commit_composing, label, row
from app.ui.tab_bar import StationBar
from app.ui.tabs.sync.view import SyncView
from app.ui.theme import Look

TURNS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class HelpWindow(QDialog):
    """Typing searches, ↑ ↓ choose a page, PgUp/PgDn turn it, Esc closes. Not modal: the work behind it goes on."""

    def __init__(self, parent: QWidget, context: Context, look: Look, on_print: Callable[[HelpPage], object]) -> None:
        super().__init__(parent)
        text = context.words.text
        self._pages, self._look, self._on_print = context.help_pages(), look, on_print
        self._shown: list[HelpPage] = []
        self._pictures: list[tuple[QLabel, QPixmap]] = []
        self.page: HelpPage | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("help.title"))
        self.search = QLineEdit()
        self.search.setAccessibleName(text("help.search"))
        self.search.setPlaceholderText(text("help.search"))
        self.search.textChanged.connect(self._search)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(text("help.pages"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.list.installEventFilter(self)
        self._nothing = label(text("help.nothing"), "subtle", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = QWidget()
        beside = column(look, self.search)
        beside.addWidget(self.list, 1)
        beside.addWidget(self._nothing, 1)
        left.setLayout(beside)
        self._place = QVBoxLayout()
        self._place.setSpacing(look.px("gap_px"))
        inner = QWidget()
        inner.setLayout(column(look, self._place, margins=True))
        self.reading = QScrollArea()
        self.reading.setWidgetResizable(True)
        self.reading.setFrameShape(QFrame.Shape.NoFrame)
        self.reading.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reading.setWidget(inner)
        halves = QSplitter()
        halves.addWidget(left)
        halves.addWidget(self.reading)
        halves.setStretchFactor(1, 1)
        halves.setChildrenCollapsible(False)
        foot = row(look, button(text("help.print"), self.print, "quiet"), None)
        foot.addWidget(button(text("button.close"), self.close))
        box = column(look, margins=True)
        box.addWidget(halves, 1)
        box.addLayout(foot)
        self.setLayout(box)
        left.setMinimumWidth(look.px("list_w"))
        self.reading.setMinimumWidth(look.px("dialog_w"))
        self._search("")

    def open_at(self, place: str) -> None:
        """The page about that place is shown, the keyboard in the search."""
        self.search.clear()
        self.list.setCurrentRow(self._shown.index(page_for(self._shown, place)))
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def print(self) -> None:
        """The page in front is a paper on the screen, from where it is printed as any other."""
        if self.page is not None:
            self._on_print(self.page)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """The search and the list turn the page that is read, and the search's arrows choose another."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            bar = self.reading.verticalScrollBar()
            if key in TURNS and bar is not None:
                bar.setValue(bar.value() + TURNS[key] * bar.pageStep())
                return True
            if watched is self.search and key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._shown:
                by = 1 if key == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.currentRow() + by, len(self._shown) - 1)))
                return True
            if watched is self.search and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                commit_composing()
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _search(self, typed: str) -> None:
        self._shown = pages_with(self._pages, typed)
        self.list.clear()
        self.list.addItems([each.title for each in self._shown])
        self.list.setVisible(bool(self._shown))
        self._nothing.setVisible(not self._shown)
        if self._shown:
            self.list.setCurrentRow(0)

    def _choose(self, at: int) -> None:
        if not 0 <= at < len(self._shown) or self._shown[at] is self.page:
            return
        self.page = self._shown[at]
        self._pictures.clear()
        clear_layout(self._place)
        self._place.addWidget(label(self.page.title, "title", wrap=True))
        for part in self.page.parts:
            self._show(part)
        self._place.addStretch(1)
        self.reading.setAccessibleName(self.page.title)
        self.reading.setAccessibleDescription("\n".join(words_of(self.page)))
        bar = self.reading.verticalScrollBar()
        if bar is not None:
            bar.setValue(0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Pictures are as wide as the page, and never wider than they were drawn."""
        view = self.reading.viewport()
        room = view.width() - self._look.px("pad_px") * 3 if view is not None else 0
        for shown, picture in self._pictures:
            if room > 0 and not picture.isNull():
                fits = picture.width() <= room
                shown.setPixmap(picture if fits else picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation))

    def _show(self, part: HelpPart) -> None:
        if part.heading:
            self._place.addWidget(label(part.heading, "strong", wrap=True))
        for each in part.text:
            self._place.addWidget(label(each, wrap=True))
        for number, step in enumerate(part.steps, start=1):
            mark = label(str(number), "key")
            line = row(self._look)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(step, wrap=True), 1)
            self._place.addLayout(line)
        if part.picture:
            self._show_picture(part)

    def _show_picture(self, part: HelpPart) -> None:
        shown = label()
        shown.setAccessibleName(part.says)
        self._pictures.append((shown, QPixmap(part.picture)))
        self._place.addWidget(shown)
        self._fit()
        self._place.addWidget(label(part.says, "small", wrap=True))


class Help(QObject):
    """Help of one window: asked for by F1 at the keys, it opens at the page about what is in front."""

    def __init__(
        self, window: QMainWindow, context: Context, look: Look, papers: PaperShow, bar: StationBar, tabs: Mapping[str, QWidget]
    ) -> None:
        super().__init__(window)
        self._window, self._context, self._look, self._papers, self._bar, self._tabs = window, context, look, papers, bar, tabs
        context.session.watch("actor", self._actor_changed)

    def open(self) -> None:
        """The help is in front."""
        for each in self._window.findChildren(HelpWindow):
            each.close()
        made = HelpWindow(self._window, self._context, self._look, self._print)
        room = self._window.size()
        made.resize(room * 0.9)
        made.show()
        made.activateWindow()
        made.open_at(self._place())

    def _place(self) -> str:
        """`tab/page`, or the tab alone."""
        name = self._bar.current()
        view = self._tabs.get(name)
        return f"{name}/{view.page}" if isinstance(view, PagedTab | SyncView) else name

    def _print(self, page: HelpPage) -> None:
        desk = self._context.services.desk

        def made() -> HelpSheet:
            return HelpSheet(office=desk.office_info(), made_at=desk.clock.now(), page=page, training=desk.identity.training)

        self._papers.show(made, reading=True)

    def _actor_changed(self) -> None:
        """The lock hides everything."""
        if self._context.session.actor is None:
            for each in self._window.findChildren(HelpWindow):
                each.close()
