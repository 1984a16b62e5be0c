"""A short number after a lock: off until the office allows it, for who locked it only, three tries, then the whole password."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import Refused
from app.services.people import FAILURES_MAX, REVOKED, count_failures
from app.services.short_unlock import OWN
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_flows import RRN
from tests.ui.test_look import another_window
from tests.ui.test_window import type_name_and_number

NUMBER = "4071"


def allowed(counter: Counter, *, number: str = NUMBER) -> None:
    """The team leader allows it and the clerk at the desk has that number."""
    short, services = counter.home.services.short, counter.home.services
    lee = counter.sign_in()

    def work() -> None:
        short.allow(services.sign_in("park", PASSWORD), True)
        short.set_number(lee, PASSWORD, number)

    counter.on_writer(work)


def unlock(counter: Counter, typed: str, user: str = "lee") -> bool:
    """True if somebody is at the desk then."""
    counter.window.shell.sign_in(user, typed)
    counter.settle()
    return counter.opened.context.session.actor is not None


def says(counter: Counter) -> str:
    return counter.window.login._notice.text()


def offered(counter: Counter) -> bool:
    """True if the lock page says that a short number may be typed."""
    return counter.window.login._short.isVisible() and counter.window.login.password.accessibleDescription() != ""


def test_the_lock_page_offers_the_number_while_it_lives_and_to_nobody_else(counter: Counter) -> None:
    allowed(counter)
    assert not offered(counter)
    counter.press("Ctrl+L")
    assert offered(counter)
    counter.window.login.user.setText("park")
    assert not offered(counter)
    counter.window.login.user.setText("lee")
    assert offered(counter)
    counter.home.desk.clock.advance(timedelta(minutes=59))  # type: ignore[attr-defined]
    counter.window.login._again.timeout.emit()
    counter.settle()
    assert offered(counter) and counter.window.login._again.interval() <= 61_000
    counter.home.desk.clock.advance(timedelta(minutes=2))  # type: ignore[attr-defined]
    counter.window.login._again.timeout.emit()
    counter.settle()
    assert not offered(counter) and not counter.window.login._again.isActive()
    assert unlock(counter, PASSWORD)
    counter.window.shell.sign_out()
    counter.settle()
    assert not offered(counter)


def test_three_wrong_tries_end_the_offer(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    for left in (True, True, False):
        assert not unlock(counter, "1357") and offered(counter) is left


def test_where_the_office_does_not_allow_it_or_nobody_set_one_it_is_not_offered(counter: Counter) -> None:
    counter.sign_in()
    counter.press("Ctrl+L")
    assert not offered(counter)
    counter.on_writer(lambda: counter.home.services.short.allow(counter.home.services.sign_in("park", PASSWORD), True))
    assert unlock(counter, PASSWORD)
    counter.press("Ctrl+L")
    assert not offered(counter)


def test_what_was_asked_of_a_lock_that_is_over_is_told_to_nobody(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    shell, told = counter.window.shell, list[str]()
    shell.short_left(lambda user, _: told.append(user))
    counter.settle()
    assert told == ["lee"]
    shell.short_left(lambda user, _: told.append(user))
    shell.carry_on(None, "lee", None)  # somebody came before it was answered
    counter.settle()
    assert told == ["lee"]


def test_nothing_is_left_of_a_lock_once_somebody_is_there(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    assert counter.window.shell.locked is not None
    assert unlock(counter, NUMBER) and counter.window.shell.locked is None


def test_another_look_at_the_lock_page_keeps_the_offer(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    with another_window(counter, scale=150):
        assert offered(counter) and unlock(counter, NUMBER)


@pytest.mark.parametrize("number", [NUMBER, "1357"])
def test_an_unlock_right_or_wrong_is_one_commit(counter: Counter, number: str) -> None:
    allowed(counter)
    lee, short, store = counter.opened.context.session.signed_in(), counter.home.services.short, counter.home.store
    commits: list[str] = []
    locked = short.locked()

    def work() -> None:
        connection = store._db.here
        connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
        try:
            short.unlock(lee, number, locked=locked)
        except Refused as wrong:
            assert wrong.code == "short_number_wrong"
        finally:
            connection.set_trace_callback(None)

    counter.on_writer(work)
    assert len(commits) == 1


def test_who_locked_it_unlocks_it_and_the_form_is_there(counter: Counter) -> None:
    allowed(counter)
    type_name_and_number(counter)
    counter.press("Ctrl+L")
    assert unlock(counter, NUMBER)
    counter.press("F5")
    form = counter.window.intake("seal").form
    assert form is not None and form.editor("applicant.name").value() == "김민수" and RRN[:6] in str(form.model.raw["applicant.rrn"])


def test_without_the_offices_word_it_opens_nothing_and_no_number_is_kept_readable(counter: Counter) -> None:
    lee = counter.sign_in()
    short, services = counter.home.services.short, counter.home.services
    with pytest.raises(Refused, match="short_unlock_off"):
        counter.on_writer(lambda: short.set_number(lee, PASSWORD, NUMBER))
    with pytest.raises(Refused, match="not_allowed"):
        counter.on_writer(lambda: short.allow(lee, True))
    counter.press("Ctrl+L")
    assert not unlock(counter, NUMBER) and "비밀번호가 맞지 않습니다" in says(counter)
    assert unlock(counter, PASSWORD)
    counter.on_writer(lambda: short.allow(services.sign_in("park", PASSWORD), True))
    counter.on_writer(lambda: short.set_number(lee, PASSWORD, NUMBER))
    stored = counter.on_writer(lambda: counter.home.store.working.setting(OWN + "lee"))
    assert stored is not None and NUMBER.encode() not in stored and b"$argon2id$" in stored
    counter.on_writer(lambda: short.allow(services.sign_in("park", PASSWORD), False))
    assert not counter.on_writer(lambda: counter.home.store.working.setting(OWN + "lee"))


def test_three_wrong_tries_ask_for_the_password_which_begins_the_count_again(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    assert not unlock(counter, "1357") and "2번 더" in says(counter)
    assert not unlock(counter, "1357") and "1번 더" in says(counter)
    for typed in ("1357", NUMBER):
        assert not unlock(counter, typed) and "비밀번호를 입력하십시오" in says(counter)
    assert unlock(counter, PASSWORD)
    counter.press("Ctrl+L")
    assert unlock(counter, NUMBER)


def test_it_is_nobody_elses_not_after_an_hour_and_not_after_signing_out(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    assert not unlock(counter, NUMBER, "park")
    counter.home.desk.clock.advance(timedelta(minutes=61))  # type: ignore[attr-defined]
    assert not unlock(counter, NUMBER) and "비밀번호를 입력하십시오" in says(counter)
    assert unlock(counter, PASSWORD)
    counter.window.shell.sign_out()
    counter.settle()
    assert not unlock(counter, NUMBER) and "비밀번호가 맞지 않습니다" in says(counter)


def test_a_clock_that_is_set_back_makes_the_hour_no_longer(counter: Counter) -> None:
    allowed(counter)
    lee, short = counter.opened.context.session.signed_in(), counter.home.services.short
    now = short.locked()
    long_ago = now._replace(running_s=now.running_s - 3_601)  # on the wall it is the same moment again
    with pytest.raises(Refused, match="short_unlock_over"):
        counter.on_writer(lambda: short.unlock(lee, NUMBER, locked=long_ago))
    counter.on_writer(lambda: short.unlock(lee, NUMBER, locked=now._replace(running_s=now.running_s - 3_500)))


def test_what_is_left_is_told_by_both_clocks_and_is_nothing_where_the_password_is_due(counter: Counter) -> None:
    allowed(counter)
    lee, short, desk = counter.opened.context.session.signed_in(), counter.home.services.short, counter.home.desk
    now = short.locked()

    def left(gone_s: int = 0) -> int:
        return counter.on_writer(lambda: short.left_s(lee, now._replace(running_s=now.running_s - gone_s)))

    assert 3_590 <= left() <= 3_600 and 590 <= left(gone_s=3_000) <= 600
    counter.on_writer(lambda: count_failures(desk, "lee", FAILURES_MAX))
    assert left() == 0
    counter.on_writer(lambda: count_failures(desk, "lee", 0))
    assert left() > 0
    counter.on_writer(lambda: counter.home.store.working.put_setting(REVOKED, b"1"))
    assert left() == 0


def test_a_right_number_ends_the_count_of_wrong_ones_and_half_a_character_is_no_password(counter: Counter) -> None:
    allowed(counter)
    lee, short, working = counter.opened.context.session.signed_in(), counter.home.services.short, counter.home.store.working
    locked = short.locked()
    with pytest.raises(Refused, match="short_number_wrong"):
        counter.on_writer(lambda: short.unlock(lee, "1357", locked=locked))
    assert counter.on_writer(lambda: working.attempts("lee"))[0] == 1
    counter.on_writer(lambda: short.unlock(lee, NUMBER, locked=locked))
    assert counter.on_writer(lambda: working.attempts("lee"))[0] == 0
    with pytest.raises(Refused, match="wrong_password"):
        counter.on_writer(lambda: short.set_number(lee, "\ud800", NUMBER))
    assert counter.on_writer(lambda: working.attempts("lee"))[0] == 1


def test_wrong_numbers_are_wrong_passwords_and_end_at_the_same_wait(counter: Counter) -> None:
    allowed(counter)
    counter.press("Ctrl+L")
    for _ in range(3):
        assert not unlock(counter, "1357")
    for _ in range(2):
        assert not unlock(counter, "not-the-password") and "비밀번호가 맞지 않습니다" in says(counter)
    assert not unlock(counter, PASSWORD) and "여러 번 틀려 잠겼습니다" in says(counter)
    counter.home.desk.clock.advance(timedelta(minutes=6))  # type: ignore[attr-defined]
    assert unlock(counter, PASSWORD)
    counter.press("Ctrl+L")
    assert unlock(counter, NUMBER)


def test_a_new_password_or_a_removal_ends_it(counter: Counter) -> None:
    allowed(counter)
    lee, services = counter.opened.context.session.signed_in(), counter.home.services
    counter.home.desk.clock.advance(timedelta(seconds=1))  # type: ignore[attr-defined]
    counter.on_writer(lambda: services.change_password(lee, PASSWORD, "another-long-word"))
    counter.press("Ctrl+L")
    assert not unlock(counter, NUMBER) and "비밀번호를 입력하십시오" in says(counter)
    assert unlock(counter, "another-long-word")


@pytest.mark.parametrize("weak", ["123", "1234567", "1111", "1122", "4567", "9876", "12ab", "１２３９"])
def test_a_weak_number_is_refused(counter: Counter, weak: str) -> None:
    lee, services = counter.sign_in(), counter.home.services
    counter.on_writer(lambda: services.short.allow(services.sign_in("park", PASSWORD), True))
    with pytest.raises(Refused, match="short_number_weak"):
        counter.on_writer(lambda: services.short.set_number(lee, PASSWORD, weak))
    with pytest.raises(Refused, match="wrong_password"):
        counter.on_writer(lambda: services.short.set_number(lee, "not-the-password", NUMBER))


def test_a_desk_that_was_revoked_lets_nobody_in_by_it(counter: Counter) -> None:
    allowed(counter)
    lee, services = counter.opened.context.session.signed_in(), counter.home.services
    locked = services.short.locked()
    counter.on_writer(lambda: counter.home.store.working.put_setting(REVOKED, b"1"))
    with pytest.raises(Refused, match="device_revoked"):
        counter.on_writer(lambda: services.short.unlock(lee, NUMBER, locked=locked))
