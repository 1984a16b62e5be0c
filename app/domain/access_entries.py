"""Entries about who may see what and who looked after it: the access log was read through, the duty of secrecy was acknowledged."""

from __future__ import annotations

from app.domain.bounds import Int
from app.domain.entry_body import Body


class AccessReviewed(Body, frozen=True):
    """접속기록 점검: somebody read the log of those days through (safety standard Art. 8: at least once a month). Who: the entry's own.

    `lines`: how many there were; `unusual`: how many they found that should not be; `measure`: what was done about them.
    """

    first_day: str
    last_day: str
    lines: Int
    unusual: Int = 0
    measure: str = ""


class PrivacyAcknowledged(Body, frozen=True):
    """Somebody read what the law asks of who handles personal data and said so. `version`: of the text. Who and when: the entry's own."""

    version: str
