"""Whose word another desk's entry may carry: written in a team leader's place by a clerk it has no effect here (GUARANTEES G12, G19)."""

from __future__ import annotations

from app.domain.rights import RIGHTS, Operation


def roles_of(operation: Operation) -> str:
    """SQL: the roles that may do that, for `role IN (…)`."""
    return ", ".join(f"'{role}'" for role in sorted(RIGHTS[operation]))
