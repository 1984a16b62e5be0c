"""A desk that signs sums which are not its day's is found by the checker, from the entries alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.bootstrap.self_check import trust_of
from app.domain.entries import Fact
from app.domain.money_entries import DayClosed
from app.verify.ledger import check_ledger
from tests.desks import a_home
from tests.integration.test_a_counter_day import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    home = a_home(tmp_path / "home")
    yield Counter(home)
    home.close()


def a_day(counter: Counter) -> None:
    """Cash, a card, money given back, a case waived."""
    counter.services.open_day(counter.lee, 100_000)
    for index, (service, tender) in enumerate((("passport_multiple_10y", "card"), ("resident_registration_copy", "cash"))):
        made = counter.services.record_visit(counter.lee, [counter.draft(service, index)], tender=tender, approval_no="30012345")
    counter.services.refunds.refund(counter.lee, made.receipt_no or "", "민원인 요청", confirmer=counter.park)


def found(counter: Counter) -> list[tuple[int, str]]:
    return [(bad.seq, bad.code) for bad in check_ledger(counter.home.connections.here, trust_of(counter.home, anchored=False)).bad]


def test_days_that_were_closed_as_they_were_raise_no_alarm(counter: Counter) -> None:
    for _ in range(2):
        a_day(counter)
        counter.services.closing.close(counter.lee, counted_won=100_000, confirmer=counter.park)
        counter.pass_time(days=1)
    assert found(counter) == []


@pytest.mark.parametrize(
    "changed",
    [
        lambda body: {"due_won": body.due_won - 1_000},
        lambda body: {"reversed_won": 0},
        lambda body: {"by_tender": body.by_tender | {"cash": body.by_tender["card"], "card": body.by_tender["cash"]}},
        lambda body: {"by_owner": {"local": 1}},
        lambda body: {"grand_total_won": body.grand_total_won - 1_000},
        lambda body: {"sums": body.sums[1:]},
    ],
)
def test_a_closing_with_other_sums_is_found(counter: Counter, changed: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    a_day(counter)
    counter.services.closing.close(counter.lee, counted_won=100_000, confirmer=counter.park)
    counter.pass_time(days=1)
    a_day(counter)
    head = counter.home.store.head.seq
    told = msgspec.structs.replace
    transaction = counter.home.store.transaction

    class Forger:
        """A commit of this desk, signed by its device, whose closing tells something else."""

        def __init__(self, real: Any) -> None:
            self._real = real

        def __enter__(self) -> Any:
            self._tx = self._real.__enter__()
            append = self._tx.append

            def forge(fact: Fact) -> Any:
                body = fact.body
                return append(msgspec.structs.replace(fact, body=told(body, **changed(body))) if isinstance(body, DayClosed) else fact)

            self._tx.append = forge
            return self._tx

        def __exit__(self, *error: Any) -> Any:
            return self._real.__exit__(*error)

    monkeypatch.setattr(counter.home.store, "transaction", lambda **place: Forger(transaction(**place)))
    counter.services.closing.close(counter.lee, counted_won=100_000, confirmer=counter.park)
    ((seq, code),) = found(counter)
    assert (seq > head, code) == (True, "sums")
