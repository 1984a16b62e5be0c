"""The page 수수료: a service nobody could sell is made sellable from the keyboard, by two people."""

from __future__ import annotations

import msgspec
import pytest
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton, QTableWidget, QWidget

from app.domain.answers import Draft
from app.domain.words import Lang
from app.services.make_sample import make_samples
from app.services.office_fees import NewAmount
from app.ui.paper_dialog import PaperDialog
from app.ui.tabs.admin.fees_panel import FeesPanel
from app.ui.tabs.ledger.fee_panel import FeePanel
from app.ui.visit import Line
from tests.desks import NINE, PASSWORD, the_catalogue, the_people
from tests.ui.counter import Counter, a_counter


def page(counter: Counter) -> FeesPanel:
    """The page is in front, as Ctrl+Tab and the arrow keys bring it."""
    counter.window.go("admin")
    counter.settle()
    counter.press("Down")
    view = counter.window.tabs["admin"]
    panel: FeesPanel = view.fees  # type: ignore[attr-defined]
    assert panel.isVisible()
    panel.table.setFocus()
    return panel


def rows(panel: FeesPanel) -> list[list[str]]:
    table = panel.table
    return [[item.text() if (item := table.item(at, place)) else "" for place in range(6)] for at in range(table.rowCount())]


def protection(panel: FeesPanel) -> list[str]:
    """The row of the protection request, which the hands are at from now on."""
    found = rows(panel)
    at = next(at for at, row in enumerate(found) if "보호" in row[0])
    panel.table.selectRow(at)
    return found[at]


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def test_an_unknown_amount_is_set_with_two_signatures_and_the_keyboard_alone(counter: Counter) -> None:
    counter.sign_in("park")
    services = counter.home.services
    draft = Draft(service="seal_protection")
    assert counter.on_writer(lambda: services.quote(draft)).problems["fee"] == "fee_not_set"
    panel = page(counter)
    assert protection(panel)[2] == "▲ 정해야 함"
    counter.press("Return")
    assert focused() is panel.amount
    counter.type("600")
    counter.press("Return", "Return")  # from now on
    assert focused() is panel.source
    counter.type("가온구 수수료 징수 조례")
    counter.press("Return")
    counter.type("admin")
    counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    counter.settle()
    assert "600원" in panel._notice.text()
    _, _, amount, since, _, source = protection(panel)
    assert (amount, since, source) == ("600원", "2026-11-20 09:00", "가온구 수수료 징수 조례 · 박가람, 관리자")
    assert focused() is panel.table
    assert counter.on_writer(lambda: services.quote(draft)).due_won == 600
    assert panel.password.text() == ""


def test_columns_that_no_row_fills_take_no_room_and_the_whole_source_stands_below(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter)
    assert [panel.table.isColumnHidden(place) for place in range(6)] == [False, False, False, True, True, False]
    assert protection(panel)[5] in panel._written.text()
    set_by_two(counter, 600)
    panel.enter()
    counter.settle()
    assert not panel.table.isColumnHidden(3)
    assert protection(panel)[3] == "2026-11-20 09:00"


def test_an_amount_that_no_source_dates_holds_since_no_day(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter)
    panel.presenter.show_everything(True)
    counter.settle()
    since = [row[3] for row in rows(panel)]
    assert "2008-01-01" in since and "" in since and "2000-01-01" not in since


def test_the_english_table_of_unknown_amounts_has_room_beside_the_steps_of_the_first_start(counter: Counter) -> None:
    english = a_counter(counter.home, lang="en")
    english.sign_in("park")
    english.window.go("admin", "setup")
    english.settle()
    setup = english.window.tabs["admin"].setup  # type: ignore[attr-defined]
    setup.choose([step.code for step in setup.presenter.steps].index("fees"))
    english.settle()
    (table,) = [each for each in setup.findChildren(QTableWidget) if each.isVisible()]
    bar = table.horizontalScrollBar()
    assert table.rowCount() and bar is not None and bar.maximum() == 0
    english.opened.context.session.actor = None
    english.opened.close()


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_where_an_unknown_amount_is_looked_for_is_read_whole(counter: Counter, lang: Lang) -> None:
    asked = a_counter(counter.home, lang=lang)
    asked.sign_in("park")
    table = page(asked).table
    cells = [table.model().index(at, 5) for at in range(table.rowCount())]  # type: ignore[union-attr]
    assert cells and [each.data() for each in cells if table.sizeHintForIndex(each).width() > table.columnWidth(5)] == []
    asked.opened.context.session.actor = None
    asked.opened.close()


def test_without_a_second_signature_nothing_is_set_and_the_form_keeps_what_was_typed(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter)
    protection(panel)
    counter.press("Return")
    counter.type("600")
    panel.source.setText("조례")
    panel.password.setFocus()
    counter.press("Return")
    counter.settle()
    assert "두 사람" in panel._notice.text()
    assert panel.amount.text() == "600"
    assert protection(panel)[2] == "▲ 정해야 함"
    panel.amount.setText("육백")
    counter.press("Return")
    assert "숫자" in panel._notice.text()


def test_a_clerk_sees_the_whole_table_and_sets_nothing(counter: Counter) -> None:
    counter.sign_in("lee")
    panel = page(counter)
    panel.everything.setChecked(True)
    counter.settle()
    assert len(rows(panel)) > 30
    assert not panel.amount.isVisible()


def set_by_two(counter: Counter, won: int) -> None:
    def work() -> None:
        services = counter.home.services
        park, administrator = services.sign_in("park", PASSWORD), services.sign_in("admin", PASSWORD, second=True)
        amount = NewAmount(service="seal_protection", fee="request", amount_won=won, valid_from=NINE, source="조례")
        services.office_fees.set_amounts(park, administrator, [amount])

    counter.on_writer(work)


def listed(counter: Counter) -> dict[str, str]:
    """Name and fee of each service in the list of F8 after 인감보호 was typed."""
    counter.press("F8")
    counter.type("인감보호")
    counter.settle()
    table = counter.window.intake("integrated")._list

    def cell(at: int, place: int) -> str:
        item = table.item(at, place)
        return item.text() if item is not None else ""

    return {cell(at, 1): cell(at, 2) for at in range(table.rowCount())}


def test_the_list_of_services_says_that_an_amount_is_not_known_and_then_what_the_office_set(counter: Counter) -> None:
    counter.sign_in("lee")
    assert listed(counter)["인감보호신청"] == "금액 미정"
    set_by_two(counter, 600)
    counter.press("F5")
    assert listed(counter)["인감보호신청"] == "600"


def test_a_late_filing_tells_its_penalty_beside_the_fee_while_it_is_filled_in(counter: Counter) -> None:
    counter.sign_in("lee")
    view = counter.window.intake("family")
    counter.window.go("family")
    view.presenter.choose("birth_filing")
    counter.settle()
    assert view._fee.text() == "수수료 0원"
    assert view.presenter.model is not None
    view.presenter.model.put("born_at", "260901 1000")
    view.presenter.changed()
    counter.settle()
    assert view._fee.text() == "수수료 0원 · 과태료 안내 30,000원 (51일 늦음, 자진납부하면 24,000원)"


def recorded(counter: Counter, service: str, **answers: object) -> str:
    """A case of that service is received; its number."""
    (draft,) = make_samples(the_catalogue(), the_people(), service=service, count=1, seed=1, today=NINE.date())
    draft = msgspec.structs.replace(draft, answers={**draft.answers, **answers})
    actor = counter.opened.context.session.signed_in()
    return counter.on_writer(lambda: counter.home.services.record_case(actor, draft)).number


def fee_panel(counter: Counter, number: str, button_text: str) -> FeePanel:
    """The case is in hand and that button of it was pressed."""
    counter.window.show_case(number)
    counter.settle()
    view = counter.window.tabs["ledger"]
    (pressed,) = [each for each in view.findChildren(QPushButton) if each.text() == button_text and each.isVisible()]
    pressed.click()
    counter.settle()
    panel = view.panel  # type: ignore[attr-defined]
    assert isinstance(panel, FeePanel)
    return panel


def read_in(panel: FeePanel) -> str:
    return "\n".join(each.text() for each in panel.pairs.findChildren(QLabel))


def test_why_a_passport_costs_52_000_won_stands_beside_the_case_in_hand(counter: Counter) -> None:
    counter.sign_in("park")
    panel = fee_panel(counter, recorded(counter, "passport_multiple_10y", pages="58", pickup="visit"), "수수료 설명")
    assert "52,000원 = 수수료 40,000원 + 국제교류기여금 12,000원" in read_in(panel)
    assert not panel.print.isVisible()
    assert focused() is panel.back
    counter.press("Escape")
    assert not panel.isVisible()


def test_the_notice_of_a_late_filing_is_made_from_the_case_in_hand(counter: Counter) -> None:
    counter.sign_in("park")
    number = recorded(counter, "birth_filing", born_at="2026-09-01T10:00")
    panel = fee_panel(counter, number, "수수료·과태료 설명")
    assert "30,000원 (51일 늦음" in read_in(panel)
    assert focused() is panel.print
    counter.press("Return")
    counter.settle()
    made = [each for each in QApplication.topLevelWidgets() if isinstance(each, PaperDialog)]
    assert [each.windowTitle() for each in made] == ["과태료 안내"]
    assert counter.on_writer(lambda: counter.home.store.office_fees.penalty_notices("2026-11-20")) == 1
    for each in made:
        each.close()


def a_land_register(counter: Counter) -> None:
    """A land register copy is in the basket and the grounds are asked for."""
    (draft,) = make_samples(the_catalogue(), the_people(), service="land_register_copy", count=1, seed=1, today=NINE.date())
    context = counter.opened.context
    context.visit.add(Line(context.catalogue.forms[draft.service], draft))
    counter.settle()
    counter.press("F8", "F12")
    counter.settle()


def test_a_ground_whose_letter_has_a_number_asks_for_it_and_waives_the_fee(counter: Counter) -> None:
    counter.sign_in("lee")
    a_land_register(counter)
    visit = counter.opened.context.visit
    counter.press("0")  # official use
    view = counter.window.basket
    assert [visit.exemption] == [None]  # not yet
    assert focused() is view._evidence
    assert "공문" in view._evidence_name.text()
    counter.type("재무과-1024")
    counter.press("Return")
    counter.settle()
    assert (visit.exemption, visit.total_won) == ("official_use", 0)
    assert [line.draft.evidence for line in visit.lines] == ["재무과-1024"]
    actor = counter.opened.context.session.signed_in()
    drafts = [line.draft for line in visit.lines]
    services, fees = counter.home.services, counter.home.store.office_fees
    (case,) = counter.on_writer(lambda: services.record_visit(actor, drafts, tender="none", exemption=visit.exemption)).cases
    ((_, charged),) = counter.on_writer(lambda: fees.charges(case.case_id))
    assert charged.evidence == "공문 재무과-1024"


def test_a_ground_without_a_number_is_one_key_as_before(counter: Counter) -> None:
    counter.sign_in("lee")
    a_land_register(counter)
    counter.press("1")
    counter.settle()
    visit = counter.opened.context.visit
    assert (visit.exemption, visit.total_won, visit.lines[0].draft.evidence) == ("basic_livelihood", 0, None)
