"""`handbook`: 민원편람 — what a service needs, costs and takes — searched, printed, and marked as read through twice a year."""

from __future__ import annotations

from typing import Any

import msgspec

from app.cli.call import Call, new_file
from app.cli.options import Commands
from app.cli.wrong_use import WrongUse
from app.domain.forms import Processing
from app.domain.handbook import HandbookFee, HandbookService
from app.services.handbook import handbook, review_services


def add(commands: Commands) -> None:
    """`handbook`, `handbook review`."""
    book = commands.add("handbook", "handbook", show_handbook)
    book.add_argument("--search", metavar="TEXT", help="option.handbook_search")
    book.add_argument("--service", metavar="SERVICE", help="option.service")
    book.add_argument("--overdue", action="store_true", help="option.handbook_overdue")
    book.add_argument("--out", metavar="FILE.pdf", help="option.out")
    book.add_argument("--large", action="store_true", help="option.large_print")
    review = commands.below(book, "handbook").add("review", "handbook_review", review_handbook)
    review.add_argument("services", nargs="*", metavar="SERVICE", help="option.handbook_reviewed")
    review.add_argument("--all", dest="every", action="store_true", help="option.handbook_all")
    review.add_argument("--note", metavar="TEXT", help="option.handbook_note")


def show_handbook(call: Call) -> int:
    """The services that were looked for, on the screen or as a paper."""
    out = call.path("out")
    with call.looking() as home:
        found = handbook(home.desk, call.get("search", ""), service=call.get("service"), overdue=call.get("overdue", False))
    if out is None:
        one = len(found.services) == 1
        call.listing(found.services, "nothing_found", row=_row, line=lambda each: _page(call, each) if one else _line(call, each))
        return 0
    pdf = call.joints.paper_pdf(call.settings, found, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    overdue = sum(each.overdue for each in found.services)
    call.answer({"out": str(out), "services": len(found.services), "overdue": overdue}, "sheet_written", out=out)
    return 0


def review_handbook(call: Call) -> int:
    """Those services were read through; who and when stands in the book."""
    services, every = call.get("services", []), call.get("every", False)
    if bool(services) == bool(every):
        raise WrongUse("use_one_of", command="minwon handbook review", what="SERVICE --all")
    with call.signed_in() as (home, actor):
        named = services or [each.service for each in handbook(home.desk).services]
        count = review_services(home.desk, actor, named, call.get("note", ""))
    call.answer({"services": named, "count": count}, "handbook_reviewed", count=count)
    return 0


def _row(each: HandbookService) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(each)
    return found


def _line(call: Call, each: HandbookService) -> str:
    mark = "!" if each.overdue else " "
    return f"{mark} {each.service:38} {call.words.of(each.name)}  {_period(call, each.processing)}"


def _page(call: Call, each: HandbookService) -> str:
    text = call.words.text
    reviewed = f"{each.review.on.isoformat()} {each.review.name}" if each.review is not None else text("cli.say.handbook_never")
    if each.overdue and each.review is not None:
        reviewed += f" {text('cli.say.handbook_due')}"
    lines = [
        f"{each.service} — {call.words.of(each.name)}",
        f"{text('info.eligible')}: {' · '.join(_word(call, 'eligible', who) for who in each.eligible)}",
        *(f"{text('info.papers')}: {call.words.of(paper.name)}" for paper in each.papers),
        *(f"{text('info.fee')}: {_fee(call, fee)}" for fee in each.fees),
        f"{text('info.period')}: {_period(call, each.processing)}",
        f"{text('info.law')}: {each.legal_basis}",
        f"{text('cli.say.handbook_review')}: {reviewed}",
    ]
    return "\n".join(lines)


def _fee(call: Call, fee: HandbookFee) -> str:
    amount = call.words.text("fee.won", won=f"{fee.amount_won:,}") if fee.amount_won is not None else call.words.text("fee.unknown")
    return f"{_word(call, 'channel', fee.channel)} {call.words.of(fee.label)} {amount}"


def _period(call: Call, processing: Processing) -> str:
    text = call.words.text
    if processing.kind in ("immediate", "not_set"):
        return text(f"period.{processing.kind}")
    told = text(f"period.{processing.unit}", n=processing.value)
    return told + (f" ({text(f'period.{processing.unit}', n=processing.own_target)})" if processing.own_target else "")


def _word(call: Call, group: str, code: str) -> str:
    key = f"{group}.{code}"
    return call.words.text(key) if call.words.has(key) else code
