"""A day of another desk whose clock shows moments that no calendar has: every moment in its entries is that one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from app.bootstrap.homes import Home
from app.domain.errors import Refused
from app.domain.sampling import sample
from app.ledger.entry_reader import EntryReader
from app.services.desk import SEOUL
from app.services.pull_feed import pull_all
from app.wire.codec import decode_header, encode_header
from app.wire.messages import BATCH_ENTRIES_MAX
from tests.desks import PASSWORD, a_home, second, the_people
from tests.fakes.central import FakeOffice
from tests.streams import Stream

_MOMENT = 10**12  # as large as this is no amount and no count, but milliseconds since 1970


def a_day(home: Home) -> None:
    """One case of every service with a known fee, a step in the life of each where it has one, looks at them, a lamp, a closing."""
    services = home.services
    park, lee = services.sign_in("park", PASSWORD), second(home)
    services.open_day(park, 50_000)
    services.set_lamp(park, "seal", True, "회선 장애", room=True)
    today = home.desk.clock.now().astimezone(SEOUL).date()
    for form in home.desk.catalogue.forms.values():
        if any(fee.amount_won is None for fee in form.fees):
            continue
        draft = sample(form, seed=11, index=0, today=today, people=the_people())
        draft = msgspec.structs.replace(draft, tender="cash", draft_id=None)
        with suppress(Refused):  # a sample that wants another beside it, or a row of the fee table that has ended
            made = services.record_visit(park, [draft], tender="cash", received_won=200_000)
            services.view_case(park, made.cases[0].case_id)
    services.set_lamp(park, "seal", False, room=True)
    for row in services.ledger_page(limit=3):
        services.cancel_case(park, row.case_id, "착오 접수", confirmer=lee)
    services.close_day(park, confirmer=lee)


def moved(value: Any, at: int) -> Any:
    """The same with that moment in the place of each moment."""
    if isinstance(value, dict):
        return {name: moved(each, at) for name, each in value.items()}
    if isinstance(value, list):
        return [moved(each, at) for each in value]
    return at if isinstance(value, int) and not isinstance(value, bool) and value >= _MOMENT else value


def come_in(home: Home, folder: Path, at: int) -> int:
    """Desk 05's day is in that home's book, by the feed, every moment of it being `at` (ms); how many entries."""
    office = FakeOffice()
    other = a_home(folder, desk="05")
    a_day(other)
    stream = Stream(seed=9, desk="05", central_id=office.central_id)
    for row in EntryReader(other.connections).entries():
        header, body = decode_header(row[3]), msgspec.msgpack.decode(row[5])
        place: dict[str, Any] = {"device_id": stream.id.device_id, "seq": len(stream.entries) + 1, "recorded_at": at}
        header = msgspec.structs.replace(header, intake_at=header.intake_at and at, **place)
        stream.add_raw(encode_header(header), msgspec.msgpack.encode(moved(body, at)))
    other.close()
    sender = office.line("05", stream.id.device_id, 1, stream.signer.public_key)
    for first in range(1, len(stream.entries) + 1, BATCH_ENTRIES_MAX):
        told = sender.push(stream.id, stream.push(first, min(len(stream.entries), first + BATCH_ENTRIES_MAX - 1)))
        assert not [each for each in told.outcomes if each.outcome == "quarantined"], told.outcomes
    home.store.exchange.adopt(office.central_id)
    own = office.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)
    assert pull_all(home.desk, own, lambda work: work()) == len(stream.entries)
    return len(stream.entries)
