"""복구 봉투: the lines of the sheet bring the keys of a home back, and only those that open its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.bootstrap import opening
from app.bootstrap.homes import open_home
from app.bootstrap.key_recovery import BEFORE, restore_keys
from app.bootstrap.new_homes import init_home
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.new_desk import FirstPerson, NewDesk
from app.keystore.choice import KEY_FILE
from app.keystore.spelling import spelled, understood
from app.ledger.database import Connections
from app.ledger.home_lock import FileLock
from app.settings import Settings
from tests.desks import PASSWORD, ROOT, cheap_keys, keys_of
from tests.later_release import later_release

STEPS = Path("migrations") / "local"
PASSPHRASE = "a passphrase for tests"


def never(_new: bool) -> str:
    raise AssertionError("it asked")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Settings, list[str]]]:
    """A desk with its keys in a file, and the lines of its sheet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    settings = Settings(home=tmp_path / "home", data=ROOT, passphrase=PASSPHRASE)
    place = NewDesk("26410", "03")
    with cheap_keys():
        init_home(settings, never, place, FirstPerson("admin", "관리자", PASSWORD), training=False)
        home = open_home(settings, never)
        lines = spelled(home.keys)
        home.close()
        yield settings, lines


def opens(settings: Settings) -> bool:
    home = open_home(settings, never)
    home.close()
    return True


def test_lines_may_be_typed_with_small_letters_and_letters_for_digits() -> None:
    keys = keys_of(7)
    typed = [line.lower().replace("0", "o").replace("1", "l").replace(" ", "-") for line in spelled(keys)]
    assert understood(typed) == keys


def test_a_wrong_line_is_named_and_lines_of_two_sheets_are_told() -> None:
    lines = spelled(keys_of(1))
    wrong = list(lines)
    wrong[3] = wrong[3][:5] + ("A" if wrong[3][5] != "A" else "B") + wrong[3][6:]
    for broken, number in ((wrong, 4), (lines[:2] + lines[3:], 3), ([], None)):
        with pytest.raises(Refused) as caught:
            understood(broken)
        assert (caught.value.code, caught.value.facts.get("line")) == (
            ("recovery_line_wrong", number) if number else ("recovery_lines_differ", None)
        )
    mixed = [lines[0], spelled(keys_of(2))[1], *lines[2:]]
    assert mixed != lines
    with pytest.raises(Refused, match="recovery_lines_differ"):
        understood(mixed)


def test_a_home_whose_key_file_is_gone_opens_again(made: tuple[Settings, list[str]]) -> None:
    settings, lines = made
    (settings.home / KEY_FILE).unlink()
    restore_keys(settings, never, lines)
    assert opens(settings)


def test_a_backup_and_the_sheet_make_a_home_on_another_computer(made: tuple[Settings, list[str]], tmp_path: Path) -> None:
    settings, lines = made
    home = open_home(settings, never)
    home.services.sign_in("admin", PASSWORD)
    said = home.store.head.seq
    home.connections.copy_to(tmp_path / "ledger.db")
    home.close()
    new = msgspec.structs.replace(settings, home=tmp_path / "new")
    with pytest.raises(Refused, match="home_missing"):
        restore_keys(new, never, lines)
    new.home.mkdir()
    with pytest.raises(Refused, match="home_missing"):
        restore_keys(new, never, lines)
    (tmp_path / "ledger.db").rename(new.home / "ledger.db")
    restore_keys(new, never, lines)
    home = open_home(new, never)
    assert (home.store.head.seq, home.services.sign_in("admin", PASSWORD).role) == (said, "administrator")
    home.close()


def test_a_forgotten_passphrase_is_replaced_and_the_old_file_kept_aside(made: tuple[Settings, list[str]]) -> None:
    settings, lines = made
    other = Settings(home=settings.home, data=ROOT, passphrase="quite another one")
    with pytest.raises(Refused, match="passphrase_wrong"):
        opens(other)
    restore_keys(other, never, lines)
    assert opens(other) and (settings.home / BEFORE).exists()


def test_keys_that_are_there_are_left_and_those_of_another_desk_are_not_taken(made: tuple[Settings, list[str]]) -> None:
    settings, lines = made
    with pytest.raises(Refused, match="keys_there"):
        restore_keys(settings, never, lines)
    (settings.home / KEY_FILE).unlink()
    with pytest.raises(Refused, match="key_does_not_fit"):
        restore_keys(settings, never, spelled(keys_of(3)))
    assert not (settings.home / KEY_FILE).exists()


@pytest.mark.parametrize("older", [True, False])
def test_keys_come_back_whatever_release_the_ledger_is_of(made: tuple[Settings, list[str]], tmp_path: Path, older: bool) -> None:
    settings, lines = made
    later = Settings(home=settings.home, data=later_release(tmp_path / "later"), passphrase=PASSPHRASE)
    if not older:
        opens(later)
    (settings.home / KEY_FILE).unlink()
    restore_keys(later if older else settings, never, lines)
    assert not (settings.home / "ledger.before-update").exists() or not older  # it is brought up when it is opened
    if not older:
        with pytest.raises(Refused, match="ledger_newer"):
            opens(settings)
    assert opens(later)


def test_a_ledger_that_any_key_opens_takes_none(made: tuple[Settings, list[str]]) -> None:
    settings, lines = made
    (settings.home / KEY_FILE).unlink()
    for name in ("ledger.db-wal", "ledger.db-shm"):
        (settings.home / name).unlink(missing_ok=True)
    (settings.home / "ledger.db").write_bytes(b"")
    with pytest.raises(IntegrityViolated, match="ledger_damaged"):
        restore_keys(settings, never, lines)
    (settings.home / "ledger.db").unlink()
    with pytest.raises(Refused, match="ledger_missing"):
        restore_keys(settings, never, lines)
    assert not (settings.home / KEY_FILE).exists()


def test_a_look_after_an_update_brings_the_ledger_up_unless_an_older_program_holds_it(
    made: tuple[Settings, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "ANOTHER_LOOK_S", 0.2)
    settings, _ = made
    later = Settings(home=settings.home, data=later_release(tmp_path / "later"), passphrase=PASSPHRASE)
    lock = FileLock(settings.home)
    with pytest.raises(Unavailable, match="home_in_use"):
        open_home(later, never, exclusive=False)
    assert not (settings.home / "ledger.before-update").exists()
    lock.release()
    beside = open_home(later, never, exclusive=False)
    assert beside.connections.value("SELECT count(*) FROM later") == 0
    with pytest.raises(Unavailable, match="disk_readonly"):  # a look all the same
        beside.connections.all("DELETE FROM later")
    beside.close()
    assert opens(later)


def test_of_two_looks_at_the_same_moment_the_second_waits_for_what_the_first_does(
    made: tuple[Settings, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, _ = made
    later = Settings(home=settings.home, data=later_release(tmp_path / "later"), passphrase=PASSPHRASE)
    lock, waited = FileLock(settings.home), list[float]()

    def meanwhile(span_s: float) -> None:
        """The first look is done with its part when the second asks for the third time."""
        waited.append(span_s)
        if len(waited) == 2:
            Connections(settings.home / opening.LEDGER, opening.keystore_of(later, never).load().database, later.data / STEPS).leave()
            lock.release()

    monkeypatch.setattr(opening, "sleep", meanwhile)
    beside = open_home(later, never, exclusive=False)
    assert beside.connections.value("SELECT count(*) FROM later") == 0 and len(waited) == 2
    beside.close()
