"""What a folder brought is like any other file of a case: it is sent after the entries, and the other desk opens it."""

from __future__ import annotations

from pathlib import Path

from app.central import admin
from app.domain.entries import Role
from tests.attached_files import a_desk, with_a_case
from tests.centrals import OFFICE, CentralUnderTest
from tests.desks import PASSWORD, cheap_passwords
from tests.scans import Codes, Folder, a_picture


def test_a_scan_of_another_desks_case_reaches_that_desk_and_central_finds_the_book_whole(central: CentralUnderTest, tmp_path: Path) -> None:
    with central.database() as db:
        people: tuple[tuple[str, Role], ...] = (("park", "supervisor"), ("lee", "clerk"))
        for user, role in people:
            admin.add_staff(db, OFFICE, user, role, "박가람", cheap_passwords().verifier(PASSWORD), crypto=central.tools)
    here, there = (a_desk(central, tmp_path / desk, desk) for desk in ("03", "05"))
    try:
        case = with_a_case(there)
        folder = Folder(here, tmp_path / "scans", codes=Codes([f"MINWON:C:{case.number}"]))
        folder.put("a.png", a_picture())
        folder.put("b.png", a_picture(1))
        folder.look()
        assert here.services.inbox.counts() == {"scans": 2}  # the case has not come yet
        there.sync_all()
        here.sync_all()
        park = here.services.sign_in("park", PASSWORD)
        here.services.inbox.discard(park, here.services.inbox.waiting()[1].file_id, "두 번 스캔함")
        assert here.services.inbox.look_again() == 1
        here.sync_all()
        there.sync_all()
        (row,) = case.listed()
        assert (row.name, row.user, row.standing) == ("a.png", "", "away")
        there.services.attachments.want(case.park, case.case_id, row.entry_id)
        there.sync_all()
        assert case.opened(case.listed()[0]) == a_picture()
        with central.database() as db:
            report = admin.verify(db, crypto=central.tools)
        assert report.violations == []
    finally:
        here.close()
        there.close()
