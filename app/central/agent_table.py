"""The table of an agent program, as most Korean offices send their text messages: a row is put in, the agent sends it and notes the result.

Which columns there are is data (`AgentTable`, presets in `resources/notice_agents.toml`): the names differ by agent. Our own name of the
message stands in one of them, so after a crash the table itself says whether the row had been put in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final
from uuid import UUID

import peewee

from app.central.message_provider import AgentSettings, AgentTable, Answer, Receipt, ToSend, away
from app.domain.errors import Refused, Unavailable

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?")
_SEOUL: Final = timezone(timedelta(hours=9))  # agents keep the office's wall clock
_ASK_MAX: Final = 200
_VALUES: Final = frozenset({"ref", "to", "sender", "text", "subject", "kind", "now"})


class AgentProvider:
    """See `Provider`. `now_ms`: central's clock, for the columns that say when."""

    def __init__(self, settings: AgentSettings, now_ms: Any) -> None:
        """Refused `agent_layout_invalid`, `database_url_unknown`."""
        check_layout(settings.layout)
        self._settings, self._layout, self._now_ms = settings, settings.layout, now_ms
        self._database = _database(settings.database)

    def send(self, message: ToSend) -> Answer:
        layout = self._layout
        columns = ", ".join(layout.insert)
        marks = ", ".join(self._database.param for _ in layout.insert)
        values = [self._value(source, message) for source in layout.insert.values()]
        try:
            before = self.ask(message.ref, "sms")
        except Unavailable:
            return Answer("later", "provider_away", after_s=30, busy=True)
        if before.state != "later":
            return before
        try:
            with self._database.atomic():
                self._database.execute_sql(f"INSERT INTO {layout.table} ({columns}) VALUES ({marks})", values)  # noqa: S608 - checked names
        except (peewee.IntegrityError, peewee.DataError, peewee.ProgrammingError):
            return Answer("failed", "agent_table")
        except peewee.PeeweeException:
            self.close()
            return Answer("unknown", "line_lost", provider_ref=str(message.ref))
        return Answer("sent", provider_ref=str(message.ref))

    def ask(self, ref: UUID, way: str) -> Answer:
        """The table keeps our name: a row that is not there was never put in."""
        found = self._rows([str(ref)])
        if not found:
            return Answer("later", "not_taken")
        state = self._receipt(*found[0])
        if state is None:
            return Answer("sent", provider_ref=str(ref))
        return Answer("delivered" if state.state == "delivered" else "failed", state.code, str(ref))

    def receipts(self, pending: Sequence[str]) -> list[Receipt]:
        rows = [row for start in range(0, len(pending), _ASK_MAX) for row in self._rows(pending[start : start + _ASK_MAX])]
        return [receipt for row in rows if (receipt := self._receipt(*row)) is not None]

    def confirm(self) -> None:
        """Nothing is owed: the agent's rows stay as they are."""

    def close(self) -> None:
        if not self._database.is_closed():
            self._database.close()

    def _rows(self, refs: Sequence[str]) -> list[tuple[str, str, str]]:
        """Our name, state and result of the rows that carry these names, where they wait and where finished ones are moved."""
        if not refs:
            return []
        layout, found = self._layout, []
        marks = ", ".join(self._database.param for _ in refs)
        try:
            self._database.connect(reuse_if_open=True)
            for table in [layout.table, *self._logs()]:
                sql = f"SELECT {layout.ref}, {layout.state}, {layout.result} FROM {table} WHERE {layout.ref} IN ({marks})"  # noqa: S608
                found += [tuple(str(cell if cell is not None else "") for cell in row) for row in self._select(sql, refs, table)]
        except peewee.PeeweeException as error:
            self.close()
            raise away(type(error).__name__) from None
        return found  # type: ignore[return-value]

    def _select(self, sql: str, refs: Sequence[str], table: str) -> list[Any]:
        try:
            return list(self._database.execute_sql(sql, list(refs)).fetchall())
        except (peewee.OperationalError, peewee.ProgrammingError):
            if table == self._layout.table:
                raise
            return []  # the agent makes the table of a month with its first row

    def _logs(self) -> list[str]:
        if not self._layout.log:
            return []
        now = self._seoul()
        months = dict.fromkeys([f"{now:%Y%m}", f"{now.replace(day=1) - timedelta(days=1):%Y%m}"])
        return list(dict.fromkeys(self._layout.log.replace("{month}", month) for month in months))

    def _receipt(self, ref: str, state: str, result: str) -> Receipt | None:
        if state not in self._layout.done:
            return None
        delivered = result in self._layout.delivered
        return Receipt(ref, "delivered" if delivered else "failed", "" if delivered else f"agent_{_plain(result)}")

    def _value(self, source: str, message: ToSend) -> object:
        if source.startswith("="):
            return source[1:]
        kind = self._layout.long_kind if message.long else self._layout.short_kind
        return {
            "ref": str(message.ref),
            "to": message.to,
            "sender": self._settings.sender,
            "text": message.text,
            "subject": message.subject,
            "kind": kind,
            "now": self._seoul().strftime("%Y-%m-%d %H:%M:%S"),
        }[source]

    def _seoul(self) -> datetime:
        return datetime.fromtimestamp(self._now_ms() / 1000, UTC).astimezone(_SEOUL)


def check_layout(layout: AgentTable) -> None:
    """Refused `agent_layout_invalid` with what is wrong: names are written into statements, so they are nothing but names."""
    names = [layout.table, layout.ref, layout.state, layout.result, *layout.insert]
    if layout.log:
        names.append(layout.log.replace("{month}", "202611"))
    for name in names:
        if not _NAME.fullmatch(name):
            raise Refused("agent_layout_invalid", name=name[:40])
    for source in layout.insert.values():
        if source not in _VALUES and not source.startswith("="):
            raise Refused("agent_layout_invalid", name=source[:40])
    if layout.insert.get(layout.ref) != "ref" or not {"to", "text"} <= set(layout.insert.values()) or not layout.done:
        raise Refused("agent_layout_invalid", name=layout.ref)


def _database(url: str) -> Any:
    if url.startswith("sqlite:///"):
        return peewee.SqliteDatabase(url.removeprefix("sqlite:///"), pragmas={"busy_timeout": 5_000})
    if url.startswith(("postgresql://", "postgres://")):
        return peewee.PostgresqlDatabase("postgresql://" + url.partition("://")[2], prefer_psycopg3=True)
    raise Refused("database_url_unknown")


def _plain(text: str) -> str:
    return "".join(each for each in text if each.isalnum())[:20]
