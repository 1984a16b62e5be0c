"""The newest entry's place and hash, kept outside the ledger: a book put back from an old copy is older than it (SYNC §1)."""

from __future__ import annotations

import threading

import msgspec

from app.domain.errors import IntegrityViolated, Unavailable
from app.ledger.store import PeeweeStore
from app.ports.exchange import Head
from app.ports.secrets import KeyStore


class _Anchor(msgspec.Struct, frozen=True, array_like=True):
    """The newest entry as kept outside the database (SYNC §1)."""

    device_id: bytes
    epoch: int
    branch: int
    seq: int
    hash: bytes


class AnchorKeeper:
    """The anchor is at most a second behind the ledger; a thread of its own, because a keyring may be slow."""

    def __init__(self, store: PeeweeStore, keystore: KeyStore) -> None:
        self._store, self._keystore = store, keystore
        self._dirty, self._stop = threading.Event(), threading.Event()
        store.on_change(self._committed)
        self._thread = threading.Thread(target=self._run, name="anchor", daemon=True)
        self._thread.start()

    def _committed(self, _kinds: object, _cases: object) -> None:
        # Asked first: setting it takes a lock in every commit. The keeper clears it before it reads the head.
        if not self._dirty.is_set():
            self._dirty.set()

    def _run(self) -> None:
        while not self._stop.wait(1.0):
            self._keep()

    def _keep(self) -> None:
        if not self._dirty.is_set():
            return
        self._dirty.clear()
        try:
            self._keystore.save_anchor(anchor_of(self._store.head))
        except Unavailable:
            self._dirty.set()  # the keyring is away for the moment; the next round tries again

    def close(self) -> None:
        """The anchor names the last entry."""
        self._stop.set()
        self._thread.join()
        self._keep()


def anchor_of(head: Head) -> bytes:
    """The anchor that names this entry."""
    return msgspec.msgpack.encode(_Anchor(head.stream.device_id.bytes, head.stream.epoch, head.stream.branch, head.seq, head.hash))


def read_anchor(keystore: KeyStore) -> tuple[bytes, int, int, int, bytes] | None:
    """(device id, epoch, branch, seq, hash), or None if there is none yet."""
    data = keystore.load_anchor()
    if data is None:
        return None
    try:
        kept = msgspec.msgpack.decode(data, type=_Anchor)
    except msgspec.DecodeError as error:
        raise IntegrityViolated("anchor_damaged") from error
    return kept.device_id, kept.epoch, kept.branch, kept.seq, kept.hash
