"""The fifteen messages of COUNTER §6 word for word, its register in every Korean sentence, and the words of §7."""

from __future__ import annotations

import re
from functools import cache

import pytest

from app.domain.errors import CounterError, Refused, Unavailable
from app.domain.words import LANGS, Lang, Words
from app.formfiles.words import load_words
from tests.desks import ROOT


@cache
def words(lang: Lang) -> Words:
    return load_words(ROOT / "resources", lang)


def said(lang: Lang, number: int) -> str:
    """That message with the facts of the catalogue's sample."""
    text, message = words(lang).text, words(lang).message
    ko = lang == "ko"
    told: dict[int, str | CounterError] = {
        1: f"{text('basket.done')} {text('basket.waits')}",
        2: text("outage.receive_only", system="인감" if ko else "seal"),
        3: words(lang).problem("poa_expired", day="2026. 5. 10."),
        4: words(lang).problem("rrn_checksum"),
        5: text("intake.missing", n=2, first="통수" if ko else "copies"),
        6: text("same_today.told", at="10:42", desk="2"),
        7: Unavailable("terminal_unknown"),
        8: Refused("card_declined", answer="한도 초과" if ko else "limit"),
        9: text("cancel.question"),
        10: Unavailable("printer_failed", printer="A4"),
        11: Refused("online_not_to_agent"),
        12: text("first_elsewhere.told", desk="1", at="14:05", what="교부" if ko else "delivered"),
        13: Refused("day_blocked", total=3, unknown_cards=1, parked_visits=1, agent_notices=1),
        14: Refused("count_differs", difference_won=-1000),
        15: Refused("previous_day_unclosed", day="2026-11-19"),
    }
    found = told[number]
    return message(found) if isinstance(found, CounterError) else found


CATALOGUE: dict[Lang, tuple[str, ...]] = {
    "ko": (
        "저장했습니다. 중앙서버와 연결되지 않아 전송을 기다립니다. 연결되면 자동으로 보냅니다.",
        "인감시스템 장애로 발급할 수 없습니다. 접수만 하려면 [접수만]을 누르십시오. 수수료는 받지 마십시오.",
        "위임장 작성일(2026. 5. 10.)부터 6개월이 지났습니다. 새 위임장을 받으십시오.",
        "주민등록번호 검증값이 맞지 않습니다. 2020년 10월 이후 받은 번호는 정상일 수 있습니다. "
        "신분증과 다시 대조하고, 맞으면 Enter를 누르십시오.",
        "필수 항목 2개가 비어 있습니다. 첫 항목은 '통수'입니다. 입력한 내용은 임시 저장했습니다.",
        "같은 민원인의 같은 민원이 오늘 10:42 2번 창구에 접수되어 있습니다. 그래도 접수하시겠습니까?",
        "카드 결제 결과를 확인하지 못했습니다. 다시 결제하지 마십시오. 단말기에 조회하고 있습니다.",
        "카드 승인이 거절되었습니다(한도 초과). 결제된 금액은 없습니다. 다른 수단으로 받으십시오.",
        "이 건을 취소하시겠습니까? 번호는 '취소'로 남고 다시 쓰지 않습니다. 팀장 확인이 필요합니다.",
        "출력하지 못했습니다. 접수는 저장되었고 번호는 바뀌지 않습니다. 용지를 확인하고 [다시 출력]을 누르십시오.",
        "온라인으로 신청한 여권은 대리인에게 교부할 수 없습니다. 본인이 신분증과 기존 여권을 가지고 오도록 안내하십시오.",
        "다른 창구에서 먼저 처리했습니다(1번 창구 14:05 교부). 입력한 내용은 보관했습니다. [확인할 일]에서 비교하십시오.",
        "마감할 수 없습니다. 먼저 처리할 일이 3건 있습니다: 결과 모르는 카드 1, 보류 1, 대리발급 통보 1.",
        "현금이 장부보다 1,000원 적습니다. 다시 세고, 그래도 다르면 사유를 적으십시오.",
        "11. 19.(목) 업무일이 마감되지 않았습니다. 먼저 마감하고 오늘 업무를 시작하십시오.",
    ),
    # Where the sample of the catalogue leaves a fact out, or says it another way, the fact stands here as this program shows it.
    "en": (
        "Saved. Central can't be reached; it will be sent by itself when the line is back.",
        "The seal system is down, nothing can be issued. Choose [Receive only]; take no fee.",
        "The power of attorney (2026. 5. 10.) is older than 6 months. Ask for a new one.",
        "Check digit does not fit; numbers given since Oct 2020 may be right. Compare with the ID, then press Enter.",
        "2 required fields are empty, the first is 'copies'. Your input is kept.",
        "The same request was taken today at desk 2, 10:42. Take it anyway?",
        "The card result is unknown. Do not charge again; the terminal is being asked.",
        "Card declined (limit). Nothing was charged. Use another means.",
        "Cancel this case? Its number stays used. A team leader must confirm.",
        "Printing failed. The case is saved under the same number. Check paper, then [Print again].",
        "Passports applied for online can't go to an agent. The holder must come with ID and the old passport.",
        "Another desk was first (desk 1, 14:05 delivered). Your input is kept; compare it in [To settle].",
        "The day can't be closed yet: 3 things to settle first (card results unknown 1, parked visits 1, notices of issue to agents 1).",
        "Cash is ₩1,000 short. Count again; if it stays, give the reason.",
        "The business day 11. 19. (Thu) is still open. Close it, then start today.",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", range(1, 16))
def test_the_catalogue_is_said_word_for_word(lang: Lang, number: int) -> None:
    assert said(lang, number) == CATALOGUE[lang][number - 1]


def test_the_terminal_and_the_screen_say_the_same_of_an_unknown_card() -> None:
    for lang in LANGS:
        assert words(lang).text("charge.unknown") == words(lang).text("error.terminal_unknown")


# A request in another register, or a fact without its polite ending; a label, a heading or an example ends in neither.
ANOTHER_REGISTER = re.compile(r"(?:하세요|주세요|세요|해요|이에요|예요|어요|아요|군요|하라|하시오|한다|된다|있다|없다|이다)[.!]?$")
NEVER = re.compile("에러|오류가|!|단말기에러|엑스 보고|블라인드|택배")


def sentences(text: str) -> list[str]:
    """What is said between full stops, with the facts and what stands in brackets left out."""
    bare = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|'[^']*'", "", text)
    return [each.strip() for each in re.split(r"(?<=[다오까])[.?](?:\s+|$)|\n", bare) if each.strip()]


def test_every_korean_sentence_keeps_the_register() -> None:
    wrong = {key: text for key, text in words("ko").texts.items() for each in sentences(text) if ANOTHER_REGISTER.search(each)}
    assert wrong == {}


GREETING = "어서 오십시오"
OF_THE_CITIZEN = "citizen."


def test_a_citizen_is_asked_kindly_and_a_clerk_shortly() -> None:
    """COUNTER §6: -아/어 주십시오 on the citizen's screen, -십시오 on the clerk's."""
    for key, text in words("ko").texts.items():
        asks, kindly = text.replace(GREETING, "").count("십시오"), text.count(" 주십시오")
        assert (asks == kindly) if key.startswith(OF_THE_CITIZEN) else not kindly, (key, text)


def test_what_ends_in_a_full_stop_is_a_sentence_of_the_counter() -> None:
    whole = {key: text for key, text in words("ko").texts.items() if text.endswith(".") and key.startswith(("error.", "problem."))}
    ends = re.compile(r"(?:니다|십시오|\})(?:\([^()]*\))?\.$")
    assert {key: text for key, text in whole.items() if not ends.search(text) and ": " not in text} == {}


def test_messages_are_three_sentences_at_most_and_never_shout() -> None:
    for key, text in words("ko").texts.items():
        assert not NEVER.search(text), (key, text)
        if key.startswith("error."):
            assert len(sentences(text)) <= 3, (key, text)


def test_no_button_of_a_cancel_dialog_is_called_cancel() -> None:
    asked = {key: text for key, text in words("ko").texts.items() if key.startswith(("cancel.", "undo.")) and key != "undo.key"}
    assert [key for key, text in asked.items() if text in ("취소", "취소 ⏎")] == []
    assert words("ko").text("cancel.go") == "이 건 취소" and words("ko").text("button.go_back") == "돌아가기"


# COUNTER §7: the words that are not used, each where it would be meant so.
NOT_SAID = {
    "조치함": "확인할 일",
    "대기표": "대기번호",
    "X 보고서": "중간집계",
    "개시 시재": "준비금",
    "블라인드": "금액 가리고 세기",
    "수령완료": "교부",
    "오프라인 건": "접수만",
    "임시 건": "잠정",
    "현재 방문": "현재 민원인",
    "대리 직원": "대직자",
}


@pytest.mark.parametrize(("never", "instead"), NOT_SAID.items())
def test_words_of_the_counter_are_used(never: str, instead: str) -> None:
    assert {key: text for key, text in words("ko").texts.items() if never in text} == {}, instead
