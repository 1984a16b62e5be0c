"""What an administrator does at a shell; every command works while central serves. Plain functions over an open database."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from app.central import staff_log
from app.central.attachments import OfficeFiles
from app.central.crypto import CentralCrypto
from app.central.database import CentralDatabase
from app.central.tables import BundleFileRow, BundleRow, DeviceRow, InviteRow, OfficeRow, SessionRow, StaffRow
from app.central.verify import Report, Violation, verify_central
from app.central.verify_attachments import verify_attachments
from app.domain.entries import Role
from app.domain.errors import Refused
from app.domain.training import is_training_office
from app.wire.enrolment import CODE_LIFE_MS, SECRET_BYTES, EnrolmentCode, fingerprint_of, format_code

FIRST_GENERATION = 1
_OFFICE = re.compile(r"[0-9]{5}")
_DESK = re.compile(r"[0-9]{2}")


def add_office(db: CentralDatabase, office: str, name: str, division: str = "") -> None:
    """The office is there; an existing one gets the new name. Refused `office_unknown_form` (five digits)."""
    if not _OFFICE.fullmatch(office):
        raise Refused("office_unknown_form", office=office)
    if is_training_office(office):  # its desks stay alone: what is practised there never gets among what is real
        raise Refused("office_is_for_training", office=office)
    new = OfficeRow.insert(
        office_id=office, name=name, division=division, generation=FIRST_GENERATION, last_office_seq=0, keys=None, keys_id=None
    )
    with db.transaction():
        db.run(new.on_conflict(conflict_target=[OfficeRow.office_id], update={OfficeRow.name: name, OfficeRow.division: division}))


def add_staff(
    db: CentralDatabase,
    office: str,
    user: str,
    role: Role,
    name: str,
    verifier: str,
    *,
    crypto: CentralCrypto,
    active: bool = True,
    by: str = "",
) -> None:
    """The person is there, new or changed; desks of the office learn of it with their next question. `by`: who did it, for the log.

    Refused `office_unknown`.
    """
    with db.transaction():
        _locked_office(db, office)
        newest = db.first(StaffRow.select(StaffRow.changed_at).where(StaffRow.office_id == office).order_by(StaffRow.changed_at.desc()))
        changed_at = max(crypto.now_ms(), newest["changed_at"] + 1 if newest else 0)
        row = (office, user, name, role, verifier, active, changed_at)
        columns = ("office_id", "user_id", "name", "role", "verifier", "active", "changed_at")
        known = db.first(staff_log.of(office, user))
        db.upsert(StaffRow, ("office_id", "user_id"), columns, [row])
        staff_log.write(db, known, dict(zip(columns, row, strict=True)), by)


def remove_staff(db: CentralDatabase, office: str, user: str, *, crypto: CentralCrypto, by: str = "") -> None:
    """The person signs in at no desk of the office any more, as soon as it hears of it. Refused `office_unknown`, `staff_unknown`."""
    with db.transaction():
        _locked_office(db, office)
        known = db.first(staff_log.of(office, user))
        if known is None or not known["active"]:
            raise Refused("staff_unknown")
        add_staff(db, office, user, known["role"], known["name"], known["verifier"], crypto=crypto, active=False, by=by)


def invite(db: CentralDatabase, office: str, desk: str, *, crypto: CentralCrypto, ca_der: bytes) -> str:
    """A one-time code for that desk, good for ten minutes; only its hash is kept. Refused `office_unknown`, `desk_unknown_form`."""
    if not _DESK.fullmatch(desk):
        raise Refused("desk_unknown_form", desk=desk)
    secret, now = crypto.random_bytes(SECRET_BYTES), crypto.now_ms()
    with db.transaction():
        _locked_office(db, office)
        db.run(InviteRow.delete().where(InviteRow.office_id == office, InviteRow.expires_at <= now))
        new = InviteRow.insert(
            office_id=office, secret_hash=sha256(secret).digest(), desk=desk, expires_at=now + CODE_LIFE_MS, public_key=None, answer=None
        )
        db.run(new)
    return format_code(EnrolmentCode(secret, fingerprint_of(ca_der)))


def retire_device(db: CentralDatabase, office: str, desk: str, *, crypto: CentralCrypto) -> int:
    """No key of that desk opens a session any more; how many were live."""
    with db.transaction():
        _locked_office(db, office)
        live = DeviceRow.select(DeviceRow.device_id).where(
            DeviceRow.office_id == office, DeviceRow.desk == desk, DeviceRow.retired_at.is_null()
        )
        devices = [bytes(row["device_id"]) for row in db.all(live)]
        change = DeviceRow.update(retired_at=crypto.now_ms())
        db.run(change.where(DeviceRow.office_id == office, DeviceRow.desk == desk, DeviceRow.retired_at.is_null()))
        if devices:
            db.run(SessionRow.delete().where(SessionRow.office_id == office, SessionRow.device_id.in_(devices)))
    return len(devices)


def add_bundle(db: CentralDatabase, bundle_id: bytes, files: Mapping[str, bytes], *, crypto: CentralCrypto, office: str = "") -> None:
    """The bundle is the current one, for that office or for all; `files`: path below its folder → content."""
    with db.transaction():
        newest = db.first(BundleRow.select(BundleRow.added_at).order_by(BundleRow.added_at.desc()))
        added_at = max(crypto.now_ms(), newest["added_at"] + 1 if newest else 0)
        db.upsert(BundleRow, ("office_id", "bundle_id"), ("office_id", "bundle_id", "added_at"), [(office, bundle_id, added_at)])
        keys = ("office_id", "bundle_id", "path")
        rows = [(office, bundle_id, path, content) for path, content in sorted(files.items())]
        if rows:
            db.upsert(BundleFileRow, keys, (*keys, "content"), rows)


def verify(db: CentralDatabase, *, crypto: CentralCrypto, attachments: OfficeFiles | None = None) -> Report:
    """Everything stored is checked against itself; reads only. `attachments`: where sealed files are kept, None: not looked at."""
    with db.snapshot():
        report = verify_central(db, crypto.verify)
    if attachments is not None:
        # Outside the snapshot: hashing may take hours, and a file is there before its row is.
        for office in offices(db):
            _verify_files(db, office["office_id"], attachments, report)
    return report


def _verify_files(db: CentralDatabase, office: str, attachments: OfficeFiles, report: Report) -> None:
    def wrong(code: str, where: str) -> None:
        report.violations.append(Violation(office, code, where))

    files = verify_attachments(db, office, attachments, wrong)
    report.attachments += files.stored
    report.awaited += files.awaited


def offices(db: CentralDatabase) -> list[dict[str, Any]]:
    """Office id, name, division, generation and last order number of each office."""
    columns = (OfficeRow.office_id, OfficeRow.name, OfficeRow.division, OfficeRow.generation, OfficeRow.last_office_seq)
    return db.all(OfficeRow.select(*columns).order_by(OfficeRow.office_id))


def _locked_office(db: CentralDatabase, office: str) -> dict[str, Any]:
    row = db.locked(OfficeRow.select(OfficeRow.office_id).where(OfficeRow.office_id == office))
    if row is None:
        raise Refused("office_unknown", office=office)
    return row
