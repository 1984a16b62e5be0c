"""민원편람: one block for each service: who, what to bring, what it costs, how long it takes, by which law, and who reviewed it when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import Head, OfficePaper
from app.documents.sheet import A3, Sheet
from app.domain.forms import Processing, is_dated
from app.domain.handbook import Handbook, HandbookFee, HandbookPaper, HandbookService

NAME: Final = "민원편람"
STATIONS: Final[Mapping[str, str]] = {"seal": "인감·본인서명", "family": "가족관계등록", "passport": "여권", "integrated": "통합민원"}
CHANNELS: Final[Mapping[str, str]] = {
    "counter": "창구",
    "post": "우편",
    "fax": "팩스",
    "online": "온라인",
    "kiosk": "무인발급기",
    "phone": "전화",
}
ELIGIBLE: Final[Mapping[str, str]] = {
    "adoptee": "양자",
    "adopter": "양부모",
    "agent": "대리인",
    "anyone": "누구나",
    "anyone_with_owner_data": "소유자 정보를 아는 사람",
    "attending_doctor": "분만에 관여한 의사·조산사",
    "both_parties": "당사자 모두",
    "buyer_and_seller": "매도인과 매수인",
    "claimant": "청구인",
    "cohabitant": "동거인",
    "cohabiting_relative": "동거하는 친족",
    "company": "회사",
    "direct_line": "직계혈족",
    "either_party": "당사자 한 사람",
    "farmer": "경작자",
    "father": "부",
    "filer": "신고인",
    "household_member": "세대원",
    "interested_party": "이해관계인",
    "mother": "모",
    "new_holder": "새 친권자",
    "office": "직권",
    "owner": "소유자",
    "parent": "부 또는 모",
    "petitioner": "민원인",
    "place_manager": "사망 장소 관리인",
    "plaintiff": "소를 제기한 사람",
    "principal": "본인",
    "principal_adult_only": "성년인 본인",
    "principal_in_person": "본인 방문",
    "public_office": "국가기관·지방자치단체",
    "relative": "친족",
    "requester": "청구인",
    "spouse": "배우자",
    "statutory_agent": "법정대리인",
    "tenant": "임차인",
    "third_party": "제3자",
}
_UNITS: Final[Mapping[str, str]] = {
    "working_hour": "근무시간 {n}시간",
    "hour": "{n}시간",
    "day": "{n}일",
    "week": "{n}주",
    "month": "{n}개월",
    "year": "{n}년",
}
_REVIEWED: Final = "정비"
_END: Final = 12.0  # millimetres of 이하 여백 and the room above it
_WHOLE_MOST: Final = 200.0  # millimetres: a service taller than that begins where it can
_WHEN_DOWN: Final[Mapping[str, str]] = {"full": "접수하여 처리합니다", "receive_only": "접수만 합니다", "office_choice": "예비접수합니다"}


def draw(book: Handbook, fonts: Path, *, large: bool = False) -> bytes:
    """The handbook as a PDF file on A4; `large`: on A3."""
    sheet = Sheet(fonts, training=book.training, zoom=A3 if large else 1.0)
    whose = words.office_name(book.office)
    overdue = sum(each.overdue for each in book.services)
    first = [("기관", whose), ("민원", f"{len(book.services):,}종"), ("정비할 민원", f"{overdue:,}종")]
    searched = [("찾은 말", book.searched)] if book.searched else []
    second = [("작성일시", words.moment(book.made_at)), ("서식 묶음", book.bundle), *searched]
    a4 = OfficePaper(
        sheet, Head(NAME, book.office, [first, second], f"{whose} · {NAME} · {words.date_text(book.made_at.date())}", boxes=False)
    )
    for number, each in enumerate(book.services, 1):
        _service(a4, number, each, tail=_END if number == len(book.services) else 0.0)
    a4.blank_rest(signed=False)
    return sheet.pdf(title=f"{NAME} {book.made_at:%Y-%m-%d}", author=whose, at=book.made_at)


def _service(a4: OfficePaper, number: int, each: HandbookService, *, tail: float) -> None:
    """One service, whole on its page. `tail`: millimetres of what follows and must not stand on a page alone."""
    own = " (고유 민원)" if each.own else ""
    facts = list(_facts(each))
    whole = sum(a4.fact_height(label, *items) for label, items in facts) / a4.scale + 1 + tail
    a4.section(f"{number}. {each.name.ko}{own}", min(whole, _WHOLE_MOST))
    for label, items in facts:
        a4.fact(label, *items, strong=label == _REVIEWED and each.overdue)
    a4.down(2)


def _facts(each: HandbookService) -> Iterator[tuple[str, list[str]]]:
    """Label and items, line by line."""
    yield "접수 창구", [STATIONS.get(each.station, each.station)]
    yield "신청할 수 있는 사람", [" · ".join(ELIGIBLE.get(who, who) for who in each.eligible)]
    yield "구비서류", [_paper(paper) for paper in each.papers] or ["없음"]
    yield "수수료", [_fee(fee) for fee in each.fees] or ["없음"]
    if each.exemptions:
        yield "감면", [", ".join(f"{name.ko} {percent}%" for name, percent in each.exemptions)]
    yield "처리기간", [period(each.processing)]
    yield "접수 방법", [" · ".join(CHANNELS.get(way, way) for way in each.channels)]
    yield "교부 방법", [" · ".join(CHANNELS.get(way, way) for way in each.delivery)]
    if each.national_system is not None:
        yield "시스템 장애 때", [_WHEN_DOWN.get(each.when_down, each.when_down)]
    if each.legal_basis:
        yield "근거 법령", [each.legal_basis]
    yield ("정한 근거", [each.source]) if each.own else ("자료 확인", ["확인함" if each.verified else "확인 전"])
    yield _REVIEWED, [_review(each)]


def period(processing: Processing) -> str:
    """The period as the handbook says it, with the shorter one of the office's own."""
    if processing.rule == "none":
        return "정하지 않음"
    if processing.rule == "immediate":
        return "즉시 (근무시간 3시간 이내)"
    unit = _UNITS.get(processing.unit, "{n}")
    own = f" (우리 기관 {unit.format(n=processing.own_target)} 이내)" if processing.own_target else ""
    return unit.format(n=processing.value) + own


def _paper(paper: HandbookPaper) -> str:
    said = [
        *(["해당할 때"] if paper.sometimes else []),
        *([] if paper.required else ["선택"]),
        *(["행정정보 공동이용으로 갈음 가능"] if paper.shareable else []),
    ]
    return paper.name.ko + (f" ({', '.join(said)})" if said else "")


def _fee(fee: HandbookFee) -> str:
    where = "" if fee.channel == "counter" else f"[{CHANNELS.get(fee.channel, fee.channel)}] "
    coming = "".join(f" → {_day(at)}부터 {_won(amount)}" for at, amount in fee.coming)
    since = [f"{_day(fee.since)}부터"] if is_dated(fee.since) else []
    said = ", ".join([*since, *(["우리 기관 조례"] if fee.own else [])])
    return f"{where}{fee.label.ko} {_won(fee.amount_won)}{f' ({said})' if said else ''}{coming}"


def _won(amount: int | None) -> str:
    return "금액 미정" if amount is None else f"{amount:,}원"


def _day(at: datetime) -> str:
    return words.day_alone(at.astimezone(words.SEOUL).date())


def _review(each: HandbookService) -> str:
    if each.review is None or each.review_due is None:
        return "아직 정비하지 않음"
    state = "정비 기한 지남" if each.overdue else f"다음 정비 {words.date_text(each.review_due)}까지"
    said = [f"{words.date_text(each.review.on)} {each.review.name or each.review.user}", state, each.review.note]
    return " · ".join(part for part in said if part)
