"""만족도: answers without a name, an average for the month, the same for every desk that reads the feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Refused
from app.services.ratings import give_rating, rated_month
from app.wire.codec import decode_header
from tests.desks import PASSWORD, a_home


def test_a_months_average_is_of_all_answers(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    lee = home.services.sign_in("lee", PASSWORD)
    assert (rated_month(home.desk).count, rated_month(home.desk).mean_hundredths) == (0, None)
    for score in (5, 5, 4, 2, 5, 1):
        give_rating(home.desk, lee, score)
    month = rated_month(home.desk)
    assert (month.month, month.scores, month.mean_hundredths, month.desks) == ("2026-11", (1, 1, 0, 1, 3), 367, {"03": 6})
    home.store.rebuild()
    assert rated_month(home.desk, "2026-11", own=True) == month
    assert rated_month(home.desk, "2026-10").count == 0
    for score in (0, 6):
        with pytest.raises(Refused, match="score_invalid"):
            give_rating(home.desk, lee, score)
    with pytest.raises(Refused, match="not_allowed"):
        give_rating(home.desk, home.services.sign_in("admin", PASSWORD), 5)
    for text in ("2026-13", "november"):
        with pytest.raises(Refused, match="month_invalid"):
            rated_month(home.desk, text)
    home.close()


def test_an_answer_names_nobody(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    give_rating(home.desk, home.services.sign_in("lee", PASSWORD), 3)
    rows = home.connections.all("SELECT header, case_id, visit_id FROM entry WHERE kind = 'rating_given'")
    ((header, case_id, visit_id),) = rows
    assert (case_id, visit_id, decode_header(header).actor_entry, decode_header(header).desk) == (None, None, None, "03")
    home.close()
