"""Every file of `forms/` is read, complete, and says nothing it cannot mean."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain import answers
from app.domain.answers import Draft
from app.domain.errors import IntegrityViolated
from app.domain.forms import Catalogue, Field, FormDef, Text
from app.domain.lives import TABLES
from app.formfiles.catalogue import bundle_of, load_catalogue

FORMS = Path(__file__).parents[2] / "forms"
TODAY = date(2026, 11, 20)
FAMILY_CERTIFICATES = [
    "family_relation_certificate",
    "basic_certificate",
    "marriage_relation_certificate",
    "adoption_relation_certificate",
    "full_adoption_relation_certificate",
    "removed_register_copy",
    "removed_register_abstract",
    "filing_acceptance_certificate",
]
FILINGS = {
    "birth_filing": "출생",
    "death_filing": "사망",
    "marriage_filing": "혼인",
    "divorce_filing_by_agreement": "이혼",
    "divorce_filing_by_court": "이혼",
    "parental_authority_change_filing": "친권자 변 경",
    "ex_officio_correction": "직권 정정",
    "name_change_filing": "기 타",
    "registration_base_change_filing": "기 타",
    "acknowledgement_filing": "기 타",
    "adoption_filing": "기 타",
    "adoption_dissolution_filing": "기 타",
    "surname_change_filing": "기 타",
    "register_correction_filing": "기 타",
}
PASSPORTS = [
    "passport_multiple_10y",
    "passport_multiple_5y_8to17",
    "passport_multiple_5y_under8",
    "passport_multiple_short",
    "passport_single",
    "passport_emergency",
    "passport_remaining_validity",
    "travel_certificate",
    "passport_entry_change",
    "passport_loss_report",
    "passport_delivery",
    "passport_courier",
]
PASSPORT_CERTIFICATES = ["passport_fact_certificate", "passport_info_certificate"]
SEALS = ["seal_certificate_issue", "signature_certificate_issue", "seal_registration", "seal_change", "seal_protection"]
INTEGRATED = [
    "resident_registration_copy",
    "resident_registration_abstract",
    "vehicle_register_copy",
    "land_register_copy",
    "cadastral_map_copy",
    "land_use_plan_certificate",
    "household_listing",
    "resident_card_reissue",
    "vehicle_registration_card_reissue",
    "construction_machine_register_copy",
    "boundary_coordinate_register_copy",
    "real_estate_composite_certificate",
    "land_price_certificate",
    "building_register_copy",
]
# Printed by 새올 or a register of their own; the two of local tax and the factories' by none of the systems that have a lamp.
OTHER_CERTIFICATES = [
    "farmland_register_copy",
    "immigration_record_certificate",
    "alien_registration_certificate",
    "identity_inquiry_reply",
    "factory_registration_certificate",
    "local_tax_payment_certificate",
    "local_tax_assessment_certificate",
]
CADASTRAL = ["cadastral_change_request"]
PETITIONS = [
    "grievance_petition",
    "suggestion_petition",
    "inquiry_petition_legal",
    "inquiry_petition_simple",
    "other_petition",
    "permit_petition",
    "licence_petition",
    "approval_petition",
    "registration_petition",
    "inspection_petition",
    "land_transaction_permit",
    "factory_establishment_approval",
    "construction_business_registration",
    "outdoor_ad_permit",
    "living_inconvenience_report",
    "information_disclosure_request",
    "information_disclosure_objection",
]
PROGRAMMES = ["error_compensation", "petition_guardian_assignment", "name_change_consultation"]
EXCHANGE = ["anywhere_petition"]
HANGUL = re.compile("[가-힣]")
ALL = [
    *SEALS,
    *FAMILY_CERTIFICATES,
    *FILINGS,
    *PASSPORTS,
    *PASSPORT_CERTIFICATES,
    *INTEGRATED,
    *OTHER_CERTIFICATES,
    *CADASTRAL,
    *PETITIONS,
    *PROGRAMMES,
    *EXCHANGE,
]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(FORMS)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FORMS, tmp_path / "forms"))


def every_field(form: FormDef) -> Iterator[Field]:
    for each in form.fields:
        yield each
        yield from each.columns


def ids(form: FormDef) -> list[str]:
    return [each.id for each in form.fields]


def choice_keys(form: FormDef, field_id: str) -> dict[str, str]:
    return {choice.key: choice.value for choice in form.field(field_id).choices}


def test_the_catalogue_holds_exactly_the_services_of_the_first_release(catalogue: Catalogue) -> None:
    assert sorted(catalogue.forms) == sorted(ALL)
    assert len(catalogue.books) == 17
    assert len(catalogue.exemptions) == 12


@pytest.mark.parametrize("service", ALL)
def test_every_form_speaks_both_languages_and_names_its_sources(catalogue: Catalogue, service: str) -> None:
    form = catalogue.forms[service]
    texts: list[Text | None] = [form.name, form.short, form.report_row]
    for each in every_field(form):
        texts += [each.label, each.section, each.unit, each.help, *(choice.label for choice in each.choices)]
    texts += [paper.name for paper in form.papers]
    texts += [fee.label for fee in form.fees]
    texts += [preset.label for preset in form.presets]
    for text in texts:
        assert text is None or (text.ko.strip() and text.en.strip())
    assert form.source and form.aliases
    assert all(fee.source for fee in form.fees)
    for fee in form.fees:  # whoever asks why an amount is what it is reads these
        for said in (fee.source, fee.note):
            assert said is None or (HANGUL.search(said.ko) and not HANGUL.search(said.en))
    assert all(rule.source for rule in form.rules)
    assert form.processing.source


@pytest.mark.parametrize("service", ALL)
def test_every_form_has_a_life_and_one_of_the_four_stations(catalogue: Catalogue, service: str) -> None:
    form = catalogue.forms[service]
    assert form.life in TABLES
    assert form.priced_at == {"certificate": "issue", "disclosure": "notice"}.get(form.life, "receipt")
    assert form.version >= 1


@pytest.mark.parametrize("service", ALL)
def test_no_form_asks_for_an_official_number(catalogue: Catalogue, service: str) -> None:
    assert not [each.id for each in every_field(catalogue.forms[service]) if "official" in each.id or "issue_no" in each.id]


@pytest.mark.parametrize("service", ALL)
def test_numbers_of_people_stand_only_in_sealed_fields(catalogue: Catalogue, service: str) -> None:
    for each in every_field(catalogue.forms[service]):
        if "주민등록번호" in each.label.ko or "여권번호" in each.label.ko:
            assert each.sealed


@pytest.mark.parametrize("service", ALL)
def test_name_and_phone_are_enough_while_a_receive_only_system_is_down(catalogue: Catalogue, service: str) -> None:
    form = catalogue.forms[service]
    if form.when_down == "receive_only":
        draft = Draft(service=service, applicant={"name": "김정훈", "phone": "010-0123-4567"})
        assert answers.check(form, draft, today=TODAY, only_received=True).problems == {}


def test_what_may_be_done_while_a_national_system_is_down(catalogue: Catalogue) -> None:
    def state(services: list[str]) -> set[tuple[str | None, str]]:
        return {(catalogue.forms[each].national_system, catalogue.forms[each].when_down) for each in services}

    assert state(SEALS) == {("seal", "receive_only")}
    assert state(FAMILY_CERTIFICATES) == {("family", "receive_only")}
    assert state(list(FILINGS)) == {("family", "full")}
    assert state(PASSPORTS) == {("passport", "office_choice")}
    assert state(INTEGRATED) == {("resident", "receive_only"), ("vehicle", "receive_only"), ("land", "receive_only")}
    assert state(PASSPORT_CERTIFICATES) == {("passport", "receive_only")}
    assert state(OTHER_CERTIFICATES) == {("petition", "receive_only"), ("family", "receive_only"), (None, "full")}
    assert state(CADASTRAL + PETITIONS) == {("petition", "full")}
    assert state(PROGRAMMES) == {(None, "full")}
    assert state(EXCHANGE) == {("petition", "receive_only")}


@pytest.mark.parametrize("service", [*PETITIONS, *PROGRAMMES])
def test_every_petition_says_how_it_came_in_and_whom_it_concerns(catalogue: Catalogue, service: str) -> None:
    form = catalogue.forms[service]
    assert {"applicant.name", "applicant.phone"} <= form.field_ids
    assert service in PROGRAMMES or {"received_by", "portal_no", "tell_by", "division"} <= form.field_ids


def test_only_the_home_office_enters_changes_or_protects_a_seal(catalogue: Catalogue) -> None:
    assert {form.id for form in catalogue.forms.values() if form.home_office_only} == {
        "seal_registration",
        "seal_change",
        "seal_protection",
    }


@pytest.mark.parametrize(("service", "column"), FILINGS.items())
def test_filings_count_into_their_column_of_the_yearly_table(catalogue: Catalogue, service: str, column: str) -> None:
    assert f"gj2010_family_filing:{column}" in catalogue.forms[service].statistics


def test_an_ex_officio_correction_has_no_applicant(catalogue: Catalogue) -> None:
    form = catalogue.forms["ex_officio_correction"]
    assert not [each for each in ids(form) if each.startswith(("applicant.", "agent."))]
    assert form.id_check == "none"


def test_seal_certificate_asks_in_the_order_of_the_counter(catalogue: Catalogue) -> None:
    form = catalogue.forms["seal_certificate_issue"]
    principal = [each.id for each in answers.visible(form, {"applied_by": "principal", "use_kind": "general"})]
    assert principal[:6] == ["applicant.name", "applicant.rrn", "applied_by", "applicant.id_document", "use_kind", "use"]
    assert principal[6] == "copies"
    agent = [each.id for each in answers.visible(form, {"applied_by": "agent", "notice_by": "phone", "use_kind": "vehicle_sale"})]
    assert agent[2:13] == [
        "applied_by",
        "agent.name",
        "agent.rrn",
        "agent.relation",
        "agent.id_document",
        "applicant.id_document",
        "poa_date",
        "poa_handwritten",
        "poa_use_kind",
        "poa_copies",
        "notice_by",
    ]
    assert "buyers" in agent
    assert principal[-1] == agent[-1] == "seal_office"  # after everything a clerk has to fill in
    seal_office = form.field("seal_office")
    assert not seal_office.required and not seal_office.default


def test_digits_are_those_the_clerks_know(catalogue: Catalogue) -> None:
    seal = catalogue.forms["seal_certificate_issue"]
    assert choice_keys(seal, "use_kind") == {"1": "general", "2": "real_estate_sale", "3": "vehicle_sale"}
    assert choice_keys(seal, "agent.relation") == {"1": "spouse", "2": "parent", "3": "child", "4": "sibling", "5": "other"}
    assert list(choice_keys(seal, "applicant.id_document")) == list("123456")
    assert choice_keys(seal, "notice_by")["0"] == "post"
    family = catalogue.forms["family_relation_certificate"]
    assert choice_keys(family, "target") == {"1": "self", "2": "parent", "3": "spouse", "4": "child", "5": "mandate"}
    passport = catalogue.forms["passport_multiple_10y"]
    assert choice_keys(passport, "pages") == {"1": "58", "2": "26"}
    assert list(choice_keys(passport, "priority")) == list("01234")
    birth = catalogue.forms["birth_filing"]
    assert list(choice_keys(birth, "filer_capacity").values()) == ["father", "mother", "cohabiting_relative", "other"]
    assert catalogue.exemptions["single_parent"].key == "8"


@pytest.mark.parametrize("service", ["vehicle_register_copy", "land_register_copy", "cadastral_map_copy", "land_use_plan_certificate"])
def test_mass_papers_need_nothing_but_the_service(catalogue: Catalogue, service: str) -> None:
    assert answers.check(catalogue.forms[service], Draft(service=service), today=TODAY).problems == {}
    assert ids(catalogue.forms[service])[1] == "copies"


def test_a_paper_is_seen_through_sharing_only_with_consent(catalogue: Catalogue) -> None:
    sharing = [form for form in catalogue.forms.values() if any(paper.shareable for paper in form.papers)]
    assert {"household_listing", "cadastral_change_request"} <= {form.id for form in sharing}
    for form in sharing:
        paper = next(paper.id for paper in form.papers if paper.shareable)
        drafts = [
            Draft(service=form.id, papers={paper: "shared"}),
            Draft(service=form.id, papers={paper: "shared"}, answers={"sharing_consent": True}),
            Draft(service=form.id, papers={paper: "submitted"}),
        ]
        problems = [answers.check(form, draft, today=TODAY).problems.get("sharing_consent") for draft in drafts]
        assert problems == ["must_be_ticked", None, None], form.id


def test_nobody_is_promised_a_text_message_without_a_number(catalogue: Catalogue) -> None:
    telling = [form for form in catalogue.forms.values() if form.field_ids & {"sms_consent", "tell_by"}]
    assert len(telling) > 40
    for form in telling:
        wishes: list[dict[str, object]] = [{"tell_by": "sms"}, {"sms_consent": True}]
        for wish in wishes:
            if form.field_ids >= wish.keys():
                found = answers.check(form, Draft(service=form.id, answers=wish), today=TODAY)
                assert found.problems["applicant.phone"] in ("phone_for_text", "required"), form.id
                landline = Draft(service=form.id, answers=wish, applicant={"phone": "02-123-4567"})
                assert answers.check(form, landline, today=TODAY).problems["applicant.phone"] == "mobile_for_text", form.id


def test_a_stale_power_of_attorney_stops_the_certificate(catalogue: Catalogue) -> None:
    draft = Draft(
        service="seal_certificate_issue",
        applicant={"name": "김정훈", "rrn": "900101-1234568", "id_document": "resident_card"},
        agent={"name": "이서연", "rrn": "920202-2345675", "relation": "spouse", "id_document": "resident_card"},
        answers={
            "applied_by": "agent",
            "poa_date": "260510",
            "poa_handwritten": True,
            "notice_phone": "010-0123-4567",
            "use_kind": "vehicle_sale",
            "buyers": [{"name": "주식회사 별빛", "kind": "corporation", "reg_no": "0000000000000", "address": "가온광역시"}],
        },
        copies=2,
    )
    found = answers.check(catalogue.forms[draft.service], draft, today=TODAY)
    assert found.problems == {"poa_date": "poa_expired", "use_kind": "poa_use_differs", "copies": "poa_copies_exceeded"}
    assert found.values["applicant.phone"] == "01001234567"


def test_a_minors_seal_certificate_needs_the_statutory_agents_consent(catalogue: Catalogue) -> None:
    form = catalogue.forms["seal_certificate_issue"]
    applicant: dict[str, object] = {"name": "김정훈", "rrn": "100101-3234568", "id_document": "passport"}
    alone = answers.check(form, Draft(service=form.id, applicant=applicant), today=TODAY)
    assert alone.problems == {"applicant.rrn": "guardian_consent_needed"}
    agreed = Draft(service=form.id, applicant=applicant, answers={"guardian_consent": True})
    assert answers.check(form, agreed, today=TODAY).problems == {}


def test_a_child_cannot_have_a_ten_year_passport(catalogue: Catalogue) -> None:
    form = catalogue.forms["passport_multiple_10y"]
    found = answers.check(form, Draft(service=form.id, applicant={"rrn": "100101-3234568"}), today=TODAY)
    assert found.problems["applicant.rrn"] == "under_18"


def test_the_parent_who_files_stands_in_the_childs_filing(catalogue: Catalogue) -> None:
    form = catalogue.forms["birth_filing"]
    draft = Draft(
        service=form.id,
        applicant={"name": "이서연", "rrn": "920202-2345675", "id_document": "resident_card"},
        answers={"filer_capacity": "mother", "child_name": "김하늘", "child_sex": "female", "born_at": "261001 0930"},
    )
    found = answers.check(form, draft, today=TODAY)
    assert found.problems == {}
    assert found.warnings["born_at"] == "filing_late"
    assert (found.values["mother_name"], found.values["mother_birth_date"]) == ("이서연", "1992-02-02")
    assert "father_name" not in found.values


def test_the_hand_over_of_a_passport_is_described(catalogue: Catalogue) -> None:
    (deliver,) = [each for each in catalogue.steps if (each.life, each.step) == ("passport", "deliver")]
    assert [each.id for each in deliver.fields][:2] == ["recipient", "id_document"]
    assert any(each.id == "passport_no" and each.required for each in deliver.fields)
    known = {(life, transition.trigger) for life, table in TABLES.items() for transition in table}
    assert all((each.life, f"case_advanced:{each.step}") in known for each in catalogue.steps)


# --- the bundle's id ---


def test_the_bundle_is_the_same_with_the_line_ends_of_windows(catalogue: Catalogue, copy: Path) -> None:
    for path in copy.rglob("*.toml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_catalogue(copy).bundle == catalogue.bundle
    assert len(catalogue.bundle) == 16


def test_one_changed_letter_or_name_makes_another_bundle(catalogue: Catalogue, copy: Path) -> None:
    file = copy / "shared" / "fees.toml"
    file.write_text(file.read_text().replace("amount_won = 400", "amount_won = 500"))
    changed = bundle_of(copy)
    assert changed != catalogue.bundle
    file.rename(file.with_name("prices.toml"))
    assert bundle_of(copy) not in (changed, catalogue.bundle)


# --- what a form cannot mean ---


def edited(copy: Path, name: str, edit: Callable[[str], str]) -> IntegrityViolated:
    file = copy / name
    before = file.read_text()
    after = edit(before)
    assert after != before
    file.write_text(after)
    with pytest.raises(IntegrityViolated) as caught:
        load_catalogue(copy)
    assert caught.value.code == "form_invalid"
    assert caught.value.facts["file"] == name
    return caught.value


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("land_register_copy.toml", 'id = "land_register_copy"', 'id = "land"', "not the file's name"),
        ("land_register_copy.toml", 'code = "LAND-01"', 'code = "LAND-02"', "is taken"),
        ("land_register_copy.toml", 'book = "certificate_issue_book"', 'book = "my_book"', "not in books.toml"),
        ("land_register_copy.toml", '["basic_livelihood"', '["goodwill"', "not in exemptions.toml"),
        ("land_register_copy.toml", "version = 1", "version = 1\ncolour = 2", "unknown field"),
        ("land_register_copy.toml", "version = 1", 'version = "1"', "Expected `int`"),
        ("land_register_copy.toml", 'use = "parcel"', 'use = "meadow"', "nothing shared"),
        ("land_register_copy.toml", 'per = "parcels"', 'per = "meadows"', "per names"),
        ("land_register_copy.toml", 'equals = "issue"', 'equals = "sell"', "no choice"),
        ("land_register_copy.toml", "from = 2000-01-01T00:00:00+09:00", "from = 2000-01-01T00:00:00", "offset"),
        ("land_register_copy.toml", 'default = "land"', 'default = "sea"', "not a choice"),
        ("land_register_copy.toml", 'key = "2"', 'key = "1"', "twice"),
        ("land_register_copy.toml", 'id = "parcels"', 'id = "official.parcels"', "ids are"),
        ("passport_single.toml", "to = 2026-03-01T09:00:00+09:00", "to = 2026-03-01T09:01:00+09:00", "overlap"),
        ("passport_single.toml", "contribution_won = 5000", "contribution_won = 50000", "part of the amount"),
        ("birth_filing.toml", 'field = "born_at"', 'field = "died_at"', "not there"),
        ("birth_filing.toml", "limit = 1", "limit = 0", "needs a limit"),
        ("birth_filing.toml", 'same_as = "applicant.rrn"', 'same_as = "registration_base"', "same_as"),
        ("seal_certificate_issue.toml", 'other = "poa_copies"', 'other = "use"', "same kind"),
        ("seal_certificate_issue.toml", "equals = false", 'equals = "no"', "true or false"),
        ("seal_certificate_issue.toml", 'answers = { use_kind = "general" }', 'answers = { use = 5, usage = "x" }', "no field before"),
        ("shared/exemptions.toml", 'key = "8"', 'key = "1"', "twice"),
        ("shared/books.toml", "[[book]]", "[[books]]", "only"),
        ("shared/steps.toml", 'step = "arrive"', 'step = "deliver"', "twice"),
        ("shared/revenue_accounts.toml", 'owner = "carrier"', 'owner = "national"', "exactly one account"),
        ("shared/revenue_accounts.toml", 'owner = "carrier"', 'owner = "carrier"\nservices = ["no_such_form"]', "exactly one account"),
        ("shared/revenue_accounts.toml", 'owner = "carrier"', 'owner = "bank"', "Invalid enum value"),
        ("name_change_filing.toml", 'service = "resident_card_reissue"', 'service = "resident_card"', "which is no form"),
        ("birth_filing.toml", "version = 1", "version =", "Invalid value"),
    ],
)
def test_a_form_that_cannot_be_meant_is_named_with_the_reason(copy: Path, name: str, old: str, new: str, reason: str) -> None:
    assert reason in str(edited(copy, name, lambda text: text.replace(old, new)).facts["reason"])


def test_a_condition_may_only_look_back(copy: Path) -> None:
    def swap(text: str) -> str:
        return text.replace('[[fields]]\nid = "use_kind"', '[[fields]]\nid = "early"\nkind = "text"\nlabel = { ko = "가", en = "a" }\n'
                            'show_if = [{ field = "copies", equals = 2 }]\n\n[[fields]]\nid = "use_kind"')  # fmt: skip

    assert "copies is no field before it" in str(edited(copy, "seal_certificate_issue.toml", swap).facts["reason"])


def test_a_missing_or_unreadable_file_is_no_traceback(copy: Path, tmp_path: Path) -> None:
    (copy / "birth_filing.toml").write_bytes(b'id = "\xff"')
    with pytest.raises(IntegrityViolated) as caught:
        load_catalogue(copy)
    assert caught.value.facts["file"] == "birth_filing.toml"
    (copy / "shared" / "fields.toml").unlink()
    with pytest.raises(IntegrityViolated, match="form_invalid"):
        load_catalogue(copy)
    (tmp_path / "empty").mkdir()
    with pytest.raises(IntegrityViolated, match="form_invalid"):
        load_catalogue(tmp_path / "empty")


def test_nothing_shared_is_left_unused() -> None:
    used = set()
    for path in FORMS.rglob("*.toml"):
        table = tomllib.loads(path.read_text())
        parts = [each for part in ("fields", "papers", "fees") for each in table.get(part, [])]
        parts += [each for each in table.values() if isinstance(each, dict)]
        used |= {each["use"] for each in parts if "use" in each}
    for part in ("fields", "papers", "fees"):
        assert set(tomllib.loads((FORMS / "shared" / f"{part}.toml").read_text())) <= used


def test_how_a_moment_is_typed_is_said_in_one_way_on_every_form() -> None:
    own = [
        f"{form.id}.{field.id}"
        for form in load_catalogue(FORMS).forms.values()
        for field in form.fields
        if field.kind == "datetime" and field.help
    ]
    assert own == []  # the desk's own hint stands in an empty field: 예: 261120 0930
