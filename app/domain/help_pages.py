"""Pages of help: headings, sentences, steps and pictures; which page belongs to a place of the window, and which say a word. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from app.domain.find_services import plain
from app.domain.papers import OfficeInfo


class HelpPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part of a page, in this order: heading, sentences, numbered steps, picture with the words below it. Empty ones are left out.

    `picture`: name of a file as it is written, and its path once the page is read; `says`: what is seen there, for who does not see it.
    """

    heading: str = ""
    text: list[str] = []
    steps: list[str] = []
    picture: str = ""
    says: str = ""


class HelpPage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`places`: tabs, or `tab/page`, that it is about; `login` is the window before anybody is signed in."""

    id: str
    title: str
    places: list[str] = []
    parts: list[HelpPart]


class HelpSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A page of help as a paper."""

    office: OfficeInfo
    made_at: datetime
    page: HelpPage
    training: bool = False

    @property
    def ref(self) -> str:
        return self.page.id


def page_for(pages: Sequence[HelpPage], place: str) -> HelpPage:
    """The page about that place, else about its tab, else the first. IndexError without any page."""
    for wanted in (place, place.partition("/")[0]):
        for page in pages:
            if wanted in page.places:
                return page
    return pages[0]


def pages_with(pages: Sequence[HelpPage], text: str) -> list[HelpPage]:
    """Pages that say every word of `text`, those first whose title does; all of them for an empty text."""
    words = [plain(each) for each in text.split()]
    found = [page for page in pages if all(any(word in plain(said) for said in words_of(page)) for word in words)]
    return sorted(found, key=lambda page: not all(word in plain(page.title) for word in words))


def words_of(page: HelpPage) -> Iterator[str]:
    """Everything the page says, from top to bottom."""
    yield page.title
    for part in page.parts:
        yield from (each for each in (part.heading, *part.text, *part.steps, part.says) if each)
