"""Paying, giving back and promising at a shell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from app.bootstrap.homes import open_home
from app.settings import Settings, data_root
from tests.desks import cheap_keys
from tests.shell import AT, PASSPHRASE, PASSWORD, Program

SECOND: dict[str, Any] = {"MINWON_SECOND_PASSWORD": PASSWORD}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Program]:
    yield Program(tmp_path).ready()


def unpaid(desk: Program) -> str:
    """The number of a certificate that waits for its 500 won."""
    return str(desk.record(b'{"service": "land_register_copy", "tender": "none"}\n').row["number"])


def account_of(desk: Program, slip_no: str) -> str:
    """What the bank is told, as a person who may look at it sees it."""
    with patch.dict(os.environ, desk.environment), cheap_keys():
        home = open_home(Settings(home=desk.home, data=data_root(), at=AT, passphrase=PASSPHRASE), lambda _: PASSPHRASE)
        try:
            return home.services.refunds.account(home.services.sign_in("park", PASSWORD), slip_no)
        finally:
            home.close()


def test_a_case_is_paid_by_two_means_and_its_money_goes_back_in_two_steps(desk: Program, tmp_path: Path) -> None:
    first, second = unpaid(desk), unpaid(desk)
    listed = desk.ok("pay", "list", "--as", "lee", "--json").rows
    assert sorted((row["what"], row["number"]) for row in listed) == [("unpaid", first), ("unpaid", second)]  # taken in one moment
    assert desk.run("pay", first, "--as", "lee").code == 2
    assert desk.run("pay", first, "--part", "cash=1", "--part", "transit=1", "--as", "lee").code == 3
    split = ("--part", "cash=200", "--part", "card", "--received", "1,000", "--approval", "30012345", "--last4", "1234")
    paid = desk.ok("pay", first, second, *split, "--as", "lee", "--json").row
    assert (paid["paid_won"], paid["change_won"], paid["tenders"]) == (sum(row["won"] for row in listed), 800, ["cash", "card"])
    assert [case["state"] for case in paid["cases"]] == ["issued", "issued"]
    receipt = str(paid["receipt_no"])

    alone = desk.run("refund", receipt, "--reason", "민원인 요청", "--as", "lee")
    assert (alone.code, alone.err.endswith("(supervisor_needed)\n")) == (3, True)
    signed = ("--reason", "민원인 요청", "--second", "park", "--as", "lee", "--json")
    assert desk.run("refund", receipt, *signed, **SECOND).code == 3  # the card's cancellation has a number too
    one = desk.ok("refund", receipt, "--case", second, "--approval", "90012345", *signed, **SECOND).row
    rest = desk.ok("refund", receipt, "--approval", "card=90012346", *signed, **SECOND).row
    assert one["amount_won"] + rest["amount_won"] == paid["paid_won"]
    plain = desk.ok("refund", "show", receipt, "--as", "lee").out.decode()
    assert "  현금 (" in plain and "  cash (" not in plain
    shown = desk.ok("refund", "show", receipt, "--as", "lee", "--json").row
    assert (shown["left_won"], len(shown["refunds"])) == (0, 2)
    status = desk.ok("day", "status", "--as", "lee", "--json").row
    assert (status["reversed_won"], status["net_won"]) == (paid["paid_won"], 0)

    out = tmp_path / "undone.pdf"
    undone = desk.ok("report", "reversals", "--out", str(out), "--as", "park", "--json").row
    assert (undone["business_day"], out.read_bytes()[:5]) == ("2026-11-20", b"%PDF-")
    assert sum(line["amount_won"] for line in undone["lines"]) == paid["paid_won"]
    told = [(line["what"], line["number"], line["amount_won"]) for line in undone["lines"]]
    assert told[0] == ("refunded", receipt, one["amount_won"])
    assert [each[:2] for each in told[1:]] == [("refunded", receipt)] * 2  # a line for each means
    assert sum(won for *_, won in told[1:]) == rest["amount_won"]
    nowhere = desk.run("report", "reversals", "--day", "2026-11-19", "--out", str(tmp_path / "no.pdf"), "--as", "park")
    assert (nowhere.code, "day_unknown" in nowhere.err, (tmp_path / "no.pdf").exists()) == (3, True, False)


def test_what_cannot_go_back_now_is_promised_kept_or_dropped(desk: Program, tmp_path: Path) -> None:
    receipts = [str(desk.ok("pay", unpaid(desk), "--tender", "cash", "--as", "lee", "--json").row["receipt_no"]) for _ in range(2)]
    signed = ("--reason", "시재 부족", "--second", "park", "--as", "lee", "--json")
    assert desk.run("refund", receipts[0], "--promise", *signed, **SECOND).code == 2  # nobody said until when
    due = ("--promise", "--due", "2026-11-27", "--bank", "가온은행", "--account", "110-234-567890")
    assert desk.run("refund", receipts[0], *due, "--holder", "김하늘", *signed, **SECOND).code == 2  # a name is in no command line
    line: dict[str, Any] = {"stdin": "김하늘\n".encode()}
    slips = [
        desk.ok("refund", receipts[0], *due, "--holder", *signed, **line, **SECOND).row,
        desk.ok("refund", receipts[1], *due, *signed, **SECOND).row,
    ]
    assert account_of(desk, slips[0]["slip_no"]) == "가온은행 110-234-567890 김하늘"
    assert [slip["account_shown"] for slip in slips] == ["가온은행 ****7890"] * 2
    assert [row["slip_no"] for row in desk.ok("refund", "list", "--as", "lee", "--json").rows] == [slip["slip_no"] for slip in slips]
    kept = desk.ok("refund", "keep", slips[0]["slip_no"], "--way", "transfer", *signed, **SECOND).row
    assert kept["by_tender"] == {"transfer": slips[0]["amount_won"]}
    for number, name in ((slips[0]["slip_no"], "slip.pdf"), (kept["receipt_no"], "back.pdf")):
        made = desk.ok("refund", "paper", str(number), "--out", str(tmp_path / name), "--as", "lee", "--json").row
        assert (made["reprint"], (tmp_path / name).read_bytes()[:5]) == (0, b"%PDF-")
    assert desk.run("refund", "paper", str(kept["receipt_no"]), "--as", "lee").code == 2
    assert desk.ok("refund", "drop", slips[1]["slip_no"], *signed, **SECOND).row["state"] == "dropped"
    assert desk.ok("refund", "list", "--as", "lee", "--json").rows == []


def test_what_was_deferred_is_paid_with_its_receipt(desk: Program) -> None:
    deferred = desk.ok("pay", unpaid(desk), "--tender", "deferred", "--as", "lee", "--json").row
    assert [row["what"] for row in desk.ok("pay", "list", "--as", "lee", "--json").rows] == ["deferred"]
    paid = desk.ok("pay", str(deferred["receipt_no"]), "--tender", "cash", "--as", "lee", "--json").row
    won = deferred["paid_won"]
    assert paid["paid_won"] == won
    assert desk.ok("pay", "list", "--as", "lee", "--json").rows == []
    status = desk.ok("day", "status", "--as", "lee", "--json").row
    assert status["deferred"] == {"owed_won": won, "settled_won": won, "settled_by_tender": {"cash": won}, "dropped_won": 0}
    assert f"미뤘던 돈을 받음 {won}원" in desk.ok("day", "status", "--as", "lee").out.decode()


def test_both_commands_explain_themselves_in_two_languages(desk: Program) -> None:
    for command, ko, en in (("pay", "나눠 받기", "deferred"), ("refund", "반환 확인증", "promise slip")):
        assert ko in desk.ok(command, "--help").out.decode()
        assert en in desk.ok("--lang", "en", command, "--help").out.decode()
