"""Numbers, names, dates and masks as people type and see them (REFERENCE §4)."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import identity, mrz
from app.domain.errors import Refused

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(1900, 1, 1), date(2026, 11, 20))


def an_rrn(born: date, *, sex_bit: int = 1, tail: str = "00000", foreigner: bool = False) -> str:
    century = (5 if foreigner else 1) + (2 if born.year >= 2000 else 0)
    first = f"{born:%y%m%d}{century + (1 - sex_bit)}{tail}"
    return first + str(identity.rrn_check_digit(first, foreigner=foreigner))


@given(DAYS, st.integers(0, 1), st.from_regex(r"[0-9]{5}", fullmatch=True), st.booleans())
def test_every_number_made_by_the_old_rule_is_read_back(born: date, sex_bit: int, tail: str, foreigner: bool) -> None:
    digits = an_rrn(born, sex_bit=sex_bit, tail=tail, foreigner=foreigner)
    read = identity.parse_rrn(f"{digits[:6]}-{digits[6:]}", today=TODAY)
    assert (read.digits, read.birth_date, read.foreigner) == (digits, born, foreigner)
    assert read.sex == ("male" if sex_bit else "female")
    assert identity.rrn_checksum_fits(digits)


@given(DAYS, st.integers(1, 9))
def test_a_wrong_check_digit_is_seen_and_still_a_number(born: date, off: int) -> None:
    digits = an_rrn(born)
    wrong = digits[:12] + str((int(digits[12]) + off) % 10)
    assert not identity.rrn_checksum_fits(wrong)
    assert identity.parse_rrn(wrong, today=TODAY).birth_date == born


def test_published_number_of_the_old_rule_fits() -> None:
    assert identity.rrn_checksum_fits("9710139019902")  # the example number of python-stdnum's documentation


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("900101-123456", "length"),
        ("900101-12345678", "length"),
        ("90010a-1234567", "length"),
        ("900231-1234567", "date"),
        ("901301-1234567", "date"),
        ("261121-3234567", "future"),
        ("", "length"),
    ],
)
def test_impossible_numbers_are_refused_with_their_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        identity.parse_rrn(text, today=TODAY)
    assert caught.value.code == "rrn_invalid"
    assert caught.value.facts["reason"] == reason
    assert text == "" or text not in str(caught.value)


def test_century_comes_from_the_seventh_digit() -> None:
    assert identity.parse_rrn("000101-9234567", today=TODAY).birth_date.year == 1800
    assert identity.parse_rrn("000101-2234567", today=TODAY).birth_date.year == 1900
    assert identity.parse_rrn("000101-8234567", today=TODAY).birth_date.year == 2000


def test_full_width_digits_and_dashes_are_read() -> None:
    assert identity.parse_rrn("９００１０１－１２３４５６７", today=TODAY).digits == "9001011234567"


def test_a_citizens_number_is_no_foreigner_number() -> None:
    with pytest.raises(Refused, match="arn_invalid"):
        identity.parse_arn("900101-1234567", today=TODAY)
    assert identity.parse_arn("900101-5234567", today=TODAY).foreigner


def test_a_number_hidden_in_free_text_is_found() -> None:
    assert identity.find_rrn_in_text("자녀 150203-3123456 의 통장 개설")
    assert identity.find_rrn_in_text("번호 ９００１０１１２３４５６７")
    assert not identity.find_rrn_in_text("010-0123-4567, 2026. 11. 20. 제출")
    assert not identity.find_rrn_in_text("계좌 12345678901234567")


def test_age_is_counted_in_full_years() -> None:
    assert identity.full_age(date(2008, 11, 20), TODAY) == 18
    assert identity.full_age(date(2008, 11, 21), TODAY) == 17
    assert identity.full_age(date(2008, 2, 29), date(2026, 2, 28)) == 17


@pytest.mark.parametrize("text", ["M12345678", "m123a4567", " S123A4567 "])
def test_old_and_new_passport_numbers_are_taken(text: str) -> None:
    assert identity.parse_passport_no(text) == text.strip().upper()


@pytest.mark.parametrize("text", ["12345678", "M1234567", "M123AB567", "MM2345678"])
def test_other_passport_numbers_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="passport_no_invalid"):
        identity.parse_passport_no(text)


def test_check_digits_of_companies_warn_only() -> None:
    assert identity.reg_no_checksum_fits(identity.parse_reg_no("220-81-62517"))
    assert not identity.reg_no_checksum_fits(identity.parse_reg_no("220-81-62518"))
    assert identity.reg_no_checksum_fits(identity.parse_reg_no("110111-0000010"))
    with pytest.raises(Refused, match="reg_no_invalid"):
        identity.parse_reg_no("123-45")


@pytest.mark.parametrize(
    ("typed", "digits", "shown", "masked", "mobile"),
    [
        ("010 0123 4567", "01001234567", "010-0123-4567", "010-****-4567", True),
        ("+82-10-0123-4567", "01001234567", "010-0123-4567", "010-****-4567", True),
        ("０２)123-4567", "021234567", "02-123-4567", "02-***-4567", False),
        ("051-519-4000", "0515194000", "051-519-4000", "051-***-4000", False),
        ("0505-123-4567", "05051234567", "0505-123-4567", "0505-***-4567", False),
        ("1588-0000", "15880000", "1588-0000", "****-0000", False),
    ],
)
def test_phones_are_kept_as_digits_and_shown_with_hyphens(typed: str, digits: str, shown: str, masked: str, mobile: bool) -> None:
    assert identity.parse_phone(typed) == digits
    assert identity.format_phone(digits) == shown
    assert identity.mask_phone(digits) == masked
    assert identity.is_mobile(digits) is mobile


@pytest.mark.parametrize("text", ["", "010-123", "020-1234-5678", "010-1234-56789", "전화 없음"])
def test_other_phones_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="phone_invalid"):
        identity.parse_phone(text)


def test_names_arriving_as_loose_jamo_become_syllables() -> None:
    assert identity.parse_name(unicodedata.normalize("NFD", " 김정훈 ")) == "김정훈"


@pytest.mark.parametrize("name", ["김정훈", "남궁 별", "金正勳", "Nguyễn Thị Hoa", "O'BRIEN-SMITH ANNA"])
def test_names_of_all_three_scripts_are_kept(name: str) -> None:
    assert identity.parse_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", ["김正훈", "김정훈2", "---", "ㄱㅈㅎ", "<b>"])
def test_names_that_no_register_holds_are_refused(name: str) -> None:
    with pytest.raises(Refused, match="name_invalid"):
        identity.parse_name(name)


def test_line_breaks_are_refused_and_invisible_characters_vanish() -> None:
    with pytest.raises(Refused, match="control_characters"):
        identity.clean_text("은행\n제출")
    assert identity.clean_text("\u200b은행\u00a0제출\ufeff") == "은행 제출"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    try:
        once = identity.clean_text(text)
    except Refused:
        return
    assert identity.clean_text(once) == once


def test_romanised_names_are_upper_case_latin() -> None:
    assert identity.parse_latin_name("Gil-dong  hong") == "GIL-DONG HONG"
    with pytest.raises(Refused, match="latin_name_invalid"):
        identity.parse_latin_name("홍 GILDONG")


@pytest.mark.parametrize(
    "text",
    ["2026-11-21", "2026.11.21", "2026. 11. 21.", "2026/11/21", "2026년 11월 21일", "20261121", "261121", "２６１１２１"],
)
def test_one_day_is_typed_in_many_ways(text: str) -> None:
    assert identity.parse_date(text, today=TODAY) == date(2026, 11, 21)


def test_six_digits_mean_this_century_only_up_to_next_year() -> None:
    assert identity.parse_date("271231", today=TODAY) == date(2027, 12, 31)
    assert identity.parse_date("280101", today=TODAY) == date(1928, 1, 1)
    assert identity.parse_date("580312", today=TODAY) == date(1958, 3, 12)


@pytest.mark.parametrize("text", ["2026-02-30", "20261301", "11-21-2026", "261", "어제", "2026-11-21T"])
def test_days_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="invalid_date"):
        identity.parse_date(text, today=TODAY)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_the_canonical_day_is_read_as_itself(day: date) -> None:
    assert identity.parse_date(day.isoformat(), today=TODAY) == day


@pytest.mark.parametrize("text", ["261015 0930", "2026-10-15T09:30", "2026. 10. 15. 9:30", "202610150930", "2026-10-15 09:30:00"])
def test_one_minute_is_typed_in_many_ways(text: str) -> None:
    assert identity.parse_moment(text, today=TODAY).isoformat() == "2026-10-15T09:30:00"


def test_minutes_that_do_not_exist_are_refused() -> None:
    with pytest.raises(Refused, match="invalid_date"):
        identity.parse_moment("2026-10-15T24:30", today=TODAY)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("홍", "*"), ("홍길", "홍*"), ("홍길동", "홍*동"), ("남궁길동", "남**동"), ("ANNA LEE", "A*** **E")],
)
def test_names_are_masked_by_length(name: str, shown: str) -> None:
    assert identity.mask_name(name) == shown


def test_numbers_are_masked_one_way() -> None:
    assert identity.mask_rrn("9001011234567") == "900101-1******"
    assert identity.mask_rrn("9001011234567", sex=False) == "900101-*******"
    assert identity.mask_passport_no("M123A4567") == "M123*****"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("부산광역시 금정구 중앙대로 1777, 101동 203호", "부산광역시 금정구 중앙대로 ***"),
        ("부산광역시 기장군 기장읍 차성로 12", "부산광역시 기장군 기장읍 ***"),
        ("서울특별시 종로구 세종대로123번길 4", "서울특별시 종로구 세종대로123번길 ***"),
        ("부산광역시 금정구 구서1동", "부산광역시 금정구 구서1동"),
        ("Busan somewhere 12 Street", "Busan somewhere ***"),
        ("12-3", "***"),
    ],
)
def test_addresses_are_shown_up_to_the_road_or_neighbourhood(address: str, shown: str) -> None:
    assert identity.mask_address(address) == shown


def test_initials_of_a_name() -> None:
    assert identity.initials("김정훈") == "ㄱㅈㅎ"
    assert identity.initials("쌍둥이 A") == "ㅆㄷㅇ A"


def test_the_machine_readable_line_of_the_reference_is_read() -> None:
    holder = mrz.parse_holder("M123A45674KOR0001018F3301018<<<<<<<<<<<<<<<2", today=TODAY)
    assert (holder.passport_no, holder.birth_date, holder.sex) == ("M123A4567", date(2000, 1, 1), "female")
    assert holder.expires_on == date(2033, 1, 1)
    assert (mrz.check_digit("M123A4567"), mrz.check_digit("M12345678")) == ("4", "8")


@pytest.mark.parametrize("place", [0, 4, 9, 14, 21, 43])
def test_one_misread_character_of_the_line_is_noticed(place: int) -> None:
    line = "M123A45674KOR0001018F3301018<<<<<<<<<<<<<<<2"
    wrong = line[:place] + ("7" if line[place] != "7" else "1") + line[place + 1 :]
    with pytest.raises(Refused, match="mrz_invalid"):
        mrz.parse_holder(wrong, today=TODAY)


def test_the_name_line_gives_the_romanised_name() -> None:
    names = mrz.parse_names("PMKORHONG<<GIL<DONG".ljust(44, "<"))
    assert (names.issuer, names.surname, names.given_names) == ("KOR", "HONG", "GIL DONG")
    with pytest.raises(Refused, match="mrz_invalid"):
        mrz.parse_names("PMKORHONG")


def test_a_card_number_is_found_in_free_text_however_it_is_grouped() -> None:
    for text in (
        "카드 4111-1111-1111-1111 오승인",
        "4111111111111111",
        "３７８２ ８２２４６３ １０００５",
        "9410 1234 5678 9010 취소",
        "5555 5555 5555 4444",
    ):
        assert identity.find_card_in_text(text), text
    for text in (
        "26410-03-261120-0042-K7 착오",
        "26410-03-R261120-0001-5X",
        "승인 30012345, 끝 4자리 1111",
        "4111-1111-1111-1112",
        "010-1234-5678",
        "4111111111111111" * 2,
        "",
    ):
        assert not identity.find_card_in_text(text), text
