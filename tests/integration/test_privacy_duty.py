"""The duty of secrecy: asked once of each person, again with a new text, and the log says who knew which text when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.domain.errors import IntegrityViolated
from app.domain.privacy_duty import PrivacyDuty
from app.formfiles.privacy_duty import load_duty
from app.services import privacy_duty
from tests.desks import PASSWORD, ROOT, a_home
from tests.fakes.fixed_clock import FixedClock

NEWER = PrivacyDuty(version="2027-1", source="법", ko=["새 글"], en=["new text"])


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path, training=False)
    yield made
    made.close()


def test_each_person_is_asked_once_and_again_with_a_new_text(home: Home) -> None:
    access = home.services.access
    lee, park = (home.services.sign_in(user, PASSWORD) for user in ("lee", "park"))
    duty = access.duty_pending(lee)
    assert duty is not None and duty.lines("ko") and len(duty.lines("ko")) == len(duty.lines("en"))
    assert access.acknowledge_duty(lee) and not access.acknowledge_duty(lee)
    again = home.services.sign_in("lee", PASSWORD)
    assert access.duty_pending(again) is None and access.duty_pending(park) is not None
    assert privacy_duty.pending(home.desk, again, NEWER) == NEWER
    home.store.rebuild()
    assert access.duty_pending(again) is None
    (row,) = [row for row in access.staff_log(park) if row.action == "acknowledged"]
    assert (row.user, row.by, row.note) == ("lee", "lee", duty.version)


def test_a_year_later_everybody_is_asked_again(home: Home) -> None:
    access, clock = home.services.access, home.desk.clock
    lee = home.services.sign_in("lee", PASSWORD)
    access.acknowledge_duty(lee)
    assert privacy_duty.duty_missing(home.desk) == ["admin", "choi", "park"]
    assert isinstance(clock, FixedClock)
    clock.advance(privacy_duty.YEAR)
    assert access.duty_pending(lee) is not None and "lee" in privacy_duty.duty_missing(home.desk)
    assert access.acknowledge_duty(lee) and access.duty_pending(lee) is None


def test_a_training_desk_shows_nobodys_data_and_asks_nobody(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    assert home.services.access.duty_pending(home.services.sign_in("lee", PASSWORD)) is None
    home.close()


def test_a_text_that_cannot_be_read_is_said_and_not_passed_over(tmp_path: Path) -> None:
    assert load_duty(ROOT / "resources" / "privacy_duty.toml").version
    wrong = tmp_path / "duty.toml"
    wrong.write_text("version = 1", encoding="utf-8")
    for path in (wrong, tmp_path / "none.toml"):
        with pytest.raises(IntegrityViolated, match="privacy_duty_invalid"):
            load_duty(path)
