"""처음 설정: what a new desk still has to be told, step by step (COUNTER §8). How each stands is read from where its setting lies;
who decides that a step stays as it is says so, and that is kept at the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec

from app.domain.drawer_settings import SETTING as DRAWER
from app.domain.entries import Role
from app.domain.errors import Refused
from app.domain.look_choice import LOOK
from app.domain.office_fees import amount_of
from app.domain.rights import require
from app.domain.setup_papers import TestPage
from app.domain.views import Actor
from app.services import desk_stations, desk_terminal, printing, ticket_machine, watched_folders
from app.services.backups import plan_of
from app.services.desk import Desk
from app.services.notices import own_wording
from app.services.our_papers import printed
from app.services.paper_slips import slip_status
from app.services.recovery_sheet import RECOVERY_SHEET, recovery_ref

SETTING: Final = "setup_kept"
FIRST_START: Final = "first_start"
TEST_PAGE: Final = "test_page"
State = Literal["done", "kept", "open"]
_LEADS: Final[tuple[Role, ...]] = ("supervisor", "administrator")
_DESK: Final[tuple[Role, ...]] = ("clerk", "passport_clerk", "supervisor")


class SetupStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the first start. `state` kept: somebody said that it stays so; `who`: roles that can do it; `command`: at a shell."""

    number: int
    code: str
    state: State
    who: tuple[Role, ...]
    command: str


# Code, who can do it, and the command that does the same: in the order of COUNTER §8.
_STEPS: Final[tuple[tuple[str, tuple[Role, ...], str], ...]] = (
    ("look", (*_DESK, "administrator"), "minwon look --language ko --text 125 --desk"),
    ("office", _LEADS, "minwon stations --serve all --as park"),
    ("central", ("administrator",), "minwon enroll --central URL --code - --as admin --second park"),
    ("people", _LEADS, "minwon staff add lee --role clerk --name NAME --as admin"),
    ("keys", _LEADS, "minwon keys envelope --out FILE.pdf --second park --as admin"),
    ("hours", ("supervisor",), "minwon holidays hours 09:00-12:00,13:00-18:00 --reason TEXT --as park"),
    ("money", _LEADS, "minwon cash setup --as park"),
    ("fees", _LEADS, "minwon fees list --unset --as park"),
    ("printers", (*_DESK, "administrator"), "minwon print set receipt PRINTER --as park"),
    ("scanner", _LEADS, "minwon scans folder DIR --as park"),
    ("queue", _LEADS, "minwon ticket machine HOST:PORT --as park"),
    ("backup", _LEADS, "minwon backup set DIR --as park"),
    ("messages", ("supervisor",), "minwon notices texts --as park"),
    ("slips", _DESK, "minwon slip print --count 50 --out slips.pdf --as lee"),
)
CODES: Final = tuple(code for code, _, _ in _STEPS)


def setup_steps(desk: Desk) -> list[SetupStep]:
    """Every step in its order, as it stands now. Any lane."""
    kept = _kept(desk)
    found = []
    for number, (code, who, command) in enumerate(_STEPS, start=1):
        state: State = "done" if _DONE[code](desk) else "kept" if code in kept else "open"
        found.append(SetupStep(number=number, code=code, state=state, who=who, command=command))
    return found


def keep_step(desk: Desk, actor: Actor, code: str, *, kept: bool = True) -> list[SetupStep]:
    """That step stays as it is, or is open again; all of them then. Writer lane. Refused `not_allowed`, `setup_step_unknown`."""
    require(actor.role, "set_up")
    if code not in CODES:
        raise Refused("setup_step_unknown", step=code[:40], steps=", ".join(CODES))
    wanted = (_kept(desk) | {code}) if kept else (_kept(desk) - {code})
    desk.store.working.put_setting(SETTING, msgspec.msgpack.encode(sorted(wanted)))
    return setup_steps(desk)


def is_first_start(desk: Desk) -> bool:
    """True on a desk that the wizard made, until somebody has seen its steps to the end or sent them away. Any lane."""
    return desk.store.working.setting(FIRST_START) == b"1"


def begin_first_start(desk: Desk, stations: Sequence[str], *, alone: bool) -> None:
    """The wizard's own pages are answered, and who signs in next is led through what is still open. Nobody can be signed in yet.

    `alone`: there is to be no central. Writer lane. Refused `stations_none`.
    """
    kept = [each for each in desk_stations.STATIONS if each in stations]
    if not kept:
        raise Refused("stations_none")
    working = desk.store.working
    working.put_setting(desk_stations.SETTING, msgspec.msgpack.encode(kept))
    if alone:
        working.put_setting(SETTING, msgspec.msgpack.encode(["central"]))
    working.put_setting(FIRST_START, b"1")


def end_first_start(desk: Desk, actor: Actor) -> None:
    """Nobody is led there any more; the page 처음 설정 stays. Writer lane. Refused `not_allowed`."""
    require(actor.role, "set_up")
    desk.store.working.put_setting(FIRST_START, b"")


def test_page(desk: Desk, actor: Actor, kind: Literal["receipt", "a4", "label"]) -> TestPage:
    """시험 출력 for that printer, ready to be drawn; making it is an entry. Writer lane. Refused `not_allowed`."""
    require(actor.role, "set_printer")
    identity, now = desk.identity, desk.clock.now()
    ref = f"{identity.office}-{identity.desk}-{kind}"
    printed(desk, actor, TEST_PAGE, ref, None, "")
    return TestPage(
        office=desk.office_info(), desk=identity.desk, ref=ref, kind=kind, made_at=now, clerk=actor.name, training=identity.training
    )


def _kept(desk: Desk) -> set[str]:
    stored = desk.store.working.setting(SETTING)
    return set(msgspec.msgpack.decode(stored, type=list[str])) if stored else set()


def _set(name: str) -> Callable[[Desk], bool]:
    """Done where that setting of the desk was ever made."""
    return lambda desk: bool(desk.store.working.setting(name))


def _people(desk: Desk) -> bool:
    """Nothing works without somebody who leads and somebody who serves."""
    roles = [each.role for each in desk.store.working.credentials() if each.active]
    return "supervisor" in roles and any(role in roles for role in ("clerk", "passport_clerk"))


def _fees(desk: Desk) -> bool:
    """Every row of a fee at the counter that holds now has its amount."""
    now, said = desk.clock.now(), desk.store.office_fees
    return not any(
        amount_of(fee, said.amounts(form.id), now)[0] is None
        for form in desk.catalogue.forms.values()
        for fee in form.fees
        if fee.channel == "counter" and fee.from_ <= now and (fee.to is None or now < fee.to)
    )


def _printers(desk: Desk) -> bool:
    """A receipt and a sheet of paper come out somewhere; labels are not for every desk."""
    return all(desk.store.working.setting(printing.PRINTER + kind) for kind in ("receipt", "a4"))


_DONE: Final[dict[str, Callable[[Desk], bool]]] = {
    "look": _set(LOOK),
    "office": _set(desk_stations.SETTING),
    "central": lambda desk: bool(desk.identity.central_url),
    "people": _people,
    "keys": lambda desk: bool(desk.store.days.reprints(RECOVERY_SHEET, recovery_ref(desk))),
    "hours": lambda desk: bool(desk.store.office_calendar.said()),
    "money": lambda desk: _set(DRAWER)(desk) and _set(desk_terminal.SETTING)(desk),
    "fees": _fees,
    "printers": _printers,
    "scanner": _set(watched_folders.SETTING),
    "queue": _set(ticket_machine.SETTING),
    "backup": lambda desk: bool(plan_of(desk).folder),
    "messages": lambda desk: any(own_wording(desk, each) is not None for each in desk.catalogue.notices),
    "slips": lambda desk: slip_status(desk).printed > 0,
}
