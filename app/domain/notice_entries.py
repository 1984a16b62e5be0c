"""What entries say about notices to citizens (문자, 전자우편, 편지): what became of one, and who wants none."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from app.domain.bounds import Int
from app.domain.entry_body import Body

# What became of a notice, the later word counting: see `domain.notices.RANK`.
NoticeState = Literal["unknown", "sent", "repeated", "refused", "failed", "delivered"]


class NoticeAnswered(Body, frozen=True):
    """What central, or the office's own post, made of a notice that was asked for; written by the desk that asked.

    `sent`: handed to the provider · `delivered`: at the telephone, or in the letter box · `failed` with the provider's `code` ·
    `refused`: who it was for wants none · `repeated`: the same thing had been told before, so nothing was sent · `unknown`: it may have
    been sent, nobody can say; it is never sent again by itself. `at`: ms, when that happened.
    """

    notice_id: UUID
    state: NoticeState
    code: str = ""
    at: Int = 0


class NoticeRefused(Body, frozen=True):
    """수신거부: nothing is sent to that number any more, or again from now on (`refused` false). `mac`: keyed hash of the number."""

    mac: bytes
    refused: bool = True
    reason: str = ""


class NoticeTextSet(Body, frozen=True):
    """The office's own words of a notice from now on; '' for those of the program. Approved by two (`confirmed_by`)."""

    template: str
    text: str = ""
    subject: str = ""
    reason: str = ""
    confirmed_by: UUID | None = None


class NoticesPosted(Body, frozen=True):
    """Letters to people of a list who have no case here (여권 만료 안내): `told`, the keyed hashes of whom; `ref`: of the paper they were
    printed on. Nobody among them gets the same letter again on another paper.
    """

    template: str
    ref: str
    told: list[bytes] = []
