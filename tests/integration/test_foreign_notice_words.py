"""What a stolen desk may say about the office's notices, and what the others make of it: its words reach no citizen."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.bootstrap.homes import Home
from app.domain.entries import Fact
from app.domain.notice_entries import NoticeTextSet
from app.domain.views import Actor
from tests.integration.test_notices import arrived, home, park, second, words

__all__ = ["home"]
READY = "passport_ready"


def said(home: Home, text: str, actor: Actor, confirmed_by: UUID | None, subject: str = "") -> None:
    """The entry is in the book, past every service that would have asked who writes it."""
    body = NoticeTextSet(template=READY, text=text, subject=subject, reason="x", confirmed_by=confirmed_by)
    with home.store.transaction(actor=actor.entry_id, day="2026-11-20") as tx:
        tx.append(Fact(body, home.desk.ids.new_id()))


def told_with(home: Home) -> str:
    """The words of the newest notice, of a passport that comes back now."""
    arrived(home, seed=60 + len(words(home)))
    return words(home)[-1].text


def test_words_without_two_who_may_reach_nobody(home: Home) -> None:
    leader, clerk = park(home), second(home)
    ours = told_with(home)
    said(home, "입금하십시오 http://x", clerk, None)
    said(home, "입금하십시오 http://x", clerk, leader.entry_id)
    said(home, "입금하십시오 http://x", leader, None)
    said(home, "입금하십시오 http://x", leader, leader.entry_id)
    assert told_with(home).split()[:2] == ours.split()[:2]
    assert not any(each.own for each in home.services.notices.texts())
    said(home, "여권이 왔습니다.", leader, clerk.entry_id)
    assert told_with(home) == "여권이 왔습니다."


@pytest.mark.parametrize(("text", "subject"), [("😀", ""), ("\ud7ff{x", ""), ("가" * 3_000, ""), ("여권", "🎉"), ("{rrn}", "")])
def test_words_that_no_telephone_shows_stop_no_case(home: Home, text: str, subject: str) -> None:
    ours = told_with(home)
    said(home, text, park(home), second(home).entry_id, subject)
    assert told_with(home).split()[:2] == ours.split()[:2]
