"""What a case costs, to the minute and to the won."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import fees
from app.domain.errors import Refused
from app.domain.fees import FeeLine
from app.domain.forms import Catalogue, Exemption, Fee, FormDef, Text, When
from app.domain.office_fees import OfficeAmount, amount_of, share_won
from app.formfiles.catalogue import load_catalogue
from tests.unit.form_factory import a_form

SEOUL = timezone(timedelta(hours=9))
FORMS = Path(__file__).parents[2] / "forms"
RISE = datetime(2026, 3, 1, 9, 0, tzinfo=SEOUL)
LOWER = datetime(2024, 7, 1, 0, 0, tzinfo=SEOUL)
MINUTE = timedelta(minutes=1)


def a_fee(**changes: object) -> Fee:
    made: dict[str, object] = {
        "id": "copy",
        "label": Text(ko="1통", en="one copy"),
        "amount_won": 600,
        "from_": datetime(2000, 1, 1, tzinfo=SEOUL),
    }
    return Fee(**(made | changes))  # type: ignore[arg-type]


def an_exemption(code: str = "basic_livelihood", rate_percent: int = 100) -> Exemption:
    words = Text(ko="수급자", en="recipient")
    return Exemption(code=code, key="1", name=words, evidence=words, rate_percent=rate_percent, verified=True)


def price(form: FormDef, values: dict[str, object] | None = None, *, at: datetime = RISE, **more: object) -> tuple[FeeLine, ...]:
    arguments: dict[str, object] = {"values": values or {}, "copies": 1, "at": at}
    return fees.lines(form, **(arguments | more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(FORMS)


def test_copies_multiply_the_fee() -> None:
    (line,) = price(a_form(fees=[a_fee()]), copies=3)
    assert (line.quantity, line.unit_won, line.gross_won, line.waived_won, line.due_won) == (3, 600, 1800, 0, 1800)


def test_parcels_multiply_besides_copies() -> None:
    (line,) = price(a_form(fees=[a_fee(per="parcels")]), {"parcels": 4}, copies=2)
    assert line.quantity == 8
    (by_rows,) = price(a_form(fees=[a_fee(per="parcels")]), {"parcels": [{}, {}]}, copies=1)
    assert by_rows.quantity == 2


def test_the_contribution_is_a_line_of_its_own_owner() -> None:
    form = a_form(fees=[a_fee(amount_won=52_000, contribution_won=12_000, owner="national", exemptible=False)])
    found = price(form)
    assert [(line.line, line.owner, line.due_won) for line in found] == [(1, "national", 40_000), (2, "contribution", 12_000)]
    assert found[1].label_ko == "국제교류기여금"
    assert fees.total_due(found) == 52_000
    assert fees.by_owner(found) == {"national": 40_000, "contribution": 12_000}


def test_the_old_fee_holds_until_the_minute_of_the_new_one() -> None:
    form = a_form(fees=[a_fee(id="old", to=RISE), a_fee(id="new", amount_won=800, from_=RISE)])
    assert [line.fee for line in price(form, at=RISE - MINUTE)] == ["old"]
    assert [line.fee for line in price(form, at=RISE)] == ["new"]


def test_the_same_moment_in_another_zone_costs_the_same() -> None:
    form = a_form(fees=[a_fee(id="old", to=RISE), a_fee(id="new", amount_won=800, from_=RISE)])
    assert price(form, at=RISE.astimezone(UTC)) == price(form, at=RISE)


def test_a_gap_in_the_table_is_refused_not_given_away() -> None:
    form = a_form(fees=[a_fee(to=RISE)])
    with pytest.raises(Refused, match="fee_not_found"):
        price(form, at=RISE)


def test_a_gap_is_seen_even_when_a_side_line_still_holds() -> None:
    post = When(field="delivery", equals="post")
    form = a_form(fees=[a_fee(to=RISE), a_fee(id="courier", owner="carrier", when=[post])])
    with pytest.raises(Refused, match="fee_not_found"):
        price(form, {"delivery": "post"}, at=RISE)


def test_answers_that_no_row_fits_are_refused() -> None:
    form = a_form(fees=[a_fee(when=[When(field="pages", equals="58")])])
    with pytest.raises(Refused, match="fee_not_found"):
        price(form, {"pages": "26"})


def test_a_service_without_rows_is_free_and_an_unknown_amount_cannot_be_sold() -> None:
    assert price(a_form(fees=[])) == ()
    assert price(a_form(fees=[a_fee(channel="kiosk")])) == ()
    unknown = a_form(fees=[a_fee(amount_won=None)])
    assert not fees.sellable(unknown)
    with pytest.raises(Refused, match="fee_not_set"):
        price(unknown)


def test_only_services_whose_amount_no_source_gives_wait_for_the_office(catalogue: Catalogue) -> None:
    waiting = {form.id for form in catalogue.forms.values() if not fees.sellable(form)}
    assert waiting == {
        "seal_protection",
        "factory_registration_certificate",
        "identity_inquiry_reply",
        "anywhere_petition",
        "information_disclosure_request",
    }


def test_exemption_waives_only_lines_that_can_be_waived() -> None:
    form = a_form(
        exemptions=["basic_livelihood"],
        fees=[a_fee(), a_fee(id="courier", amount_won=5500, owner="carrier", exemptible=False)],
    )
    found = price(form, exemption=an_exemption(), copies=2)
    assert [(line.due_won, line.waived_won, line.exemption) for line in found] == [(0, 1200, "basic_livelihood"), (11_000, 0, None)]


def test_exemption_of_another_service_is_refused() -> None:
    with pytest.raises(Refused, match="exemption_not_applicable") as caught:
        price(a_form(fees=[a_fee()]), exemption=an_exemption())
    assert caught.value.facts["service"] == "a_form"
    only_carrier = a_form(exemptions=["basic_livelihood"], fees=[a_fee(owner="carrier", exemptible=False)])
    with pytest.raises(Refused, match="exemption_not_applicable"):
        price(only_carrier, exemption=an_exemption())


def test_half_of_an_odd_amount_is_rounded_for_the_office() -> None:
    form = a_form(exemptions=["basic_livelihood"], fees=[a_fee(amount_won=301)])
    (line,) = price(form, exemption=an_exemption(rate_percent=50))
    assert (line.waived_won, line.due_won) == (150, 151)


@given(
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 60_000), st.booleans()), max_size=4),
    st.integers(1, 99),
    st.integers(0, 100),
)
def test_owners_together_get_what_is_paid(table: list[tuple[int, int, bool]], copies: int, rate: int) -> None:
    rows = [
        a_fee(id=f"row{index}", amount_won=own + extra, contribution_won=extra, exemptible=exemptible)
        for index, (own, extra, exemptible) in enumerate(table)
    ]
    form = a_form(exemptions=["basic_livelihood"], fees=rows)
    exemption = an_exemption(rate_percent=rate) if any(row.exemptible for row in rows) else None
    found = price(form, copies=copies, exemption=exemption)
    assert sum(fees.by_owner(found).values()) == fees.total_due(found)
    assert all(line.gross_won == line.quantity * line.unit_won == line.waived_won + line.due_won for line in found)
    assert all(0 <= line.due_won <= line.gross_won for line in found)
    assert [line.line for line in found] == list(range(1, len(found) + 1))
    assert sum(line.gross_won for line in found) == copies * sum(own + extra for own, extra, _ in table)


# kind, answers that choose the row, amount and contribution in the three periods (REFERENCE §2.5)
PASSPORT_TABLE: list[tuple[str, dict[str, object], tuple[int | None, int, int], tuple[int, int, int]]] = [
    ("passport_multiple_10y", {"pages": "58"}, (53_000, 50_000, 52_000), (15_000, 12_000, 12_000)),
    ("passport_multiple_10y", {"pages": "26"}, (50_000, 47_000, 49_000), (15_000, 12_000, 12_000)),
    ("passport_multiple_5y_8to17", {"pages": "58"}, (45_000, 42_000, 44_000), (12_000, 9_000, 9_000)),
    ("passport_multiple_5y_8to17", {"pages": "26"}, (42_000, 39_000, 41_000), (12_000, 9_000, 9_000)),
    ("passport_multiple_5y_under8", {"pages": "58"}, (33_000, 33_000, 35_000), (0, 0, 0)),
    ("passport_multiple_5y_under8", {"pages": "26"}, (30_000, 30_000, 32_000), (0, 0, 0)),
    ("passport_multiple_short", {}, (15_000, 15_000, 17_000), (0, 0, 0)),
    ("passport_single", {}, (20_000, 15_000, 17_000), (5_000, 0, 0)),
    ("passport_emergency", {"emergency_reason": "other"}, (53_000, 48_000, 50_000), (5_000, 0, 0)),
    ("passport_emergency", {"emergency_reason": "relative"}, (None, 15_000, 17_000), (0, 0, 0)),
    ("passport_remaining_validity", {}, (25_000, 25_000, 27_000), (0, 0, 0)),
    ("travel_certificate", {}, (25_000, 23_000, 25_000), (2_000, 0, 0)),
]
PERIODS = [
    (0, LOWER - MINUTE),
    (1, LOWER),
    (1, datetime(2026, 2, 28, 23, 59, tzinfo=SEOUL)),
    (1, RISE - MINUTE),
    (2, RISE),
    (2, datetime(2026, 11, 20, 10, 0, tzinfo=SEOUL)),
]


@pytest.mark.parametrize(("service", "chosen", "amounts", "contributions"), PASSPORT_TABLE)
@pytest.mark.parametrize(("period", "at"), PERIODS)
def test_passport_fees_of_all_kinds_and_periods(
    catalogue: Catalogue,
    service: str,
    chosen: dict[str, object],
    amounts: tuple[int | None, int, int],
    contributions: tuple[int, int, int],
    period: int,
    at: datetime,
) -> None:
    form = catalogue.forms[service]
    if amounts[period] is None:
        with pytest.raises(Refused, match="fee_not_found"):
            price(form, chosen | {"pickup": "visit"}, at=at)
        return
    found = price(form, chosen | {"pickup": "visit"}, at=at)
    assert fees.total_due(found) == amounts[period]
    assert fees.by_owner(found).get("contribution", 0) == contributions[period]
    assert {line.owner for line in found} <= {"national", "contribution"}
    posted = price(form, chosen | {"pickup": "post"}, at=at)
    assert fees.total_due(posted) == fees.total_due(found) + (0 if service == "passport_emergency" else 5_500)


def test_posting_a_passport_is_the_carriers_money_and_never_waived(catalogue: Catalogue) -> None:
    found = price(catalogue.forms["passport_multiple_10y"], {"pages": "58", "pickup": "post"})
    assert fees.by_owner(found) == {"national": 40_000, "contribution": 12_000, "carrier": 5_500}


def test_single_parents_get_the_household_copy_free_and_not_the_seal_certificate(catalogue: Catalogue) -> None:
    exemption = catalogue.exemptions["single_parent"]
    (line,) = price(catalogue.forms["resident_registration_copy"], copies=2, exemption=exemption)
    assert (line.gross_won, line.due_won) == (800, 0)
    with pytest.raises(Refused, match="exemption_not_applicable"):
        price(catalogue.forms["seal_certificate_issue"], exemption=exemption)


# ── the office's own amounts ─────────────────────────────────────────────────────────────────────────────────────────

MOMENTS = st.integers(-5, 5).map(lambda hours: RISE + timedelta(hours=hours))
SAID = st.lists(st.tuples(MOMENTS, st.one_of(st.none(), st.integers(0, 90_000))), max_size=6)


def an_amount(at: datetime, won: int | None, *, fee: str = "row0") -> OfficeAmount:
    said_by = UUID(int=int(at.timestamp()) << 20 | (won or 0))
    return OfficeAmount(entry_id=said_by, service="a_form", fee=fee, valid_from=at, amount_won=won, source="by-law", set_at=at)


@given(SAID, MOMENTS, st.one_of(st.none(), st.integers(0, 60_000)))
def test_the_newest_word_whose_moment_has_come_holds(said: list[tuple[datetime, int | None]], at: datetime, own: int | None) -> None:
    ordered = [an_amount(*each) for each in sorted(said, key=lambda each: each[0])]
    expected, entry = own, None
    for each in ordered:  # the definition, said the long way round
        if each.valid_from <= at:
            expected, entry = (own, None) if each.amount_won is None else (each.amount_won, each.entry_id)
    form = a_form(fees=[a_fee(id="row0", amount_won=own)])
    if expected is None:
        assert amount_of(form.fees[0], ordered, at)[0] is None
        with pytest.raises(Refused, match="fee_not_set"):
            price(form, at=at, office=ordered)
        return
    (line,) = price(form, at=at, office=ordered)
    assert line.due_won == expected
    assert (line.amount_entry or None) == entry
    assert amount_of(form.fees[0], ordered, at)[0] == expected


@given(
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 60_000), st.booleans()), min_size=1, max_size=4),
    st.lists(st.integers(0, 200_000), max_size=4),
    st.integers(1, 99),
    st.integers(0, 100),
)
def test_lines_and_owners_add_up_with_amounts_of_the_office(
    table: list[tuple[int, int, bool]], own: list[int], copies: int, rate: int
) -> None:
    rows = [
        a_fee(id=f"row{index}", amount_won=part + extra, contribution_won=extra, exemptible=exemptible)
        for index, (part, extra, exemptible) in enumerate(table)
    ]
    office = [an_amount(RISE, won, fee=f"row{index}") for index, won in enumerate(own)]
    expected = [own[index] if index < len(own) else part + extra for index, (part, extra, _) in enumerate(table)]
    form = a_form(exemptions=["basic_livelihood"], fees=rows)
    exemption = an_exemption(rate_percent=rate) if any(row.exemptible for row in rows) else None
    if any(won < row.contribution_won for won, row in zip(expected, rows, strict=True)):
        with pytest.raises(Refused, match="fee_not_set"):
            price(form, at=RISE, copies=copies, exemption=exemption, office=office)
        return
    found = price(form, at=RISE, copies=copies, exemption=exemption, office=office)
    assert all(line.gross_won == line.quantity * line.unit_won == line.waived_won + line.due_won for line in found)
    assert all(0 <= line.due_won <= line.gross_won for line in found)
    assert sum(fees.by_owner(found).values()) == fees.total_due(found)
    assert sum(line.gross_won for line in found) == copies * sum(expected)


@pytest.mark.parametrize(
    ("gross_won", "percent", "waived_won"),
    [(1_000, 50, 500), (301, 50, 150), (1, 50, 0), (999, 33, 329), (600, 100, 600), (600, 0, 0), (3, 99, 2)],
)
def test_what_is_waived_of_a_part_is_rounded_down_to_whole_won(gross_won: int, percent: int, waived_won: int) -> None:
    form = a_form(exemptions=["basic_livelihood"], fees=[a_fee(amount_won=gross_won)])
    (line,) = price(form, exemption=an_exemption(rate_percent=percent))
    assert (line.waived_won, line.due_won) == (waived_won, gross_won - waived_won)


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_share_and_the_rest_are_the_whole(sum_won: int, share_bp: int) -> None:
    part = share_won(sum_won, share_bp)
    assert 0 <= part <= sum_won
    assert part * 10_000 <= sum_won * share_bp < (part + 1) * 10_000
    assert share_won(2_000_000, 2200) == 440_000
