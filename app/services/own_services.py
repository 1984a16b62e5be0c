"""Services of the office's own beside those of the release, for everything that looks for a form at this desk."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from dataclasses import replace
from typing import TypeVar, overload
from uuid import UUID

import msgspec

from app.domain.forms import FormDef
from app.domain.office_entries import OwnServiceSet, OwnTargetSet
from app.domain.own_services import forms_with
from app.ports.office_words import OfficeWords
from app.services.desk import Desk

T = TypeVar("T")
KINDS = frozenset({"own_service_set", "own_target_set", "feed", "acknowledged", "rebuilt"})


class OfficeForms(Mapping[str, FormDef]):
    """Every form by its id, as the office's book stood at the last commit.

    Any thread: what is looked at is never changed, only replaced.
    """

    def __init__(self, release: Mapping[str, FormDef], words: OfficeWords) -> None:
        """`release`: the forms of the program. Writer lane."""
        self.release, self._words = release, words
        self._said: tuple[list[OwnServiceSet], list[OwnTargetSet]] = ([], [])
        self._forms: Mapping[str, FormDef] = release
        self.renew()

    def renew(self) -> None:
        """What the office said last is known. Writer lane."""
        services = [word.body for word in self._words.said("own_service_set") if isinstance(word.body, OwnServiceSet)]
        targets = [word.body for word in self._words.said("own_target_set") if isinstance(word.body, OwnTargetSet)]
        if (services, targets) != self._said:
            self._said = (services, targets)
            self._forms = forms_with(self.release, services, targets)

    def changed(self, kinds: frozenset[str], _cases: tuple[UUID, ...]) -> None:
        """See `Store.on_change`."""
        if kinds & KINDS:
            self.renew()

    def own(self) -> list[OwnServiceSet]:
        """The office's own services as they were said last, by id."""
        newest = {said.service: said for said in self._said[0] if said.service in self._forms}
        return [newest[service] for service in sorted(newest)]

    def promised(self, service: str) -> int:
        """What the office itself promises of that service's period; 0 where only the form may promise something."""
        said = [each.own_target for each in self._said[1] if each.service == service]
        return said[-1] if said else 0

    def __getitem__(self, service: str) -> FormDef:
        return self._forms[service]

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def __len__(self) -> int:
        return len(self._forms)

    def __contains__(self, service: object) -> bool:
        return service in self._forms

    @overload
    def get(self, key: str, /) -> FormDef | None: ...
    @overload
    def get(self, key: str, /, default: FormDef | T) -> FormDef | T: ...
    def get(self, key: str, /, default: FormDef | T | None = None) -> FormDef | T | None:
        return self._forms.get(key, default)

    def keys(self) -> KeysView[str]:
        return self._forms.keys()

    def items(self) -> ItemsView[str, FormDef]:
        return self._forms.items()

    def values(self) -> ValuesView[FormDef]:
        return self._forms.values()


def with_own_services(desk: Desk) -> Desk:
    """The desk with the forms of its office beside those of the release, from now on and after every commit. Writer lane."""
    forms = OfficeForms(desk.catalogue.forms, desk.store.office_words)
    desk.store.on_change(forms.changed)
    return replace(desk, catalogue=msgspec.structs.replace(desk.catalogue, forms=forms))


def office_forms(desk: Desk) -> OfficeForms:
    """The desk's forms as its own office knows them; those of the release where it was made without."""
    forms = desk.catalogue.forms
    return forms if isinstance(forms, OfficeForms) else OfficeForms(forms, desk.store.office_words)
