"""The text of `resources/privacy_duty.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from app.domain.errors import IntegrityViolated
from app.domain.privacy_duty import PrivacyDuty


def load_duty(path: Path) -> PrivacyDuty:
    """The text as it is now. Raises IntegrityViolated `privacy_duty_invalid` with `reason`."""
    try:
        return msgspec.convert(tomllib.loads(path.read_bytes().decode()), PrivacyDuty)
    except OSError as error:
        raise IntegrityViolated("privacy_duty_invalid", reason=error.strerror) from error
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntegrityViolated("privacy_duty_invalid", reason=str(error)) from error
