"""Mutants: does each proof see the mistake it is there for? A proof that has never failed is suspect (GUARANTEES).

A mutant is a file `tests/prove/mutants/<guarantee>-<name>.patch` (`G1-show-before-commit.patch`), made with `git diff` from the root
of the tree. Before the first `diff --git` stand two lines:

    Mutant: what the changed program does wrong, in one sentence
    Prove: G1 --runs 6 --seed 1

`Prove:` is what follows `python -m tests.prove`: the cheapest call that is known to catch it. A mutant is caught if that call, made in
a copy of the tree with the patch applied, ends with 1 and prints a line that begins `G1 BROKEN`; a program that merely no longer
starts proves nothing. The same call on the unchanged copy must end with 0, or the proof would catch anything. A patch that
does not apply is a failure: the code it was made for has moved on, and nobody knows whether the proof still sees.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from app import checkout

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = Path(__file__).resolve().parent / "mutants"
LEAST = 3
TIME_MAX_S = 900


class MutantInvalid(ValueError):
    """A patch file that does not say what it is."""


class Mutant(NamedTuple):
    """`prove`: the arguments of `python -m tests.prove` that catch it."""

    guarantee: str
    name: str
    what: str
    prove: tuple[str, ...]
    path: Path


class Ended(NamedTuple):
    """How a call in a copy ended. `code` None: not within the time."""

    code: int | None
    output: str


@dataclass
class Count:
    """What became of the mutants: each is in one of the lists."""

    caught: list[str]
    missed: list[str]
    spoiled: list[str]

    @property
    def ok(self) -> bool:
        return not (self.missed or self.spoiled)

    def line(self) -> str:
        """For people, in one line."""
        return (
            f"mutants {'all caught' if self.ok else 'BROKEN'}: {len(self.caught)} caught, {len(self.missed)} missed, "
            f"{len(self.spoiled)} that prove nothing"
        )


def read_mutant(path: Path) -> Mutant:
    """The mutant of that file. Raises MutantInvalid."""
    guarantee, dash, name = path.stem.partition("-")
    text = path.read_text(encoding="utf-8").partition("diff --git")[0]
    told = dict(re.findall(r"^(Mutant|Prove): (.+)$", text, re.MULTILINE))
    if not dash or not re.fullmatch(r"G\d+", guarantee) or set(told) != {"Mutant", "Prove"}:
        raise MutantInvalid(f"{path.name}: a name like G1-show-before-commit.patch and the lines `Mutant:` and `Prove:` are needed")
    prove = tuple(told["Prove"].split())
    if prove[0].partition("-")[0] != guarantee:
        raise MutantInvalid(f"{path.name}: `Prove:` must begin with {guarantee}")
    return Mutant(guarantee, name, told["Mutant"], prove, path)


def mutants_of(guarantees: Sequence[str], folder: Path = FOLDER) -> list[Mutant]:
    """All mutants of those guarantees, in the order of their names."""
    return [each for each in map(read_mutant, sorted(folder.glob("*.patch"))) if each.guarantee in guarantees]


def run(guarantees: Sequence[str], *, say: Callable[[str], None] = print) -> Count:
    """Every mutant of those guarantees was tried; one line for each is said as it ends."""
    count = Count([], [], [])
    held: dict[tuple[str, ...], bool] = {}
    found = mutants_of(guarantees)
    for guarantee in guarantees:
        if (there := sum(each.guarantee == guarantee for each in found)) < LEAST:
            count.spoiled.append(guarantee)
            say(f"{guarantee}: {there} mutants, at least {LEAST} are needed")
    for mutant in found:
        if mutant.prove not in held:
            held[mutant.prove] = _holds_unchanged(mutant, say)
        if not held[mutant.prove]:
            count.spoiled.append(mutant.path.stem)
            continue
        _try(mutant, count, say)
    say(count.line())
    return count


def _holds_unchanged(mutant: Mutant, say: Callable[[str], None]) -> bool:
    with copied_tree() as tree:
        ended = call(tree, mutant.prove)
    if ended.code == 0:
        return True
    say(f"{' '.join(mutant.prove)}: does not hold without any mutant ({_why(ended)}), so it would catch anything")
    return False


def _try(mutant: Mutant, count: Count, say: Callable[[str], None]) -> None:
    title, asked = f"{mutant.guarantee} {mutant.name}", " ".join(mutant.prove)
    with copied_tree() as tree:
        applied = subprocess.run(
            ["git", "apply", "--whitespace=nowarn", str(mutant.path)], cwd=tree, capture_output=True, text=True, check=False
        )
        if applied.returncode != 0:
            count.spoiled.append(mutant.path.stem)
            say(f"{title}: DOES NOT APPLY ({applied.stderr.strip().splitlines()[0]})")
            return
        ended = call(tree, mutant.prove)
    broken = re.search(rf"^{mutant.prove[0]} BROKEN.*$", ended.output, re.MULTILINE)
    if ended.code == 1 and broken:
        count.caught.append(mutant.path.stem)
        found = re.search(r"^  seed .*$", ended.output, re.MULTILINE)
        say(f"{title}: caught by `{asked}`: {found[0].strip() if found else broken[0]}")
    elif ended.code == 0:
        count.missed.append(mutant.path.stem)
        say(f"{title}: MISSED by `{asked}`")
    else:
        count.spoiled.append(mutant.path.stem)
        say(f"{title}: PROVES NOTHING, the program broke otherwise ({_why(ended)})")


def _why(ended: Ended) -> str:
    if ended.code is None:
        return f"no end within {TIME_MAX_S} s"
    last = ended.output.strip().splitlines()
    return f"exit {ended.code}: {last[-1] if last else 'it said nothing'}"


@contextmanager
def copied_tree() -> Iterator[Path]:
    """A copy of the tree as it stands now, without what git ignores; run by this checkout's environment."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    with tempfile.TemporaryDirectory(prefix="minwon-mutant-") as folder:
        tree = Path(folder) / "tree"
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, tree / name)
        # Without one of its own, `git apply` would look for a repository above the folder and leave out what lies outside it.
        subprocess.run(["git", "init", "-q", str(tree)], check=True)
        (tree / ".venv").symlink_to(ROOT / ".venv", target_is_directory=True)
        if not checkout.Checkout(tree).is_ready(("base", "window", "tests")):
            raise MutantInvalid("the checkout changed while it was copied: start again")
        yield tree


def call(tree: Path, prove: Sequence[str]) -> Ended:
    """`python -m tests.prove …` was run in that tree."""
    command = [sys.executable, "-m", "tests.prove", *prove]
    # A session of its own: what it started ends with it, also when it did not end by itself.
    with subprocess.Popen(
        command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        try:
            output, _ = process.communicate(timeout=TIME_MAX_S)
        except subprocess.TimeoutExpired:
            return Ended(None, "")
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return Ended(process.returncode, output)


def main(guarantees: Sequence[str]) -> int:
    """`python -m tests.prove G1 G21 --mutants`: one line for each mutant; 0 if each was caught."""
    return 0 if run(guarantees, say=lambda line: print(line, flush=True)).ok else 1
