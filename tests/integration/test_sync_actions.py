"""The commands of the 동기화 tab after a loss or without a line: backup and restore with their reports, and how old the backup is."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.backup_notes import BACKUP_STAMP
from app.bootstrap.sync_actions import sync_actions
from app.domain.errors import Refused, Unavailable
from app.formfiles.words import load_words
from app.ports.progress import UNWATCHED
from app.services.desk import to_ms
from tests.desks import PASSWORD, ROOT, a_home


def test_a_backup_lies_in_a_folder_of_its_own_and_the_readiness_page_knows_its_age(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    words = load_words(ROOT / "resources", "ko")
    try:
        park = home.services.sign_in("park", PASSWORD)
        home.services.open_day(park, 0)
        actions = {each.name: each for each in sync_actions(home)}
        assert home.services.offline.machine_facts().backup_at is None
        said = actions["sync.action.backup"].run(words, tmp_path, UNWATCHED)
        (folder,) = tmp_path.glob("minwon-*")
        assert folder.name in said
        assert (folder / "ledger.db").stat().st_size > 0
        assert home.services.offline.machine_facts().backup_at == to_ms(home.desk.clock.now())
        assert (tmp_path / "home" / BACKUP_STAMP).exists()
        (line,) = (line for line in home.services.offline.readiness(home.services.offline.machine_facts()) if line.code == "backup")
        assert line.level == "ok"
        with pytest.raises(Refused) as again:
            actions["sync.action.backup"].run(words, tmp_path, UNWATCHED)
        assert again.value.code == "backup_exists"
        assert actions["sync.action.reports"].run(words, None, UNWATCHED) == "복구한 적이 없습니다."
    finally:
        home.close()


def test_a_desk_without_central_says_so_and_leaves_no_file(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    words = load_words(ROOT / "resources", "en")
    try:
        actions = {each.name: each for each in sync_actions(home)}
        with pytest.raises(Refused) as refused:
            actions["sync.action.export"].run(words, tmp_path / "waiting", UNWATCHED)
        assert refused.value.code == "central_none"
        assert not (tmp_path / "waiting").exists()
        with pytest.raises(Unavailable) as unreadable:
            actions["sync.action.import"].run(words, tmp_path / "nothing", UNWATCHED)
        assert unreadable.value.code == "file_unreadable"
    finally:
        home.close()
