"""관리 › 처음 설정: the fourteen steps of COUNTER §8 at the left, the page of the one in hand at the right; any can be left at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QScrollArea, QWidget

from app.ui.context import Context
from app.ui.editors import ENTER
from app.ui.flow_layout import flowing, together
from app.ui.plain import Notice, button, column, label, row
from app.ui.tables import PageList
from app.ui.theme import Look
from app.ui.wizard.setup_presenter import SetupPresenter
from app.ui.wizard.small_panels import allow, take_focus

Make = Callable[[], QWidget]
UNTITLED: Final = frozenset(
    {"look", "people", "keys", "printers", "scanner", "messages", "slips"}  # pages without a title of their own
)
ENDS_BELOW_TO = 150  # percent: beyond it what ends the guide stands below its steps, and the page in hand has that room


class SetupPanel(QWidget):
    """`pages`: what makes the page of each step, called when it is first seen. `test`: 시험 출력; `practise`: training begins."""

    def __init__(
        self,
        context: Context,
        look: Look,
        notice: Notice,
        pages: Mapping[str, Make],
        *,
        test: Callable[[], object],
        practise: Callable[[], object],
    ) -> None:
        super().__init__()
        self._notice, self._make = notice, pages
        text = context.words.text
        self.presenter = SetupPresenter(context, self)
        self.steps = PageList()
        self.steps.setAccessibleName(text("setup.title"))
        self.steps.setFixedWidth(look.px("list_w"))
        self.steps.currentRowChanged.connect(self._chosen)
        self.steps.itemActivated.connect(lambda _: self._into())
        self.steps.installEventFilter(self)
        self._left = label("", "subtle", wrap=True)
        self._note = label("", wrap=True)
        self._who = label("", "small", wrap=True)
        self._title = label("", "title")
        self._made: dict[str, QWidget] = {}
        self._page = QScrollArea()
        self._page.setWidgetResizable(True)
        self._page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.keep = button("", self.presenter.keep, "quiet")
        self.next = button(text("setup.next"), self.presenter.next, "primary")
        self.test = button(text("setup.end.test"), test, "quiet")
        self.practise = button(text("setup.end.practise"), practise, "quiet")
        self.finish = button(text("setup.finish"), self.presenter.finish, "quiet")
        self._text = text
        left = column(look, label(text("setup.title"), "title"), self._left, gap="gap_small_px")
        left.addWidget(self.steps, 1)
        gap = look.px("gap_small_px")
        ends, both = (self.test, self.practise, self.finish), together(gap, self.keep, self.next)
        if look.crowd > ENDS_BELOW_TO:
            seldom = flowing(gap, *ends)
            seldom.setFixedWidth(look.px("list_w"))
            left.addWidget(seldom)
        right = column(look, self._title, self._note, gap="gap_small_px")
        right.addWidget(self._page, 1)
        right.addWidget(self._who)
        right.addWidget(flowing(gap, both, right=True) if look.crowd > ENDS_BELOW_TO else flowing(gap, *ends, None, both))
        box = row(look)
        box.addLayout(left)
        box.addLayout(right, 1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_steps(self, lines: Sequence[str], left: str) -> None:
        self._left.setText(left)
        at = self.steps.currentRow()
        self.steps.blockSignals(True)
        if self.steps.count() == len(lines):
            for place, line in enumerate(lines):
                item = self.steps.item(place)
                if item is not None:
                    item.setText(line)
        else:
            self.steps.clear()
            self.steps.addItems(list(lines))
            self.steps.setCurrentRow(at)
        self.steps.blockSignals(False)

    def show_step(self, code: str, note: str, who: str, *, kept: bool, may_keep: bool, may_do: bool) -> None:
        if code not in self._made:
            self._made[code] = self._make[code]()
        page = self._made[code]
        allow(page, may_do)
        self._title.setText(self._text(f"setup.step.{code}"))
        self._title.setVisible(code in UNTITLED)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._who.setText(who)
        self.keep.setText(self._text("setup.reopen" if kept else "setup.keep"))
        self.keep.setAccessibleName(self.keep.text())
        self.keep.setVisible(may_keep)
        if self._page.widget() is not page:
            self._page.takeWidget()  # kept in `_made`, with whatever was typed in it
            self._page.setWidget(page)
            page.show()
        if self.isVisible():
            page.enter()  # type: ignore[attr-defined]

    def choose(self, at: int) -> None:
        self.steps.setCurrentRow(at)

    def show_first(self, first: bool) -> None:
        self.finish.setVisible(first)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Enter or → on a step takes the keyboard into its page."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in (*ENTER, Qt.Key.Key_Right):
            self._into()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Esc: back to the list, with everything that was typed where it is."""
        if event is not None and event.key() == Qt.Key.Key_Escape and not self.steps.hasFocus():
            self.steps.setFocus(Qt.FocusReason.OtherFocusReason)
            self.presenter.enter()
            return
        super().keyPressEvent(event)

    def _chosen(self, at: int) -> None:
        self._notice.say("")
        self.presenter.choose(at)

    def _into(self) -> None:
        page = self._page.widget()
        if page is not None:
            take_focus(page)
