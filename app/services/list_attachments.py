"""The files of a case as they are listed: names unsealed for who may look at the case; the caller has logged the view."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from app.domain.views import AttachmentRow
from app.ports.blobs import AttachmentEntry
from app.services.desk import Desk


def listed(desk: Desk, case_id: UUID) -> list[AttachmentRow]:
    """Every file of the case, in the order of the book. Refused `case_unknown`."""
    return [_row(desk, entry) for entry in desk.store.attachments.of_case(case_id)]


def _row(desk: Desk, entry: AttachmentEntry) -> AttachmentRow:
    body = entry.body
    return AttachmentRow(
        entry_id=entry.entry_id,
        name=name_of(desk, entry),
        medium=body.medium if body is not None else "",
        size=body.size if body is not None else 0,
        pages=body.pages if body is not None else 0,
        at=entry.at,
        user=entry.user,
        standing=standing_of(entry),
    )


def name_of(desk: Desk, entry: AttachmentEntry) -> str:
    """The name as it was handed in; empty once it is erased. IntegrityViolated `seal_broken`."""
    if entry.body is None:
        return ""
    if not entry.body.sealed_name:
        return entry.body.name
    return desk.sealer.unseal(entry.body.sealed_name, entry_id=entry.entry_id, field_id="name")


def standing_of(entry: AttachmentEntry) -> Literal["queued", "sent", "here", "wanted", "away", "erased"]:
    """Where the file is, as far as this desk knows."""
    if entry.body is None:
        return "erased"
    return entry.state or "away"
