"""수수료 일계표: what a desk or the whole room took on one business day, A4 landscape, in the layout of COUNTER §5."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import msgspec

from app.documents import claim_rows, heading, words
from app.documents.sheet import SOFT, Sheet
from app.documents.table import Column, Kind, Row, Table
from app.domain.claims import claims_of
from app.domain.closing import DayTotals, SheetRow
from app.domain.papers import DayReport, DeskLine

WIDTH: Final = 297.0
HEIGHT: Final = 210.0
X: Final = 12.0
ROOM: Final = WIDTH - 2 * X
BOTTOM: Final = HEIGHT - 13
FOOT: Final = 46.0  # four lines, code and signatures
FOOT_LINES: Final = 4
SPARE: Final = 3.0  # the foot may come so much nearer to the page number than rows
LINE: Final = 5.4
FOOT_SIZE: Final = 9.0
CODE: Final = 22.0
CODE_MOST: Final = 40.0  # beside four lines and the signatures
NAME: Final = "수수료 일계표"
PART: Final = "sheet"

SECTIONS: Final = {
    "local": "[1] 구 세입 (수수료·증지)",
    "national": "[2] 여권 발급수수료",
    "contribution": "[3] 국제교류기여금",
    "carrier": "[4] 우편배송료 (예수)",
}
COLUMNS: Final = (
    Column("민원명", 46, "left"),
    Column("단가", 16),
    Column("건", 13),
    Column("통", 13),
    Column("면제통", 13),
    Column("징수액", 27),
    Column("현금", 25),
    Column("신용카드", 26),
    Column("교통카드", 23),
    Column("기타", 23),
    Column("취소·반환", 23),
    Column("순액", 25),
)
DESK_COLUMNS: Final = (
    Column("창구", 18, "left"),
    Column("마감번호", 44, "left"),
    Column("담당", 40, "left"),
    Column("개시", 25, "center"),
    Column("마감", 25, "center"),
    Column("접수 건", 20),
    Column("순액", 38),
    Column("미전송", 25),
    Column("집계 방법", 38, "center"),
)
# Where a desk opened more than once, which time it was (차수) stands behind its number; the two widest give way.
DESK_COLUMNS_OF_PARTS: Final = (
    DESK_COLUMNS[0],
    Column("차수", 12, "center"),
    DESK_COLUMNS[1],
    Column("담당", 34, "left"),
    *DESK_COLUMNS[3:-1],
    Column("집계 방법", 32, "center"),
)
# Row height and type size, from roomy to tight: the first with which everything stands on one page is taken.
DENSITIES: Final = ((7.0, 10.0), (6.2, 9.5), (5.6, 9.0), (5.0, 8.5), (4.5, 8.0))

NO_COUNT: Final = "-"  # of what can't be counted: nothing is sent from here
FIGURES: Final = ("cases", "copies", "exempt_copies", "waived_won", "cash", "card", "transit", "other", "reversed_won")


def draw(sheet: Sheet, report: DayReport) -> None:
    """The whole sheet is drawn as part `sheet` of the document: one page if it fits at all, more if not."""
    rows = sheet_rows(report)
    desks = _desk_rows(report)
    first = _page(sheet, report)
    table, desk_table = _dense_enough(sheet, report, rows, desks, first)

    def turn() -> float:
        return _page(sheet, report, again=True)

    foot = _foot_height(sheet, report)
    tail = foot - SPARE  # sums and signatures stand on one page
    y = table.rows(sheet, rows, table.head(sheet, first), BOTTOM, turn, tail=0.0 if desks else tail)
    if desks:
        y = _room(y, 8 + 3 * desk_table.height, turn)
        sheet.text(X, y + 5.5, f"창구별 마감 ({_closed(report)})", size=9.5, weight="semibold")
        y = desk_table.rows(sheet, desks, desk_table.head(sheet, y + 7.5), BOTTOM, turn, tail=tail)
    _foot(sheet, report, _room(y, foot, turn))


def sheet_rows(report: DayReport) -> list[Row]:
    """The rows of the report's sheet."""
    return rows_of(report.totals, report.rows_label, report.service_label, report.claim_label)


def rows_of(
    totals: DayTotals, rows_label: Mapping[str, str], service_label: Mapping[str, str], claim_label: Mapping[str, str]
) -> list[Row]:
    """The rows of a sheet: four sections by owner of the money, rows without any figure left out, subtotals always there. Within a section
    services stand in the order of their names, what has none below them.

    Below its sum a section says what of it is 후불.
    """
    rows: list[Row] = []
    names = (rows_label, service_label)
    for owner, title in SECTIONS.items():
        counted = owner != "contribution"  # a passport is counted once, in [2]
        items = _merged(totals, names, owner)
        total = _sum(items)
        if len(items) == 1 and owner != "local":
            rows.append(_figures(title, items[0], counted=counted, kind="section", unit=True))
        elif not items and owner != "local":
            rows.append(_figures(title, total, counted=counted, kind="section"))
        else:
            rows.append(Row([title, *[""] * 11], "section", keep=True))
            rows.extend(_figures(item.label, item, counted=counted, kind="item", unit=True) for item in items)
            rows.append(_figures("소계", total, counted=counted, kind="subtotal"))
        rows.extend(claim_rows.sheet_rows(totals, owner, claim_label))
    everything = _sum(totals.rows)
    of_people = _sum(row for row in totals.rows if row.owner != "contribution")
    for name in ("cases", "copies", "exempt_copies"):
        setattr(everything, name, getattr(of_people, name))
    rows.append(_figures("합계", everything, counted=True, kind="total"))
    return rows


def summary_lines(report: DayReport) -> list[tuple[str, list[str]]]:
    """What stands below the table, label and items: exemptions and numbers, drawer, cards, what is unsent."""
    totals, back = report.totals, report.totals.reversed_by_tender
    exempt = _sum(row for row in totals.rows if row.owner != "contribution").exempt_copies
    numbers = [f"{exempt:,}통", f"감면액 {words.won(totals.waived_won)}원"]
    if report.penalty_notices:
        numbers.append(f"과태료 안내 {report.penalty_notices:,}건(수납 아님)")
    if totals.first_number and totals.last_number:
        numbers += [f"첫 번호 {totals.first_number}", f"끝 번호 {totals.last_number}"]
    numbers += [f"결번 {len(report.gaps):,}", f"취소 {totals.cancelled:,}", f"재발행 {totals.reprinted:,}"]

    card, transit = totals.tender("card"), totals.tender("transit")
    card_book = card - back.get("card", 0)
    local = _sum(row for row in totals.rows if row.owner == "local")
    settled = claims_of(totals.claims, "local").settled_won  # its stamps were issued with the paper; none was spoiled
    cards = [
        f"단말 {words.won(report.card_total_won)} = 장부 {words.won(card)} − 취소 {words.won(back.get('card', 0))}"
        if report.card_total_won == card_book
        else f"단말 {words.won(report.card_total_won)} ≠ 장부 {words.won(card)} − 취소 {words.won(back.get('card', 0))}",
        f"교통 {words.won(transit)} − 취소 {words.won(back.get('transit', 0))} = {words.won(transit - back.get('transit', 0))}",
        f"증지 {words.won(local.collected_won - settled)} − 오인 {words.won(local.reversed_won - settled)} = {words.won(local.net_won)}",
        f"차이 {words.won(report.card_total_won - card_book)}",
    ]
    sending = [
        words.unsent(report),
        f"전일 마감 후 {report.late_after_closing:,}건",
        f"누계(영구) {words.won(report.grand_total_won)}",
        f"검증 sha-256 {report.check_sha256[:8]}",
    ]
    claims = claim_rows.explained(totals, report.claim_label, on_paper=any(line.source == "수기" for line in report.desks))
    return [
        ("면제", numbers),
        ("시재", drawer(report)),
        ("카드", cards),
        *([(claim_rows.name(report.claim_label), claims)] if claims else []),
        ("미전송", sending),
    ]


def drawer_book(report: DayReport) -> int:
    """What ought to be in the drawer by the book, in won."""
    return (
        report.float_won
        + report.totals.tender("cash")
        - _cash_back(report)
        + report.cash_in_won
        - report.cash_out_won
        - report.deposited_won
    )


def _cash_back(report: DayReport) -> int:
    known = report.cash_back_won
    return report.totals.reversed_by_tender.get("cash", 0) if known is None else known


def drawer(report: DayReport) -> list[str]:
    """준비금 + 현금 − 반환 − 납입 = 장부, what was counted, and the difference; 실사 전 until somebody has counted."""
    cash, back = report.totals.tender("cash"), _cash_back(report)
    book = drawer_book(report)
    moved = f" + 넣은 돈 {words.won(report.cash_in_won)}" if report.cash_in_won else ""
    moved += f" − 뺀 돈 {words.won(report.cash_out_won)}" if report.cash_out_won else ""
    text = (
        f"준비금 {words.won(report.float_won)} + 현금 {words.won(cash)} − 반환 {words.won(back)}{moved}"
        f" − 납입 {words.won(report.deposited_won)} = 장부 {words.won(book)}"
    )
    if report.counted_won is None:
        return [text, "실사 전"]
    return [text, f"실사 {words.won(report.counted_won)}", f"과부족 {words.won(report.counted_won - book)}"]


def _page(sheet: Sheet, report: DayReport, *, again: bool = False) -> float:
    """A new page with its head; returns the y at which the table begins. Later pages have no 결재 boxes."""
    sheet.page(WIDTH, HEIGHT, PART)
    title = heading.title(report, NAME)
    sheet.text(WIDTH / 2, 19, f"{title} (계속)" if again else title, size=19, weight="bold", align="center")
    sheet.page_number(X + ROOM, HEIGHT - 7, size=8.5)
    foot = f"{words.office_name(report.office)} · {heading.desk_name(report)} · {words.business_day(report.day)}"
    sheet.text(X, HEIGHT - 7, foot, size=8, grey=SOFT, within=ROOM - 20)
    first, second = heading.facts(report)
    if again:
        return heading.fact_line(sheet, X, 28, ROOM, [*first, *second[:1]]) - 1
    left = heading.approval_boxes(sheet, X + ROOM, 14, report.office.approval_boxes)
    y = heading.fact_line(sheet, X, 29, left - X - 4, first)
    y = heading.fact_line(sheet, X, y, left - X - 4, second)
    return max(y - 1.5, 14 + heading.BOX_HEIGHT + 2.5)


def _foot_lines(sheet: Sheet, report: DayReport) -> list[tuple[str, list[str]]]:
    return [(label, sheet.flow(items, FOOT_SIZE, ROOM - _code_side(sheet, report) - 18)) for label, items in summary_lines(report)]


def _code_side(sheet: Sheet, report: DayReport) -> float:
    """The code of a day of many rows is larger: its modules have to stay readable."""
    return min(max(CODE, sheet.qr_side(report.qr)), CODE_MOST) if report.qr else CODE


def _foot_height(sheet: Sheet, report: DayReport) -> float:
    lines = _foot_lines(sheet, report)
    return FOOT + LINE * (sum(len(found) for _, found in lines) - FOOT_LINES)


def _foot(sheet: Sheet, report: DayReport, y: float) -> None:
    size, side = FOOT_SIZE, _code_side(sheet, report)
    code = X + ROOM - side
    if report.qr:
        sheet.qr(code, y + 4, side, report.qr)
    base = y + 7
    for label, lines in _foot_lines(sheet, report):
        sheet.text(X, base, label, size=size, weight="semibold")
        for line in lines:
            sheet.text(X + 13, base, line, size=size)
            base += LINE
    heading.signatures(sheet, X, y + _foot_height(sheet, report) - 9, ROOM - (side + 6 if report.qr else 0), report)


def _room(y: float, need: float, turn: Callable[[], float]) -> float:
    return y if y + need <= BOTTOM + SPARE else turn()


def _dense_enough(sheet: Sheet, report: DayReport, rows: list[Row], desks: list[Row], first: float) -> tuple[Table, Table]:
    of_desks = DESK_COLUMNS_OF_PARTS if in_parts(report) else DESK_COLUMNS
    for height, size in DENSITIES:
        table, desk_table = Table(X, COLUMNS, size, height), Table(X, of_desks, size, height)
        need = table.height + 0.6 + sum(table.tall(sheet, row) for row in rows) + _foot_height(sheet, report)
        if desks:
            need += 8.1 + desk_table.height + sum(desk_table.tall(sheet, row) for row in desks)
        if first + need <= BOTTOM + SPARE:
            return table, desk_table
    height, size = DENSITIES[2]
    return Table(X, COLUMNS, size, height), Table(X, of_desks, size, height)


def _merged(totals: DayTotals, names: tuple[Mapping[str, str], Mapping[str, str]], owner: str) -> list[SheetRow]:
    """The rows of one owner under the names the sheet gives them, in the order of these; equal name and unit price are one row."""
    found: dict[tuple[str, int], SheetRow] = {}
    order = {service: at for at, service in enumerate(dict.fromkeys(service for each in names for service in each))}
    for row in sorted(totals.rows, key=lambda row: order.get(row.service, len(order))):
        if row.owner != owner or not any(getattr(row, name) for name in FIGURES):
            continue
        name = _name(names, row)
        same = found.get((name, row.unit_won))
        if same is None:
            found[name, row.unit_won] = msgspec.structs.replace(row, label=name)
        else:
            _add(same, row)
    places = {name: place for place, (name, _) in reversed(list(enumerate(found)))}  # a name stays where it came first
    return sorted(found.values(), key=lambda row: (places[row.label], row.unit_won))


def _name(names: tuple[Mapping[str, str], Mapping[str, str]], row: SheetRow) -> str:
    """Office revenue is told apart by service; a passport, its contribution and its postage by the line of the fee table."""
    if row.owner != "local":
        return row.label
    rows_label, service_label = names
    return rows_label.get(row.service) or service_label.get(row.service) or row.label


def _sum(rows: Iterable[SheetRow]) -> SheetRow:
    total = SheetRow(service="", label="", unit_won=0, owner="")
    for row in rows:
        _add(total, row)
    return total


def _add(total: SheetRow, row: SheetRow) -> None:
    for name in FIGURES:
        setattr(total, name, getattr(total, name) + getattr(row, name))


def _figures(label: str, row: SheetRow, *, counted: bool, kind: Kind, unit: bool = False) -> Row:
    counts = [f"{number:,}" for number in (row.cases, row.copies, row.exempt_copies)]
    if not counted:
        counts = [f"({count})" if count != "0" else count for count in counts]
    money = (row.collected_won, row.cash, row.card, row.transit, row.other)
    cells = [
        label,
        words.won(row.unit_won) if unit else "",
        *counts,
        *map(words.won, money),
        words.taken_back(row.reversed_won),
        words.won(row.net_won),
    ]
    return Row(cells, kind, indent=3.0 if kind in ("item", "subtotal") else 0.0)


def _desk_rows(report: DayReport) -> list[Row]:
    """A line for each desk, closed or not, and the sum that must be the sheet's own."""
    if not report.desks:
        return []
    cases, net, waits = (sum(getattr(line, name) for line in report.desks) for name in ("cases", "net_won", "unsent"))
    total = ["계", *[""] * (5 if in_parts(report) else 4), f"{cases:,}", words.won(net), NO_COUNT if report.alone else f"{waits:,}", ""]
    return [*(_desk_row(line, report) for line in report.desks), Row(total, "total")]


def in_parts(report: DayReport) -> bool:
    """Whether a desk of the room opened more than once that day."""
    return any(line.part > 1 for line in report.desks)


def _desk_row(line: DeskLine, report: DayReport) -> Row:
    day = report.day
    closed = words.clock(line.closed_at, day) if line.closed_at else "마감" if line.closed else "미마감"
    cells = [
        line.desk,
        *([f"{line.part}차" if line.part else "-"] if in_parts(report) else []),
        line.closing_label or "-",
        line.clerk or "-",
        words.clock(line.opened_at, day) if line.opened_at else "-",
        closed,
        f"{line.cases:,}",
        words.won(line.net_won),
        NO_COUNT if report.alone else f"{line.unsent:,}",
        line.source or "-",
    ]
    return Row(cells, "item" if line.closed else "strong")


def _closed(report: DayReport) -> str:
    missing = open_desks(report)
    return f"미마감 {', '.join(missing)}" if missing else "모두 마감"


def open_desks(report: DayReport) -> list[str]:
    """The desks that have not closed, by number."""
    return [line.desk for line in report.desks if not line.closed]
