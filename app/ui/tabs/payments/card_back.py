"""Money goes back to a card at the joined terminal: now or by a promise kept, it is asked once and its answer is told alike. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from app.domain.views import Actor
from app.services.card_payments import CardResult
from app.ui.charging import ENDED, ended_text
from app.ui.context import Context, Shows


@dataclass(frozen=True)
class Begun:
    """What is on disk before the terminal is asked. `payment_id` None: the card's share went back already.

    `whole`: nothing else goes back with it.
    """

    confirmer: Actor | None
    payment_id: UUID | None
    whole: bool


class CardBack:
    """`free`: it ended otherwise than approved, the panel may be used again."""

    def __init__(self, context: Context, screen: Shows, *, free: Callable[[], object]) -> None:
        self._context, self._screen, self._free = context, screen, free
        self._text = context.words.text

    def run(self, begin: Callable[[], Begun], *, rest: Callable[[Actor | None], object], done: Callable[[CardResult], object]) -> None:
        """The intent is in the book (`begin`, writer lane), then the terminal gives the card its money back.

        `rest(confirmer)`: what other means took goes back now. `done`: that was all of it.
        """
        failed = self._context.failing(self._screen, self._free)

        def begun(made: Begun) -> None:
            if made.payment_id is None:
                rest(made.confirmer)
                return
            asked, services = made.payment_id, self._context.services
            self._screen.say(self._text("refund.asking"), "")
            self._context.net(lambda: services.cards.charge(asked), done=lambda result: answered(made, result), failed=failed)

        def answered(made: Begun, result: CardResult) -> None:
            if result.state != "approved":
                self._not_back(result)
            elif made.whole:
                done(result)
            else:
                rest(made.confirmer)

        self._context.write(begin, done=begun, failed=failed)

    def _not_back(self, result: CardResult) -> None:
        self._free()
        if result.state in ENDED:
            away = result.code == "terminal_away"
            self._screen.say(self._text("refund.away") if away else ended_text(self._context, result), "warning")
        else:
            self._screen.say(self._text("refund.unknown"), "danger")
            self._context.session.tell("cases")
