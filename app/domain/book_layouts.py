"""How the columns of books, and the lines of papers about one case, are made: data with a closed list of sources (REFERENCE §2.10).

A source is a short text. Of the case itself: `number`, `official_no`, `received_at`, `received_on`, `service`, `state`, `copies`,
`clerk`, `channel`, `period`, `limit_at`, `own_due_at`, `due_at`, `birth`, `due_won`, `fee_won`, `contribution_won`, `exemption`,
`tenders`, `done_at`, `done_on`, `result`, `papers`, `penalty`, `ended_early`, `void_day`, `office`. Of what was asked:
`field:applicant.name`, `rows:buyers`. Of its life: `on:STEPS` (the day of the last of those steps, `a|b`), `at:STEPS` (with the time),
`times:STEPS` (how often), `fact:ID` (as it was told last), `told:STEPS:ID` (as it was told with that step), `every:STEP:ID,ID` (as it was
told each time), `clerk:STEPS`, `notice:WORD` (the day of the last notice whose template begins with it). By data: `lookup:NAME`,
`statistic:TABLE` (the column of a yearly table that counts the service), `partner:ROLE` (this office in that role, else the other one).
`=words` stands for itself. A new one is Python with a test.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

PLAIN: Final = frozenset(
    {
        "number",
        "official_no",
        "received_at",
        "received_on",
        "service",
        "state",
        "copies",
        "clerk",
        "channel",
        "period",
        "limit_at",
        "own_due_at",
        "due_at",
        "birth",
        "due_won",
        "fee_won",
        "contribution_won",
        "exemption",
        "tenders",
        "done_at",
        "done_on",
        "result",
        "papers",
        "penalty",
        "ended_early",
        "void_day",
        "office",
    }
)
WITH_NAME: Final = frozenset(
    {"field", "rows", "on", "at", "times", "fact", "told", "every", "clerk", "notice", "lookup", "statistic", "partner"}
)
SUMMED: Final = frozenset({"copies", "due_won", "fee_won", "contribution_won"})


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class ColumnDef(_Data, frozen=True, kw_only=True, rename={"from_": "from"}):
    """One column, or one line of a paper. `from_`: sources, put together with `join`, or with `first` the first that says something.

    `width`: its share of the page. `sum`: its figures are added up on every page.
    """

    title: str
    from_: list[str] = []
    join: str = " "
    first: bool = False
    width: float = 10
    align: Literal["left", "right", "center"] = "left"
    sum: bool = False


class Lookup(_Data, frozen=True, kw_only=True):
    """A book's own words for services, or else for the answer to `field`."""

    words: dict[str, str]
    field: str = ""


class BookLayout(_Data, frozen=True, kw_only=True):
    """The layout of one book (forms/shared/book_columns.toml). Its columns stand in the order of `books.toml`.

    `of`: whose lines they are; of `cases` those of the services that name the book, and of `lives` beside them. `numbers_in_full`: the
    statute wants the whole number, so the original prints it (인감증명법 시행령 별지 제14호서식).
    """

    book: str
    column: list[ColumnDef]
    of: Literal["cases", "takings", "closings", "kiosks", "files"] = "cases"
    lives: list[str] = []
    numbers_in_full: bool = False


class CaseList(_Data, frozen=True, kw_only=True):
    """A list of cases that is no statutory book: those of a life to which one of these steps happened in the period.

    `states`: only cases in one of them. `sign`: the posts that sign below.
    """

    code: str
    name: str
    lives: list[str]
    steps: list[str]
    column: list[ColumnDef]
    states: list[str] = []
    sign: list[str] = []
    note: str = ""


class CasePaperDef(_Data, frozen=True, kw_only=True):
    """A paper about one case (forms/shared/case_papers.toml): for which lives, and after which of its steps (none: at receipt).

    `line`: facts with their labels; what is empty is left out. `say`: sentences above them, `after` below, `note` in small type.
    `after_of`: by family of the service what stands there instead, where another law says how to object.
    `sign`: who signs. `to`, `address`: sources of whom it is addressed to. `full_names`: it goes to that person, so names stand in full.
    `of`: only for these services. `not_of`: not for these, which nobody files: the office begins them itself. `when`: an answer or a fact
    and the values it must have. `seal` empty: no sentence and no office below.
    """

    code: str
    name: str
    lives: list[str]
    line: list[ColumnDef]
    steps: list[str] = []
    of: list[str] = []
    not_of: list[str] = []
    when: dict[str, list[str]] = {}
    to: str = "field:applicant.name"
    address: str = ""
    say: list[str] = []
    after: list[str] = []
    after_of: dict[str, list[str]] = {}
    note: list[str] = []
    sign: list[str] = []
    seal: str = "위와 같이 알려 드립니다."
    qr: bool = False
    full_names: bool = False
    source: str = ""


class Layouts(_Data, frozen=True, kw_only=True):
    """All of it: books by their code, lists and papers, and the words they are told with. `states`: state or `life.state` → word."""

    books: dict[str, BookLayout] = {}
    states: dict[str, str] = {}
    lookups: dict[str, Lookup] = {}
    lists: list[CaseList] = []
    papers: list[CasePaperDef] = []


def is_source(text: str) -> bool:
    """Whether that is one of the closed list."""
    if text.startswith("=") or text in PLAIN:
        return True
    kind, _, rest = text.partition(":")
    return kind in WITH_NAME and bool(rest) and (kind not in ("told", "every") or rest.count(":") == 1)
