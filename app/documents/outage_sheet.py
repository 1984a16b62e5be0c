"""장애기간 처리대장, A4 landscape: the outage, every case taken in it with its deadline, sums, missing slip numbers (COUNTER §4)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.documents import heading, words
from app.documents.sheet import MM, SOFT, Sheet
from app.documents.table import Column, Row, Table
from app.domain.outage_papers import OutageLine, OutageSheet
from app.domain.work_calendar import WEEKDAY_NAMES

WIDTH: Final = 297.0
HEIGHT: Final = 210.0
X: Final = 12.0
ROOM: Final = WIDTH - 2 * X
BOTTOM: Final = HEIGHT - 15
NAME: Final = "장애기간 처리대장"
SIZE: Final = 8.6
STEP: Final = 5.4
STATES: Final = {
    "received": "접수",
    "received_only": "접수만",
    "issued": "발급",
    "delivered": "교부",
    "refused": "거부",
    "cancelled": "취소",
    "voided": "무효",
    "examined": "심사",
    "supplement_requested": "보완요구",
    "supplemented": "보완접수",
    "accepted": "수리",
    "rejected": "불수리",
    "sent": "송부",
    "recorded": "기록완료",
    "notified": "통지완료",
    "withdrawn": "취하",
    "pre_applied": "예비접수",
    "applied": "접수",
    "produced": "제작",
    "arrived": "도착",
    "dispatched": "우편발송",
    "delivered_by_post": "배달완료",
    "returned_by_post": "반송",
    "void": "효력상실",
    "destroyed": "폐기",
    "assigned": "처리 중",
    "decided": "결정",
    "closed": "종결",
}
LEFT: Final = {"call_back": "연락·발급", "pay": "수납", "go_on": "처리 중", "": "없음"}
MARKS: Final = {"spoiled": "오기", "blank": "백지 폐기", "lost": "분실"}
COLUMNS: Final = (
    Column("연번", 10, "center"),
    Column("접수번호\n수기번호", 49, "left"),
    Column("민원명", 38, "left"),
    Column("성명", 17, "left"),
    Column("접수일시", 27, "left"),
    Column("입력일시\n입력자", 30, "left"),
    Column("수수료", 18),
    Column("상태", 17, "left"),
    Column("처리기한 (정지)", 45, "left"),
    Column("후속조치", 22, "left"),
)


def draw(paper: OutageSheet, sheet: Sheet) -> None:
    """The sheet is drawn."""
    _Sheet(sheet, paper).draw()


class _Sheet:
    def __init__(self, sheet: Sheet, paper: OutageSheet) -> None:
        self.sheet, self.paper = sheet, paper

    def draw(self) -> None:
        sheet, paper = self.sheet, self.paper
        y = self.turn()
        table = Table(X, [Column(each.title.replace("\n", "·"), each.width, each.align) for each in COLUMNS], SIZE, STEP)
        rows = [self._row(number, line) for number, line in enumerate(paper.lines, start=1)]
        rows.append(Row(["", f"계 {len(paper.lines):,}건", *self._sums(), "", ""], "total"))
        y = table.rows(sheet, rows, table.head(sheet, y), BOTTOM, self.turn)
        y = self._block(y + 7, "결번 (인쇄했으나 입력·처리되지 않은 수기번호)", paper.missing or ["없음"])
        void = [f"{number} {MARKS.get(mark, mark)}({reason})" for number, mark, reason in paper.void]
        y = self._block(y + 1, "사용하지 않은 수기번호", void or ["없음"])
        y = self._block(y + 1, "기한 정지 근거", [paper.law])
        if y + 14 > BOTTOM:
            y = self.turn()
        sheet.text(X, y + 5, f"검증 sha-256 {paper.sha256}", size=7.5, grey=SOFT)
        sheet.text(X + ROOM, y + 5, "이하 여백", size=9, align="right")

    def turn(self) -> float:
        sheet, paper = self.sheet, self.paper
        sheet.page(WIDTH, HEIGHT, "outage")
        left = heading.approval_boxes(sheet, X + ROOM, 11, paper.office.approval_boxes)
        sheet.text(X, 22, NAME if paper.until is not None else f"{NAME} (장애 중)", size=19, weight="bold", within=left - X - 4)
        first = [("기관", words.office_name(paper.office)), ("장애번호", paper.label), ("시스템", paper.system_name)]
        second = [("기간", words.span(paper.since, paper.until)), ("신고 창구", ", ".join(paper.desks))]
        y = heading.fact_line(sheet, X, 30, left - X - 4, first)
        y = heading.fact_line(sheet, X, y, left - X - 4, second)
        y = heading.fact_line(sheet, X, y, ROOM, [("원인", " / ".join(paper.causes) or "적지 않음")])
        sheet.text(
            X, HEIGHT - 8, f"{words.office_name(paper.office)} · 작성 {paper.clerk} · {words.moment(paper.made_at)}", size=8, grey=SOFT
        )
        sheet.page_number(X + ROOM, HEIGHT - 8, size=8.5)
        return y - 1

    def _row(self, number: int, line: OutageLine) -> Row:
        typed = f"{self._clock(line.typed_at)}\n{line.typed_by}" if line.typed_at is not None else f"바로\n{line.typed_by}"
        return Row(
            [
                str(number),
                f"{line.number}\n{line.slip_no}".rstrip("\n"),
                line.service,
                line.name,
                self._clock(line.intake_at),
                f"{typed}\n{line.late_reason}".rstrip("\n"),
                words.won(line.fee_won),
                STATES.get(line.state, line.state),
                deadline_text(line),
                LEFT[line.left],
            ]
        )

    def _sums(self) -> list[str]:
        paper = self.paper
        return [f"접수만 {paper.only_received:,}", f"수기 {paper.from_slips:,}", "", "수납액", words.won(paper.paid_won), ""]

    def _clock(self, at: datetime) -> str:
        local = at.astimezone(words.SEOUL)
        return f"{local.month}. {local.day}. {local:%H:%M}"

    def _block(self, y: float, title: str, items: list[str]) -> float:
        sheet = self.sheet
        lines = sheet.flow(items, SIZE, ROOM - 4)
        step = SIZE * 1.45 / MM
        if y + 6 + step * min(len(lines), 3) > BOTTOM:
            y = self.turn() + 5
        sheet.text(X, y, title, size=9.5, weight="semibold")
        y += step * 1.15
        for line in lines:
            if y > BOTTOM:
                y = self.turn() + 5
            sheet.text(X + 2, y, line, size=SIZE)
            y += step
        return y + 1


def deadline_text(line: OutageLine) -> str:
    """The deadline without and with the outage, and what was stopped; the remark stands below."""
    if line.due_before is None:
        return "-"
    if line.lasting:
        return f"{_due(line.due_before, line)}\n복구 때까지 정지"
    if line.due_after is None or line.due_after == line.due_before:
        return f"{_due(line.due_before, line)}\n정지 없음"
    stopped = f"{line.stopped_days}일" if line.by_day else _hours(line.stopped_minutes)
    return f"{_due(line.due_after, line)}\n{stopped} 정지, 종전 {_due(line.due_before, line)}"


def _due(at: datetime, line: OutageLine) -> str:
    local = at.astimezone(words.SEOUL)
    date = f"{local.month}. {local.day}.({WEEKDAY_NAMES[local.weekday()]})"
    return date if line.by_day else f"{date} {local:%H:%M}"


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours}시간" if hours else "", f"{rest}분" if rest or not hours else "") if part)
