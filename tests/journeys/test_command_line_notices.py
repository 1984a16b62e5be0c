"""A notice from a desk without a line to the citizen's telephone and back, at a shell: real processes, a carrier that answers over SMPP."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from app.domain.answers import Draft
from app.domain.sampling import sample
from tests.desks import NINE, the_catalogue, the_people
from tests.journeys.test_command_line_central import Central
from tests.shell import Program
from tests.smsc import Smsc, smsc

MOBILE = "01055551234"


def filing() -> bytes:
    """A birth filing of somebody who wants to be told by text message."""
    draft = sample(the_catalogue().forms["birth_filing"], seed=5, index=1, today=NINE.date(), people=the_people())
    told: Draft = msgspec.structs.replace(
        draft, applicant={**draft.applicant, "phone": MOBILE}, answers={**draft.answers, "sms_consent": True}, tender="none"
    )
    return msgspec.json.encode(told) + b"\n"


def join_carrier(central: Central, carrier: Smsc) -> None:
    """The administrator says who carries messages; the password stands in no command line."""
    central.shell.environment["MINWON_NOTICES_PASSWORD"] = carrier.password
    address = ("--smpp", f"127.0.0.1:{carrier.port}", "--system-id", "gaon", "--sender", "0515550100")
    central.ok("notices", "set", *address, "--training", "--hours", "0-24")
    (shown,) = central.ok("notices", "show")
    assert shown["providers"][0]["kind"] == "smpp" and carrier.password not in json.dumps(shown)


def standing(desk: Program) -> list[tuple[str, str]]:
    return [(row["template"], row["state"]) for row in desk.ok("notices", "list", "--as", "lee", "--json").rows]


def test_a_notice_waits_for_the_line_is_sent_once_and_its_arrival_is_read_at_the_desk(tmp_path: Path) -> None:
    central = Central(tmp_path)
    with central.serving():
        desk = central.desk("03")
        desk.ok("day", "open", "--as", "lee")
    number = desk.ok("record", "--as", "lee", "--json", stdin=filing()).row["number"]
    for step in (["accept"], ["record", "--fact", "recorded_on=2026-11-20"], ["notify", "--fact", "way=sms"]):
        desk.ok("case", number, "step", *step, "--as", "lee")
    assert standing(desk) == [("filing_done", "waiting")]
    assert desk.ok("worklist", "--as", "lee", "--json").row["waiting"]["notice_waiting"] == 1
    with smsc() as carrier:
        join_carrier(central, carrier)
        with central.serving():
            desk.ok("sync", "--once")
            carrier.wait_until(lambda: carrier.submitted == 1)
            assert (carrier.taken[0].to, "출생신고" in carrier.taken[0].text) == (MOBILE, True)
        with central.serving():
            carrier.wait_until(lambda: carrier.binds == 2)
            carrier.deliver(carrier.taken[0].message_id)
            carrier.wait_until(lambda: len(carrier.confirmed) == 1)
            desk.ok("sync", "--once")
        assert len(carrier.taken) == 1
    (row,) = desk.ok("notices", "list", "--case", number, "--as", "lee", "--json").rows
    assert (row["state"], row["code"]) == ("delivered", None)
    counted = desk.ok("notices", "count", "--from", "2026-11-01", "--to", "2026-11-30", "--as", "lee", "--json").rows
    assert counted == [{"template": "filing_done", "way": "sms", "state": "delivered", "count": 1}]
    leaked = [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix == ".log" and MOBILE.encode() in path.read_bytes()]
    assert leaked == []


def test_lists_opt_outs_and_words_at_a_shell(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    assert desk.ok("notices", "run", "uncollected", "--dry-run", "--as", "park", "--json").row["rows"] == []
    told = desk.ok("notices", "opt-out", "-", "--as", "lee", "--json", stdin=b"010-5555-1234\n").row
    assert told == {"number": "010-****-1234", "refused": True}
    words = desk.ok("notices", "texts", "--as", "lee", "--json").rows
    assert {"filing_done", "passport_ready"} <= {row["template"] for row in words} and not any(row["own"] for row in words)
    new = ("notices", "texts", "filing_done", "--set", "[{office}] 신고가 끝났습니다.", "--reason", "짧게", "--as", "park")
    assert "second_needed" in desk.run(*new).err
    desk.ok(*new, "--second", "lee", MINWON_SECOND_PASSWORD=desk.environment["MINWON_PASSWORD"])
