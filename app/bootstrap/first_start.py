"""The first start on this computer: the answers lie in the home until they are complete, then the desk is made of them."""

from __future__ import annotations

from typing import Final

import msgspec

from app.bootstrap.homes import Home
from app.bootstrap.new_homes import enroll_home, init_home, name_home
from app.bootstrap.opening import LEDGER, keystore_of
from app.domain.errors import Refused, Unavailable
from app.domain.first_start import PAGES, FirstAnswers, FirstSecrets, first_wrong, people_of, refusal
from app.domain.look_choice import checked
from app.domain.new_desk import FirstPerson, NewDesk
from app.domain.views import Actor
from app.settings import Settings
from app.whole_file import new_file

KEPT: Final = "first-start.json"
BYTES_MAX: Final = 64 * 1024


def has_desk(settings: Settings) -> bool:
    """True where a desk was made in that home."""
    return (settings.home / LEDGER).exists()


class FirstStart:
    """See `ui.wizard.first_start.Maker`. Everything here may block: not on the screen's thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._path = settings.home / KEPT

    def kept(self) -> FirstAnswers:
        """What was answered before; nothing where nobody has begun, or where what lies there cannot be read."""
        try:
            found = msgspec.json.decode(self._path.read_bytes()[:BYTES_MAX], type=FirstAnswers)
            checked(found.look)
        except (OSError, msgspec.DecodeError, Refused):
            return FirstAnswers()
        return found if found.page in PAGES else msgspec.structs.replace(found, page=PAGES[0])

    def keep(self, answers: FirstAnswers) -> None:
        """They are there again at the next start. Unavailable `home_unreachable`."""
        try:
            self._settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
            with new_file(self._path) as file:
                file.write(msgspec.json.encode(answers))
        except OSError as error:
            raise Unavailable("home_unreachable", errno=error.errno) from error

    def has_keyring(self) -> bool:
        """Whether this computer keeps keys by itself; may wait for a person who unlocks it."""
        name_home(self._settings)
        try:
            keystore_of(self._settings, _nobody).exists()
        except Unavailable:
            return False
        return True

    def make(self, answers: FirstAnswers, secrets: FirstSecrets) -> Settings:
        """The desk is there with all its people, the answers lie in the home no longer; the settings with which it opens. A desk that was
        there before is as it was. After a failure there is none, and the answers are kept for the next try.

        Refused with the code of the first page that is not complete, and as `init_home`, `enroll_home` and `add_staff` are.
        """
        if (wrong := first_wrong(answers, secrets)) is not None:
            raise refusal(*wrong)
        settings = self._settings
        if answers.keys == "file":
            settings = msgspec.structs.replace(settings, passphrase=secrets.passphrase)
        if not has_desk(settings):
            self.keep(answers)
            self._begin(settings, answers, secrets)
        self._path.unlink(missing_ok=True)
        return settings

    def _begin(self, settings: Settings, answers: FirstAnswers, secrets: FirstSecrets) -> None:
        """All of it or no desk: a power cut in between leaves the pages, and nobody alone at a desk that nobody can work at."""

        def then(home: Home) -> None:
            self._fill(home, answers, secrets)

        if answers.way == "central":
            enroll_home(settings, _nobody, url=answers.url.strip(), code=secrets.code.strip(), training=False, then=then)
            return
        place = NewDesk(answers.office, answers.desk, answers.office_name.strip(), answers.division.strip())
        first = FirstPerson(answers.admin.user.strip(), answers.admin.name.strip(), secrets.passwords["admin"][0])
        init_home(settings, _nobody, place, first, training=False, then=then)

    @staticmethod
    def _fill(home: Home, answers: FirstAnswers, secrets: FirstSecrets) -> None:
        services = home.services
        services.looks.set_desk(answers.look)
        services.setup.begin(answers.stations, alone=answers.way == "alone")
        known = {each.user for each in services.staff()}
        actor: Actor | None = None
        for place, role, person in people_of(answers):
            user = person.user.strip()
            if user in known:
                continue
            actor = actor or services.sign_in(answers.admin.user.strip(), secrets.passwords["admin"][0])
            services.add_staff(actor, user, role, person.name.strip(), secrets.passwords[place][0])
        if actor is not None:
            services.sign_out(actor, "exit")


def _nobody(_new: bool) -> str:
    """Nobody is asked at a shell: a passphrase was typed on its page."""
    raise Unavailable("no_keyring")
