"""감면 사유: in which order F12 offers the grounds. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from app.domain.forms import Exemption, FormDef
from app.ui.context import Context
from app.ui.tabs.basket.lines import rate_text

NO_GROUND = "-"


class Ground(NamedTuple):
    """One ground as it is offered. `key`: what chooses it, whatever is in the basket: hands know it."""

    key: str
    name: str


def grounds(context: Context) -> list[Exemption]:
    """All of them in the order of their keys."""
    return sorted(context.catalogue.exemptions.values(), key=lambda each: (each.key == "0", len(each.key), each.key))


def offered(context: Context, forms: Collection[FormDef]) -> tuple[list[Ground], list[Ground]]:
    """First those that a service among `forms` allows, and none at all; then the others, which free nothing here."""
    free, idle = list[Ground](), list[Ground]()
    for each in grounds(context):
        place = free if any(each.code in form.exemptions for form in forms) else idle
        place.append(Ground(each.key, f"{context.words.of(each.name)}  {rate_text(context.words, each)}"))
    return [*free, Ground(NO_GROUND, context.words.text("basket.no_exemption"))], idle
