"""`minwon citizen-screen`, and a draft whose citizen has confirmed it, at a shell."""

from __future__ import annotations

import json
from pathlib import Path

from tests.shell import Program, drafts

SAID = {"at": 1_795_133_000_000, "due_won": 600, "total_won": 1_000, "cases": 2, "lang": "en", "consents": ["sms_consent"]}


def test_the_screen_is_set_by_who_leads_and_what_the_citizen_said_stands_in_the_book(tmp_path: Path) -> None:
    program = Program(tmp_path).ready()
    refused = program.run("citizen-screen", "set", "--screen", "second", "--as", "lee")
    assert (refused.code, "not_allowed" in refused.err) == (3, True)
    changed = program.ok(
        "citizen-screen", "set", "--screen", "second", "--window-lang", "en", "--rating", "off", "--as", "park", "--json"
    ).row
    assert (changed["screen"], changed["lang"], changed["rating"], changed["large"]) == ("second", "en", False, False)
    assert program.ok("citizen-screen", "show", "--json").row == changed
    first, second, third = (json.loads(line) | {"copies": 1} for line in drafts(3, service="seal_certificate_issue").splitlines())
    others = {"confirmed": {"at": "now"}}, {"confirmed": SAID | {"due_won": 0}}  # the last: something else was shown than is charged
    lines = [json.dumps(each) for each in (first | {"confirmed": SAID}, second | others[0], third | others[1])]
    told = program.run("record", "-", "--as", "lee", "--json", stdin="\n".join(lines).encode())
    assert (told.code, told.rows[1]["code"]) == (3, "draft_invalid")
    for row, users in ((told.rows[0], ["lee"]), (told.rows[2], [])):
        assert row["fee_won"] == 600
        history = program.ok("case", row["number"], "--as", "lee", "--json").row["history"]
        assert [line["user"] for line in history if line["kind"] == "citizen_confirmed"] == users
