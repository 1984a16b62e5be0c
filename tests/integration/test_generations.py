"""Central was restored from a backup: the desks prove it, a new generation begins, and in the end nothing is lost (SYNC §8, G16)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.homes import Home
from app.central import admin
from app.central.amnesia import missing
from app.central.database import DATABASE_FILE
from app.domain.answers import Draft
from app.domain.errors import IntegrityViolated, Unavailable
from app.ledger.kept_snapshot import READ_WHOLE
from app.ledger.outgoing import SET_CURSOR
from app.services.recovery_reports import reports
from app.wire.messages import StreamId
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD
from tests.integration.test_two_desks import add_people, enrolled, rows, work


@pytest.fixture
def desks(sqlite_central: CentralUnderTest, tmp_path: Path) -> Iterator[tuple[Home, Home]]:
    add_people(sqlite_central)
    three, five = enrolled(sqlite_central, tmp_path / "03", "03"), enrolled(sqlite_central, tmp_path / "05", "05")
    yield three, five
    three.close()
    five.close()


def backed_up(central: CentralUnderTest) -> None:
    """Central's database as it stands, put aside."""
    with central.database() as db:
        copy = central.state_dir / "backup"
        copy.unlink(missing_ok=True)
        db._db.execute_sql("VACUUM INTO ?", (str(copy),))


def restored(central: CentralUnderTest) -> None:
    """Central runs again, with what it had in the backup."""
    central.stop()
    for end in ("", "-wal", "-shm"):
        (central.state_dir / f"{DATABASE_FILE}{end}").unlink(missing_ok=True)
    shutil.copy2(central.state_dir / "backup", central.state_dir / DATABASE_FILE)
    central.start()


def synced(*homes: Home) -> None:
    for _ in range(2):
        for home in homes:
            home.sync_all()


def history(home: Home) -> list[tuple[object, ...]]:
    """Every entry with its order number: what all desks of an office have in common."""
    return home.connections.all(
        "SELECT s.office_seq, t.device_id, t.branch, e.seq, e.hash, s.outcome, s.code FROM entry e "
        "JOIN stream t USING (stream_id) LEFT JOIN standing s USING (stream_id, seq) ORDER BY 1"
    )


def test_what_central_forgot_comes_back_from_the_desks(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 4, seed=3)
    work(five, 2, seed=5)
    synced(three, five)
    backed_up(sqlite_central)
    work(three, 3, seed=13)
    work(five, 4, seed=15)
    synced(three, five)
    known = {row[1] for row in rows(three)}
    restored(sqlite_central)

    work(three, 1, seed=23)
    three.sync_all()
    with sqlite_central.database() as db:
        (office,) = admin.offices(db)
        assert office["generation"] == 2
        assert {(each.desk, each.stream) for each in missing(db)} == {("05", str(five.store.head.stream))}
    five.sync_all()
    synced(three, five)
    with sqlite_central.database() as db:
        assert missing(db) == []
    assert history(three) == history(five)
    assert rows(three) == rows(five)
    assert known < {row[1] for row in rows(three)}
    assert three.sync_status().pending == five.sync_status().pending == 0
    assert sqlite_central.verified().ok
    (report,) = reports(three.desk)
    assert report.kind == "generation"
    assert report.facts["own"] and report.facts["foreign"]
    for home in desks:
        before = rows(home)
        home.store.rebuild()
        assert rows(home) == before


def test_entries_taken_before_the_loss_was_noticed_end_in_the_same_place_for_everybody(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home]
) -> None:
    three, five = desks
    work(three, 2, seed=3)
    work(five, 2, seed=5)
    synced(three, five)
    backed_up(sqlite_central)
    # Only desk 05 loses something; desk 03 writes on and takes the same order numbers before anybody has noticed.
    work(five, 3, seed=15)
    synced(five)
    restored(sqlite_central)
    work(three, 2, seed=13)
    while three.push_once():
        pass
    synced(five, three)
    assert history(three) == history(five)
    assert rows(three) == rows(five)
    assert [row[0] for row in history(three)] == list(range(1, len(history(three)) + 1))
    assert sqlite_central.verified().ok


def test_a_desk_that_only_read_takes_back_what_central_forgot(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 2, seed=3)
    synced(three, five)
    backed_up(sqlite_central)
    work(three, 2, seed=13)
    synced(three, five)
    restored(sqlite_central)
    five.sync_all()
    unconfirmed = [row for row in history(five) if row[0] is None]
    assert unconfirmed
    assert len(rows(five)) == len(rows(three))  # what nobody confirms any more stays readable
    synced(three, five)
    assert history(three) == history(five)


def pushed(home: Home) -> None:
    """Everything it has is handed in, and nothing is read."""
    while home.push_once():
        pass


def nothing_is_missing(central: CentralUnderTest, *homes: Home) -> bool:
    """Every desk holds the same history, all of it has its order number, and central lacks nothing that was ever there."""
    with central.database() as db:
        whole = missing(db) == []
    numbered = all(row[0] is not None for home in homes for row in history(home))
    return whole and numbered and len({tuple(history(home)) for home in homes}) == 1


@pytest.mark.parametrize("written_since", [3, 1], ids=["more than was lost", "just as much as was lost"])
def test_a_desk_with_nothing_to_send_hears_of_its_loss_though_others_have_taken_its_numbers(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home], written_since: int
) -> None:
    three, five = desks
    work(three, 1, seed=3)
    work(five, 1, seed=5)
    synced(three, five)
    backed_up(sqlite_central)
    work(five, 1, seed=15)
    synced(five)
    kept = rows(five)
    restored(sqlite_central)
    # Desk 03 never saw what is lost: nothing seems wrong to it. When desk 05 asks again, central is as far as its cursor, or farther.
    work(three, written_since, seed=15)
    pushed(three)
    cursor = five.store.exchange.feed_cursor()[1]
    with sqlite_central.database() as db:
        (office,) = admin.offices(db)
    assert (office["generation"], office["last_office_seq"] > cursor) == (1, written_since > 1)
    assert office["last_office_seq"] >= cursor
    assert five.sync_status().pending == 0
    while five.pull_once(0):
        pass
    assert five.sync_status().pending
    synced(five, three)
    assert nothing_is_missing(sqlite_central, three, five)
    assert {row[1] for row in kept} < {row[1] for row in rows(three)}
    assert sqlite_central.verified().ok


def test_a_desk_that_had_only_sent_hears_of_its_loss_in_a_generation_that_others_began(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home]
) -> None:
    three, five = desks
    work(five, 1, seed=5)
    pushed(five)
    synced(three)
    backed_up(sqlite_central)
    work(five, 1, seed=15)
    pushed(five)
    work(three, 1, seed=3)
    synced(three)
    restored(sqlite_central)
    synced(three)
    with sqlite_central.database() as db:
        assert [each.desk for each in missing(db)] == ["05"]
    # It has read nothing yet: no cursor and no generation of its own that central could find wrong.
    assert five.store.exchange.feed_cursor() == (0, 0)
    assert five.sync_status().pending == 0
    synced(five, three)
    assert nothing_is_missing(sqlite_central, three, five)
    assert rows(three) == rows(five)


def test_a_second_loss_begins_a_third_generation(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, five = desks
    work(three, 2, seed=3)
    synced(three, five)
    backed_up(sqlite_central)
    for seed in (13, 23):
        work(three, 1, seed=seed)
        work(five, 1, seed=seed + 2)
        synced(three, five)
        restored(sqlite_central)
        synced(five, three, five)
    with sqlite_central.database() as db:
        (office,) = admin.offices(db)
    assert office["generation"] == 3
    assert history(three) == history(five)
    assert sqlite_central.verified().ok


def test_a_step_that_came_before_its_case_in_one_generation_is_the_cases_in_the_next(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home], tmp_path: Path
) -> None:
    three, five = desks
    seven = enrolled(sqlite_central, tmp_path / "07", "07")  # it only reads
    for home in (three, five):
        work(home, 0, seed=0)
    synced(three, five, seven)
    backed_up(sqlite_central)
    park3, park5 = (home.services.sign_in("park", PASSWORD) for home in (three, five))
    case_id = three.services.record_case(park3, Draft(service="land_register_copy", tender="none")).case_id
    synced(three, five)
    five.services.take_payment(park5, [case_id], tender="cash", received_won=500)
    synced(five, three, seven)
    for first, then in ((five, three), (three, five)):  # in the second generation the money comes before the case, in the third as it was
        restored(sqlite_central)
        synced(first, seven)
        synced(then, first, seven)
    with sqlite_central.database() as db:
        (office,) = admin.offices(db)
    assert office["generation"] == 3
    assert history(three) == history(five) == history(seven)
    assert rows(three) == rows(five) == rows(seven)
    found = seven.store.cases.find(case_id)
    assert found is not None and found.paid_won == 500
    seven.store.rebuild()
    assert rows(three) == rows(seven)
    assert sqlite_central.verified().ok
    seven.close()


def test_what_central_never_signed_begins_no_generation(sqlite_central: CentralUnderTest, desks: tuple[Home, Home]) -> None:
    three, _ = desks
    work(three, 1, seed=3)
    synced(three)
    line = three.central
    assert line is not None
    proof = three.store.exchange.proof()
    from msgspec.structs import replace

    forged = [replace(ack, acked_seq=ack.acked_seq + 1) for ack in proof.acks]
    assert line.prove(OFFICE, replace(proof, acks=forged)).generation == 1
    assert line.prove(OFFICE, replace(proof, seen={str(StreamId(three.store.head.stream.device_id, 1, 0)): 10**6})).generation == 1


def test_a_desk_that_had_read_nothing_yet_still_reads_all_of_it_after_the_loss(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home]
) -> None:
    three, five = desks
    work(three, 3, seed=1)
    three.sync_all()
    work(five, 1, seed=2)
    while five.push_once():
        pass
    backed_up(sqlite_central)
    work(five, 1, seed=3)
    while five.push_once():
        pass
    restored(sqlite_central)
    work(five, 1, seed=4)
    synced(five, three)
    assert history(five)
    assert [row[0] for row in history(five)] == [row[0] for row in history(three)]
    assert rows(five) == rows(three)


@pytest.mark.parametrize("whole", [False, True])
def test_a_loss_that_nobody_can_prove_is_read_again_from_the_beginning(
    sqlite_central: CentralUnderTest, desks: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch, whole: bool
) -> None:
    """`whole`: the desk was about to read all of the feed, since a snapshot had left something out."""
    three, five = desks
    work(three, 1, seed=1)
    work(five, 1, seed=2)
    synced(three, five)
    backed_up(sqlite_central)

    def lost(*_: object) -> None:
        raise Unavailable("central_down")

    work(three, 2, seed=3)
    with monkeypatch.context() as line, pytest.raises(Unavailable):
        line.setattr(three.store.exchange, "settle", lost)
        three.push_once()
    while five.pull_once(0):
        pass
    restored(sqlite_central)
    work(five, 1, seed=4)
    while five.push_once():  # comes before the other's entries now, and nobody has an acknowledgement of what was lost
        pass
    three.sync_all()
    work(three, 1, seed=5)
    three.sync_all()
    if whole:
        with five.connections.atomic() as connection:
            connection.executemany(SET_CURSOR, READ_WHOLE)
    with pytest.raises(IntegrityViolated):
        five.sync_all()
    synced(five, three)
    assert [row[0] for row in history(five)] == [row[0] for row in history(three)]
    assert rows(five) == rows(three)
