"""What an office decides about its money, in the window: the district's share of passport fees and how a desk counts and stamps."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.drawer_settings import DrawerSettings
from app.ui.tabs.admin.view import PAGES, AdminView
from tests.desks import PASSWORD
from tests.ui.counter import Counter
from tests.ui.test_drawer import closing


def page(counter: Counter, name: str) -> AdminView:
    """That page of the management tab, by the arrow keys."""
    counter.window.go("admin")
    counter.settle()
    counter.press("Home", *["Down"] * PAGES.index(name))
    view = counter.window.tabs["admin"]
    assert isinstance(view, AdminView) and getattr(view, name).isVisible()
    return view


def test_two_people_set_the_districts_share_of_passport_fees(counter: Counter) -> None:
    counter.sign_in("park")
    panel = page(counter, "share").share
    assert "정하지 않았습니다" in panel.now.text()
    panel.percent.setFocus()
    for typed in ("22.5", "", "시 통보 2026-31", "admin"):
        counter.type(typed)
        counter.press("Return")
    counter.type(PASSWORD)
    counter.press("Return")
    assert panel.now.text() == "지금 비율 22.5%"
    cells = [panel.table.item(0, at).text() for at in range(4)]  # type: ignore[union-attr]
    assert cells == ["2026-11-20 09:00", "22.5%", "시 통보 2026-31", "박가람, 관리자"]
    fees = counter.home.services.office_fees
    assert counter.on_writer(lambda: fees.share(datetime(2026, 11, 20, 0, 1, tzinfo=UTC))) == 2250


def test_one_person_alone_sets_no_share(counter: Counter) -> None:
    counter.sign_in("park")
    view = page(counter, "share")
    view.share.percent.setFocus()
    for typed in ("22", "", "시 통보", "", ""):
        counter.type(typed)
        counter.press("Return")
    assert "두 사람이" in view.notice.text() and "정하지 않았습니다" in view.share.now.text()
    view.share.percent.setText("120,5")
    view.share._set()
    assert "비율이 맞지 않습니다" in view.notice.text()
    counter.press("Ctrl+L")
    assert view.share.percent.text() == ""


def test_a_clerk_reads_how_the_desk_counts_and_a_leader_sets_it(counter: Counter) -> None:
    counter.sign_in()
    panel = page(counter, "drawer").drawer
    assert not panel.blind.isEnabled() and panel.keep.isHidden()
    counter.window.shell.sign_out("lock")
    counter.settle()
    counter.sign_in("park", day=False)
    panel = page(counter, "drawer").drawer
    panel.blind.setChecked(True)
    panel.stamps.setCurrentIndex(2)
    panel.treasury.setText("가온은행 가온구청점")
    panel.keep.click()
    counter.settle()
    kept = counter.on_writer(counter.home.services.drawer.settings)
    assert kept == DrawerSettings(blind=True, stamps="machine", treasury="가온은행 가온구청점")
    assert "인증기" in closing(counter, "checks").checks._stamps_set.text()


def test_the_names_of_the_approval_boxes_stand_on_the_papers_from_then_on(counter: Counter) -> None:
    counter.sign_in("park")
    view = page(counter, "drawer")
    view.drawer.approvals.setText("담당, 팀장, 과장, 팀장")
    view.drawer.keep.click()
    counter.settle()
    assert "결재란 이름이 맞지 않습니다" in view.notice.text()
    view.drawer.approvals.setText("담당,  주무관, 민원봉사과장")
    view.drawer.keep.click()
    counter.settle()
    assert view.drawer.approvals.text() == "담당, 주무관, 민원봉사과장"
    services, park = counter.home.services, counter.window.shell._context.session.signed_in()
    paper = counter.on_writer(lambda: services.drawer.interim(park))
    assert paper.office.approval_boxes == ["담당", "주무관", "민원봉사과장"]
