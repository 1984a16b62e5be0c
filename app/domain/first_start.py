"""The first start of the program on a computer: what the pages that make the desk ask, and what is still wrong with a page. Pure."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from app.domain.errors import Refused
from app.domain.look_choice import LookChoice
from app.domain.newcomers import PASSWORD_MIN, newcomer_wrong
from app.domain.training import TRAINING_OFFICE

PAGES: Final = ("look", "office", "central", "people", "keys")
STATIONS: Final = ("seal", "family", "passport", "integrated")
Way = Literal["central", "alone"]
Keys = Literal["keyring", "file"]


class Newcomer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to sign in here; the password is asked anew each time and never kept."""

    user: str = ""
    name: str = ""


class FirstAnswers(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered so far, as it is kept in the home between two starts: nothing secret. `page`: which is in front."""

    page: str = PAGES[0]
    look: LookChoice = LookChoice()
    office: str = ""
    office_name: str = ""
    division: str = ""
    desk: str = ""
    stations: tuple[str, ...] = STATIONS
    way: Way = "alone"
    url: str = ""
    admin: Newcomer = Newcomer(user="admin")
    leader: Newcomer = Newcomer()
    clerk: Newcomer = Newcomer()
    keys: Keys = "keyring"


class FirstSecrets(msgspec.Struct, frozen=True, kw_only=True):
    """What is typed and never kept: passwords with their repetition, the code of central, the passphrase of a key file."""

    code: str = ""
    passwords: dict[str, tuple[str, str]] = {}
    passphrase: str = ""
    again: str = ""

    def __repr__(self) -> str:
        return "FirstSecrets(…)"


def people_of(answers: FirstAnswers) -> list[tuple[str, str, Newcomer]]:
    """Whom the desk begins with: where in the form, role, person. The clerk may be left out; with a central nobody is named here."""
    if answers.way == "central":
        return []
    found = [("admin", "administrator", answers.admin), ("leader", "supervisor", answers.leader)]
    return [*found, ("clerk", "clerk", answers.clerk)] if answers.clerk.user or answers.clerk.name else found


def wrong_with(page: str, answers: FirstAnswers, secrets: FirstSecrets) -> str:
    """The code of the sentence that says what that page still lacks; empty where one may go on."""
    match page:
        case "office":
            return _office(answers)
        case "central":
            return _central(answers, secrets)
        case "people":
            return _people(answers, secrets)
        case "keys":
            return _keys(answers, secrets)
        case _:
            return ""


def first_wrong(answers: FirstAnswers, secrets: FirstSecrets) -> tuple[str, str] | None:
    """The first page that is not complete, and why; None where the desk can be made."""
    for page in PAGES:
        if code := wrong_with(page, answers, secrets):
            return page, code
    return None


def refusal(page: str, code: str) -> Refused:
    """That page as an error with everything its sentence may tell."""
    return Refused(code, page=page, length_min=PASSWORD_MIN)


def _office(answers: FirstAnswers) -> str:
    if answers.way == "central":
        return "" if answers.stations else "stations_none"
    if not (answers.office.isascii() and answers.office.isdigit() and len(answers.office) == 5):
        return "office_unknown_form"
    if answers.office == TRAINING_OFFICE:
        return "office_is_for_training"
    if not (answers.desk.isascii() and answers.desk.isdigit() and len(answers.desk) == 2):
        return "desk_unknown_form"
    if not answers.office_name.strip():
        return "office_name_missing"
    return "" if answers.stations else "stations_none"


def _central(answers: FirstAnswers, secrets: FirstSecrets) -> str:
    if answers.way == "alone":
        return ""
    if not answers.url.strip():
        return "url_unknown_form"
    return "" if secrets.code.strip() else "code_unknown_form"


def _people(answers: FirstAnswers, secrets: FirstSecrets) -> str:
    users = [person.user.strip() for _, _, person in people_of(answers)]
    for place, _, person in people_of(answers):
        user, (password, again) = person.user.strip(), secrets.passwords.get(place, ("", ""))
        if code := newcomer_wrong(user, person.name.strip(), password):
            return code
        if password != again:
            return "typed_differently"
    return "user_exists" if len(set(users)) != len(users) else ""


def _keys(answers: FirstAnswers, secrets: FirstSecrets) -> str:
    if answers.keys == "keyring":
        return ""
    if len(secrets.passphrase) < PASSWORD_MIN:
        return "passphrase_too_short"
    return "" if secrets.passphrase == secrets.again else "typed_differently"
