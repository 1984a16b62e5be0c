"""What an entry says of the citizen's own screen."""

from __future__ import annotations

from app.domain.bounds import Int, Won
from app.domain.citizen_screen import By, ScreenLang
from app.domain.entry_body import Body


class CitizenConfirmed(Body, frozen=True):
    """The citizen saw the case on their screen before it was received and said that it is right.

    `shown_at`: ms; `due_won`: of the case as it was shown; `total_won`, `cases`: of all that stood beside it; `by` clerk: they said so
    aloud; `consents`: boxes of the form that the citizen answered there.
    """

    shown_at: Int
    due_won: Won
    total_won: Won
    cases: Int = 1
    lang: ScreenLang = "ko"
    by: By = "citizen"
    consents: list[str] = []
