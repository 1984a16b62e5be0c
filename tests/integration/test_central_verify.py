"""`minwon central verify` finds what was changed behind central's back; migrations copy first and happen once."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from app.central import admin
from app.central.database import CentralDatabase, open_database
from app.central.tables import CaseRow, DayRow, EntryRow, OfficeRow, StreamRow
from app.domain.entries import CaseCancelled, SignedIn
from tests.centrals import MIGRATIONS, OFFICE, CentralUnderTest, Desk
from tests.streams import an_entry


@pytest.fixture
def desk(central: CentralUnderTest) -> Desk:
    made = central.desk()
    for _ in range(3):
        made.stream.add_case()
    made.stream.add(CaseCancelled(based_on=1, reason="없는 건"), case_id=made.stream.new_id())
    made.central.push(made.stream.id, made.stream.push(1, 6))
    made.central.push(made.stream.id, made.stream.push(7, 13))
    assert central.verified().ok
    return made


def found(central: CentralUnderTest) -> list[tuple[str, int]]:
    return [(violation.code, violation.office_seq) for violation in central.verified().violations]


def change(db: CentralDatabase, office_seq: int, **values: object) -> None:
    db.run(EntryRow.update(**values).where(EntryRow.office_id == OFFICE, EntryRow.office_seq == office_seq))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"body": b"\x80"}, "digest_wrong"),
        ({"salt": bytes(16)}, "digest_wrong"),
        ({"digest": bytes(32)}, "digest_wrong"),
        ({"hash": bytes(32)}, "hash_wrong"),
        ({"kind": "visit_opened"}, "column_differs"),
        ({"business_day": "2026-11-21"}, "column_differs"),
        ({"recorded_at": 1}, "column_differs"),
        ({"case_id": bytes(16)}, "column_differs"),
        ({"outcome": "conflicted", "code": "case_unknown"}, "outcome_differs"),
    ],
)
def test_a_changed_entry_is_named_first(central: CentralUnderTest, desk: Desk, values: dict[str, object], code: str) -> None:
    with central.database() as db:
        change(db, 5, **values)
    assert found(central)[0] == (code, 5)


def test_a_role_that_is_not_theirs_is_named_and_is_no_contradiction(central: CentralUnderTest) -> None:
    made = central.desk()
    with central.database() as db:
        for user, role in (("lee", "clerk"), ("park", "supervisor")):
            admin.add_staff(db, OFFICE, user, role, f"{user} 님", "$", crypto=central.tools)  # type: ignore[arg-type]
    for user, claimed in (
        ("lee", "clerk"),
        ("park", "supervisor"),
        ("lee", "supervisor"),
        ("lee", "supervisor"),
        ("mallory", "passport_clerk"),
    ):
        made.stream.add(SignedIn(user=user, name="", role=claimed, verified="offline"))  # type: ignore[arg-type]
    made.central.push(made.stream.id, made.stream.push(1, 5))
    report = central.verified()
    assert report.ok
    named = [(each.user, each.claimed, each.listed, each.where.rpartition(":")[2], each.times) for each in report.roles]
    assert named == [("lee", "supervisor", "clerk", "3", 2), ("mallory", "passport_clerk", "", "5", 1)]


def test_a_changed_signature_is_found(central: CentralUnderTest, desk: Desk) -> None:
    with central.database() as db:
        change(db, 6, head_sig=bytes(64))
    assert found(central) == [("signature_wrong", 6)]


def test_an_entry_taken_out_of_the_middle_is_found(central: CentralUnderTest, desk: Desk) -> None:
    with central.database() as db:
        db.run(EntryRow.delete().where(EntryRow.office_seq == 4))
    assert found(central)[:2] == [("office_seq_gap", 5), ("seq_gap", 5)]


def test_a_cut_off_tail_is_found(central: CentralUnderTest, desk: Desk) -> None:
    with central.database() as db:
        db.run(EntryRow.delete().where(EntryRow.office_seq == 13))
    assert {code for code, _ in found(central)} == {"office_seq_lost", "stream_head_differs", "day_differs"}


def test_projections_that_are_not_the_fold_of_the_entries_are_found(central: CentralUnderTest, desk: Desk) -> None:
    with central.database() as db:
        db.run(CaseRow.update(paid_won=CaseRow.paid_won + 1).where(CaseRow.number.endswith("0000-00")))
        db.run(DayRow.update(settled_won=DayRow.settled_won - 600))
    assert {code for code, _ in found(central)} == {"case_differs", "day_differs"}
    with central.database() as db:
        db.run(CaseRow.delete())
        db.run(StreamRow.update(last_seq=12))
        db.run(OfficeRow.update(last_office_seq=99))
    assert {code for code, _ in found(central)} == {"cases_missing", "day_differs", "stream_head_differs", "office_seq_lost"}


def test_verifying_beside_pushes_raises_no_false_alarm(central: CentralUnderTest, desk: Desk) -> None:
    stop = threading.Event()

    def keep_pushing() -> None:
        while not stop.is_set():
            seq = an_entry(desk.stream)
            desk.central.push(desk.stream.id, desk.stream.push(seq))

    pushing = threading.Thread(target=keep_pushing)
    pushing.start()
    try:
        reports = [central.verified() for _ in range(5)]
    finally:
        stop.set()
        pushing.join()
    assert [report.violations for report in reports] == [[]] * 5
    assert reports[-1].entries >= 13


def test_a_step_of_a_later_release_copies_the_file_first_and_happens_once(tmp_path: Path) -> None:
    state, later = tmp_path / "state", tmp_path / "migrations"
    CentralUnderTest(state)
    shutil.copytree(MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
    add = 'migrator.add_column("office", "phone", TextField(default=""))'
    step = f"from peewee import TextField\n\n\ndef up(migrator, db):\n    migrator.migrate({add})\n"
    (later / "0002_phone.py").write_text(step)
    for _ in range(2):
        db = open_database(None, state, later)
        columns = [row["phone"] for row in db.all(OfficeRow.raw('SELECT "phone" FROM "office"'))]
        assert columns == [""]
        db.close()
    copies = [path.name for path in state.iterdir() if "before" in path.name]
    assert copies == ["central.sqlite3.before-0002_phone"]
