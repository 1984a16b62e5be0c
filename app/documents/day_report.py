"""일일마감 보고서: the day in words and counts for those who sign, A4 portrait, sections ① to ⑦ of COUNTER §5."""

from __future__ import annotations

import itertools
from typing import Final

from app.documents import claim_rows, day_sheet, heading, waiting_rows, words
from app.documents.sheet import MM, SOFT, Sheet
from app.documents.table import Column, Row, Table
from app.domain.claims import claims_of
from app.domain.papers import DayReport
from app.domain.tenders import TENDER_COLUMNS

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
X: Final = 16.0
ROOM: Final = WIDTH - 2 * X
BOTTOM: Final = HEIGHT - 16
NAME: Final = "일일마감 보고서"
PART: Final = "report"
SIZE: Final = 9.5
BY_STATE: Final = "처리 단계별 (위의 건과 겹칠 수 있습니다)"
CODE: Final = 24.0
CODE_MOST: Final = 36.0  # beside a hash in one line
HASH: Final = 8.0
HASH_WHOLE: Final = 2  # the layout since which a hash stands on one line beside the largest code
STEP: Final = 5.6
LABEL: Final = 34.0
TOGETHER: Final = 6  # lines of one fact that no page break separates


def draw(sheet: Sheet, report: DayReport) -> None:
    """The report is drawn as part `report` of the document, after whatever is there already."""
    _Report(sheet, report).draw()


class _Report:
    """Draws downwards; `y` is the upper edge of what comes next."""

    def __init__(self, sheet: Sheet, report: DayReport) -> None:
        self.sheet = sheet
        self.report = report
        self.y = 0.0

    def draw(self) -> None:
        self.turn(again=False)
        self.work()
        self.money()
        self.waiting()
        self.remarkable()
        self.open_items()
        self.sending()
        self.confirmation()

    def turn(self, *, again: bool = True) -> float:
        sheet, report = self.sheet, self.report
        sheet.page(WIDTH, HEIGHT, PART)
        title = heading.title(report, NAME)
        sheet.page_number(X + ROOM, HEIGHT - 9, size=8.5)
        foot = f"{words.office_name(report.office)} · {heading.desk_name(report)} · {words.business_day(report.day)}"
        sheet.text(X, HEIGHT - 9, foot, size=8, grey=SOFT, within=ROOM - 20)
        if again:
            sheet.text(WIDTH / 2, 19, f"{title} (계속)", size=14, weight="bold", align="center")
            first, second = heading.facts(report)
            self.y = heading.fact_line(sheet, X, 28, ROOM, [*first, *second[:1]]) - 2
            return self.y
        left = heading.approval_boxes(sheet, X + ROOM, 14, report.office.approval_boxes, widest=20.0, room=80.0)
        sheet.text(X, 25, title, size=20, weight="bold", within=left - X - 4)
        y = 41.0
        for pairs in heading.facts(report):
            y = heading.fact_line(sheet, X, y, ROOM, pairs)
        self.y = y
        return y

    # ── the seven sections ───────────────────────────────────────────────────────────────────────────────────────────

    def work(self) -> None:
        self.title("① 처리현황", 24)
        rows = [Row([each.label, f"{each.today:,}", f"{each.before:,}", f"{each.month:,}"]) for each in self.report.field_counts]
        counts = self.report.field_counts
        sums = (sum(each.today for each in counts), sum(each.before for each in counts), sum(each.month for each in counts))
        rows.append(Row(["계", *(f"{total:,}" for total in sums)], "total"))
        self.table([Column("분야", 82, "left"), Column("오늘", 32), Column("전일", 32), Column("월누계", 32)], rows)

    def money(self) -> None:
        """The total lines of the sheet: by owner of the money and by tender, then drawer and exemptions."""
        self.title("② 수납 요약", 46)
        columns = [Column("세입", 35, "left"), Column("현금", 24), Column("신용카드", 25), Column("교통카드", 22), Column("기타", 22)]
        columns += [Column("취소·반환", 23), Column("순액", 27)]
        totals = self.report.totals
        rows = []
        for owner, label in words.OWNERS.items():
            mine = [row for row in totals.rows if row.owner == owner]
            by_tender = [sum(int(getattr(row, column)) for row in mine) for column in TENDER_COLUMNS]
            back = sum(row.reversed_won for row in mine)
            rows.append(Row([label, *map(words.won, by_tender), words.taken_back(back), words.won(sum(by_tender) - back)]))
        last = [*totals.by_tender().values()]
        rows.append(Row(["합계", *map(words.won, last), words.taken_back(totals.reversed_won), words.won(totals.net_won)], "total"))
        rows.extend(claim_rows.report_rows(totals, self.report.claim_label))
        self.table(columns, rows)
        self.y += 1.5
        for label, items in day_sheet.summary_lines(self.report)[:-1]:
            self.fact(label, *items)
        self.fact("수납", f"{totals.payments:,}회")

    def waiting(self) -> None:
        told = waiting_rows.facts(self.report.waiting)
        self.title("③ 대기·처리 시간", STEP * len(told))
        for label, items in told:
            self.fact(label, *items)

    def remarkable(self) -> None:
        report = self.report
        self.title("④ 특이사항", min(STEP * (5 + len(report.outages) + len(report.notes)), 90))
        for system, began, ended, cases in report.outages:
            self.fact("장애", system, words.span(began, ended), f"접수만 {cases:,}건")
        if not report.outages:
            self.fact("장애", "없음")
        self.fact("취소·반환", f"취소 {report.totals.cancelled:,}건", f"반환 {words.won(self._given_back())}원")
        self.fact("재발행", f"{report.totals.reprinted:,}건")
        if report.gaps:
            self.fact("결번", *report.gaps)
        self.fact("과부족", self._difference())
        if report.confirmer:
            self.fact("승인자", f"{report.confirmer} (대직자)" if report.deputy else report.confirmer)
        for note in report.notes:
            self.fact("비고", note)

    def open_items(self) -> None:
        """First what somebody has to do, each list with those that have waited longest, then everything open by its state."""
        duties, named = self.report.duties, words.waiting(self.report.open_items)
        self.title("⑤ 미결", min(STEP * (len(duties) + len(named)), 90))
        for duty in duties:
            more = duty.count - len(duty.first)
            self.fact(words.DUTIES.get(duty.code, duty.code), f"{duty.count:,}건", *duty.first, *([f"외 {more:,}건"] if more > 0 else []))
        if duties and named:
            self.caption(BY_STATE)
        for label, count in named.items():
            self.fact(label, f"{count:,}건")
        if not duties and not named:
            self.fact("미결", "창구별 일일마감 보고서에 있습니다." if self.report.desks else "없음")

    def sending(self) -> None:
        report = self.report
        self.title("⑥ 전송", STEP * 4)
        if report.last_confirmed:
            self.fact("마지막 확인 번호", report.last_confirmed)
        self.fact("미전송", words.unsent(report))
        # A closed day's paper comes out the same for ever, so it cannot say what is known later.
        if report.oldest_unsent_at and not report.alone:
            self.fact("가장 오래된 것", words.moment(report.oldest_unsent_at))
        if report.desks:
            missing = day_sheet.open_desks(report)
            self.fact("창구 마감", f"미마감 창구 {', '.join(missing)}" if missing else f"{len(report.desks)}개 창구 모두 마감")

    def confirmation(self) -> None:
        """Number, hashes, code and three signatures; never torn apart."""
        sheet, report = self.sheet, self.report
        side = min(max(CODE, sheet.qr_side(report.qr)), CODE_MOST) if report.qr else CODE
        labels = [each.closing_label or f"{each.desk} 미마감" for each in report.desks]  # the room has no number of its own
        room = ROOM - side - 6
        lines = sheet.flow(labels, SIZE, room - LABEL)
        hashed = [report.previous_hash, report.check_sha256]
        small = HASH if report.layout < HASH_WHOLE else min(sheet.fit(each, HASH, "regular", room - LABEL - 0.1) for each in hashed)
        self.title("⑦ 확인", 25 + side + max(0, len(lines) - 1) * SIZE * 1.4 / MM)
        if report.qr:
            sheet.qr(X + ROOM - side, self.y + 1, side, report.qr)
        top = self.y
        self.fact("마감번호", *(labels or [report.closing_label or "미마감"]), room=room)
        if not report.desks:
            self.fact("이전 마감 해시", report.previous_hash or "없음", room=room, size=small)
        self.fact("검증 sha-256", report.check_sha256 or "없음", room=room, size=small)
        self.fact("누계(영구)", f"{words.won(report.grand_total_won)}원", room=room)
        self.y = max(self.y, top + side) + 9
        heading.signatures(sheet, X, self.y, ROOM, report, stacked=True)

    # ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def title(self, text: str, least: float) -> None:
        """A section's title, on a new page where not even `least` millimetres of the section would fit below it."""
        if self.y + 9 + least > BOTTOM:
            self.turn()
        self.sheet.text(X, self.y + 6.5, text, size=11, weight="bold")
        self.y += 9

    def caption(self, text: str) -> None:
        """One line over what follows, and never alone at the foot of a page."""
        if self.y + 2 * STEP > BOTTOM:
            self.turn()
        self.sheet.text(X + 1.2, self.y + STEP * 0.72, text, size=SIZE, weight="semibold")
        self.y += STEP

    def table(self, columns: list[Column], rows: list[Row]) -> None:
        table = Table(X, columns, SIZE, STEP)
        self.y = table.rows(self.sheet, rows, table.head(self.sheet, self.y), BOTTOM, self.turn)

    def fact(self, label: str, *items: str, room: float = ROOM, size: float = SIZE) -> None:
        """Label and items; both wrap. A few lines stay together, a long list goes on on the next page."""
        sheet = self.sheet
        leading = SIZE * 1.4 / MM
        labels = sheet.wrap(label, SIZE, "regular", LABEL - 3)
        lines = sheet.flow(items, size, room - LABEL)
        pairs = list(itertools.zip_longest(labels, lines, fillvalue=""))
        if self.y + (len(pairs[:TOGETHER]) - 1) * leading + STEP > BOTTOM:
            self.turn()
        for number, (name, line) in enumerate(pairs):
            if number >= TOGETHER and self.y + STEP > BOTTOM:
                self.turn()
            base = self.y + STEP * 0.72
            sheet.text(X + 1.2, base, name, size=SIZE, grey=SOFT)
            sheet.text(X + LABEL, base, line, size=size)
            self.y += leading
        self.y += STEP - leading

    def _given_back(self) -> int:
        """What was paid later was never given back, though the sums hold it on both sides."""
        totals = self.report.totals
        return totals.reversed_won - claims_of(totals.claims).settled_won

    def _difference(self) -> str:
        report = self.report
        if report.counted_won is None:
            return "실사 전"
        return f"{words.won(report.counted_won - day_sheet.drawer_book(report))}원"
