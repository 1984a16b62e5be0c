"""Whole numbers as entries carry them: no larger than every database, and every sum over a year of them, can hold."""

from __future__ import annotations

from typing import Annotated

import msgspec

LIMIT = 2**52
Int = Annotated[int, msgspec.Meta(gt=-LIMIT, lt=LIMIT)]  # checked when bytes are read: an entry beyond it is unreadable, and quarantined
