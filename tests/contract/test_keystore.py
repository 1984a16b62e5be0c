"""One suite for every place keys can lie: in memory (the fake), in a sealed file, and in a real Secret Service.

The Secret Service is the session's own: `python3 -m tests` starts one. Without it these tests fail; they never pass unseen.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import IntegrityViolated, Refused
from app.keystore import secret_service
from app.keystore.keyring_store import KeyringStore, find_backend
from app.keystore.passphrase_file import PassphraseFile
from app.ports.secrets import HomeKeys, KeyStore
from tests.fakes.memory_keys import MemoryKeys

Opener = Callable[[], KeyStore]

KEYS = HomeKeys(database=bytes([1]) * 32, device=bytes(range(32)), office_data=bytes([255]) * 32, office_lookup=bytes(32))


def in_memory(_: Path) -> Opener:
    store = MemoryKeys()
    return lambda: store


def in_a_file(folder: Path) -> Opener:
    def opened() -> KeyStore:
        anchor = folder / "state" / "minwon-desk" / "anchor"
        return PassphraseFile(folder / "keys.sealed", lambda: "국화 향기 3월", anchor_path=anchor, memory_kib=64, passes=1)

    return opened


def in_the_keyring(_: Path) -> Opener:
    home_id = f"test-{secrets.token_hex(8)}"
    return lambda: KeyringStore(home_id, timeout_s=20)


def quickly_in_the_keyring(_: Path) -> Opener:
    home_id = f"test-{secrets.token_hex(8)}"
    return lambda: KeyringStore(home_id, timeout_s=20, quickly=secret_service.read)


@pytest.fixture(params=[in_memory, in_a_file, in_the_keyring, quickly_in_the_keyring])
def reopened(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens the same store again, as the next start of the program does."""
    maker: Callable[[Path], Opener] = request.param
    return maker(tmp_path)


def test_a_new_home_has_no_keys_and_says_so(reopened: Opener) -> None:
    assert not reopened().exists()
    with pytest.raises(Refused, match="keys_missing"):
        reopened().load()


def test_saved_keys_are_there_after_a_restart(reopened: Opener) -> None:
    reopened().save(KEYS)
    assert reopened().exists()
    assert reopened().load() == KEYS


def test_keys_saved_again_replace_the_old_ones(reopened: Opener) -> None:
    reopened().save(KEYS)
    pinned = msgspec.structs.replace(KEYS, central_public=bytes([9]) * 32)
    reopened().save(pinned)
    assert reopened().load() == pinned


@pytest.mark.parametrize("wrong", [{"database": b""}, {"device": bytes(31)}, {"office_data": bytes(33)}, {"central_public": bytes(5)}])
def test_keys_of_a_wrong_length_are_not_saved(reopened: Opener, wrong: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        reopened().save(msgspec.structs.replace(KEYS, **wrong))
    assert not reopened().exists()


def test_a_new_home_has_no_anchor(reopened: Opener) -> None:
    reopened().save(KEYS)
    assert reopened().load_anchor() is None


@pytest.mark.parametrize("anchor", [b"", b"\x00\xff" * 40, bytes(range(256))], ids=["empty", "zeros and ones", "every byte"])
def test_the_newest_anchor_is_there_after_a_restart(reopened: Opener, anchor: bytes) -> None:
    reopened().save(KEYS)
    reopened().save_anchor(b"older")
    reopened().save_anchor(anchor)
    assert reopened().load_anchor() == anchor
    assert reopened().load() == KEYS


def test_two_homes_do_not_see_each_others_keys() -> None:
    first, second = in_the_keyring(Path())(), in_the_keyring(Path())()
    first.save(KEYS)
    first.save_anchor(b"first")
    assert not second.exists()
    assert second.load_anchor() is None


def test_a_keyring_item_that_somebody_changed_is_reported_as_damaged() -> None:
    home_id = f"test-{secrets.token_hex(8)}"
    backend = find_backend()
    for text in ["", "not base64!", "bWlud29uLWtleXMvMSA=", "bWlud29uLWtleXMvMiCA"]:
        backend.set_password(f"minwon-desk/{home_id}/keys", "minwon", text)
        with pytest.raises(IntegrityViolated, match="keys_damaged"):
            KeyringStore(home_id).load()


def test_a_passphrase_is_changed_only_where_there_is_one(reopened: Opener) -> None:
    store = reopened()
    store.save(KEYS)
    if isinstance(store, PassphraseFile):
        store.change_passphrase("매화 향 5월 새로")
        with pytest.raises(Refused, match="passphrase_wrong"):
            reopened().load()
        return
    with pytest.raises(Refused, match="no_passphrase"):
        store.change_passphrase("매화 향 5월 새로")
    assert reopened().load() == KEYS


def test_what_lies_in_the_keyring_fits_a_windows_credential() -> None:
    home_id = f"test-{secrets.token_hex(8)}"
    KeyringStore(home_id).save(msgspec.structs.replace(KEYS, central_public=bytes([9]) * 32))
    text = find_backend().get_password(f"minwon-desk/{home_id}/keys", "minwon")
    assert text is not None
    assert len(text.encode("utf-16-le")) < 2500


def test_what_is_read_quickly_is_what_the_keyring_has_and_only_that() -> None:
    item, backend = f"minwon-desk/test-{secrets.token_hex(8)}/keys", find_backend()
    assert secret_service.read(item, "minwon") is None
    backend.set_password(item, "minwon", "열쇠")
    assert secret_service.read(item, "minwon") == backend.get_password(item, "minwon") == "열쇠"
    assert secret_service.read(item, "somebody") is None
