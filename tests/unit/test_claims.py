"""후불 on the end-of-day sheets: what was paid later is neither new takings nor given back, and whoever signs can see it (COUNTER §5)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from uuid import UUID

import msgspec

from app.documents import day_sheet, paper_pdf
from app.domain.claims import ClaimSum, added, claims_of
from app.domain.closing import fold_day, merge
from app.domain.fees import FeeLine
from app.domain.money_entries import PaymentSettled
from app.domain.papers import DayReport
from app.wire.closed_paper import pack_paper, unpack_paper
from tests import money_papers, papers
from tests.unit.test_closing import ONE, PAYMENT, TWO, a_line, at, folded, given_back, paid
from tests.unit.test_documents import FONTS, cells_of, packed, print_paper, text_of

EARLIER = UUID(int=44)
LINES: dict[UUID, list[FeeLine]] = {ONE: [a_line()], TWO: [a_line()]}
CLAIMS: list[ClaimSum] = [
    ("local", "cash", "settled", 1_400),
    ("local", "card_office", "settled", 1_000),
    ("local", "deferred", "fallen", 3_000),
    ("local", "deferred", "owed", 4_000),
]


def a_report(**changes: object) -> DayReport:
    """The day of COUNTER §5 on which 4,000 won were left owing, 2,400 of earlier days came in and 600 fell away unpaid."""
    row = papers.a_row("seal_certificate_issue", 600, cases=7, copies=7, cash=1_400, card=1_000, other=4_000, back=3_000)
    totals = papers.totals([*papers.day_rows(), row], claims=CLAIMS, reversed_by_tender={"cash": 1_000, "card": 600, "other": 3_000})
    return papers.a_day_report(**({"totals": totals, "card_total_won": 2_450_800 + 1_000 - 600} | changes))


def test_what_is_owed_what_is_paid_later_and_what_is_voided_are_three_things() -> None:
    later = msgspec.structs.replace(paid((ONE, 1, "cash", 600)), settles=EARLIER)
    assert isinstance(later, PaymentSettled)
    totals = folded(
        LINES,
        at(paid((TWO, 1, "deferred", 600))),
        at(given_back((ONE, 1, "deferred", 600))),
        at(later),
        at(given_back((TWO, 1, "deferred_city", 100))),
    )
    claims = claims_of(totals.claims, "local")
    assert (claims.owed_won, claims.settled["cash"], claims.settled_won, claims.dropped_won) == (600, 600, 600, 100)
    assert totals.net_won == 500, "the sums themselves stay what they are"
    assert not claims_of(totals.claims, "national")
    assert not claims_of(folded(LINES, at(paid((ONE, 1, "transfer", 600)))).claims), "a transfer under 기타 is no claim"


def test_the_room_adds_up_the_claims_of_its_desks() -> None:
    one = fold_day([at(paid((ONE, 1, "deferred", 600)))], lambda case_id: ("s", LINES[case_id]))
    assert claims_of(merge([one, one, papers.totals([])]).claims).owed_won == 1_200
    assert added([CLAIMS, CLAIMS])[0] == ("local", "card_office", "settled", 2_000)


def test_the_sheet_has_lines_of_their_own_for_them_below_the_sum_of_their_section(tmp_path: Path) -> None:
    sheet = text_of(print_paper(a_report()), tmp_path)
    for line in (
        "그중 후불 (받을 돈) 4,000 0 0 0 4,000 0 4,000",
        "그중 후불 수납 2,400 1,400 1,000 0 0 △2,400 0",
        "그중 후불 취소 0 0 0 0 0 △600 △600",
        "후불 받지 않고 미룬 돈 4,000원 미뤘던 돈을 받음 2,400원 (취소·반환 중 △2,400원은 후불 정리이며 돌려준 돈이 아님) "
        "수납 전에 취소된 돈 600원",
        "증지 132,600 − 오인 2,200 = 130,400",
        "취소 2건 반환 2,200원",
    ):
        assert line in sheet, line
    local = [row.cells[0] for row in day_sheet.sheet_rows(a_report())]
    assert local.index("소계") < local.index("그중 후불 (받을 돈)") < local.index("[2] 여권 발급수수료")
    assert "후불" not in text_of(print_paper(papers.a_day_report()), tmp_path)


def test_the_office_names_its_claims_and_a_desk_on_paper_is_said_not_to_tell_them(tmp_path: Path) -> None:
    named = {"deferred": "외상", "settled": "외상 회수"}
    desks = papers.an_office_report().desks
    sheet = text_of(print_paper(a_report(claim_label=named, scope="office", desk="", desks=desks)), tmp_path)
    assert "그중 외상 회수 2,400" in sheet
    assert "외상 정리" in sheet
    assert "수기 창구는 알 수 없음" in sheet


def test_a_sheet_with_claims_is_drawn_twice_to_the_same_bytes_also_from_what_the_closing_keeps() -> None:
    report = a_report(claim_label={"deferred": "후불", "settled": "후불 수납"})
    kept = unpack_paper(pack_paper(report))
    assert kept is not None
    assert sha256(print_paper(report)).digest() == sha256(print_paper(report)).digest() == sha256(print_paper(kept)).digest()


def test_a_closing_of_a_program_that_knew_no_claims_draws_the_paper_it_drew_then() -> None:
    plain = papers.a_day_report()
    known = msgspec.to_builtins(plain, builtin_types=(bytes,))
    del known["claim_label"], known["totals"]["claims"]
    assert print_paper(msgspec.convert(known, DayReport)) == print_paper(plain)


def test_the_interim_sheet_says_why_the_net_of_a_claim_is_below_zero(tmp_path: Path) -> None:
    line = msgspec.structs.replace(
        money_papers.TENDERS[0], name="후불", payments=0, taken_won=0, refunds=1, returned_won=2_400, settled="후불 수납", settled_won=2_400
    )
    sheet = money_papers.an_interim_sheet(tenders=[*money_papers.TENDERS, line])
    for size in ("80mm", "a4"):
        said = cells_of(paper_pdf(sheet, fonts=FONTS, size=size, large=False), tmp_path)
        assert packed("후불 수납 2,400원 (돌려준 돈 아님)") in said, size


def test_the_payment_that_settles_counts_no_paper_again() -> None:
    later = msgspec.structs.replace(paid((ONE, 1, "cash", 600)), settles=PAYMENT)
    (row,) = folded(LINES, at(later)).rows
    assert (row.cases, row.copies) == (0, 0)
