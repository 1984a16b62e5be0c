"""The folder `forms/`: one file per service, and `shared/` with what several services use.

`shared/fields.toml`, `papers.toml` and `fees.toml` hold definitions by name; a form takes one over with `use = "name"` and
may replace single keys of it. After loading nothing of this is left: a `FormDef` stands alone. `fields-<subject>.toml` and
`steps-<subject>.toml` beside `fields.toml` and `steps.toml` are read as if they stood in them.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.domain.errors import IntegrityViolated
from app.domain.forms import Book, Catalogue, Exemption, FormDef, PenaltyScheme, Programmes, RevenueAccount, StepDef, TenderDef
from app.domain.notice_texts import NoticeDef
from app.formfiles.book_layouts import BOOK_COLUMNS, CASE_PAPERS, load_layouts
from app.formfiles.checks import (
    FormInvalid,
    check_accounts,
    check_exemptions,
    check_follow_ons,
    check_form,
    check_penalties,
    check_steps,
    check_tenders,
)
from app.formfiles.notices import check_notices

Table = dict[str, Any]
T = TypeVar("T")


def load_catalogue(root: Path) -> Catalogue:
    """Every form of the folder, checked, with exemptions, books, tenders and the bundle's id.

    Raises IntegrityViolated `form_invalid` with `file` and `reason` at the first file that is not a form; nothing half
    loaded is ever returned.
    """
    exemptions = {each.code: each for each in _listed(root, "exemptions.toml", "exemption", Exemption)}
    books = {each.code: each for each in _listed(root, "books.toml", "book", Book)}
    with _naming("shared/exemptions.toml"):
        check_exemptions(exemptions.values())
    tenders = _listed(root, "tenders.toml", "tender", TenderDef)
    with _naming("shared/tenders.toml"):
        check_tenders(tenders)
    accounts = _listed(root, "revenue_accounts.toml", "account", RevenueAccount)
    shared = {"fields": _fields(root), "papers": _toml(root, "shared/papers.toml"), "fees": _toml(root, "shared/fees.toml")}
    forms: dict[str, FormDef] = {}
    for path in sorted(root.glob("*.toml")):
        form = _form(root, path.name, shared)
        with _naming(path.name):
            if form.id != path.stem:
                raise FormInvalid(f"id {form.id} is not the file's name")
            if any(form.code == other.code for other in forms.values()):
                raise FormInvalid(f"code {form.code} is taken")
            check_form(form, exemptions=exemptions, books=books)
        forms[form.id] = form
    if not forms:
        raise IntegrityViolated("form_invalid", file=root.name, reason="no forms found")
    for form in forms.values():
        with _naming(f"{form.id}.toml"):
            check_follow_ons(form, forms)
    steps = _steps(root, shared["fields"])
    holidays = _holidays(root)
    return Catalogue(
        bundle=bundle_of(root),
        forms=forms,
        exemptions=exemptions,
        books=books,
        steps=steps,
        holidays=frozenset(holidays),
        holiday_names=holidays,
        penalties=_penalties(root, forms),
        programmes=_programmes(root),
        layouts=load_layouts(_toml(root, BOOK_COLUMNS), _toml(root, CASE_PAPERS), books),
        tenders={each.code: each for each in tenders},
        accounts=_accounts(accounts, forms),
        notices=_notices(root),
    )


def _notices(root: Path) -> list[NoticeDef]:
    found = _listed(root, "notices.toml", "notice", NoticeDef)
    with _naming("shared/notices.toml"):
        check_notices(found)
    return found


def _accounts(accounts: list[RevenueAccount], forms: Mapping[str, FormDef]) -> list[RevenueAccount]:
    with _naming("shared/revenue_accounts.toml"):
        check_accounts(accounts, forms)
    return accounts


def bundle_of(root: Path) -> bytes:
    """The bundle's id: 16 bytes of the SHA-256 over every form file, name and content, in the order of the names.

    Line ends are counted as LF, so a checkout on Windows has the bundle of the release.
    """
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.toml"), key=lambda path: path.relative_to(root).as_posix()):
        name = path.relative_to(root).as_posix().encode()
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(len(name).to_bytes(4) + name + len(content).to_bytes(8) + content)
    return digest.digest()[:16]


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Turns what is wrong with a file into `form_invalid` of that file."""
    try:
        yield
    except OSError as error:
        raise IntegrityViolated("form_invalid", file=file, reason=error.strerror) from error
    except (FormInvalid, msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntegrityViolated("form_invalid", file=file, reason=str(error)) from error


def _toml(root: Path, name: str) -> Table:
    with _naming(name):
        found = tomllib.loads((root / name).read_bytes().decode())
    return found


def _listed(root: Path, name: str, key: str, kind: type[T]) -> list[T]:
    file = f"shared/{name}"
    table = _toml(root, file)
    with _naming(file):
        if set(table) != {key}:
            raise FormInvalid(f"only [[{key}]] may stand here")
        return msgspec.convert(table[key], list[kind])  # type: ignore[valid-type]


def _form(root: Path, name: str, shared: Mapping[str, Table]) -> FormDef:
    table = _toml(root, name)
    with _naming(name):
        for key, known in shared.items():
            table[key] = [_used(each, known) for each in table.get(key, [])]
        return msgspec.convert(table, FormDef)


def _parts(root: Path, name: str) -> list[str]:
    """`shared/name.toml` and its parts by subject, each as a file of that folder."""
    return [f"shared/{name}.toml", *(f"shared/{path.name}" for path in sorted((root / "shared").glob(f"{name}-*.toml")))]


def _fields(root: Path) -> Table:
    known: Table = {}
    for file in _parts(root, "fields"):
        table = _toml(root, file)
        with _naming(file):
            if twice := known.keys() & table.keys():
                raise FormInvalid(f"field {min(twice)} twice")
        known.update(table)
    return known


def _steps(root: Path, fields: Table) -> list[StepDef]:
    steps: list[StepDef] = []
    for file in _parts(root, "steps"):
        table = _toml(root, file)
        with _naming(file):
            for step in table.get("step", []):
                step["fields"] = [_used(each, fields) for each in step.get("fields", [])]
            steps += msgspec.convert(table.get("step", []), list[StepDef])
            check_steps(steps)
    return steps


def _penalties(root: Path, forms: Mapping[str, FormDef]) -> dict[str, PenaltyScheme]:
    """By service what filing it too late costs."""
    schemes = _listed(root, "penalties.toml", "penalty", PenaltyScheme)
    with _naming("shared/penalties.toml"):
        check_penalties(schemes, forms)
    return {service: each for each in schemes for service in each.services}


def _programmes(root: Path) -> Programmes:
    """What the office offers by its own rules."""
    file = "shared/programmes.toml"
    table = _toml(root, file)
    with _naming(file):
        return msgspec.convert(table, Programmes)


def _holidays(root: Path) -> dict[date, str]:
    """The public holidays of `shared/holidays.toml` with their names."""
    file = "shared/holidays.toml"
    table = _toml(root, file)
    with _naming(file):
        if set(table) != {"holiday"}:
            raise FormInvalid("only [holiday] may stand here")
        return msgspec.convert(table["holiday"], dict[date, str])


def _used(each: Table, known: Table, depth: int = 0) -> Table:
    """The definition that `use` names, with what is said differently here."""
    if "use" not in each:
        return each
    name = each["use"]
    if name not in known or depth > 3:
        raise FormInvalid(f"nothing shared is called {name}")
    return {**_used(known[name], known, depth + 1), **{key: value for key, value in each.items() if key != "use"}}
