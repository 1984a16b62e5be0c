"""Numbers that another desk's program writes where ours have a form: none stops a feed, a closing or a list, or is ours (G5, G12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from app.domain.bounds import COUNT_LIMIT
from app.domain.entries import KIND_OF
from app.domain.entry_body import Body
from app.domain.kiosk_entries import KioskCounted
from app.domain.money_entries import Allocation, PaymentSettled, PaymentStarted
from app.domain.outage_entries import OutageClosed, OutageOpened, SlipsMarked
from app.domain.sampling import sample
from app.domain.slips import Marked, account
from app.domain.views import Actor, Recorded
from app.services.card_book import next_trace
from app.services.paper_slips import print_slips, slip_status, worklist_counts
from app.services.pull_feed import pull_all
from app.services.push_entries import push_all
from app.services.same_today import same_today
from app.wire.codec import encode_body
from tests.desks import NINE, PASSWORD, a_home, the_catalogue, the_people
from tests.fakes.central import FakeCentral, FakeOffice
from tests.integration.test_a_hostile_desk import header_of
from tests.streams import NOON_MS, Stream, a_case

MOST = 2**52 - 1
DAY = "2026-11-20"
DAY_MS = 86_400_000
SERVICE = "resident_registration_copy"


class Room:
    """Our desk 03 with one case of its own, and desk 05, on which another program runs."""

    def __init__(self, folder: Path) -> None:
        self.office = FakeOffice()
        self.home = a_home(folder)
        self.home.store.exchange.adopt(self.office.central_id)
        identity = self.home.desk.identity
        self.line = self.office.line("03", identity.device_id, 1, self.home.desk.signer.public_key, adopted_seq=self.home.store.head.seq)
        self.stream = Stream(seed=6, desk="05", central_id=self.office.central_id)
        self.other: FakeCentral = self.office.line("05", self.stream.id.device_id, 1, self.stream.signer.public_key)
        self.park: Actor = self.home.services.sign_in("park", PASSWORD)
        self.home.services.open_day(self.park, 0)
        drawn = sample(the_catalogue().forms[SERVICE], seed=8, index=0, today=NINE.date(), people=the_people())
        draft = msgspec.structs.replace(drawn, exemption=None, draft_id=None, tender="cash")
        self.recorded: Recorded = self.home.services.record_case(self.park, draft)

    def hear(self, body: Body, case_id: UUID | None = None, at: int = NOON_MS) -> str:
        """What desk 05 says has come here; what central made of it."""
        about = {"kind": KIND_OF[type(body)], "case_id": case_id.bytes if case_id is not None else None, "at": at}
        seq = self.stream.add_raw(header_of(self.stream, **about), encode_body(body))
        outcomes = self.other.push(self.stream.id, self.stream.push(seq)).outcomes
        push_all(self.home.desk, self.line, lambda work: work(), version="0")
        pull_all(self.home.desk, self.line, lambda work: work())
        assert self.home.store.exchange.feed_cursor()[1] == len(self.office.items)
        return outcomes[0].code if outcomes else ""


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path / "desk")
    yield made
    made.home.close()


@pytest.mark.parametrize("serial", ["²", "٣٣٣٣", "9" * 30, "9" * 9_000, "-1", ""])
def test_a_slip_with_no_number_stops_no_feed(room: Room, serial: str) -> None:
    case = msgspec.structs.replace(a_case("26410-05-261120-0001-00"), slip_no=f"26410-05-P-{serial}-00")
    assert room.hear(case, room.stream.new_id()) == ""
    room.home.store.rebuild()


@pytest.mark.parametrize(("most", "code"), [(MOST, "body_unreadable"), (COUNT_LIMIT - 1, "")])
def test_papers_without_number_stop_no_feed(room: Room, most: int, code: str) -> None:
    many = {f"{n:x}": most for n in range(4_000)}
    assert room.hear(KioskCounted(machine="K1", day=DAY, papers=many)) == code
    room.home.store.rebuild()


@pytest.mark.parametrize("number", ["26410-03-261120-x-00", f"26410-03-261120-{10**12}-00", "26410-03-261120-0500-00", "x", "26410-03", ""])
def test_no_number_of_another_desk_keeps_a_day_or_a_book_from_being_printed(room: Room, number: str) -> None:
    room.hear(a_case(number), room.stream.new_id())
    for sure in (False, True):
        if sure:
            room.home.store.catch_up()
        assert room.home.store.days.gaps(DAY) == []
        books, begin = room.home.store.books, NOON_MS - DAY_MS
        assert books.missing_numbers(begin, begin + 2 * DAY_MS, own=True) == []
        assert books.missing_numbers(begin, begin + 2 * DAY_MS, own=False) == []


def test_a_leap_in_another_desks_numbers_is_said_by_its_ends(room: Room) -> None:
    for serial in ("0002", "999999999"):
        room.hear(a_case(f"26410-05-261120-{serial}-00"), room.stream.new_id())
    begin = NOON_MS - DAY_MS
    missing = room.home.store.books.missing_numbers(begin, begin + 2 * DAY_MS, own=False)
    assert missing == ["26410-05-261120-0001", "26410-05-261120-0003~999999998"]


def test_another_desk_gives_no_case_a_number_of_ours(room: Room) -> None:
    number = room.recorded.number
    assert room.hear(a_case(number), room.stream.new_id()) == "number_of_another"
    assert len(room.home.store.cases.find_by_number(number)) == 1
    assert room.home.services.desk.store.cases.find_by_number("26410-03-261120-0002-00") == []
    assert room.hear(a_case("26410-03-261120-0002-00"), room.stream.new_id()) == "number_of_another"
    assert room.hear(a_case("26410-05-261120-0002-00"), room.stream.new_id()) == ""  # its own


def test_another_desks_receipt_with_our_number_is_not_what_was_paid_here(room: Room) -> None:
    (number,) = room.home.store.cases.receipts(room.recorded.case_id)
    case_id = room.stream.new_id()
    room.hear(a_case("26410-05-261120-0001-00"), case_id, at=NOON_MS - DAY_MS)  # before ours, wherever it is looked for
    theirs = PaymentSettled(
        payment_id=room.stream.new_id(), receipt_no=number, parts=[], allocations=[Allocation(case_id, 1, "cash", 900_000)]
    )
    room.hear(theirs)
    for indexed in (False, True):
        if indexed:
            room.home.store.catch_up()
        found = room.home.store.cases.payment(number)
        assert found is not None and found[0].desk == "03" and isinstance(found[1], PaymentSettled)
        assert found[1].payment_id != theirs.payment_id


def test_an_outage_of_a_system_nobody_knows_is_no_line_of_any_page(room: Room) -> None:
    known, unknown = room.stream.new_id(), room.stream.new_id()
    room.hear(OutageOpened(outage_id=known, system="seal", since=NOON_MS, scope="room"))
    room.hear(OutageOpened(outage_id=unknown, system="2026-11", since=NOON_MS, scope="room"))
    room.hear(OutageClosed(outage_id=room.stream.new_id(), system="", until=NOON_MS))
    assert {lamp.system for lamp in room.home.store.days.lamps()} == {"seal"}
    assert {system for system, *_ in room.home.store.days.outages(0, 2 * NOON_MS)} == {"seal"}
    assert {each.system for each in room.home.store.outages.newest(10)} == {"seal"}


@pytest.mark.parametrize("trace_no", ["²", "", "x", "9" * 5_000, "1234567"])
def test_no_number_of_another_desks_terminal_keeps_ours_from_its_first_payment(room: Room, trace_no: str) -> None:
    room.hear(PaymentStarted(payment_id=room.stream.new_id(), tender="card", amount_won=600, terminal="T1", trace_no=trace_no, cases=[]))
    assert re.fullmatch("[0-9]{6}", next_trace(room.home.desk, "T1"))


def test_the_same_request_at_a_desk_without_numbers_is_told_all_the_same(room: Room) -> None:
    person = "9001011234568"
    mac = room.home.desk.sealer.lookup("person_no", person)
    case = msgspec.structs.replace(a_case("none"), service=SERVICE, lookups={"applicant.rrn": [mac]})
    room.hear(case, room.stream.new_id())
    told = same_today(room.home.desk, the_catalogue().forms[SERVICE], {"applicant.rrn": person})
    assert told is not None and (told.number, told.desk) == ("none", "05")


@pytest.mark.parametrize("slips", ["26410-03-P", "26410-05-P", "26410-03E2-P"])
@pytest.mark.parametrize("mark", ["printed", "lost"])
def test_slips_without_end_fill_no_list(room: Room, slips: str, mark: str) -> None:
    print_slips(room.home.desk, room.park, 3)
    before = slip_status(room.home.desk), worklist_counts(room.home.desk)
    room.hear(SlipsMarked(slips=slips, first=1, last=MOST, mark=mark))  # type: ignore[arg-type]
    room.hear(SlipsMarked(slips=slips, first=-MOST, last=MOST, mark=mark))  # type: ignore[arg-type]
    assert (slip_status(room.home.desk), worklist_counts(room.home.desk)) == before
    marks = room.home.store.outages.slip_marks("26410-05-P")
    assert account(marks, []).printed == 0


def test_only_the_desk_that_prints_slips_says_what_became_of_them(room: Room) -> None:
    print_slips(room.home.desk, room.park, 3)
    room.hear(SlipsMarked(slips="26410-03-P", first=1, last=3, mark="lost", reason="x"))
    room.hear(msgspec.structs.replace(a_case("26410-05-261120-0001-00"), slip_no="26410-03-P-0003-00"), room.stream.new_id())
    now = slip_status(room.home.desk)
    assert (now.printed, now.typed, now.missing, now.void) == (3, 0, [], {})


def test_a_mark_on_many_slips_means_those_that_were_printed() -> None:
    printed = [Marked(first=1, last=500, mark="printed"), Marked(first=501, last=600, mark="printed")]
    again = Marked(first=1, last=600, mark="printed", reason="again")
    found = account(
        [*printed, again, Marked(first=1, last=10**12, mark="blank", reason="x"), Marked(first=7, last=7, mark="handed_out")], [5]
    )
    assert (found.printed, found.missing, found.used_up_to, len(found.void)) == (600, [7], 600, 598)
