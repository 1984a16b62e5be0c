"""What somebody who is to sign in may be called: one rule for the first start, desks and central. Pure."""

from __future__ import annotations

from typing import Final

from app.domain.identity import find_rrn_in_text

PASSWORD_MIN: Final = 8
_USER_MAX: Final = 40
_NAME_MAX: Final = 100


def newcomer_wrong(user: str, name: str, password: str) -> str:
    """The code of what is wrong first, empty where nothing is.

    `user_missing`, `user_invalid`, `name_missing`, `name_invalid`, `password_too_short`.
    """
    if not user:
        return "user_missing"
    if not user.replace("-", "").replace("_", "").replace(".", "").isalnum() or len(user) > _USER_MAX or find_rrn_in_text(user):
        return "user_invalid"
    if not name.strip():
        return "name_missing"
    if len(name) > _NAME_MAX or not name.isprintable() or find_rrn_in_text(name):
        return "name_invalid"
    return "password_too_short" if len(password) < PASSWORD_MIN else ""
