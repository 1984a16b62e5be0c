"""peewee's database over the encrypted file. A module of its own: importing peewee takes a third of a window's start."""

from __future__ import annotations

from typing import Any

from playhouse.sqlcipher_ext import SqlCipherDatabase


class Engine(SqlCipherDatabase):
    """Every connection to the file is peewee's. The first one was opened before peewee was there and is taken over as it is."""

    def __init__(self, path: str, passphrase: str, pragmas: dict[str, object], first: Any) -> None:
        self._first = first
        super().__init__(path, passphrase=passphrase, pragmas=pragmas)

    def _connect(self) -> Any:
        if self._first is None:
            return super()._connect()
        first, self._first = self._first, None
        self._add_conn_hooks(first)
        return first
