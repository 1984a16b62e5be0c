"""Sheets somebody sends: what a spreadsheet writes is read as people typed it, and what would harm is refused before it costs anything."""

from __future__ import annotations

import io
import zipfile

import pytest

from app.documents.plain_sheet import csv_bytes, xlsx_bytes
from app.domain.errors import Refused
from app.domain.service_sheet import SHEET_BYTES_MAX, count_of, list_of, moment_of, period_of, won_of
from app.formfiles.sheets import COLUMNS_MAX, ROWS_MAX, rows_of
from tests.desks import NINE

BOOK = '<workbook xmlns:r="r"><workbookPr{pr}/><sheets><sheet name="1" r:id="rId7"/></sheets></workbook>'
RELS = '<Relationships><Relationship Id="rId7" Target="worksheets/sheet9.xml"/></Relationships>'


def a_workbook(cells: str, *, strings: str | None = None, pr: str = "", more: dict[str, bytes] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", BOOK.format(pr=pr))
        book.writestr("xl/_rels/workbook.xml.rels", RELS)
        book.writestr("xl/worksheets/sheet9.xml", f"<worksheet><sheetData>{cells}</sheetData></worksheet>")
        if strings is not None:
            book.writestr("xl/sharedStrings.xml", f"<sst>{strings}</sst>")
        for name, data in (more or {}).items():
            book.writestr(name, data)
    return out.getvalue()


def test_what_we_write_is_read_back_as_it_was() -> None:
    rows = [["구분", "금액", ""], ["=1+1", "1,000", "@x"], ["끝", "", "007"]]
    assert rows_of(csv_bytes(rows)) == rows
    with pytest.raises(Refused) as told:
        rows_of(xlsx_bytes(rows, "표"))
    assert (told.value.code, told.value.facts["row"], told.value.facts["column"]) == ("sheet_formula", 2, "A")
    rows[1][0] = "－1"
    assert rows_of(xlsx_bytes(rows, "표")) == rows


def test_cells_are_read_as_people_typed_them() -> None:
    strings = "<si><r><t>전통</t></r><r><t>시장</t></r><rPh><t>소리</t></rPh></si>"
    cells = (
        '<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2"><v>1000</v></c></row>'
        '<row r="4"><c t="inlineStr"><is><t>여기</t></is></c><c><v>1E3</v></c><c><v>0.5</v></c><c t="b"><v>1</v></c></row>'
    )
    assert rows_of(a_workbook(cells, strings=strings)) == [
        ["", "", "", ""],
        ["", "전통시장", "", "1000"],
        ["", "", "", ""],
        ["여기", "1000", "0.5", "TRUE"],
    ]


def test_csv_comes_in_the_ways_korean_spreadsheets_write_it() -> None:
    for data in (
        "구분,민원\r\n요금,own_a\r\n".encode("cp949"),
        "구분;민원\n요금;own_a\n\n".encode(),
        "구분\t민원\n요금\town_a".encode("utf-8-sig"),
    ):
        assert rows_of(data) == [["구분", "민원"], ["요금", "own_a"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,=1+1", "sheet_formula"),
        (b"\x00\x01\x02", "sheet_unreadable"),
        (b'"a\nb', "sheet_unreadable"),
        (b"\xff\xfe,\xff\xff", "sheet_unreadable"),
        (b"x" * (SHEET_BYTES_MAX + 1), "sheet_too_large"),
        (b"a\n" * (ROWS_MAX + 1), "sheet_too_large"),
        (b"," * COLUMNS_MAX, "sheet_too_large"),
        (b"PK\x03\x04 no archive", "sheet_unreadable"),
        (a_workbook('<row><c r="A1"><f>SUM(B1:B9)</f><v>3</v></c></row>'), "sheet_formula"),
        (a_workbook('<row><c r="A1" t="e"><v>#REF!</v></c></row>'), "sheet_formula"),
        (a_workbook('<row r="1048576"><c><v>1</v></c></row>'), "sheet_too_large"),
        (a_workbook("<row><c><v>1</v></c></row>" * (ROWS_MAX + 1)), "sheet_too_large"),
        (a_workbook('<row><c r="XFD1"><v>1</v></c></row>'), "sheet_too_large"),
        (a_workbook("", pr=' date1904="1"'), "sheet_dates"),
        (a_workbook("", more={"xl/vbaProject.bin": b"x"}), "sheet_macros"),
        (a_workbook("", more={f"xl/m{place}": b"" for place in range(201)}), "sheet_too_large"),
        (a_workbook("<row>" + " " * (33 << 20) + "</row>"), "sheet_too_large"),
        (a_workbook("<row><c></row>"), "sheet_unreadable"),
        (a_workbook('<row r="x"><c/></row>'), "sheet_unreadable"),
        (a_workbook(f"<row><c><v>{'9' * 400}</v></c></row>"), "sheet_unreadable"),
        (a_workbook('<row r="0"><c><v>1</v></c></row>'), "sheet_unreadable"),
        (a_workbook('<row><c r="A0"><v>1</v></c></row>'), "sheet_unreadable"),
        (a_workbook("<c><v>1</v></c>"), "sheet_unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_sheet_that_would_harm_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as told:
        rows_of(data)
    assert told.value.code == code


def test_an_archive_that_lies_about_its_size_is_not_unpacked_any_further() -> None:
    data = bytearray(a_workbook("<row>" + " " * (40 << 20) + "</row>"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as book:
        size = book.getinfo("xl/worksheets/sheet9.xml").file_size
    lie = bytes(data).replace(size.to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lie != bytes(data)
    with pytest.raises(Refused) as told:
        rows_of(lie)
    assert told.value.code == "sheet_unreadable"


def test_an_archive_packed_in_another_way_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as book:
        book.writestr("xl/workbook.xml", BOOK.format(pr=""))
        book.writestr("xl/_rels/workbook.xml.rels", RELS)
        book.writestr("xl/worksheets/sheet9.xml", "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>")
    with pytest.raises(Refused, match="sheet_unreadable"):
        rows_of(out.getvalue())


def test_entities_that_grow_are_no_part_of_a_sheet() -> None:
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="str"><v>&b;</v></c></row></sheetData>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("xl/workbook.xml", BOOK.format(pr=""))
        book.writestr("xl/_rels/workbook.xml.rels", RELS)
        book.writestr("xl/worksheets/sheet9.xml", f"{laughs}</worksheet>")
    with pytest.raises(Refused, match="sheet_unreadable"):
        rows_of(out.getvalue())


def test_cells_mean_won_days_periods_and_lists() -> None:
    assert [won_of(text) for text in ("", "1,000", "1000원", "５００", "1000.0", "0")] == [None, 1_000, 1_000, 500, 1_000, 0]
    assert [count_of(text) for text in ("", "10", "7.0")] == [0, 10, 7]
    assert [period_of(text) for text in ("7일", "24시간", "2주", "1개월", "즉시", "3 일", "10d")] == [
        "7d",
        "24h",
        "2w",
        "1mo",
        "immediate",
        "3d",
        "10d",
    ]
    assert list_of("가; 나,가\n다") == ["가", "나", "다"]
    moments = [moment_of(text, today=NINE.date()) for text in ("", "2026-12-01", "261201", "2026-12-01 09:30", "46357", "46357.375")]
    assert [each.isoformat() if each else None for each in moments] == [
        None,
        "2026-12-01T00:00:00",
        "2026-12-01T00:00:00",
        "2026-12-01T09:30:00",
        "2026-12-01T00:00:00",
        "2026-12-01T09:00:00",
    ]
    for read in (won_of, count_of):
        for text in ("-5", "천원", "1.5", "9" * 12):
            with pytest.raises(Refused):
                read(text)
