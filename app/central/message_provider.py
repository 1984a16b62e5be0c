"""What central asks of whoever carries messages: a carrier's SMPP gateway, or the database table of an agent program.

One thread, the sender's, calls a provider. A message is handed over at most once: the sender notes on disk that it is about to before it
calls `send`, and what a provider cannot say for certain is `unknown`, never sent again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

import msgspec

from app.domain.errors import Unavailable


class ToSend(NamedTuple):
    """A message. `ref`: ours, the same for ever; `long`: more than a short message holds, then `subject` is its title."""

    ref: UUID
    to: str
    text: str
    subject: str
    long: bool


class Answer(NamedTuple):
    """`later`: it certainly was not taken and may be offered again, after `after_s`; `busy`: nothing else is taken now either.

    `provider_ref`: by which a receipt will name it.
    """

    state: Literal["sent", "failed", "later", "unknown", "delivered"]
    code: str = ""
    provider_ref: str = ""
    after_s: int = 0
    busy: bool = False


class Receipt(NamedTuple):
    """What became of a message that was taken, under the provider's name for it."""

    provider_ref: str
    state: Literal["delivered", "failed", "unknown"]
    code: str = ""


class Provider(Protocol):
    """Each method answers within seconds, whatever the line does, and raises nothing but Unavailable `provider_away`."""

    def send(self, message: ToSend) -> Answer: ...

    def ask(self, ref: UUID, way: str) -> Answer | None:
        """What became of the message we may have handed over under that name; None if this provider keeps no account of ours."""
        ...

    def receipts(self, pending: Sequence[str]) -> list[Receipt]:
        """What came since the last time, or what is known now of these messages."""
        ...

    def confirm(self) -> None:
        """The receipts given last are on disk: they need not come again."""
        ...

    def close(self) -> None: ...


class SmppSettings(msgspec.Struct, frozen=True, kw_only=True):
    """An SMPP 3.4 gateway. `encoding` `euc-kr` with the carrier's `data_coding`, or `ucs2` (8)."""

    host: str
    port: int = 2775
    system_id: str
    password: str = ""
    system_type: str = ""
    sender: str
    encoding: Literal["euc-kr", "ucs2"] = "euc-kr"
    data_coding: int = 14  # KS C 5601
    tls: bool = False
    timeout_s: float = 10.0


class AgentTable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The table of an agent program that sends what is put into it. Names of columns are data: they differ by agent and by release.

    `insert`: column → what goes there: `ref`, `to`, `sender`, `text`, `subject`, `kind`, `now`, or `=VALUE` for a value as it stands.
    `ref`: the column that keeps our name of the message. `state`, `result`: columns that say how far it is and what came of it;
    `done`: values of `state` that end it; `delivered`: values of `result` that mean it arrived. `log`: where finished rows are moved,
    `{month}` for 202611.
    """

    table: str
    insert: dict[str, str]
    ref: str
    state: str
    result: str
    done: list[str]
    delivered: list[str]
    log: str = ""
    short_kind: str = ""
    long_kind: str = ""


class AgentSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A database an agent program reads: `postgresql://…` or `sqlite:///path`, and its table."""

    database: str
    sender: str
    layout: AgentTable


class MailSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The office's own mail server. `sender`: the address letters come from."""

    host: str
    port: int = 25
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False
    timeout_s: float = 10.0


class ProviderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How an office's messages travel. `training`: messages of training homes may go there (a simulator). Hours in Seoul, [from, to).

    `daily_max`: of one office within 24 hours; what a stolen desk asks for beyond it waits, and is seen.
    """

    smpp: SmppSettings | None = None
    agent: AgentSettings | None = None
    mail: MailSettings | None = None
    training: bool = False
    from_hour: int = 8
    to_hour: int = 21
    daily_max: int = 3_000


def away(kind: str) -> Unavailable:
    """The provider cannot be reached. `kind`: what the line said, never what was sent."""
    return Unavailable("provider_away", kind=kind)
