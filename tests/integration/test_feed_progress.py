"""A desk that was away for long reads many pages: how far it is is told meanwhile, and no more when it has ended or was cut off."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.bootstrap.homes import Home
from app.cli import line
from app.cli.how_far import HowFar
from app.domain.errors import Unavailable
from app.domain.views import Far
from app.formfiles.words import load_words
from app.services.pull_feed import pull_feed
from app.services.take_snapshot import Filling
from tests.desks import ROOT
from tests.fakes.central import FakeCentral, FakeOffice
from tests.open_days import home
from tests.streams import a_stream

__all__ = ["home"]

PAGE, ENTRIES = 4, 18


@pytest.fixture
def central(home: Home) -> FakeCentral:
    """Another desk's entries wait there."""
    office = FakeOffice()
    stream = a_stream(ENTRIES, seed=9, desk="05", central_id=office.central_id)
    office.line("05", stream.id.device_id, 1, stream.signer.public_key).push(stream.id, stream.push())
    home.store.exchange.adopt(office.central_id)
    return office.line("03", home.desk.identity.device_id, 1, home.desk.signer.public_key, adopted_seq=home.store.head.seq)


def pull(home: Home, central: FakeCentral, filling: Filling, limit: int = PAGE) -> int:
    return pull_feed(home.desk, central, lambda work: work(), limit=limit, filling=filling)


def watched() -> tuple[Filling, list[Far | None]]:
    far: list[Far | None] = []
    filling = Filling()
    filling.watch(lambda: far.append(filling.told))
    return filling, far


def test_a_long_feed_is_told_page_by_page_to_its_end(home: Home, central: FakeCentral) -> None:
    filling, far = watched()
    while pull(home, central, filling):
        pass
    assert far == [Far(4, 18), Far(8, 18), Far(12, 18), Far(16, 18), None]


def test_what_comes_within_two_pages_is_not_worth_a_word(home: Home, central: FakeCentral) -> None:
    filling, far = watched()
    while pull(home, central, filling, limit=ENTRIES // 2):
        pass
    assert far == []


def test_a_line_that_goes_ends_it_and_the_rest_is_told_anew(home: Home, central: FakeCentral) -> None:
    filling, far = watched()
    pull(home, central, filling)
    central._room.away = "central_unreachable"
    with pytest.raises(Unavailable):
        pull(home, central, filling)
    assert far == [Far(4, 18), None] and filling.told is None
    central._room.away = ""
    pull(home, central, filling)
    assert far[-1] == Far(4, 14)


class Screen(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


def a_call(**options: Any) -> Any:
    return SimpleNamespace(words=load_words(ROOT / "resources", "ko"), get=lambda name, default=None: options.get(name, default))


BEGINS, HERE = "중앙서버가 보낼 것을 준비하고 있습니다.", "민원실 대장: 기재 2,000건 가운데 1,000건 받음"
FOLDED = "민원실 대장: 모두 받음, 기재 2,000건 가운데 1,500건 정리함"


@pytest.mark.parametrize(
    ("terminal", "asked", "shown"),
    [
        (False, False, ""),
        (False, True, f"{BEGINS}\n{HERE}\n{FOLDED}\n"),
        (True, False, f"\r\x1b[K{BEGINS}\r\x1b[K{HERE}\r\x1b[K{FOLDED}\r\x1b[K"),
    ],
)
def test_a_shell_says_how_far_it_is_where_somebody_sees_it(
    terminal: bool, asked: bool, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen, moments = Screen(terminal=terminal), iter((0.0, 0.5, 1.5, 2.5))
    monkeypatch.setattr(sys, "stderr", screen)
    far = HowFar(a_call(progress=asked), now_s=lambda: next(moments))
    for told in (Far(0, 0), Far(500, 2_000), Far(1_000, 2_000), Far(1_500, 2_000, folding=True), None):
        far.tell(told)
    assert screen.getvalue() == shown


def test_sync_at_a_shell_shows_it(home: Home, central: FakeCentral, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told: list[Callable[[Any], object]] = []
    shell = SimpleNamespace(watch_filling=told.append, sync_all=lambda: (0, 0), sync_status=lambda: SimpleNamespace(pending=0, acked_seq=0))

    class Holding:
        def __enter__(self) -> Any:
            return shell

        def __exit__(self, *_: object) -> None:
            """Nothing is held."""

    screen = Screen(terminal=False)
    monkeypatch.setattr(sys, "stderr", screen)
    call = a_call(once=True, progress=True)
    call.holding, call.answer = Holding, lambda *_, **__: None
    assert line.sync_home(call) == 0
    told[0](Far(1, 2))
    assert "1건 받음" in screen.getvalue()
