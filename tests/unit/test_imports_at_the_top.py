"""Our own imports inside a function are rings in disguise, or modules that are loaded with their first need: each has its reason here."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

from tests.desks import ROOT

PER_COMMAND: Final = "a command loads what it needs and nothing else"
FIRST_NEED: Final = "what is loaded with it is heavy, and many desks never need it"
AFTER_FIRST_SIGHT: Final = "the login page is painted before the rest is loaded"
WHY: Final = {
    "app/__main__.py": PER_COMMAND,
    "app/bootstrap/joints.py": PER_COMMAND,
    "app/cli/main.py": PER_COMMAND,
    "app/bootstrap/demo.py": PER_COMMAND,
    "app/bootstrap/window.py": AFTER_FIRST_SIGHT,
    "app/bootstrap/first_window.py": AFTER_FIRST_SIGHT,
    "app/bootstrap/training_window.py": AFTER_FIRST_SIGHT,
    "app/bootstrap/homes.py": FIRST_NEED,
    "app/bootstrap/sheets.py": FIRST_NEED,
    "app/bootstrap/spooler.py": FIRST_NEED,
    "app/bootstrap/terminal.py": FIRST_NEED,
    "app/bootstrap/ticket_machine.py": FIRST_NEED,
    "app/formfiles/words.py": FIRST_NEED,
    "app/keystore/choice.py": FIRST_NEED,
    "app/ledger/database.py": FIRST_NEED,
    "app/ui/tabs/closing/dashboard_part.py": FIRST_NEED,
}


def inside_functions(path: Path) -> list[str]:
    tree = ast.parse(path.read_text("utf-8"))
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    inner = {id(each): each for function in functions for each in ast.walk(function) if isinstance(each, ast.Import | ast.ImportFrom)}
    return [ast.unparse(each) for each in inner.values() if any(name.split(".")[0] == "app" for name in names(each))]


def names(statement: ast.Import | ast.ImportFrom) -> list[str]:
    return [statement.module or ""] if isinstance(statement, ast.ImportFrom) else [each.name for each in statement.names]


def test_our_own_modules_are_imported_at_the_top_or_for_a_reason() -> None:
    found = {path.relative_to(ROOT).as_posix(): inside_functions(path) for path in sorted((ROOT / "app").rglob("*.py"))}
    assert {path: lines for path, lines in found.items() if lines and path not in WHY} == {}
    assert [path for path in WHY if not found.get(path)] == []  # a reason that nobody needs any more goes


def test_the_rooms_of_the_rules_never_load_late() -> None:
    rules = ("app/domain/", "app/wire/", "app/ports/", "app/services/")
    assert [path for path in WHY if path.startswith(rules)] == []
