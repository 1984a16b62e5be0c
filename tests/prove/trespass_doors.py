"""Strangers at central's doors: every address without a right to it, others' codes, sessions and pushes said again or forged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from app.central.admin_recovery import revoke_device
from app.central.tables import DeviceRow, GenerationRow, OfficeRow
from app.domain.errors import IntegrityViolated, Refused
from app.domain.moments import ms_of
from app.sync.enrol import ExistingHome
from app.wire.chain import digest_of, hash_of
from app.wire.codec import decode_header
from app.wire.enrolment import office_keys_context, parse_code
from app.wire.messages import EnrolAnswer, EnrolRequest, Push, SessionAnswer, WireEntry, decode, encode
from app.wire.recovery import AmnesiaProof, GenerationNotice, KeptAck
from app.wire.signed import acknowledgement, enrolment, generation, head
from tests.centrals import OFFICE, Desk, boxes_of, signer_of
from tests.prove.trespass_world import OPEN, OTHER_OFFICE, Told, World, acknowledged, must

Case = Callable[[World, Random], None]
MINUTE = timedelta(minutes=1)


# ── every address × no session, another office's, another device's, a retired one's ─────────────────────────────────


def strangers(world: World, chance: Random) -> dict[str, tuple[str | None, dict[str, str]]]:
    """Who comes without a session of this central: what stands in the request instead of a token, and further headers."""
    good = world.token(world.victim, 1)
    place = chance.randrange(len(good))
    swapped = chance.choice([letter for letter in "ABCxyz019-_" if letter != good[place]])
    return {
        "nobody": (None, {}),
        "an empty token": ("", {}),
        "a token somebody made up": (chance.randbytes(32).hex(), {}),
        "a token with one letter changed": (good[:place] + swapped + good[place + 1 :], {}),
        "a token cut short": (good[:-1], {}),
        "a token and more": (good + "A", {}),
        "the hash of a token": (sha256(good.encode()).hexdigest(), {}),
        "another scheme": (None, {"authorization": f"Basic {good}"}),
        "a token in another header": (None, {"x_authorization": f"Bearer {good}", "cookie": f"token={good}"}),
    }


def no_session(world: World, chance: Random) -> None:
    """Whatever address nobody opened on purpose: without a session it is 401, whatever the body."""
    address = chance.choice(world.guarded())
    who, (token, headers) = chance.choice(list(strangers(world, chance).items()))
    path = world.filled(address.path, world.victim)
    body = chance.choice([None, b"", chance.randbytes(40), encode(world.victim.stream.push())]) if address.method != "GET" else None
    with world.untouched(f"{who} at {address.method} {address.path}"):
        told = world.client.ask(address.method, path, body, token, **headers)
    must((told.status, told.code) == (401, "session_refused"), f"{who} at {address.method} {address.path} was told", told[::2])


def open_doors(world: World, chance: Random) -> None:
    """What anybody may ask tells nothing of an office, a desk or a person, and keeps nothing."""
    address = chance.choice([each for each in world.addresses() if each.path in OPEN and each.method == "GET"])
    with world.untouched(f"a stranger at {address.path}"):
        told = world.client.ask("GET", address.path)
    must(told.status == 200, f"a stranger at {address.path} was told", told[::2])
    answer = world.victim.enrolled.answer
    secrets = [OFFICE.encode(), OTHER_OFFICE.encode(), answer.office_name.encode(), str(answer.device_id).encode(), answer.device_id.bytes]
    found = [each for each in secrets if each in told.body]
    # An example office stands in the description of the addresses, as it does in every handbook.
    must(not found or address.path == "/openapi.json", f"a stranger at {address.path} was told", found)


def other_office(world: World, chance: Random) -> None:
    """A session opens its own office's doors; at another's it is refused and learns nothing."""
    address = chance.choice(world.guarded())
    token = world.token(world.other, 3)
    path = world.filled(address.path, world.victim)
    if "{office}" not in address.path and "{stream}" not in address.path:
        return
    body = encode(world.victim.stream.push()) if address.method != "GET" else None
    with world.untouched(f"another office at {address.method} {address.path}"):
        told = world.client.ask(address.method, path, body, token)
    must(told.status == 403 and told.code.startswith("other_"), f"another office at {address.method} {address.path} was told", told[::2])


def other_device(world: World, chance: Random) -> None:
    """A desk writes its own streams and no colleague's, with the colleague's own bytes or with its own."""
    address = chance.choice([each for each in world.guarded() if "{stream}" in each.path and each.method != "GET"])
    token = world.token(world.colleague, 2)
    owner = chance.choice([world.victim, world.other, world.retired])
    body = encode(chance.choice([owner, world.colleague]).stream.push())
    with world.untouched("another device's stream"):
        told = world.client.ask(address.method, world.filled(address.path, owner), body, token)
    must((told.status, told.code) == (403, "other_stream"), f"a colleague at {address.path} was told", told[::2])


def stolen_token(world: World, chance: Random) -> None:
    """A retired desk's token, and its key, open nothing that tells anything about the office."""
    address = chance.choice([each for each in world.guarded() if each.method == "GET"])
    with world.untouched("a retired desk"):
        told = world.client.ask("GET", world.filled(address.path, world.retired), token=world.retired_token)
        must(told.refused and told.status in (401, 403), f"the token of a retired desk at {address.path} was told", told[::2])
        opened = world.client.ask("POST", "/v1/sessions", world.session_request(world.retired, 4))
        if opened.status == 200:  # it may still hand in its backlog, and nothing else
            token = decode(opened.body, SessionAnswer).token
            told = world.client.ask("GET", world.filled(address.path, world.retired), token=token)
            must(told.refused and told.status in (401, 403), f"a retired desk at {address.path} was told", told[::2])
        else:
            must(opened.code == "device_revoked", "a retired desk that asks for a session was told", opened[::2])


def old_token(world: World, chance: Random) -> None:
    """An hour after it was opened a session is over, at every address."""
    address, token = chance.choice(world.guarded()), world.token(world.victim, 1)
    path = world.filled(address.path, world.victim)
    world.central.clock.advance(timedelta(hours=1, seconds=chance.randrange(1, 10_000)))
    with world.untouched("a session of an hour ago"):
        told = world.client.ask(address.method, path, None, token)
    must((told.status, told.code) == (401, "session_refused"), f"a session of an hour ago at {address.path} was told", told[::2])


def other_methods(world: World, chance: Random) -> None:
    """An address knows the methods in its route and no others, whoever asks."""
    known = world.addresses()
    address = chance.choice(known)
    method = chance.choice(["GET", "POST", "PUT", "PATCH", "DELETE"])
    if (method, address.path) in known:
        return
    token = chance.choice([None, world.token(world.victim, 1)])
    with world.untouched(f"{method} {address.path}"):
        told = world.client.ask(method, world.filled(address.path, world.victim), b"" if method != "GET" else None, token)
    must(told.refused, f"{method} {address.path} was told", told[::2])


# ── codes ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def enrol_request(code: str, seed: int, **changes: object) -> bytes:
    """What a desk with the key of that seed sends to enrol, with something changed."""
    secret, public_key = parse_code(code).secret, signer_of(seed).public_key
    signature = signer_of(seed).sign(enrolment(sha256(secret).digest(), public_key))
    request = EnrolRequest(secret=secret, public_key=public_key, box_key=boxes_of(seed).public_key, signature=signature)
    return encode(msgspec.structs.replace(request, **changes))


def _ask(world: World, body: bytes, source: str) -> Told:
    with ExitStack() as stack:
        return world.from_address(source, stack).ask("POST", "/v1/enrol", body)


def _address(chance: Random) -> str:
    """Another one each time, so that one case's wrong codes do not keep the next one waiting."""
    return f"127.{chance.randrange(1, 255)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def _seed(chance: Random) -> int:
    return chance.randrange(10, 250)


def _desk_number(chance: Random) -> str:
    return f"{chance.randrange(10, 99)}"


def code_used_twice(world: World, chance: Random) -> None:
    """A code makes one desk: another key gets nothing for it, the same key the same answer, and that is sealed to its owner."""
    code, seed, source = world.central.invite(_desk_number(chance)), _seed(chance), _address(chance)
    first = _ask(world, enrol_request(code, seed), source)
    must(first.status == 200, "a right code was refused", first[::2])
    with world.untouched("a code used twice"):
        again = _ask(world, enrol_request(code, seed + 1), source)
        must((again.status, again.code) == (403, "code_wrong"), "a used code told another key", again[::2])
        replayed = _ask(world, enrol_request(code, seed, box_key=boxes_of(seed + 1).public_key), source)
        must(replayed.body == first.body, "a request said again with another box key got another answer")


def code_expired(world: World, chance: Random) -> None:
    """Ten minutes after it was made a code is good for nothing, used or not."""
    code, seed, source = world.central.invite(_desk_number(chance)), _seed(chance), _address(chance)
    if used := chance.random() < 0.5:
        must(_ask(world, enrol_request(code, seed), source).status == 200, "a right code was refused")
    world.central.clock.advance(10 * MINUTE + timedelta(seconds=chance.randrange(5_000)))
    with world.untouched("an expired code"):
        told = _ask(world, enrol_request(code, seed), source)
    must((told.status, told.code) == (403, "code_wrong"), f"an expired code ({used=}) was told", told[::2])


def code_guessed(world: World, chance: Random) -> None:
    """Five wrong codes a minute from one address, then even the right one has to wait there, and nowhere else."""
    code, seed, source = world.central.invite(_desk_number(chance)), _seed(chance), _address(chance)
    with world.untouched("guessed codes"):
        for _ in range(5):
            told = _ask(world, enrol_request(code, seed, secret=chance.randbytes(16)), source)
            must((told.status, told.code) == (403, "code_wrong"), "a guessed code was told", told[::2])
        told = _ask(world, enrol_request(code, seed), source)
        must((told.status, told.code) == (429, "too_many_codes"), "after five wrong codes it was told", told[::2])
    must(_ask(world, enrol_request(code, seed), _address(chance)).status == 200, "another address had to wait too")


def enrolment_forged(world: World, chance: Random) -> None:
    """Who has the code but not the key it names, or brings another desk's home, enrols nothing."""
    number, seed, source = _desk_number(chance), _seed(chance), _address(chance)
    code = world.central.invite(number)
    own = decode(enrol_request(code, seed), EnrolRequest)
    known = world.other.enrolled.answer
    changes: dict[str, object] = chance.choice(
        [
            {"signature": signer_of(seed + 1).sign(enrolment(sha256(own.secret).digest(), own.public_key))},
            {"public_key": signer_of(seed + 1).public_key},
            {"signature": own.signature[:-1] + bytes([own.signature[-1] ^ 1])},
            {"signature": b""},
            {"public_key": b""},
            {"public_key": bytes(32)},
            {"box_key": b"\x01"},
            {"office": OTHER_OFFICE},
            {"desk": "03"},
            {"device_id": known.device_id, "epoch": known.epoch, "office": OFFICE, "desk": number},
            {"device_id": world.victim.enrolled.answer.device_id, "epoch": 1, "office": OFFICE, "desk": number},
            {"device_id": UUID(int=seed), "epoch": 1, "office": OFFICE, "desk": number, "office_keys": chance.randbytes(90)},
        ]
    )
    with world.untouched(f"a forged enrolment ({', '.join(changes)})"):
        told = _ask(world, enrol_request(code, seed, **changes), source)
    must(told.refused, f"a forged enrolment ({', '.join(changes)}) was told", told[::2])
    must(_ask(world, enrol_request(code, seed), _address(chance)).status == 200, "after it the right desk was refused")


def enrolment_replayed(world: World, chance: Random) -> None:
    """A captured enrolment said again, now or later, makes no second device and tells nothing that its owner alone can open."""
    code, seed, source = world.central.invite(_desk_number(chance)), _seed(chance), _address(chance)
    said = enrol_request(code, seed)
    first = _ask(world, said, source)
    answer = decode(first.body, EnrolAnswer)
    devices = len(world.db.all(DeviceRow.select()))
    with world.untouched("an enrolment said again"):
        for _ in range(chance.randrange(1, 4)):
            must(_ask(world, said, source) == first, "an enrolment said again got another answer")
        world.central.clock.advance(11 * MINUTE)
        told = _ask(world, said, source)
    must((told.status, told.code) == (403, "code_wrong"), "an old enrolment said again was told", told[::2])
    must(len(world.db.all(DeviceRow.select())) == devices, "a second device was made")
    context = office_keys_context(OFFICE, signer_of(seed).public_key)
    must(len(boxes_of(seed).open_sealed(answer.office_keys_sealed, context)) == 64, "the desk itself cannot open its keys")
    try:
        boxes_of(seed + 1).open_sealed(answer.office_keys_sealed, context)
    except IntegrityViolated:
        return
    must(False, "the office keys were opened by another key")


def desk_taken(world: World, chance: Random) -> None:
    """A home with a device id of its own does not push another live device off its desk."""
    code, seed = world.central.invite("04"), _seed(chance)
    home = ExistingHome(OFFICE, "04", UUID(int=chance.getrandbits(120)), 1, 0, 0, chance.randbytes(64))
    with world.untouched("a home at a desk that is taken"):
        try:
            world.central.enrol(code, seed, home)
        except Refused as refused:
            must(refused.code == "desk_taken", "a home at a desk that is taken was told", refused.code)
        else:
            must(False, "a desk was taken away from a live device")


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def session_forged(world: World, chance: Random) -> None:
    """A session is opened by the key of the device it names, over a challenge of this central, within a minute."""
    answer = world.victim.enrolled.answer
    good = world.challenge()
    other = bytes([good[0] ^ chance.randrange(1, 256)]) + good[1:]
    choices: list[tuple[int, dict[str, Any]]] = [
        (2, {}),
        (3, {}),
        (1, {"epoch": answer.epoch + 1}),
        (1, {"epoch": 0}),
        (1, {"device_id": world.colleague.enrolled.answer.device_id}),
        (1, {"device_id": UUID(int=chance.getrandbits(120))}),
        (1, {"challenge": other}),
        (1, {"challenge": chance.randbytes(len(good))}),
        (1, {"challenge": good[:-1]}),
        (1, {"challenge": b""}),
        (1, {"central_id": chance.randbytes(32)}),
        (1, {"signature": chance.randbytes(64)}),
        (1, {"signature": b""}),
    ]
    seed, changes = chance.choice(choices)
    before = world.sessions()
    with world.untouched("a forged session"):
        told = world.client.ask("POST", "/v1/sessions", world.session_request(world.victim, seed, **changes))
    must(told.refused and told.status == 401, f"a session forged with {seed=} {sorted(changes)} was told", told[::2])
    must(world.sessions() <= before, "a forged session was opened")


def session_replayed(world: World, chance: Random) -> None:
    """A challenge opens one session: said again at once or later, it opens none."""
    said = world.session_request(world.victim, 1)
    first = world.client.ask("POST", "/v1/sessions", said)
    must(first.status == 200, "a right session was refused", first[::2])
    before = world.sessions()
    if late := chance.random() < 0.5:
        world.central.clock.advance(timedelta(seconds=chance.randrange(61, 600)))
    with world.untouched("a session said again"):
        told = world.client.ask("POST", "/v1/sessions", said)
    must((told.status, told.code) == (401, "challenge_expired"), f"a session said again ({late=}) was told", told[::2])
    must(world.sessions() <= before, "a session said again was opened")


# ── pushes ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def push_replayed(world: World, chance: Random) -> None:
    """A push said again, whole or in other portions, by a new session, is acknowledged as before and changes nothing."""
    desk = world.victim
    last = len(desk.stream.entries)
    with world.untouched("a push said again"):
        for _ in range(chance.randrange(1, 4)):
            first = chance.randrange(1, last + 1)
            end = chance.randrange(first, last + 1)
            push = desk.stream.push(first, end)
            path, token = f"/v1/streams/{desk.stream.id}/entries", world.token(desk, 1)
            acks = [acknowledged(world.client.ask("POST", path, encode(push), token)) for _ in range(2)]
            must(acks[0].signature == acks[1].signature, "a push said again was acknowledged differently")
            must((acks[0].acked_seq, acks[0].acked_hash) == (end, desk.stream.hash_at(end)), "an acknowledgement of other entries")


def push_forged(world: World, chance: Random) -> None:
    """Entries that the desk's own key did not sign are stored nowhere, whoever's session brings them."""
    desk, stream = world.victim, world.victim.stream
    seq = len(stream.entries) + 1
    entry = WireEntry(stream.entries[-1].header, chance.randbytes(16), msgspec.msgpack.encode(["forged", chance.random()]))
    told_hash = hash_of(stream.hash_at(seq - 1), entry.header, digest_of(entry.salt or b"", entry.body or b""))
    place = (OFFICE, stream.id.device_id, stream.id.epoch, stream.id.branch, seq, told_hash)
    message = head(stream.central_id, *place)
    right = Push(
        from_seq=seq, prev_hash=stream.hash_at(seq - 1), head_hash=told_hash, head_sig=b"", entries=[entry], client=stream.push().client
    )
    forged: dict[str, Push] = {
        "no signature": right,
        "a signature of noise": msgspec.structs.replace(right, head_sig=chance.randbytes(64)),
        "a colleague's signature": msgspec.structs.replace(right, head_sig=signer_of(2).sign(message)),
        "the signature of the entry before": msgspec.structs.replace(right, head_sig=stream.sign(seq - 1)),
        "a signature for another office": msgspec.structs.replace(
            right, head_sig=signer_of(1).sign(head(stream.central_id, OTHER_OFFICE, *place[1:]))
        ),
        "a signature for another central": msgspec.structs.replace(right, head_sig=signer_of(1).sign(head(chance.randbytes(32), *place))),
        "a signature for another branch": msgspec.structs.replace(
            right, head_sig=signer_of(1).sign(head(stream.central_id, OFFICE, place[1], place[2], 7, seq, told_hash))
        ),
        "an earlier entry changed": _changed(stream.push(), chance),
        "an earlier entry left out": _without(stream.push(), chance),
        "two entries swapped": _swapped(stream.push(), chance),
    }
    name, push = chance.choice(list(forged.items()))
    with world.untouched(name):
        told = world.client.ask("POST", f"/v1/streams/{stream.id}/entries", encode(push), world.token(desk, 1))
    must(told.refused and told.code in ("bad_chain", "gap"), f"a push with {name} was told", told[::2])


def _changed(push: Push, chance: Random) -> Push:
    place = chance.randrange(len(push.entries))
    entry = push.entries[place]
    part = chance.choice(["header", "salt", "body"])
    data = getattr(entry, part)
    at = chance.randrange(len(data))
    wrong = data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]
    entries = list(push.entries)
    entries[place] = msgspec.structs.replace(entry, **{part: wrong})
    return msgspec.structs.replace(push, entries=entries)


def _without(push: Push, chance: Random) -> Push:
    place = chance.randrange(len(push.entries))
    return msgspec.structs.replace(push, entries=push.entries[:place] + push.entries[place + 1 :])


def _swapped(push: Push, chance: Random) -> Push:
    place = chance.randrange(len(push.entries) - 1)
    entries = list(push.entries)
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    return msgspec.structs.replace(push, entries=entries)


def unknown_stream(world: World, chance: Random) -> None:
    """A desk that claims an epoch it was never given, or a device that does not exist, writes nothing."""
    desk = world.victim
    answer = desk.enrolled.answer
    device, epoch = chance.choice(
        [(answer.device_id, answer.epoch + chance.randrange(1, 9)), (UUID(int=chance.getrandbits(120)), 1), (answer.device_id, 0)]
    )
    with world.untouched("a stream of nobody"):
        told = world.client.ask("POST", f"/v1/streams/{device}.{epoch}.0/entries", encode(desk.stream.push()), world.token(desk, 1))
    must(told.refused, "a stream of nobody was told", told[::2])


def amnesia_forged(world: World, chance: Random) -> None:
    """Central believes that it lost something only on its own signature: no desk can begin a generation by itself."""
    desk, stream = world.victim, world.victim.stream
    seq = len(stream.entries) + chance.randrange(1, 50)
    place = (OFFICE, stream.id.device_id, stream.id.epoch, stream.id.branch)
    hash_, office_last = chance.randbytes(32), 100 + seq
    told = acknowledgement(stream.central_id, 1, *place, seq, hash_, office_last, office_last)
    signature = chance.choice([b"", chance.randbytes(64), signer_of(1).sign(told), signer_of(9).sign(told)])
    kept = KeptAck(stream.id, seq, hash_, 1, office_last, office_last, signature)
    number = chance.randrange(2, 60)
    notice = GenerationNotice(
        generation=number, valid_up_to=0, signature=signer_of(1).sign(generation(stream.central_id, OFFICE, number, 0))
    )
    proof = AmnesiaProof(generation=1, acks=[kept], notice=chance.choice([None, notice]))
    offices = world.db.all(OfficeRow.select().order_by(OfficeRow.office_id))
    world.client.ask("POST", f"/v1/offices/{OFFICE}/generation", encode(proof), world.token(desk, 1))
    must(world.db.all(OfficeRow.select().order_by(OfficeRow.office_id)) == offices, "a forged proof of amnesia began a generation")
    must(not world.db.all(GenerationRow.select()), "a forged proof of amnesia is kept")


def backlog_only(world: World, chance: Random) -> None:
    """A desk whose key was revoked hands in what it had recorded before, once, and gets nothing else; later entries have no effect."""
    seed = _seed(chance)
    desk = world.central.desk(number := _desk_number(chance), seed)
    desk.stream.add_case()
    desk.central.push(desk.stream.id, desk.stream.push())
    first = len(desk.stream.entries) + 1
    desk.stream.add_case()
    stolen = chance.random() < 0.5
    revoke_device(world.db, OFFICE, number, crypto=world.central.tools, stolen=stolen)
    push, path = encode(desk.stream.push(first)), f"/v1/streams/{desk.stream.id}/entries"
    token = world.token(desk, seed)
    acks = [acknowledged(world.client.ask("POST", path, push, token)) for _ in range(2)]
    must(acks[0] == msgspec.structs.replace(acks[1], server_time=acks[0].server_time), "a backlog said again was acknowledged differently")
    effects = {each.outcome for each in acks[0].outcomes}
    must(effects == ({"quarantined"} if stolen and _is_late(world, desk) else set()), "of the backlog became", (stolen, effects))
    for address in world.guarded():
        if "{stream}" in address.path or address.path.endswith("/generation"):
            continue
        with world.untouched(f"a revoked desk at {address.path}"):
            told = world.client.ask(address.method, world.filled(address.path, desk), b"" if address.method != "GET" else None, token)
        must((told.status, told.code) == (403, "device_revoked"), f"a revoked desk at {address.path} was told", told[::2])


def _is_late(world: World, desk: Desk) -> bool:
    """What it handed in says that it was recorded after the key was revoked."""
    return decode_header(desk.stream.entries[-1].header).recorded_at > ms_of(world.central.clock.now())


DOORS: tuple[tuple[Case, int], ...] = (
    (no_session, 12),
    (open_doors, 2),
    (other_office, 6),
    (other_device, 3),
    (stolen_token, 3),
    (old_token, 2),
    (other_methods, 3),
    (code_used_twice, 3),
    (code_expired, 2),
    (code_guessed, 1),
    (enrolment_forged, 5),
    (enrolment_replayed, 2),
    (desk_taken, 1),
    (session_forged, 6),
    (session_replayed, 3),
    (push_replayed, 3),
    (push_forged, 6),
    (unknown_stream, 1),
    (amnesia_forged, 2),
    (backlog_only, 2),
)
