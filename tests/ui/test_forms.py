"""Every form of the catalogue in its widgets: what is filled in comes out again, and the hands reach every field."""

from __future__ import annotations

from datetime import date

import pytest
from PyQt6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.domain.answers import Draft, check
from app.domain.forms import FormDef
from app.domain.sampling import sample
from app.domain.words import Lang
from app.ui.editors import LineEditor
from app.ui.form_model import FormModel, form_of_step
from app.ui.form_widget import PAPER_PREFIX, FormWidget
from app.ui.theme import make_look
from tests.desks import ROOT, the_catalogue, the_people
from tests.ui.counter import Counter, words_of
from tests.ui.test_flows import RRN, cases, until

TODAY = date(2026, 11, 20)
FORMS = sorted(the_catalogue().forms)


def raw_of(draft: Draft) -> dict[str, object]:
    raw: dict[str, object] = {f"applicant.{name}": value for name, value in draft.applicant.items()}
    raw |= {f"agent.{name}": value for name, value in (draft.agent or {}).items()}
    raw |= draft.answers
    if draft.copies is not None:
        raw["copies"] = str(draft.copies)
    return raw


def a_form(form: FormDef, raw: dict[str, object] | None = None) -> FormWidget:
    model = FormModel(form, today=TODAY)
    if raw is not None:
        model.restore({"raw": raw, "papers": {paper.id: "submitted" for paper in form.papers}})
    made = FormWidget(model, words_of("ko"), make_look(ROOT / "resources"))
    made.resize(940, 500)
    return made


@pytest.mark.parametrize("service", FORMS)
@pytest.mark.parametrize("index", [0, 1, 2, 3])
def test_what_is_filled_in_comes_out_of_the_widgets_again(service: str, index: int, qtbot: QtBot) -> None:
    form = the_catalogue().forms[service]
    wanted = sample(form, seed=11, index=index, today=TODAY, people=the_people())
    widget = a_form(form, raw_of(wanted))
    qtbot.addWidget(widget)
    before = check(form, wanted, today=TODAY)
    for field in widget.model.shown():
        widget.editor(field.id).touched = True
    widget.read()
    after = check(form, widget.model.draft(), today=TODAY)
    assert after.problems == before.problems == {}
    assert after.values == before.values


@pytest.mark.parametrize("service", FORMS)
def test_every_field_that_is_shown_can_be_reached_and_has_a_name(service: str, qtbot: QtBot) -> None:
    widget = a_form(the_catalogue().forms[service])
    qtbot.addWidget(widget)
    widget.show()
    shown = [field.id for field in widget.model.shown()]
    assert [name for name in widget.order() if not name.startswith(PAPER_PREFIX)] == shown
    for name in shown:
        inputs: list[QWidget] = widget.editor(name).inputs()
        assert inputs and all(each.accessibleName() for each in inputs), name


def test_every_step_of_the_catalogue_is_a_form_too(qtbot: QtBot) -> None:
    for step in the_catalogue().steps:
        widget = a_form(form_of_step(step))
        qtbot.addWidget(widget)
        assert widget.order() == [field.id for field in widget.model.shown()]


def test_buyers_are_asked_only_for_a_sale(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("Return", "1", "2", "Return")
    assert counter.focused() == "성명·상호, 필수"
    counter.type("이서연")
    counter.press("Return", "Return")
    counter.digits("8505052345674")
    assert counter.focused() == "주소, 필수"
    counter.type("가온시 나루로 1")
    counter.press("*")
    form = counter.window.intake("seal").form
    assert form is not None
    assert form.model.raw["buyers"] == [{"name": "이서연", "kind": "person", "rrn": "8505052345674", "address": "가온시 나루로 1"}]


def test_an_old_power_of_attorney_is_stopped_at_once(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F5")
    counter.type("김민수")
    counter.press("Return")
    counter.digits(RRN)
    counter.press("2")
    counter.type("이서연")
    counter.press("Return")
    counter.digits("8505052345674")
    if counter.focused().startswith("대리인 주민등록번호"):  # an odd check digit holds the hands once
        counter.press("Return")
    counter.press("1", "1", "1")
    assert counter.focused().startswith("위임장 작성일")
    counter.digits("260301")
    counter.press("Return")
    assert counter.focused().startswith("위임장 작성일")
    form = counter.window.intake("seal").form
    assert form is not None and "6개월이 지났습니다" in form.editor("poa_date").trouble()


def test_a_text_message_is_not_promised_to_who_gave_no_number(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6", "2")
    counter.type("ㅊㅅ")
    counter.press("Return")
    view = counter.window.intake("family")
    wanted = sample(the_catalogue().forms["birth_filing"], seed=3, index=0, today=TODAY, people=the_people())
    assert view.presenter.model is not None and view.form is not None
    view.presenter.model.restore({"raw": raw_of(wanted) | {"applicant.phone": "", "sms_consent": True}})
    view.show_form(view.presenter.model, "", "")
    view.form.submitted.emit()
    counter.settle()
    assert counter.focused().startswith("휴대전화")
    assert view.form.editor("applicant.phone").trouble() == "문자로 알리려면 휴대전화 번호를 적으십시오"
    counter.digits("0212345678")
    view.form.submitted.emit()
    counter.settle()
    assert view.form.editor("applicant.phone").trouble() == "문자는 휴대전화로만 보냅니다. 휴대전화 번호를 적거나 문자 통지를 빼십시오"
    assert cases(counter) == []


def test_a_birth_is_filed_without_money_and_its_papers_are_asked(counter: Counter) -> None:
    counter.sign_in()
    counter.press("F6", "2")
    counter.type("ㅊㅅ")
    counter.press("Return")
    view = counter.window.intake("family")
    form = the_catalogue().forms["birth_filing"]
    assert view.presenter.model is not None and view.form is not None
    wanted = sample(form, seed=3, index=0, today=TODAY, people=the_people())
    view.presenter.model.restore({"raw": raw_of(wanted)})
    view.show_form(view.presenter.model, "", "")
    view.form.submitted.emit()
    counter.settle()
    assert counter.focused().startswith(words_of("ko").of(form.papers[0].name))
    for _ in view.presenter.model.unmarked_papers():
        counter.press("1")
    until(counter, "접수")
    counter.press("Return")
    (case,) = cases(counter)
    assert (case.service, case.state, case.due_won) == ("birth_filing", "received", 0)


@pytest.mark.parametrize(("lang", "example"), [("ko", "예: 850314"), ("en", "e.g. 850314")])
def test_the_example_of_a_birth_date_is_one_that_somebody_has(qtbot: QtBot, lang: Lang, example: str) -> None:
    """Of any other day the example is a day of these weeks."""
    hints, look, words = set(), make_look(ROOT / "resources"), words_of(lang)
    for form in the_catalogue().forms.values():
        for field in form.fields:
            if field.kind == "date" and field.help is None:
                editor = LineEditor(field, words, look)
                qtbot.addWidget(editor)
                shown = editor.line.placeholderText()
                assert (shown == example) == field.id.endswith("birth_date"), (form.id, field.id)
                hints.add(shown)
    assert len(hints) == 2


def test_a_birth_date_that_is_no_date_is_asked_for_by_such_an_example(qtbot: QtBot) -> None:
    form = the_catalogue().forms["passport_delivery"]
    widget = a_form(form, {"applicant.birth_date": "85-3"})
    qtbot.addWidget(widget)
    editor = widget.editor("applicant.birth_date")
    editor.touched = True
    assert not widget._settled("applicant.birth_date")
    assert "850314" in editor.trouble()


def test_a_table_begins_with_the_rows_it_asks_for(qtbot: QtBot) -> None:
    """A marriage has two witnesses: both rows stand there, none is taken away, and a third one is not offered."""
    widget = a_form(the_catalogue().forms["marriage_filing"])
    qtbot.addWidget(widget)
    widget.show()
    witnesses = widget.editor("witnesses")
    cells = len(witnesses.inputs())
    assert cells == 2 * len(witnesses.field.columns)
    more, *taking_away = sorted(witnesses.findChildren(QPushButton), key=lambda each: "추가" not in each.text())
    assert not more.isVisible()
    for each in taking_away:
        each.click()
    assert len(witnesses.inputs()) == cells
    children = a_form(the_catalogue().forms["parental_authority_change_filing"])
    qtbot.addWidget(children)
    children.show()
    table = children.editor("children")
    (more,) = [each for each in table.findChildren(QPushButton) if "추가" in each.text()]
    one = len(table.inputs())
    more.click()
    assert len(table.inputs()) == 2 * one and more.isVisible()


def test_how_a_filing_came_in_follows_who_hands_it_in(qtbot: QtBot) -> None:
    """A filing sent by post is not in the book as one that was brought, unless the clerk says so."""
    widget = a_form(the_catalogue().forms["death_filing"])
    qtbot.addWidget(widget)
    widget.show()

    def handed_in(by: str) -> tuple[object, object]:
        widget.put("submitter", by)
        return widget.editor("received_by").value(), widget.model.checked().values["received_by"]

    assert [handed_in(by) for by in ("post", "online", "filer")] == [("post", "post"), ("online", "online"), ("counter", "counter")]
    widget.put("received_by", "online")
    assert handed_in("post") == ("online", "online")
