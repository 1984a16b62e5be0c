"""Card payments at a shell, against a simulated terminal that approves without being heard."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.test_command_line_terminal import simulated
from tests.shell import PASSWORD, Program

SCRIPT = """
[[step]]
on = "purchase"
do = "drop_after"
skip = 1
times = 3
[[step]]
on = "inquiry"
do = "drop_before"
[[step]]
on = "inquiry"
do = "drop_before"
skip = 1
times = 2
"""


def unpaid(desk: Program) -> str:
    """The number of a certificate that waits for its fee."""
    return str(desk.record(b'{"service": "land_register_copy", "tender": "none"}\n').row["number"])


def test_a_card_is_charged_once_whatever_the_terminal_says(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    script = tmp_path / "faults.toml"
    script.write_text(SCRIPT, encoding="utf-8")
    with simulated(desk, "--script", str(script)) as (_, host, port):
        desk.ok("terminal", "set", f"{host}:{port}", "--id", "T1", "--as", "admin")
        paid = desk.ok("pay", unpaid(desk), "--tender", "card", "--as", "lee", "--json").row
        assert [case["state"] for case in paid["cases"]] == ["issued"]

        number = unpaid(desk)
        unknown = desk.run("pay", number, "--tender", "card", "--as", "lee")
        assert (unknown.code, unknown.err.endswith("(terminal_unknown)\n")) == (4, True)
        again = desk.run("pay", number, "--tender", "cash", "--as", "lee")
        assert (again.code, again.err.endswith("(card_open)\n")) == (3, True)
        assert [row["state"] for row in desk.ok("card", "show", "--json").rows] == ["unknown"]
        assert desk.ok("pay", "resolve", "--as", "lee", "--json").row == {"ended": 1, "waiting": 0, "unsettled": 0}
        assert desk.run("pay", number, "--tender", "cash", "--as", "lee").err.endswith("(nothing_to_pay)\n")

        number = unpaid(desk)
        assert desk.run("pay", number, "--tender", "card", "--as", "lee").code == 4
        (row,) = desk.ok("card", "show", "--json").rows
        assert desk.ok("card", "give-up", row["number"], "--as", "lee", "--json").row["state"] == "reversed"
        assert desk.ok("pay", number, "--tender", "cash", "--as", "lee", "--json").row["paid_won"] == row["amount_won"]

        number = unpaid(desk)
        assert desk.run("pay", number, "--tender", "card", "--as", "lee").code == 4
        (row,) = desk.ok("card", "show", "--json").rows
        told = desk.ok("card", "approve", row["number"], "--approval", "30012345", "--last4", "1234", "--as", "lee", "--json").row
        assert (told["state"], bool(told["receipt_no"])) == ("approved", True)
        assert (
            desk.run(
                "card",
                "abandon",
                row["number"],
                "--reason",
                "전표 없음",
                "--second",
                "park",
                "--as",
                "lee",
                MINWON_SECOND_PASSWORD=PASSWORD,
            ).code
            == 3
        )
        assert desk.run("card", "give-up", "T1-000000", "--as", "lee").err.endswith("(card_unknown_id)\n")
        assert desk.ok("card", "show", "--json").rows == []


def test_what_was_deferred_is_paid_at_the_terminal_and_a_promise_is_kept_by_it(tmp_path: Path) -> None:
    desk = Program(tmp_path, more={"MINWON_SECOND_PASSWORD": PASSWORD}).ready()
    with simulated(desk) as (_, host, port):
        desk.ok("terminal", "set", f"{host}:{port}", "--id", "T1", "--as", "admin")
        deferred = desk.ok("pay", unpaid(desk), "--tender", "deferred", "--as", "lee", "--json").row
        paid = desk.ok("pay", deferred["receipt_no"], "--part", "cash=100", "--part", "card", "--as", "lee", "--json").row
        assert (paid["paid_won"], paid["tenders"]) == (deferred["paid_won"], ["cash", "card"])
        assert desk.ok("pay", "list", "--as", "lee", "--json").rows == []

        signed = ("--reason", "민원인 요청", "--second", "park", "--as", "lee", "--json")
        slip = desk.ok("refund", paid["receipt_no"], "--promise", "--due", "2026-11-27", *signed).row["slip_no"]
        kept = desk.ok("refund", "keep", slip, *signed).row
        assert kept["by_tender"] == {"cash": 100, "card": paid["paid_won"] - 100}
        assert (kept["original_no"], desk.ok("day", "status", "--as", "lee", "--json").row["net_won"]) == (paid["receipt_no"], 0)


def test_the_card_is_charged_what_was_named_for_it_and_nothing_else(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    with simulated(desk) as (_, host, port):
        desk.ok("terminal", "set", f"{host}:{port}", "--id", "T1", "--as", "admin")
        number = unpaid(desk)
        for named, code in (
            (("card=100", "cash=100"), "parts_differ"),
            (("card=100", "card=200"), "parts_differ"),
            (("card=100", "simple_pay"), "approval_missing"),
        ):
            refused = desk.run("pay", number, *(each for part in named for each in ("--part", part)), "--as", "lee")
            assert (refused.code, refused.err.endswith(f"({code})\n")) == (3, True), refused.err
        assert desk.ok("card", "show", "--json").rows == []
        paid = desk.ok("pay", number, "--part", "simple_pay", "--part", "card=100", "--approval", "A1", "--as", "lee", "--json").row
        assert paid["tenders"] == ["simple_pay", "card"]
        assert desk.ok("day", "status", "--as", "lee", "--json").row["by_tender"]["card"] == 100
