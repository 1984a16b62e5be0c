"""A home on its way to a window: the login page stands over an open ledger, and whatever fails behind it leaves nothing open."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.bootstrap import homes, new_homes, opening
from app.bootstrap.homes import open_home
from app.bootstrap.new_homes import init_home, name_home
from app.bootstrap.window import Opening
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.look_choice import LookChoice
from app.domain.new_desk import FirstPerson, NewDesk
from app.settings import Settings
from tests.desks import PASSWORD, ROOT, cheap_keys


def nobody(_new: bool) -> str:
    raise AssertionError("nobody is asked")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Settings(home=tmp_path / "home", data=ROOT, passphrase="nothing secret here")
    place = NewDesk("26410", "03", "가온구청", "민원여권과")
    with cheap_keys():
        init_home(made, nobody, place, FirstPerson("admin", "관리자", PASSWORD), training=False)
    return made


def test_the_login_page_knows_its_desk_and_the_home_is_held_from_then_on(settings: Settings) -> None:
    opening = Opening(settings, nobody)
    place, look = opening.first()
    assert (place.office, place.desk, place.training, look) == ("26410", "03", False, LookChoice())
    with pytest.raises(Unavailable, match="home_in_use"):
        open_home(settings, nobody)
    home = opening.home()
    assert home.on_lane(lambda: home.services.sign_in("admin", PASSWORD)).role == "administrator"
    opening.close()
    open_home(settings, nobody).close()


def test_what_fails_behind_the_login_page_leaves_nothing_open(settings: Settings) -> None:
    def broken(*_: object) -> None:
        raise IntegrityViolated("form_invalid", file="seal.toml", reason="broken")

    opening = Opening(settings, nobody)
    opening.first()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(homes, "joined", broken)
        with pytest.raises(IntegrityViolated, match="form_invalid"):
            opening.home()
    opening.close()
    open_home(settings, nobody).close()


def test_a_full_disk_leaves_no_half_named_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty `home.toml` would be a damaged home for ever, also once there is room again."""

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    fresh = Settings(home=tmp_path / "home", data=ROOT)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable, match="home_unreachable"):
            name_home(fresh)
    assert list(fresh.home.iterdir()) == []
    name_home(fresh)
    assert (fresh.home / "home.toml").read_text().startswith('id = "')


@pytest.mark.parametrize(("free", "code"), [(4096, "disk_full"), (1 << 30, "disk_failed")])
def test_a_disk_without_room_is_full_and_not_broken(settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, code: str) -> None:
    def broken(*_: object, **__: object) -> None:
        raise Unavailable("disk_failed")

    monkeypatch.setattr(opening, "Connections", broken)
    monkeypatch.setattr(opening, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(Unavailable, match=code):
        open_home(settings, nobody)


def test_a_home_that_nobody_can_write_to_is_unreachable_and_no_bug(settings: Settings) -> None:
    lock = settings.home / "lock"
    lock.unlink()
    lock.mkdir()  # as EROFS or EACCES, which root's tests cannot meet
    with pytest.raises(Unavailable, match="home_unreachable"):
        open_home(settings, nobody)
    lock.rmdir()
    open_home(settings, nobody).close()


def test_where_there_is_no_home_nothing_was_opened(tmp_path: Path) -> None:
    opening = Opening(Settings(home=tmp_path / "none", data=ROOT), nobody)
    with pytest.raises(Refused, match="home_missing"):
        opening.first()
    opening.close()
    assert not (tmp_path / "none").exists()


def test_a_window_that_is_closed_before_the_rest_came_leaves_nothing_open(settings: Settings) -> None:
    opening = Opening(settings, nobody)
    opening.first()
    opening.close()
    open_home(settings, nobody).close()


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what is open is only seen on Linux")
def test_a_home_that_could_not_be_made_leaves_no_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Unavailable("disk_full")

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Settings(home=tmp_path / "home", data=ROOT, passphrase="nothing secret here")
    place = NewDesk("26410", "03", "가온구청", "민원여권과")
    monkeypatch.setattr(new_homes, "joined", full)
    with cheap_keys(), pytest.raises(Unavailable, match="disk_full"):
        init_home(made, nobody, place, FirstPerson("admin", "관리자", PASSWORD), training=False)
    there = [os.readlink(each) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert [each for each in there if each.startswith(str(made.home))] == []
