"""`search`: cases found. Each look is on disk before anything is printed (ARCHITECTURE A18)."""

from __future__ import annotations

from functools import partial

from app.cli.call import Call
from app.cli.case import case_row, service_word, state_word
from app.cli.options import Commands
from app.domain.forms import Catalogue
from app.domain.views import CaseRow


def add(commands: Commands) -> None:
    """`search`."""
    search = commands.add("search", "search", search_cases)
    search.add_argument("text", metavar="TEXT", help="option.text")
    search.add_argument("--limit", type=int, metavar="N", help="option.limit")


def search_cases(call: Call) -> int:
    """Cases that fit what was typed, newest first, names masked."""
    text = call.private("text")
    with call.signed_in() as (home, actor):
        rows = home.services.find_cases(actor, text, limit=max(1, call.get("limit", 50)))
        catalogue = home.desk.catalogue
    call.listing(rows, "nothing_found", row=case_row, line=partial(_line, call, catalogue))
    return 0


def _line(call: Call, catalogue: Catalogue, row: CaseRow) -> str:
    form = catalogue.forms.get(row.service)
    state = state_word(call.words, form.life if form is not None else "", row.state)
    return f"{row.number}  {row.business_day}  {service_word(call.words, catalogue, row.service)}  {row.name}  {state}  {row.due_won:,}"
