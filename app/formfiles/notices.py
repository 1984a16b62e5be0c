"""What `shared/notices.toml` must hold: words that can be sent, of moments that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain.lives import TABLES
from app.domain.notice_texts import NoticeDef, trouble_with
from app.formfiles.checks import FormInvalid

RUNS = frozenset({"supplement"})
_CODE = re.compile(r"[a-z][a-z_]{2,39}")


def check_notices(notices: Iterable[NoticeDef]) -> None:
    """Raises FormInvalid at the first notice that cannot be sent."""
    seen: set[str] = set()
    for each in notices:
        if each.code in seen or not _CODE.fullmatch(each.code):
            raise FormInvalid(f"notice {each.code} twice, or no name")
        seen.add(each.code)
        if trouble := trouble_with(each.text, each.subject):
            raise FormInvalid(f"notice {each.code}: {trouble}")
        if set(each.name) != {"ko", "en"} or not each.ways or not 1 <= each.days <= 60:
            raise FormInvalid(f"notice {each.code}: name, ways or days")
        table = TABLES.get(each.life)
        if table is None:
            raise FormInvalid(f"notice {each.code}: no life {each.life}")
        steps = {row.trigger for row in table}
        for trigger in each.on:
            kind, _, name = trigger.partition(":")
            known = {"received": trigger == "received", "step": f"case_advanced:{name}" in steps, "run": name in RUNS}
            if not known.get(kind, False):
                raise FormInvalid(f"notice {each.code}: no moment {trigger}")
