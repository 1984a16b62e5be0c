"""A file from the scanner: attached to the case whose code stands on its cover, or waiting for somebody who says whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.domain.attachments import FILE_BYTES_MAX, medium_of
from app.domain.errors import Refused
from app.domain.numbers import CASE_CODE, parse_number
from app.ports.inbox import CodeReader
from app.services.inbox import Inbox, TakenIn, Verdict

KIND: Final = "scans"


def take_scan(inbox: Inbox, codes: CodeReader, path: Path, mark: str) -> TakenIn:
    """The scan is with its case, or waits. Any thread. Refused `file_kind_unknown` and as `Inbox.take`."""
    return inbox.take(KIND, path, mark, bytes_max=FILE_BYTES_MAX, judge=lambda data: judged(codes, data))


def judged(codes: CodeReader, data: bytes) -> Verdict:
    """Whose file it is, as far as its first page says. Refused `file_kind_unknown`."""
    medium = medium_of(data)
    if medium is None:
        raise Refused("file_kind_unknown")
    try:
        texts = codes.codes(data, medium)
    except Refused as refused:
        return Verdict(medium, refused.code)
    return _said(texts, medium)._replace(pages=codes.pages(data, medium))


def _said(texts: Sequence[str], medium: str) -> Verdict:
    said = {text[len(CASE_CODE) :].strip() for text in texts if text.upper().startswith(CASE_CODE)}
    if not said:
        return Verdict(medium, "no_code")
    if len(said) > 1:
        return Verdict(medium, "several_codes")
    try:
        return Verdict(medium, "case_unknown", parse_number(said.pop()))
    except Refused:
        return Verdict(medium, "code_wrong")
