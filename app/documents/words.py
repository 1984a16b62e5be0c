"""How papers write money, moments, tenders and owners of money. Pure; nothing here knows about PDF."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.domain.papers import OfficeInfo

SEOUL: Final = ZoneInfo("Asia/Seoul")
WEEKDAYS: Final = "월화수목금토일"

TENDERS: Final = {
    "cash": "현금",
    "card": "신용카드",
    "transit": "교통카드",
    "transfer": "계좌이체",
    "deferred": "후불",
    "other": "기타",
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
    """2026. 11. 20.(금)"""
    return f"{day.year}. {day.month}. {day.day}.({WEEKDAYS[day.weekday()]})"


def business_day(day: str) -> str:
    """The business day `2026-11-20` as 2026. 11. 20.(금); its second part `2026-11-20/2` with 2차 behind it."""
    calendar, _, part = day.partition("/")
    text = date_text(date.fromisoformat(calendar))
    return f"{text} {part}차" if part else text


def moment(at: datetime) -> str:
    """2026. 11. 20.(금) 18:07 in Seoul. `at`: aware."""
    local = at.astimezone(SEOUL)
    return f"{date_text(local.date())} {local:%H:%M}"


def clock(at: datetime, day: str) -> str:
    """18:07; with month and day in front where the moment is not on the business day itself."""
    local = at.astimezone(SEOUL)
    if local.date().isoformat() == day.partition("/")[0]:
        return f"{local:%H:%M}"
    return f"{local.month}. {local.day}. {local:%H:%M}"


def span(began: datetime, ended: datetime | None) -> str:
    """Since when until when, in Seoul; 계속 while it lasts."""
    if ended is None:
        return f"{moment(began)} ~ 계속"
    first, last = began.astimezone(SEOUL), ended.astimezone(SEOUL)
    end = f"{last:%H:%M}" if first.date() == last.date() else moment(ended)
    return f"{moment(began)} ~ {end}"


def tender(name: str) -> str:
    return TENDERS.get(name, name)


def owner(name: str) -> str:
    return OWNERS.get(name, name)


def office_name(office: OfficeInfo) -> str:
    """금정구청 민원봉사과"""
    return f"{office.name} {office.division}".strip()


def office_contact(office: OfficeInfo) -> str:
    return " · ".join(part for part in (office.address, f"전화 {office.phone}" if office.phone else "") if part)


def plain(text: str) -> str:
    """One line of text as it may be printed: NFC, no control characters, no whole resident number."""
    composed = unicodedata.normalize("NFC", text)
    shown = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp") else char for char in composed)
    return _RESIDENT_NO.sub(r"\1\2\3******", shown)
