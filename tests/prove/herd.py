"""G15, the herd: 2,000 desks come back at once, while central is killed again and again; everything arrives exactly once.

Real Ed25519 signatures, real HTTP over TLS, real worker processes on PostgreSQL with fsync on. The desks are simulated: their batches
are made and packed before the clock starts, their devices are put into central's database without a code, and they share a
hundred connections. `--runs` is the number of entries each desk brings (the full count is 300).
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import httpx
import zstandard

from app.central import admin
from app.central.tables import DeviceRow
from app.crypto.signer import Ed25519Signer, verify_signature
from app.sync.pinning import pinned_context
from app.wire.messages import MEDIA_TYPE, Ack, Challenge, SessionAnswer, SessionRequest, StreamId, decode, encode
from app.wire.signed import acknowledgement, session
from tests.bench.memory import peak_mib
from tests.bench.processes import CentralProcess
from tests.postgres import new_database, running_postgres
from tests.streams import Stream

DESKS, DESKS_AN_OFFICE, KILLS, WORKERS = 2_000, 16, 20, 2
ENTRIES, BATCH = 8, 60
CONNECTIONS = 100
DRAINED_S, WORKER_MIB = 900.0, 150.0
PAUSE_MAX_S, RETRY_AFTER_MAX_S = 5.0, 300.0


class Batch(NamedTuple):
    """One push, packed; the acknowledgement it must get."""

    body: bytes
    last_seq: int
    head_hash: bytes


@dataclass
class HerdDesk:
    """A desk that comes back: who it is, what it brings, how often its requests were lost."""

    office: str
    number: int
    signer: Ed25519Signer
    stream: StreamId
    batches: list[Batch]
    acked: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Count:
    """What happened. `violations`: each one sentence."""

    desks: int = 0
    entries: int = 0
    kills: int = 0
    requests: int = 0
    lost: int = 0
    shed: int = 0
    seconds: float = 0.0
    mib: float = 0.0
    violations: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people, in one line."""
        return (
            f"G15 {'BROKEN' if self.violations else 'kept'}: "
            f"{self.desks:,} desks, {self.entries:,} entries drained in {self.seconds:.0f} s, "
            f"central killed {self.kills} times, {self.requests:,} requests, {self.lost:,} lost on the way, {self.shed:,} asked to wait, "
            f"largest of {WORKERS} workers {self.mib:.0f} MiB, {len(self.violations)} violations"
        )


def herd_of(desks: int, entries: int, central_id: bytes) -> list[HerdDesk]:
    """Desks with signed batches, the same ones each time but for central's name."""
    found = []
    for number in range(desks):
        office = f"{10_000 + number // DESKS_AN_OFFICE}"
        signer = Ed25519Signer(sha256(b"desk %d" % number).digest())
        stream = Stream(seed=number + 1, office=office, desk=f"{number % DESKS_AN_OFFICE:02d}", central_id=central_id, signer=signer)
        while len(stream.entries) < entries:
            stream.add_case()
        batches = []
        for first in range(1, len(stream.entries) + 1, BATCH):
            last = min(first + BATCH - 1, len(stream.entries))
            packed = zstandard.ZstdCompressor(level=3).compress(encode(stream.push(first, last)))
            batches.append(Batch(packed, last, stream.hash_at(last)))
        found.append(HerdDesk(office, number, signer, stream.id, batches))
    return found


class Herd:
    """The desks' side: every desk pushes its batches one after the other, again and again until each is acknowledged."""

    def __init__(self, central: CentralProcess, central_id: bytes, central_public: bytes, ca_pem: str, count: Count, seed: int) -> None:
        self._central, self._central_id, self._central_public = central, central_id, central_public
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        self._client = httpx.AsyncClient(verify=pinned_context(ca_pem), trust_env=False, limits=limits, timeout=30.0)
        # Desks wait for a connection here: the client's own queue looks at everybody who waits for each answer that comes.
        self._turn = asyncio.Semaphore(CONNECTIONS)
        self._count = count
        self._chance = random.Random(seed)
        self.acked = 0

    async def close(self) -> None:
        await self._client.aclose()

    async def bring(self, desk: HerdDesk) -> None:
        """Everything of that desk is acknowledged."""
        token = ""
        for batch in desk.batches:
            failures = 0
            while True:
                if not token:
                    token = await self._session(desk) or ""
                answer = await self._ask(f"/v1/streams/{desk.stream}/entries", batch.body, token, packed=True) if token else None
                if answer is not None and answer.status_code == 200:
                    break
                if answer is not None and answer.status_code == 401:
                    token = ""
                elif answer is not None and answer.status_code < 500:
                    desk.wrong.append(f"desk {desk.number}: {answer.text[:200]}")
                    return
                failures += 1
                await self._pause(failures, answer)
            self._check(desk, batch, decode(answer.content, Ack))
            self.acked += batch.last_seq - desk.acked
            desk.acked = batch.last_seq

    async def _session(self, desk: HerdDesk) -> str | None:
        asked = await self._ask("/v1/sessions/challenge", b"", "")
        if asked is None or asked.status_code != 200:
            return None
        challenge = decode(asked.content, Challenge).challenge
        signature = desk.signer.sign(session(self._central_id, desk.stream.device_id, 1, challenge))
        request = SessionRequest(device_id=desk.stream.device_id, epoch=1, challenge=challenge, signature=signature)
        opened = await self._ask("/v1/sessions", encode(request), "")
        return decode(opened.content, SessionAnswer).token if opened is not None and opened.status_code == 200 else None

    async def _ask(self, path: str, body: bytes, token: str, *, packed: bool = False) -> httpx.Response | None:
        headers = {"content-type": MEDIA_TYPE} | ({"authorization": f"Bearer {token}"} if token else {})
        if packed:
            headers["content-encoding"] = "zstd"
        self._count.requests += 1
        try:
            async with self._turn:
                return await self._client.post(self._central.url + path, content=body, headers=headers)
        except httpx.TransportError:
            self._count.lost += 1
            return None

    async def _pause(self, failures: int, answer: httpx.Response | None) -> None:
        pause_s = self._chance.uniform(0.0, min(PAUSE_MAX_S, 0.25 * 2 ** min(failures, 6)))
        if answer is not None and answer.status_code == 503:
            self._count.shed += 1
            pause_s += min(float(answer.headers.get("retry-after", "0")), RETRY_AFTER_MAX_S)
        await asyncio.sleep(pause_s)

    def _check(self, desk: HerdDesk, batch: Batch, ack: Ack) -> None:
        place = (desk.stream.device_id, desk.stream.epoch, desk.stream.branch, ack.acked_seq, ack.acked_hash)
        signed = acknowledgement(self._central_id, ack.generation, desk.office, *place, ack.office_first, ack.office_last)
        if (ack.acked_seq, ack.acked_hash) != (batch.last_seq, batch.head_hash):
            desk.wrong.append(f"desk {desk.number}: acknowledged {ack.acked_seq}, sent {batch.last_seq}")
        if not verify_signature(self._central_public, signed, ack.signature):
            desk.wrong.append(f"desk {desk.number}: an acknowledgement central did not sign")
        if any(each.outcome != "applied" for each in ack.outcomes):
            desk.wrong.append(f"desk {desk.number}: {ack.outcomes[0].outcome} {ack.outcomes[0].code}")


async def _return_at_once(herd: Herd, desks: list[HerdDesk], central: CentralProcess, kills: int, count: Count) -> None:
    total = sum(desk.batches[-1].last_seq for desk in desks)
    began = time.monotonic()
    coming = asyncio.gather(*(herd.bring(desk) for desk in desks))
    try:
        for kill in range(1, kills + 1):
            while herd.acked < total * kill // (kills + 1) and not coming.done():
                await asyncio.sleep(0.01)
            count.mib = max([count.mib, *(peak_mib(pid) for pid in central.pids)])
            await asyncio.to_thread(central.kill)
            await asyncio.to_thread(central.start)
            count.kills += 1
        await asyncio.wait_for(coming, DRAINED_S)
    except TimeoutError:
        count.violations.append(f"{total - herd.acked:,} entries were not acknowledged after {DRAINED_S:.0f} s")
    finally:
        await herd.close()
    count.seconds = time.monotonic() - began
    count.mib = max([count.mib, *(peak_mib(pid) for pid in central.pids)])


def prove(folder: Path, server: str, *, desks: int, entries: int, kills: int, seed: int) -> Count:
    """The herd came back once; what was found."""
    count = Count(desks=desks)
    central = CentralProcess(folder, new_database(server), workers=WORKERS)
    central.start()
    try:
        identity = central.identity()
        bringing = herd_of(desks, entries, identity.central_id)
        _register(central, bringing)
        herd = Herd(central, identity.central_id, identity.public_key, identity.ca_pem, count, seed)
        asyncio.run(_return_at_once(herd, bringing, central, kills, count))
        count.violations += [each for desk in bringing for each in desk.wrong]
        if count.mib > WORKER_MIB:
            count.violations.append(f"a worker had {count.mib:.0f} MiB, the bound is {WORKER_MIB:.0f}")
        _compare(central, bringing, count)
    finally:
        central.stop()
    return count


def _register(central: CentralProcess, desks: list[HerdDesk]) -> None:
    db = central.database()
    try:
        for office in dict.fromkeys(desk.office for desk in desks):
            admin.add_office(db, office, "가온구청", "민원여권과")
        with db.transaction():
            columns = ("office_id", "device_id", "epoch", "desk", "public_key", "adopted", "enrolled_at")
            rows = [
                (desk.office, desk.stream.device_id.bytes, 1, f"{desk.number % DESKS_AN_OFFICE:02d}", desk.signer.public_key, False, 0)
                for desk in desks
            ]
            db.copy(DeviceRow, columns, rows)
    finally:
        db.close()


def _compare(central: CentralProcess, desks: list[HerdDesk], count: Count) -> None:
    """Central's rows are exactly what the desks brought, each entry once and in its place."""
    db = central.database()
    try:
        stored = {
            row[0]: row[1:] for row in db.rows("SELECT device_id, count(*), count(DISTINCT seq), max(seq) FROM entry GROUP BY device_id")
        }
        for desk in desks:
            expected = desk.batches[-1].last_seq
            if stored.get(desk.stream.device_id.bytes) != (expected, expected, expected):
                count.violations.append(f"desk {desk.number}: {stored.get(desk.stream.device_id.bytes)} stored, {expected} brought")
        count.entries = sum(row[0] for row in stored.values())
        report = admin.verify(db, crypto=central.tools)
        count.violations += [f"{each.office} {each.where} {each.code}" for each in report.violations]
    finally:
        db.close()


def main(argv: Sequence[str]) -> int:
    """`python -m tests.prove G15 [--runs ENTRIES]`: 0 if it was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.prove G15", description=__doc__)
    parser.add_argument("--runs", type=int, default=ENTRIES, help=f"entries of each desk (default {ENTRIES}; the full count is 300)")
    parser.add_argument("--seed", type=int, default=1, help="how the desks spread what they try again")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="minwon-herd-") as made, running_postgres() as server:
        count = prove(Path(made), server, desks=DESKS, entries=asked.runs, kills=KILLS, seed=asked.seed)
    print(count.line())
    for violation in count.violations[:10]:
        print(f"  {violation}")
    return 1 if count.violations else 0
