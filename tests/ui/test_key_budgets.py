"""How many keys each flow of COUNTER §3 takes, besides names, numbers and other text: counted at the real window.

The budgets are counted off the flows as COUNTER writes them; a field more to press through, or a hand that has to go to the mouse, is seen
here at once.
"""

from __future__ import annotations

from typing import Final

from app.ui.tabs.passport.view import PassportView
from tests.ui.counter import Counter
from tests.ui.scanner import scan as burst
from tests.ui.test_flows import RRN, approve, arrived_passport, booklet, cases

SEAL: Final = 8  # A
SEAL_BY_AGENT: Final = 15  # B: F5 ⏎ 2 ⏎ 1 1 1 ⏎ 1 1 ⏎ ⏎ ⏎ F11 ⏎
TWO_SERVICES: Final = 15  # C: F8 ⏎ ⏎ ⏎ 1 1 ⏎ · ⏎ ⏎ ⏎ 1 1 ⏎ · F11 ⏎
BIRTH: Final = 25  # D: 23 by COUNTER, and two that it does not count: the name in Hanja, the filing itself among the papers
PASSPORT: Final = 16  # E: F7 1 ⏎ ⏎ 1 1 ⏎ ⏎ 1 ⏎ 1 1 0 1 1 F11
HANDED_OVER: Final = 5  # F
MASS: Final = 5  # F8 ⏎ copies F11 ⏎
MASS_WITH_TARGET: Final = 6
ONE_MORE: Final = 5  # F3 ⏎ R F11 ⏎


def walk(counter: Counter, answers: dict[str, str | tuple[str, ...]], *, last: str = "", most: int = 40) -> None:
    """Through the open form as a hand goes: what has an answer gets it, what is prefilled is passed with Enter.

    An answer is one key that chooses; in a tuple, text that is typed. `last`: the field where a key of the money goes on instead; without
    it the form is in the basket.
    """
    left, lines = dict(answers), len(counter.opened.context.visit.lines)
    for _ in range(most):
        at = counter.focused()
        if len(counter.opened.context.visit.lines) > lines:
            assert not left, left
            return
        if last and at.startswith(last):
            left.pop(last, None)
            assert not left, left
            return
        name = next((each for each in left if at.startswith(each)), "")
        answer = left.pop(name, "Return")
        if isinstance(answer, tuple):
            before = counter.focus()
            for part in answer:
                if part.isdigit():
                    counter.digits(part)
                else:
                    counter.type(part)
            if counter.focus() is before:
                counter.press("Return")
        else:
            counter.press(answer)
    raise AssertionError(f"the form was never added, the keyboard is at {counter.focused()!r}")


def begin(counter: Counter, user: str = "lee") -> None:
    counter.sign_in(user)
    counter.presses.clear()


def test_a_seal_certificate(counter: Counter) -> None:
    begin(counter)
    counter.press("F5")
    walk(counter, {"인감신고인 성명": ("김민수",), "주민등록번호": (RRN,), "인감신고인 신분증": "1"}, last="통수")
    counter.press("F11", "Return")
    assert len(counter.presses) == SEAL
    approve(counter)
    assert cases(counter)[0].state == "issued"


def test_b_seal_certificate_by_an_agent(counter: Counter) -> None:
    begin(counter)
    counter.press("F5")
    answers: dict[str, str | tuple[str, ...]] = {
        "인감신고인 성명": ("김민수",),
        "주민등록번호": (RRN,),
        "신청인": "2",
        "대리인 성명": ("최한별",),
        "대리인 주민등록번호": ("8505052345674",),
        "관계": "1",
        "대리인 신분증": "1",
        "인감신고인 신분증": "1",
        "위임장 작성일": ("261015",),
        "자필": "1",
        "위임장 용도구분": "1",
        "위임자 연락처": ("01012345678",),
    }
    walk(counter, answers, last="용도구분")
    counter.press("F11", "Return")
    assert len(counter.presses) <= SEAL_BY_AGENT, counter.presses
    approve(counter)
    assert cases(counter)[0].state == "issued"


def test_c_two_services_of_one_visit(counter: Counter) -> None:
    begin(counter)
    counter.press("F8")
    counter.type("ㄷㅂ")
    counter.press("Return")
    walk(counter, {"성명": ("이서연",), "주민등록번호": (RRN,), "신분증": "1", "표시": "1", "통수": ("2",)})
    counter.type("가족")
    counter.press("Return")
    walk(counter, {"증명서 종류": "1", "번호공개": "1"}, last="통수")
    counter.press("F11", "Return")
    assert len(counter.presses) <= TWO_SERVICES, counter.presses
    approve(counter)
    assert sum(each.due_won for each in cases(counter)) == 1_800


def test_d_birth_filing(counter: Counter) -> None:
    begin(counter)
    counter.press("F6", "2")
    counter.type("ㅊㅅ")
    counter.press("Return")
    answers: dict[str, str | tuple[str, ...]] = {
        "신고인 자격": "1",
        "신고인 성명": ("김민수",),
        "주민등록번호": (RRN,),
        "휴대전화": ("01012345678",),
        "신분증": "1",
        "출생자 성명": ("김하나",),
        "성별": "2",
        "출생일시": ("261115 0930",),
        "출생장소": ("부산의료원",),
        "혼인 중·외": "1",
        "모 성명": ("이서연",),
        "모 생년월일": ("910202",),
        "등록기준지": ("부산광역시 금정구 장전동 1",),
        "출생신고서": "1",
        "출생증명서": "1",
        "신고인 신분증": "1",
        "문자 통지 동의": "1",
        "안내물 드림": "1",
    }
    walk(counter, answers)
    counter.press("Return")
    assert len(counter.presses) <= BIRTH, counter.presses
    assert cases(counter)[0].state == "received"


def test_e_passport_with_the_old_booklet(counter: Counter) -> None:
    begin(counter, "choi")
    counter.press("F7", "1", "Return")
    burst(counter, "P<KORPARK<<DOYUN<<<<<<<<<<<<<<<<<<<<<<<<<<<<")
    burst(counter, booklet("M12345678", "900101"))
    answers: dict[str, str | tuple[str, ...]] = {
        "성명": ("박도윤",),
        "주민등록번호": (RRN[6:],),
        "신분증": "1",
        "휴대전화": ("01012345678",),
        "수령": "1",
        "문자 통지 동의": "1",
        "우대창구": "0",
        "사진 규격 확인": "1",
        "지문 대조": "1",
    }
    walk(counter, answers, last="신분증 진위확인")
    counter.press("F11")
    assert len(counter.presses) <= PASSPORT, counter.presses
    approve(counter)
    (case,) = cases(counter)
    assert (case.state, case.due_won) == ("applied", 52_000)
    counter.back_to_the_window()


def test_f_passport_handed_over(counter: Counter) -> None:
    case = arrived_passport(counter)
    counter.presses.clear()
    counter.press("F7", "2")
    burst(counter, f"MINWON:C:{case.number}")
    counter.press("1", "1")
    assert isinstance(counter.window.tabs["passport"], PassportView)
    burst(counter, booklet("M12345678", "900101"))
    counter.press("Return")
    assert len(counter.presses) <= HANDED_OVER and cases(counter)[0].state == "delivered"


def test_mass_papers_need_no_name_and_no_number(counter: Counter) -> None:
    begin(counter)
    counter.press("F8")
    counter.type("토지")
    counter.press("Return", "F11", "Return")
    assert len(counter.presses) <= MASS, counter.presses
    approve(counter)
    (first,) = cases(counter)
    counter.press("F2")
    counter.presses.clear()
    counter.press("F8")
    counter.type("차량원부")
    counter.press("Return")
    counter.type("12가3456")
    counter.press("Return", "3", "F11", "Return")
    assert len(counter.presses) <= MASS_WITH_TARGET, counter.presses
    approve(counter)
    (second,) = (each for each in cases(counter) if each.number != first.number)  # both of one millisecond
    assert (first.service, first.name) == ("land_register_copy", "")
    assert (second.service, second.copies, second.name) == ("vehicle_register_copy", 3, "")


def test_one_more_of_what_was_just_issued(counter: Counter) -> None:
    begin(counter)
    counter.press("F8")
    counter.type("토지")
    counter.press("Return", "F11", "Return")
    approve(counter)
    counter.presses.clear()
    counter.press("F3", "Return", "R", "F11", "Return")
    assert len(counter.presses) <= ONE_MORE
    approve(counter)
    assert len(cases(counter)) == 2
