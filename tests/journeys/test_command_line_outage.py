"""An outage at a shell: slips printed before it, cases on paper, typed in afterwards, and its sheet."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.shell import Program, drafts


def test_an_outage_from_the_first_slip_to_its_sheet(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    slips, sheet = tmp_path / "slips.pdf", tmp_path / "outage.pdf"
    printed = desk.ok("slip", "print", "--count", "20", "--out", str(slips), "--as", "lee", "--json").row
    assert printed["count"] == 20
    assert slips.read_bytes().startswith(b"%PDF")
    # Where no paper can come to be, no number is used up.
    os.mkfifo(tmp_path / "pipe")
    for nowhere in (tmp_path / "no" / "slips.pdf", tmp_path / "pipe"):
        refused = desk.run("slip", "print", "--count", "20", "--out", str(nowhere), "--as", "lee")
        assert (refused.code, "(file_unwritable)" in refused.err) == (4, True)
    assert desk.ok("slip", "list", "--json").row["printed"] == 20
    began, over = "2026-11-20T07:00", "2026-11-20T08:30"
    desk.ok("outage", "open", "resident", "--since", began, "--until", over, "--cause", "행정망 장애", "--room", "--as", "park")
    assert desk.run("outage", "open", "resident", "--room", "--as", "lee").code == 3
    draft = json.loads(drafts(1, seed=3, service="resident_registration_copy"))
    draft |= {"tender": "none", "slip_no": printed["first"][-7:], "intake_at": "2026-11-20T07:40", "late_reason": "수기 접수"}
    draft["applicant"]["phone"] = "010-1234-5678"
    draft.pop("exemption", None)
    made = desk.record(json.dumps(draft).encode()).row
    assert (made["state"], made["fee_won"], made["provisional"]) == ("received_only", 0, True)
    again = desk.record(json.dumps(draft | {"draft_id": "another"}).encode()).row
    assert again["fields"] == {"slip_no": "slip_used"}
    found = desk.ok("report", "outage", "resident", "--out", str(sheet), "--as", "park", "--json").row
    assert (found["cases"], found["from_slips"], found["missing"]) == (1, 1, [])
    assert sheet.read_bytes().startswith(b"%PDF")
    (told,) = desk.ok("outage", "list", "--json").rows
    assert (told["outage"], told["causes"]) == (found["outage"], ["행정망 장애"])
    assert desk.ok("slip", "list", "--json").row["stock"] == 19
    desk.ok("slip", "mark", "handed_out", printed["last"], "--as", "lee")
    assert desk.status()["slips_missing"] == 19  # slips are taken in order: what lies below a used one is used or missing
    ready = desk.ok("ready", "--json").row
    assert ready["level"] == "warn"
    assert {line["code"] for line in ready["lines"] if line["level"] != "ok"} >= {"keys", "slips", "backup"}
