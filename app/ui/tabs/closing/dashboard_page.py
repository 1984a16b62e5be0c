"""현황판: key figures on top, below them each chart with its table behind it, at the right the desks. Reads itself again each minute."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt6.QtWidgets import QGridLayout, QWidget

from app.ui.choice_box import ChoiceBox
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.plain import button, column, label, row
from app.ui.tabs.closing.card_page import CardPage
from app.ui.tabs.closing.dashboard_part import PartPanel
from app.ui.tabs.closing.dashboard_presenter import DashboardPresenter, Figure, Part
from app.ui.tabs.closing.today_presenter import DayPapers
from app.ui.theme import Look

AGAIN_MS = 60_000
# Where each part stands: row, column, rows, columns. Services and desks have the most lines.
_PLACES = ((0, 0, 1, 7), (0, 7, 1, 4), (1, 0, 1, 3), (1, 3, 1, 4), (1, 7, 1, 4))
_LYING, _NARROW, _DESKS = (1, 3), (2, 3, 4), 4
_COLUMNS, _FIGURES = 11, 4
_LABELS_BESIDE = 8  # so many labels' width is needed for parts beside one another


class DashboardPage(CardPage):
    def __init__(self, context: Context, look: Look, papers: DayPapers, go: Callable[[str, str], object]) -> None:
        super().__init__(context, look)
        text = self.text
        self.presenter = DashboardPresenter(context, self, papers, go)
        self.parts: list[PartPanel] = []
        self._as_tables = False
        self._title = label("", "title")
        self.day = self.line(text("dashboard.date"), lambda: self.presenter.go_to(self.day.text()), "label_w")
        self.day.setPlaceholderText(text("dashboard.date_hint"))
        self.place = ChoiceBox()
        self.place.setAccessibleName(text("dashboard.place"))
        self.place.setSizeAdjustPolicy(ChoiceBox.SizeAdjustPolicy.AdjustToContents)
        self.place.activated.connect(self.presenter.choose_place)
        self.swap = button(text("dashboard.as_tables"), self.swap_views, "quiet")
        self._tools = flowing(
            look.px("gap_px"),
            self.place,
            self.day,
            button("◀", partial(self.presenter.go_on, -1), "quiet", name=text("dashboard.day_before")),
            button("▶", partial(self.presenter.go_on, 1), "quiet", name=text("dashboard.day_after")),
            self.swap,
            button(text("dashboard.print"), self.presenter.print, "quiet"),
            right=True,
        )
        head = row(look, self._title)
        head.addWidget(self._tools, 1)
        self._empty = label("", "subtle", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._figures, self._grid = QGridLayout(), QGridLayout()
        for grid in (self._figures, self._grid):
            grid.setSpacing(look.px("gap_px"))
        self._tiles = [_Tile(look) for _ in range(_FIGURES)]
        self._make_parts()
        self._one_below_the_other: bool | None = None
        self._arrange(one_below_the_other=False)
        self._hint = label(text("dashboard.hint"), "small")
        self._board = QWidget()
        inside = column(look, self._figures)
        inside.addLayout(self._grid, 1)
        inside.addWidget(self._hint)
        self._board.setLayout(inside)
        self._board.hide()
        box = column(look, head, self.notice, margins=True)
        for either in (self._empty, self._board):
            box.addWidget(either, 1)
        self.fill(box)
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self.presenter.read)

    def enter(self) -> None:
        self.presenter.read()

    def forget(self) -> None:
        """Whoever comes next finds neither date nor figures of somebody else."""
        self.day.clear()
        self.show_empty("")
        self.presenter.forget()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        self._again.start()

    def hideEvent(self, event: QHideEvent | None) -> None:
        super().hideEvent(event)
        self._again.stop()

    def swap_views(self) -> None:
        """Tables instead of charts, or charts again."""
        self._as_tables = not self._as_tables
        self.swap.setText(self.text("dashboard.as_charts" if self._as_tables else "dashboard.as_tables"))
        self.swap.setAccessibleName(self.swap.text())
        for each in self.parts:
            each.show_table(self._as_tables)

    # --- what the presenter asks for -----------------------------------------------------------------------------------------------

    def show_place(self, title: str, places: Sequence[str], at: int) -> None:
        self._title.setText(title)
        self._tools.show()
        if [self.place.itemText(n) for n in range(self.place.count())] != list(places):
            self.place.clear()
            self.place.addItems(list(places))
        self.place.setCurrentIndex(at)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        for tile, figure in zip(self._tiles, figures, strict=True):
            tile.show_figure(figure)

    def show_parts(self, parts: Sequence[Part]) -> None:
        for panel, part in zip(self.parts, parts, strict=True):
            panel.show_part(part)
        self._empty.hide()
        self._board.show()

    def draw_table(self, at: int) -> None:
        self.parts[at].draw_table()

    def draw_chart(self, at: int) -> None:
        self.parts[at].draw_chart()

    def show_empty(self, text: str, *, may_choose: bool = True) -> None:
        self._tools.setVisible(may_choose)
        self._empty.setText(text)
        self._empty.show()
        self._board.hide()

    # --- room ------------------------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._arrange(one_below_the_other=self.width() < self.look.px("label_w") * _LABELS_BESIDE)

    def _make_parts(self) -> None:
        for at in range(len(_PLACES)):
            pick = partial(self.presenter.pick, at)
            self.parts.append(PartPanel(self.look, lying=at in _LYING, charted=at != _DESKS, narrow=at in _NARROW, picked=pick))

    def _arrange(self, *, one_below_the_other: bool) -> None:
        """All at a glance where there is room, else below one another, and the page scrolls."""
        if one_below_the_other == self._one_below_the_other:
            return
        self._one_below_the_other = one_below_the_other
        across = 2 if one_below_the_other else _FIGURES
        for at, tile in enumerate(self._tiles):
            self._figures.addWidget(tile, at // across, at % across)
        for at in range(_FIGURES):
            self._figures.setColumnStretch(at, 1 if at < across else 0)
        for at, (panel, place) in enumerate(zip(self.parts, _PLACES, strict=True)):
            panel.set_tall(one_below_the_other)
            self._grid.addWidget(panel, *((at, 0, 1, _COLUMNS) if one_below_the_other else place))
        for at in range(_COLUMNS):
            self._grid.setColumnStretch(at, 1)
        for at in range(len(_PLACES)):
            self._grid.setRowStretch(at, 1 if one_below_the_other else (4, 3, 0, 0, 0)[at])


class _Tile(QWidget):
    """A name, its sum in large type, and what it is compared with."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._name, self._value, self._more = label("", "strong"), label("", "sum"), label("", "small", wrap=True)
        first = row(look, self._name, self._value, None)
        self.setLayout(column(look, first, self._more, gap="gap_small_px"))

    def show_figure(self, figure: Figure) -> None:
        self._name.setText(figure.name)
        self._value.setText(figure.value)
        self._more.setText(figure.more)
