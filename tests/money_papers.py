"""The papers of the till, of refunds, months and penalties of an invented office; builders as in `tests.papers`."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.domain.closing import SheetRow
from app.domain.closing_papers import ClosedDayLine, DistrictShare, MonthSheet
from app.domain.drawer_papers import (
    CardDifference,
    CardSheet,
    CardTerminalLine,
    CardTotals,
    CashSheet,
    DrawerSums,
    HandOverSheet,
    InterimSheet,
    MoveLine,
    Remittance,
    RemittanceSheet,
    RevenueLine,
    StampLine,
    StampSheet,
    TenderLine,
)
from app.domain.every_paper import Paper
from app.domain.penalty_papers import PenaltyNotice, PenaltyTier
from app.domain.refund_papers import PromiseSlip, RefundLine, RefundPart, RefundReceipt, ReprintLine, ReversalLine, ReversalSheet
from tests.papers import DAY, OFFICE, ROWS_LABEL, SERVICE_LABEL, at, totals

NOTES = {50_000: 4, 10_000: 17, 5_000: 5, 1_000: 18, 500: 3, 100: 7}
DRAWER = DrawerSums(
    float_won=100_000, cash_won=316_200, returned_won=1_000, in_won=50_000, out_won=0, remitted_won=50_000, expected_won=415_200
)
TENDERS = [
    TenderLine(name="cash", payments=92, taken_won=316_200, refunds=1, returned_won=1_000),
    TenderLine(name="card", payments=151, taken_won=2_450_800, refunds=1, returned_won=600),
    TenderLine(name="transit", payments=8, taken_won=5_600, refunds=0, returned_won=0),
    TenderLine(name="simple_pay", payments=0, taken_won=0, refunds=0, returned_won=0),
]
OPEN_ITEMS = [("certificate_received_only", 2), ("unpaid", 1)]


def a_refund(**changes: Any) -> RefundReceipt:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "receipt_no": "26410-03-R-261120-0088-T2",
        "original_no": "26410-03-R-261120-0031-M4",
        "original_at": at(10, 42),
        "issued_at": at(11, 5),
        "clerk": "이서연",
        "approver": "박도윤",
        "payer": "김○훈",
        "reason": "통수 잘못 입력",
        "lines": [
            RefundLine(label="주민등록표 등본", case_number="26410-03-261120-0042-K7", paid_won=800, returned_won=400),
            RefundLine(label="가족관계증명서", case_number="26410-03-261120-0043-3A", paid_won=1_000, returned_won=1_000),
        ],
        "parts": [
            RefundPart(tender="card", amount_won=1_000, approval_no="30029221", original_approval_no="30029184", last4="4821"),
            RefundPart(tender="cash", amount_won=400),
        ],
        "total_won": 1_400,
        "by_owner": {"local": 1_400},
        "qr": "MINWON:B:26410-03-R-261120-0088-T2:1400",
    }
    return RefundReceipt(**(values | changes))


def a_promise(**changes: Any) -> PromiseSlip:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "slip_no": "26410-03-R-261120-0089-W4",
        "original_no": "26410-03-R-261113-0012-5H",
        "original_at": at(15, 20, day=13),
        "issued_at": at(11, 5),
        "clerk": "이서연",
        "approver": "박도윤",
        "payer": "김○훈",
        "reason": "여권 신청 취하",
        "lines": [
            RefundLine(label="복수 10년 58면", case_number="26410-03-261113-0017-K7", paid_won=40_000, returned_won=40_000),
            RefundLine(label="국제교류기여금", case_number="26410-03-261113-0017-K7", paid_won=12_000, returned_won=12_000),
        ],
        "total_won": 52_000,
        "due": date(2026, 11, 27),
        "account_shown": "가온은행 ***-***-**4471",
        "qr": "MINWON:W:26410-03-R-261120-0089-W4:52000",
    }
    return PromiseSlip(**(values | changes))


def an_interim_sheet(**changes: Any) -> InterimSheet:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "day": DAY,
        "made_at": at(13, 2),
        "clerk": "이서연",
        "number": 2,
        "received": 245,
        "issued": 231,
        "cancelled": 2,
        "tenders": TENDERS,
        "by_owner": {"local": 127_000, "national": 2_000_000, "contribution": 600_000, "carrier": 44_000},
        "drawer": DRAWER,
        "counted_won": 414_200,
        "notes": NOTES | {1_000: 17},
        "reason": "거스름돈 잘못 내줌",
        "open_items": OPEN_ITEMS,
        "unsent": 12,
        "unsent_won": 8_400,
    }
    return InterimSheet(**(values | changes))


def a_hand_over(**changes: Any) -> HandOverSheet:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "day": DAY,
        "at": at(13, 5),
        "giver": "이서연",
        "taker": "정예준",
        "tenders": TENDERS,
        "drawer": DRAWER,
        "counted_won": 415_200,
        "notes": NOTES,
        "reason": "",
        "open_items": OPEN_ITEMS,
        "papers": "금고 열쇠 2번, 전자증지 004512, 보안용지 B-0031880 ~ B-0032000",
    }
    return HandOverSheet(**(values | changes))


def a_cash_sheet(**changes: Any) -> CashSheet:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "day": DAY,
        "at": at(18, 1),
        "purpose": "closing",
        "clerk": "이서연",
        "confirmer": "박도윤",
        "drawer": DRAWER,
        "counted_won": 414_200,
        "notes": NOTES | {1_000: 17},
        "reason": "오전에 거스름돈 1,000원을 더 내준 것으로 보임",
        "blind": True,
        "moves": [
            MoveLine(at=at(11, 30), way="in", purpose="float", amount_won=50_000, reason="잔돈 보충", number="", user="이서연"),
            MoveLine(at=at(16, 10), way="out", purpose="remit", amount_won=50_000, reason="", number="2026-11-0341", user="이서연"),
        ],
    }
    return CashSheet(**(values | changes))


def a_card_sheet(**changes: Any) -> CardSheet:
    book = CardTotals(approvals=151, approvals_won=2_450_800, cancels=1, cancels_won=600)
    counted = CardTotals(approvals=152, approvals_won=2_452_800, cancels=1, cancels_won=600)
    other = CardTotals(approvals=8, approvals_won=5_600, cancels=0, cancels_won=0)
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "day": DAY,
        "made_at": at(18, 3),
        "clerk": "이서연",
        "terminals": [
            CardTerminalLine(terminal="71440312", counted=counted, source="terminal", book=book),
            CardTerminalLine(terminal="71440313", counted=other, source="typed", book=other),
        ],
        "differences": [
            CardDifference(
                receipt_no="26410-03-R-261120-0144-9C",
                approval_no="30031177",
                at=at(15, 21),
                terminal_won=2_000,
                book_won=0,
                note="단말기에는 승인, 장부에는 없음",
            )
        ],
        "unknown": 1,
        "reason": "가맹점 담당자에게 확인 요청함",
    }
    return CardSheet(**(values | changes))


def a_stamp_sheet(**changes: Any) -> StampSheet:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "day": DAY,
        "made_at": at(18, 4),
        "clerk": "이서연",
        "lines": [
            StampLine(
                mode="electronic",
                device="E-21 (2층)",
                first_no=4_512,
                last_no=4_739,
                issued_won=128_600,
                spoiled_won=1_600,
                spoiled=[4_530, 4_611],
            )
        ],
        "book_won": 128_600,
        "returned_won": 1_600,
        "reason": "",
    }
    return StampSheet(**(values | changes))


def a_remittance(**changes: Any) -> RemittanceSheet:
    def line(account: str, code: str, owner: str, cases: int, cash: int, card: int, other: int, back: int) -> RevenueLine:
        return RevenueLine(
            code=code,
            account=account,
            owner=owner,
            cases=cases,
            cash_won=cash,
            card_won=card,
            other_won=other,
            returned_won=back,
            net_won=cash + card + other - back,
        )

    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "",
        "day": DAY,
        "until": DAY,
        "made_at": at(18, 20),
        "clerk": "이서연",
        "cashier": "최지우",
        "treasury": "가온은행 금정구청지점",
        "pay_day": date(2026, 11, 23),
        "lines": [
            line("증지수입", "212-03", "local", 187, 45_200, 77_800, 5_600, 1_600),
            line("여권발급 수수료 (국고)", "51-511", "national", 50, 200_000, 1_800_000, 0, 0),
            line("국제교류기여금 (예수)", "", "contribution", 50, 60_000, 540_000, 0, 0),
            line("여권 우편배송료 (예수)", "", "carrier", 8, 11_000, 33_000, 0, 0),
        ],
        "remittances": [
            Remittance(at=at(16, 10), amount_won=50_000, number="2026-11-0341", user="이서연"),
            Remittance(at=at(18, 15), amount_won=265_200, number="", user="정예준"),
        ],
    }
    return RemittanceSheet(**(values | changes))


def a_reversal_sheet(**changes: Any) -> ReversalSheet:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "day": DAY,
        "made_at": at(18, 5),
        "clerk": "이서연",
        "lines": [
            ReversalLine(
                what="voided",
                number="26410-03-261120-0042-K7",
                service="주민등록표 등본",
                tender="card",
                amount_won=600,
                reason="발급 후 인쇄 불량",
                user="이서연",
                approver="박도윤",
                at=at(10, 51),
            ),
            ReversalLine(
                what="refunded",
                number="26410-03-R-261120-0031-M4",
                service="가족관계증명서",
                tender="cash",
                amount_won=1_000,
                reason="통수 잘못 입력",
                user="이서연",
                approver="박도윤",
                at=at(11, 5),
            ),
            ReversalLine(
                what="promised",
                number="26410-03-R-261113-0012-5H",
                service="여권 발급 (복수 10년)",
                tender="transfer",
                amount_won=52_000,
                reason="여권 신청 취하",
                user="정예준",
                approver="박도윤",
                at=at(14, 12),
            ),
        ],
        "reprints": [
            ReprintLine(
                document="payment_receipt",
                number="26410-03-R-261120-0031-M4",
                times=1,
                reason="용지 걸림",
                user="이서연",
                at=at(10, 44),
            )
        ],
    }
    return ReversalSheet(**(values | changes))


def a_closed_day(day: int, *, source: str = "") -> ClosedDayLine:
    """A working day of November whose figures differ from day to day."""
    sums = SheetRow(
        service="",
        label="",
        unit_won=0,
        owner="",
        cases=200 + day,
        copies=240 + day,
        exempt_copies=day % 7,
        waived_won=600 * (day % 7),
        cash=300_000 + 1_000 * day,
        card=2_400_000 + 7_000 * day,
        transit=5_600,
        other=0,
        reversed_won=600 * (day % 3),
    )
    return ClosedDayLine(label=f"2026-11-{day:02d}", closing_label=f"26410-03-D{210 + day:04d}", sums=sums, source=source)


def a_month(**changes: Any) -> MonthSheet:
    weekdays = [day for day in range(1, 21) if date(2026, 11, day).weekday() < 5 and day != 12]
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "period": "2026-11",
        "made_at": at(18, 30),
        "clerk": "이서연",
        "days": [a_closed_day(day, source="수기" if day == 6 else "") for day in weekdays],
        "totals": totals(),
        "missing": [("2026-11-12", "")],
        "rows_label": ROWS_LABEL,
        "service_label": SERVICE_LABEL,
        "share": DistrictShare(percent=22, of_won=2_000_000, share_won=440_000),
        "until_won": 1_204_331_900,
    }
    return MonthSheet(**(values | changes))


def a_penalty(**changes: Any) -> PenaltyNotice:
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "05",
        "case_number": "26410-05-261120-0012-V8",
        "event": "출생신고",
        "filer": "김○훈",
        "occurred_on": date(2026, 10, 3),
        "due_on": date(2026, 11, 3),
        "filed_at": at(11, 7),
        "days_late": 17,
        "tiers": [
            PenaltyTier(label="7일 미만", amount_won=10_000),
            PenaltyTier(label="7일 이상 1개월 미만", amount_won=20_000, mine=True),
            PenaltyTier(label="1개월 이상 3개월 미만", amount_won=30_000),
            PenaltyTier(label="3개월 이상 6개월 미만", amount_won=40_000),
            PenaltyTier(label="6개월 이상", amount_won=50_000),
        ],
        "amount_won": 20_000,
        "reduction_percent": 20,
        "reduced_won": 16_000,
        "reduced_until": date(2026, 12, 5),
        "doubled": False,
        "objection_until": date(2026, 12, 5),
        "how_to_pay": "고지서를 받은 뒤 은행이나 위택스에서 냅니다.",
        "law": "가족관계의 등록 등에 관한 법률 제122조, 같은 법 시행규칙 별표",
        "clerk": "이서연",
        "issued_at": at(11, 9),
    }
    return PenaltyNotice(**(values | changes))


def money_papers() -> dict[str, Paper]:
    """One of each, named for tests and for the gallery."""
    return {
        "refund": a_refund(),
        "promise": a_promise(),
        "interim": an_interim_sheet(),
        "hand_over": a_hand_over(),
        "cash": a_cash_sheet(),
        "card": a_card_sheet(),
        "stamp": a_stamp_sheet(),
        "remittance": a_remittance(),
        "reversal": a_reversal_sheet(),
        "month": a_month(),
        "penalty": a_penalty(),
    }
