"""Where this program's own files lie and what the surroundings ask of it: one frozen object, built once."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from app.domain.errors import Refused
from app.domain.hysteresis import Limits


def data_root() -> Path:
    """The folder that holds forms/, migrations/ and resources/: beside `app/`, or inside the frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What one start of the program was told. `at`: a fixed beginning of time, for training homes only."""

    home: Path
    data: Path
    lang: str = "ko"
    user: str | None = None
    at: str | None = None
    password: str | None = None
    new_password: str | None = None
    second_password: str | None = None
    passphrase: str | None = None
    new_passphrase: str | None = None
    central_limits: Limits = Limits()


def default_home() -> Path:
    """The user's data folder for this program, by the rules of the platform."""
    from platformdirs import user_data_path  # 10 ms that most starts (with --home) need not pay

    return user_data_path("minwon", appauthor=False)


def read(environment: Mapping[str, str] | None = None, *, home: str | None, lang: str | None, user: str | None, at: str | None) -> Settings:
    """Options of the command line win over the environment (`MINWON_HOME`, `MINWON_LANG`, `MINWON_CLOCK`, passwords)."""
    env = os.environ if environment is None else environment
    chosen = home or env.get("MINWON_HOME")
    return Settings(
        home=Path(chosen).expanduser() if chosen else default_home(),
        data=data_root(),
        lang=lang or env.get("MINWON_LANG") or "ko",
        user=user,
        at=at or env.get("MINWON_CLOCK"),
        password=env.get("MINWON_PASSWORD"),
        new_password=env.get("MINWON_NEW_PASSWORD") or env.get("MINWON_PASSWORD"),
        second_password=env.get("MINWON_SECOND_PASSWORD"),
        passphrase=env.get("MINWON_PASSPHRASE"),
        new_passphrase=env.get("MINWON_NEW_PASSPHRASE"),
        central_limits=_limits(env),
    )


def _limits(env: Mapping[str, str]) -> Limits:
    """When our centre counts as away and as back: `MINWON_CENTRAL_AWAY=3/60` failures in a row over seconds, `MINWON_CENTRAL_BACK=3/5`
    answers likewise. Refused `setting_unreadable`.
    """
    usual = Limits()
    failures, away_s = _row(env, "MINWON_CENTRAL_AWAY", usual.failures, usual.away_s)
    answers, back_s = _row(env, "MINWON_CENTRAL_BACK", usual.answers, usual.back_s)
    return Limits(failures=failures, away_s=away_s, answers=answers, back_s=back_s)


def _row(env: Mapping[str, str], name: str, count: int, seconds: float) -> tuple[int, float]:
    text = env.get(name)
    if text is None:
        return count, seconds
    found = re.fullmatch(r"([1-9]\d{0,3})/(\d{1,5}(?:\.\d+)?)", text.strip())
    if found is None:
        raise Refused("setting_unreadable", name=name)
    return int(found[1]), float(found[2])
