"""The card terminal of a desk: who may join it, and that a payment nobody knows the end of keeps it joined."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.terminal_simulator import SimulatorServer, Step
from app.domain.errors import Refused, Unavailable
from tests.card_counter import CardCounter, a_draft
from tests.desks import PASSWORD


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[CardCounter]:
    found = CardCounter(tmp_path / "home")
    yield found
    found.close()


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code


def test_a_desk_without_a_terminal_has_nothing_to_ask(counter: CardCounter) -> None:
    terminal = counter.services.terminal
    assert (terminal.setting, terminal.device()) == (None, None)
    for ask in (terminal.probe, lambda: terminal.totals("2026-11-20")):
        with pytest.raises(Refused) as refused:
            ask()
        assert code_of(refused) == "terminal_none"


def test_only_who_may_joins_a_terminal_and_parts_with_it(counter: CardCounter) -> None:
    terminal, admin = counter.services.terminal, counter.services.sign_in("admin", PASSWORD)
    with pytest.raises(Refused) as refused:
        terminal.join(counter.lee, "127.0.0.1", 8583, "T1")
    assert code_of(refused) == "not_allowed"
    terminal.join(admin, "127.0.0.1", 8583, "T1")
    with pytest.raises(Refused) as refused:
        terminal.leave(counter.lee)
    assert code_of(refused) == "not_allowed"
    terminal.leave(admin)
    assert terminal.device() is None


@pytest.mark.parametrize(
    ("host", "port", "terminal_id", "code"),
    [
        ("", 8583, "T1", "address_invalid"),
        ("a host", 8583, "T1", "address_invalid"),
        ("host\n", 8583, "T1", "address_invalid"),
        ("h" * 300, 8583, "T1", "address_invalid"),
        ("host", 0, "T1", "address_invalid"),
        ("host", 65_536, "T1", "address_invalid"),
        ("host", 8583, "", "terminal_id_invalid"),
        ("host", 8583, "T12345678", "terminal_id_invalid"),
        ("host", 8583, "단말", "terminal_id_invalid"),
    ],
)
def test_a_place_where_no_terminal_can_be_is_refused(counter: CardCounter, host: str, port: int, terminal_id: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        counter.services.terminal.join(counter.park(), host, port, terminal_id)
    assert code_of(refused) == code
    assert counter.services.terminal.setting is None


def test_a_joined_terminal_is_joined_after_a_restart_and_was_tested(counter: CardCounter) -> None:
    server = SimulatorServer(counter.simulator)
    host, port = server.address
    counter.services.terminal.join(counter.park(), host, port, "T7")
    counter.services.terminal.probe()
    counter.services.terminal.note_probed()
    counter.restart()
    terminal = counter.services.terminal
    device = terminal.device()
    assert device is not None and terminal.setting is not None
    assert (device.terminal_id, terminal.setting.tested_at) == ("T7", int(counter.clock.now().timestamp() * 1000))
    assert terminal.totals("2026-11-20").purchases == 0
    with pytest.raises(Refused) as refused:
        terminal.totals("20. 11.")
    assert code_of(refused) == "day_invalid"
    terminal.join(counter.park(), host, port, "T8")
    assert terminal.setting.tested_at is None  # another terminal, which nobody has asked yet
    server.stop()
    with pytest.raises(Unavailable) as away:
        terminal.probe()
    assert away.value.code == "terminal_away"


def test_the_terminal_of_an_unsettled_payment_stays_joined(counter: CardCounter) -> None:
    leader = counter.park()
    counter.services.terminal.join(leader, "127.0.0.1", 8583, "T1")
    counter.simulator.script.add(Step(on="purchase", do="no_answer"))
    payment = counter.cards.begin(counter.lee, drafts=[a_draft()])
    counter.cards.charge(payment)
    with pytest.raises(Refused) as refused:
        counter.services.terminal.leave(leader)
    assert code_of(refused) == "terminal_busy"
    with pytest.raises(Refused) as refused:
        counter.services.terminal.join(leader, "127.0.0.1", 8583, "T2")
    assert code_of(refused) == "terminal_busy"
    counter.services.terminal.join(leader, "192.0.2.9", 9000, "T1")  # the same one, plugged in elsewhere
    counter.cards.ask(payment)
    counter.services.terminal.leave(leader)
    assert counter.services.terminal.setting is None
