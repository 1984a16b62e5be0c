"""`fees list|why|set|drop|install|share|penalty`: the fee table, the office's own amounts in it, and what is told beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from app.cli.call import Call, find_room, new_file
from app.cli.options import Commands, Parser, won
from app.cli.outage import moment
from app.cli.record import draft_of, lines, opened
from app.cli.times import seoul_text
from app.domain.errors import Refused
from app.domain.office_fees import OfficeAmount, hundredths
from app.domain.views import Actor
from app.services.desk import SEOUL, to_ms
from app.services.desk_services import DeskServices
from app.services.office_fees import FeeRow, NewAmount, whole_minute

TABLE_BYTES_MAX = 1 << 17  # the longest table a desk takes has 500 lines


def add(commands: Commands) -> None:
    """`fees`."""
    group = commands.group("fees", "fees")
    table = group.add("list", "fees_list", list_fees)
    table.add_argument("--on", metavar="T", help="option.fees_on")
    table.add_argument("--service", metavar="SERVICE", help="option.fees_service")
    table.add_argument("--unset", action="store_true", help="option.fees_unset")
    why = group.add("why", "fees_why", explain)
    asked = why.add_mutually_exclusive_group(required=True)
    asked.add_argument("number", nargs="?", metavar="NUMBER", help="option.number")
    asked.add_argument("--draft", metavar="FILE", help="option.fees_draft")
    setting = group.add("set", "fees_set", set_fee)
    setting.add_argument("service", metavar="SERVICE", help="option.fees_service")
    setting.add_argument("fee", metavar="FEE", help="option.fees_fee")
    setting.add_argument("amount_won", type=won, metavar="WON", help="option.fees_won")
    _signed(setting)
    dropping = group.add("drop", "fees_drop", drop_fee)
    dropping.add_argument("service", metavar="SERVICE", help="option.fees_service")
    dropping.add_argument("fee", metavar="FEE", help="option.fees_fee")
    _signed(dropping)
    installing = group.add("install", "fees_install", install)
    installing.add_argument("file", metavar="FILE.toml", help="option.fees_file")
    installing.add_argument("--second", required=True, metavar="USER", help="option.second_person")
    notice = group.add("penalty", "fees_penalty", penalty)
    notice.add_argument("number", metavar="NUMBER", help="option.number")
    notice.add_argument("--demanded", action="store_true", help="option.penalty_demanded")
    notice.add_argument("--large", action="store_true", help="option.penalty_large")
    notice.add_argument("--out", required=True, metavar="FILE.pdf", help="option.out")
    sharing = group.add("share", "fees_share", share)
    sharing.add_argument("percent", nargs="?", metavar="PERCENT", help="option.fees_percent")
    _signed(sharing, required=False)


def _signed(parser: Parser, *, required: bool = True) -> None:
    parser.add_argument("--from", dest="valid_from", metavar="T", help="option.fees_from")
    parser.add_argument("--source", required=required, metavar="TEXT", help="option.fees_source")
    parser.add_argument("--second", required=required, metavar="USER", help="option.second_person")


def list_fees(call: Call) -> int:
    """The rows of the table that hold at a moment, those the office set marked."""
    on = moment(call.get("on")) if call.get("on") else None
    with call.signed_in() as (home, actor):
        fees = home.services.office_fees
        rows = fees.table(actor, on=on, service=call.get("service"))
    if call.get("unset", False):
        rows = [row for row in rows if row.amount_won is None]
    call.listing(rows, "nothing_found", row=_row, line=partial(_line, call))
    return 0


def _row(row: FeeRow) -> dict[str, Any]:
    return {
        "service": row.service,
        "fee": row.fee,
        "label": row.label.ko,
        "amount_won": row.amount_won,
        "contribution_won": row.contribution_won,
        "owner": row.owner,
        "channel": row.channel,
        "from": seoul_text(to_ms(row.since)),
        "to": seoul_text(to_ms(row.until)) if row.until is not None else None,
        "source": row.source.ko,
        "verified": row.verified,
        "office": _said(row.own) if row.own is not None else None,
        "coming": [_said(each) for each in row.coming],
    }


def _said(each: OfficeAmount) -> dict[str, Any]:
    return {
        "from": seoul_text(to_ms(each.valid_from)),
        "amount_won": each.amount_won,
        "source": each.source,
        "user": each.user,
        "second": each.second,
        "entry": str(each.entry_id),
    }


def _line(call: Call, row: FeeRow) -> str:
    text = call.words.text
    amount = text("cli.say.fees_amount", won=row.amount_won) if row.amount_won is not None else text("cli.say.fees_not_set")
    own = text("cli.say.fees_own", since=seoul_text(to_ms(row.own.valid_from))) if row.own is not None else ""
    coming = ", ".join(
        text("cli.say.fees_coming", since=seoul_text(to_ms(each.valid_from)), won=each.amount_won if each.amount_won is not None else "–")
        for each in row.coming
    )
    return "  ".join(part for part in (f"{row.service}/{row.fee}", call.words.of(row.label), amount, own, coming) if part)


def explain(call: Call) -> int:
    """Where each won of a case comes from, or of the first draft of a file."""
    name = call.get("draft")
    with call.signed_in() as (home, actor):
        fees = home.services.office_fees
        if name is None:
            found = fees.why_of_case(actor, call.get("number"))
        else:
            with opened(name) as source:
                line = next((line for _, line in lines(source)), b"")
            found = fees.why_of_draft(actor, draft_of(line, home.desk.catalogue.tenders))
    if call.json:
        call.row(msgspec.to_builtins(found))
        return 0
    of = call.words.of
    call.say("fees_why", name=of(found.name), number=found.number, won=found.due_won)
    for row in found.rows:
        call.line(f"  {of(row.label)}: {of(row.value)}")
    for each in found.lines:
        call.line(f"{each.line}. {of(each.title)}  {each.due_won:,}")
        for row in each.rows:
            call.line(f"  {of(row.label)}: {of(row.value)}")
    return 0


def set_fee(call: Call) -> int:
    """That row costs what the office says, from that moment."""
    return _set(call, call.get("amount_won"), "fees_set")


def drop_fee(call: Call) -> int:
    """That row costs what the form says again, from that moment."""
    return _set(call, None, "fees_dropped")


def _set(call: Call, amount_won: int | None, told: str) -> int:
    service, fee = call.get("service"), call.get("fee")

    def write(services: DeskServices, actor: Actor, second: Actor, since: datetime) -> None:
        wanted = NewAmount(service=service, fee=fee, amount_won=amount_won, valid_from=since, source=call.get("source", ""))
        services.office_fees.set_amounts(actor, second, [wanted])

    since = _written(call, write)
    found = {"service": service, "fee": fee, "amount_won": amount_won, "from": since}
    call.answer(found, told, **found | {"since": since})
    return 0


def install(call: Call) -> int:
    """A whole table of the office is set ahead, in one commit; each amount holds from its own moment on."""
    amounts = table_of(call.get("file"))
    second = call.get("second")
    password = call.second_password_of(second)
    with call.signed_in() as (home, actor):
        home.services.office_fees.set_amounts(actor, home.services.sign_in(second, password, second=True), amounts)
    call.answer({"amounts": len(amounts)}, "fees_installed", count=len(amounts))
    return 0


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    service: str
    fee: str
    amount_won: int | None = None


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    from_: datetime
    source: str
    amount: list[_Line]


def table_of(name: str) -> list[NewAmount]:
    """The amounts of a table file: `from`, `source` and one `[[amount]]` a row. Refused `fee_table_unreadable`; Unavailable
    `file_unreadable`. A line without `amount_won` gives the form's own amount back; a moment without offset is Seoul's.
    """
    with opened(name) as source:
        data = source.read(TABLE_BYTES_MAX + 1)
    try:
        if len(data) > TABLE_BYTES_MAX:
            raise ValueError("too large")
        table = msgspec.convert(tomllib.loads(data.decode("utf-8")), _Table)
    except (ValueError, msgspec.ValidationError, RecursionError) as error:  # TOML and UTF-8 errors are ValueErrors
        raise Refused("fee_table_unreadable") from error
    since = table.from_ if table.from_.tzinfo is not None else table.from_.replace(tzinfo=SEOUL)
    return [
        NewAmount(service=each.service, fee=each.fee, amount_won=each.amount_won, valid_from=since, source=table.source)
        for each in table.amount
    ]


def penalty(call: Call) -> int:
    """과태료 안내 of a filing that came too late is in the file; nothing is charged with it."""
    out = call.path("out") or Path()
    find_room(out)
    with call.signed_in() as (home, actor):
        notice = home.services.office_fees.penalty_notice(actor, call.get("number"), demanded=call.get("demanded", False))
    pdf = call.joints.paper_pdf(call.settings, notice, large=call.get("large", False))
    with new_file(out) as file:
        file.write(pdf)
    found = {
        "out": str(out),
        "number": notice.case_number,
        "due_on": notice.due_on.isoformat(),
        "days_late": notice.days_late,
        "amount_won": notice.amount_won,
        "reduced_won": notice.reduced_won,
        "objection_until": notice.objection_until.isoformat(),
        "reprint": notice.reprint,
    }
    call.answer(found, "penalty_written", out=out, days=notice.days_late, won=notice.amount_won, reduced=notice.reduced_won)
    return 0


def share(call: Call) -> int:
    """The office's share of passport fees: told, or with a percentage set."""
    if call.get("percent") is None:
        with call.signed_in() as (home, _):
            known = home.services.office_fees.share(moment(call.get("valid_from")) if call.get("valid_from") else home.desk.clock.now())
        percent = None if known is None else known / 100
        call.answer({"share_percent": percent}, "fees_share" if known is not None else "fees_share_none", percent=percent)
        return 0
    share_bp = hundredths(call.get("percent"))

    def write(services: DeskServices, actor: Actor, second: Actor, since: datetime) -> None:
        services.office_fees.set_share(actor, second, share_bp, since, call.get("source", ""))

    since = _written(call, write)
    call.answer({"share_percent": share_bp / 100, "from": since}, "fees_share_set", percent=share_bp / 100, since=since)
    return 0


def _written(call: Call, write: Callable[[DeskServices, Actor, Actor, datetime], None]) -> str:
    """What two signed is on disk; from when it holds, as people read it."""
    second = call.get("second")
    if not second:
        raise Refused("second_signer_needed")
    password = call.second_password_of(second)
    with call.signed_in() as (home, actor):
        services = home.services
        since = whole_minute(moment(call.get("valid_from")) if call.get("valid_from") else home.desk.clock.now())
        write(services, actor, services.sign_in(second, password, second=True), since)
    return seoul_text(to_ms(since))
