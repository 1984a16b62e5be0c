"""현재 민원인: the basket of one visit. Pure; lines are drafts with what they would cost."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import msgspec

from app.domain.answers import Draft
from app.domain.citizen_screen import Confirmation
from app.domain.forms import FormDef


@dataclass(frozen=True)
class Line:
    """One line of the basket. `due_won` None: not priced yet. `provisional`: 접수만, costs nothing and is not issued."""

    form: FormDef
    draft: Draft
    due_won: int | None = None
    provisional: bool = False
    waived_won: int = 0
    unset: bool = False  # nobody has set the amount of its fee: it can't be taken, and it is not free
    exempt: bool | None = None  # None: no exemption asked; False: asked and this line cannot have it

    @property
    def copies(self) -> int:
        return self.draft.copies or 1

    @property
    def counts_copies(self) -> bool:
        return any(each.id == "copies" for each in self.form.fields)

    @property
    def most_copies(self) -> int:
        limits = [each.max for each in self.form.fields if each.id == "copies" and each.max is not None]
        return min(limits, default=99)


@dataclass
class Visit:
    """Lines in the order of taking; `exemption` holds for each line whose service allows it, with the `evidence` that was seen.

    `quiet`: nobody has touched it since it came back from the disk or from behind a lock: who sits here now may be another.
    """

    lines: list[Line] = field(default_factory=list)
    exemption: str | None = None
    evidence: str = ""
    visit_id: UUID | None = None
    number: int = 1
    quiet: bool = False
    _watchers: list[Callable[[], Any]] = field(default_factory=list)

    def watch(self, call: Callable[[], Any]) -> None:
        self._watchers.append(call)

    def changed(self) -> None:
        for call in list(self._watchers):
            call()

    def touched(self) -> None:
        """The hands were at it: it belongs to who is here."""
        self.quiet = False
        self.changed()

    def add(self, line: Line) -> int:
        """The line is in the basket; its index."""
        self.lines.append(self._seen(line))
        self.touched()
        return len(self.lines) - 1

    def remove(self, index: int) -> Line:
        line = self.lines.pop(index)
        if not self.lines:
            self.exemption, self.evidence = None, ""
        self.touched()
        return line

    def change_copies(self, index: int, step: int) -> bool:
        """True if the copies of that line changed; it stays between one and the form's limit."""
        line = self.lines[index]
        copies = line.copies + step
        if not line.counts_copies or not 1 <= copies <= line.most_copies:
            return False
        self.lines[index] = replace(line, draft=msgspec.structs.replace(line.draft, copies=copies, confirmed=None), due_won=None)
        self.touched()
        return True

    def price(self, draft: Draft, *, due_won: int, provisional: bool, waived_won: int, exempt: bool | None, unset: bool = False) -> None:
        """The line of that draft has its price; a draft that is not in the basket any more changes nothing."""
        for index, line in enumerate(self.lines):
            if line.draft is draft:
                self.lines[index] = replace(
                    line, due_won=due_won, provisional=provisional, waived_won=waived_won, exempt=exempt, unset=unset
                )
                self.changed()

    def ask_again(self, systems: Collection[str]) -> None:
        """Lines whose papers those national systems make have no price until it was asked for again."""
        if any(line.form.national_system in systems for line in self.lines):
            self.lines = [replace(line, due_won=None) if line.form.national_system in systems else line for line in self.lines]
            self.changed()

    def take_out(self, index: int) -> None:
        """That line lies open again: it comes back, so what was said of the whole basket stays."""
        self.lines.pop(index)
        self.touched()

    def set_exemption(self, code: str | None, evidence: str = "") -> None:
        """`evidence`: the number of the paper that was seen, for every line the ground is applied to."""
        self.exemption, self.evidence = code, evidence.strip()
        self.lines = [self._seen(replace(line, due_won=None, exempt=None, waived_won=0)) for line in self.lines]
        self.touched()

    def confirm(self, confirmations: Sequence[Confirmation]) -> None:
        """The citizen said that each line is right, as it was shown; in the order of the lines."""
        drafts = (msgspec.structs.replace(line.draft, confirmed=each) for line, each in zip(self.lines, confirmations, strict=True))
        self.lines = [replace(line, draft=draft) for line, draft in zip(self.lines, drafts, strict=True)]
        self.changed()

    @property
    def confirmed(self) -> Confirmation | None:
        """What the citizen said of the basket as it stands; None if it changed since, or if they said nothing yet."""
        said = [line.draft.confirmed for line in self.lines]
        first = next(iter(said), None)
        if first is None or (first.total_won, first.cases) != (self.total_won, len(self.lines)):
            return None
        same = all(
            each is not None and (each.at, each.due_won) == (first.at, line.due_won) for each, line in zip(said, self.lines, strict=True)
        )
        return first if same else None

    def answer(self, field_id: str, value: object) -> None:
        """Every line whose form asks that has that answer."""
        for index, line in enumerate(self.lines):
            if field_id in line.form.field_ids:
                answers = {**line.draft.answers, field_id: value}
                self.lines[index] = replace(line, draft=msgspec.structs.replace(line.draft, answers=answers))
        self.changed()

    def _seen(self, line: Line) -> Line:
        evidence = self.evidence or None
        return line if line.draft.evidence == evidence else replace(line, draft=msgspec.structs.replace(line.draft, evidence=evidence))

    @property
    def total_won(self) -> int:
        return sum(line.due_won or 0 for line in self.lines)

    @property
    def priced(self) -> bool:
        return all(line.due_won is not None for line in self.lines)

    @property
    def only_received(self) -> bool:
        """Every line is 접수만: there is nothing to issue and nothing to pay."""
        return bool(self.lines) and all(line.provisional for line in self.lines)

    def issuing(self) -> list[str]:
        """National systems whose papers this visit issues, in the order of the lines."""
        systems = (line.form.national_system for line in self.lines if line.form.life == "certificate" and not line.provisional)
        return list(dict.fromkeys(system for system in systems if system is not None))

    def people(self) -> dict[str, Any]:
        """The applicant of the last line, carried over to the next form of this visit."""
        return dict(self.lines[-1].draft.applicant) if self.lines else {}

    def clear(self) -> None:
        """The next citizen: nothing of this one stays."""
        self.lines = []
        self.exemption, self.evidence = None, ""
        self.visit_id = None
        self.number += 1
        self.touched()

    def take_over(self, other: Visit) -> None:
        """The same visit in a window made anew."""
        self.lines, self.exemption, self.evidence = list(other.lines), other.exemption, other.evidence
        self.visit_id, self.number, self.quiet = other.visit_id, other.number, other.quiet
        self.changed()

    def parked(self, lines: Sequence[Line] | None = None) -> dict[str, Any]:
        """The visit as it is put aside (보류); `lines`: only these of it."""
        return {
            "exemption": self.exemption,
            "evidence": self.evidence,
            "lines": [msgspec.to_builtins(line.draft) for line in (self.lines if lines is None else lines)],
            "visit_id": str(self.visit_id) if self.visit_id is not None else None,
        }

    def resume(self, parked: dict[str, Any], forms: dict[str, FormDef]) -> None:
        """The basket is what it was when it was put aside; lines of services that no longer exist are left out."""
        drafts = [msgspec.convert(each, Draft) for each in parked.get("lines", [])]
        self.lines = [Line(forms[draft.service], draft) for draft in drafts if draft.service in forms]
        self.exemption, self.evidence = parked.get("exemption"), parked.get("evidence") or ""
        self.visit_id = UUID(parked["visit_id"]) if parked.get("visit_id") else None
        self.quiet = True
        self.changed()
