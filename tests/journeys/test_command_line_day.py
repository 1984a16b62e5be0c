"""The whole day of one desk at a shell: made, opened, cases, found again, reported, closed, proved, handed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.desks import the_catalogue
from tests.shell import PASSWORD, Program, drafts


def test_a_whole_day_of_one_desk(tmp_path: Path) -> None:
    desk = Program(tmp_path).made()
    assert desk.ok("day", "open", "--float", "100,000", "--as", "lee", "--json").row == {"business_day": "2026-11-20", "float_won": 100000}

    lines = desk.sample(12, seed=5)
    assert lines == drafts(12, seed=5)
    recorded = desk.ok("record", "--as", "lee", stdin=lines)
    numbers = [row["number"] for row in recorded.rows]
    assert len(set(numbers)) == 12
    assert [row["draft_id"] for row in recorded.rows] == [json.loads(line)["draft_id"] for line in lines.splitlines()]
    assert all(set(row) >= {"ok", "number", "entry_id", "seq", "fee_won", "state", "provisional"} for row in recorded.rows)

    status = desk.ok("day", "status", "--as", "park", "--json").row
    assert status["business_day"] == "2026-11-20"
    assert status["cases"] == 12
    assert status["opened_at"].startswith("2026-11-20T09:00")
    assert (status["first_number"], status["last_number"]) == (numbers[0], numbers[-1])
    assert sum(status["by_tender"].values()) == status["collected_won"]
    assert sum(status["by_owner"].values()) == status["net_won"] == status["grand_total"]
    assert sum(each["cases"] for each in status["by_service"].values()) == 12
    assert status["blockers"] == {}

    shown = desk.ok("show", numbers[3], "--as", "lee", "--json").row
    assert shown["number"] == numbers[3]
    assert shown["due_won"] == recorded.rows[3]["fee_won"]
    assert desk.ok("search", numbers[3], "--as", "lee", "--json").row["number"] == numbers[3]
    # What others should not read in a process list comes by stdin.
    assert desk.ok("search", "-", "--as", "lee", "--json", stdin=f"{numbers[3]}\n".encode()).row["number"] == numbers[3]
    place, name = next(
        (n, draft["applicant"]["name"]) for n, draft in enumerate(map(json.loads, lines.splitlines())) if "name" in draft["applicant"]
    )
    found = {row["number"]: row for row in desk.ok("search", name, "--as", "lee", "--json").rows}
    assert found[numbers[place]]["name"] == f"{name[0]}*{name[2:]}"
    told = desk.ok("search", numbers[place], "--as", "lee").out.decode()
    service = json.loads(lines.splitlines()[place])["service"]
    assert (service not in told, f"  {the_catalogue().forms[service].name.ko}  " in told) == (True, True)
    assert desk.ok("show", numbers[place], "--as", "lee", "--json").row["name"] == name

    cash = status["float_won"] + status["by_tender"]["cash"]
    assert desk.run("day", "close", "--counted", str(cash), "--as", "lee").code == 3  # nobody closes a day alone
    two = ("--as", "lee", "--second", "park")
    assert desk.run("day", "close", "--counted", str(cash - 500), *two, MINWON_SECOND_PASSWORD=PASSWORD).code == 3  # needs a reason
    closed = desk.ok("day", "close", "--counted", str(cash), *two, "--json", MINWON_SECOND_PASSWORD=PASSWORD).row
    assert closed["closing_no"] == 1
    assert closed["label"] == "26410-03-D0001"
    assert (closed["cases"], closed["net_won"]) == (12, status["net_won"])

    pdf = tmp_path / "day.pdf"
    written = desk.ok("report", "day", "--day", "2026-11-20", "--out", str(pdf), "--as", "park", "--json").row
    assert (written["cases"], written["net_won"], written["closing"]) == (12, status["net_won"], "26410-03-D0001")
    assert written["as_closed"] is True
    waiting = [row["number"] for row in desk.ok("worklist", "--list", "official_no", "--as", "park", "--json").row["rows"]]
    assert sorted(waiting) == sorted(numbers)  # in order of receipt; of one millisecond in the order of their keys
    assert written["duties"]["official_no"] == {"count": 12, "first": waiting[:2]}
    assert written["pdf_sha256"] == closed["paper_sha256"]
    first = pdf.read_bytes()
    assert first.startswith(b"%PDF-")
    desk.ok("report", "day", "--day", "2026-11-20", "--out", str(pdf), "--as", "park")
    assert pdf.read_bytes() == first, "the paper of a closed day is the same for ever"

    entries = desk.ok("verify", "--json").row["entries"]
    assert desk.ok("rebuild", "--json").row["entries"] == entries
    assert desk.ok("verify", "--json").row["entries"] == entries
    after = desk.ok("show", numbers[3], "--as", "lee", "--json").row
    assert {**after, "history": []} == {**shown, "history": []}, "what is computed again is the same"


def test_an_exported_book_is_proved_without_a_home(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready()
    desk.ok("record", "--as", "lee", stdin=drafts(3))
    book = tmp_path / "book.minwon"
    written = desk.ok("export", "--book", "--out", str(book), "--as", "park", "--json").row
    stranger = Program(tmp_path / "elsewhere")
    report = stranger.ok("verify", str(book), "--json").row
    assert (report["entries"], report["unvouched"]) == (written["entries"], 1)
    assert desk.ok("verify", str(book), "--json").row["unvouched"] == 0

    damaged = bytearray(book.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    book.write_bytes(bytes(damaged))
    assert stranger.run("verify", str(book)).code == 5


def test_services_and_fields_are_listed_for_scripts(tmp_path: Path) -> None:
    program = Program(tmp_path)
    services = [row["service"] for row in program.ok("forms", "--json").rows]
    assert "seal_certificate_issue" in services
    form = program.ok("forms", "seal_certificate_issue", "--json").row
    fields = {field["id"]: field for field in form["fields"]}
    assert all(set(field) >= {"id", "kind", "required", "choices", "show_if"} for field in form["fields"])
    assert fields["applicant.rrn"]["kind"] == "rrn"
    assert fields["agent.name"]["show_if"] == [{"field": "applied_by", "equals": "agent"}]
    assert [choice["value"] for choice in fields["applied_by"]["choices"]] == ["principal", "agent"]
    assert program.run("forms", "no_such_service", "--json").code == 3


def test_samples_are_the_same_for_the_same_seed_and_day(tmp_path: Path) -> None:
    program = Program(tmp_path)
    one, again, other = program.sample(3, seed=7), program.sample(3, seed=7), program.sample(3, seed=8)
    assert one == again != other
    assert [json.loads(line)["draft_id"] for line in one.splitlines()] == ["sample-7-0", "sample-7-1", "sample-7-2"]
    only = program.sample(2, service="land_register_copy")
    assert not {json.loads(line)["draft_id"] for line in only.splitlines()} & {f"sample-1-{each}" for each in range(2)}
    assert {json.loads(line)["service"] for line in only.splitlines()} == {"land_register_copy"}


def test_options_stand_before_or_after_the_command(tmp_path: Path) -> None:
    desk = Program(tmp_path).ready(day_open=False)
    elsewhere: dict[str, Any] = {"MINWON_HOME": str(tmp_path / "nowhere")}
    before = desk.ok("--home", str(desk.home), "--json", "status", **elsewhere).row
    after = desk.ok("status", "--json", "--home", str(desk.home), **elsewhere).row
    assert before["chain_head"] == after["chain_head"]
    assert desk.ok("--as", "lee", "--at", "2026-11-21T10:00+09:00", "day", "open", "--json").row["business_day"] == "2026-11-21"


def test_a_desk_that_is_not_ready_begins_its_day_with_a_leaders_name_and_reason(tmp_path: Path) -> None:
    desk = Program(tmp_path).made()
    opening = ("--at", "2031-01-02T09:00+09:00", "--as", "lee", "day", "open")  # the table of holidays ended years ago
    refused = desk.run(*opening)
    assert (refused.code, refused.err.endswith("(desk_not_ready)\n"), "휴일표" in refused.err) == (3, True, True)
    assert desk.run(*opening, "--reason", "휴일표를 기다림").code == 3  # a clerk alone is no team leader
    assert desk.run(*opening, "--second", "park", MINWON_SECOND_PASSWORD=PASSWORD).code == 3  # and a team leader says why
    signed = desk.ok(*opening, "--reason", "휴일표를 기다림", "--second", "park", "--json", MINWON_SECOND_PASSWORD=PASSWORD)
    assert signed.row["business_day"] == "2031-01-02"


def test_every_command_has_help_and_an_example_in_both_languages(tmp_path: Path) -> None:
    program = Program(tmp_path)
    for command in ((), ("central", "staff", "add"), ("day", "close"), ("record",)):
        korean, english = program.ok(*command, "--help").out.decode(), program.ok("--lang", "en", *command, "--help").out.decode()
        assert "쓰는 법: minwon" in korean
        assert "usage: minwon" in english
        assert "보기:\n  minwon" in korean or "MINWON_NEW_PASSWORD=" in korean
        assert "example:" in english


def test_the_day_in_english(tmp_path: Path) -> None:
    desk = Program(tmp_path, more={"MINWON_LANG": "en"}).ready(day_open=False)
    assert desk.ok("day", "open", "--as", "lee").out == b"Business day 2026-11-20 is open.\n"
    again = desk.run("day", "open", "--as", "lee")
    assert again.code == 3
    assert again.err.startswith("error: ")
    assert again.err.endswith(" (day_already_open)\n")


def test_a_real_desk_keeps_to_the_systems_clock(tmp_path: Path) -> None:
    desk = Program(tmp_path)
    desk.ok("init", "--office", "26410", "--desk", "03", "--admin", "admin", MINWON_CLOCK=None)
    refused = desk.run("status")
    assert (refused.code, "clock_not_allowed" in refused.err) == (3, True)
    assert desk.ok("status", "--json", MINWON_CLOCK=None).row["training"] is False
