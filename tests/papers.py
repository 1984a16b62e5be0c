"""Papers of an invented office for tests and for the gallery: builders that take what matters and fill in the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from app.domain.closing import DayTotals, SheetRow, merge
from app.domain.papers import (
    DayReport,
    DeskLine,
    FieldCount,
    IntakeSlip,
    OfficeInfo,
    PaymentReceipt,
    ReceiptLine,
    ReceiptPart,
)

DAY = "2026-11-20"
OFFICE = OfficeInfo(
    office="26410",
    name="금정구청",
    division="민원봉사과",
    phone="051-519-0000",
    address="부산광역시 금정구 중앙대로 1777",
)


def at(hour: int, minute: int = 0, *, day: int = 20) -> datetime:
    """A moment of November 2026, given in Seoul's time, as the program keeps it (UTC)."""
    return datetime.fromisoformat(f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:00+09:00").astimezone(UTC)


def a_row(service: str, unit_won: int, owner: str = "local", *, label: str = "", back: int = 0, **figures: int) -> SheetRow:
    return SheetRow(service=service, label=label or service, unit_won=unit_won, owner=owner, reversed_won=back, **figures)


def day_rows() -> list[SheetRow]:
    """The day of COUNTER §5, with the family certificates as two services that share one row."""
    ten_years, one_of = "passport_multiple_10y", "등록사항별 증명서 1통"
    return [
        a_row(ten_years, 5500, "carrier", label="개별우편배송", cases=8, copies=8, cash=11_000, card=33_000),
        a_row(ten_years, 12_000, "contribution", label="국제교류기여금", cases=50, copies=50, cash=60_000, card=540_000),
        a_row("seal_certificate_issue", 600, cases=37, copies=41, exempt_copies=2, waived_won=1200, cash=9000, card=13_200,
              transit=1200, back=600),
        a_row("resident_registration_copy", 400, cases=93, copies=118, exempt_copies=10, waived_won=4000, cash=15_200, card=25_600,
              transit=2400),
        a_row("family_relation_certificate", 1000, label=one_of, cases=40, copies=45, exempt_copies=4, waived_won=4000, cash=14_000,
              card=26_000, transit=1000, back=1000),
        a_row("basic_certificate", 1000, label=one_of, cases=17, copies=21, cash=7000, card=13_000, transit=1000),
        a_row("vehicle_register_copy", 300),
        a_row(ten_years, 40_000, "national", label="복수 10년 58면", cases=50, copies=50, cash=200_000, card=1_800_000),
    ]  # fmt: skip


def totals(rows: list[SheetRow] | None = None, **changes: Any) -> DayTotals:
    values: dict[str, Any] = {
        "rows": day_rows() if rows is None else rows,
        "received": {"seal_certificate_issue": 37, "resident_registration_copy": 93},
        "cancelled": 2,
        "reprinted": 3,
        "first_number": "26410-03-261120-0001-K7",
        "last_number": "26410-03-261120-0245-Q2",
        "reversed_by_tender": {"cash": 1000, "card": 600},
        "payments": 171,
    }
    return DayTotals(**(values | changes))


SERVICE_LABEL = {
    "seal_certificate_issue": "인감증명서 발급",
    "resident_registration_copy": "주민등록표 등본 발급",
    "family_relation_certificate": "가족관계증명서",
    "basic_certificate": "기본증명서",
    "vehicle_register_copy": "자동차등록원부",
    "passport_multiple_10y": "여권 발급 (복수 10년)",
}
ROWS_LABEL = {
    "seal_certificate_issue": "인감증명서",
    "resident_registration_copy": "주민등록표 등·초본",
    "family_relation_certificate": "가족관계등록 증명",
    "basic_certificate": "가족관계등록 증명",
    "passport_multiple_10y": "여권 복수 10년",
}


def field_counts() -> list[FieldCount]:
    figures = {
        "인감": (37, 41, 702),
        "가족관계 증명": (57, 49, 1011),
        "가족관계 신고": (4, 3, 61),
        "여권 접수": (50, 44, 866),
        "여권 교부": (47, 52, 901),
        "주민": (93, 88, 1644),
        "지적": (31, 20, 498),
        "차량": (0, 2, 25),
        "기타": (3, 1, 40),
        "유기한 접수": (8, 6, 133),
    }
    return [FieldCount(label=label, today=today, before=before, month=month) for label, (today, before, month) in figures.items()]


def a_day_report(**changes: Any) -> DayReport:
    """The closed day of desk 03."""
    values: dict[str, Any] = {
        "office": OFFICE,
        "scope": "desk",
        "desk": "03",
        "day": DAY,
        "closing_label": "26410-03-D0231",
        "clerk": "이서연",
        "confirmer": "박도윤",
        "opened_at": at(8, 52),
        "closed_at": at(18, 7),
        "totals": totals(),
        "rows_label": ROWS_LABEL,
        "service_label": SERVICE_LABEL,
        "field_counts": field_counts(),
        "float_won": 100_000,
        "counted_won": 415_200,
        "gaps": [],
        "unsent": 12,
        "unsent_won": 8400,
        "oldest_unsent_at": at(14, 31),
        "last_confirmed": "26410-03-261120-0233-7M",
        "late_after_closing": 0,
        "grand_total_won": 1_204_331_900,
        "previous_hash": "9f31c0a7d25e4b86" * 4,
        "check_sha256": "4be7a91d03c6f582" * 4,
        "desks": [],
        "outages": [("주민", at(10, 5), at(10, 48), 6)],
        "notes": ["증지 인증기 용지 교체 (13:20)"],
        "open_items": [("보류", 1), ("대리발급 통보", 2), ("공식번호 없는 건", 14), ("여권 미수령 D-10", 3)],
        "card_total_won": 2_450_800 - 600,
        "qr": "MINWON1*D*26410-03-D0231*20261120*K*2771000*4BE7A91D",
    }
    return DayReport(**(values | changes))


def an_office_report(**changes: Any) -> DayReport:
    """The room's day: three desks, of which 02 has not closed and 04 was typed in from paper."""
    desks = [
        DeskLine(desk="01", closing_label="26410-01-D0228", clerk="김하준", opened_at=at(8, 50), closed_at=at(18, 2), cases=245,
                 net_won=2_771_000, unsent=0, source="전송"),
        DeskLine(desk="02", closing_label="", clerk="최지우", opened_at=at(8, 58), closed_at=None, cases=61, net_won=88_200, unsent=9,
                 source="전송"),
        DeskLine(desk="04", closing_label="26410-04-D0101", clerk="정예준", opened_at=at(9, 1), closed_at=at(20, 3), cases=245,
                 net_won=2_771_000, unsent=245, source="수기"),
    ]  # fmt: skip
    second = totals(
        [a_row("seal_certificate_issue", 600, cases=61, copies=147, cash=36_600, card=51_600)], reversed_by_tender={}, payments=58
    )
    room = merge([totals(), second, totals()])
    values: dict[str, Any] = {
        "scope": "office",
        "desk": "",
        "closing_label": "",
        "clerk": "박도윤",
        "confirmer": "",
        "closed_at": None,
        "totals": room,
        "desks": desks,
        "unsent": 254,
        "float_won": 300_000,
        "counted_won": None,
        "card_total_won": 2 * (2_450_800 - 600) + 51_600,
    }
    return a_day_report(**(values | changes))


def a_receipt(**changes: Any) -> PaymentReceipt:
    """등본 two copies (one parent's exemption on a third) and a family certificate, paid by card and cash."""
    lines = [
        ReceiptLine(label="주민등록표 등본", case_number="26410-03-261120-0042-K7", quantity=2, unit_won=400, waived_won=0, amount_won=800),
        ReceiptLine(label="주민등록표 초본", case_number="26410-03-261120-0043-9X", quantity=1, unit_won=400, waived_won=400, amount_won=0,
                    exemption="한부모가족"),
        ReceiptLine(label="가족관계증명서 (상세)", case_number="26410-03-261120-0044-3D", quantity=1, unit_won=1000, waived_won=0,
                    amount_won=1000),
    ]  # fmt: skip
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "receipt_no": "26410-03-R-261120-0031-M4",
        "issued_at": at(10, 42),
        "clerk": "이서연",
        "payer": "김○훈",
        "lines": lines,
        "parts": [
            ReceiptPart(tender="card", amount_won=1000, approval_no="30029184", last4="4821"),
            ReceiptPart(tender="cash", amount_won=800, received_won=1000, change_won=200),
        ],
        "total_won": 1800,
        "waived_won": 400,
        "by_owner": {"local": 1800},
        "qr": "MINWON1*R*26410-03-R-261120-0031-M4*1800*4BE7A91D",
    }
    return PaymentReceipt(**(values | changes))


def a_slip(**changes: Any) -> IntakeSlip:
    """The 접수증 of a petition with a deadline."""
    values: dict[str, Any] = {
        "office": OFFICE,
        "desk": "03",
        "title": "접수증",
        "number": "26410-03-261120-0051-2F",
        "official_no": "",
        "service": "출생신고",
        "petitioner": "김○훈",
        "intake_at": at(11, 7),
        "clerk": "이서연",
        "provisional": False,
        "down": [],
        "rows": [
            ("사건본인", "김○온"),
            ("처리기간", "즉시 (기록까지 3~5일)"),
            ("처리부서", "민원봉사과 가족관계팀 · 051-519-0001"),
            ("받은 서류", "출생증명서 1부, 신분증 사본 1부"),
            ("결과 받는 방법", "문자 통지"),
        ],
        "notes": ["이 접수증은 수리 전의 것입니다. 수리되면 문자로 알려 드립니다.", "문의할 때 접수번호를 말씀해 주십시오."],
        "mandate": False,
        "qr": "26410-03-261120-0051-2F",
        "issued_at": at(11, 8),
    }
    return IntakeSlip(**(values | changes))


def a_provisional_slip(**changes: Any) -> IntakeSlip:
    """잠정접수증: the seal system is away, nothing is issued and nothing is paid."""
    values: dict[str, Any] = {
        "title": "잠정접수증",
        "service": "인감증명서 발급",
        "provisional": True,
        "down": ["인감", "신분증 진위확인"],
        "rows": [
            ("연락처", "010-****-5678"),
            ("연락 예정", "장애가 풀리면 바로 전화드립니다."),
            ("다시 올 때 가져올 것", "신분증 원본, 이 접수증"),
            ("받은 돈", "0원"),
        ],
        "notes": ["수수료는 발급할 때 받습니다."],
    }
    return a_slip(**(values | changes))


def a_passport_slip(**changes: Any) -> IntakeSlip:
    """여권 접수증 with the 위임란 below."""
    values: dict[str, Any] = {
        "title": "여권 접수증",
        "service": "일반여권 발급 (복수 10년)",
        "rows": [
            ("종류·면수·기간", "복수 · 58면 · 10년"),
            ("수수료", "52,000원 (국제교류기여금 12,000원 포함)"),
            ("수령예정일", "2026. 11. 27.(금)부터"),
            ("받는 곳", "금정구청 1층 민원실 여권 창구"),
            ("받는 방법", "방문"),
        ],
        "notes": [
            "여권을 받을 때 신분증을 가지고 오십시오.",
            "발급일부터 6개월 안에 찾아가지 않으면 여권의 효력이 없어지고 수수료는 돌려드리지 않습니다.",
        ],
        "mandate": True,
    }
    return a_slip(**(values | changes))


def all_papers() -> dict[str, msgspec.Struct]:
    """One of each paper by a name fit for a file."""
    return {
        "receipt": a_receipt(),
        "slip": a_slip(),
        "slip_provisional": a_provisional_slip(),
        "slip_passport": a_passport_slip(),
        "day_desk": a_day_report(),
        "day_office": an_office_report(),
    }
