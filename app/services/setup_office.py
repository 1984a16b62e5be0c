"""처음 설정 of one desk, bound to it (`DeskServices.setup`): its steps, the test pages, the recovery sheet. Lanes as in `desk_services`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from app.domain.rights import require
from app.domain.setup_papers import RecoverySheet, TestPage
from app.domain.views import Actor
from app.services import join_central, setup_steps
from app.services.desk import Desk
from app.services.recovery_sheet import Spelled, recovery_sheet
from app.services.setup_steps import SetupStep


class SetupOffice:
    """`spelled`: the keys of this home in lines; `practise`: training begins in a window of its own; `enrol`: see `join_central`;
    `seal_anew`: see `ports.secrets`. All from bootstrap. `joined`: this desk became one of a central since the home was opened, which has
    to be opened anew.
    """

    def __init__(
        self,
        desk: Desk,
        spelled: Spelled,
        practise: Callable[[], None],
        enrol: Callable[[str, str], object],
        seal_anew: Callable[[str], None],
    ) -> None:
        self._desk, self._spelled, self.practise, self._enrol, self._seal_anew = desk, spelled, practise, enrol, seal_anew
        self.joined = False

    def join_central(self, actor: Actor, confirmer: Actor | None, url: str, code: str) -> None:
        join_central.join_central(self._desk, actor, confirmer, url, code, self._enrol)
        self.joined = True

    def steps(self) -> list[SetupStep]:
        return setup_steps.setup_steps(self._desk)

    def keep(self, actor: Actor, code: str, *, kept: bool = True) -> list[SetupStep]:
        return setup_steps.keep_step(self._desk, actor, code, kept=kept)

    def is_first_start(self) -> bool:
        return setup_steps.is_first_start(self._desk)

    def begin(self, stations: Sequence[str], *, alone: bool) -> None:
        setup_steps.begin_first_start(self._desk, stations, alone=alone)

    def end(self, actor: Actor) -> None:
        setup_steps.end_first_start(self._desk, actor)

    def test_page(self, actor: Actor, kind: Literal["receipt", "a4", "label"]) -> TestPage:
        return setup_steps.test_page(self._desk, actor, kind)

    def recovery_sheet(self, actor: Actor, confirmer: Actor | None) -> RecoverySheet:
        return recovery_sheet(self._desk, actor, confirmer, self._spelled)

    def change_passphrase(self, actor: Actor, new: str) -> None:
        """This home's key file opens with `new` and no longer with the passphrase it had; killed meanwhile, with one of the two.

        The keys in it stay what they were: a copy of the old file still opens with the old one. Refused `not_allowed`, `no_passphrase`,
        `passphrase_too_short`.
        """
        require(actor.role, "change_passphrase")
        self._seal_anew(new)
