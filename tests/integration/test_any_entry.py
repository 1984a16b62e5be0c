"""An entry of any kind with any values its types allow, of another desk: it is taken, told of and folded anew, and stops nothing (G12)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import msgspec
import pytest

from app.documents import paper_pdf
from app.domain.entries import KINDS, Header, SignedIn
from app.domain.errors import CounterError
from app.wire.codec import encode_body, encode_header
from app.wire.messages import FeedItem, FeedPage, StreamInfo
from tests.any_body import CASES, IDS, any_body
from tests.desks import PASSWORD, ROOT, a_home
from tests.streams import DAY, NOON_MS, Stream, a_case

ROUNDS = 12  # of each kind
_DAYS = (DAY, DAY, DAY, "", "~", "9" * 200, f"{DAY}/2", "0001-01-01", "\0")
_MOMENTS = (NOON_MS, NOON_MS, NOON_MS, 0, -1, 2**52 - 1, 1 - 2**52)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_entry_of_another_desk_stops_ours(tmp_path: Path, seed: int) -> None:
    random, home = Random(seed), a_home(tmp_path / "desk")
    park = home.services.sign_in("park", PASSWORD)
    home.services.open_day(park, 0)
    stream = Stream(seed=9, desk="05")
    info = StreamInfo(stream=stream.id, office="26410", desk="05", public_key=stream.signer.public_key, central_id=stream.central_id)
    outcomes = ("applied", "applied", "applied", "conflicted", "quarantined")

    def told(header: bytes, body: bytes) -> FeedItem:
        seq = stream.add_raw(header, body)
        return FeedItem(seq, stream.id, seq, random.choice(outcomes), "", stream.entries[-1], stream.sign(seq))  # type: ignore[arg-type]

    leader = SignedIn(user="park", name="박가람", role="supervisor", verified="local")
    stream.add(leader, entry_id=IDS[0])
    for place, case_id in enumerate(CASES[:3]):
        stream.add(a_case(f"26410-05-261120-{place + 1:04d}-00"), case_id=case_id)
    items = [FeedItem(seq, stream.id, seq, "applied", "", entry, stream.sign(seq)) for seq, entry in enumerate(stream.entries, start=1)]
    for _ in range(ROUNDS):
        for kind in [*KINDS, *["case_received"] * 5]:
            if (body := any_body(random, kind)) is None or len(packed := encode_body(body)) > 60_000:
                continue
            items.append(told(a_header(random, stream, kind), packed))
    for item in items:
        home.store.exchange.apply_feed(FeedPage(generation=1, items=[item], streams=[info], last=item.office_seq))
    assert home.store.exchange.feed_cursor()[1] == len(items) > len(KINDS) * ROUNDS * 3 // 4
    home.store.catch_up()
    for ask in (
        lambda: home.services.day_report(park, DAY, "office"),
        lambda: home.services.day_report(park, DAY),
        lambda: home.services.worklist_counts(),
        lambda: home.store.books.missing_numbers(0, 2 * NOON_MS, own=False),
        lambda: [home.services.view_case(park, case_id, "") for case_id in CASES[:3]],
        lambda: paper_pdf(
            home.services.security_paper.book(park, date(2026, 1, 1), date(2026, 12, 31)), fonts=ROOT / "resources" / "fonts"
        ),
    ):
        try:
            ask()
        except CounterError:
            continue  # a sentence for a person, and no bug
    home.store.rebuild()
    home.close()


def a_header(random: Random, stream: Stream, kind: str) -> bytes:
    """Of any case, day, moment and person."""
    header = Header(
        schema=1,
        office=stream.office,
        desk=stream.desk,
        device_id=stream.id.device_id,
        epoch=1,
        branch=0,
        seq=len(stream.entries) + 1,
        entry_id=stream.new_id(),
        kind=kind,
        case_id=random.choice([*CASES, None, *(stream.new_id() for _ in CASES)]),
        visit_id=random.choice([None, *IDS]),
        business_day=random.choice(_DAYS),
        recorded_at=random.choice(_MOMENTS),
        intake_at=random.choice((None, *_MOMENTS)),
        actor_entry=random.choice((None, IDS[0], IDS[1])),
        bundle=bytes(32),
        flags=random.choice((0, 2)),
    )
    return encode_header(msgspec.structs.replace(header))
