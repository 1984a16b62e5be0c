"""The office as it stands before the first citizen: central with its people, six enrolled desks. Made once, copied for each seed."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from app.bootstrap import new_homes
from app.central import admin
from app.domain.entries import Role
from app.ports.secrets import HomeKeys
from app.settings import Settings
from tests.centrals import OFFICE
from tests.desks import PASSWORD, cheap_passwords
from tests.fakes.memory_keys import MemoryKeys

DESKS = ("03", "04", "05", "06", "07", "08")
PEOPLE: tuple[tuple[str, Role, str], ...] = (
    ("lee", "clerk", "이하늘"),
    ("choi", "passport_clerk", "최바다"),
    ("park", "supervisor", "박가람"),
)


class Template(NamedTuple):
    """Folders to copy, and each desk's keys."""

    central: Path
    desks: dict[str, Path]
    keys: dict[str, HomeKeys]


def scratch() -> Path:
    """A folder in memory where the machine has one: thousands of ledgers are made and thrown away."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="minwon-sim-", dir=memory if memory.is_dir() else None))


@cache
def template() -> Template:
    """The office, ready to be copied; its folder lives as long as the process."""
    from tests.prove.sim.world import World

    folder = scratch()
    atexit.register(shutil.rmtree, folder, True)
    with World(seed=0, folder=folder / "world", furnished=False) as world:
        db, crypto = world.central.db, world.central.crypto
        admin.add_office(db, OFFICE, "가온구청", "민원여권과")
        for user, role, name in PEOPLE:
            admin.add_staff(db, OFFICE, user, role, name, cheap_passwords().verifier(PASSWORD), crypto=crypto)
        desks, keys = {}, {}
        for number in DESKS:
            desk = world.add_desk(number, MemoryKeys())
            enrol(desk.settings, world.invite(number), world, number)
            desks[number], keys[number] = folder / "desks" / number, desk.keys.load()
            shutil.copytree(desk.folder, desks[number])
        world.central.copy_to(folder / "central")
    return Template(folder / "central", desks, keys)


def enrol(settings: Settings, code: str, world: object, number: str) -> None:
    """The home is a desk of central, by the product's own enrolment over the simulated line."""
    from tests.prove.sim.world import World

    assert isinstance(world, World)
    with world.opening(world.desks[number]):
        new_homes.enroll_home(settings, lambda _new: PASSWORD, url=f"https://desk-{number}", code=code, training=True)
