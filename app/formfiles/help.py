"""Reads `resources/help/<lang>/*.toml`: the pages of help, in the order of their file names, pictures beside them in `pictures/`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec

from app.domain.errors import IntegrityViolated
from app.domain.help_pages import HelpPage
from app.domain.words import Lang


def load_help(resources: Path, lang: Lang) -> tuple[HelpPage, ...]:
    """The pages of that language. `resources`: the folder that holds `help/`. IntegrityViolated `help_invalid` if one is unreadable."""
    folder = resources / "help" / lang
    return tuple(_page(path) for path in sorted(folder.glob("*.toml")))


def _page(path: Path) -> HelpPage:
    try:
        page = msgspec.convert({"id": path.stem, **tomllib.loads(path.read_text(encoding="utf-8"))}, HelpPage)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise IntegrityViolated("help_invalid", file=path.name) from error
    pictures = path.parent / "pictures"
    parts = [msgspec.structs.replace(part, picture=str(pictures / part.picture) if part.picture else "") for part in page.parts]
    return msgspec.structs.replace(page, parts=parts)
