"""The two families of errors a person ever sees; anything else is a bug and must surface.

`Refused`: a person can put it right, it is never retried. `Unavailable`: a thing we depend on did not answer; retried and shown.
`code` is the stable key by which screen, command line and tests know the error and by which its sentence is found
(`resources/i18n`); the facts of the sentence are attributes, never personal data.
"""

from __future__ import annotations

from collections.abc import Mapping


class CounterError(Exception):
    """Base of both families. `code`: stable snake_case key. `facts`: values for the sentence, never personal data."""

    code = "counter_error"

    def __init__(self, code: str | None = None, /, **facts: object) -> None:
        if code is not None:
            self.code = code
        self.facts: Mapping[str, object] = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({shown})" if shown else self.code


class Refused(CounterError):
    """The request is understood and not allowed as it stands; a person can put it right."""

    code = "refused"


class Unavailable(CounterError):
    """Network, disk, keyring, printer or another program did not do its part; the same request may work later."""

    code = "unavailable"


class IntegrityViolated(CounterError):
    """Stored bytes contradict their own proof (chain, signature, copied column). Exit code 5 on the command line."""

    code = "integrity_violated"


class DraftRefused(Refused):
    """A draft cannot become an entry. `fields`: field id → problem code, every problem at once, first one first."""

    code = "draft_incomplete"

    def __init__(self, code: str, fields: Mapping[str, str], **facts: object) -> None:
        self.fields = dict(fields)
        super().__init__(code, count=len(self.fields), **facts)


class Stopped(Refused):
    """A person stopped long work before it changed anything: nothing is half done."""

    code = "stopped"
