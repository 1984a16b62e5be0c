"""A business day in words: its pairs, its rows by service, what stands in the way of closing it. Pure."""

from __future__ import annotations

from app.domain.claims import claims_of
from app.domain.closing import DayTotals
from app.domain.find_services import in_order
from app.domain.tenders import TENDER_COLUMNS
from app.domain.views import DayStatus
from app.ui import formats
from app.ui.context import Context

SumRow = tuple[str, ...]
PLAIN_NUMBER = 23  # characters of 26410-03-261120-0001-KI
OWNERS = ("local", "national", "contribution", "carrier")  # the sections of the sheet (COUNTER §5)
WHERE = {  # what holds up the closing → tab and page where it is settled
    "parked_visits": ("integrated", "parked"),
    "unknown_cards": ("payments", "cards"),
    "agent_notices": ("worklist", "holder_notice"),
    "refunds_due": ("payments", "promises"),
    "previous_day": ("closing", "close"),
    "unlisted": ("sync", ""),
    "uncounted_stamps": ("closing", "checks"),
    "unexplained_stamps": ("closing", "checks"),
    "stale_stamps": ("closing", "checks"),
    "uncounted_terminal": ("closing", "checks"),
    "stale_terminal": ("closing", "checks"),
}


def _owner_first(owner: tuple[str, int]) -> int:
    return OWNERS.index(owner[0])


def pairs_of(context: Context, day: DayStatus, book_cash: int | None) -> list[tuple[str, str]]:
    """What the day adds up to, line by line. `book_cash` None: covered until the drawer was counted."""
    text, totals = context.words.text, day.totals
    pairs = []
    unsent = text("closing.unsent_value", n=day.unsent, won=formats.won(day.unsent_won))
    if day.opened_at is not None:
        pairs.append((text("closing.opened_at"), formats.clock_text(day.opened_at)))
    pairs += [
        (text("closing.received"), text("unit.cases", n=sum(totals.received.values()))),
        (text("closing.collected"), text("fee.won", won=formats.won(totals.collected_won))),
        (text("closing.reversed"), text("fee.won", won=formats.won(-totals.reversed_won))),
        (text("closing.net"), text("fee.won", won=formats.won(totals.net_won))),
        (text("closing.waived"), text("fee.won", won=formats.won(totals.waived_won))),
        *_claims(context, totals),
    ]
    owners = sorted(totals.by_owner().items(), key=_owner_first)
    pairs += [(text(f"owner.{owner}"), text("fee.won", won=formats.won(won))) for owner, won in owners]
    pairs += [
        (text("day.float"), text("fee.won", won=formats.won(day.float_won))),
        (text("closing.book_cash"), text("count.hidden") if book_cash is None else text("fee.won", won=formats.won(book_cash))),
        (text("closing.cancelled"), text("unit.cases", n=totals.cancelled)),
        (text("closing.reprinted"), text("closing.times", n=totals.reprinted)),
        *([(text("closing.numbers"), f"{_whole(totals.first_number)}\n{_whole(totals.last_number)}")] if totals.first_number else []),
        (text("closing.unsent"), text("strip.alone") if context.alone else unsent),
        (text("closing.grand_total"), text("fee.won", won=formats.won(day.grand_total_won))),
    ]
    return pairs


def _claims(context: Context, totals: DayTotals) -> list[tuple[str, str]]:
    """후불 in lines of its own: what is owed, what was paid later and stands among 취소·반환 without having been given back."""
    text, claims = context.words.text, claims_of(totals.claims)
    lines = (("closing.owed", claims.owed_won), ("closing.settled", claims.settled_won), ("closing.dropped", claims.dropped_won))
    return [(text(key), text("fee.won", won=formats.won(won))) for key, won in lines if won]


def _whole(number: str | None) -> str:
    """A number in one line, or a longer one of a later stream in two that break where its parts do."""
    if number is None or len(number) <= PLAIN_NUMBER:
        return number or "–"
    office, desk, rest = number.split("-", 2)
    return f"{office}-{desk}-\n{rest}"


def sums_of(context: Context, day: DayStatus) -> list[SumRow]:
    """One row for each service and owner with its means of payment, in the order of the sheet, the sum of all below."""
    rows: list[SumRow] = []
    order = {form.id: at for at, form in enumerate(in_order(context.catalogue.forms.values()))}
    for line in sorted(day.totals.rows, key=lambda line: (OWNERS.index(line.owner), order.get(line.service, len(order)))):
        tenders = [formats.won(getattr(line, column)) for column in TENDER_COLUMNS]
        name = context.service_name(line.service)
        label = name if line.owner == "local" else f"{name} · {context.words.text(f'owner.{line.owner}')}"
        back = formats.won(-line.reversed_won) if line.reversed_won else "0"
        rows.append((label, formats.won(line.unit_won), str(line.copies), *tenders, back, formats.won(line.net_won)))
    if rows:
        by = day.totals.by_tender()
        copies = sum(line.copies for line in day.totals.rows if line.owner != "contribution")
        sums = [formats.won(by[column]) for column in TENDER_COLUMNS]
        back = formats.won(-day.totals.reversed_won) if day.totals.reversed_won else "0"
        rows.append((context.words.text("closing.sum"), "", str(copies), *sums, back, formats.won(day.totals.net_won)))
    return rows


def blockers_of(context: Context, day: DayStatus) -> list[tuple[str, str, str, str]]:
    """Code, what it is, how many, what the key does: everything that has to be settled before the day can be closed."""
    text = context.words.text
    found: list[tuple[str, str, str, str]] = []
    for code, count in day.blockers.items():
        if count:
            what = text(f"blocker.{code}")  # stands in the middle of a sentence elsewhere, at the beginning of a row here
            found.append((code, what[:1].upper() + what[1:], f"{count:,}", text("closing.go_there")))
    return found


def shown_day(context: Context, day: DayStatus) -> str:
    """The day in hand for people: the open one, or the one that was never closed."""
    shown = day.day or day.unclosed
    return formats.business_day_text(shown, context.words) if shown else context.words.text("closing.no_day")
