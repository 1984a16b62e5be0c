"""Finds what a person could not read: words wider than their place, parts outside the window, headings cut without a tip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QTextDocument
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableView,
    QWidget,
)

from app.ui.tab_bar import StationBar

HANGUL = re.compile("[가-힣]")
DOTS = re.compile("[^. ](…|[.]{3})$")  # what was cut before it came into the table is whole nowhere
SLACK = 1  # px: what rounding costs


def cut_words(window: QWidget) -> list[str]:
    """One line for each thing on that window, as it is shown now, that is cut."""
    found: list[str] = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.width() <= 0:
            continue
        found += _cut(widget)
        if isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox) and not _seen_whole(widget, window):
            found.append(f"{_name(widget)}: outside its window or its parent")
    return found


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _label(widget)
    elif isinstance(widget, QAbstractButton) and widget.text():
        if widget.width() + SLACK < widget.sizeHint().width():
            yield f"{_name(widget)}: {widget.width()} < {widget.sizeHint().width()}"
    elif isinstance(widget, QLineEdit):
        text = widget.placeholderText()
        if text and not widget.text() and not widget.toolTip() and _wide(widget, text) + 2 * SLACK > widget.contentsRect().width():
            yield f"{_name(widget)}: placeholder {text!r} {widget.contentsRect().width()} < {_wide(widget, text)}"
    elif isinstance(widget, QComboBox):
        if not widget.toolTip() and _wide(widget, widget.currentText()) + widget.height() > widget.width():
            yield f"{_name(widget)}: {widget.currentText()!r} in {widget.width()}"
    elif isinstance(widget, QHeaderView):
        yield from _headings(widget)
    elif isinstance(widget, StationBar):
        wanted = sum(widget.tabSizeHint(at).width() for at in range(widget.count()))
        if wanted > widget.width() + SLACK or widget.tabRect(widget.count() - 1).right() > widget.width() + SLACK:
            yield f"{_name(widget)}: tabs {widget.width()} < {wanted}"
    elif isinstance(widget, QListWidget):
        bar = widget.horizontalScrollBar()
        too_long = [item.text() for at in range(widget.count()) if (item := widget.item(at)) and not item.toolTip()]
        if bar is not None and bar.maximum() > 0 and too_long:
            yield f"{_name(widget)}: lines wider than the list by {bar.maximum()}"
    elif isinstance(widget, QTableView):
        yield from _cells(widget)


def _label(widget: QLabel) -> Iterator[str]:
    text = widget.text()
    if not text:
        return
    if not widget.wordWrap():
        if widget.width() + SLACK < widget.sizeHint().width() and not widget.toolTip():
            yield f"{_name(widget)}: {widget.width()} < {widget.sizeHint().width()}"
        return
    needed = widget.heightForWidth(widget.width())
    if widget.height() + SLACK < needed:
        yield f"{_name(widget)}: {widget.height()} high < {needed}"
    word = max(text.replace("\n", " ").split(" "), key=lambda each: _wide(widget, each))
    if _wide(widget, word) > widget.contentsRect().width() + SLACK and not HANGUL.search(word):  # a line may end behind any syllable
        yield f"{_name(widget)}: the word {word!r} is wider than {widget.contentsRect().width()}"


def _headings(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    if model is None or header.isHidden():
        return
    for at in range(header.count()):
        title = str(model.headerData(at, header.orientation()) or "")
        if header.isSectionHidden(at) or not title:
            continue
        wanted = header.sectionSizeHint(at)
        if header.sectionSize(at) + SLACK < wanted:
            yield f"{_name(header.parentWidget())}: heading {title!r} {header.sectionSize(at)} < {wanted}"


def _cells(table: QTableView) -> Iterator[str]:
    """A cell that is cut says all of it in its tip, and to a screen reader."""
    model, viewport = table.model(), table.viewport()
    if model is None or viewport is None:
        return
    for line in range(min(model.rowCount(), 30)):
        for column in range(model.columnCount()):
            index = model.index(line, column)
            text = index.data(Qt.ItemDataRole.DisplayRole)
            if not text or table.isColumnHidden(column) or table.sizeHintForIndex(index).width() <= table.columnWidth(column) + SLACK:
                continue
            tip, heard = index.data(Qt.ItemDataRole.ToolTipRole), index.data(Qt.ItemDataRole.AccessibleTextRole) or text
            if not tip:
                yield f"{_name(table)}: cell {text!r} {table.columnWidth(column)} < {table.sizeHintForIndex(index).width()}"
            elif _said_by(tip) != text or str(heard) != text or DOTS.search(text):
                yield f"{_name(table)}: cell {text!r} is cut, its tip says {_said_by(tip)!r} and a screen reader {heard!r}"


def _said_by(tip: str) -> str:
    """The words of a tip, letter by letter."""
    if not Qt.mightBeRichText(tip):  # type: ignore[attr-defined]
        return tip
    page = QTextDocument()
    page.setHtml(tip)
    return page.toPlainText()


def _seen_whole(widget: QWidget, window: QWidget) -> bool:
    """True if it lies inside each parent up to the window, or to the first one that scrolls."""
    inside, parent = widget, widget.parentWidget()
    while parent is not None and inside is not window:
        if isinstance(parent, QAbstractScrollArea) or isinstance(parent.parentWidget(), QAbstractScrollArea):
            return True
        if not parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())):
            return False
        inside, parent = parent, parent.parentWidget()
    return True


def _wide(widget: QWidget, text: str) -> int:
    return widget.fontMetrics().horizontalAdvance(text)


def _name(widget: QWidget | None) -> str:
    if widget is None:
        return ""
    text = widget.text() if isinstance(widget, QLabel | QAbstractButton) else widget.accessibleName()
    return f"{type(widget).__name__} {text[:50]!r}"
