"""중앙서버: where this desk belongs, and how one that worked alone joins; two people sign it. No Qt."""

from __future__ import annotations

from typing import Protocol

from app.domain.training import is_training_office
from app.ports.progress import Progress
from app.ui.context import Context
from app.ui.services import confirmer_of


class JoinScreen(Protocol):
    def show_place(self, told: str, note: str, *, may_join: bool) -> None: ...
    def set_busy(self, busy: bool) -> None: ...
    def joined(self) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...


class JoinPresenter:
    def __init__(self, context: Context, screen: JoinScreen) -> None:
        self._context, self._screen = context, screen

    def enter(self) -> None:
        """Where this desk belongs; only one that is alone and no practice desk can join, and only by who may."""
        identity, text = self._context.services.desk.identity, self._context.words.text
        if is_training_office(identity.office):
            key = "training"
        elif identity.central_url:
            key = "joined"
        else:
            key = "alone" if self._context.session.may("join_central") else "not_yours"
        told = text("join.told_joined", url=identity.central_url) if identity.central_url else text("join.told_alone")
        self._screen.show_place(told, text(f"join.note_{key}"), may_join=key == "alone")

    def join(self, url: str, code: str, user: str, password: str) -> None:
        """This desk belongs to that central, with everything it recorded alone; the second one who signs is named."""
        actor, services, context = self._context.session.signed_in(), self._context.services, self._context

        def work(_: Progress) -> None:
            services.setup.join_central(actor, confirmer_of(services, user, password), url, code)

        self._screen.set_busy(True)
        context.long(
            context.write,
            "join.working",
            work,
            done=lambda _: self._screen.joined(),
            failed=context.failing(self._screen, lambda: self._screen.set_busy(False)),
            stoppable=False,
        )
