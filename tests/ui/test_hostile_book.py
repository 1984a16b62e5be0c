"""A window over a book into which another desk's program wrote what it liked: every page opens, soon, and none is wider than the screen."""

from __future__ import annotations

from random import Random

import pytest
from PyQt6.QtCore import QElapsedTimer

from app.domain.entries import KINDS, CaseReceived, SignedIn
from app.wire.codec import encode_body
from app.wire.messages import FeedItem, FeedPage, StreamInfo
from tests.any_body import CASES, IDS, any_body
from tests.integration.test_any_entry import a_header
from tests.streams import Stream
from tests.ui.counter import Counter
from tests.ui.test_ledger_tab import the_ledger

LONG = ("가" * 12_000, "A1b" * 9_000, "가 나다" * 4_000, "\n" * 20_000, "<b>x</b>" * 3_000, "abc\u202edef", "x\ty\0z")
PAGES = ("ledger", "closing", "worklist", "payments", "sync", "admin", "passport")
SCREEN = 1_366
TOO_LONG_MS = 10_000  # a page that is laid out letter by letter takes longer on any machine


def hear(counter: Counter, seed: int) -> None:
    """Desk 05 has told one case of each service, full of nonsense, and some entries of each kind."""
    random, stream = Random(seed), Stream(seed=9, desk="05")
    stream.add(SignedIn(user="park", name="\u202e박가람" * 30, role="supervisor", verified="local"), entry_id=IDS[0])
    for place, form in enumerate(counter.home.desk.catalogue.forms.values()):
        junk = LONG[place % len(LONG)]
        body = CaseReceived(
            number=f"26410-05-261120-{place + 1:04d}-00",
            service=form.id,
            life=form.life,
            form_version=1,
            applicant={"name": junk},
            answers={name: junk for name in form.field_ids if "." not in name} if len(junk) < 100 else {},
        )
        stream.add(body, case_id=CASES[place] if place < len(CASES) else stream.new_id())
    for kind in [*KINDS] * 3:
        if (any_one := any_body(random, kind)) is not None and len(packed := encode_body(any_one)) < 60_000:
            stream.add_raw(a_header(random, stream, kind), packed)
    items = [FeedItem(seq, stream.id, seq, "applied", "", entry, stream.sign(seq)) for seq, entry in enumerate(stream.entries, start=1)]
    info = StreamInfo(stream=stream.id, office="26410", desk="05", public_key=stream.signer.public_key, central_id=stream.central_id)

    def take() -> None:
        store = counter.home.store
        store.exchange.apply_feed(FeedPage(generation=1, items=items, streams=[info], last=len(items)))
        store.catch_up()

    counter.on_writer(take)
    counter.settle()


@pytest.mark.parametrize("seed", [6])
def test_every_page_opens_over_a_book_full_of_nonsense(counter: Counter, seed: int) -> None:
    counter.sign_in("park")
    hear(counter, seed)
    view, clock = the_ledger(counter), QElapsedTimer()
    for at in range(len(LONG) + 1):
        view.table.setCurrentIndex(view.model.index(at, 1))
        counter.settle()
    for page in PAGES:
        clock.start()
        counter.window.go(page)
        counter.settle()
        assert clock.elapsed() < TOO_LONG_MS, page
        assert counter.window.minimumSizeHint().width() <= SCREEN, page
