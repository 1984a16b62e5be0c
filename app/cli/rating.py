"""`rating give|month`: how content people were, without anybody's name."""

from __future__ import annotations

from app.cli.call import Call
from app.cli.options import Commands
from app.services.ratings import give_rating, rated_month


def add(commands: Commands) -> None:
    """`rating`."""
    rating = commands.group("rating", "rating")
    giving = rating.add("give", "rating_give", give)
    giving.add_argument("score", type=int, metavar="1-5", help="option.rating_score")
    month = rating.add("month", "rating_month", show)
    month.add_argument("month", nargs="?", metavar="2026-11", help="option.rating_month")
    month.add_argument("--scope", choices=("desk", "office"), help="option.scope")


def give(call: Call) -> int:
    """One more answer is in the book."""
    with call.signed_in() as (home, actor):
        give_rating(home.desk, actor, call.get("score"))
    call.answer({"score": call.get("score")}, "rating_given")
    return 0


def show(call: Call) -> int:
    """The month's answers and their average; they are nobody's secret."""
    with call.looking() as home:
        month = rated_month(home.desk, call.get("month", ""), own=call.get("scope") == "desk")
    mean = None if month.mean_hundredths is None else month.mean_hundredths / 100
    found = {"month": month.month, "count": month.count, "mean": mean, "scores": list(month.scores), "desks": month.desks}
    if mean is None:
        call.answer(found, "rating_none", month=month.month)
    else:
        call.answer(
            found, "rating_month", month=month.month, mean=f"{mean:.2f}", count=month.count, scores=", ".join(map(str, month.scores))
        )
    return 0
