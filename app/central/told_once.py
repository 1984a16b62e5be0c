"""What keeps a background task of central from its work is logged when it begins and when it is over, and not at each try between."""

from __future__ import annotations

import logging

log = logging.getLogger("app.central")


class ToldOnce:
    """`what` waits, for which code, or goes on. One task's own."""

    def __init__(self, what: str) -> None:
        self._what, self._code = what, ""

    def waits(self, code: str) -> None:
        """It could not go on, for that reason."""
        if code != self._code:
            log.warning("%s wait: %s", self._what, code)
        self._code = code

    def goes_on(self) -> None:
        """It went through."""
        if self._code:
            log.warning("%s go on", self._what)
        self._code = ""
