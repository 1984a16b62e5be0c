"""What every presenter is given: services, words, lanes, the session and the visit. Arguments, never globals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from app.domain.errors import CounterError, Stopped
from app.domain.forms import Catalogue
from app.domain.help_pages import HelpPage
from app.domain.words import Words
from app.ports.progress import Progress
from app.ui.appearance import Appearance
from app.ui.formats import SEOUL
from app.ui.services import DeskServices, Runner
from app.ui.session import Session
from app.ui.tasks import Tasks
from app.ui.visit import Visit

T = TypeVar("T")


class Shows(Protocol):
    """Whatever can show one sentence. `tone`: danger, warning, success or nothing."""

    def say(self, text: str, tone: str = "") -> None: ...


@dataclass(frozen=True)
class Context:
    services: DeskServices
    words: Words
    write: Runner
    read: Runner
    net: Runner
    session: Session
    visit: Visit
    appearance: Appearance
    tasks: Tasks = field(default_factory=Tasks)
    help_pages: Callable[[], Sequence[HelpPage]] = tuple

    @property
    def catalogue(self) -> Catalogue:
        catalogue: Catalogue = self.services.desk.catalogue
        return catalogue

    @property
    def alone(self) -> bool:
        """This desk has no central: nothing is ever sent, and nothing waits for it."""
        known = self.session.sync
        return not self.services.desk.identity.central_url if known is None else known.central == "none"

    def now_ms(self) -> int:
        return int(self.services.desk.clock.now().timestamp() * 1000)

    def today(self) -> date:
        """The calendar day in Seoul."""
        moment = self.services.desk.clock.now()
        today: date = moment.astimezone(SEOUL).date()
        return today

    def service_name(self, service: str) -> str:
        form = self.catalogue.forms.get(service)
        return self.words.of(form.short) if form is not None else service

    def tender_name(self, code: str) -> str:
        tender = self.catalogue.tenders.get(code)
        return self.words.of(tender.name) if tender is not None else code

    def failing(self, view: Shows, then: Callable[[], object] | None = None) -> Callable[[Exception], None]:
        """A `failed` for runners: what a person can put right is said in `view`; anything else is a bug and goes on."""

        def failed(error: Exception) -> None:
            if then is not None:
                then()
            if not isinstance(error, CounterError):
                raise error
            view.say(self.message(error), "warning" if isinstance(error, Stopped) else "danger")

        return failed

    def message(self, error: CounterError) -> str:
        """As the words say it; what is wrong with a step is said of the field by the name it has on the screen."""
        if error.code != "step_incomplete":
            return self.words.message(error)
        taken = (error.facts.get("life"), error.facts.get("step"))
        asked = (each for step in self.catalogue.steps if (step.life, step.step) == taken for each in step.fields)
        labels = {each.id: self.words.of(each.label) for each in asked}
        name = str(error.facts.get("field"))
        return self.words.text("step.wrong", field=labels.get(name, name), why=self.words.problem(str(error.facts.get("reason"))))

    def long(
        self,
        run: Runner,
        name: str,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], object],
        failed: Callable[[Exception], object],
        stoppable: bool = True,
    ) -> None:
        """Work that may take more than a moment, on the lane of `run`: the foot says what is under way, how far it is, and stops it.

        `name`: key of its words. `work` is given what it tells its progress; not `stoppable`: it is shown that it cannot be stopped.
        """
        task = self.tasks.begin(self.words.text(name), stoppable=stoppable)

        def over(result: T) -> None:
            self.tasks.end(task)
            done(result)

        def broke(error: Exception) -> None:
            self.tasks.end(task)
            failed(error)

        run(lambda: work(task), done=over, failed=broke)
