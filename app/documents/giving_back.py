"""반환 영수증 and 반환 확인증: money that goes back now, and money that will, on an 80 mm roll or on A4 (COUNTER §4)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import Head, OfficePaper
from app.documents.roll import Roll
from app.documents.sheet import Sheet
from app.documents.table import Column, Row
from app.domain.refund_papers import PromiseSlip, RefundLine, RefundPart, RefundReceipt

REFUND: Final = "반환 영수증"
PROMISE: Final = "반환 확인증"
KEEP: Final = "이 영수증을 원영수증과 함께 보관하십시오."
BRING: Final = "돈을 받으실 때 이 확인증과 신분증을 가져오십시오."
BY_BANK: Final = "지급 예정일까지 위 계좌로 보내 드립니다. 들어오지 않으면 이 확인증의 번호로 문의하십시오."


def draw(paper: RefundReceipt | PromiseSlip, fonts: Path, *, roll: bool, large: bool) -> bytes:
    """The paper as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    if roll:
        _roll(Roll(sheet, large=large), paper)
    else:
        _a4(sheet, paper, large=large)
    return sheet.pdf(title=f"{_name(paper)} {_number(paper)}", author=words.office_name(paper.office), at=paper.issued_at)


def _name(paper: RefundReceipt | PromiseSlip) -> str:
    return REFUND if isinstance(paper, RefundReceipt) else PROMISE


def _number(paper: RefundReceipt | PromiseSlip) -> str:
    return paper.receipt_no if isinstance(paper, RefundReceipt) else paper.slip_no


def _pairs(paper: RefundReceipt | PromiseSlip) -> list[tuple[str, str]]:
    """What stands above the lines, empty values left out."""
    label = "반환번호" if isinstance(paper, RefundReceipt) else "확인번호"
    found = [
        (label, _number(paper)),
        ("발행일시", words.moment(paper.issued_at)),
        ("원영수번호", paper.original_no),
        ("원수납일시", words.moment(paper.original_at)),
        ("납부자", paper.payer),
        ("사유", paper.reason),
    ]
    if isinstance(paper, RefundReceipt) and paper.promise_no:
        found.append(("반환 확인증", paper.promise_no))
    found += [("창구·담당", f"창구 {paper.desk} · {paper.clerk}"), ("승인", paper.approver)]
    return [(label, value) for label, value in found if value]


def _details(part: RefundPart, *, same_day: bool) -> list[tuple[str, str]]:
    """What stands under a tender: cancellation and the approval it undoes, last four digits of the card."""
    found = []
    if part.approval_no:
        found.append(("취소 승인번호" if same_day else "환불 승인번호", part.approval_no))
    if part.original_approval_no:
        found.append(("원승인번호", part.original_approval_no))
    if part.last4:
        found.append(("카드번호", f"끝 4자리 {part.last4}"))
    return found


def _roll(roll: Roll, paper: RefundReceipt | PromiseSlip) -> None:
    roll.head(_name(paper), paper.office, reprint=paper.reprint, untrue=f"실제 {_name(paper)}이 아닙니다.")
    for label, value in _pairs(paper):
        roll.pair(label, value)
    roll.rule()
    for line in paper.lines:
        roll.paragraph(line.label, 9.5, weight="semibold")
        roll.pair("낸 돈", words.won(line.paid_won))
        roll.pair("돌려드리는 돈", words.taken_back(line.returned_won))
        if line.case_number:
            roll.small(line.case_number)
    roll.rule(strong=True)
    roll.down(1.2)
    if isinstance(paper, PromiseSlip):
        roll.pair("반환할 금액", f"{words.won(paper.total_won)}원", size=13, bold=True)
        roll.rule()
        roll.pair("지급 예정일", words.date_text(paper.due), semibold=True)
        if paper.account_shown:
            roll.pair("받을 계좌", paper.account_shown)
        roll.rule()
        roll.code(paper.qr)
        roll.end(BY_BANK if paper.account_shown else BRING)
        return
    roll.pair("반환금액", f"{words.won(paper.total_won)}원", size=13, bold=True)
    roll.rule()
    for index, part in enumerate(paper.parts):
        roll.down(1.2 if index else 0)
        roll.pair(words.tender(part.tender), words.won(part.amount_won), semibold=True)
        for label, value in _details(part, same_day=paper.same_day):
            roll.pair(label, value, size=8)
    if paper.by_owner:
        roll.rule()
        roll.pair("세입구분", "", semibold=True)
        for owner, amount in paper.by_owner.items():
            roll.pair(words.owner(owner), words.taken_back(amount), size=8)
    if any(part.tender == "cash" for part in paper.parts):
        roll.sign("받은 사람")
    else:
        roll.rule()
    roll.code(paper.qr)
    roll.end(KEEP)


def _a4(sheet: Sheet, paper: RefundReceipt | PromiseSlip, *, large: bool) -> None:
    first, *others = _pairs(paper)
    foot = f"{_name(paper)} {_number(paper)} · {words.office_name(paper.office)}"
    head = Head(_name(paper), paper.office, [[first]], foot, boxes=False, centred=True, reprint=paper.reprint)
    a4 = OfficePaper(sheet, head, large)
    for label, value in others:
        a4.fact(label, value, lead=24)
    a4.down(3)
    columns = [Column("내역", 88, "left"), Column("낸 돈", 30), Column("돌려드리는 돈", 32)]
    rows = [_row(line) for line in paper.lines]
    paid, back = sum(line.paid_won for line in paper.lines), sum(line.returned_won for line in paper.lines)
    rows.append(Row(["합계", words.won(paid), words.taken_back(back)], "total"))
    a4.table(columns, rows)
    a4.down(3)
    if isinstance(paper, PromiseSlip):
        a4.fact("지급 예정일", words.date_text(paper.due), strong=True, lead=24)
        if paper.account_shown:
            a4.fact("받을 계좌", paper.account_shown, lead=24)
        a4.down(2)
        a4.say(BY_BANK if paper.account_shown else BRING)
        a4.seal(f"위와 같이 {words.won(paper.total_won)}원을 돌려드릴 것을 확인합니다.", _day(paper.issued_at), paper.qr)
        return
    for part in paper.parts:
        details = [f"{label} {value}" for label, value in _details(part, same_day=paper.same_day)]
        a4.fact(words.tender(part.tender), f"{words.won(part.amount_won)}원", *details, lead=24)
    owners = [f"{words.owner(owner)} {words.taken_back(amount)}원" for owner, amount in paper.by_owner.items()]
    if owners:
        a4.fact("세입구분", *owners, lead=24)
    if any(part.tender == "cash" for part in paper.parts):
        a4.signatures(("받은 사람", ""))
    a4.seal(f"위 금액 {words.won(paper.total_won)}원을 반환하였습니다.", _day(paper.issued_at), paper.qr)
    a4.say(KEEP, soft=True)


def _row(line: RefundLine) -> Row:
    under = f"\n{line.case_number}" if line.case_number else ""
    return Row([f"{line.label}{under}", words.won(line.paid_won), words.taken_back(line.returned_won)])


def _day(at: datetime) -> str:
    return words.date_text(at.astimezone(words.SEOUL).date())
