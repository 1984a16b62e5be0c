"""Keys in the operating system's keyring: Secret Service, KWallet, Windows Credential Manager, macOS Keychain, and no other.

`keyring` takes 65 ms to import and may put a dialog on the screen to unlock; it is imported on first use, and each call runs
in a thread of its own that is left behind when it does not answer. Call from any thread but the GUI's.
"""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.keystore.packing import pack, unpack
from app.own_thread import begun
from app.ports.secrets import HomeKeys

# A person may have to type the keyring's password meanwhile.
UNLOCK_TIMEOUT_S = 60.0

# Everything else that `keyring` may find or be told to use keeps secrets in plain text, or nowhere.
STRONG = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)
_CHAINER = "keyring.backends.chainer.ChainerBackend"
_FAIL = "keyring.backends.fail.Keyring"
_USER = "minwon"

# What the libraries beneath `keyring` let through, by module: looked up only if that module was loaded.
_AWAY = (("secretstorage.exceptions", "SecretServiceNotAvailableException"),)
_LOCKED = (
    ("secretstorage.exceptions", "SecretStorageException"),
    ("jeepney", "DBusErrorResponse"),
    ("dbus.exceptions", "DBusException"),
    ("gi.repository.GLib", "Error"),
    ("win32ctypes.pywin32.pywintypes", "error"),
    ("pywintypes", "error"),
)

T = TypeVar("T")


class Backend(Protocol):
    """What we use of a `keyring.backend.KeyringBackend`."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...


def _name(backend: object) -> str:
    kind = backend if isinstance(backend, type) else type(backend)
    return f"{kind.__module__}.{kind.__qualname__}"


def strong_one(found: Backend) -> Backend:
    """The backend itself, or the strong one inside a chain of several. Unavailable `no_keyring` for every other."""
    inside: Iterable[Backend] = getattr(found, "backends", ()) if _name(found) == _CHAINER else (found,)
    for backend in inside:
        if _name(backend) in STRONG:
            return backend
    raise Unavailable("no_keyring", backend=_name(found))


def find_backend() -> Backend:
    """The strong keyring of this session. Unavailable `no_keyring` if there is none, or a weak one was configured."""
    import keyring
    import keyring.backend

    try:
        found = keyring.get_keyring()
    except (ImportError, AttributeError, TypeError, RuntimeError) as error:
        # The environment or keyringrc.cfg names a backend that is not installed or cannot work here.
        raise Unavailable("no_keyring") from error
    if _name(found) != _FAIL:
        return strong_one(found)
    # `keyring` looks only once in a process; the service may have been started since.
    strong = [each for each in keyring.backend.KeyringBackend.get_viable_backends() if _name(each) in STRONG]
    if not strong:
        raise Unavailable("no_keyring", backend=_name(found))
    return max(strong, key=lambda each: each.priority)()


def _known(names: Iterable[tuple[str, str]]) -> tuple[type[Exception], ...]:
    loaded = [(sys.modules[module], name) for module, name in names if module in sys.modules]
    return tuple(kind for module, name in loaded if (kind := getattr(module, name, None)) is not None)


def _away() -> tuple[type[Exception], ...]:
    from keyring.errors import NoKeyringError

    return (NoKeyringError, OSError, EOFError, *_known(_AWAY))


def _locked() -> tuple[type[Exception], ...]:
    from keyring.errors import KeyringError

    return (KeyringError, *_known(_LOCKED))


def _translated(work: Callable[[], T]) -> T:
    try:
        return work()
    except _away() as error:
        raise Unavailable("no_keyring") from error
    except _locked() as error:
        raise Unavailable("keyring_locked") from error


def _within(timeout_s: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises; Unavailable `keyring_locked` if it takes longer (an unlock dialog nobody answers)."""
    try:
        return begun("keyring", work).result(timeout_s)
    except TimeoutError as error:
        raise Unavailable("keyring_locked") from error


class KeyringStore:
    """The `KeyStore` port over the OS keyring; one item for the keys, one for the anchor, both named after the home.

    Each item has a service name of its own, because Windows moves items around when two users share one. `home_id`: the
    random text of the home. `quickly(item, user)`: a shorter way to what `find` would find; None sends us the long one. Unavailable
    `no_keyring`, `keyring_locked` from every method.
    """

    def __init__(
        self,
        home_id: str,
        *,
        timeout_s: float = UNLOCK_TIMEOUT_S,
        find: Callable[[], Backend] = find_backend,
        quickly: Callable[[str, str], str | None] | None = None,
    ) -> None:
        self._keys_item = f"minwon-desk/{home_id}/keys"
        self._anchor_item = f"minwon-desk/{home_id}/anchor"
        self._timeout_s = timeout_s
        self._find = find
        self._quickly = quickly

    def load(self) -> HomeKeys:
        """The keys. Refused `keys_missing` if the keyring has none of this home; IntegrityViolated `keys_damaged`."""
        data = self._get(self._keys_item, "keys_damaged")
        if data is None:
            raise Refused("keys_missing")
        return unpack(data)

    def save(self, keys: HomeKeys) -> None:
        """The keys are in the keyring and were read back. Unavailable `no_keyring` if it did not keep them."""
        data = pack(keys)
        self._set(self._keys_item, data)
        if self._get(self._keys_item, "keys_damaged") != data:
            raise Unavailable("no_keyring")

    def exists(self) -> bool:
        """Whether the keyring has keys of this home."""
        return self._get(self._keys_item, "keys_damaged") is not None

    def change_passphrase(self, new: str) -> None:
        """Refused `no_passphrase`: what opens a keyring is the computer's own log-in."""
        raise Refused("no_passphrase")

    def load_anchor(self) -> bytes | None:
        """The anchor saved last, or None. IntegrityViolated `anchor_damaged`."""
        return self._get(self._anchor_item, "anchor_damaged")

    def save_anchor(self, anchor: bytes) -> None:
        """The anchor is in the keyring. About 35 ms on a Secret Service."""
        self._set(self._anchor_item, anchor)

    def _get(self, item: str, damaged: str) -> bytes | None:
        text = _within(self._timeout_s, lambda: self._read(item))
        if text is None:
            return None
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise IntegrityViolated(damaged) from error

    def _read(self, item: str) -> str | None:
        found = None if self._quickly is None else self._quickly(item, _USER)
        return found if found is not None else _translated(lambda: self._find().get_password(item, _USER))

    def _set(self, item: str, data: bytes) -> None:
        text = base64.b64encode(data).decode()
        _within(self._timeout_s, lambda: _translated(lambda: self._find().set_password(item, _USER, text)))
