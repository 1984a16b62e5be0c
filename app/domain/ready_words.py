"""준비도 in words, the same at the window and at the command line; moments and days are told by whoever shows them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.domain.readiness import Level, ReadyLine
from app.domain.words import Words

SIGNS: Final[Mapping[Level, str]] = {"ok": "●", "warn": "▲", "bad": "✕"}


def ready_text(line: ReadyLine, words: Words, **told: str) -> str:
    """How it is, and what to do where something is to be done. `told`: facts of the line as the caller says them."""
    facts: dict[str, object] = {**line.facts, **told}
    if systems := str(line.facts.get("systems", "")):
        facts["systems"] = ", ".join(words.text(f"cli.system.{each}") for each in systems.split(","))
    if folders := str(line.facts.get("folders", "")):
        facts["folders"] = ", ".join(words.text(f"folder_kind.{each}") for each in folders.split(","))
    if why := str(line.facts.get("why", "")):
        facts["why"] = words.text(f"ready.why.{why}" if words.has(f"ready.why.{why}") else "ready.why.other")
    return words.text(f"ready.{line.code}.{line.say}", **facts)
