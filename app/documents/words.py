"""How papers write money, moments, tenders and owners of money. Pure; nothing here knows about PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.drawer_papers import InterimSheet
from app.domain.moments import UNKNOWN_DAY, UNKNOWN_MOMENT, is_unknown
from app.domain.papers import DayReport, OfficeInfo
from app.domain.work_calendar import WEEKDAY_NAMES

SEOUL: Final = ZoneInfo("Asia/Seoul")

TENDERS: Final = {
    "cash": "현금",
    "card": "신용카드",
    "transit": "교통카드",
    "simple_pay": "간편결제",
    "transfer": "계좌이체",
    "deferred": "후불",
    "other": "기타",
}
PAPERS: Final = {
    "payment_receipt": "영수증",
    "intake_slip": "접수증",
    "day_report": "일계표·일일마감 보고서",
    "outage_sheet": "장애기간 처리대장",
    "blank_slips": "수기접수증",
    "refund_receipt": "반환 영수증",
    "promise_slip": "반환 확인증",
    "reversal_sheet": "취소·반환 명세",
    "interim_sheet": "중간집계표",
    "hand_over_sheet": "창구 인수인계서",
    "cash_sheet": "시재 확인표",
    "card_sheet": "카드 대사표",
    "stamp_sheet": "증지 대조표",
    "remittance_sheet": "납입 내역서",
    "month_sheet": "월계표",
    "penalty_notice": "과태료 안내",
    "book": "대장",
    "expiry_letters": "여권 만료 안내문",
    "label_sheet": "주소 라벨",
    "offsite_slip": "소산 인수인계서",
    "handbook": "민원편람",
    "statistics_sheet": "민원 통계",
    "dashboard_sheet": "현황표",
    "petition_receipt": "접수증",
    "filing_receipt": "접수증 (수리 전)",
    "supplement_request": "보완요구서",
    "extension_notice": "처리기간 연장 통지",
    "progress_notice": "처리 진행상황 통지",
    "return_notice": "반려 통지",
    "refusal_notice": "거부 통지",
    "rejection_notice": "불수리 통지",
    "decision_notice": "처리결과 통지",
    "transfer_letter": "이송서",
    "transfer_notice": "이송 통지",
    "dispatch_letter": "송부서",
    "agent_issue_notice": "인감증명서 대리발급 사실 통보",
    "seal_application": "인감증명서 발급 신청서",
    "seal_application_by_agent": "인감증명서 발급 신청서",
    "filing_result": "가족관계등록 신고 처리결과 통지",
    "passport_delivery_note": "여권 교부 확인서",
    "passport_uncollected": "여권 미수령 안내",
    "disclosure_decision": "정보공개 결정통지",
    "third_party_notice": "제3자 의견청취 통지",
    "compensation_decision": "행정사무착오 보상 결정 통지",
    "guardian_notice": "민원후견인 지정 통지",
    "scan_cover": "스캔 표지",
}
OWNERS: Final = {"local": "구 세입", "national": "여권 발급수수료", "contribution": "국제교류기여금", "carrier": "우편배송료(예수)"}

# Papers carry masked numbers only. Free text that still holds a whole resident number is masked here as a last barrier
# (개인정보 보호법 제24조의2); letters beside the digits mean that it is a hash or a number of ours.
_RESIDENT_NO = re.compile(r"(?<![0-9A-Za-z])(\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(\s?[-–—―~]?\s?)(\d)\d{6}(?![0-9A-Za-z])")


def won(amount: int) -> str:
    """1234567 → 1,234,567; below zero with △, as Korean accounts write it."""
    return f"△{-amount:,}" if amount < 0 else f"{amount:,}"


def taken_back(amount: int) -> str:
    """Money given back, printed as a reduction: 600 → △600, 0 → 0."""
    return won(-amount)


def date_text(day: date) -> str:
    """2026. 11. 20.(금); 날짜 모름 for the day of an unknown moment."""
    return UNKNOWN_DAY if is_unknown(day) else f"{day.year}. {day.month}. {day.day}.({WEEKDAY_NAMES[day.weekday()]})"


def day_alone(day: date) -> str:
    """2026. 11. 20. without the day of the week: a day from which something holds."""
    return f"{day.year}. {day.month}. {day.day}."


def business_day(day: str) -> str:
    """The business day `2026-11-20` as 2026. 11. 20.(금); its second part `2026-11-20/2` with 2차 behind it."""
    calendar, _, part = day.partition("/")
    text = date_text(date.fromisoformat(calendar))
    return f"{text} {part}차" if part else text


def month_day(day: str) -> str:
    """The date `2026-11-20` as 11. 20., where the year stands beside it."""
    found = date.fromisoformat(day)
    return f"{found.month}. {found.day}."


def moment(at: datetime) -> str:
    """2026. 11. 20.(금) 18:07 in Seoul; 시각 모름 for an unknown one. `at`: aware."""
    local = at.astimezone(SEOUL)
    return UNKNOWN_MOMENT if is_unknown(local) else f"{date_text(local.date())} {local:%H:%M}"


def clock(at: datetime, day: str) -> str:
    """18:07; with month and day in front where the moment is not on the business day itself."""
    local = at.astimezone(SEOUL)
    if local.date().isoformat() == day.partition("/")[0]:
        return f"{local:%H:%M}"
    return UNKNOWN_MOMENT if is_unknown(local) else f"{local.month}. {local.day}. {local:%H:%M}"


def span(began: datetime, ended: datetime | None) -> str:
    """Since when until when, in Seoul; 계속 while it lasts."""
    if ended is None:
        return f"{moment(began)} ~ 계속"
    first, last = began.astimezone(SEOUL), ended.astimezone(SEOUL)
    end = f"{last:%H:%M}" if first.date() == last.date() else moment(ended)
    return f"{moment(began)} ~ {end}"


def unsent(paper: DayReport | InterimSheet) -> str:
    """What waits to be sent, counted and in won; from a desk without a central nothing is ever sent, so it has no count."""
    return "중앙서버 없음" if paper.alone else f"{paper.unsent:,}건 {won(paper.unsent_won)}원"


def tender(name: str) -> str:
    return TENDERS.get(name, name)


def owner(name: str) -> str:
    return OWNERS.get(name, name)


def office_name(office: OfficeInfo) -> str:
    """금정구청 민원봉사과"""
    return f"{office.name} {office.division}".strip()


def place(desk: str) -> str:
    """창구 03; without a desk the whole room."""
    return f"창구 {desk}" if desk else "민원실 합계"


def office_contact(office: OfficeInfo) -> str:
    return " · ".join(part for part in (office.address, f"전화 {office.phone}" if office.phone else "") if part)


class _Shown(dict[int, str]):
    """For `str.translate`: control characters become blanks."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        shown = self[code] = " " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char
        return shown


_SHOWN: Final = _Shown()


def plain(text: str, *, whole_numbers: bool = False) -> str:
    """One line of text as it may be printed: NFC, no control characters; a whole resident number only where the paper is made for it."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    shown = text.translate(_SHOWN)
    return shown if whole_numbers else _RESIDENT_NO.sub(r"\1\2\3******", shown)


DUTIES: Final = {
    "open": "맡은 건 모두",
    "overdue": "기한 지남",
    "due_today": "오늘 기한",
    "holder_notice": "대리발급 통보",
    "supplement_over": "보완기간 지남",
    "to_call": "연락할 건",
    "to_hand_over": "교부할 여권",
    "to_send": "보낼 건",
    "to_notify": "결과 알릴 건",
    "returned": "반송",
    "unclaimed": "안 찾아간 어디서나민원",
    "uncollected": "미수령 여권 (1개월)",
    "void_soon": "미수령 여권 D-10",
    "to_void": "효력상실 여권",
    "to_destroy": "폐기할 여권",
    "due_soon": "2근무일 안 기한",
    "official_no": "공식번호 채우기",
}  # the lists of what somebody has to do, named as on the screen
WAITING: Final = {
    "unlisted": "아직 정리되지 않은 대장 기재",
    "parked": "보류한 민원인",
    "slip_missing": "수기 입력",
    "transfer_asked": "다른 기관의 요청",
    "transfer_answered": "다른 기관의 답",
    "notice_waiting": "보낼 통지",
    "notice_trouble": "확인할 통지",
    "provisional": "접수만",
    "unpaid": "미수납",
    "card_unknown": "결과 모르는 카드",
    "refund_promised": "반환 약속",
    "dispute": "확인할 일",
    "scans": "스캔 대기",
    "folder_trouble": "감시 폴더 확인",
    "passport_arrivals": "여권 도착 명단",
    "kiosk_counts": "무인민원발급기 일계 파일",
    "certificate_received": "발급할 증명",
    "certificate_issued": "내줄 증명",
    "certificate_received_only": "접수만 한 증명",
    "filing_received": "심사할 신고",
    "filing_examined": "수리할 신고",
    "filing_supplement_requested": "보완 기다림",
    "filing_supplemented": "보완 접수됨",
    "filing_accepted": "송부할 신고",
    "filing_sent": "기록 기다림",
    "filing_recorded": "통지할 신고",
    "passport_applied": "발급 의뢰할 여권",
    "passport_examined": "발급 의뢰할 여권",
    "passport_sent": "도착 기다리는 여권",
    "passport_produced": "도착 기다리는 여권",
    "passport_arrived": "교부할 여권",
    "passport_dispatched": "우편발송한 여권",
    "passport_returned_by_post": "반송된 여권",
    "passport_pre_applied": "예비접수",
    "passport_void": "폐기할 여권",
    "petition_received": "접수한 민원",
    "petition_assigned": "처리 중 민원",
    "petition_decided": "통지할 민원",
    "petition_notified": "종결할 민원",
    "certificate_dispatched": "우편발송한 증명",
    "certificate_returned_by_post": "반송된 증명",
    "petition_supplement_requested": "보완 기다림",
    "petition_supplement_requested_again": "재보완 기다림",
    "petition_supplemented": "보완 접수된 민원",
    "petition_extended": "기간을 연장한 민원",
    "disclosure_received": "접수한 정보공개 청구",
    "disclosure_assigned": "결정할 정보공개",
    "disclosure_supplement_requested": "보완 기다리는 청구",
    "disclosure_supplemented": "보완 접수된 청구",
    "disclosure_extended": "기간을 연장한 청구",
    "disclosure_decided": "통지할 정보공개",
    "disclosure_notified": "공개할 정보",
    "disclosure_disclosed": "종결할 정보공개",
    "living_report_received": "전달할 생활민원",
    "living_report_forwarded": "처리 기다리는 생활민원",
    "living_report_resolved": "결과를 알릴 생활민원",
    "exchange_received": "의뢰하거나 발급할 어디서나민원",
    "exchange_received_only": "접수만 한 어디서나민원",
    "exchange_requested": "증명 기다리는 어디서나민원",
    "exchange_arrived": "교부할 어디서나민원",
    "exchange_issued": "회신할 어디서나민원",
    "report_received": "등록할 분실신고",
    "pickup_received": "교부할 여권",
    "posting_received": "발송할 여권",
    "posting_dispatched": "우편발송한 여권",
    "posting_returned_by_post": "반송된 여권",
    "compensation_received": "심사할 착오보상",
    "compensation_approved": "지급할 착오보상",
    "guardianship_appointed": "후견 중인 민원",
    "consultation_advised": "결과 기다리는 상담",
}  # the lists of 업무함, named as on the screen; papers are set without its words


def waiting(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """What is not finished yet, by its Korean name; lists of one name are added up, what has a name already keeps it."""
    named: dict[str, int] = {}
    for code, count in counts:
        name = WAITING.get(code, code)
        named[name] = named.get(name, 0) + count
    return named
