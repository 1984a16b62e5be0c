"""Whole numbers as entries carry them: no larger than every database, and every sum over a year of them, can hold."""

from __future__ import annotations

from typing import Annotated

import msgspec

LIMIT = 2**52
Int = Annotated[int, msgspec.Meta(gt=-LIMIT, lt=LIMIT)]  # checked when bytes are read: an entry beyond it is unreadable, and quarantined

# What is added up over a day or a year: no desk of whatever program may say so much that the sum of a room leaves what a database can
# add. A hundred times what a person may type.
WON_LIMIT = 2**40
Won = Annotated[int, msgspec.Meta(gt=-WON_LIMIT, lt=WON_LIMIT)]
COUNT_LIMIT = 2**31
Count = Annotated[int, msgspec.Meta(gt=-COUNT_LIMIT, lt=COUNT_LIMIT)]
