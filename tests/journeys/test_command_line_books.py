"""Books and papers at a shell: a case is taken, its papers come out as its life goes on, the book of the month tells it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shell import Program, drafts


@pytest.fixture
def desk(tmp_path: Path) -> Program:
    return Program(tmp_path).ready()


def test_a_petition_its_papers_and_the_book_it_stands_in(desk: Program, tmp_path: Path) -> None:
    (recorded,) = desk.record(drafts(1, service="grievance_petition")).rows
    number, paper = recorded["number"], tmp_path / "paper.pdf"
    offered = [row["code"] for row in desk.ok("paper", number, "--as", "lee", "--json").rows]
    assert offered == ["petition_receipt", "scan_cover"]
    made = desk.ok("paper", number, "petition_receipt", "--out", str(paper), "--as", "lee", "--json").row
    assert (made["paper"], made["number"], made["reprint"]) == ("petition_receipt", number, 0)
    assert paper.read_bytes().startswith(b"%PDF")
    again = desk.ok("paper", number, "petition_receipt", "--out", str(paper), "--large", "--as", "lee", "--json").row
    assert again["reprint"] == 1
    early = desk.run("paper", number, "supplement_request", "--out", str(paper), "--as", "lee")
    assert (early.code, "paper_not_yet" in early.err) == (3, True)
    wrong = desk.run("paper", number, "no_such_paper", "--out", str(paper), "--as", "lee")
    assert (wrong.code, "paper_unknown" in wrong.err) == (3, True)
    book = ("book", "case_receipt_book", "--from", "2026-11-01", "--to", "2026-11-20", "--out", str(tmp_path / "book.pdf"), "--json")
    masked = desk.ok(*book, "--as", "park").row
    assert (masked["lines"], masked["undone"], masked["masked"], masked["skipped"]) == (1, 0, True, [])
    whole = desk.ok(*book, "--reason", "월말 점검", "--as", "park").row
    assert (whole["masked"], whole["reprint"], whole["pdf_sha256"] != masked["pdf_sha256"]) == (False, 1, True)
    plain = desk.ok(*book[:-1], "--as", "park").out.decode()
    assert "민원처리부" in plain and "1줄" in plain


def test_the_list_of_books_needs_nobody_and_a_book_needs_a_team_leader(desk: Program, tmp_path: Path) -> None:
    rows = desk.ok("book", "--json").rows
    assert [row["kind"] for row in rows].count("book") == 17 and all(row["columns"] for row in rows)
    assert {"void_list", "post_list"} <= {row["book"] for row in rows if row["kind"] == "list"}
    assert desk.run("book", "seal_issue_book", "--as", "park").code == 2  # without --out
    out = str(tmp_path / "book.pdf")
    for asked, code in (
        (("seal_issue_book", "--as", "lee"), "not_allowed"),
        (("a_book", "--as", "park"), "book_unknown"),
        (("seal_issue_book", "--from", "2026-11-20", "--to", "2026-11-01", "--as", "park"), "book_period_invalid"),
    ):
        refused = desk.run("book", *asked, "--out", out)
        assert (refused.code, code in refused.err) == (3, True)
    assert not Path(out).exists()


def test_letters_and_labels_come_from_a_file(desk: Program, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("성명,주소,우편번호,만료일\n김보라,가온광역시 나루구 햇살로 1,40001,2027-03-01\n", encoding="utf-8")
    out, labels = tmp_path / "letters.pdf", tmp_path / "labels.pdf"
    # Nobody is noted as told whose letter could not be written; the next time they are all in it.
    for names in ((tmp_path / "no" / "letters.pdf", labels), (out, tmp_path / "no" / "labels.pdf")):
        refused = desk.run("letters", str(people), "--out", str(names[0]), "--labels", str(names[1]), "--as", "park")
        assert (refused.code, "file_unwritable" in refused.err, names[0].exists()) == (4, True, False)
    made = desk.ok("letters", str(people), "--out", str(out), "--labels", str(labels), "--as", "park", "--json").row
    assert (made["letters"], made["reprint"]) == (1, 0)
    assert out.read_bytes()[:4] == labels.read_bytes()[:4] == b"%PDF"
    people.write_text("이름만\n", encoding="utf-8")
    refused = desk.run("letters", str(people), "--out", str(out), "--as", "park")
    assert (refused.code, "recipients_invalid" in refused.err) == (3, True)
