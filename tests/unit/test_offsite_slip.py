"""소산 인수인계서: medium, files with their hashes, who gives and who takes; whole in normal and in large print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.documents.typeface import MISSING
from app.domain.backup_papers import OffsiteSlip
from app.domain.backups import CopiedFile
from app.domain.every_paper import CODES, code_of, printer_kind, ref_of
from tests.papers import OFFICE, at
from tests.unit.test_documents import cells_of, packed, pages_of, text_of
from tests.unit.test_money_papers import MARKUP, drawn

FILES = [
    CopiedFile(name="ledger.db", size=104_857_600, sha256=bytes(range(32))),
    CopiedFile(name="backup.key", size=92, sha256=bytes(range(32, 64))),
    CopiedFile(name="backup.toml", size=230, sha256=bytes(range(64, 96))),
]


def a_slip(**changes: Any) -> OffsiteSlip:
    slip = OffsiteSlip(
        office=OFFICE,
        desk="03",
        ref="26410-03-2026-Q4",
        quarter="2026-Q4",
        medium="B-2026-4",
        folder="minwon-26410-03-2026-Q4-20270104",
        files=FILES,
        copied_at=at(9, 30),
        made_at=at(9, 31),
        entries=184_231,
        stream="01a1f640-bc00-77e6-b9f8-f1adfaa8e1fc.1.0",
        seq=62_311,
        sealed_files=1_204,
        giver="박가람",
        receiver="정보통신과 정하나",
    )
    return msgspec.structs.replace(slip, **changes)


@pytest.mark.parametrize("large", [False, True])
def test_the_slip_names_medium_files_hashes_and_both_who_sign(large: bool, tmp_path: Path) -> None:
    pdf = drawn(a_slip(), large=large)
    assert pdf == drawn(a_slip(), large=large)
    text = packed(text_of(pdf, tmp_path))
    wanted = [
        "소산 인수인계서",
        "2026년 4분기",
        "매체번호 B-2026-4",
        "184,231건",
        "104,857,600",
        "1,204개",
        "인계자 박가람",
        "인수자 정보통신과 정하나",
    ]
    wanted += [half for each in FILES for half in (each.sha256.hex()[:32], each.sha256.hex()[32:])]
    assert [each for each in wanted if packed(each) not in text] == []
    assert len(pages_of(pdf, tmp_path)) == 1 and MISSING not in text


def test_it_is_filed_by_office_desk_and_quarter_and_prints_on_a4() -> None:
    assert (code_of(a_slip()), ref_of(a_slip()), printer_kind(a_slip())) == (CODES[OffsiteSlip], "26410-03-2026-Q4", "a4")


def test_training_and_markup_are_shown_as_they_are(tmp_path: Path) -> None:
    cells = cells_of(drawn(a_slip(training=True, receiver=MARKUP)), tmp_path)
    assert "연습용:실제업무에쓰지않습니다." in cells and packed(MARKUP) in cells
