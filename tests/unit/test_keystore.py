"""Key files that are damaged, opened with a wrong passphrase or on a full disk; keyrings that are weak, locked or away."""

from __future__ import annotations

import errno
import os
import stat
import struct
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import keyring.backends.chainer
import keyring.backends.fail
import keyring.backends.null
import keyring.backends.SecretService
import keyring.errors
import pytest
import secretstorage.exceptions

from app.domain.errors import CounterError, IntegrityViolated, Refused, Unavailable
from app.keystore import secret_service
from app.keystore.choice import KEY_FILE, choose
from app.keystore.keyring_store import Backend, KeyringStore, strong_one
from app.keystore.passphrase_file import PassphraseFile
from app.ports.secrets import HomeKeys

KEYS = HomeKeys(database=b"d" * 32, device=b"e" * 32, office_data=b"o" * 32, office_lookup=b"l" * 32)
PASSPHRASE = "국화 향기 3월"


def a_file(folder: Path, passphrase: str = PASSPHRASE) -> PassphraseFile:
    return PassphraseFile(folder / KEY_FILE, lambda: passphrase, anchor_path=folder / "state" / "anchor", memory_kib=64, passes=1)


# ── the key file ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_file_is_for_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    a_file(tmp_path).save(KEYS)
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [KEY_FILE]


def test_no_key_lies_open_in_the_file_and_the_same_keys_never_give_the_same_file(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    first = (tmp_path / KEY_FILE).read_bytes()
    a_file(tmp_path).save(KEYS)
    second = (tmp_path / KEY_FILE).read_bytes()
    assert not any(each * 8 in first for each in (b"d", b"e", b"o", b"l"))
    assert first[-100:] != second[-100:]


def test_key_files_cost_64_mib_and_three_passes(tmp_path: Path) -> None:
    PassphraseFile(tmp_path / KEY_FILE, lambda: "국화 향기 3월", anchor_path=tmp_path / "anchor").save(KEYS)
    data = (tmp_path / KEY_FILE).read_bytes()
    assert data.startswith(b"MINWON-KEYS/1\n" + struct.pack(">III", 65536, 3, 1))
    assert a_file(tmp_path).load() == KEYS


def test_a_wrong_passphrase_opens_nothing_and_overwrites_nothing(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    before = (tmp_path / KEY_FILE).read_bytes()
    other = a_file(tmp_path, "국화 향기 4월")
    for attempt in (other.load, lambda: other.save(KEYS), lambda: other.change_passphrase("매화 향 5월")):
        with pytest.raises(Refused, match="passphrase_wrong"):
            attempt()
    assert (tmp_path / KEY_FILE).read_bytes() == before


def test_a_passphrase_typed_with_decomposed_hangul_opens_the_file(tmp_path: Path) -> None:
    a_file(tmp_path, "한글 긴 암호문구").save(KEYS)
    assert a_file(tmp_path, "\u1112\u1161\u11ab\u1100\u1173\u11af 긴 암호문구").load() == KEYS


def test_a_short_passphrase_is_refused_and_no_file_is_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="passphrase_too_short"):
        a_file(tmp_path, "일곱글자뿐이").save(KEYS)
    assert list(tmp_path.iterdir()) == []


def test_a_changed_passphrase_opens_the_file_and_the_old_one_no_longer_does(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    a_file(tmp_path).change_passphrase("매화 향 5월 새로")
    assert a_file(tmp_path, "매화 향 5월 새로").load() == KEYS
    with pytest.raises(Refused, match="passphrase_wrong"):
        a_file(tmp_path).load()


@pytest.mark.parametrize("at", ["before it is in its place", "when it is"])
def test_a_program_that_dies_while_the_passphrase_is_changed_leaves_a_file_that_one_of_the_two_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    a_file(tmp_path).save(KEYS)
    real = Path.replace

    def dies(draft: Path, target: Path) -> Path:
        if at == "when it is":
            real(draft, target)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", dies)
        a_file(tmp_path).change_passphrase("매화 향 5월 새로")
    opens, no_longer = ("국화 향기 3월", "매화 향 5월 새로")[:: 1 if at != "when it is" else -1]
    assert a_file(tmp_path, opens).load() == KEYS
    with pytest.raises(Refused, match="passphrase_wrong"):
        a_file(tmp_path, no_longer).load()


def test_every_changed_or_missing_byte_of_a_key_file_is_called_damage_not_a_wrong_passphrase(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    path = tmp_path / KEY_FILE
    whole = path.read_bytes()
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for data in [*flipped, *(whole[:length] for length in range(len(whole))), whole + b"\x00"]:
        path.write_bytes(data)
        for attempt in (a_file(tmp_path).load, lambda: a_file(tmp_path).save(KEYS)):
            with pytest.raises(IntegrityViolated, match="key_file_damaged"):
                attempt()
        assert path.read_bytes() == data


@pytest.mark.parametrize("costs", [(2**31, 3, 1), (65536, 2**31, 1), (65536, 3, 255), (0, 1, 1), (64, 0, 1), (64, 1, 0)])
def test_a_made_up_cost_is_refused_before_it_is_paid(tmp_path: Path, costs: tuple[int, int, int]) -> None:
    a_file(tmp_path).save(KEYS)
    path = tmp_path / KEY_FILE
    whole = path.read_bytes()
    forged = whole[:14] + struct.pack(">III", *costs) + whole[26:-32]
    path.write_bytes(forged + sha256(forged).digest())
    with pytest.raises(IntegrityViolated, match="key_file_damaged"):
        a_file(tmp_path).load()


def test_header_and_keys_of_two_files_cannot_be_joined(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    path = tmp_path / KEY_FILE
    whole = path.read_bytes()
    forged = whole[:17] + bytes([whole[17] ^ 1]) + whole[18:-32]
    path.write_bytes(forged + sha256(forged).digest())
    with pytest.raises(Refused, match="passphrase_wrong"):
        a_file(tmp_path).load()


def test_a_disk_error_while_saving_keeps_the_old_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_file(tmp_path).save(KEYS)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable, match="key_file_unreachable"):
        a_file(tmp_path).save(HomeKeys(database=b"x" * 32, device=b"x" * 32, office_data=b"x" * 32, office_lookup=b"x" * 32))
    monkeypatch.undo()
    assert a_file(tmp_path).load() == KEYS
    assert [each.name for each in tmp_path.iterdir()] == [KEY_FILE]


def test_a_home_that_is_away_is_said_to_be_unreachable_or_missing(tmp_path: Path) -> None:
    away = a_file(tmp_path / "away")
    with pytest.raises(Unavailable, match="key_file_unreachable"):
        away.save(KEYS)
    with pytest.raises(Refused, match="keys_missing"):
        away.load()
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(Unavailable, match="key_file_unreachable"):
        a_file(tmp_path).load()


# ── the anchor beside it ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_anchor_of_another_device_or_a_changed_one_is_refused(tmp_path: Path) -> None:
    store = a_file(tmp_path)
    store.save(KEYS)
    store.save_anchor(b"stream 7")
    path = tmp_path / "state" / "anchor"
    whole = path.read_bytes()
    flipped = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    for data in [*flipped, *(whole[:length] for length in range(len(whole))), whole + b"\x00"]:
        path.write_bytes(data)
        with pytest.raises(IntegrityViolated, match="anchor_damaged"):
            store.load_anchor()
    path.write_bytes(whole)
    store.save(HomeKeys(database=b"d" * 32, device=b"x" * 32, office_data=b"o" * 32, office_lookup=b"l" * 32))
    with pytest.raises(IntegrityViolated, match="anchor_damaged"):
        a_file(tmp_path).load_anchor()


def test_the_anchor_can_be_saved_before_the_keys_were_loaded(tmp_path: Path) -> None:
    a_file(tmp_path).save(KEYS)
    a_file(tmp_path).save_anchor(b"stream 7")
    assert a_file(tmp_path).load_anchor() == b"stream 7"


# ── weak, locked and missing keyrings ────────────────────────────────────────────────────────────────────────────────


class PlaintextKeyring:
    """Looks like `keyrings.alt.file.PlaintextKeyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError("a weak keyring was used")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a weak keyring was used")


class Chain(keyring.backends.chainer.ChainerBackend):
    """A chain with chosen links. It never takes part in `keyring`'s own search."""

    viable = False
    links: tuple[Backend, ...] = ()
    backends = property(lambda self: self.links)


Chain.__module__, Chain.__qualname__ = "keyring.backends.chainer", "ChainerBackend"


def a_chain(*links: Backend) -> Chain:
    chain = Chain()
    chain.links = links
    return chain


@pytest.mark.parametrize(
    "weak",
    [PlaintextKeyring(), keyring.backends.fail.Keyring(), keyring.backends.null.Keyring(), a_chain(), a_chain(PlaintextKeyring())],
)
def test_weak_keyrings_are_refused_and_never_asked(weak: Backend) -> None:
    with pytest.raises(Unavailable, match="no_keyring"):
        strong_one(weak)


def test_of_a_chain_only_the_strong_keyring_is_used() -> None:
    strong = keyring.backends.SecretService.Keyring()
    assert strong_one(a_chain(PlaintextKeyring(), strong)) is strong
    assert strong_one(strong) is strong


@pytest.mark.parametrize("named", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring", "keyrings.absent.PlaintextKeyring"])
def test_a_weak_keyring_named_in_the_environment_is_refused(named: str) -> None:
    program = (
        "from app.keystore.keyring_store import KeyringStore\n"
        "from app.domain.errors import Unavailable\n"
        "try: KeyringStore('x').exists()\n"
        "except Unavailable as error: print(error.code)\n"
    )
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": named}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "no_keyring\n"


class Failing:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (keyring.errors.KeyringLocked(), "keyring_locked"),
        (keyring.errors.InitError(), "keyring_locked"),
        (keyring.errors.PasswordSetError(), "keyring_locked"),
        (keyring.errors.NoKeyringError(), "no_keyring"),
        (secretstorage.exceptions.LockedException(), "keyring_locked"),
        (secretstorage.exceptions.PromptDismissedException(), "keyring_locked"),
        (secretstorage.exceptions.SecretServiceNotAvailableException(), "no_keyring"),
        (ConnectionResetError(), "no_keyring"),
        (EOFError(), "no_keyring"),
    ],
)
def test_what_a_keyring_says_becomes_one_of_two_codes(error: Exception, code: str) -> None:
    store = KeyringStore("x", find=lambda: Failing(error))
    attempts: list[Callable[[], object]] = [
        store.load,
        store.exists,
        store.load_anchor,
        lambda: store.save(KEYS),
        lambda: store.save_anchor(b""),
    ]
    for attempt in attempts:
        with pytest.raises(CounterError) as raised:
            attempt()
        assert raised.value.code == code
        assert isinstance(raised.value, Unavailable)


@pytest.mark.parametrize(
    "told",
    [
        {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        {"KEYRING_PROPERTY_SCHEME": "KeePassXC"},
        {"XDG_CURRENT_DESKTOP": "KDE"},
        {"DBUS_SESSION_BUS_ADDRESS": ""},
    ],
)
def test_a_keyring_that_may_be_another_one_is_not_read_quickly(told: dict[str, str], tmp_path: Path) -> None:
    surroundings = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus", "XDG_CONFIG_HOME": str(tmp_path)}
    assert secret_service.is_certain(surroundings) == sys.platform.startswith("linux")
    assert secret_service.read("x", "minwon", surroundings | told) is None
    assert not secret_service.is_certain(surroundings | told)


def test_a_keyring_that_somebody_chose_in_a_file_is_not_read_quickly(tmp_path: Path) -> None:
    surroundings = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus", "XDG_CONFIG_HOME": str(tmp_path)}
    (tmp_path / "python_keyring").mkdir()
    (tmp_path / "python_keyring" / "keyringrc.cfg").write_text("[backend]\n", encoding="ascii")
    assert not secret_service.is_certain(surroundings)


def test_where_nothing_was_read_quickly_the_keyring_is_asked() -> None:
    class Holding(Failing):
        def get_password(self, service: str, username: str) -> str | None:
            return "5Lmd"

    store = KeyringStore("x", find=lambda: Holding(ZeroDivisionError()), quickly=lambda _item, _user: None)
    assert store.load_anchor() == "九".encode()
    assert KeyringStore("x", find=lambda: Failing(ZeroDivisionError()), quickly=lambda _item, _user: "5Lmd").load_anchor() == "九".encode()


def test_a_bug_beneath_the_keyring_is_not_taken_for_a_lock() -> None:
    with pytest.raises(ZeroDivisionError):
        KeyringStore("x", find=lambda: Failing(ZeroDivisionError())).load()


def test_an_unlock_dialog_that_nobody_answers_ends_as_locked() -> None:
    answered = Event()

    class Asking(Failing):
        def get_password(self, service: str, username: str) -> str | None:
            answered.wait()
            return None

    store = KeyringStore("x", timeout_s=0.05, find=lambda: Asking(ZeroDivisionError()))
    with pytest.raises(Unavailable, match="keyring_locked"):
        store.load()
    answered.set()


def test_a_keyring_that_forgets_is_no_keyring() -> None:
    class Forgetful(Failing):
        def get_password(self, service: str, username: str) -> str | None:
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            return None

    with pytest.raises(Unavailable, match="no_keyring"):
        KeyringStore("x", find=lambda: Forgetful(ZeroDivisionError())).save(KEYS)


# ── which of them ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_home_with_a_key_file_uses_it_and_every_other_the_keyring(tmp_path: Path) -> None:
    def chosen(new_file: bool = False) -> object:
        return choose(tmp_path, home_id="x", passphrase=lambda: "국화 향기 3월", anchor_path=tmp_path / "anchor", new_file=new_file)

    assert isinstance(chosen(), KeyringStore)
    assert isinstance(chosen(new_file=True), PassphraseFile)
    a_file(tmp_path).save(KEYS)
    store = chosen()
    assert isinstance(store, PassphraseFile)
    assert store.load() == KEYS


def test_a_key_file_that_is_a_broken_link_is_missing_and_not_replaced_by_the_keyring(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).symlink_to(tmp_path / "stick" / KEY_FILE)
    store = choose(tmp_path, home_id="x", passphrase=lambda: "국화 향기 3월", anchor_path=tmp_path / "anchor")
    with pytest.raises(Refused, match="keys_missing"):
        store.load()


def test_a_bus_that_nobody_can_call_is_left_to_the_keyring_to_explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHON_KEYRING_BACKEND", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for address in ("autolaunch:", "tcp:host=127.0.0.1,port=1", "unix:path=/nowhere", "nonsense"):
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        assert secret_service.read("x", "minwon") is None, address


@pytest.mark.parametrize(("collection", "item", "read"), [(False, False, "열쇠"), (True, False, None), (False, True, None)])
def test_what_is_locked_is_left_to_the_keyring_which_asks_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collection: bool, item: bool, read: str | None
) -> None:
    found = SimpleNamespace(is_locked=lambda: item, get_secret=lambda: "열쇠".encode())
    opened = SimpleNamespace(is_locked=lambda: collection, search_items=lambda _: iter([found]))
    monkeypatch.setattr(secretstorage, "dbus_init", lambda: SimpleNamespace(close=lambda: None))
    monkeypatch.setattr(secretstorage, "Collection", lambda _: opened)
    surroundings = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus", "XDG_CONFIG_HOME": str(tmp_path)}
    assert secret_service.read("x", "minwon", surroundings) == read


def test_no_collection_is_made_by_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Bus:
        def close(self) -> None:
            """Nothing was opened."""

    def none_there(*_: object) -> None:
        raise secretstorage.exceptions.ItemNotFoundException("no default collection")

    made: list[object] = []
    for name in ("PYTHON_KEYRING_BACKEND", "XDG_CURRENT_DESKTOP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setattr(secretstorage, "dbus_init", Bus)
    monkeypatch.setattr(secretstorage.Collection, "__init__", none_there)
    monkeypatch.setattr("secretstorage.collection.create_collection", lambda *told: made.append(told))
    assert secret_service.read("x", "minwon") is None
    assert made == []
