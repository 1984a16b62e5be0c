"""What entries say about papers that another office makes (어디서나민원)."""

from __future__ import annotations

from uuid import UUID

from app.domain.bounds import Int
from app.domain.entry_body import Body


class TransferAsked(Body, frozen=True):
    """Another office is asked to make the paper of this case (어디서나민원). No sealed number: a name and a date of birth go over."""

    transfer_id: UUID
    to_office: str
    service: str
    number: str
    name: str
    birth: str = ""
    copies: Int = 1
    purpose: str = ""
    note: str = ""


class TransferTaken(Body, frozen=True):
    """This office took what another one asked; the case of the same commit is its own. `number`: the asking office's."""

    transfer_id: UUID
    from_office: str
    number: str


class TransferAnswered(Body, frozen=True):
    """What became of it, for the office that asked. `number`: of the office that made the paper; `state`: of its case."""

    transfer_id: UUID
    to_office: str
    number: str
    state: str
    official_no: str = ""
    note: str = ""
