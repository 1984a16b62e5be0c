"""만족도 after a visit: five buttons for the citizen's answer, told once. Nobody's name goes with it, and nobody has to answer."""

from __future__ import annotations

from functools import partial

from PyQt6.QtWidgets import QPushButton, QWidget

from app.services.ratings import SCORES
from app.ui.context import Context, Shows
from app.ui.plain import button, label, row, tip_text
from app.ui.theme import Look


class RatingRow(QWidget):
    """One answer for each time it is made; a digit would choose a page, so these are pressed, or reached with Tab."""

    def __init__(self, context: Context, look: Look, screen: Shows) -> None:
        super().__init__()
        self._context, self._screen = context, screen
        text = context.words.text
        self._heading = label(text("rating.heading"), "subtle")
        line = row(look, self._heading, gap="gap_small_px")
        line.setContentsMargins(0, 0, 0, 0)
        self.scores: list[QPushButton] = []
        for score in SCORES:
            made = button(str(score), partial(self._give, score), "small", name=text(f"rating.{score}"))
            made.setToolTip(tip_text(text(f"rating.{score}")))
            self.scores.append(made)
            line.addWidget(made)
        line.addStretch(1)
        self.setLayout(line)

    def _give(self, score: int) -> None:
        actor, office = self._context.session.signed_in(), self._context.services.office
        self._enable(False)
        self._context.write(
            lambda: office.give_rating(actor, score),
            done=lambda _: self._context.session.tell("rating"),
            failed=self._context.failing(self._screen, lambda: self._enable(True)),
        )

    def taken(self) -> None:
        """One answer was given: there is no second one, and the thanks have the row."""
        for each in self.scores:
            each.hide()
        self._heading.setText(self._context.words.text("rating.thanks"))

    def _enable(self, enabled: bool) -> None:
        for each in self.scores:
            each.setEnabled(enabled)
