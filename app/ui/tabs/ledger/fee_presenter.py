"""Why the case in hand costs what it costs, and what it has to be told for being late. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.fee_explanation import FeeWhy
from app.domain.penalties import PenaltyDue
from app.domain.penalty_papers import PenaltyNotice
from app.domain.views import CaseDetail
from app.ui import formats
from app.ui.context import Context
from app.ui.late_filing import late_penalty


class FeeScreen(Protocol):
    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None: ...
    def show_late(self, late: bool) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


def late_case(context: Context, case: CaseDetail) -> PenaltyDue | None:
    """What that case costs for being filed late; None for every other case."""
    return late_penalty(context, case.row.service, case.answers, formats.moment(case.intake_at).date())


class FeePresenter:
    """`show(make)`: the paper that `make` fills is made and opened."""

    def __init__(
        self, context: Context, screen: FeeScreen, case: CaseDetail, show: Callable[[Callable[[], PenaltyNotice]], object]
    ) -> None:
        self._context, self._screen, self._case, self._show = context, screen, case, show
        self._late = late_case(context, case)

    def start(self) -> None:
        actor, services, number = self._context.session.signed_in(), self._context.services, self._case.row.number
        self._screen.show_late(self._late is not None)
        self._context.read(
            lambda: services.office_fees.why_of_case(actor, number), done=self._told, failed=self._context.failing(self._screen)
        )

    def notice(self, *, demanded: bool) -> None:
        """과태료 안내 is made and shown; `demanded`: the double scale, of a filing after a 최고."""
        actor, fees, number = self._context.session.signed_in(), self._context.services.office_fees, self._case.row.number
        self._show(lambda: fees.penalty_notice(actor, number, demanded=demanded))

    def _told(self, why: FeeWhy) -> None:
        of, text = self._context.words.of, self._context.words.text
        pairs = [(of(row.label), of(row.value)) for row in why.rows]
        for line in why.lines:
            pairs.append((f"{line.line}.", f"{of(line.title)}  {text('fees_page.won', won=line.due_won)}"))
            pairs += [(of(row.label), of(row.value)) for row in line.rows]
        if self._late is not None:
            late = self._late
            words = text("fee_late.told", days=late.days_late, won=late.amount_won, reduced=late.reduced_won)
            pairs += [(text("paper.penalty_notice"), words), ("", text("fee_late.no_fee"))]
        self._screen.show_pairs(pairs)
