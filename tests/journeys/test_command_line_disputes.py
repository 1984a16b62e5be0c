"""Disputes, the evening check and transfers at a shell."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import msgspec

from app.bootstrap.homes import open_home
from app.domain.answers import Draft
from app.settings import Settings, data_root
from app.wire.messages import Outcome
from tests.fakes.central import FakeOffice
from tests.shell import AT, PASSPHRASE, PASSWORD, Program


def paid_twice(desk: Program) -> str:
    """A paper was paid here; central says that another desk had been paid for it. Its number."""
    with patch.dict(os.environ, desk.environment):
        home = open_home(Settings(home=desk.home, data=data_root(), at=AT, passphrase=PASSPHRASE), lambda _new: PASSPHRASE)
        try:
            office, exchange = FakeOffice(), home.store.exchange
            exchange.adopt(office.central_id)
            line = office.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)
            lee = home.services.sign_in("lee", PASSWORD)
            number = home.services.record_case(lee, Draft(service="land_register_copy", tender="cash")).number
            batch = exchange.batch(500, 10**6)
            assert batch is not None
            ack = line.push(exchange.head().stream, batch)
            seq = home.connections.value("SELECT seq FROM entry WHERE kind = 'payment_settled'")
            exchange.settle(msgspec.structs.replace(ack, outcomes=[Outcome(seq, "conflicted", "paid_twice")]))
            return number
        finally:
            home.close()


def test_a_dispute_is_listed_shown_and_settled_by_a_team_leader(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    number = paid_twice(desk)
    row = desk.ok("disputes", "--as", "park", "--json").row
    assert (row["number"], row["code"], row["desk"], row["user"]) == (number, "paid_twice", "03", "lee")
    shown = desk.ok("disputes", row["item"], "--as", "park").out.decode()
    assert number in shown and "--way cancel" in shown and "수납" in shown
    refused = desk.run("settle", row["item"], "--way", "keep_both", "--as", "lee")
    assert (refused.code, "supervisor_needed" in refused.err) == (3, True)
    refused = desk.run("settle", row["item"], "--way", "cancel", "--as", "park")
    assert (refused.code, "reason_missing" in refused.err) == (3, True)
    back = ("settle", row["item"], "--way", "cancel", "--reason", "두 번 받아 돌려 드림", "--as", "park", "--json")
    refused = desk.run(*back)
    assert (refused.code, "second_needed" in refused.err) == (3, True)
    settled = desk.ok(*back, "--second", "lee", MINWON_SECOND_PASSWORD=PASSWORD).row
    assert settled["way"] == "cancel"
    assert desk.ok("disputes", "--as", "park", "--json").rows == []
    assert desk.ok("disputes", "--office", "--as", "park", "--json").row == {}
    assert desk.ok("day", "status", "--as", "park", "--json").row["net_won"] == 0
    assert desk.run("verify").code == 0


def test_without_central_nothing_is_compared_and_a_request_waits(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    refused = desk.run("check", "2026-11-20")
    assert (refused.code, "central_none" in refused.err) == (3, True)
    assert "없습니다" in desk.ok("transfer", "list", "--as", "lee").out.decode()
    recorded = desk.record(b'{"service": "land_register_copy", "tender": "none"}\n').row
    sent = desk.ok("transfer", "send", recorded["number"], "--office", "26440", "--as", "lee", "--json").row
    assert (sent["number"], sent["office"]) == (recorded["number"], "26440")
    refused = desk.run("transfer", "take", sent["item"], "--as", "lee")
    assert (refused.code, "transfer_unknown" in refused.err) == (3, True)
