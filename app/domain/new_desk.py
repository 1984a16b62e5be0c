"""What a desk that begins without a central is made of."""

from __future__ import annotations

from typing import NamedTuple


class FirstPerson(NamedTuple):
    """The first administrator."""

    user: str
    name: str
    password: str

    def __repr__(self) -> str:
        return "FirstPerson(…)"


class NewDesk(NamedTuple):
    """Whose desk it will be; the office is called by its number where nobody named it."""

    office: str
    desk: str
    office_name: str = ""
    division: str = ""
