"""Small forms for tests of rules that no shipped form needs."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.forms import Choice, Field, FormDef, Text

WORDS = Text(ko="낱말", en="word")


def a_field(field_id: str, kind: str = "text", **changes: Any) -> Field:
    return msgspec.convert({"id": field_id, "kind": kind, "label": {"ko": "항목", "en": "field"}, **changes}, Field)


def a_choice(value: str, key: str) -> Choice:
    return Choice(value=value, key=key, label=WORDS)


def a_form(**changes: Any) -> FormDef:
    made = {
        "id": "a_form",
        "code": "TEST-01",
        "version": 1,
        "name": {"ko": "시험 서식", "en": "test form"},
        "short": {"ko": "시험", "en": "test"},
        "aliases": [],
        "family": "other",
        "life": "certificate",
        "station": "integrated",
        "book": "certificate_issue_book",
        "national_system": None,
        "when_down": "full",
        "priced_at": "issue",
        "id_check": "none",
        "id_check_unavailable": "go_on",
        "eligible": ["anyone"],
        "delivery": ["counter"],
        "channels": ["counter"],
        "home_office_only": False,
        "exemptions": [],
        "papers": [],
        "fees": [],
        "fields": [],
        "processing": {"kind": "immediate", "value": 3, "unit": "working_hour", "rule": "immediate", "verified": True},
        "retention": {"label": "5년", "years": 5},
        "statistics": [],
        "report_row": {"ko": "시험", "en": "test"},
        "legal_basis": "",
        "source": "made up for tests",
        "verified": False,
        "eligible_verified": False,
    }
    form: FormDef = msgspec.structs.replace(msgspec.convert(made, FormDef), **changes)
    return form
