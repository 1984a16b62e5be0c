"""Another office is asked to make a paper (어디서나민원): what goes over, to whom, and the asking itself. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.views import CaseDetail
from app.services.transfers import TransferPlan
from app.ui.context import Context

OFFICE_DIGITS = 5


class TransferScreen(Protocol):
    def show_plan(self, pairs: Sequence[tuple[str, str]], offices: Sequence[tuple[str, str]]) -> None: ...
    def show_office(self, text: str) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class TransferPresenter:
    """`sent(number, office)`: it was asked, and that is on disk."""

    def __init__(self, context: Context, screen: TransferScreen, case: CaseDetail, sent: Callable[[str, str], object]) -> None:
        self._context, self._screen, self._case, self._sent = context, screen, case, sent
        self._text = context.words.text
        self._names: dict[str, str] = {}
        self._planned = False
        self._busy = False

    def start(self) -> None:
        """What would go over is read; that look is in the access log first."""
        actor, services, case_id = self._context.session.signed_in(), self._context.services, self._case.row.case_id
        self._context.write(lambda: services.plan_transfer(actor, case_id), done=self._show, failed=self._context.failing(self._screen))

    def typed(self, office: str) -> None:
        """The office is named while its number is typed; one this desk never met is said to be that."""
        plain = office.strip()
        named = self._names.get(plain)
        unknown = self._text("transfer.office_new") if _is_number(plain) and named is None else ""
        self._screen.show_office(named or unknown)

    def send(self, office: str, note: str) -> None:
        """The office is asked, once; nothing is sent to a number that cannot be one, or before the person saw what goes over."""
        plain = office.strip()
        if self._busy or not self._planned:
            return
        if plain not in self._names and not _is_number(plain):
            self._screen.say(self._text("transfer.office_wrong"), "warning")
            return
        self._busy = True
        actor, services, number = self._context.session.signed_in(), self._context.services, self._case.row.number
        self._context.write(
            lambda: services.send_transfer(actor, number, plain, note),
            done=lambda _: self._sent(number, self._called(plain)),
            failed=self._context.failing(self._screen, self._free),
        )

    def _show(self, plan: TransferPlan) -> None:
        self._planned = True
        self._names = {each.office: each.name for each in plan.offices}
        shown = [
            (self._text("case.service"), self._context.service_name(plan.service)),
            (self._text("transfer.name"), plan.name),
            (self._text("transfer.birth"), plan.birth),
            (self._text("transfer.purpose"), plan.purpose),
            (self._text("transfer.copies"), str(plan.copies)),
        ]
        self._screen.show_plan([pair for pair in shown if pair[1]], [(office, self._called(office)) for office in self._names])

    def _called(self, office: str) -> str:
        return f"{office} {self._names.get(office, '')}".strip()

    def _free(self) -> None:
        self._busy = False


def _is_number(text: str) -> bool:
    return len(text) == OFFICE_DIGITS and text.isascii() and text.isdigit()
