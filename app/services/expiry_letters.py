"""여권 만료 안내: letters and labels for the people of a file of the passport system; only how many they were is kept (COUNTER §4)."""

from __future__ import annotations

import csv
import io
from datetime import date
from hashlib import sha256

from app.domain.entries import Fact, PersonalDataViewed
from app.domain.errors import Refused
from app.domain.fees import lines
from app.domain.identity import clean_text, parse_date, parse_passport_no
from app.domain.mailing_papers import ExpiryLetters, LabelSheet, Recipient
from app.domain.notice_entries import NoticesPosted
from app.domain.rights import require
from app.domain.views import Actor
from app.services.desk import Desk, entry_day, seoul_date
from app.services.free_text import checked
from app.services.our_papers import printed

PEOPLE_MAX = 10_000
BYTES_MAX = 4 * 1024 * 1024
TEMPLATE = "passport_expiry"
_MACS_MAX = 3_000  # of 18 bytes, in an entry of 64 KiB
_COLUMNS = {
    "name": ("성명", "이름", "name"),
    "address": ("주소", "address"),
    "postcode": ("우편번호", "postcode"),
    "passport_no": ("여권번호", "passport_no"),
    "expires": ("만료일", "여권만료일", "expires_on"),
}
_KINDS = (("passport_multiple_10y", "58"), ("passport_multiple_5y_8to17", "58"))


def people_of(data: bytes, today: date) -> list[Recipient]:
    """Who stands in that CSV file (UTF-8, CP949; 성명, 주소, 우편번호, 만료일, 여권번호). Refused `recipients_invalid` with the row."""
    try:
        rows = list(csv.reader(io.StringIO(_text(data), newline="")))
    except csv.Error as error:  # a quotation that nobody ends makes one cell of everything below it
        raise Refused("recipients_invalid", row=1) from error
    if not rows:
        raise Refused("recipients_invalid", row=1)
    places = _places(rows[0])
    found = []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            found.append(_person(row, places, today))
        except (Refused, IndexError) as error:
            raise Refused("recipients_invalid", row=number) from error
    if not 0 < len(found) <= PEOPLE_MAX:
        raise Refused("recipients_invalid", row=len(rows))
    return found


def expiry_letters(desk: Desk, actor: Actor, data: bytes) -> tuple[ExpiryLetters, LabelSheet]:
    """The letters with their list, and the labels, ready to be drawn; that so many were written to is on disk, who they are is not.

    Nobody is written to twice for one passport: who stood in an earlier file is left out (`told_before`), unless it is the same file of
    the same day, printed again. Refused `recipients_invalid`, `letters_all_told`, `rrn_in_text`, `not_allowed`. Writer lane.
    """
    require(actor.role, "print_book")
    now = desk.clock.now()
    asked = people_of(data, seoul_date(now))
    ref = f"{seoul_date(now)}-{sha256(data).hexdigest()[:8]}"
    macs = [_mac(desk, each) for each in asked]
    before = desk.store.notices.posted(TEMPLATE, macs, ref)
    told = {mac: person for mac, person in zip(macs, asked, strict=True) if mac not in before}
    people = list(told.values())
    if not people:
        raise Refused("letters_all_told", count=len(asked))
    with desk.store.transaction(actor=actor.entry_id, day=entry_day(desk)) as tx:
        tx.append(Fact(PersonalDataViewed(purpose="여권 만료 안내문 출력", query="list", count=len(people)), desk.ids.new_id()))
        for part in _parts(list(told)):
            tx.append(Fact(NoticesPosted(template=TEMPLATE, ref=ref, told=part), desk.ids.new_id()))
    reprint = printed(desk, actor, "expiry_letters", ref, None, "")
    letters = ExpiryLetters(
        office=desk.office_info(),
        desk=desk.identity.desk,
        ref=ref,
        people=people,
        fees=_fees(desk),
        clerk=actor.name,
        issued_at=now,
        reprint=reprint,
        training=desk.identity.training,
        told_before=len(asked) - len(people),
    )
    return letters, LabelSheet(office=letters.office, ref=ref, people=people, issued_at=now, training=letters.training)


def _mac(desk: Desk, person: Recipient) -> bytes:
    """Who it is, as nobody can read it: by the passport's number where the file has it, else by name, address and day."""
    if person.passport_no:
        return desk.sealer.lookup("passport_no", person.passport_no)
    return desk.sealer.lookup("expiry", f"{person.name}|{person.address}|{person.expires_on}")


def _parts(macs: list[bytes]) -> list[list[bytes]]:
    """As many as one entry holds."""
    return [macs[start : start + _MACS_MAX] for start in range(0, len(macs), _MACS_MAX)]


def _fees(desk: Desk) -> list[tuple[str, int]]:
    """What the usual passports cost now."""
    found = []
    for service, pages in _KINDS:
        form = desk.catalogue.forms.get(service)
        if form is not None:
            priced = lines(form, values={"pages": pages, "pickup": "visit"}, copies=1, at=desk.clock.now())
            found.append((f"{form.short.ko} {pages}면", sum(line.due_won for line in priced)))
    return found


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("recipients_invalid", row=1)


def _places(head: list[str]) -> dict[str, int]:
    names = [cell.strip().lower().replace(" ", "") for cell in head]
    found = {key: next((names.index(name) for name in known if name in names), -1) for key, known in _COLUMNS.items()}
    if found["name"] < 0 or found["address"] < 0:
        raise Refused("recipients_invalid", row=1)
    return found


def _person(row: list[str], places: dict[str, int], today: date) -> Recipient:
    def cell(key: str) -> str:
        return checked(clean_text(row[places[key]]))[:200] if places[key] >= 0 else ""

    name, address, expires = cell("name"), cell("address"), cell("expires")
    if not name or not address:
        raise Refused("recipients_invalid", row=0)
    number = clean_text(row[places["passport_no"]]) if places["passport_no"] >= 0 else ""
    return Recipient(
        name=name,
        address=address,
        postcode=cell("postcode"),
        expires_on=parse_date(expires, today=today) if expires else None,
        passport_no=parse_passport_no(number) if number else "",
    )
