"""Who was here before: an earlier applicant of this office comes back into the open form. No Qt.

The search and the look are logged as every other one, the look as 업무처리 without a question (COUNTER §2). A resident number never comes
back: it is read off the card each time, and its birth date is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from app.domain.views import CaseDetail, CaseRow
from app.ui import formats
from app.ui.context import Context
from app.ui.form_model import FormModel

ROWS: Final = 20
PERSON: Final = "applicant.rrn"
KEPT: Final = ("applicant.name", "applicant.phone", "applicant.address", "applicant.birth_date")


class RecallScreen(Protocol):
    def show_found(self, rows: Sequence[tuple[str, str, str, str]]) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class Recall:
    """`put(case)`: what is known of its applicant goes into the form."""

    def __init__(self, context: Context, screen: RecallScreen, put: Callable[[CaseDetail], object]) -> None:
        self._context, self._screen, self._put = context, screen, put
        self._rows: list[CaseRow] = []
        self._asked = 0

    def search(self, text: str) -> None:
        """Name, 초성, resident number, the phone's last four: the newest cases of whoever that is."""
        if not text.strip():
            return
        self._asked += 1
        mine, actor, services = self._asked, self._context.session.signed_in(), self._context.services

        def found(rows: list[CaseRow]) -> None:
            if mine == self._asked:
                self._found(rows)

        self._context.write(lambda: services.find_cases(actor, text, limit=ROWS), done=found, failed=self._context.failing(self._screen))

    def choose(self, at: int) -> None:
        """That applicant: looking is recorded before anything is shown (ARCHITECTURE A18)."""
        if not 0 <= at < len(self._rows):
            return
        mine, actor, case_id = self._asked, self._context.session.signed_in(), self._rows[at].case_id

        def seen(case: CaseDetail) -> None:
            if mine == self._asked:  # the box was closed meanwhile: the form in front may be another citizen's
                self._put(case)

        self._context.write(lambda: self._context.services.view_case(actor, case_id), done=seen, failed=self._context.failing(self._screen))

    def forget(self) -> None:
        """Nothing of the answers stays; one that is under way is nobody's."""
        self._asked += 1
        self._rows = []

    def _found(self, rows: list[CaseRow]) -> None:
        self._rows = rows
        self._screen.show_found(
            [(row.name, self._context.service_name(row.service), formats.stamp_text(row.received_at), row.number) for row in rows]
        )
        self._screen.say("" if rows else self._context.words.text("recall.none"), "warning")


def known_of(model: FormModel, case: CaseDetail) -> dict[str, object]:
    """What goes into the form: name, phone, address and birth date where it asks for them and nothing else was typed.

    The number stays away; its first seven digits, which the mask leaves, are what the next one is compared with.
    """
    number = str(case.applicant.get("rrn") or "").replace("-", "").partition("*")[0]
    if len(number) >= 6:
        model.expect({PERSON: number})
    found = {name: case.applicant.get(name.removeprefix("applicant.")) for name in KEPT if name in model.form.field_ids}
    return {
        name: value
        for name, value in found.items()
        if value and "*" not in str(value) and (name == "applicant.name" or not model.raw.get(name))
    }
