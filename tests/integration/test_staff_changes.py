"""사용자관리: a role changed and a person who left, at a desk without central and at central, and the logs of both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.central import admin, staff_log
from app.domain.errors import Refused
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, a_home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path)
    yield made
    made.close()


def test_who_left_does_not_sign_in_and_who_rose_does_with_the_new_role(home: Home) -> None:
    services = home.services
    root = services.sign_in("admin", PASSWORD)
    services.access.remove_staff(root, "lee")
    with pytest.raises(Refused, match="wrong_password"):
        services.sign_in("lee", PASSWORD)
    assert services.access.change_role(root, "choi", "supervisor") == "supervisor"
    assert services.sign_in("choi", PASSWORD).role == "supervisor"
    services.access.change_role(root, "lee", "clerk")
    assert services.sign_in("lee", PASSWORD).role == "clerk"
    log = [(row.user, row.action, row.role, row.by, row.desk) for row in services.access.staff_log(root)]
    assert log[:3] == [
        ("lee", "changed", "clerk", "admin", "03"),
        ("choi", "changed", "supervisor", "admin", "03"),
        ("lee", "removed", "clerk", "admin", "03"),
    ]
    assert len(log) == 7 and {(row[1], row[3]) for row in log[3:]} == {("added", "")}
    home.store.rebuild()
    assert [(row.user, row.action, row.role, row.by, row.desk) for row in services.access.staff_log(root)] == log


def test_nobody_changes_their_own_rights_or_those_of_nobody(home: Home) -> None:
    services = home.services
    root, park, lee = (services.sign_in(user, PASSWORD) for user in ("admin", "park", "lee"))
    for wrong, user, code in ((root, "admin", "staff_is_yourself"), (root, "kim", "staff_unknown"), (park, "lee", "not_allowed")):
        with pytest.raises(Refused, match=code):
            services.access.remove_staff(wrong, user)
    with pytest.raises(Refused, match="role_unknown"):
        services.access.change_role(root, "lee", "king")
    services.access.remove_staff(root, "lee")
    with pytest.raises(Refused, match="staff_unknown"):
        services.access.remove_staff(root, "lee")
    with pytest.raises(Refused, match="not_allowed"):
        services.access.staff_log(lee)


def test_who_forgot_a_password_is_given_another_by_an_administrator_alone(home: Home) -> None:
    """Otherwise nothing would be left but a second user for the same person: a desk without central has nobody else to ask."""
    services, access = home.services, home.services.access
    root, park = services.sign_in("admin", PASSWORD), services.sign_in("park", PASSWORD)
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_password"):
            services.sign_in("lee", "forgotten-2026")
    with pytest.raises(Refused, match="locked_out"):
        services.sign_in("lee", PASSWORD)
    for wrong, user, password, code in (
        (park, "lee", "another-pass-2026", "not_allowed"),
        (root, "admin", "another-pass-2026", "staff_is_yourself"),
        (root, "kim", "another-pass-2026", "staff_unknown"),
        (root, "lee", "short", "password_too_short"),
    ):
        with pytest.raises(Refused, match=code):
            access.give_password(wrong, user, password)
    access.give_password(root, "lee", "another-pass-2026")
    assert services.sign_in("lee", "another-pass-2026").role == "clerk"
    with pytest.raises(Refused, match="wrong_password"):
        services.sign_in("lee", PASSWORD)
    newest = access.staff_log(root)[0]
    assert (newest.user, newest.action, newest.by) == ("lee", "password", "admin")
    access.remove_staff(root, "lee")
    with pytest.raises(Refused, match="staff_unknown"):
        access.give_password(root, "lee", PASSWORD)


def test_central_keeps_every_change_of_its_people(central: CentralUnderTest) -> None:
    tools = central.tools
    with central.database() as db:
        admin.add_office(db, OFFICE, "가온구청")
        admin.add_staff(db, OFFICE, "lee", "clerk", "이하늘", "$", crypto=tools, by="root")
        admin.add_staff(db, OFFICE, "lee", "supervisor", "이하늘", "$", crypto=tools, by="root")
        admin.remove_staff(db, OFFICE, "lee", crypto=tools, by="kim")
        with pytest.raises(Refused, match="staff_unknown"):
            admin.remove_staff(db, OFFICE, "lee", crypto=tools)
        admin.add_staff(db, OFFICE, "lee", "clerk", "이하늘", "$", crypto=tools)
        log = [(row["action"], row["role"], row["by_user"]) for row in staff_log.read(db, OFFICE)]
        assert log == [
            ("added", "clerk", "root"),
            ("changed", "supervisor", "root"),
            ("removed", "supervisor", "kim"),
            ("added", "clerk", ""),
        ]
        assert staff_log.read(db, "99999") == []
