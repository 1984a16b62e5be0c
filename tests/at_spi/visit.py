"""A whole visit worked from outside: log in, a seal certificate asked for by an agent (COUNTER §3 B), paid by card, the receipt.

`python -m tests.at_spi.visit COMMAND…` starts that command, works the visit in its window and prints what it did, one JSON line. It has to
run on a session bus and an X display of its own. Only roles and accessible names are used, and what a person at the counter knows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from functools import partial

from tests.at_spi.screen_reader import CHECKED, FOCUSABLE, FOCUSED, SELECTED, Screen, ScreenReader, Thing
from tests.patience import PATIENCE_S

PROGRAM = "minwon"
RETURN = 0xFF0D  # as X calls it
AGENT = {
    "대리인 성명, 필수": "최한별",
    "대리인 주민등록번호, 필수": "8505052345674",
}
POWER = {
    "위임장 작성일, 필수": "261015",
    "위임장 통수, 필수": "2",
    "위임자 연락처, 필수": "01012345678",
    "통수, 필수": "2",
}


def main(command: list[str]) -> int:
    """The visit was worked and the window closed; 1 with what was missing on stderr when a step could not be done."""
    user, password = os.environ.pop("VISIT_USER"), os.environ.pop("VISIT_PASSWORD")
    environment = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    program = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)
    with ExitStack() as last:
        last.callback(ended, program)  # whatever comes: who waits for what is printed waits for the window too
        reader = ScreenReader()
        last.callback(reader.close)
        screen = Screen(reader, reader.application(PROGRAM))
        log_in(screen, user, password)
        unnamed = nameless(reader, screen)
        errors = wrong(reader, screen)
        fill_in(screen)
        done = pay(reader, screen) | {"unnamed": unnamed, "errors": errors}
        print(json.dumps(done, ensure_ascii=False), flush=True)
    return 0


def ended(program: subprocess.Popen[bytes]) -> None:
    """It is gone, asked or not."""
    program.terminate()
    try:
        program.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()


def log_in(screen: Screen, user: str, password: str) -> None:
    """Whoever knows the password is at the desk, and the day is open with its float."""
    screen.find("text", "사용자").set_text(user)
    screen.find("password text", "비밀번호").set_text(password)
    screen.find("push button", "업무 시작").press()
    screen.find("text", "준비금(잔돈)").set_text("100000")
    screen.find("push button", "업무 개시").press()


def nameless(reader: ScreenReader, screen: Screen) -> list[str]:
    """What can have the keyboard on any tab and is told without a name: where it is and what."""
    found = []
    for tab in [thing for thing, role, _ in screen.walk() if role == "page tab"]:
        tab.press()
        reader.until(partial(in_front, tab), tab.name)
        found += [f"{tab.name}: {role}" for thing, role, name in screen.walk() if not name.strip() and FOCUSABLE in thing.states]
    return found


def in_front(tab: Thing) -> bool:
    return SELECTED in tab.states


def wrong(reader: ScreenReader, screen: Screen) -> list[str]:
    """What is told of a form added with nothing in it, and of a number that cannot be one; the keyboard is where that is put right."""
    screen.find("page tab", "인감 F5").press()
    name = screen.find("text", "인감신고인 성명, 필수")
    reader.told()
    screen.find("push button", "담기 ⏎").press()
    reader.until(lambda: FOCUSED in name.states and name.description == "필수 항목입니다", "the first field that is empty")
    screen.says("첫 항목은 '인감신고인 성명'입니다")
    told = reader.told()
    number = screen.find("text", "주민등록번호, 필수")
    number.set_text("123")
    number.take_focus()
    reader.until(lambda: FOCUSED in number.states, number.name)
    reader.key(RETURN)
    reader.until(lambda: "확인하십시오" in number.description, "what is wrong with the number")
    assert FOCUSED in number.states
    return [*told, *reader.told()]


def fill_in(screen: Screen) -> None:
    """The form of a seal certificate by an agent is filled in and lies in the basket."""
    screen.find("page tab", "인감 F5").press()
    screen.find("text", "인감신고인 성명, 필수").set_text("김민수")
    screen.find("text", "주민등록번호, 필수").set_text("9001011234568")
    choose(screen, "신청인 2 대리")
    for name, text in AGENT.items():
        screen.find("text", name).set_text(text)
    for name in ("관계 1 배우자", "대리인 신분증 1 주민등록증", "인감신고인 신분증 1 주민등록증"):
        choose(screen, name)
    for name, text in POWER.items():
        screen.find("text", name).set_text(text)
    box = screen.find("check box", "자필·별지 제13호서식 확인, 필수")
    box.press()
    choose(screen, "위임장 용도구분 1 일반")
    screen.find("push button", "담기 ⏎").press()
    screen.says("1,200")


def choose(screen: Screen, name: str) -> None:
    """That one of several is chosen, and says so."""
    one = screen.find("radio button", name)
    one.press()
    assert CHECKED in one.states, name


def pay(reader: ScreenReader, screen: Screen) -> dict[str, object]:
    """The certificates are paid by card and issued; the receipt is on the screen. What a screen reader was told, and the number."""
    screen.find("push button", "카드 F11").press()
    screen.find("push button", "인감시스템에서 확인·발급했습니까?").press()
    screen.find("text", "승인번호").set_text("12345678")
    screen.find("text", "카드 끝 4자리").set_text("4321")
    screen.find("push button", "수납 ⏎").press()
    screen.says("수납액 1,200원")
    screen.find("push button", "영수증 출력 ⇧F9").press()
    paper = screen.find("dialog", "영수증", starts=True)
    return {"paper": paper.name, "told": reader.told()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
