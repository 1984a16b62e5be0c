"""Words for people: one key, one sentence in the language of the person. Pure; files are read by `formfiles`.

A key is a dotted path (`tab.seal`, `error.day_not_open`). Facts are put into `{name}`; a number gets thousands separators.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from app.domain.errors import CounterError, DraftRefused, Refused, Unavailable

if TYPE_CHECKING:  # the login page has words before anybody needs forms
    from app.domain.forms import Text

Lang = Literal["ko", "en"]
LANGS: Final[tuple[Lang, ...]] = ("ko", "en")


class _Facts(dict[str, object]):
    """Facts of a sentence; one that is not known stays visible as `…`, because a person must still be told."""

    def __missing__(self, key: str) -> str:
        return "…"


class Counted(str):
    """Words that differ with a number: by themselves those for many. `fact`: the name of the number; `form`: which form a number takes."""

    fact: str
    forms: Sequence[str]
    form: Callable[[int], int]

    def __new__(cls, forms: Sequence[str], *, fact: str, form: Callable[[int], int]) -> Counted:
        made = super().__new__(cls, forms[-1])
        made.fact, made.forms, made.form = fact, tuple(forms), form
        return made

    def of(self, number: object) -> str:
        """The words for that number, also for one with its separators in; those for many if it is none."""
        digits = str(number).replace(",", "")
        return self.forms[self.form(int(digits))] if digits.isdecimal() else str(self)


class Words(msgspec.Struct, frozen=True):
    """Every sentence of one language. `text` of an unknown key is a KeyError: a missing word is a bug, never a blank."""

    lang: Lang
    texts: Mapping[str, str]

    def text(self, key: str, /, **facts: object) -> str:
        """The words of that key with the facts put in. KeyError if there are none."""
        words = self.texts[key]
        if isinstance(words, Counted):
            words = words.of(facts.get(words.fact))
        if not facts and "{" not in words:
            return words
        said = words.format_map(_Facts({name: _shown(value) for name, value in facts.items()}))
        return said.replace("₩△", "△₩")  # the minus of the sheets stands before the whole amount, as in every English sentence with one

    def has(self, key: str) -> bool:
        return key in self.texts

    def happened(self, kind: str, step: str) -> str:
        """What one entry of a case's history did, as something that is done: issued, not issue. `step`: empty where it is no step."""
        known = (key for key in (f"done.{step}", f"step.{step}") if key in self.texts)
        return self.texts[next(known, f"kind.{kind}")]

    def of(self, text: Text) -> str:
        """The half of a form's text that this person reads."""
        return text.ko if self.lang == "ko" else text.en

    def problem(self, code: str, *, day: str = "") -> str:
        """What is wrong with one field, in a few words; with the day that stands in it, where the words name one."""
        if day and f"problem_of_day.{code}" in self.texts:
            return self.text(f"problem_of_day.{code}", day=day)
        key = f"problem.{code}"
        return self.text(key) if key in self.texts else self.text("problem.other", code=code)

    def message(self, error: CounterError) -> str:
        """One to three sentences: what happened, whether anything was saved, what to do now. Never empty."""
        facts = {name: self._fact(name, value) for name, value in error.facts.items()}
        code = error.code
        if code == "day_blocked":
            known = {name: n for name, n in facts.items() if f"blocker.{name}" in self.texts}
            facts["what"] = ", ".join(f"{self.texts[f'blocker.{name}']} {n}" for name, n in known.items())
        elif code == "desk_not_ready":
            facts["what"] = ", ".join(self.texts.get(f"ready.{each}.name", each) for each in str(error.facts["items"]).split(","))
        elif code == "step_not_allowed":
            steps = [each for each in str(error.facts.get("possible", "")).split(",") if each]
            facts["possible"] = ", ".join(self.texts.get(f"step.{each}", each) for each in steps) or self.texts["step.none"]
        elif code in ("step_incomplete", "correct_wrong"):
            facts["why"] = self.problem(str(error.facts.get("reason", "required"))).rstrip(".")
        elif code == "count_differs":
            difference = error.facts.get("difference_won")
            code = "count_over" if isinstance(difference, int) and difference > 0 else "count_short"
            facts["won"] = abs(difference) if isinstance(difference, int) else "…"
        key = f"error.{code}"
        if key in self.texts:
            return self.text(key, **facts)
        return self.text(_family(error), **{**facts, "code": error.code})

    def _fact(self, name: str, value: object) -> object:
        """A fact as a person says it: a business day as a day, a code as its word where there is one."""
        if name == "day" and isinstance(value, str) and (found := re.fullmatch(r"\d{4}-(\d\d)-(\d\d)(?:/\d+)?", value)):
            try:
                weekday = date.fromisoformat(value[:10]).weekday()
            except ValueError:  # somebody asked for a day that no calendar has
                return value
            return f"{int(found[1])}. {int(found[2])}.{'' if self.lang == 'ko' else ' '}({self.texts[f'weekday.{weekday}']})"
        key = f"{name}.{value}"
        return self.texts[key] if isinstance(value, str) and key in self.texts else value


def missing(one: Words, other: Words) -> Iterable[str]:
    """Keys that only one of two languages has."""
    return sorted(one.texts.keys() ^ other.texts.keys())


def _family(error: CounterError) -> str:
    if isinstance(error, DraftRefused):
        return "error.draft_incomplete"
    if isinstance(error, Refused):
        return "error.refused"
    if isinstance(error, Unavailable):
        return "error.unavailable"
    return "error.integrity_violated"


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return value
    return f"{value:,}" if isinstance(value, int) else value
