"""Printers of a desk and what was sent to them. Nothing here names a person: a job is known by its document's code and number."""

from __future__ import annotations

from typing import Literal

import msgspec


class PrinterState(msgspec.Struct, frozen=True, kw_only=True):
    """A printer the computer knows. `ready` False: it is stopped or takes no jobs; `standard`: the computer's own default."""

    name: str
    ready: bool
    standard: bool = False


class PrinterChoice(msgspec.Struct, frozen=True, kw_only=True):
    """Which printer one kind of paper goes to, and how many copies come."""

    printer: str
    copies: int = 1


class PrintJob(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the print log. `at`: ms; `state` sent: the spooler took it; `code`: why it failed; `job`: the spooler's number."""

    at: int
    document: str
    ref: str
    printer: str
    copies: int
    state: Literal["sent", "failed"]
    code: str = ""
    job: str = ""
