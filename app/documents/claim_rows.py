"""후불 on the end-of-day sheets: lines of their own below the sum they are part of, and what they mean (COUNTER §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.documents import words
from app.documents.table import Row
from app.domain.claims import Claims, claims_of
from app.domain.closing import DayTotals
from app.domain.tenders import TENDER_COLUMNS

INDENT: Final = 6.0
# 징수액, the four tenders, 취소·반환 (as a sum given back), 순액
_Figures = tuple[int, int, int, int, int, int, int]


def sheet_rows(totals: DayTotals, owner: str, names: Mapping[str, str]) -> list[Row]:
    """The lines of one owner's 후불 in the columns of the 수수료 일계표; none where there was none."""
    return [Row([label, *[""] * 4, *cells], indent=INDENT) for label, cells in _lines(claims_of(totals.claims, owner), names)]


def report_rows(totals: DayTotals, names: Mapping[str, str]) -> list[Row]:
    """The lines of all 후불 in the columns of 수납 요약."""
    return [Row([label, *cells[1:]], indent=3.0) for label, cells in _lines(claims_of(totals.claims), names)]


def explained(totals: DayTotals, names: Mapping[str, str], *, on_paper: bool = False) -> list[str]:
    """What those lines mean, in words; empty without 후불. `on_paper`: some desk's sums came on paper, which does not tell 후불 apart."""
    claims = claims_of(totals.claims)
    if not claims:
        return []
    found = [f"받지 않고 미룬 돈 {words.won(claims.owed_won)}원"]
    settled = f"미뤘던 돈을 받음 {words.won(claims.settled_won)}원"
    if claims.settled_won:
        settled += f" (취소·반환 중 {words.taken_back(claims.settled_won)}원은 {name(names)} 정리이며 돌려준 돈이 아님)"
    found.append(settled)
    if claims.dropped_won:
        found.append(f"수납 전에 취소된 돈 {words.won(claims.dropped_won)}원")
    return [*found, *(["수기 창구는 알 수 없음"] if on_paper else [])]


def name(names: Mapping[str, str]) -> str:
    """후불, as the office calls it."""
    return names.get("deferred", words.TENDERS["deferred"])


def _lines(claims: Claims, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    owed, settled, dropped = claims.owed_won, claims.settled_won, claims.dropped_won
    by_column = [claims.settled.get(column, 0) for column in TENDER_COLUMNS]
    lines: list[tuple[str, _Figures]] = []
    if owed:
        lines.append((f"그중 {name(names)} (받을 돈)", (owed, 0, 0, 0, owed, 0, owed)))
    if settled:
        cash, card, transit, other = by_column
        settled_name = names.get("settled", f"{name(names)} 수납")
        lines.append((f"그중 {settled_name}", (settled, cash, card, transit, other, settled, 0)))
    if dropped:
        lines.append((f"그중 {name(names)} 취소", (0, 0, 0, 0, 0, dropped, -dropped)))
    return [(label, [*map(words.won, figures[:5]), words.taken_back(figures[5]), words.won(figures[6])]) for label, figures in lines]
