"""소산 인수인계서: medium, files with size and SHA-256, what was checked, who gives and who takes it (COUNTER §4)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from app.documents import words
from app.documents.office_paper import OfficePaper, desk_head
from app.documents.sheet import Sheet
from app.documents.table import GAP, Column, Row
from app.domain.backup_papers import OffsiteSlip
from app.domain.backups import CopiedFile

NAME: Final = "소산 인수인계서"
_KINDS: Final = {"ledger.db": "원장 (암호화)", "backup.key": "봉인된 열쇠", "backup.toml": "백업 정보", "SHA256SUMS": "모든 파일의 해시"}


def draw(paper: OffsiteSlip, fonts: Path, *, large: bool) -> bytes:
    """The 소산 인수인계서 as a PDF file."""
    sheet = Sheet(fonts, training=paper.training)
    year, _, quarter = paper.quarter.partition("-Q")
    when = f"{year}년 {quarter}분기"
    second = [("매체번호", paper.medium), ("백업일시", words.moment(paper.copied_at)), ("회차", f"{paper.number}번째")]
    a4 = OfficePaper(sheet, desk_head(NAME, paper.office, paper.desk, ("분기", when), second), large)
    a4.section("① 매체와 내용")
    a4.fact("매체번호", paper.medium, strong=True)
    a4.fact("폴더", paper.folder)
    a4.fact("담긴 기재", f"{paper.entries:,}건", f"마지막 번호 {paper.seq:,}")
    a4.fact("첨부 파일", f"{paper.sealed_files:,}개 (하나씩 암호화, files 폴더)")
    a4.fact("기록 흐름", paper.stream)
    a4.fact("검사", "복사한 뒤 열어 서명과 이어짐, 건수를 확인했습니다.")
    a4.section("② 파일")
    columns = [Column("파일", 34, "left"), Column("크기(바이트)", 30), GAP, Column("SHA-256", 110, "left")]
    a4.table(columns, [_row(each) for each in paper.files])
    a4.down(2)
    a4.say(
        "첨부 파일을 비롯한 모든 파일의 해시는 매체의 SHA256SUMS에 있습니다. 받은 곳에서 sha256sum -c SHA256SUMS로 대조하십시오.", soft=True
    )
    a4.section("③ 보관")
    a4.say("이 매체에는 암호화된 개인정보가 들어 있습니다. 잠긴 곳에 보관하고, 복원할 때와 폐기할 때는 인계한 기관에 알려 주십시오.")
    a4.fact("되살리는 법", "같은 기관에 등록한 컴퓨터에서 minwon backup check로 확인하고 minwon restore로 되살립니다.")
    a4.down(1)
    a4.say("위 매체를 넘기고 받았습니다.")
    a4.blank_rest()
    a4.signatures(("인계자", paper.giver), ("인수자", paper.receiver))
    return sheet.pdf(title=f"{NAME} {paper.ref}", author=words.office_name(paper.office), at=paper.made_at)


def _row(file: CopiedFile) -> Row:
    code = file.sha256.hex()
    return Row([f"{file.name}\n{_KINDS.get(file.name, '')}".rstrip(), f"{file.size:,}", "", f"{code[:32]} {code[32:]}"])
