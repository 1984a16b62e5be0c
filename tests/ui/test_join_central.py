"""관리 › 중앙서버: a desk that worked alone joins a central, by its administrator and a team leader, with everything it recorded."""

from __future__ import annotations

import pytest

from app.bootstrap.opening import IDENTITY
from app.central import admin
from app.ui.tabs.admin import join_panel
from app.ui.tabs.admin.join_panel import JoinPanel
from app.ui.tabs.admin.view import PAGES, AdminView
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords
from tests.ui.counter import Counter


def page(counter: Counter) -> JoinPanel:
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index("central"))
    counter.settle()
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView) and view.central.isVisible()
    return view.central


def test_an_administrator_and_a_leader_join_and_the_home_is_opened_anew(
    counter: Counter, sqlite_central: CentralUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(join_panel, "tell", lambda _parent, _title, said, _ok: told.append(said))
    with sqlite_central.database() as db:
        admin.add_staff(db, OFFICE, "jung", "clerk", "정다은", cheap_passwords().verifier(PASSWORD), crypto=sqlite_central.tools)
    counter.sign_in("admin", day=False)
    panel, home = page(counter), counter.home
    identity = home.desk.identity
    code = sqlite_central.invite(identity.desk)
    panel.url.setText(sqlite_central.running.url)
    for user, typed, said in (("", code, "팀장 확인이 필요합니다"), ("park", "AAAA", "등록 번호의 꼴")):
        panel.code.setText(typed)
        panel.second.user.setText(user)
        panel.second.password.setText(PASSWORD)
        panel.go.click()
        counter.settle()
        assert said in panel._notice.text() and not told and panel.go.isEnabled() and not home.services.setup.joined
    panel.code.setText(code)
    panel.second.user.setText("park")
    panel.second.password.setText(PASSWORD)
    panel.go.click()
    counter.settle()
    assert told, panel._notice.text()
    assert "중앙서버에 등록했습니다" in told[0] and home.services.setup.joined
    assert counter.window.isHidden()
    stored = counter.on_writer(lambda: home.store.working.setting(IDENTITY))
    assert stored is not None and sqlite_central.running.url.encode() in stored
    people = counter.on_writer(home.services.staff)  # who may sign in comes from central, and nobody else may
    assert [each.user for each in people if each.active] == ["jung"]


def test_a_leader_only_reads_where_the_desk_belongs(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter)
    assert "단독으로" in panel.told.text() and panel._form.isHidden()
