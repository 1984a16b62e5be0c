"""영수증: the paper that says what was paid, on an 80 mm roll or on A4 (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.roll import LARGE, Roll
from app.documents.sheet import SOFT, Sheet
from app.documents.table import Column, Row, Table
from app.domain.papers import PaymentReceipt, ReceiptLine, ReceiptPart
from app.domain.tenders import is_claim

RECEIPT: Final = "영수증"
CLAIM: Final = "후불 청구서"  # nothing was taken: it must not say that something was
CLOSING_WORDS: Final = "반환·정정할 때 이 영수증을 가져오십시오."
STEP: Final = 6.0  # between two lines about how it was paid, in millimetres
CLAIM_WORDS: Final = "수수료를 내실 때 이 청구서를 가져오십시오."


def roll(receipt: PaymentReceipt, fonts: Path, *, large: bool) -> bytes:
    sheet = Sheet(fonts, training=receipt.training)
    _draw_roll(Roll(sheet, large=large), receipt)
    return _file(sheet, receipt)


def a4(receipt: PaymentReceipt, fonts: Path, *, large: bool) -> bytes:
    sheet = Sheet(fonts, training=receipt.training)
    _A4(sheet, receipt, LARGE if large else 1.0).draw()
    return _file(sheet, receipt)


def _file(sheet: Sheet, receipt: PaymentReceipt) -> bytes:
    return sheet.pdf(title=f"{_name(receipt)} {receipt.receipt_no}", author=words.office_name(receipt.office), at=receipt.issued_at)


def _owed(receipt: PaymentReceipt) -> int:
    """Won of it that were not taken but are owed (후불)."""
    return sum(part.amount_won for part in receipt.parts if is_claim(part.tender))


def _name(receipt: PaymentReceipt) -> str:
    return CLAIM if 0 < receipt.total_won == _owed(receipt) else RECEIPT


def _closing_words(receipt: PaymentReceipt) -> str:
    return CLAIM_WORDS if _name(receipt) == CLAIM else CLOSING_WORDS


def _certified(receipt: PaymentReceipt) -> str:
    """What the office says of the sum above."""
    if _name(receipt) == CLAIM:
        return "위 금액을 후불로 청구합니다."
    owed = _owed(receipt)
    taken = words.won(receipt.total_won - owed)
    return f"위 금액 가운데 {taken}원을 영수하였고 {words.won(owed)}원은 후불입니다." if owed else "위 금액을 영수하였습니다."


def _waiver(line: ReceiptLine) -> str:
    return f"감면 ({line.exemption})" if line.exemption else "감면"


def _gross(line: ReceiptLine) -> int:
    return line.amount_won + line.waived_won


def _details(part: ReceiptPart) -> list[tuple[str, str]]:
    """What stands under a tender: approval number and last four digits of a card, money handed over and change of cash."""
    found: list[tuple[str, str]] = []
    if part.approval_no:
        found.append(("승인번호", part.approval_no))
    if part.last4:
        found.append(("카드번호", f"끝 4자리 {part.last4}"))
    if part.received_won:
        found.append(("받은 돈", words.won(part.received_won)))
        found.append(("거스름돈", words.won(part.change_won)))
    return found


def _draw_roll(paper: Roll, receipt: PaymentReceipt) -> None:
    name = _name(receipt)
    paper.head(name, receipt.office, reprint=receipt.reprint, untrue=f"실제 {name}{'가' if name == CLAIM else '이'} 아닙니다.")
    paper.pair("영수번호", receipt.receipt_no)
    paper.pair("발행일시", words.moment(receipt.issued_at))
    paper.pair("창구·담당", f"창구 {receipt.desk} · {receipt.clerk}")
    if receipt.payer:
        paper.pair("납부자", receipt.payer)
    paper.rule()
    for line in receipt.lines:
        _item(paper, line)
    paper.rule(strong=True)
    if receipt.waived_won:
        paper.pair("수수료 계", words.won(receipt.total_won + receipt.waived_won))
        paper.pair("감면 계", words.taken_back(receipt.waived_won))
    paper.down(1.2)
    paper.pair("합계", f"{words.won(receipt.total_won)}원", size=13, bold=True)
    paper.rule()
    for index, part_paid in enumerate(receipt.parts):
        paper.down(1.2 if index else 0)
        paper.pair(words.tender(part_paid.tender), words.won(part_paid.amount_won), semibold=True)
        for label, value in _details(part_paid):
            paper.pair(label, value, size=8)
    if receipt.by_owner:
        paper.rule()
        paper.pair("세입구분", "", semibold=True)
        for owner, amount in receipt.by_owner.items():
            paper.pair(words.owner(owner), words.won(amount), size=8)
    paper.rule()
    paper.code(receipt.qr)
    paper.end(_closing_words(receipt))


def _item(paper: Roll, line: ReceiptLine) -> None:
    paper.paragraph(line.label, 9.5, weight="semibold")
    paper.pair(f"{line.quantity} × {words.won(line.unit_won)}", words.won(_gross(line)))
    if line.waived_won:
        paper.pair(_waiver(line), words.taken_back(line.waived_won))
    if line.case_number:
        paper.small(line.case_number)


class _A4:
    WIDTH, HEIGHT, X = 210.0, 297.0, 18.0

    def __init__(self, sheet: Sheet, receipt: PaymentReceipt, scale: float) -> None:
        self.sheet = sheet
        self.receipt = receipt
        self.scale = scale
        self.room = self.WIDTH - 2 * self.X
        self.bottom = self.HEIGHT - 20

    def draw(self) -> None:
        sheet, scale = self.sheet, self.scale
        y = self._meta(self._page())
        table = Table(
            self.X,
            [
                Column("민원명 / 접수번호", 64, "left"),
                Column("수량", 13),
                Column("단가", 22),
                Column("금액", 25),
                Column("감면", 24),
                Column("납부액", 26),
            ],
            size=9.5 * scale,
            height=7 * scale,
        )
        y = table.rows(sheet, self._rows(), table.head(sheet, y), self.bottom, self.turn)
        left, right = self._tenders(), self._owners()
        y = self._room_for(y + 8 * scale, (max(len(left), len(right)) + 1) * STEP * scale + 2)
        y = self._paid(y, left, right)
        y = self._room_for(y + 6 * scale, 10 + 38 * scale)
        self._seal(y)

    def turn(self) -> float:
        """The next page, which says that it is one; returns the first y below its head."""
        return self._page(" (계속)")

    def _page(self, more: str = "") -> float:
        sheet, receipt, scale = self.sheet, self.receipt, self.scale
        sheet.page(self.WIDTH, self.HEIGHT)
        sheet.text(self.WIDTH / 2, 26, f"{_name(receipt)}{more}", size=22 * scale, weight="bold", align="center")
        if receipt.reprint:
            sheet.text(self.X + self.room, 26, f"재발행 {receipt.reprint}회", size=10 * scale, weight="semibold", align="right")
        sheet.text(self.X, self.HEIGHT - 10, f"영수번호 {receipt.receipt_no}", size=8, grey=SOFT)
        sheet.page_number(self.X + self.room, self.HEIGHT - 10)
        return 36.0

    def _room_for(self, y: float, need: float) -> float:
        return y if y + need <= self.bottom else self.turn()

    def _meta(self, y: float) -> float:
        receipt = self.receipt
        pairs = [
            ("영수번호", receipt.receipt_no),
            ("발행일시", words.moment(receipt.issued_at)),
            ("납부자", receipt.payer),
            ("창구·담당", f"창구 {receipt.desk} · {receipt.clerk}"),
        ]
        size, label = 10 * self.scale, 22.0 * self.scale
        for name, value in pairs:
            if value:
                self.sheet.text(self.X, y, name, size=size, grey=SOFT)
                y = self.sheet.paragraph(self.X + label, y, self.room - label, value, size=size, leading=1.65)
        return y

    def _rows(self) -> list[Row]:
        receipt = self.receipt
        rows = []
        for line in receipt.lines:
            under = [line.case_number] if line.case_number else []
            if line.waived_won and line.exemption:
                under.append(f"감면: {line.exemption}")
            rows.append(
                Row(
                    [
                        "\n".join([line.label, *under]),
                        words.won(line.quantity),
                        words.won(line.unit_won),
                        words.won(_gross(line)),
                        words.taken_back(line.waived_won),
                        words.won(line.amount_won),
                    ]
                )
            )
        gross = words.won(receipt.total_won + receipt.waived_won)
        rows.append(Row(["합계", "", "", gross, words.taken_back(receipt.waived_won), words.won(receipt.total_won)], "total"))
        return rows

    def _tenders(self) -> list[tuple[str, str, bool]]:
        """Label, value and whether it stands out, of each line about a tender."""
        found: list[tuple[str, str, bool]] = []
        for part in self.receipt.parts:
            found.append((words.tender(part.tender), words.won(part.amount_won), True))
            found.extend((label, value, False) for label, value in _details(part))
        return found

    def _owners(self) -> list[tuple[str, str, bool]]:
        return [(words.owner(owner), words.won(amount), False) for owner, amount in self.receipt.by_owner.items()]

    def _paid(self, y: float, left: list[tuple[str, str, bool]], right: list[tuple[str, str, bool]]) -> float:
        """Tenders on the left, owners of the money on the right; returns the y below the longer of the two."""
        sheet, half = self.sheet, self.room / 2 - 5
        size, step = 9.5 * self.scale, STEP * self.scale
        ends = []
        for x, title, pairs in ((self.X, "결제수단", left), (self.X + self.room - half, "세입구분", right)):
            sheet.text(x, y, title, size=size, weight="semibold")
            sheet.rule(x, y + 2, x + half, y + 2, width=0.5)
            below = y + 2 + step
            for label, value, strong in pairs:
                sheet.text(
                    x, below, label, size=size, weight="semibold" if strong else "regular", grey=0.0 if strong else SOFT, within=half * 0.55
                )
                sheet.text(x + half, below, value, size=size, weight="semibold" if strong else "regular", align="right", within=half * 0.45)
                below += step
            ends.append(below)
        return max(ends)

    def _seal(self, y: float) -> None:
        sheet, receipt, scale = self.sheet, self.receipt, self.scale
        middle = self.WIDTH / 2
        sheet.text(middle, y + 6, _certified(receipt), size=12 * scale, align="center", within=self.room)
        sheet.text(
            middle, y + 6 + 9 * scale, words.date_text(receipt.issued_at.astimezone(words.SEOUL).date()), size=11 * scale, align="center"
        )
        sheet.text(
            middle,
            y + 8 + 20 * scale,
            words.office_name(receipt.office),
            size=15 * scale,
            weight="bold",
            align="center",
            within=self.room - 70,
        )
        y += 8 + 32 * scale
        if receipt.qr:
            sheet.qr(self.X + self.room - 24, y - 30 * scale, 24, receipt.qr)
        sheet.text(self.X, y, words.office_contact(receipt.office), size=8.5 * scale, grey=SOFT, within=self.room - 30)
        sheet.text(self.X, y + 5 * scale, _closing_words(receipt), size=8.5 * scale, grey=SOFT)
