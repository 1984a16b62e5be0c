"""`notices …`: what citizens were told, lists that a person confirms, who wants none, and the words."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from app.cli.call import Call, find_room, new_file
from app.cli.cash import both
from app.cli.options import Commands
from app.cli.times import seoul_text
from app.cli.wrong_use import WrongUse
from app.domain.identity import parse_date
from app.ports.notices import NoticeRow
from app.services.desk import seoul_date
from app.services.find_cases import find_case_id
from app.services.notice_office import PAGE_MAX, STATES, NoticeText
from app.services.notice_runs import RUNS, Planned

_ROWS = 50


def add(commands: Commands) -> None:
    """`notices`."""
    notices = commands.group("notices", "notices")
    listing = notices.add("list", "notices_list", show)
    listing.add_argument("--case", dest="number", metavar="NUMBER", help="option.notice_case")
    listing.add_argument("--state", action="append", choices=("waiting", *STATES[1:]), help="option.notice_state")
    listing.add_argument("--limit", type=int, metavar="N", help="option.limit")
    counting = notices.add("count", "notices_count", count)
    counting.add_argument("--from", dest="first", metavar="2026-11-01", help="option.book_from")
    counting.add_argument("--to", dest="last", metavar="2026-11-30", help="option.book_to")
    running = notices.add("run", "notices_run", run)
    running.add_argument("list_name", choices=RUNS, metavar="LIST", help="option.notice_run")
    running.add_argument("--dry-run", dest="dry", action="store_true", help="option.notice_dry")
    running.add_argument("--labels", metavar="FILE.pdf", help="option.notice_labels")
    again = notices.add("again", "notices_again", send_again)
    again.add_argument("notice_id", metavar="ID", help="option.notice_id")
    refusing = notices.add("opt-out", "notices_opt_out", opt_out)
    refusing.add_argument("number", metavar="NUMBER", help="option.notice_number")
    refusing.add_argument("--undo", action="store_true", help="option.notice_undo")
    refusing.add_argument("--reason", metavar="TEXT", help="option.notice_reason")
    texts = notices.add("texts", "notices_texts", show_texts)
    texts.add_argument("template", nargs="?", metavar="NOTICE", help="option.notice_template")
    texts.add_argument("--set", dest="text", metavar="TEXT", help="option.notice_text")
    texts.add_argument("--own-off", dest="own_off", action="store_true", help="option.notice_own_off")
    texts.add_argument("--subject", metavar="TEXT", help="option.notice_subject")
    texts.add_argument("--reason", metavar="TEXT", help="option.notice_reason")
    texts.add_argument("--second", metavar="USER", help="option.second_person")


def show(call: Call) -> int:
    """Notices, oldest first: all, of one case, or those that stand somewhere."""
    states = ["" if each == "waiting" else each for each in call.get("state") or STATES]
    with call.signed_in() as (home, _):
        if call.get("number"):
            rows = [each for each in home.services.notices.of_case(find_case_id(home.desk, call.get("number"))) if each.state in states]
        else:
            rows = home.services.notices.page(states, limit=min(call.get("limit", _ROWS), PAGE_MAX))
        cases = {each.case_id: home.desk.store.cases.find(each.case_id) for each in rows if each.case_id is not None}
    numbers = {case_id: case.number for case_id, case in cases.items() if case is not None}
    words = call.words

    def line(each: NoticeRow) -> str:
        said = " ".join(part for part in (words.text(f"notice.state.{each.state or 'waiting'}"), each.code) if part)
        return f"{seoul_text(each.at)}  {_number(numbers, each)}  {each.template}  {words.text(f'notice.way.{each.way}')}  {said}"

    call.listing(rows, "nothing_found", row=lambda each: _row(each, numbers), line=line)
    return 0


def _number(numbers: dict[UUID, str], row: NoticeRow) -> str:
    return numbers.get(row.case_id, "") if row.case_id is not None else ""


def _row(each: NoticeRow, numbers: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(each.notice_id),
        "number": _number(numbers, each) or None,
        "template": each.template,
        "way": each.way,
        "at": seoul_text(each.at),
        "desk": each.desk,
        "state": each.state or "waiting",
        "code": each.code or None,
        "told_at": seoul_text(each.told_at) if each.told_at else None,
    }


def count(call: Call) -> int:
    """How many of each notice were asked for, sent, delivered, failed."""
    with call.signed_in() as (home, _):
        last = _day(call, "last") or seoul_date(home.desk.clock.now())
        first = _day(call, "first") or last.replace(day=1)
        counts = home.services.notices.counts(first, last)
    rows = [
        {"template": template, "way": way, "state": state or "waiting", "count": number}
        for (template, way, state), number in counts.items()
    ]
    words = call.words

    def line(each: dict[str, Any]) -> str:
        way, state = words.text(f"notice.way.{each['way']}"), words.text(f"notice.state.{each['state']}")
        return f"{each['count']:>7,}  {each['template']}  {way}  {state}"

    call.listing(rows, "nothing_found", row=lambda each: each, line=line)
    return 0


def _day(call: Call, name: str) -> date | None:
    text = call.get(name)
    return parse_date(text, today=date.max) if text else None


def run(call: Call) -> int:
    """Everybody of that list is asked to be told; with `--dry-run` only shown. `--labels`: letters for those without a number."""
    out, dry = call.path("labels"), call.get("dry", False)
    find_room(out)
    with call.signed_in() as (home, actor):
        done = home.services.notices.run(actor, call.get("list_name"), dry=dry, by_post=out is not None)
    if out is not None and done.labels is not None:
        pdf = call.joints.paper_pdf(call.settings, done.labels)
        with new_file(out) as file:
            file.write(pdf)
    if call.json:
        rows = [_planned(each) for each in done.rows]
        labels = str(out) if out is not None and done.labels is not None else None
        call.row({"run": done.run, "dry": done.dry, "sent": done.sent, "posted": done.posted, "rows": rows, "labels": labels})
        return 0
    for each in done.rows:
        how = call.words.text(f"notice.why.{each.why}") if each.why else call.words.text(f"notice.way.{each.way}")
        call.line(f"{each.number}  {each.name}  {each.until}  {how}")
    call.say("notices_dry" if dry else "notices_run", count=len(done.rows), sent=done.sent, posted=done.posted)
    return 0


def _planned(each: Planned) -> dict[str, Any]:
    return {
        "number": each.number,
        "name": each.name,
        "service": each.service,
        "template": each.template,
        "way": each.way or None,
        "why": each.why or None,
        "round": each.round or None,
        "until": each.until or None,
    }


def send_again(call: Call) -> int:
    """A notice that failed is asked for once more."""
    try:
        notice_id = UUID(call.get("notice_id"))
    except ValueError as error:
        raise WrongUse("use_bad_value", command="minwon notices again", what="ID", value=call.get("notice_id")) from error
    with call.signed_in() as (home, actor):
        new = home.services.notices.again(actor, notice_id)
    call.answer({"id": str(new)}, "notice_again", id=str(new))
    return 0


def opt_out(call: Call) -> int:
    """Nothing is sent to that number any more; with `--undo` again."""
    undo, number = call.get("undo", False), call.get("number")
    typed = call.private_line() if number == "-" else number
    with call.signed_in() as (home, actor):
        masked = home.services.notices.refuse(actor, typed, refused=not undo, reason=call.get("reason", ""))
    call.answer({"number": masked, "refused": not undo}, "notice_wanted" if undo else "notice_unwanted", number=masked)
    return 0


def show_texts(call: Call) -> int:
    """The words of every notice, or new ones for one of them, approved by two."""
    template, text = call.get("template"), call.get("text")
    own_off = call.get("own_off", False)
    if text is None and not own_off:
        with call.signed_in() as (home, _):
            found = [each for each in home.services.notices.texts() if template in (None, each.definition.code)]
        call.listing(found, "nothing_found", row=_text, line=lambda each: f"{each.definition.code}  {each.wording.text}")
        return 0
    if template is None or (own_off and text is not None):
        raise WrongUse("use_incomplete", command="minwon notices texts NOTICE --set TEXT")
    with both(call, call.get("second")) as (home, actor, confirmer):
        words = "" if own_off else text.replace("\\n", "\n")
        home.services.notices.set_text(actor, template, words, call.get("subject", ""), call.get("reason", ""), confirmer)
    call.answer({"template": template, "own": not own_off}, "notice_text_set", template=template)
    return 0


def _text(each: NoticeText) -> dict[str, Any]:
    definition = each.definition
    return {
        "template": definition.code,
        "name": definition.name["ko"],
        "life": definition.life,
        "on": definition.on,
        "ways": list(definition.ways),
        "text": each.wording.text,
        "subject": each.wording.subject,
        "own": each.own,
        "approved_on": definition.approved_on.isoformat(),
    }
