"""A ledger of many entries in minutes: real cases recorded once, then told again with other names, numbers and moments.

Everything goes through the store's own transaction, so headers, chain, signatures, projections and search index are what they
would be; only checks, prices and sealing are not done again for every copy, and the disk is not waited for while building.
"""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta
from random import Random
from time import perf_counter
from uuid import UUID

import msgspec

from app.bootstrap.homes import Home
from app.crypto.clock import SteppingClock
from app.domain.entries import CaseReceived, Fact
from app.domain.entry_body import Body
from app.domain.money_entries import PaymentSettled
from app.domain.sampling import People
from app.domain.views import Actor
from app.formfiles.people import load_people
from app.ports.store import Transaction
from app.wire.codec import decode_body
from tests.bench.home import PASSWORD, drafts

MODELS = 1500
COMMIT_CASES = 20  # keys of cases leave room for about a thousand within a millisecond
DAY_CASES = 2000


def a_name(random: Random, people: People) -> str:
    """A whole invented name, as common as its surname is."""
    surname = random.choices(people.surnames, weights=[each.weight for each in people.surnames])[0]
    parts = (random.choice(people.first), random.choice(people.second))
    male = random.random() < 0.5
    return surname.name + "".join(part.male if male else part.female for part in parts)


def people_of(home: Home) -> People:
    return load_people(home.settings.data / "resources" / "demo" / "people.toml")


def build(home: Home, clerk: Actor, entries: int) -> None:
    """The home's book has at least that many entries; a book that has them already is left as it is."""
    if home.store.head.seq >= entries:
        return
    started, before = perf_counter(), home.store.head.seq
    connection = home.connections.here
    connection.execute("PRAGMA synchronous = OFF")
    newest = home.store.head.recorded_at / 1000 - home.desk.clock.now().timestamp()
    _later(home, timedelta(seconds=max(0.0, newest)))  # a book that is built on begins again where it ended
    models = _models(home, clerk)
    people, random = people_of(home), Random(11)
    cases = 0
    while home.store.head.seq < entries:
        status = home.services.day_status()
        day = status.day or home.services.open_day(clerk)
        for _ in range(DAY_CASES // COMMIT_CASES):
            _later(home, timedelta(minutes=3))
            with home.store.transaction(actor=clerk.entry_id, day=day) as tx:
                for _ in range(COMMIT_CASES):
                    _tell_again(home, tx, random.choice(models), a_name(random, people))
            cases += COMMIT_CASES
            if home.store.head.seq >= entries:
                break
        else:
            home.services.close_day(clerk, confirmer=home.services.sign_in("clerk", PASSWORD, second=True))
            _later(home, timedelta(days=1))
        rate = (home.store.head.seq - before) / (perf_counter() - started)
        print(f"\r{home.store.head.seq:,} entries, {cases:,} cases, {rate:,.0f} entries/s ", end="", file=sys.stderr, flush=True)
    home.store.catch_up()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    print(f"\rbuilt {home.store.head.seq:,} entries in {perf_counter() - started:.0f} s" + " " * 30, file=sys.stderr)


def a_day_of(home: Home, clerk: Actor, cases: int, random: Random, people: People) -> None:
    """The open day holds at least that many cases, really recorded ones among them; the disk is not waited for."""
    connection = home.connections.here
    connection.execute("PRAGMA synchronous = OFF")
    day = home.services.day_status().day or home.services.open_day(clerk)
    models = _models(home, clerk)
    for _ in range(-(-max(0, cases - MODELS) // COMMIT_CASES)):
        _later(home, timedelta(seconds=30))
        with home.store.transaction(actor=clerk.entry_id, day=day) as tx:
            for _ in range(COMMIT_CASES):
                _tell_again(home, tx, random.choice(models), a_name(random, people))
    home.store.catch_up()
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _later(home: Home, by: timedelta) -> None:
    clock = home.desk.clock
    if not isinstance(clock, SteppingClock):
        raise TypeError("a practice home's clock can be moved")
    clock.advance(by)


def _models(home: Home, clerk: Actor) -> list[list[Body]]:
    """The bodies of some thousand really recorded cases, in their order."""
    first = home.store.head.seq
    for draft in drafts(home, MODELS, seed=first + 1):
        if draft.agent is not None and any(field.id == "notice_by" for field in home.desk.catalogue.forms[draft.service].fields):
            continue  # whoever has to be told of an agent's issue would keep every later day from being closed
        home.services.record_case(clerk, msgspec.structs.replace(draft, draft_id=None))
    rows = home.connections.all("SELECT kind, body, case_id FROM entry WHERE own = 1 AND seq > ? AND case_id IS NOT NULL", (first,))
    found: dict[bytes, list[Body]] = {}
    for kind, raw, case_id in rows:
        body = decode_body(kind, raw)
        if body is not None:
            found.setdefault(case_id, []).append(body)
    return list(found.values())


def _tell_again(home: Home, tx: Transaction, model: list[Body], name: str) -> None:
    """The same kind of case, of somebody else, now."""
    case_id = home.desk.ids.new_id()
    for body in model:
        tx.append(Fact(_of(home, tx, body, case_id, name), home.desk.ids.new_id(), case_id=case_id))


def _of(home: Home, tx: Transaction, body: Body, case_id: UUID, name: str) -> Body:
    if isinstance(body, CaseReceived):
        applicant = {**body.applicant, "name": name} if "name" in body.applicant else body.applicant
        if "phone" in applicant:
            applicant["phone"] = f"0100{secrets.randbelow(10**7):07d}"
        lookups = {domain: [secrets.token_bytes(len(mac)) for mac in macs] for domain, macs in body.lookups.items()}
        return msgspec.structs.replace(body, number=tx.case_number(), applicant=applicant, lookups=lookups)
    if isinstance(body, PaymentSettled):
        mine = [msgspec.structs.replace(each, case_id=case_id) for each in body.allocations]
        return msgspec.structs.replace(body, payment_id=home.desk.ids.new_id(), receipt_no=tx.receipt_number(), allocations=mine)
    return body
