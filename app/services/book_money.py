"""The lines of the books of money: 수수료 징수부 and 수수료 일계표 (REFERENCE §2.10, §6)."""

from __future__ import annotations

from collections import Counter
from datetime import date

from app.domain.book_papers import BookLine
from app.domain.case_record import day_text, moment_text
from app.domain.finance import account_of
from app.domain.forms import Catalogue
from app.domain.money_entries import DayClosed
from app.ports.books import ClosedRow, Taking
from app.ports.progress import UNWATCHED, Progress
from app.services.desk import Desk


def taking_lines(desk: Desk, first_day: str, last_day: str, *, own: bool, progress: Progress = UNWATCHED) -> list[BookLine]:
    """What was taken and given back, line by line, and what was waived as a whole; in the order in which it happened."""
    rows: list[Taking] = []
    for page in desk.store.books.takings(first_day, last_day, own=own):
        rows += page
        progress.step(len(rows))
    rows.sort(key=lambda row: row.at)
    return [_taking(desk.catalogue, row) for row in rows]


def _taking(catalogue: Catalogue, row: Taking) -> BookLine:
    form, tender = catalogue.forms.get(row.service), catalogue.tenders.get(row.tender)
    ground = catalogue.exemptions.get(row.exemption)
    account = account_of(catalogue.accounts, row.owner, row.service)
    name = form.short.ko if form is not None else row.service
    quantity = row.quantity if row.first and not row.reversal else 0
    return BookLine(
        cells=[
            row.receipt_no or row.number,
            moment_text(row.at),
            _named(name, row.label) if row.owner in ("contribution", "carrier") else name,
            str(quantity) if quantity else "",
            f"{row.unit_won:,}",
            won(row.amount_won),
            ground.name.ko if ground is not None else ("감면" if row.waived_won else ""),
            tender.name.ko if tender is not None else "",
            row.approval_no,
            "",
            "취소·반환" if row.reversal else "",
            row.original,
            account.name.ko if account is not None else row.owner,
            row.clerk,
        ],
        sums=[quantity, row.amount_won],
    )


def closing_lines(desk: Desk, first_day: str, last_day: str, *, own: bool) -> list[BookLine]:
    """The closings of those business days; a day nobody closed is a line 미마감."""
    return [_closing(desk.catalogue, row) for row in desk.store.books.closings(first_day, last_day, own=own)]


def _closing(catalogue: Catalogue, row: ClosedRow) -> BookLine:
    closed = row.closing
    if closed is None:
        return BookLine(cells=[_day(row.day), row.desk, row.opener, "미마감", *[""] * 8], sums=[0, 0, 0, 0, 0, 0], number=False)
    tenders, services = closed.by_tender, _by_service(closed)
    short = 0 if closed.counted_won is None else closed.counted_won - _expected(closed)
    return BookLine(
        cells=[
            _day(row.day),
            row.desk,
            row.closer or closed.user,
            ", ".join(_service(catalogue, service, figures[0], services[service]) for service, figures in closed.by_service.items()),
            str(closed.exempt_copies),
            won(tenders.get("cash", 0)),
            won(tenders.get("card", 0)),
            won(tenders.get("transit", 0)),
            won(-closed.reversed_won),
            _drawer(closed),
            won(short),
            row.confirmer,
        ],
        sums=[closed.exempt_copies, *(tenders.get(each, 0) for each in ("cash", "card", "transit")), -closed.reversed_won, short],
    )


def _by_service(closed: DayClosed) -> Counter[str]:
    """What each service brought, less what went back, in won."""
    found: Counter[str] = Counter()
    for service, _, _, outcome, _, amount in closed.sums:
        found[service] += {"taken": amount, "returned": -amount}.get(outcome, 0)
    return found


def _expected(closed: DayClosed) -> int:
    """What the drawer should hold: float, cash taken less cash given back, what went in and out, less what went to the bank."""
    taken = closed.by_tender.get("cash", 0)
    return closed.float_won + taken - _cash_back(closed) + closed.cash_in_won - closed.cash_out_won - closed.remitted_won


def _drawer(closed: DayClosed) -> str:
    left = closed.counted_won if closed.counted_won is not None else _expected(closed)
    moved = [("넣은 돈", closed.cash_in_won), ("뺀 돈", closed.cash_out_won)]
    figures = [
        ("이월", closed.float_won),
        ("수입", closed.by_tender.get("cash", 0)),
        ("반환", _cash_back(closed)),
        *((name, amount) for name, amount in moved if amount),
        ("납입", closed.remitted_won),
        ("잔액", left),
    ]
    return " ".join(f"{name} {won(amount)}" for name, amount in figures)


def _cash_back(closed: DayClosed) -> int:
    return sum(amount for _, tender, _, outcome, _, amount in closed.sums if (tender, outcome) == ("cash", "returned"))


def _day(day: str) -> str:
    """The business day `2026-11-20` as the cells of every book have their days; its second part with 2차 behind it."""
    calendar, _, part = day.partition("/")
    text = day_text(date.fromisoformat(calendar))
    return f"{text} {part}차" if part else text


def _named(service: str, label: str) -> str:
    """Service and fee line, said once where one is the beginning of the other."""
    return label if label.startswith(service) else f"{service} {label}"


def _service(catalogue: Catalogue, service: str, count: int, amount: int) -> str:
    form = catalogue.forms.get(service)
    return f"{form.short.ko if form is not None else service} {count}건 {won(amount)}원"


def won(amount: int) -> str:
    """1,234; below zero with △, as Korean accounts write it."""
    return f"△{-amount:,}" if amount < 0 else f"{amount:,}"
