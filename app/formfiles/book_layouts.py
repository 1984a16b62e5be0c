"""`shared/book_columns.toml` and `shared/case_papers.toml`: how books, lists and papers of cases are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

import msgspec

from app.domain.book_layouts import BookLayout, ColumnDef, Layouts, is_source
from app.domain.errors import IntegrityViolated
from app.domain.forms import Book, Family
from app.domain.lives import TABLES
from app.formfiles.checks import FormInvalid

BOOK_COLUMNS: Final = "shared/book_columns.toml"
CASE_PAPERS: Final = "shared/case_papers.toml"


def load_layouts(columns: Mapping[str, Any], papers: Mapping[str, Any], books: Mapping[str, Book]) -> Layouts:
    """Both files, checked: every book has its layout with its own columns, every source is one of the closed list, lives and steps exist.

    Raises IntegrityViolated `form_invalid`.
    """
    try:
        found = msgspec.convert(
            {
                "books": {each["book"]: each for each in columns.get("layout", [])},
                "states": columns.get("states", {}),
                "lookups": columns.get("lookup", {}),
            },
            Layouts,
        )
        _check_books(found.books, books)
    except (FormInvalid, msgspec.ValidationError, KeyError, TypeError) as error:
        raise IntegrityViolated("form_invalid", file=BOOK_COLUMNS, reason=str(error)) from error
    try:
        letters = msgspec.convert({"lists": papers.get("list", []), "papers": papers.get("paper", [])}, Layouts)
        for paper in letters.papers:
            _check_sources(paper.code, paper.line)
            _check_lives(paper.code, paper.lives, paper.steps)
            if wrong := paper.after_of.keys() - set(get_args(Family)):
                raise FormInvalid(f"{paper.code}: {min(wrong)} is no family of services")
        for each in letters.lists:
            _check_sources(each.code, each.column)
            _check_lives(each.code, each.lives, each.steps)
    except (FormInvalid, msgspec.ValidationError, TypeError) as error:
        raise IntegrityViolated("form_invalid", file=CASE_PAPERS, reason=str(error)) from error
    return msgspec.structs.replace(found, lists=letters.lists, papers=letters.papers)


def _check_books(layouts: Mapping[str, BookLayout], books: Mapping[str, Book]) -> None:
    if apart := layouts.keys() ^ books.keys():
        raise FormInvalid(f"{min(apart)} has no layout, or is no book")
    for layout in layouts.values():
        if [each.title for each in layout.column] != books[layout.book].columns:
            raise FormInvalid(f"{layout.book}: its columns are not those of the book")
        _check_sources(layout.book, layout.column)
        _check_lives(layout.book, layout.lives, [])


def _check_sources(code: str, columns: Iterable[ColumnDef]) -> None:
    for column in columns:
        if wrong := [each for each in column.from_ if not is_source(each)]:
            raise FormInvalid(f"{code}: {wrong[0]} is no source")


def _check_lives(code: str, lives: Iterable[str], steps: Iterable[str]) -> None:
    known = {row.trigger.removeprefix("case_advanced:") for life in lives for row in TABLES.get(life, ())}
    if any(life not in TABLES for life in lives) or (missing := set(steps) - known):
        raise FormInvalid(f"{code}: an unknown life, or steps {sorted(missing) if lives else []} it does not have")
