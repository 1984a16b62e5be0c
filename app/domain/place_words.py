"""Where a counter is, as people say it: the office with its division, the desk without the zeros before its number. Pure."""

from __future__ import annotations

from typing import Protocol

from app.domain.words import Words


class Counter(Protocol):
    """Of a desk's identity what tells where it is."""

    @property
    def office(self) -> str: ...
    @property
    def desk(self) -> str: ...
    @property
    def office_name(self) -> str: ...
    @property
    def division(self) -> str: ...


def desk_text(desk: str) -> str:
    """`03` as it is said: 3."""
    return desk.lstrip("0") or "0"


def office_text(counter: Counter) -> str:
    """Name and division; the office's number where neither was given."""
    return f"{counter.office_name} {counter.division}".strip() or counter.office


def place_text(counter: Counter, words: Words) -> str:
    """The office and the desk in one line."""
    return words.text("login.place", office=office_text(counter), desk=desk_text(counter.desk))
