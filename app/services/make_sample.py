"""Valid drafts of invented people, from the forms, for scripts, training and load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.domain.answers import Draft
from app.domain.errors import Refused
from app.domain.fees import sellable
from app.domain.forms import Catalogue
from app.domain.sampling import People, sample

SAMPLES_MAX = 1_000_000


def make_samples(catalogue: Catalogue, people: People, *, service: str | None, count: int, seed: int, today: date) -> Iterator[Draft]:
    """`count` drafts, the same ones for the same seed and day; of one service, or in turn of all whose fee is known.

    Refused `service_unknown`, `count_invalid`.
    """
    if not 0 <= count <= SAMPLES_MAX:
        raise Refused("count_invalid", count_max=SAMPLES_MAX)
    if service is not None and service not in catalogue.forms:
        raise Refused("service_unknown", service=service[:60])
    names = [service] if service is not None else sorted(name for name, form in catalogue.forms.items() if sellable(form))
    return (sample(catalogue.forms[names[i % len(names)]], seed=seed, index=i, today=today, people=people) for i in range(count))
