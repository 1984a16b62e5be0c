"""Every word a person may meet is there, in both languages, in the register of COUNTER §6."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from app.domain import entries, lives, rights
from app.domain.errors import DraftRefused, IntegrityViolated, Refused, Unavailable
from app.domain.tenders import TENDER_COLUMNS
from app.domain.words import LANGS, Lang, Words, missing
from app.formfiles.words import load_words
from tests.desks import the_catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [path for path in (ROOT / "app").rglob("*.py") if "central" not in path.parts]
RAISED = re.compile(r"(?:Refused|Unavailable|IntegrityViolated|DraftRefused)\(\s*\"([a-z][a-z_0-9]+)\"")
ASKED = re.compile(r"\btext\(\s*\"([a-z_0-9.]+)\"")


@cache
def words(lang: Lang) -> Words:
    return load_words(ROOT / "resources", lang)


@cache
def raised_codes() -> set[str]:
    return {code for path in SOURCES for code in RAISED.findall(path.read_text(encoding="utf-8"))}


def field_codes() -> set[str]:
    """Codes that stand beside a field: those of the rules in forms, and those the checks give."""
    rules = {rule.code for form in the_catalogue().forms.values() for rule in form.rules}
    checks = (ROOT / "app" / "domain" / "answers.py").read_text(encoding="utf-8")
    checks += (ROOT / "app" / "domain" / "identity.py").read_text(encoding="utf-8")
    checks += (ROOT / "app" / "services" / "price_draft.py").read_text(encoding="utf-8")
    return rules | set(RAISED.findall(checks)) - {"draft_incomplete", "service_unknown", "mrz_invalid"}


def test_both_languages_have_the_same_keys() -> None:
    assert missing(words("ko"), words("en")) == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_a_service_raises_has_a_sentence(lang: Lang) -> None:
    by_sign = {"count_differs"}  # count_short or count_over, told below
    assert {code for code in raised_codes() - by_sign if not words(lang).has(f"error.{code}")} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_code_beside_a_field_has_its_words(lang: Lang) -> None:
    assert {code for code in field_codes() if not words(lang).has(f"problem.{code}")} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_key_the_screen_asks_for_by_name_exists(lang: Lang) -> None:
    asked = {key for path in (ROOT / "app" / "ui").rglob("*.py") for key in ASKED.findall(path.read_text(encoding="utf-8"))}
    assert {key for key in asked if "." in key and not words(lang).has(key)} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_every_state_step_kind_and_role_of_the_domain_has_its_word(lang: Lang) -> None:
    rows = [row for table in lives.TABLES.values() for row in table]
    steps = {row.trigger.removeprefix("case_advanced:") for row in rows if row.trigger.startswith("case_advanced:")}
    keys = {f"state.{row.next}" for row in rows} | {f"step.{step}" for step in steps} | {f"kind.{kind}" for kind in entries.KINDS}
    keys |= {f"role.{role}" for role in ("clerk", "passport_clerk", "supervisor", "administrator")}
    keys |= {f"operation.{operation}" for operation in rights.RIGHTS} | {f"sheet.{column}" for column in TENDER_COLUMNS}
    keys |= {f"money.{money}" for money in ("free", "exempted", "due", "part_paid", "paid", "reversed")}
    keys |= {f"truth.{standing}" for standing in ("saved", "sent", "confirmed", "disputed")}
    states = {(life, row.next) for life, table in lives.TABLES.items() for row in table}
    keys |= {f"work.{life}_{state}" for life, state in states if not lives.is_final(life, state)}
    assert {key for key in keys if not words(lang).has(key)} == set()


def test_a_history_says_what_was_done_not_what_may_be_done() -> None:
    english, korean = words("en"), words("ko")
    told = [english.happened(*each) for each in (("case_received", ""), ("payment_settled", ""), ("case_advanced", "issue"))]
    assert told == ["Received", "Paid", "Issued"]
    steps = sorted(key.removeprefix("done.") for key in english.texts if key.startswith("done."))
    assert len(steps) > 30 and all(english.texts[f"done.{step}"] != english.texts[f"step.{step}"] for step in steps)
    assert all(korean.happened("case_advanced", step) == korean.texts[f"step.{step}"] for step in steps)
    assert english.happened("case_advanced", "produce") == english.texts["step.produce"] == "Produced"


@pytest.mark.parametrize("lang", LANGS)
def test_everyone_who_may_apply_has_a_word(lang: Lang) -> None:
    who = {each for form in the_catalogue().forms.values() for each in form.eligible}
    assert {each for each in who if not words(lang).has(f"eligible.{each}")} == set()


def test_messages_keep_the_register_of_the_counter() -> None:
    for key, text in words("ko").texts.items():
        assert "!" not in text and "에러" not in text, key
        if key.startswith("error."):
            sentences = [each for each in re.split(r"(?<=[다오])\. ", text.split(" (")[0]) if each]
            assert len(sentences) <= 3, key


def test_both_languages_use_the_same_facts() -> None:
    korean, english = words("ko"), words("en")
    for key, text in korean.texts.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", english.texts[key])), key


def test_a_day_not_closed_is_named_as_people_say_it() -> None:
    said = words("ko").message(Refused("previous_day_unclosed", day="2026-11-19"))
    assert said == "11. 19.(목) 업무일이 마감되지 않았습니다. 먼저 마감하고 오늘 업무를 시작하십시오."


def test_cash_that_is_short_says_by_how_much() -> None:
    said = words("ko").message(Refused("count_differs", difference_won=-1000))
    assert said == "현금이 장부보다 1,000원 적습니다. 다시 세고, 그래도 다르면 사유를 적으십시오."


def test_what_blocks_closing_is_named_one_by_one() -> None:
    said = words("ko").message(Refused("day_blocked", total=2, parked_visits=2))
    assert "2건" in said and "보류 2" in said


@pytest.mark.parametrize("error", [Refused("nobody_knows"), Unavailable("nobody_knows"), IntegrityViolated("nobody_knows")])
def test_an_unknown_code_is_still_a_sentence_with_the_code(error: Refused) -> None:
    assert "nobody_knows" in words("ko").message(error)


def test_an_unknown_draft_error_counts_its_fields() -> None:
    assert "2" in words("en").message(DraftRefused("nobody_knows", {"a": "required", "b": "required"}))


def test_a_fact_that_was_not_given_stays_visible() -> None:
    assert "…" in words("en").message(Refused("locked_out"))


def test_english_says_minus_before_the_whole_amount() -> None:
    assert words("en").text("fee.won", won="△1,000") == "△₩1,000"
    assert words("ko").text("fee.won", won="△1,000") == "△1,000원"
    assert words("en").text("fee.won", won="1,000") == "₩1,000"


@pytest.mark.parametrize("field", ["approvals_won", "cancels_won", "issued", "spoiled"])
def test_an_amount_that_is_typed_in_says_its_unit(field: str) -> None:
    assert [words(lang).text(f"checks.{field}").rpartition("(")[2] for lang in ("ko", "en")] == ["원)", "₩)"]


def test_values_that_stand_alone_in_a_cell_begin_with_a_capital() -> None:
    refunds = ["refund.line_promised", "refund.line_returned", "promises.no_account", "promises.overdue"]
    whole = [*refunds, "cards.cancel", "count.hidden", "outage.lasts_alone"]
    texts = words("en").texts
    assert set(whole) <= texts.keys()
    alone = re.compile("|".join([r"(work|money)\.", r"checks\.apart_", *(f"{re.escape(each)}$" for each in whole)]))
    assert [key for key, said in texts.items() if alone.match(key) and isinstance(said, str) and said[:1].islower()] == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("key", ["room.by_hand_help", "room.none", "shift.help"])
def test_parts_that_go_below_each_other_in_large_words_are_not_said_to_stand_at_a_side(lang: Lang, key: str) -> None:
    said = words(lang).text(key)
    assert not re.search(r"왼쪽|오른쪽|\b(?:left|right)\b", said), said
