"""The lane of the files: behind the entries, alone with its troubles; and a file that arrives whole whatever the line does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from app.bootstrap.homes import Home
from app.domain.errors import IntegrityViolated, Refused, Unavailable
from app.domain.sampling import sample
from app.services.desk import SEOUL
from app.services.sync_attachments import AttachmentTransfer
from app.sync.engine import SyncEngine
from app.wire.attachments import AttachmentState
from app.wire.messages import Ack, StreamId
from tests.desks import PASSWORD, a_home, the_people
from tests.fakes.blobs import MemoryBlobs
from tests.fakes.fixed_clock import FixedClock
from tests.patience import PATIENCE_S


class Counted:
    """A piece of work that counts its calls and says what it is told to say."""

    def __init__(self, *answers: bool | BaseException) -> None:
        self._answers = list(answers)
        self._changed = threading.Condition()
        self.calls = 0

    def __call__(self, _wait_s: float = 0) -> bool:
        with self._changed:
            self.calls += 1
            self._changed.notify_all()
            answer = self._answers.pop(0) if self._answers else False
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def reached(self, calls: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.calls >= calls, PATIENCE_S)


def engine_of(push: Counted, files: Counted) -> SyncEngine:
    engine = SyncEngine(push, Counted(), now_ms=lambda: 0, pull_pause_s=60.0, uniform=lambda low, high: 0.0, files_once=files)
    engine.start()
    return engine


def test_files_have_their_turn_as_soon_as_no_entry_waits() -> None:
    push, files = Counted(), Counted()
    engine = engine_of(push, files)
    assert push.reached(1) and files.reached(1)
    seen = files.calls
    engine.wake(at_once=True)
    assert push.reached(2) and files.reached(seen + 1)
    assert engine.stop(PATIENCE_S)


def test_files_go_on_piece_after_piece_and_their_trouble_is_their_own() -> None:
    push, files = Counted(), Counted(True, True, Unavailable("central_down"), True)
    engine = engine_of(push, files)
    assert files.reached(5)
    engine.try_now()
    assert push.reached(2)
    assert engine.status().last_answer == "ok"
    assert engine.stop(PATIENCE_S)


@dataclass
class FakeCentral:
    """Central's half in memory behind a line that breaks before and after the work, and sometimes spoils a piece."""

    random: Random
    blobs: MemoryBlobs = field(default_factory=MemoryBlobs)
    known: dict[bytes, int] = field(default_factory=dict)
    sent: int = 0
    trouble: float = 0.4

    def _before(self) -> None:
        if self.random.random() < self.trouble / 2:
            raise Unavailable("central_down", kind="ConnectError")

    def _answer(self, address: bytes, *, complete: bool = False) -> AttachmentState:
        if self.random.random() < self.trouble / 2:
            raise Unavailable("central_down", kind="ReadError")
        return AttachmentState(received=self.blobs.received(address), size=self.known[address], complete=complete)

    def state(self, address: bytes, stream: StreamId, seq: int) -> AttachmentState:
        self._before()
        if address not in self.known:
            raise Refused("attachment_unknown")
        return self._answer(address, complete=self.blobs.size(address) is not None)

    def add(self, address: bytes, stream: StreamId, seq: int, offset: int, data: bytes) -> AttachmentState:
        self._before()
        if self.random.random() < self.trouble / 10:
            data = bytes(len(data))
        self.blobs.add(address, offset, data)
        self.sent += len(data)
        return self._answer(address)

    def finish(self, address: bytes, stream: StreamId, seq: int) -> AttachmentState:
        self._before()
        try:
            self.blobs.finish(address)
        except IntegrityViolated as error:
            raise Refused("attachment_differs") from error
        return self._answer(address, complete=True)

    def read(self, address: bytes, stream: StreamId, seq: int, offset: int, length: int) -> bytes:
        self._before()
        if self.blobs.size(address) is None:
            raise Refused("attachment_awaited")
        data = self.blobs.read(address, offset, length)
        return bytes(len(data)) if self.random.random() < self.trouble / 10 else data


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = a_home(tmp_path / "home")
    yield made
    made.close()


def acknowledged(home: Home) -> None:
    """Central has every entry of this desk."""
    head = home.store.head
    home.store.exchange.settle(Ack(acked_seq=head.seq, acked_hash=head.hash, generation=1, office_first=1, office_last=head.seq))


@pytest.mark.parametrize("seed", range(6))
def test_files_arrive_whole_over_a_line_that_breaks_and_spoils(home: Home, tmp_path: Path, seed: int) -> None:
    clock = home.desk.clock
    assert isinstance(clock, FixedClock)
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    form = next(form for form in home.desk.catalogue.forms.values() if all(fee.amount_won is not None for fee in form.fees))
    draft = sample(form, seed=seed, index=0, today=clock.now().astimezone(SEOUL).date(), people=the_people())
    case_id = home.services.record_case(park, draft).case_id
    random = Random(seed)
    for number in range(3):
        scan = tmp_path / f"{number}.pdf"
        scan.write_bytes(b"%PDF-" + random.randbytes(random.choice((1, 70_000, 1_200_000))))
        home.services.attachments.attach_file(park, case_id, scan)
    central = FakeCentral(random)
    blobs = home.attachments.service._blobs
    transfer = AttachmentTransfer(home.desk, blobs, home.on_lane)
    assert transfer.step(central) is False  # entries first
    acknowledged(home)
    entries = home.store.attachments.of_case(case_id)
    for turn in range(400):
        if turn == 5:  # central hears of the entries late: nothing is lost by having tried
            central.known = {each.body.sha256: blobs.size(each.body.sha256) or 0 for each in entries if each.body is not None}
        if turn == 300:
            central.trouble = 0.0
        try:
            if not transfer.step(central):
                clock.advance(timedelta(hours=2))
        except Unavailable:
            transfer = AttachmentTransfer(home.desk, blobs, home.on_lane) if random.random() < 0.3 else transfer
        if not home.store.attachments.waiting():
            break
    assert home.store.attachments.waiting() == 0
    assert [row.standing for row in home.services.view_case(park, case_id).attachments] == ["sent"] * 3
    assert all(central.blobs.proven(address) for address in central.known)
    for address in central.known:  # and back again, at a desk that has lost its disk
        blobs.drop(address)
    for entry in entries:
        assert home.services.attachments.want(park, case_id, entry.entry_id) == "wanted"
    acknowledged(home)
    central.trouble = 0.4
    for turn in range(400):
        central.trouble = 0.4 if turn < 300 else 0.0
        try:
            if not transfer.step(central):
                clock.advance(timedelta(hours=2))
        except Unavailable:
            continue
        if not home.store.attachments.waiting():
            break
    assert all(blobs.proven(address) for address in central.known)
