"""Sample drafts: always valid, always the same, nobody real."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from app.domain import answers, identity, sampling
from app.domain.answers import Draft
from app.domain.errors import IntegrityViolated
from app.domain.forms import Catalogue, Rule
from app.domain.sampling import People
from app.formfiles.catalogue import load_catalogue
from app.formfiles.people import load_people
from tests.unit.form_factory import a_field, a_form

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
SERVICES = sorted(path.stem for path in (ROOT / "forms").glob("*.toml"))
COUNT = 100


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "forms")


@pytest.fixture(scope="module")
def people() -> People:
    return load_people(ROOT / "resources" / "demo" / "people.toml")


def drafts(catalogue: Catalogue, people: People, service: str, *, seed: int = 7, count: int = COUNT) -> list[Draft]:
    form = catalogue.forms[service]
    return [sampling.sample(form, seed=seed, index=index, today=TODAY, people=people) for index in range(count)]


@pytest.mark.parametrize("service", SERVICES)
def test_hundreds_of_samples_have_no_problem(catalogue: Catalogue, people: People, service: str) -> None:
    form = catalogue.forms[service]
    for seed in (1, 2):
        for draft in drafts(catalogue, people, service, seed=seed):
            assert answers.check(form, draft, today=TODAY).problems == {}
            assert draft.service == service
            assert (draft.approval_no is not None) == (draft.tender == "card")


@pytest.mark.parametrize("service", SERVICES)
def test_every_choice_that_opens_fields_appears(catalogue: Catalogue, people: People, service: str) -> None:
    form = catalogue.forms[service]
    asked = {(when.field, value) for each in form.fields for when in each.show_if for value in (when.equals, *when.any_of) if value}
    asked -= {("applicant.id_check", "mismatch"), ("applicant.id_check", "unavailable")}
    seen = {
        item
        for draft in drafts(catalogue, people, service, count=250)
        for item in answers.check(form, draft, today=TODAY).values.items()
        if isinstance(item[1], str)
    }
    assert {pair for pair in asked if isinstance(pair[1], str)} <= seen


def test_the_same_seed_and_index_give_the_same_draft(catalogue: Catalogue, people: People) -> None:
    first = drafts(catalogue, people, "seal_certificate_issue", count=20)
    assert first == drafts(catalogue, people, "seal_certificate_issue", count=20)
    assert first != drafts(catalogue, people, "seal_certificate_issue", seed=8, count=20)
    assert [draft.draft_id for draft in first[:2]] == ["sample-7-0", "sample-7-1"]


def test_a_known_draft_stays_what_it_is_on_every_machine(people: People) -> None:
    form = a_form(fields=[a_field("applicant.name", "name", required=True), a_field("applicant.phone", "phone", required=True)])
    draft = sampling.sample(form, seed=1, index=1, today=TODAY, people=people)
    assert draft.applicant == {"name": "김예솔", "phone": "01000626182"}


def test_drafts_can_be_written_as_lines_and_read_back(catalogue: Catalogue, people: People) -> None:
    for service in SERVICES:
        for draft in drafts(catalogue, people, service, count=3):
            assert msgspec.json.decode(msgspec.json.encode(draft), type=Draft) == draft


def test_nobody_real_can_be_met(catalogue: Catalogue, people: People) -> None:
    phones = 0
    for service in SERVICES:
        form = catalogue.forms[service]
        for draft in drafts(catalogue, people, service, count=60):
            values = answers.check(form, draft, today=TODAY).values
            for each in form.fields:
                value = values.get(each.id)
                if each.kind == "phone" and value is not None:
                    phones += 1
                    assert str(value).startswith("0100")
                if each.kind == "rrn" and value is not None:
                    assert str(value)[7:9] in ("97", "98", "99")
                if each.kind == "passport_no" and value is not None:
                    assert str(value).startswith("Z")
    assert phones > 100


def test_only_the_very_young_have_numbers_without_check_digit(catalogue: Catalogue, people: People) -> None:
    odd = 0
    for service in ("passport_multiple_5y_under8", "passport_single", "seal_certificate_issue"):
        for draft in drafts(catalogue, people, service):
            number = identity.parse_rrn(str(draft.applicant["rrn"]), today=TODAY)
            if not identity.rrn_checksum_fits(number.digits):
                odd += 1
                assert number.birth_date >= sampling.RANDOM_TAIL_SINCE
    assert odd > 20


def test_money_suits_the_service(catalogue: Catalogue, people: People) -> None:
    assert {draft.tender for draft in drafts(catalogue, people, "birth_filing")} == {"none"}
    assert {draft.tender for draft in drafts(catalogue, people, "passport_single")} == {"cash", "card"}
    papers = drafts(catalogue, people, "resident_registration_copy")
    assert {draft.tender for draft in papers} == {"cash", "card", "transit", "none"}
    assert any(draft.exemption for draft in papers)
    assert all(draft.tender == "none" for draft in papers if draft.exemption)


def test_a_form_against_itself_is_named_instead_of_drawn_for_ever(people: People) -> None:
    form = a_form(
        fields=[a_field("applicant.rrn", "rrn", required=True)],
        rules=[
            Rule(kind="age_at_least", field="applicant.rrn", code="old", limit=40),
            Rule(kind="age_below", field="applicant.rrn", code="young", limit=20),
        ],
    )
    with pytest.raises(ValueError, match="a_form"):
        sampling.sample(form, seed=1, index=1, today=TODAY, people=people)


def test_a_table_of_people_with_a_hole_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "people.toml"
    file.write_text('district = "가온광역시"\n')
    with pytest.raises(IntegrityViolated, match="people_invalid"):
        load_people(file)
    with pytest.raises(IntegrityViolated, match="people_invalid"):
        load_people(tmp_path / "none.toml")


def test_what_is_drawn_could_be(catalogue: Catalogue, people: People) -> None:
    """A minor is one, a wish lies ahead, a plot is larger than a table, and nobody acts for a child as their daughter."""
    for draft in drafts(catalogue, people, "parental_authority_change_filing"):
        children = draft.answers["children"]
        assert isinstance(children, list)
        for child in children:
            assert not child.get("rrn") or identity.full_age(identity.parse_rrn(child["rrn"], today=TODAY).birth_date, TODAY) < 18
    for draft in drafts(catalogue, people, "inspection_petition"):
        assert str(draft.answers.get("wished_on", "9")) > TODAY.isoformat()
    for draft in drafts(catalogue, people, "factory_establishment_approval"):
        assert int(str(draft.answers.get("area_m2", 100))) >= 100
    for draft in drafts(catalogue, people, "travel_certificate"):
        born = identity.parse_rrn(str(draft.applicant["rrn"]), today=TODAY).birth_date
        assert identity.full_age(born, TODAY) >= 18 or (draft.agent or {}).get("relation") not in ("spouse", "child")


def test_people_of_a_filing_fit_together(catalogue: Catalogue, people: People) -> None:
    """Who is adopted is younger than who adopts, a name in Hanja is that name, and a petition says what its service is for."""
    for draft in drafts(catalogue, people, "adoption_filing"):
        if draft.answers["filer_capacity"] == "adopter" and "subject_rrn" in draft.answers and "rrn" in draft.applicant:
            adopted, adopts = (
                identity.parse_rrn(str(number), today=TODAY).birth_date for number in (draft.answers["subject_rrn"], draft.applicant["rrn"])
            )
            assert adopted.year - adopts.year >= 20
    surnames = {each.hanja for each in people.surnames}
    for draft in drafts(catalogue, people, "birth_filing"):
        if hanja := str(draft.answers.get("child_name_hanja", "")):
            given = str(draft.answers["child_name"])[-2:]
            assert hanja.endswith("".join(people.hanja[syllable] for syllable in given))
            assert hanja[:-2] in surnames
    for draft in drafts(catalogue, people, "licence_petition"):
        assert draft.answers["matter"] in people.texts["licence_petition/matter"]


def test_texts_of_one_form_name_a_field_of_that_form(catalogue: Catalogue, people: People) -> None:
    for key in people.texts:
        form, _, rest = key.partition("/")
        field_id, _, chosen = rest.partition("/")
        fields = catalogue.forms[form].fields if field_id else []
        assert not field_id or any(each.id == field_id for each in fields), key
        before = fields[: [each.id for each in fields].index(field_id)] if field_id else []
        above = {choice.value for each in before for choice in each.choices} | {
            text
            for each in before
            for own, texts in people.texts.items()
            if own in (each.id, f"{form}/{each.id}") or own.startswith(f"{form}/{each.id}/")
            for text in texts
        }
        assert not chosen or chosen in above, key


def born(number: object) -> date:
    return identity.parse_rrn(str(number), today=TODAY).birth_date


def everything(catalogue: Catalogue, draft: Draft) -> dict[str, object]:
    """All answers of the draft, and what the form fills in by itself."""
    return dict(answers.check(catalogue.forms[draft.service], draft, today=TODAY).values)


@pytest.mark.parametrize("service", SERVICES)
def test_everybody_carries_a_paper_of_their_own(catalogue: Catalogue, people: People, service: str) -> None:
    """A citizen has no foreigner's card and a foreigner no resident card."""
    for draft in drafts(catalogue, people, service):
        values = everything(catalogue, draft)
        if "applicant.rrn" in values:
            assert values.get("applicant.id_document") != "foreigner_card"
        if "applicant.arn" in values and values.get("applied_by") != "agent":
            assert values["applicant.id_document"] in ("foreigner_card", "passport")


def test_a_lost_passport_proves_nothing(catalogue: Catalogue, people: People) -> None:
    assert all(draft.applicant["id_document"] != "passport" for draft in drafts(catalogue, people, "passport_loss_report"))
    for draft in drafts(catalogue, people, "passport_single"):
        values = everything(catalogue, draft)
        if values["applicant.id_document"] == "passport":
            assert values["old_passport"] in ("valid_returned", "expired")


@pytest.mark.parametrize("service", ["marriage_filing", "divorce_filing_by_agreement", "divorce_filing_by_court", "birth_filing"])
def test_who_files_is_born_on_one_day(catalogue: Catalogue, people: People, service: str) -> None:
    """Where the husband files, the husband's birth date is the filer's."""
    compared = 0
    for draft in drafts(catalogue, people, service):
        values = everything(catalogue, draft)
        own, role = values.get("applicant.birth_date"), values.get(f"{values['filer_capacity']}_birth_date")
        compared += bool(own and role)
        assert not own or not role or own == role
    assert compared > 10


def test_a_name_and_a_number_are_of_one_person(catalogue: Catalogue, people: People) -> None:
    female = {one.female + two.female for one in people.first for two in people.second}
    male = {one.male + two.male for one in people.first for two in people.second}
    for service, role in (("basic_certificate", "target"), ("death_filing", "deceased"), ("ex_officio_correction", "subject")):
        for draft in drafts(catalogue, people, service):
            values = everything(catalogue, draft)
            if f"{role}_rrn" in values and f"{role}_name" in values:
                assert str(values[f"{role}_name"])[-2:] in (female if int(str(values[f"{role}_rrn"])[6]) % 2 == 0 else male)


def test_relatives_are_a_generation_apart(catalogue: Catalogue, people: People) -> None:
    for draft in drafts(catalogue, people, "family_relation_certificate", count=300):
        values = everything(catalogue, draft)
        if "target_rrn" in values and "applicant.rrn" in values and values["target"] in ("parent", "child"):
            years = born(values["applicant.rrn"]).year - born(values["target_rrn"]).year
            assert years >= 20 if values["target"] == "parent" else years <= -18
    for draft in drafts(catalogue, people, "passport_emergency", count=300):
        if draft.agent and draft.agent.get("relation") in ("father", "mother"):
            assert "rrn" not in draft.agent or born(draft.applicant["rrn"]).year - born(draft.agent["rrn"]).year >= 18
            if (
                draft.agent["relation"] == "father"
                and answers.check(catalogue.forms[draft.service], draft, today=TODAY).values.get("applied_by") == "statutory_agent"
            ):
                assert str(draft.agent["name"])[:-2] == str(draft.applicant["name"])[:-2]


def test_how_a_filing_came_in_is_said_once(catalogue: Catalogue, people: People) -> None:
    """Whoever hands it in by post has sent it by post."""
    for draft in drafts(catalogue, people, "death_filing", count=200):
        values = everything(catalogue, draft)
        assert values["received_by"] == {"post": "post", "online": "online"}.get(str(values["submitter"]), "counter")


def test_money_and_days_are_those_of_an_office(catalogue: Catalogue, people: People) -> None:
    for draft in drafts(catalogue, people, "construction_business_registration"):
        assert int(str(draft.answers.get("capital_won", 10**8))) >= 10**8
    for draft in drafts(catalogue, people, "land_transaction_permit"):
        assert int(str(draft.answers.get("price_won", 10**7))) >= 10**7
    for draft in drafts(catalogue, people, "land_price_certificate"):
        assert int(str(draft.answers.get("year_to", 2025))) >= 2020
    for draft in drafts(catalogue, people, "immigration_record_certificate"):
        assert (date.fromisoformat(str(draft.answers["period_to"])) - date.fromisoformat(str(draft.answers["period_from"]))).days > 300
    for draft in drafts(catalogue, people, "passport_courier"):
        issued, arrived = draft.answers["passport_issued_on"], draft.answers.get("arrived_on")
        assert date.fromisoformat(str(issued)).weekday() < 5
        assert arrived is None or str(arrived) >= str(issued)
    for draft in drafts(catalogue, people, "inspection_petition"):
        assert date.fromisoformat(str(draft.answers.get("wished_on", TODAY))).weekday() < 5


def test_a_text_says_what_was_chosen_above(catalogue: Catalogue, people: People) -> None:
    for service, field, chooses in (
        ("living_inconvenience_report", "matter", "report_field"),
        ("petition_guardian_assignment", "about_service", "guarded_kind"),
        ("cadastral_change_request", "change_reason", "change"),
    ):
        for draft in drafts(catalogue, people, service):
            if field in draft.answers:
                assert draft.answers[field] in people.texts[f"{service}/{field}/{draft.answers[chooses]}"]
    for draft in drafts(catalogue, people, "cadastral_change_request"):
        assert draft.answers["change"] != "merge" or int(str(draft.answers["parcels"])) >= 2


def test_the_division_in_charge_is_one_for_that_matter(catalogue: Catalogue, people: People) -> None:
    """Which one it is, is drawn as if every form had the one list of all: what is drawn after it stays the same."""
    every = people.texts["division"]
    assert all(len(texts) == len(every) for key, texts in people.texts.items() if "/division" in key)
    for service, chooses, divisions in (
        ("registration_petition", "petition_name", {"일반음식점 영업신고": "환경위생과", "체육시설업 신고": "문화체육과"}),
        ("inspection_petition", "petition_name", {"가스시설 완성검사": "지역경제과", "정기 수질검사": "환경위생과"}),
        ("living_inconvenience_report", "report_field", {"building": "건축과", "cleaning": "환경위생과", "traffic": "교통행정과"}),
        ("petition_guardian_assignment", "guarded_kind", {"land_transaction": "토지정보과", "factory": "지역경제과"}),
        ("other_petition", "matter", {"가로등이 켜지지 않습니다": "건설과"}),
        ("error_compensation", "error_kind", {"error": "민원여권과"}),
    ):
        seen = 0
        for draft in drafts(catalogue, people, service):
            if "division" in draft.answers and (chosen := draft.answers[chooses]) in divisions:
                assert draft.answers["division"] == divisions[str(chosen)]
                seen += 1
        assert seen


def test_a_court_numbers_a_suit_and_a_leave_by_what_they_are(catalogue: Catalogue, people: People) -> None:
    """A divorce is a suit before one judge or three; a change of surname is the court's leave."""
    for service, kinds in (("divorce_filing_by_court", ("드단", "드합")), ("surname_change_filing", ("느단",))):
        numbers = [str(draft.answers["court_case_no"]) for draft in drafts(catalogue, people, service) if "court_case_no" in draft.answers]
        assert numbers and all(number[4:6] in kinds for number in numbers)


def test_nothing_speaks_against_what_is_filed(catalogue: Catalogue, people: People) -> None:
    """Nobody files a divorce that was taken back; whoever has a resident number is no company; an inspection is wished before it is due."""
    for draft in drafts(catalogue, people, "divorce_filing_by_agreement", count=300):
        assert everything(catalogue, draft)["withdrawal_letter"] == "none"
    for service in ("vehicle_registration_card_reissue", "local_tax_payment_certificate", "local_tax_assessment_certificate"):
        owners = [everything(catalogue, draft) for draft in drafts(catalogue, people, service)]
        assert not any("applicant.rrn" in values and "company_no" in values for values in owners)
        assert any("company_no" in values for values in owners)
    for draft in drafts(catalogue, people, "inspection_petition", count=300):
        values = everything(catalogue, draft)
        if "wished_on" in values:
            due = TODAY + timedelta(days=int(str(values.get("period_days", 7))))
            assert TODAY < date.fromisoformat(str(values["wished_on"])) <= due


def test_a_surname_is_changed_from_the_one_that_was_borne(catalogue: Catalogue, people: People) -> None:
    for draft in drafts(catalogue, people, "surname_change_filing"):
        before, after = str(draft.answers["surname_before"]), str(draft.answers["surname_after"])
        assert str(draft.answers["subject_name"]).startswith(before.partition("(")[0])
        assert before.partition("(")[0] != after.partition("(")[0]


def test_who_acknowledges_a_child_is_not_its_mother(catalogue: Catalogue, people: People) -> None:
    """The form fills in the filer there only where the father files; the mother files what a court has said of him."""
    files = [everything(catalogue, draft) for draft in drafts(catalogue, people, "acknowledgement_filing")]
    for values in files:
        assert values["father_name"] != values.get("mother_name")
        assert values["filer_capacity"] != "father" or values["father_name"] == values["applicant.name"]
        assert values["filer_capacity"] != "mother" or values["ground"] == "judgment"
    assert {values["filer_capacity"] for values in files} == {"father", "mother", "other"}


def test_nobody_is_called_or_texted_without_a_number(catalogue: Catalogue, people: People) -> None:
    for draft in drafts(catalogue, people, "approval_petition"):
        values = everything(catalogue, draft)
        assert values["tell_by"] not in ("phone", "sms") or values.get("applicant.phone")


def test_no_given_name_is_one_syllable_twice(people: People) -> None:
    assert {each.male for each in people.first}.isdisjoint(each.male for each in people.second)
    assert {each.female for each in people.first}.isdisjoint(each.female for each in people.second)


def test_a_change_of_name_is_of_the_given_name_alone(catalogue: Catalogue, people: People) -> None:
    """The surname stays (its change is another filing), so does who it is; a new name that is the old one would be none."""
    parts = (*people.first, *people.second)
    given_of = {"male": {part.male for part in parts}, "female": {part.female for part in parts}}
    for draft in drafts(catalogue, people, "name_change_filing", count=300):
        known = answers.check(catalogue.forms["name_change_filing"], draft, today=TODAY).values
        before, after = str(known["name_before"]), str(known["name_after"])
        assert before[:-2] == after[:-2] and before != after
        assert any(set(before[-2:] + after[-2:]) <= sex for sex in given_of.values()), (before, after)
        if "subject_rrn" in draft.answers:
            sex = identity.parse_rrn(str(draft.answers["subject_rrn"]), today=TODAY).sex
            assert set(before[-2:]) <= given_of[sex]
