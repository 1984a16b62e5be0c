"""Somebody on the line between a desk and its central: with a CA of his own, or with central's CA but not the key central signs with.

The desk is a real home with cases that wait to be sent. Whatever it is told there, nothing counts as sent, nothing of its book changes,
no stream is stopped, nobody is locked out and no other generation begins.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

import msgspec
import zstandard

from app.bootstrap.homes import Home, open_home
from app.bootstrap.new_homes import enroll_home
from app.central import admin
from app.central.state import Identity, load_identity
from app.central.tls import new_authority, server_context
from app.crypto.signer import Ed25519Signer, verify_signature
from app.domain.errors import CounterError, Refused
from app.domain.sampling import sample
from app.services.desk import SEOUL
from app.settings import Settings
from app.sync.enrol import enrol
from app.sync.https_central import HttpsCentral
from app.wire.messages import (
    MEDIA_TYPE,
    PROBLEM_TYPE,
    Ack,
    Challenge,
    FeedItem,
    FeedPage,
    Problem,
    Push,
    SessionAnswer,
    StreamId,
    StreamInfo,
    WireEntry,
    decode,
    encode,
)
from app.wire.recovery import GenerationNotice
from app.wire.signed import acknowledgement, generation, problem
from tests.centrals import OFFICE, CentralUnderTest, boxes_of, signer_of
from tests.desks import PASSWORD, ROOT, cheap_keys, cheap_passwords, the_people
from tests.prove.impostor import Impostor, Said
from tests.prove.tally import Violated
from tests.prove.trespass_world import OTHER_OFFICE, World, must
from tests.streams import an_id

DESK = "06"
CASES = 3
_VOLATILE = ("staff_checked_at", "staff_cursor")
_INDEX = ("search", "search_pending", "lookup", "case_at")  # follows the book when there is time


class Victim:
    """A home with cases that wait, its central, an impostor of each kind, and a signature of central's own from before."""

    def __init__(self, world: World, folder: Path, stack: ExitStack) -> None:
        self.central: CentralUnderTest = world.central
        self.home = _home(world.central, folder / "home")
        stack.callback(self.home.close)
        self.home.sync_all()
        acks = self.home.connections.all("SELECT acked_seq, acked_hash, generation, office_first, office_last, signature FROM ack")
        self.old_ack = acks[-1]
        record(self.home, CASES)
        self.identity: Identity = load_identity(world.central.state_dir, crypto=world.central.tools, passphrase=None)
        names = ["127.0.0.1", "localhost"]
        self.strange = Impostor(server_context(*new_authority(), names))
        stack.callback(self.strange.close)
        self.inside = Impostor(server_context(self.identity.keys.ca_key, self.identity.keys.ca_certificate, names))
        stack.callback(self.inside.close)
        self.false_key = Ed25519Signer(bytes(range(32)))

    def line(self, url: str) -> HttpsCentral:
        """The desk's line, as its home makes it, but to that address."""
        identity = self.home.desk.identity
        return HttpsCentral(
            url,
            identity.ca_pem,
            office=identity.office,
            device_id=identity.device_id,
            epoch=identity.epoch,
            signer=self.home.desk.signer,
            central_id=identity.central_id,
            central_public=self.home.keys.central_public,
            verify=verify_signature,
        )

    def read_on(self) -> None:
        """The feed of the real central is read to its end."""
        while self.home.pull_once(0):
            pass

    def state(self) -> dict[str, str]:
        """Each of the home's tables → a hash of its rows, but for when staff was last looked at."""
        found = {}
        tables = self.home.connections.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%' ORDER BY name")
        for (name,) in tables:
            if name in _INDEX:
                continue
            rows = sorted(repr(row) for row in self.home.connections.all(f'SELECT * FROM "{name}"') if row[0] not in _VOLATILE)  # noqa: S608
            found[name] = sha256(json.dumps(rows).encode()).hexdigest()
        return found

    @contextmanager
    def on_the_line(
        self, impostor: Impostor, what: str, says: dict[str, Callable[[bytes], Said]], *, read_on: bool = False
    ) -> Iterator[None]:
        """The desk speaks to that impostor inside; afterwards its book is what it was. `read_on`: once it has heard its central again."""
        if read_on:
            self.read_on()
        before = self.state()
        impostor.says = {"/v1/sessions/challenge": self._challenge, "/v1/sessions": _session, **says}
        impostor.asked.clear()
        line = self.line(impostor.url)
        with patch.object(self.home, "_central", line):
            try:
                yield
            finally:
                line.close()
                impostor.says = {}
        if read_on:
            self.read_on()
        if (after := self.state()) != before:
            raise Violated(f"{what}: the desk's book or queue changed: {sorted(name for name in after if before.get(name) != after[name])}")

    def _challenge(self, _body: bytes) -> Said:
        return message(Challenge(challenge=bytes(48), central_id=self.identity.central_id))


def _session(_body: bytes) -> Said:
    return message(SessionAnswer(token="given-by-nobody", expires_in_s=3600))


def message(told: msgspec.Struct) -> Said:
    return 200, MEDIA_TYPE, encode(told)


def refusal(code: str, status: int, signature: bytes = b"", **facts: Any) -> Said:
    told = Problem(title="", status=status, code=code, retry="never", facts=facts, signature=signature)
    return status, PROBLEM_TYPE, msgspec.json.encode(told)


def _never(_new: bool) -> str:
    raise AssertionError("nobody is asked for a passphrase")


def _home(central: CentralUnderTest, folder: Path) -> Home:
    settings = Settings(home=folder, data=ROOT, at="2026-11-20T09:00+09:00", passphrase="sealed for proofs")
    with central.database() as db:
        admin.add_staff(db, OFFICE, "park", "supervisor", "박가람", cheap_passwords().verifier(PASSWORD), crypto=central.tools)
    environment = {"XDG_STATE_HOME": str(folder.parent / "state")}
    with patch.dict("os.environ", environment), cheap_keys():
        enroll_home(settings, _never, url=central.running.url, code=central.invite(DESK), training=True)
        home = open_home(settings, _never)
    home.services.open_day(home.services.sign_in("park", PASSWORD), 0)
    return home


def record(home: Home, count: int) -> None:
    """So many cases wait in the queue."""
    park = home.services.sign_in("park", PASSWORD)
    today = home.desk.clock.now().astimezone(SEOUL).date()
    form = home.desk.catalogue.forms["resident_registration_copy"]
    for index in range(count):
        home.services.record_case(park, sample(form, seed=7, index=index, today=today, people=the_people()))


def _tried(work: Callable[[], object]) -> str:
    """The code it ended with, "" if it ended well."""
    try:
        work()
    except CounterError as error:
        return error.code
    return ""


# ── cases ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def another_authority(victim: Victim, chance: Random) -> None:
    """To a central of another CA nothing is said, at work or at enrolment."""
    home = victim.home
    ask = chance.choice([home.push_once, lambda: home.pull_once(0), lambda: home.sync_all()])
    with victim.on_the_line(victim.strange, "another CA", {"/entries": _session, "/feed": _session}):
        code = _tried(ask)
        must(code in ("central_down", "central_unreachable"), "a central of another CA was believed:", code)
        assert home.central is not None
        must(not home.central.alive(), "a central of another CA counts as alive")
    must(not victim.strange.asked, "a central of another CA was told", victim.strange.asked)


def another_authority_at_enrolment(victim: Victim, chance: Random) -> None:
    """A code leads to the central it was made by and to no other; the other one is not shown the code."""
    code, seed = victim.central.invite("97"), chance.randrange(10, 250)
    victim.strange.asked.clear()
    told = _tried(lambda: enrol(victim.strange.url, code, signer=signer_of(seed), boxes=boxes_of(seed)))
    must(told == "central_not_trusted", "a code was shown to another central:", told)
    must(not victim.strange.asked, "another central was told", victim.strange.asked)


def forged_acknowledgement(victim: Victim, chance: Random) -> None:
    """Only central's own signature over exactly these entries says that they arrived."""
    central, seq, old_hash = victim.identity, victim.old_ack[0], victim.old_ack[1]
    stream = victim.home.store.own.stream

    def ack_of(push: Push, **changes: Any) -> Ack:
        last = push.from_seq + len(push.entries) - 1
        told: dict[str, Any] = {
            "acked_seq": last,
            "acked_hash": push.head_hash,
            "generation": 1,
            "office_first": 1,
            "office_last": last,
        } | changes
        return Ack(**told)

    def signed(ack: Ack, sign: Callable[[bytes], bytes], office: str = OFFICE, epoch: int = stream.epoch, central_id: bytes = b"") -> Ack:
        place = (office, stream.device_id, epoch, stream.branch)
        told = acknowledgement(
            central_id or central.central_id, ack.generation, *place, ack.acked_seq, ack.acked_hash, ack.office_first, ack.office_last
        )
        return msgspec.structs.replace(ack, signature=sign(told))

    false, true = victim.false_key.sign, central.sign
    kinds: dict[str, Callable[[Push], Ack]] = {
        "unsigned": lambda push: ack_of(push),
        "signed by another key": lambda push: signed(ack_of(push), false),
        "signed by a desk": lambda push: signed(ack_of(push), signer_of(1).sign),
        "central's own, of earlier entries": lambda _push: Ack(
            acked_seq=seq,
            acked_hash=old_hash,
            generation=victim.old_ack[2],
            office_first=victim.old_ack[3],
            office_last=victim.old_ack[4],
            signature=victim.old_ack[5],
        ),
        "an old signature under new numbers": lambda push: ack_of(push, signature=victim.old_ack[5]),
        "central's own, for another office": lambda push: signed(ack_of(push), true, office=OTHER_OFFICE),
        "central's own, for another epoch": lambda push: signed(ack_of(push), true, epoch=stream.epoch + 1),
        "another central's": lambda push: signed(ack_of(push), true, central_id=chance.randbytes(32)),
        "central's own, of more than was sent": lambda push: signed(
            ack_of(push, acked_seq=push.from_seq + len(push.entries) + chance.randrange(9)), true
        ),
        "central's own, of another hash": lambda push: signed(ack_of(push, acked_hash=chance.randbytes(32)), true),
        "of numbers that do not exist": lambda push: ack_of(push, generation=2**40, office_last=2**70 if chance.random() < 0.5 else 2**63),
        "a changed signature": lambda push: _bent(signed(ack_of(push), true), chance),
    }
    name, forge = chance.choice(list(kinds.items()))
    said = {"/entries": lambda body: message(forge(decode(_plain(body), Push)))}
    with victim.on_the_line(victim.inside, f"an acknowledgement {name}", said):
        code = _tried(victim.home.push_once)
    must(code in ("acknowledgement_wrong", "central_down"), f"an acknowledgement {name} was believed", code)
    must(victim.home.store.exchange.pending()[0] > 0, f"after an acknowledgement {name} nothing is pending any more")


def _plain(body: bytes) -> bytes:
    if body.startswith(b"\x28\xb5\x2f\xfd"):
        with zstandard.ZstdDecompressor().stream_reader(body) as reader:
            return reader.read()
    return body


def _bent(ack: Ack, chance: Random) -> Ack:
    place = chance.randrange(len(ack.signature))
    bent = ack.signature[:place] + bytes([ack.signature[place] ^ chance.randrange(1, 256)]) + ack.signature[place + 1 :]
    return msgspec.structs.replace(ack, signature=bent)


def forged_problem(victim: Victim, chance: Random) -> None:
    """What would stop a stream, lock the desk or begin another generation counts only with central's signature."""
    identity, head = victim.home.desk.identity, victim.home.store.head
    code, status, facts = chance.choice(
        [
            ("fork", 409, {"differs_at": chance.randrange(1, head.seq + 1)}),
            ("bad_chain", 422, {"from_seq": chance.randrange(1, head.seq + 1)}),
            ("device_revoked", 403, {}),
            ("generation_changed", 409, {"generation": chance.randrange(2, 9), "valid_up_to": chance.randrange(9)}),
        ]
    )

    def signed(sign: Callable[[bytes], bytes], **changes: Any) -> bytes:
        told: dict[str, Any] = {
            "central_id": identity.central_id,
            "office": identity.office,
            "device_id": identity.device_id,
            "epoch": identity.epoch,
        }
        told |= {"code": code, "facts": facts} | changes
        return sign(problem(**told))

    true, other = victim.identity.sign, chance.choice([each for each in ("fork", "bad_chain", "device_revoked") if each != code])
    name, signature = chance.choice(
        [
            ("unsigned", b""),
            ("signed with noise", chance.randbytes(64)),
            ("signed by another key", signed(victim.false_key.sign)),
            ("signed for another device", signed(true, device_id=an_id(3))),
            ("signed for another epoch", signed(true, epoch=identity.epoch + 1)),
            ("signed for another office", signed(true, office=OTHER_OFFICE)),
            ("signed by another central", signed(true, central_id=chance.randbytes(32))),
            ("signed for another problem", signed(true, code=other)),
            ("signed with other facts", signed(true, facts={**facts, "expected": 1})),
        ]
    )

    def said(_body: bytes) -> Said:
        return refusal(code, status, signature, **facts)

    ask = chance.choice([victim.home.push_once, lambda: victim.home.pull_once(0)])
    with victim.on_the_line(victim.inside, f"{code}, {name}", {"/entries": said, "/feed": said, "/staff": said, "/generation": said}):
        told = _tried(ask)
    must(told == "central_down", f"{code}, {name}, was believed:", told)


def forged_generation(victim: Victim, chance: Random) -> None:
    """A desk goes back to an earlier order number only on central's signed word."""
    number, up_to = chance.randrange(2, 60), chance.randrange(0, 5)
    office, sign = chance.choice([(OFFICE, victim.false_key.sign), (OTHER_OFFICE, victim.identity.sign), (OFFICE, lambda _told: b"")])
    signature = sign(generation(victim.identity.central_id, office, number, up_to))
    notice = GenerationNotice(generation=number, valid_up_to=up_to, signature=signature)
    facts = {"generation": number, "valid_up_to": up_to}
    identity = victim.home.desk.identity
    told = problem(identity.central_id, OFFICE, identity.device_id, identity.epoch, "generation_changed", facts)
    said = {
        "/feed": lambda _body: refusal("generation_changed", 409, victim.identity.sign(told), **facts),
        "/staff": lambda _body: refusal("not_found", 404),
        "/generation": lambda _body: message(notice),
    }
    victim.home._staff_checked_ms = 2**62
    with victim.on_the_line(victim.inside, "a generation of nobody", said):
        code = _tried(lambda: victim.home.pull_once(0))
    victim.home._staff_checked_ms = 0
    must(code == "generation_wrong", "a generation of nobody was believed:", code)


def forged_feed(victim: Victim, chance: Random) -> None:
    """A page whose entries do not hang on what the desk knows is not in the book, whole or in part.

    The desk may begin to read from the feed's first entry again: central's own order says what was seen, and it says the same.
    """
    victim.read_on()
    exchange = victim.home.store.exchange
    at, cursor = exchange.feed_cursor()
    own, head = victim.home.store.own.stream, exchange.acked()[0]
    noise = WireEntry(chance.randbytes(60), chance.randbytes(16), chance.randbytes(60))
    info = StreamInfo(stream=_stranger(), office=OFFICE, desk="09", public_key=chance.randbytes(32), central_id=victim.identity.central_id)
    known = _foreign(victim.home)
    kinds: dict[str, list[FeedItem]] = {
        "a hole": [FeedItem(cursor + 2 + chance.randrange(9), info.stream, 1, "applied", "", noise)],
        "a stream of which nobody told": [FeedItem(cursor + 1, _stranger(9), 1, "applied", "", noise)],
        "a known stream that begins in the middle": [FeedItem(cursor + 1, info.stream, 2 + chance.randrange(9), "applied", "", noise)],
        "a hole in another desk's stream": [FeedItem(cursor + 1, known, 10**6, "applied", "", noise)],
        "the same number twice": [
            FeedItem(cursor + 1, info.stream, 1, "quarantined", "forged", noise),
            FeedItem(cursor + 1, info.stream, 2, "quarantined", "forged", noise),
        ],
    }
    name, items = chance.choice(list(kinds.items()))
    streams = [info] if any(item.stream == info.stream for item in items) else []
    page = FeedPage(generation=at, items=items, streams=streams, last=cursor + len(items))
    victim.home._staff_checked_ms = 2**62
    with victim.on_the_line(victim.inside, name, {"/feed": lambda _body: message(page)}, read_on=True):
        code = _tried(lambda: victim.home.pull_once(0))
    victim.home._staff_checked_ms = 0
    must(code.startswith("feed_"), f"{name} in the feed was believed", code or f"({own}, {head})")


def _stranger(number: int = 8) -> StreamId:
    return StreamId(an_id(number), 1, 0)


def _foreign(home: Home) -> StreamId:
    """Another desk's stream that this home knows."""
    device, epoch, branch = home.connections.all("SELECT device_id, epoch, branch FROM stream WHERE own = 0 ORDER BY stream_id")[0]
    return StreamId(UUID(bytes=device), epoch, branch)


def nonsense(victim: Victim, chance: Random) -> None:
    """Whatever stands on the line says no message, another status or much too much: the desk waits and tries again later."""
    status, media_type, body = chance.choice(
        [
            (200, "text/html", b"<html>sign in to the guest network</html>"),
            (200, MEDIA_TYPE, b""),
            (200, MEDIA_TYPE, chance.randbytes(200)),
            (302, "text/html", b""),
            (404, "text/html", b"not here"),
            (407, "text/html", b"proxy"),
            (500, "text/plain", b"\xff" * 100),
            (502, PROBLEM_TYPE, b"{}"),
            (200, MEDIA_TYPE, b"\x28\xb5\x2f\xfd" + chance.randbytes(50)),
        ]
    )
    ask = chance.choice([victim.home.push_once, lambda: victim.home.pull_once(0)])
    said = dict.fromkeys(("/entries", "/feed", "/staff"), lambda _body: (status, media_type, body))
    with victim.on_the_line(victim.inside, f"{status} {media_type}", said):
        code = _tried(ask)
    must(code in ("central_down", "central_busy"), f"{status} {media_type} was taken for an answer:", code)


def still_heard(victim: Victim, chance: Random) -> None:
    """After all that the real central takes what waits, at once and once."""
    record(victim.home, 1)
    victim.central.clock.advance(timedelta(seconds=chance.randrange(1, 100)))
    try:
        victim.home.sync_all()
    except Refused as refused:
        raise Violated(f"the real central was refused: {refused.code}") from refused
    must(victim.home.store.exchange.pending()[0] == 0, "something is pending after the real central was heard")
    report = victim.central.verified()
    must(report.ok, "central contradicts itself", report.violations[:2])
    record(victim.home, CASES)


LINE: tuple[tuple[Callable[[Victim, Random], None], int], ...] = (
    (another_authority, 4),
    (another_authority_at_enrolment, 1),
    (forged_acknowledgement, 12),
    (forged_problem, 12),
    (forged_generation, 3),
    (forged_feed, 6),
    (nonsense, 3),
    (still_heard, 1),
)
