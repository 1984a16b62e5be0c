"""The append-only log of who was given, changed or taken whose rights in an office (safety standard Art. 5: three years)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.central.database import CentralDatabase
from app.central.tables import StaffChangeRow, StaffRow


def of(office: str, user: str) -> Any:
    """The question for that person as they are now."""
    return StaffRow.select().where(StaffRow.office_id == office, StaffRow.user_id == user)


def write(db: CentralDatabase, known: Mapping[str, Any] | None, fresh: Mapping[str, Any], by: str) -> None:
    """One more line: what became of the person who was `known` (None: nobody). In the transaction of the change."""
    action = "added" if known is None or not known["active"] else "changed"
    db.run(
        StaffChangeRow.insert(
            office_id=fresh["office_id"],
            changed_at=fresh["changed_at"],
            user_id=fresh["user_id"],
            action=action if fresh["active"] else "removed",
            role=fresh["role"],
            name=fresh["name"],
            by_user=by,
        )
    )


def read(db: CentralDatabase, office: str) -> list[dict[str, Any]]:
    """Every line of that office, the oldest first."""
    return db.all(StaffChangeRow.select().where(StaffChangeRow.office_id == office).order_by(StaffChangeRow.changed_at))
