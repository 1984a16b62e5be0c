"""Training mode (연습): a desk of its own beside the real one, with invented people, that never reaches a printer or a central."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import msgspec

from app.bootstrap.homes import open_home
from app.bootstrap.new_homes import init_home
from app.bootstrap.opening import LEDGER
from app.domain.errors import Unavailable
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.training import PASSWORD, PEOPLE, TRAINING_DESK, TRAINING_OFFICE, TRAINING_SUFFIX
from app.formfiles.people import load_people
from app.ledger.home_lock import FileLock
from app.services.rehearsal import rehearse
from app.settings import Settings

# Nothing in a training home is anybody's: a passphrase that stands here spares who practises a keyring that asks to be unlocked.
PASSPHRASE: Final = "minwon training"  # noqa: S105


def training_home(home: Path) -> Path:
    """Where training takes place: beside the real home, never in it."""
    return home.with_name(f"{home.name}{TRAINING_SUFFIX}")


def training_settings(settings: Settings) -> Settings:
    """The same start of the program, in the training home of this computer."""
    return msgspec.structs.replace(settings, home=training_home(settings.home), passphrase=PASSPHRASE)


def ready_training(settings: Settings) -> Settings:
    """The training desk is there, with its people and a morning's work behind it; the settings with which it opens. Some seconds, once.

    It is made beside its place and put there at the end: cut short, it is made anew. Unavailable `home_in_use` while another window makes
    it, `home_unreachable`.
    """
    chosen = training_settings(settings)
    if (chosen.home / LEDGER).exists():
        return chosen
    draft = msgspec.structs.replace(chosen, home=chosen.home.with_name(f"{chosen.home.name}.draft"))
    if draft.home.exists():
        FileLock(draft.home).release()
        shutil.rmtree(draft.home)
    _make(draft)
    try:
        draft.home.rename(chosen.home)
    except OSError as error:
        raise Unavailable("home_unreachable", errno=error.errno) from error
    return chosen


def _make(settings: Settings) -> None:
    place = NewDesk(TRAINING_OFFICE, TRAINING_DESK, "연습구청", "민원여권과")
    init_home(settings, _passphrase, place, FirstPerson(PEOPLE[0][0], PEOPLE[0][2], PASSWORD), training=True)
    home = open_home(settings, _passphrase)
    try:
        admin = home.services.sign_in(PEOPLE[0][0], PASSWORD)
        for user, role, name in PEOPLE[1:]:
            home.services.add_staff(admin, user, role, name, PASSWORD)
        home.services.sign_out(admin, "exit")
        people = load_people(settings.data / "resources" / "demo" / "people.toml")
        rehearse(home.services, people, user="park", password=PASSWORD)
    finally:
        home.close()


def _passphrase(_new: bool) -> str:
    return PASSPHRASE
