"""The yearly tables: cells count cases, totals are computed, and a wrong print is told."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.documents import paper_pdf
from app.domain.errors import IntegrityViolated
from app.domain.statistics import Difference, Material, TableDef, Tables, Unit, Volume, counts_as, report
from app.domain.statistics import Row as StatisticsRow
from app.domain.statistics_papers import StatisticsSheet
from app.formfiles.statistics import load_tables
from tests.desks import the_catalogue
from tests.papers import OFFICE, at
from tests.unit.test_documents import FONTS, pages_of

TABLES = Path(__file__).resolve().parents[2] / "resources" / "statistics.toml"


def tables() -> Tables:
    return load_tables(TABLES)


def table(name: str) -> TableDef:
    found = tables().find(name)
    assert found is not None
    return found


def statistics() -> dict[str, list[str]]:
    return {service: form.statistics for service, form in the_catalogue().forms.items()}


def a_unit(service: str, life: str, state: str, count: int, *, quarter: int = 1, **facts: str) -> Unit:
    return Unit(service=service, life=life, state=state, quarter=quarter, count=count, facts=facts)


def test_every_column_that_a_form_names_stands_in_its_table() -> None:
    known = {each.id: {name for part in (*each.rows, *each.columns) for name in part.counts} for each in tables().table}
    named = {tuple(ref.split(":", 1)) for refs in statistics().values() for ref in refs}
    by_service = {("gj2003_post_fax", "FAX민원"), ("gj2003_hojeok_dynamics", "전 적")}
    guardians = {("gj2003_guardian", each) for each in ("토지거래 허가", "공장설립", "건설업")}
    assert {(name, column) for name, column in named - by_service - guardians if column not in known.get(name, set())} == set()


def test_totals_are_computed_from_the_cells_beside_them() -> None:
    units = [
        a_unit("birth_filing", "filing", "notified", 5),
        a_unit("death_filing", "filing", "received", 3),
        a_unit("death_filing", "filing", "cancelled", 2),
    ]
    found = report(table("R09"), 2026, Material(units=units), statistics(), printed=False)
    assert found.rows[0].cells["출생"] == 5
    assert found.rows[0].cells["사망"] == 3
    assert found.rows[0].cells["계"] == 8


def test_the_net_change_takes_deaths_and_divorces_away() -> None:
    units = [a_unit("birth_filing", "filing", "recorded", 7), a_unit("divorce_filing_by_court", "filing", "recorded", 9)]
    assert report(table("R10"), 2026, Material(units=units), statistics(), printed=False).rows[0].cells["계 ㉠-㉡"] == -2


def test_quarters_and_roles_meet_in_one_table() -> None:
    here = dict.fromkeys(("role",), "hand_over")
    there = dict.fromkeys(("role",), "make")
    fax = "anywhere_petition"
    units = [
        a_unit(fax, "exchange", "delivered", 4, quarter=1, **here),
        a_unit(fax, "exchange", "sent_out", 6, quarter=3, **there),
        a_unit(fax, "exchange", "requested", 9, quarter=3, **here),
    ]
    refs = {fax: ["gj2003_fax:계"]}
    rows = {row.label: row.cells for row in report(table("R04"), 2026, Material(units=units), refs, printed=False).rows}
    assert rows["교 부"] == {"계": 4, "1/4": 4, "2/4": 0, "3/4": 0, "4/4": 0}
    assert rows["계"] == {"계": 10, "1/4": 4, "2/4": 0, "3/4": 6, "4/4": 0}


def test_a_wrong_printed_total_is_told_and_never_copied() -> None:
    found = report(table("R15"), 2010, Material(volumes=[Volume(retention="5년", count=3)]), statistics(), printed=True)
    assert {(each.row, each.column): each.difference for each in found.wrong_totals} == {("총계", "총계"): -4694, ("비전자", "총계"): -4694}
    printed = {row.label: row.cells for row in found.printed}
    assert printed["총계"]["총계"] == 85_338
    mine = {row.label: row.cells for row in found.rows}
    assert mine["비전자"]["총계"] is None
    assert mine["총계"]["총계"] == mine["전자"]["5년"] == 3
    assert found.unknown["비전자"] == "paper_records"
    assert (found.compared, found.apart) == (0, [])  # what was counted on shelves is set beside nothing


def test_every_other_printed_total_adds_up() -> None:
    wrong = {
        (each.id, year)
        for each in tables().table
        for year in {row.year for row in each.printed}
        if report(each, year, Material(), statistics(), printed=True).wrong_totals
    }
    assert wrong == {("gj2010_records_held", 2010)}


def test_what_was_printed_is_shown_only_to_the_office_that_printed_it() -> None:
    assert report(table("R09"), 2010, Material(), statistics(), printed=False).printed == []
    found = report(table("R09"), 2010, Material(units=[a_unit("birth_filing", "filing", "notified", 1_680)]), statistics(), printed=True)
    assert Difference(row="2010", column="출생", printed=1_683, computed=1_680) in found.apart
    assert found.compared == len(found.table.columns)


def test_companies_at_the_passport_window_are_counted_apart() -> None:
    units = [
        a_unit("passport_application", "passport", "applied", 4, priority="company"),
        a_unit("passport_application", "passport", "applied", 3, priority="pregnant"),
        a_unit("passport_application", "passport", "applied", 9, priority="none"),
    ]
    cells = {row.label: row.cells["건 수"] for row in report(table("R17"), 2026, Material(units=units), {}, printed=False).rows}
    assert (cells["우대창구"], cells["기업우대창구"]) == (3, 4)


def test_letters_are_unknown_until_one_was_printed_here() -> None:
    name = "여권기간 만료 안내문"
    none = report(table("R17"), 2026, Material(), {}, printed=False)
    assert none.unknown[name] == "notices"
    some = report(table("R17"), 2026, Material(letters={"passport_expiry": 12, "another": 5}), {}, printed=False)
    assert next(row.cells["건 수"] for row in some.rows if row.label == name) == 12
    assert name not in some.unknown


def test_help_with_name_changes_is_told_by_half_year() -> None:
    service = "name_change_consultation"
    units = [
        a_unit(service, "consultation", "advised", 5, quarter=1),
        a_unit(service, "consultation", "permitted", 2, quarter=2),
        a_unit(service, "consultation", "permitted", 4, quarter=4),
    ]
    rows = {row.label: row.cells for row in report(table("R21"), 2026, Material(units=units), {}, printed=False).rows}
    halves = {label: (cells["상반기"], cells["하반기"], cells["계"]) for label, cells in rows.items()}
    assert halves == {"도움을 청한 사람": (7, 4, 11), "상담": (5, 0, 5), "허가": (2, 4, 6)}


def test_kiosk_papers_are_unknown_until_a_machine_was_counted() -> None:
    name = "무인 민원 발급"
    none = report(table("R01"), 2026, Material(), statistics(), printed=False)
    assert none.rows[0].cells[name] is None
    assert none.unknown == {name: "no_kiosk"}
    some = report(table("R01"), 2026, Material(kiosk={1: 40, 4: 2}), statistics(), printed=False)
    assert some.rows[0].cells[name] == some.rows[0].cells["계"] == 42
    assert some.unknown == {}


@pytest.mark.parametrize(
    ("life", "state", "received", "issued", "done"),
    [
        ("certificate", "received_only", True, False, False),
        ("certificate", "delivered", True, True, True),
        ("certificate", "voided", False, False, False),
        ("passport", "sent", True, False, False),
        ("passport", "arrived", True, True, False),
        ("passport", "destroyed", True, True, True),
        ("petition", "extended", True, False, False),
        ("petition", "decided", True, False, True),
        ("petition", "withdrawn", True, False, True),
        ("petition", "cancelled", False, False, False),
    ],
)
def test_a_state_counts_as(life: str, state: str, received: bool, issued: bool, done: bool) -> None:
    assert [counts_as(life, state, each) for each in ("received", "issued", "done")] == [received, issued, done]


def test_a_table_that_adds_what_is_not_there_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "statistics.toml"
    file.write_text(TABLES.read_text(encoding="utf-8").replace('sum = ["출 생",', 'sum = ["출생",'), encoding="utf-8")
    with pytest.raises(IntegrityViolated) as told:
        load_tables(file)
    assert told.value.facts["reason"] == "gj2003_hojeok_dynamics: 계 ㉠-㉡ adds 출생, which is not there"


@pytest.mark.parametrize("rows", range(10, 40))
def test_those_who_sign_the_statistics_have_a_row_on_their_page(rows: int, tmp_path: Path) -> None:
    one = report(table("R22"), 2026, Material(units=[]), statistics(), printed=False)
    made = [StatisticsRow(label=f"{number}번 사무", cells={each.name: 1 for each in one.table.columns}) for number in range(rows)]
    sheet = StatisticsSheet(
        office=OFFICE, year=2026, made_at=at(10), desks=["03"], reports=[msgspec.structs.replace(one, rows=made)], unknown={}
    )
    last = pages_of(paper_pdf(sheet, fonts=FONTS), tmp_path)[-1]
    assert "이하 여백" in last and f"{rows - 1}번 사무" in last
