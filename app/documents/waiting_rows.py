"""③ 대기·처리 시간 of the 일일마감 보고서, as the facts of its lines."""

from __future__ import annotations

from typing import Final

from app.domain.waiting import WaitingTimes

KINDS: Final = {"elderly": "노약자", "disabled": "장애인", "pregnant": "임산부", "company": "기업"}


def facts(times: WaitingTimes | None) -> list[tuple[str, list[str]]]:
    """Label and items of each line. None: a paper from before tickets were kept, which says what it said."""
    if times is None:
        return [("순번기", ["연결되지 않아 집계하지 않습니다."])]
    if not times.called:
        return [("번호표", ["부른 번호가 없습니다."])]
    kinds = [f"{label} {times.by_kind[kind]:,}건" for kind, label in KINDS.items() if times.by_kind.get(kind)]
    return [
        ("호출", [f"{times.called:,}건", f"부재 {times.absent:,}건", f"다른 창구로 {times.passed:,}건"]),
        ("대기", [f"평균 {span(times.mean_wait_s)}", f"최장 {span(times.longest_wait_s)}"]),
        ("처리", [f"평균 {span(times.mean_service_s)}", f"최장 {span(times.longest_service_s)}"]),
        ("우대창구", [f"{times.priority:,}건", *kinds]),
    ]


def span(seconds: int | None) -> str:
    """4분 12초; 알 수 없음 where nobody was measured."""
    if seconds is None:
        return "알 수 없음"
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}시간 {minutes}분" if hours else f"{minutes}분 {rest}초" if minutes else f"{rest}초"
