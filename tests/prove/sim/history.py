"""What was shown, what the desks hold and what central holds, compared: union, exactly once, order, numbers, disputes, replicas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from hashlib import sha256
from typing import Any, NamedTuple

from app.bootstrap.homes import Home
from app.central.stored_cases import cases_of
from app.central.tables import CaseRow, EntryRow, OfficeRow, StreamRow
from app.domain.cases import trigger_of
from app.domain.entries import CaseReceived
from app.domain.errors import IntegrityViolated
from app.domain.lives import transition
from app.domain.money_entries import PaymentSettled
from app.domain.numbers import ymd
from app.ledger.exchange import LedgerExchange
from app.ledger.projections import decode_case as decode_own_case
from app.services.desk import day_date
from app.verify.book import Trust
from app.verify.ledger import check_ledger
from app.wire.codec import decode_body, decode_header
from tests.centrals import OFFICE
from tests.prove.sim.desk import Shown, SimDesk
from tests.prove.sim.world import World
from tests.prove.tally import Violated

Key = tuple[bytes, int, int, int]  # device, epoch, branch, seq


class Stored(NamedTuple):
    """An entry as one side holds it."""

    header: bytes
    salt: bytes | None
    body: bytes | None
    hash: bytes


def demand(holds: object, what: str) -> None:
    """Violated unless it holds."""
    if not holds:
        raise Violated(what)


def _at_work(world: World) -> list[SimDesk]:
    return [desk for desk in world.desks.values() if not desk.at_home]


def queues_empty(world: World, within_s: float = 60.0) -> None:
    """Violated if a desk still has something to send that long after everything was healed."""
    deadline = world.now_s + within_s
    while world.now_s < deadline and any(desk.pending() for desk in _at_work(world)):
        world.run_for(1.0)
    stuck = {
        desk.number: (desk.pending(), [lane.status().last_answer for lane in desk.lanes]) for desk in _at_work(world) if desk.pending()
    }
    demand(not stuck, f"queues not empty {within_s:.0f} s after healing: {stuck}")


def feeds_read(world: World, within_s: float = 120.0) -> None:
    """Violated if a desk has not read the whole feed by then."""
    deadline = world.now_s + within_s
    while world.now_s < deadline and any(_behind(world, desk) for desk in _at_work(world)):
        world.run_for(1.0)
    behind = {
        desk.number: (*desk.at_work.store.exchange.feed_cursor(), [lane.status().last_answer for lane in desk.lanes])
        for desk in _at_work(world)
        if _behind(world, desk)
    }
    demand(not behind, f"feeds not read: {behind}, central has {_office(world)['last_office_seq']}")


def converged(world: World, within_s: float = 60.0) -> None:
    """Violated unless every queue is empty that soon and then every feed is read, also what the desks wrote meanwhile themselves."""
    queues_empty(world, within_s)
    feeds_read(world)
    for _ in range(5):
        if not any(desk.pending() or _behind(world, desk) for desk in _at_work(world)):
            return
        queues_empty(world)
        feeds_read(world)
    raise Violated("desks never come to rest")


def _behind(world: World, desk: SimDesk) -> bool:
    office = _office(world)
    return desk.at_work.store.exchange.feed_cursor() != (office["generation"], office["last_office_seq"]) and office["last_office_seq"] > 0


def _office(world: World) -> dict[str, Any]:
    found = world.central.db.first(OfficeRow.select().where(OfficeRow.office_id == OFFICE))
    assert found is not None
    return found


def entries_of(home: Home, *, own: bool) -> dict[Key, Stored]:
    """The entries of a ledger, its own or those of others."""
    rows = home.connections.all(
        "SELECT s.device_id, s.epoch, s.branch, e.seq, e.header, e.salt, e.body, e.hash FROM entry e JOIN stream s USING (stream_id) "
        "WHERE e.own = ?",
        (int(own),),
    )
    return {(row[0], row[1], row[2], row[3]): Stored(*row[4:]) for row in rows}


def entries_at_central(world: World) -> dict[Key, tuple[int, str, Stored]]:
    """Order number, outcome and bytes of everything central has. Violated if an order number is missing or a stream is out of order."""
    rows = world.central.db.all(EntryRow.select().where(EntryRow.office_id == OFFICE).order_by(EntryRow.office_seq))
    last: Counter[tuple[bytes, int, int]] = Counter()
    found: dict[Key, tuple[int, str, Stored]] = {}
    for expected, row in enumerate(rows, start=1):
        stream = (bytes(row["device_id"]), row["epoch"], row["branch"])
        last[stream] += 1
        demand(row["office_seq"] == expected, f"central's order numbers have a hole before {row['office_seq']}")
        demand(row["seq"] == last[stream], f"central took seq {row['seq']} of a stream when {last[stream]} was next")
        salt, body = (None if row[name] is None else bytes(row[name]) for name in ("salt", "body"))
        found[(*stream, row["seq"])] = (expected, row["outcome"], Stored(bytes(row["header"]), salt, body, bytes(row["hash"])))
    return found


def union_exactly_once(world: World, *, strangers: Collection[Key] = ()) -> int:
    """Central has exactly the desks' entries, byte for byte, each once and in each desk's order; how many.

    `strangers`: entries that came from a desk without a ledger of ours.
    """
    central = entries_at_central(world)
    union: dict[Key, Stored] = {}
    for desk in world.desks.values():
        own = entries_of(desk.at_work, own=True)
        for key, stored in own.items():
            demand(key not in union or union[key] == stored, f"two desks hold different entries at {_told(key)}")
            union[key] = stored
        for key, stored in entries_of(desk.at_work, own=False).items():
            demand(
                key in central and central[key][2] == stored,
                f"desk {desk.number} holds an entry of others that is not central's: {_told(key)}",
            )
    for key, stored in union.items():
        demand(key in central, f"lost: {_told(key)} is at its desk and not at central")
        demand(central[key][2] == stored, f"differs: {_told(key)}")
    extra = central.keys() - union.keys() - set(strangers)
    demand(not extra, f"central has {len(extra)} entries that no desk wrote, e.g. {_told(min(extra)) if extra else ''}")
    return len(central)


def acknowledged_is_there(world: World) -> None:
    """Whatever a desk takes for acknowledged is at central with that hash. Holds at every moment, whatever fails."""
    heads = {
        (bytes(row["device_id"]), row["epoch"], row["branch"]): row["last_seq"]
        for row in world.central.db.all(StreamRow.select().where(StreamRow.office_id == OFFICE))
    }
    for desk in world.desks.values():
        if desk.home is None:
            continue
        seq, acked_hash = desk.home.store.exchange.acked()
        stream = desk.home.store.head.stream
        place = (stream.device_id.bytes, stream.epoch, stream.branch)
        demand(heads.get(place, 0) >= seq, f"desk {desk.number} takes {seq} entries for acknowledged, central has {heads.get(place, 0)}")
        if seq:
            row = world.central.db.first(
                EntryRow.select(EntryRow.hash).where(
                    EntryRow.office_id == OFFICE,
                    EntryRow.device_id == place[0],
                    EntryRow.epoch == place[1],
                    EntryRow.branch == place[2],
                    EntryRow.seq == seq,
                )
            )
            demand(row is not None and bytes(row["hash"]) == acked_hash, f"desk {desk.number}: the acknowledged entry {seq} is another one")


def shown_is_kept(world: World) -> int:
    """Every number somebody saw is exactly one case of its desk's book; how many."""
    lost = shown_and_lost(world)
    demand(not lost, f"shown and in no book: {[shown.number for shown in lost[:3]]}")
    return sum(len(desk.shown) for desk in world.desks.values())


def shown_and_lost(world: World) -> list[Shown]:
    """Numbers somebody saw that are no case of their desk's book. Violated if one was given twice."""
    numbers = Counter(shown.number for desk in world.desks.values() for shown in desk.shown)
    twice = [number for number, count in numbers.items() if count > 1]
    demand(not twice, f"given twice: {twice[:3]}")
    lost = []
    for desk in world.desks.values():
        for shown in desk.shown:
            found = desk.at_work.store.cases.find_by_number(shown.number)
            demand(len(found) <= 1, f"{shown.number} is {len(found)} cases in the book of desk {desk.number}")
            if not found:
                lost.append(shown)
    return lost


def numbers_without_gap(world: World) -> int:
    """Case and receipt numbers over the whole office: each once, and within a stream and date 1, 2, 3 …; how many."""
    seen: set[str] = set()
    serials: dict[tuple[str, str], list[int]] = {}
    for key, stored in _all_entries(world).items():
        header = _header(stored)
        if header is None or stored.body is None or header.kind not in ("case_received", "payment_settled"):
            continue
        body = decode_body(header.kind, stored.body)
        number = body.number if isinstance(body, CaseReceived) else body.receipt_no if isinstance(body, PaymentSettled) else ""
        demand(number not in seen, f"{number} was given twice")
        seen.add(number)
        prefix, serial, _check = number.rsplit("-", 2)
        demand(ymd(day_date(header.business_day)) in prefix, f"{number} at {_told(key)} does not belong to {header.business_day}")
        serials.setdefault((_told(key).rpartition(":")[0], prefix), []).append(int(serial))
    for (stream, prefix), found in serials.items():
        demand(found == list(range(1, len(found) + 1)), f"{prefix} in stream {stream} has serials {_gaps(found)}")
    return len(seen)


def _gaps(found: list[int]) -> str:
    missing = sorted(set(range(1, max(found) + 1)) - set(found))
    return f"missing {missing[:5]}" if missing else f"out of order: {found[:20]}"


def _all_entries(world: World) -> dict[Key, Stored]:
    every: dict[Key, Stored] = {}
    for desk in world.desks.values():
        every.update(entries_of(desk.at_work, own=True))
    return dict(sorted(every.items()))


def _header(stored: Stored) -> Any:
    try:
        return decode_header(stored.header)
    except IntegrityViolated:
        return None


def one_action_item_each(world: World) -> int:
    """Every own entry that central did not apply is exactly one action item at its desk, and nothing else is one; how many."""
    central = entries_at_central(world)
    total = 0
    for desk in world.desks.values():
        disputed = {key for key, (_, outcome, _) in central.items() if outcome != "applied" and key in entries_of(desk.at_work, own=True)}
        items = desk.at_work.connections.all(
            "SELECT s.device_id, s.epoch, s.branch, a.seq FROM action_item a JOIN stream s USING (stream_id) "
            "WHERE a.kind IN ('conflicted', 'quarantined')"
        )
        found = Counter((row[0], row[1], row[2], row[3]) for row in items)
        demand(all(count == 1 for count in found.values()), f"desk {desk.number} has an action item twice")
        demand(found.keys() == disputed, f"desk {desk.number}: disputed {len(disputed)}, action items {len(found)}")
        total += len(disputed)
    return total


def standings_agree(world: World) -> None:
    """Each desk believes of every entry what central says: its order number and its outcome."""
    central = entries_at_central(world)
    for desk in world.desks.values():
        rows = desk.at_work.connections.all(
            "SELECT s.device_id, s.epoch, s.branch, t.seq, t.office_seq, t.outcome FROM standing t JOIN stream s USING (stream_id)"
        )
        known = {(row[0], row[1], row[2], row[3]): (row[4], row[5]) for row in rows}
        for key, (office_seq, outcome, _) in central.items():
            demand(
                known.get(key) == (office_seq, outcome),
                f"desk {desk.number} says {known.get(key)} of {_told(key)}, central {(office_seq, outcome)}",
            )


def replica_hash(home: Home) -> str:
    """SHA-256 over all that two desks at one feed cursor share (`LedgerExchange.replica`) and the columns cases are listed by."""
    exchange = home.store.exchange
    assert isinstance(exchange, LedgerExchange)
    rows = home.connections.all("SELECT case_id, number, official_no, desk, state, money, open_won FROM case_row ORDER BY case_id")
    return sha256((exchange.replica().digest + repr(rows)).encode()).hexdigest()


def nothing_overwritten(world: World) -> int:
    """Every step that central applied was possible from where the case stood then, told by the table of its life; how many."""
    rows = world.central.db.all(
        EntryRow.select().where(EntryRow.office_id == OFFICE, EntryRow.outcome == "applied").order_by(EntryRow.office_seq)
    )
    at: dict[bytes, tuple[str, str]] = {}
    steps = 0
    for row in rows:
        body = decode_body(row["kind"], bytes(row["body"])) if row["kind"] and row["body"] is not None else None
        trigger = trigger_of(body) if body is not None else None
        if body is None or trigger is None or row["case_id"] is None:
            continue
        case_id = bytes(row["case_id"])
        life, state = at.get(case_id, ("", ""))
        step = transition(body.life, None, trigger) if isinstance(body, CaseReceived) else transition(life, state, trigger)
        demand(step is not None, f"central applied {trigger} (order number {row['office_seq']}) to a case that was {state}")
        at[case_id] = (body.life if isinstance(body, CaseReceived) else life, step.next if step is not None else "")
        steps += 1
    return steps


def cases_as_central(world: World) -> int:
    """Every desk's case is central's, field by field; how many cases."""
    rows = world.central.db.all(CaseRow.select(CaseRow.office_seq, CaseRow.data).where(CaseRow.office_id == OFFICE))
    stored = cases_of(world.central.db, OFFICE, [(row["office_seq"], bytes(row["data"])) for row in rows])
    central = {case_id.bytes: case for case_id, case in stored.items()}
    for desk in world.desks.values():
        found = {row[0]: decode_own_case(row[1]) for row in desk.at_work.connections.all("SELECT case_id, state_blob FROM case_row")}
        demand(found.keys() == central.keys(), f"desk {desk.number} has {len(found)} cases, central {len(central)}")
        for case_id, case in central.items():
            demand(found[case_id] == case, f"desk {desk.number} sees {found[case_id].number} otherwise than central")
    return len(central)


def replicas_equal(world: World) -> None:
    """All desks see the same cases, and a desk that makes its projections again sees them too."""
    hashes = {desk.number: replica_hash(desk.at_work) for desk in world.desks.values()}
    demand(len(set(hashes.values())) <= 1, f"replicas differ: {hashes}")
    for desk in world.desks.values():
        desk.at_work.store.rebuild()
        demand(replica_hash(desk.at_work) == hashes[desk.number], f"desk {desk.number} sees something else after a rebuild")


def books_verify(world: World) -> None:
    """Every book stands the independent check, and central contradicts itself nowhere."""
    for desk in world.desks.values():
        home = desk.at_work
        trust = Trust(
            device_keys={home.desk.identity.device_id.bytes: {home.desk.signer.public_key}}, central_keys=[home.keys.central_public]
        )
        report = check_ledger(home.connections.here, trust)
        demand(not report.bad, f"the book of desk {desk.number} does not verify: {report.bad[:2]}")
    at_central = world.central.verified()
    demand(at_central.ok, f"central does not verify: {at_central.violations[:2]}")


def _told(key: Key) -> str:
    return f"{key[0].hex()[-6:]}.{key[1]}.{key[2]}:{key[3]}"
