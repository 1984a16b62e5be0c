"""One desk as a process of its own that takes card payments until it is killed: lanes, the queue's thread, a clerk who changes her mind."""

from __future__ import annotations

import threading
from contextlib import suppress
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from random import Random
from uuid import UUID

from app.bootstrap.card_queue import CardQueue
from app.bootstrap.homes import Home, open_home_on_lanes
from app.devices.iso8583 import Iso8583Terminal, dial_tcp
from app.domain.errors import CounterError, Refused
from app.domain.money_entries import PaymentReversed
from app.domain.views import Actor
from app.services.card_payments import CardPayments
from tests.card_counter import TERMINAL, a_draft
from tests.desks import PASSWORD
from tests.prove.chaos_desk import never_asked, settings_of

ANSWER_S = 0.4  # instead of half a minute: an answer that takes longer is one that never came
QUEUE_PAUSE_S = 0.05


def terminal_of(home: Home, port: int) -> Iso8583Terminal:
    """The terminal behind that port."""
    return Iso8583Terminal(dial_tcp("127.0.0.1", port), TERMINAL, clock=home.desk.clock, card_s=ANSWER_S, host_s=ANSWER_S)


def cards_of(home: Home, port: int) -> CardPayments:
    """Card payments of that home there."""
    terminal = terminal_of(home, port)
    return CardPayments(home.desk, lambda: terminal, home.on_lane)


def work(folder: str, port: int, seed: int, done: Synchronized[int]) -> None:
    """Sessions one after the other, for ever. `done`: how many were begun."""
    home = open_home_on_lanes(settings_of(Path(folder)), never_asked)
    cards = home.services.cards = cards_of(home, port)
    queue = CardQueue(cards.resolve_once, pause_s=QUEUE_PAUSE_S)
    queue.start()
    lee = home.on_lane(lambda: _ready(home))
    chance = Random(seed)
    while True:
        with suppress(Refused):  # what the desk refuses, nobody does: a case that is being charged, a payment that went back
            payment = home.on_lane(lambda: _begin(home, cards, lee, chance))
            with done.get_lock():
                done.value += 1
            _charge(home, cards, lee, payment, chance)


def _ready(home: Home) -> Actor:
    lee = home.services.sign_in("lee", PASSWORD)
    if home.services.day_status().day is None:
        home.services.open_day(lee, 100_000)
    return lee


def _charge(home: Home, cards: CardPayments, lee: Actor, payment: UUID, chance: Random) -> None:
    """The terminal is asked; one in five clerks gives up while it is."""
    if chance.random() < 0.2:
        timer = threading.Timer(chance.uniform(0.0, 0.05), _give_up, (home, cards, lee, payment))
        timer.start()
        cards.charge(payment)
        timer.join()
        return
    result = cards.charge(payment)
    if result.state == "unknown" and chance.random() < 0.3:
        cards.ask(payment)


def _give_up(home: Home, cards: CardPayments, lee: Actor, payment: UUID) -> None:
    with suppress(CounterError):
        home.on_lane(lambda: cards.give_up(lee, payment))


def _begin(home: Home, cards: CardPayments, lee: Actor, chance: Random) -> UUID:
    """A basket, cases that were recorded before, or something that was paid and goes back, all of it or a part."""
    mode = chance.choices(("basket", "cases", "back"), (5, 3, 2))[0]
    if mode == "back" and (back := _to_give_back(home, cards, chance)) is not None:
        return cards.begin_refund(lee, back)
    services = chance.sample(("land_register_copy", "vehicle_register_copy", "seal_certificate_issue", "passport_multiple_10y"), 2)
    drafts = [a_draft(service, chance.randrange(1, 50)) for service in services[: chance.randrange(1, 3)]]
    if mode == "cases":
        recorded = home.services.record_visit(lee, drafts, tender="none")
        return cards.begin(lee, case_ids=[each.case_id for each in recorded.cases])
    return cards.begin(lee, drafts=drafts)


def _to_give_back(home: Home, cards: CardPayments, chance: Random) -> PaymentReversed | None:
    """A card payment of which nothing went back yet."""
    paid = [each for each in cards.of_day(home.services.day_status().day or "") if each.way == "purchase" and each.receipt_no]
    if not paid:
        return None
    chosen = chance.choice(paid)
    shares = cards.shares(chosen.payment_id)
    cases = [home.store.cases.find(each.case_id) for each in shares]
    if any(case is None or case.reversals for case in cases):
        return None
    some = shares if chance.random() < 0.7 else shares[:1]
    return PaymentReversed(payment_id=chosen.payment_id, allocations=some, reason="잘못 받음")
