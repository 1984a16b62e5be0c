"""The invented people of `resources/demo/people.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from app.domain.errors import IntegrityViolated
from app.domain.sampling import People


def load_people(path: Path) -> People:
    """The tables from which sample people are made. Raises IntegrityViolated `people_invalid` with `reason`."""
    try:
        return msgspec.convert(tomllib.loads(path.read_bytes().decode()), People)
    except OSError as error:
        raise IntegrityViolated("people_invalid", reason=error.strerror) from error
    except (msgspec.ValidationError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IntegrityViolated("people_invalid", reason=str(error)) from error
