"""관리 › 처음 설정: the steps a new desk has before it, how each stands, and what was decided to stay as it is. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from app.services.setup_steps import SetupStep
from app.ui.context import Context

SIGNS: Final = {"done": "●", "kept": "○", "open": "▲"}


class SetupScreen(Protocol):
    def show_steps(self, lines: Sequence[str], left: str) -> None: ...
    def show_step(self, code: str, note: str, who: str, *, kept: bool, may_keep: bool, may_do: bool) -> None: ...
    def choose(self, at: int) -> None: ...
    def say(self, text: str, tone: str = "") -> None: ...
    def show_first(self, first: bool) -> None: ...


class SetupPresenter:
    def __init__(self, context: Context, screen: SetupScreen) -> None:
        self._context, self._screen = context, screen
        self._text = context.words.text
        self.steps: list[SetupStep] = []
        self.at = 0

    def enter(self) -> None:
        """The steps as they stand now, the one in hand still in hand; the first time, the first open one that this person can do."""
        setup = self._context.services.setup
        self._context.read(
            lambda: (setup.steps(), setup.is_first_start()),
            done=lambda found: self._show(*found),
            failed=self._context.failing(self._screen),
        )

    def choose(self, at: int) -> None:
        """That step is in hand."""
        if 0 <= at < len(self.steps):
            self.at = at
            self._show_step()

    def next(self) -> None:
        """The next open step that this person can do; said where there is none."""
        order = [*range(self.at + 1, len(self.steps)), *range(self.at)]
        mine = [at for at in order if self.steps[at].state == "open" and self._mine(self.steps[at])]
        if mine:
            self._screen.choose(mine[0])
        else:
            self._screen.say(self._left(), "" if any(each.state == "open" for each in self.steps) else "success")

    def keep(self) -> None:
        """The step in hand stays as it is, or is open again."""
        step = self.steps[self.at]
        kept = step.state != "kept"
        actor, setup = self._context.session.signed_in(), self._context.services.setup

        def done(steps: list[SetupStep]) -> None:
            self._steps(steps)
            self._screen.say(self._text("setup.kept" if kept else "setup.reopened"), "success")
            if kept:
                self.next()

        self._context.write(lambda: setup.keep(actor, step.code, kept=kept), done=done, failed=self._context.failing(self._screen))

    def finish(self) -> None:
        """Nobody is led here after signing in any more."""
        actor, setup = self._context.session.signed_in(), self._context.services.setup

        def done(_: None) -> None:
            self._screen.show_first(False)
            self._screen.say(self._text("setup.finished"), "success")

        self._context.write(lambda: setup.end(actor), done=done, failed=self._context.failing(self._screen))

    def _show(self, steps: list[SetupStep], first: bool) -> None:
        begun = bool(self.steps)
        self._steps(steps)
        self._screen.show_first(first)
        if not begun:
            mine = [at for at, step in enumerate(steps) if step.state == "open" and self._mine(step)]
            self._screen.choose(mine[0] if mine else 0)

    def _steps(self, steps: list[SetupStep]) -> None:
        self.steps = steps
        lines = [f"{SIGNS[each.state]} {each.number} {self._text(f'setup.step.{each.code}')}" for each in steps]
        self._screen.show_steps(lines, self._left())
        self._show_step()

    def _left(self) -> str:
        left = sum(1 for each in self.steps if each.state == "open")
        return self._text("setup.left", n=left) if left else self._text("setup.all")

    def _mine(self, step: SetupStep) -> bool:
        actor = self._context.session.actor
        return actor is not None and actor.role in step.who

    def _show_step(self) -> None:
        step, text = self.steps[self.at], self._text
        identity = self._context.services.desk.identity
        key = "alone" if step.code == "central" and not identity.central_url else step.code
        facts = {"office": identity.office, "desk": identity.desk, "url": identity.central_url}
        note = text(f"setup.note.{key}", **facts) if self._context.words.has(f"setup.note.{key}") and key != "people" else ""
        roles = ", ".join(text(f"role.{role}") for role in step.who)
        mine = self._mine(step)
        who = text("setup.who", who=roles) if mine else text("setup.not_yours", who=roles)
        state = f"{SIGNS[step.state]} {text(f'setup.state.{step.state}')}"
        told = "\n".join(each for each in (f"{state} · {who}", text("setup.command", command=step.command)) if each)
        may_keep = self._context.session.may("set_up") and step.state != "done"
        self._screen.show_step(step.code, note, told, kept=step.state == "kept", may_keep=may_keep, may_do=mine)
