"""How messages travel, as the command line says it → as central keeps it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.central.database import CentralDatabase
from app.central.message_provider import AgentTable, ProviderSettings
from app.central.notice_settings import providers
from app.central.providers import check_settings
from app.central.state import Identity
from app.domain.errors import Refused

_PRESETS = "notice_agents.toml"


def settings_of(asked: Mapping[str, Any], resources: Path) -> ProviderSettings:
    """Checked settings; an agent's layout by the name of a preset, or from a file. Refused `provider_settings_invalid`,
    `agent_layout_invalid`."""
    told = dict(asked)
    if (agent := told.get("agent")) is not None:
        told["agent"] = {**agent, "layout": _layout(str(agent["layout"]), resources)}
    try:
        settings = msgspec.convert(told, ProviderSettings)
    except msgspec.ValidationError as error:
        raise Refused("provider_settings_invalid", what=str(error)[:80]) from error
    check_settings(settings)
    return settings


def _layout(name: str, resources: Path) -> AgentTable:
    path = Path(name)
    try:
        known = msgspec.convert(tomllib.loads((resources / _PRESETS).read_text(encoding="utf-8")), dict[str, AgentTable])
        if name in known:
            return known[name]
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), AgentTable)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Refused("agent_layout_invalid", name=path.name[:40]) from error


def shown(db: CentralDatabase, identity: Identity) -> list[dict[str, Any]]:
    """Each provider without its secrets."""
    found = []
    for office, settings in sorted(providers(db, identity).items()):
        common = {"office": office, "training": settings.training, "hours": [settings.from_hour, settings.to_hour]}
        for kind, line in (("smpp", settings.smpp), ("mail", settings.mail)):
            if line is not None:
                found.append({**common, "kind": kind, "where": f"{line.host}:{line.port}", "sender": line.sender})
        if settings.agent is not None:
            found.append({**common, "kind": "agent", "where": settings.agent.layout.table, "sender": settings.agent.sender})
    return found
