"""The words of each form as it is first seen on the smallest screen: no label and no hint is cut, in either language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QFont, QFontMetrics
from PyQt6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.forms import Field, FormDef
from app.domain.words import LANGS, Lang, Words
from app.ui.form_model import FormModel
from app.ui.form_widget import FormWidget
from app.ui.theme import Look, dress, make_look
from tests.desks import NINE, ROOT, the_catalogue
from tests.ui.counter import words_of

FORM = 916  # px that a window of 1366 px leaves for the fields of a form beside the basket, their labels among it
LONG = 24  # letters: a name of a paper beyond has the room of a field too
SHORT = 8  # letters: a name of a paper up to there stands in one line
FRAME = 20  # px of a line that are not words: its edges and what Qt leaves beside them


@pytest.mark.parametrize("lang", LANGS)
def test_every_label_and_hint_of_every_form_is_seen_whole(qtbot: QtBot, lang: Lang) -> None:
    look = make_look(ROOT / "resources")
    plain = _dress(look, lang)
    plain.setPixelSize(look.px("text_px"))
    bold = QFont(plain)
    bold.setBold(True)
    words, label, line = words_of(lang), look.px("label_w"), FORM // 2 - look.px("label_w") - look.px("gap_px") - FRAME
    cut: list[str] = []
    for form in the_catalogue().forms.values():
        for text, required in _labels(form, words):
            metrics = QFontMetrics(bold if required else plain)
            seen = text + ("\u00a0*" if required else "")
            if max(map(metrics.horizontalAdvance, seen.split(" "))) > label:  # a line breaks between words only
                cut.append(f"{form.id}: label {text}")
        for each in form.fields:
            metrics = QFontMetrics(bold if each.required or each.must else plain)
            seen = words.of(each.label) + ("\u00a0*" if each.required or each.must else "")
            height = metrics.boundingRect(QRect(0, 0, label, 0), Qt.TextFlag.TextWordWrap, seen).height()
            if height > 2 * metrics.lineSpacing():  # a field is no higher than two lines
                cut.append(f"{form.id}: three lines {seen}")
        hints = [words.of(each.help) for each in form.fields if each.help is not None and _in_its_line(each)]
        cut += [f"{form.id}: hint {each}" for each in hints if QFontMetrics(plain).horizontalAdvance(each) > line]
    assert cut == []


def test_buyers_fit_the_form_at_twice_the_text_size(qtbot: QtBot) -> None:
    place = 1090  # px that a window of 1920 leaves the fields then
    model = FormModel(the_catalogue().forms["seal_certificate_issue"], today=NINE.date())
    model.put("use_kind", "real_estate_sale")
    model.put("applied_by", "agent")
    look = make_look(ROOT / "resources", scale=200)
    _dress(look, "ko")
    form = FormWidget(model, words_of("ko"), look, width=place)
    qtbot.addWidget(form)
    form.resize(place, 500)
    form.show()
    QApplication.processEvents()
    page = form.editor("buyers").parentWidget()
    seen = page.parentWidget() if page is not None else None
    assert page is not None and seen is not None
    assert page.minimumSizeHint().width() <= seen.width()


def _dress(look: Look, lang: Lang) -> QFont:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    dress(app, look, ROOT / "resources", korean=lang == "ko")
    return QFont(app.font())


def _labels(form: FormDef, words: Words) -> Iterator[tuple[str, bool]]:
    for each in form.fields:
        yield words.of(each.label), each.required or each.must
    for paper in form.papers:
        if len(name := words.of(paper.name)) < LONG:
            yield name, paper.required


def _in_its_line(each: Field) -> bool:
    """True if the help stands in the line itself, which has half the width of the form."""
    return each.width != "long" and each.kind not in ("choice", "choices", "check", "rows", "int")


def test_a_paper_whose_name_stands_in_two_lines_keeps_to_its_column_on_a_large_screen(qtbot: QtBot) -> None:
    """Heights are whole pixels there and line spacing is not: two lines were once taken for three."""
    look = make_look(ROOT / "resources", density="comfortable")
    _dress(look, "ko")
    over: list[str] = []
    for form in the_catalogue().forms.values():
        widget = FormWidget(FormModel(form, today=NINE.date()), words_of("ko"), look, width=1400)
        qtbot.addWidget(widget)
        widget.resize(1400, 600)
        widget.show()
        QApplication.processEvents()
        names = [paper.name.ko for paper in form.papers if SHORT < len(paper.name.ko) <= LONG]
        seen = [each for each in widget.findChildren(QLabel) if each.isVisible() and each.text().removesuffix("\u00a0*") in names]
        over += [f"{form.id}: {each.text()}" for each in seen if each.width() > look.px("label_w")]
        widget.close()
    assert over == []
