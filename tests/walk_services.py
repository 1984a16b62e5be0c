"""`python -m tests.walk_services`: each service walked to each end of its life at a desk of its own; one line for each, as Markdown."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.forms import FormDef
from tests.desks import a_home
from tests.walking import WAITS, Walker, a_walker, begins_provisional, ends


def main() -> int:
    """0 if every case came to its end; a step that was refused is raised where it happened."""
    with TemporaryDirectory() as folder:
        home = a_home(Path(folder) / "home")
        walker = a_walker(home)
        print("| code | service | life | book | ends: steps | while its system is away |")
        print("|---|---|---|---|---|---|")
        forms = sorted(home.desk.catalogue.forms.values(), key=lambda form: form.code)
        waiting = {life for life, _ in WAITS}
        for form in sorted(forms, key=lambda form: form.life in waiting):  # the clock moves for those, so they come last
            print("| " + " | ".join(_line(walker, form)) + " |", flush=True)
        home.close()
    return 0


def _line(walker: Walker, form: FormDef) -> Iterator[str]:
    wanted = sorted(ends(form.life), key=lambda end: (form.life, end) in {(life, "closed_unclaimed") for life, _ in WAITS})
    came = []
    for end in wanted:
        (case_id,) = walker.received(form, [end])
        came.append(f"{end}: {' → '.join(walker.walk(case_id, end)) or 'at once'}")
    away = "as ever"
    if begins_provisional(form):
        (case_id,) = walker.received(form, ["delivered"], only=True)
        away = f"{walker.case(case_id).state} → {' → '.join(walker.walk(case_id, 'delivered'))}"
    yield from (form.code, f"{form.name.ko} ({form.id})", form.life, form.book, "<br>".join(came), away)


if __name__ == "__main__":
    sys.exit(main())
