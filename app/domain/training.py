"""Training mode (연습): what sets a training desk apart from every real one. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # the login page is on the screen before any entry is known
    from app.domain.entries import Role
    from app.domain.words import Words

# Codes of Korean offices (행정표준코드) begin with 1 to 7: numbers that begin with 00000 can be taken for nobody's.
TRAINING_OFFICE: Final = "00000"
TRAINING_DESK: Final = "01"
TRAINING_SUFFIX: Final = "-training"  # behind the name of the real home beside which it lies
FLOWS: Final = ("a", "b", "c", "d", "e", "f")  # of COUNTER §3, in the order in which they are learnt


def is_training_office(office: str) -> bool:
    """True for the office of training mode, which no central knows and no real desk can have."""
    return office == TRAINING_OFFICE


# Who may sign in at the training desk: user, role, name. Everybody has the same password, which opens nothing that is real.
PEOPLE: Final[tuple[tuple[str, Role, str], ...]] = (
    ("admin", "administrator", "최연습"),
    ("kim", "clerk", "김연습"),
    ("lee", "passport_clerk", "이연습"),
    ("park", "supervisor", "박연습"),
)
PASSWORD: Final = "practice1"  # noqa: S105 — shown on the login page of training


def said_of_place(words: Words, place: str, *, office: str) -> str:
    """Whose desk it is, as the login page says it; at the training desk also who may sign in, and how."""
    if not is_training_office(office):
        return place
    people = " · ".join(f"{user} {words.text(f'role.{role}')}" for user, role, _ in PEOPLE[1:])
    return f"{place}\n{words.text('training.login', people=people, password=PASSWORD)}"


def title_of(words: Words, *, training: bool) -> str:
    """What a window over that desk is called: the word 연습 stands first where nothing in it is real."""
    name = words.text("app.name")
    return f"{words.text('training.title')} · {name}" if training else name
