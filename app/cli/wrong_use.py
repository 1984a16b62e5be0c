"""A command line that cannot be meant: exit code 2, nothing was touched."""

from __future__ import annotations


class WrongUse(Exception):
    """`code` names the sentence (`error.<code>`), the facts stand in it; never personal data, never a password."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
