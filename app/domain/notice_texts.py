"""The words of notices to citizens: approved texts with named gaps, and how long a text message may be. Pure.

Korean carriers count bytes of EUC-KR: a short message (SMS) has 90, a long one (LMS) 2,000 and a title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec

Way = Literal["sms", "email", "letter"]
SMS_BYTES: Final = 90
LMS_BYTES: Final = 2_000
SUBJECT_BYTES: Final = 40
# What may stand in a text: nothing by which a person could be told apart but a masked name.
GAPS: Final = frozenset(
    {"office", "division", "service", "number", "name", "today", "due_on", "last_day", "until", "what", "round", "left"}
)
_GAP: Final = re.compile(r"\{([a-z_]+)\}")
_UNWRITABLE: Final = "○"


class NoticeDef(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One notice the office has approved. Data in `forms/shared/notices.toml`.

    `on`: `received`, `step:STEP` or `run:NAME` (a list that a person confirms). `chosen`: only where the step says that it was told
    this way. `to`: fields of the case that may hold the number, the first that does counts. `consent`: fields that must be ticked, or
    `FIELD=VALUE`; any of them is enough, and none is needed where the list is empty (a notice the law demands). `each`: told again with
    every such step; otherwise once for a case. `days`: not sent after so many days.
    """

    code: str
    name: dict[str, str]
    life: str
    on: list[str]
    ways: list[Way]
    text: str
    subject: str = ""
    to: tuple[str, ...] = ("applicant.phone",)
    consent: list[str] = []
    chosen: bool = False
    each: bool = False
    days: int = 7
    approved_on: date
    version: int = 1
    source: str = ""


class Wording(NamedTuple):
    """The office's own words of a notice."""

    text: str
    subject: str


class Message(NamedTuple):
    """A notice as it will be sent. `long`: more than a short message holds."""

    text: str
    subject: str
    long: bool


def gaps_of(text: str) -> set[str]:
    """The names of the gaps in that text."""
    return set(_GAP.findall(text))


def weight(text: str) -> int:
    """How many bytes a carrier counts. ValueError if it cannot write them all."""
    return len(text.encode("euc_kr"))


def writable(text: str) -> str:
    """The text with everything a carrier cannot write replaced by ○."""
    return "".join(each if _fits(each) else _UNWRITABLE for each in text)


def _fits(character: str) -> bool:
    try:
        # A syllable outside KS X 1001 becomes four characters in Python's codec; no telephone puts them together again.
        return len(character.encode("euc_kr")) <= 2
    except UnicodeEncodeError:
        return False


def trouble_with(text: str, subject: str) -> str:
    """Why these words cannot be approved: `notice_text_empty`, `notice_gap_unknown`, `notice_text_unwritable`, `notice_text_long`; '' if
    they can. The gaps are counted as they stand: what fills them is cut to what is left."""
    if not text.strip():
        return "notice_text_empty"
    if not gaps_of(text) | gaps_of(subject) <= GAPS or re.search(r"[{}]", _GAP.sub("", text + subject)):
        return "notice_gap_unknown"
    if writable(text + subject) != text + subject:
        return "notice_text_unwritable"
    if weight(text) > LMS_BYTES or weight(subject) > SUBJECT_BYTES:
        return "notice_text_long"
    return ""


def compose(wording: Wording, values: Mapping[str, str]) -> Message:
    """The words with their gaps filled, never longer than a long message holds."""
    text = _cut(_filled(wording.text, values), LMS_BYTES)
    return Message(text, _cut(_filled(wording.subject, values), SUBJECT_BYTES), weight(text) > SMS_BYTES)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _GAP.sub(lambda found: writable(" ".join(values.get(found[1], "").split())), text)


def _cut(text: str, most: int) -> str:
    if weight(text) <= most:
        return text
    kept, left = [], most - 2
    for each in text:
        left -= weight(each)
        if left < 0:
            break
        kept.append(each)
    return "".join(kept) + ".."
