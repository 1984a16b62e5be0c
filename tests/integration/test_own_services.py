"""An office's own fees, promises and services come from a sheet: told first, signed by two, and then as good as any other service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap.homes import Home
from app.bootstrap.sheets import FileSheets
from app.domain.entries import Fact
from app.domain.errors import Refused, Stopped
from app.domain.own_services import LIVES
from app.domain.service_sheet import COLUMNS
from app.domain.views import Actor
from app.formfiles.checks import check_form
from app.formfiles.statistics import load_tables
from app.services.import_services import SheetPlan
from app.services.make_sample import make_samples
from app.services.statistics import yearly_table
from tests.desks import NINE, PASSWORD, ROOT, a_home, the_catalogue, the_people
from tests.impatient import Impatient
from tests.walking import a_walker, ends

HEADS = list(COLUMNS.values())
PETITION = {
    "구분": "고유민원",
    "민원": "own_noise",
    "이름": "공사장 소음 측정 신청",
    "본뜬 민원": "other_petition",
    "처리기간": "7일",
    "금액": "3,000",
    "검색어": "소음; 공사장",
    "구비서류": "신청서",
    "근거 법령": "가온구 생활소음 조례 제5조",
    "정한 근거": "조례 제1234호",
}
CERTIFICATE = {
    "구분": "고유민원",
    "민원": "own_market",
    "이름": "전통시장 상인확인서",
    "약칭": "상인확인",
    "영문 이름": "Market trader certificate",
    "본뜬 민원": "factory_registration_certificate",
    "금액": "500원",
    "정한 근거": "조례 제1235호",
}


def sheet(*lines: dict[str, str]) -> list[list[str]]:
    return [HEADS, *([line.get(head, "") for head in HEADS] for line in lines)]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    made.services.open_day(made.services.sign_in("lee", PASSWORD), 0)
    yield made
    made.close()


def applied(home: Home, *lines: dict[str, str]) -> SheetPlan:
    admin, park = home.services.sign_in("admin", PASSWORD), home.services.sign_in("park", PASSWORD, second=True)
    return home.services.office.apply_sheet(admin, park, sheet(*lines))


def planned(home: Home, *lines: dict[str, str]) -> SheetPlan:
    return home.services.office.plan_sheet(home.services.sign_in("admin", PASSWORD), sheet(*lines))


def a_case(home: Home, lee: Actor, service: str) -> str:
    forms = home.desk.catalogue
    (draft,) = make_samples(forms, the_people(), service=service, count=1, seed=5, today=NINE.date())
    return home.services.record_case(lee, msgspec.structs.replace(draft, draft_id=None)).number


def test_the_template_given_back_unchanged_changes_nothing(home: Home) -> None:
    applied(home, PETITION, CERTIFICATE)
    admin = home.services.sign_in("admin", PASSWORD)
    for workbook in (True, False):
        rows = FileSheets().read(home.services.office.template(admin, workbook=workbook))
        assert len(rows) > len(the_catalogue().forms)
        plan = home.services.office.plan_sheet(admin, rows)
        assert (plan.changes, plan.errors, plan.same) == ([], [], len(rows) - 1)
        with pytest.raises(Refused, match="sheet_nothing"):
            home.services.office.apply_sheet(admin, home.services.sign_in("park", PASSWORD, second=True), rows)


def test_a_fee_goes_the_way_of_two_signatures(home: Home) -> None:
    line = {
        "구분": "요금",
        "민원": "factory_registration_certificate",
        "요금": "copy",
        "금액": "1,000",
        "시행": "2026-12-01",
        "정한 근거": "조례 제9호",
    }
    plan = planned(home, line)
    (change,) = plan.changes
    assert (change.row, change.what, change.old, change.new) == (2, "amount", "", "1000")
    assert change.since is not None and change.since.isoformat() == "2026-11-30T15:00:00+00:00"
    admin = home.services.sign_in("admin", PASSWORD)
    assert home.services.office_fees.said(admin) == []  # nothing was written
    for second in (None, home.services.sign_in("admin", PASSWORD, second=True), home.services.sign_in("lee", PASSWORD, second=True)):
        with pytest.raises(Refused, match="second_signer_needed"):
            home.services.office.apply_sheet(admin, second, sheet(line))
    applied(home, line)
    (said,) = home.services.office_fees.said(admin)
    assert (said.amount_won, said.user, said.second, said.source) == (1_000, "admin", "park", "조례 제9호")
    assert planned(home, line).changes == []  # it holds from that moment on
    (again,) = planned(home, line | {"금액": "1200"}).changes
    assert (again.old, again.new) == ("1000", "1200")


def test_a_shorter_period_is_promised_and_given_up_again(home: Home) -> None:
    line = {"구분": "자체기간", "민원": "suggestion_petition", "자체기간": "10", "정한 근거": "민원처리 규정 제3조"}
    (change,) = applied(home, line).changes
    assert (change.what, change.old, change.new) == ("target", "", "10")
    form = home.desk.form("suggestion_petition")
    assert (form.processing.own_target, form.processing.value, form.version) == (10, 14, 1)
    assert planned(home, line | {"자체기간": "14"}).errors[0].code == "sheet_target"
    applied(home, line | {"자체기간": ""})
    assert home.desk.form("suggestion_petition").processing.own_target == 0


@pytest.mark.parametrize("line", [PETITION, CERTIFICATE])
def test_a_service_of_the_offices_own_walks_its_life_to_each_end(tmp_path: Path, line: dict[str, str]) -> None:
    home = a_home(tmp_path / "home")
    walker = a_walker(home)
    applied(home, line)
    form = home.desk.form(line["민원"])
    reached = ends(form.life)
    for case_id, end in zip(walker.received(form, reached), reached, strict=True):
        walker.walk(case_id, end)
        assert walker.case(case_id).state == end
    home.close()


def test_a_service_of_the_offices_own_stands_in_its_book_and_in_the_statistics(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    walker, tables = a_walker(home), load_tables(ROOT / "resources" / "statistics.toml")
    applied(home, PETITION)
    (case_id,) = walker.received(home.desk.form("own_noise"), ["notified"])
    walker.walk(case_id, "notified")
    book = home.services.books.print_book(walker.leader, "case_receipt_book", NINE.date(), NINE.date())
    (line,) = [each for each in book.lines if walker.case(case_id).number in " ".join(each.cells)]
    assert "공사장 소음 측정 신청" in " ".join(line.cells)
    counted = yearly_table(home.desk, tables, "gj2010_deadline_petition", 2026)
    assert [(row.cells["건의기타"], row.cells["계"]) for row in counted.rows] == [(1, 1)]
    home.store.rebuild()
    assert home.desk.form("own_noise").name.ko == "공사장 소음 측정 신청"
    home.close()


def test_a_certificate_of_the_offices_own_is_sold_at_its_price_and_dearer_later(home: Home) -> None:
    applied(home, CERTIFICATE)
    lee = home.services.sign_in("lee", PASSWORD)
    first = home.services.view_case(lee, a_case(home, lee, "own_market"))
    assert first.due_won % 500 == 0 and first.due_won
    (dearer,) = applied(home, CERTIFICATE | {"금액": "700", "시행": "2026-11-20 09:00"}).changes
    assert (dearer.what, dearer.old, dearer.new) == ("amount", "500", "700")
    second = home.services.view_case(lee, a_case(home, lee, "own_market"))
    assert second.due_won * 5 == first.due_won * 7
    assert home.desk.form("own_market").version == 1


def test_a_closed_service_is_no_longer_received_and_its_cases_go_on(home: Home) -> None:
    applied(home, PETITION)
    lee = home.services.sign_in("lee", PASSWORD)
    number = a_case(home, lee, "own_noise")
    (change,) = applied(home, PETITION | {"상태": "폐지"}).changes
    assert (change.what, change.old, change.new) == ("state", "사용", "폐지")
    (draft,) = make_samples(home.desk.catalogue, the_people(), service="own_noise", count=1, seed=6, today=NINE.date())
    with pytest.raises(Refused, match="service_closed"):
        home.services.record_case(lee, draft)
    assert home.services.view_case(lee, number).life == "petition"


def test_every_wrong_cell_is_named_and_nothing_is_written(home: Home) -> None:
    lines = [
        {"구분": "수수료", "민원": "own_noise"},
        {"구분": "요금", "민원": "nowhere", "요금": "copy"},
        {"구분": "요금", "민원": "factory_registration_certificate", "요금": "copies", "금액": "5"},
        {"구분": "요금", "민원": "factory_registration_certificate", "요금": "copy", "금액": "오백"},
        {"구분": "요금", "민원": "factory_registration_certificate", "요금": "copy", "금액": "500", "시행": "내일"},
        {"구분": "요금", "민원": "factory_registration_certificate", "요금": "copy", "금액": "500"},
        PETITION | {"본뜬 민원": "passport_single"},
        PETITION | {"민원": "own_a1234"},
        PETITION | {"민원": "own_second", "이름": "건의민원"},
        PETITION | {"민원": "own_third", "처리기간": "언젠가"},
        PETITION | {"민원": "own_fourth", "상태": "휴업"},
        PETITION,
        PETITION,
    ]
    plan = planned(home, *lines)
    assert [(each.row, each.column, each.code) for each in plan.errors] == [
        (2, "구분", "sheet_kind"),
        (3, "민원", "service_unknown"),
        (4, "요금", "fee_unknown"),
        (5, "금액", "sheet_won"),
        (6, "시행", "invalid_date"),
        (7, "정한 근거", "fee_source_missing"),
        (8, "본뜬 민원", "own_template_unknown"),
        (9, "민원", "own_service_id"),
        (10, "이름", "own_name_taken"),
        (11, "처리기간", "period_unknown"),
        (12, "상태", "sheet_state"),
        (14, "민원", "sheet_twice"),
    ]
    with pytest.raises(Refused, match="sheet_wrong"):
        applied(home, *lines)
    assert "own_noise" not in home.desk.catalogue.forms
    for rows, code in (([], "sheet_empty"), ([["가", "나"]], "sheet_columns"), ([HEADS] * 2_003, "sheet_too_long")):
        with pytest.raises(Refused, match=code):
            home.services.office.plan_sheet(home.services.sign_in("admin", PASSWORD), rows)
    with pytest.raises(Refused, match="not_allowed"):
        home.services.office.plan_sheet(home.services.sign_in("lee", PASSWORD), sheet(PETITION))


def test_what_was_looked_at_is_what_is_applied(home: Home) -> None:
    line = {"구분": "자체기간", "민원": "suggestion_petition", "자체기간": "10", "정한 근거": "규정"}
    mark = planned(home, line).mark
    applied(home, line | {"자체기간": "9"})
    admin, park = home.services.sign_in("admin", PASSWORD), home.services.sign_in("park", PASSWORD, second=True)
    with pytest.raises(Refused, match="sheet_plan_changed"):
        home.services.office.apply_sheet(admin, park, sheet(line), mark=mark)
    mark = planned(home, line).mark
    before, impatient = home.store.head.seq, Impatient(2)
    with pytest.raises(Stopped):  # as it is about to be written: nothing of the sheet is
        home.services.office.apply_sheet(admin, park, sheet(line), mark=mark, progress=impatient)
    assert home.store.head.seq == before
    assert home.services.office.apply_sheet(admin, park, sheet(line), mark=mark).changes


def test_a_word_signed_by_one_person_only_makes_no_service(home: Home) -> None:
    applied(home, PETITION)
    said = home.store.office_words.said("own_service_set")
    assert [(word.user, word.second) for word in said] == [("admin", "park")]
    with home.store.transaction(actor=home.services.sign_in("lee", PASSWORD).entry_id, day="2026-11-20") as tx:
        tx.append(Fact(msgspec.structs.replace(said[0].body, service="own_alone"), home.desk.ids.new_id()))
    assert "own_alone" not in home.desk.catalogue.forms


def test_every_template_makes_a_sound_form(home: Home) -> None:
    catalogue = the_catalogue()
    lines = [
        PETITION | {"민원": f"own_{place}", "이름": f"고유 {form.id}", "본뜬 민원": form.id, "처리기간": ""}
        for place, form in enumerate(each for each in catalogue.forms.values() if each.life in LIVES)
    ]
    applied(home, *lines)
    for place in range(len(lines)):
        check_form(home.desk.form(f"own_{place}"), exemptions=catalogue.exemptions, books=catalogue.books)
