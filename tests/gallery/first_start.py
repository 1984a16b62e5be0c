"""The first start, page by page, the window that asks for a passphrase, and the steps at the desk that the first start has made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from unittest.mock import patch

from PyQt6.QtWidgets import QWidget

from app.bootstrap.first_start import FirstStart
from app.domain.first_start import PAGES, FirstAnswers, Newcomer
from app.domain.look_choice import LookChoice
from app.settings import Settings
from app.ui.app import open_window
from app.ui.front import look_for
from app.ui.shots import pump, settle, sign_in
from app.ui.tabs.admin.view import AdminView
from app.ui.wizard.first_start import FirstStartWindow
from app.ui.wizard.passphrase import PassphraseWindow
from tests.desks import PASSWORD, ROOT, a_home, cheap_keys, on_writer
from tests.gallery.walk import LEADER, OneLook, laid_out
from tests.ui.counter import surroundings, words_of


def shoot_first_start(folder: Path, out: Path, look: OneLook) -> int:
    """How many pictures were made: each page empty, filled in and refused, and each step that follows at the new desk."""
    out.mkdir(parents=True, exist_ok=True)
    made = 0
    for name, shown in chain(_wizard(folder / f"first-{look.name}", look), _steps(folder / f"steps-{look.name}", look)):
        laid_out()
        shown.grab().save(str(out / f"12-{name}.png"))
        made += 1
    return made


def _choice(look: OneLook) -> LookChoice:
    return LookChoice(theme=look.mode, text=look.scale, lang=look.lang)


def _filled(look: OneLook, page: str) -> FirstAnswers:
    leader, clerk = Newcomer(user="park", name="박가람"), Newcomer(user="lee", name="이하늘")
    return FirstAnswers(
        page=page, look=_choice(look), office="26410", desk="03", office_name="가온구청", division="민원여권과", leader=leader, clerk=clerk
    )


def _wizard(home: Path, look: OneLook) -> Iterator[tuple[str, QWidget]]:
    """Each page as it is met, and what it says when something is missing."""
    with cheap_keys(), patch.object(FirstStart, "has_keyring", lambda _: True):
        window = FirstStartWindow(FirstStart(Settings(home=home, data=ROOT)), words_of, ROOT / "resources", lang=look.lang, practise=pump)
        window._again(_choice(look))
        window.pages.resize(min(look.width, 1366), min(look.height, 768) if look.scale == 100 else look.height)
        for number, page in enumerate(PAGES, start=1):
            for state, answers in (("empty", FirstAnswers(page=page, look=_choice(look))), ("filled", _filled(look, page))):
                window.pages.answers = answers
                window.pages.show_page(page)
                window.wait()
                yield f"first-start-{number}-{page}-{state}", window.pages
                if state == "empty" and page in ("office", "people"):  # the others lack nothing
                    window.pages.go_on()
                    window.wait()
                    yield f"first-start-{number}-{page}-refused", window.pages
        window.close()
    asks = PassphraseWindow(words_of(look.lang), look_for(_choice(look), ROOT / "resources"), lambda _: None)
    asks.show()
    pump()
    yield "passphrase", asks
    asks.close()


def _steps(folder: Path, look: OneLook) -> Iterator[tuple[str, QWidget]]:
    """관리 › 처음 설정: each step in turn."""
    home = a_home(folder, training=False, on_lanes=True)
    on_writer(home, lambda: home.services.setup.begin(("seal", "passport"), alone=True))
    opened = open_window(surroundings(home), look.lang, density=look.density, mode=look.mode, scale=look.scale, wide=look.width)
    try:
        opened.window.resize(look.width, look.height)
        opened.window.show()
        actor = on_writer(home, lambda: home.services.sign_in(LEADER, PASSWORD))
        on_writer(home, lambda: home.services.access.acknowledge_duty(actor))
        sign_in(opened, actor)
        opened.window.go("admin", "setup")
        admin = opened.window.tabs["admin"]
        assert isinstance(admin, AdminView)
        settle(opened)
        for at, step in enumerate(admin.setup.presenter.steps):
            admin.setup.choose(at)
            settle(opened)
            yield f"setup-{at + 1:02d}-{step.code}", opened.window
    finally:
        opened.context.session.actor = None
        opened.close()
        pump()
        home.close()
