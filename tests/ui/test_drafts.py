"""What was typed and taken is on disk as it grows, comes back to the person it belongs to, and is never another's (UI.md, Hands)."""

from __future__ import annotations

import random

import pytest
from PyQt6.QtWidgets import QPushButton

from app.devices.terminal_simulator import Step
from app.domain.errors import Refused
from app.ui.shots import pump
from tests.desks import PASSWORD
from tests.ui.counter import Counter, a_counter
from tests.ui.joined import Joined
from tests.ui.test_flows import RRN, cases, to_basket


def kept(counter: Counter) -> dict[str, dict[str, object]]:
    return counter.on_writer(counter.home.services.drafts)


def names(counter: Counter) -> list[object]:
    return [line.draft.applicant["name"] for line in counter.opened.context.visit.lines]


def take(counter: Counter, name: str) -> None:
    """A certificate of that person is in the basket; the people of an earlier line are typed over."""
    begin(counter, name)
    counter.press("Return", "1")
    to_basket(counter)


def begin(counter: Counter, name: str) -> None:
    counter.press("F5")
    form = counter.window.intake("seal").form
    assert form is not None
    form.go_to("applicant.name")
    counter.type(name)
    form.go_to("applicant.rrn")
    counter.digits(RRN)


def change_to(counter: Counter, user: str) -> None:
    """The screen is locked and that person signs in."""
    counter.press("Ctrl+L")
    counter.window.shell.sign_in(user, PASSWORD)
    counter.settle()


def after_a_crash(counter: Counter) -> Counter:
    """The program is gone without a word; another one opens the same home and the same person signs in."""
    counter.opened.context.session.actor = None
    counter.opened.close()
    pump()
    counter.opened = a_counter(counter.home).opened
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    return counter


def test_the_basket_is_on_disk_line_by_line_and_gone_with_the_last(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "김민수")
    take(counter, "이서연")
    (draft,) = (content for key, content in kept(counter).items() if key == "visit/lee")
    lines = draft["lines"]
    assert isinstance(lines, list) and [each["applicant"]["name"] for each in lines] == ["김민수", "이서연"]
    counter.window.basket.focus_table()
    counter.press("Del", "Up", "Del")
    assert kept(counter) == {}


def test_after_a_crash_basket_and_form_are_there_again_and_nothing_is_recorded_twice(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "김민수")
    counter.press("F12", "8")
    begin(counter, "이서연")
    counter.press("F6")  # left for another station, it is on disk as it was typed
    after_a_crash(counter)
    assert names(counter) == ["김민수"] and counter.opened.context.visit.exemption is not None
    assert "다시 담았습니다" in counter.window.basket.notice.text()
    counter.press("F5")
    form = counter.window.intake("seal").form
    assert form is not None and form.editor("applicant.name").value() == "이서연"
    counter.press("Return", "Return", "Return", "1")
    counter.press("F10", "Return", "Return")
    assert len(cases(counter)) == 2 and kept(counter) == {}
    after_a_crash(counter)
    assert names(counter) == [] and len(cases(counter)) == 2


def test_what_is_recorded_is_no_draft_any_more_in_the_same_commit(counter: Counter) -> None:
    actor = counter.sign_in()
    take(counter, "김민수")
    (line,) = counter.opened.context.visit.lines
    services = counter.home.services
    with pytest.raises(Refused, match="tender_unknown"):
        counter.on_writer(lambda: services.record_visit(actor, [line.draft], tender="shells", kept="visit/lee"))
    assert set(kept(counter)) == {"visit/lee"}
    counter.on_writer(lambda: services.record_visit(actor, [line.draft], tender="cash", kept="visit/lee"))
    after_a_crash(counter)
    assert names(counter) == [] and len(cases(counter)) == 1


def test_a_basket_that_is_cleared_for_another_person_stays_on_disk(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "김민수")
    counter.window.forget_forms()
    counter.settle()
    assert names(counter) == [] and set(kept(counter)) == {"visit/lee"}


def test_lines_that_are_being_charged_are_no_draft_and_come_back_when_nothing_was_taken(counter: Counter, joined: Joined) -> None:
    joined(Step(on="purchase", do="no_answer"), Step(on="inquiry", do="no_answer"))
    counter.sign_in()
    take(counter, "김민수")
    counter.press("F11", "Return")
    assert counter.window.basket.presenter.charging() and kept(counter) == {}
    counter.window.basket.presenter.not_charged("")
    counter.settle()
    assert names(counter) == ["김민수"] and set(kept(counter)) == {"visit/lee"}


def test_the_next_citizen_is_not_called_over_a_form_that_lies_begun_elsewhere(counter: Counter) -> None:
    counter.sign_in()
    begin(counter, "김민수")
    counter.press("F6", "F2")
    assert "인감증명" in counter.window.basket.notice.text() and counter.opened.context.visit.number == 1
    counter.press("F5", "F4", "F2")
    assert counter.opened.context.visit.number > 1
    counter.press("F5")
    form = counter.window.intake("seal").form
    assert form is not None and form.editor("applicant.name").value() == ""


@pytest.mark.parametrize("seed", range(2))
def test_two_clerks_and_their_citizens_are_never_mixed_up(counter: Counter, seed: int) -> None:
    """Whatever they do in whatever order: each finds what is theirs, whole, and nothing else."""
    dice = random.Random(seed)
    mine: dict[str, list[str]] = {"lee": [], "park": []}
    aside: dict[str, list[list[str]]] = {"lee": [], "park": []}
    counter.sign_in()
    user, people = "lee", iter(["김하나", "박도윤", "이서연", "최한별", "정다은", "강시우", "조은별", "윤지호"])
    for _ in range(10):
        act = dice.choice(["take", "take", "park", "change", "crash"])
        if act == "take" and (name := next(people, None)) is not None:
            take(counter, name)
            mine[user].append(name)
        elif act == "park":
            counter.press("F4")
            if mine[user]:
                aside[user].append(mine[user])
                mine[user] = []
            elif aside[user]:
                mine[user] = aside[user].pop(0)
        elif act == "change":
            user = "park" if user == "lee" else "lee"
            change_to(counter, user)
        elif act == "crash":
            after_a_crash(counter)
            if user != "lee":
                change_to(counter, user)
        assert names(counter) == mine[user], act
    seen = {key: content for key, content in kept(counter).items() if key.startswith("visit/")}
    assert {key.removeprefix("visit/") for key in seen} == {each for each, taken in mine.items() if taken}


def test_a_lock_before_the_drafts_have_come_is_no_bug_and_brings_nobody_anothers_visit(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "김민수")
    counter.press("F4", "Ctrl+L")
    counter.window.shell._signed_in(counter.on_writer(lambda: counter.home.services.sign_in("lee", PASSWORD)), ("seal",))
    counter.window.shell.sign_out("lock")
    counter.settle()
    assert counter.opened.context.session.actor is None
    counter.window.shell.sign_in("lee", PASSWORD)
    counter.settle()
    counter.window.basket.presenter.park_or_resume()  # its answer is still on its way when another person sits here
    counter.window.shell.sign_out("lock")
    counter.window.shell._signed_in(counter.on_writer(lambda: counter.home.services.sign_in("park", PASSWORD)), ("seal",))
    counter.settle()
    assert counter.opened.context.visit.lines == []
    assert any(key.startswith("parked:lee/") for key in kept(counter))


def test_what_a_colleague_left_is_told_and_can_be_ended_by_who_closes(counter: Counter) -> None:
    """A visit that somebody put aside holds up the closing: when they have gone home, whoever is here ends it."""
    counter.sign_in()
    take(counter, "김민수")
    counter.press("F4")
    change_to(counter, "park")
    assert any("(1)" in each.text() for each in counter.window.basket.findChildren(QPushButton))
    counter.window.go("closing", "close")
    counter.settle()
    counter.window.go("integrated", "parked")
    counter.settle()
    notice = counter.window.basket.notice
    assert "lee" in notice.text() and "F4" in notice.text()
    counter.press("F4")
    assert names(counter) == ["김민수"]
    counter.window.basket.table.setFocus()
    counter.press("Del")
    assert counter.focused() == "민원 찾기"
    assert counter.on_writer(counter.home.services.day_status).blockers == {}


def test_a_colleagues_visit_comes_back_only_once_it_was_said_whose_it_is(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "김민수")
    counter.press("F4")
    change_to(counter, "park")
    counter.press("F5", "F4")
    assert names(counter) == [] and "lee" in counter.window.basket.notice.text()
    counter.press("F4")
    assert names(counter) == ["김민수"]


def test_ones_own_visit_comes_before_a_colleagues_and_the_way_there_says_the_key(counter: Counter) -> None:
    counter.sign_in()
    take(counter, "김민수")
    counter.press("F4")
    change_to(counter, "park")
    take(counter, "박도윤")
    counter.press("F4")
    counter.window.go("integrated", "parked")
    counter.settle()
    assert "F4" in counter.window.basket.notice.text() and "lee" not in counter.window.basket.notice.text()
    counter.press("F4")
    assert names(counter) == ["박도윤"]
