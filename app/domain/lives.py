"""Lives of cases: one table, four readers (the service that decides, the fold, the buttons on the screen, the documentation).

Money is an axis of its own (`Case.money`): a certificate is `received` and `due`, then `received` and `paid`, then `issued`.
The reference's "paid" and "exempted" states are this axis; a state for them in the table would tie every payment to one
kind of case and make a split or late payment a step of the case's life.

A step that leads back to where it began (a reminder, an interim notice, another official in charge) is a row like any other: it is
asked of the same table, raises the case's version and stands in its history.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from app.domain.entries import Role

CLERKS: Final[tuple[Role, ...]] = ("clerk", "supervisor")
PASSPORT: Final[tuple[Role, ...]] = ("passport_clerk", "supervisor")
ANYBODY: Final[tuple[Role, ...]] = ("clerk", "passport_clerk", "supervisor")
LEADER: Final[tuple[Role, ...]] = ("supervisor",)


class Transition(NamedTuple):
    """`trigger`: `case_received`, `case_received:only` (접수만), `case_cancelled`, or `case_advanced:<step>`."""

    state: str | None
    trigger: str
    next: str
    roles: tuple[Role, ...]


def _t(state: str | None, trigger: str, next_state: str, roles: tuple[Role, ...]) -> Transition:
    return Transition(state, trigger if trigger.startswith("case_") else f"case_advanced:{trigger}", next_state, roles)


def _begins(state: str, roles: tuple[Role, ...], only: str | None = None) -> tuple[Transition, ...]:
    """How a life begins; `only`: where it begins while a national system is away, the same state if not given."""
    return (_t(None, "case_received", state, roles), _t(None, "case_received:only", only or state, roles))


def _from(states: str, trigger: str, next_state: str, roles: tuple[Role, ...]) -> tuple[Transition, ...]:
    """One step from several states (their names with blanks between). `next_state` `=`: the case stays where it is."""
    return tuple(_t(state, trigger, state if next_state == "=" else next_state, roles) for state in states.split())


def _posted(states: str, roles: tuple[Role, ...]) -> tuple[Transition, ...]:
    """By post from one of those states: on its way, handed over by the postman, or back here."""
    return (
        *_from(states, "dispatch", "dispatched", roles),
        _t("dispatched", "post_delivered", "delivered_by_post", roles),
        _t("dispatched", "post_returned", "returned_by_post", roles),
        _t("returned_by_post", "dispatch", "dispatched", roles),
        _t("returned_by_post", "deliver", "delivered", roles),
    )


_IN_WORK = "assigned supplemented extended"  # a petition an official works on
_ASKED = "supplement_requested supplement_requested_again"  # … that waits for the petitioner

TABLES: Final[dict[str, tuple[Transition, ...]]] = {
    # REFERENCE §2.2, §2.4, §2.6: papers issued while the citizen waits, or sent by post (우편민원, 온라인 접수)
    "certificate": (
        *_begins("received", ANYBODY, "received_only"),
        _t("received_only", "issue", "issued", ANYBODY),
        _t("received_only", "refuse", "refused", ANYBODY),
        _t("received_only", "case_cancelled", "cancelled", ANYBODY),
        _t("received", "issue", "issued", ANYBODY),
        _t("received", "refuse", "refused", ANYBODY),
        _t("received", "case_cancelled", "cancelled", ANYBODY),
        _t("issued", "deliver", "delivered", ANYBODY),
        *_posted("issued", ANYBODY),
        *_from("issued delivered dispatched delivered_by_post returned_by_post", "notify_holder", "=", ANYBODY),
        *_from("issued delivered dispatched delivered_by_post returned_by_post", "case_cancelled", "voided", LEADER),
    ),
    # REFERENCE §2.3: the receipt side of filings; acceptance and entry happen in the court's register
    "filing": (
        *_begins("received", CLERKS),
        _t("received", "examine", "examined", CLERKS),
        _t("received", "accept", "accepted", CLERKS),
        *_from("received examined supplemented", "request_supplement", "supplement_requested", CLERKS),
        _t("supplement_requested", "supplement", "supplemented", CLERKS),
        *_from("examined supplemented", "accept", "accepted", CLERKS),
        *_from("examined supplemented", "reject", "rejected", CLERKS),
        _t("accepted", "send", "sent", CLERKS),
        *_from("sent accepted", "record", "recorded", CLERKS),
        _t("recorded", "notify", "notified", CLERKS),
        *_from("received examined supplement_requested supplemented", "withdraw", "withdrawn", CLERKS),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # REFERENCE §2.5; `pre_applied` = 예비접수 while the passport system is away
    "passport": (
        *_begins("applied", ANYBODY, "pre_applied"),
        _t("pre_applied", "apply", "applied", PASSPORT),
        _t("pre_applied", "withdraw", "withdrawn", PASSPORT),
        _t("pre_applied", "case_cancelled", "cancelled", PASSPORT),
        _t("applied", "examine", "examined", PASSPORT),
        *_from("applied examined", "send", "sent", PASSPORT),
        _t("sent", "produce", "produced", PASSPORT),
        *_from("sent produced", "arrive", "arrived", PASSPORT),
        _t("arrived", "deliver", "delivered", PASSPORT),
        *_posted("arrived", PASSPORT),
        *_from("arrived returned_by_post", "remind", "=", PASSPORT),
        *_from("arrived returned_by_post", "relabel", "=", PASSPORT),  # its number was misread at arrival, or it lies elsewhere now
        *_from("arrived returned_by_post", "void", "void", LEADER),
        _t("void", "destroy", "destroyed", LEADER),
        *_from("applied examined", "withdraw", "withdrawn", PASSPORT),
        *_from("applied examined", "refuse", "refused", PASSPORT),
        _t("applied", "case_cancelled", "cancelled", LEADER),
    ),
    # REFERENCE §2.7: dated petitions (민원처리법 시행령 제21조 extension, 제23조 interim notice, 제24·25조 supplement)
    "petition": (
        *_begins("received", CLERKS),
        _t("received", "assign", "assigned", CLERKS),
        *_from(_IN_WORK, "assign", "=", CLERKS),
        _t("received", "decide", "decided", CLERKS),  # 즉시: answered at the counter
        *_from(f"received {_IN_WORK}", "request_supplement", "supplement_requested", CLERKS),
        _t("supplement_requested", "prolong_supplement", "supplement_requested", CLERKS),
        _t("supplement_requested", "request_again", "supplement_requested_again", CLERKS),
        *_from(_ASKED, "supplement", "supplemented", CLERKS),
        *_from(_ASKED, "request_returned", "=", CLERKS),
        *_from(_ASKED, "return", "returned", CLERKS),
        *_from(_ASKED, "close_undeliverable", "closed_undeliverable", CLERKS),
        *_from(_IN_WORK, "extend", "extended", CLERKS),
        *_from(f"{_IN_WORK} {_ASKED}", "interim_notice", "=", CLERKS),
        *_from(_IN_WORK, "decide", "decided", CLERKS),
        _t("decided", "notify", "notified", CLERKS),
        _t("notified", "close", "closed", CLERKS),
        *_from(f"received {_IN_WORK} {_ASKED}", "withdraw", "withdrawn", CLERKS),
        *_from(f"received {_IN_WORK}", "transfer", "transferred", CLERKS),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # REFERENCE §2.8: information disclosure (정보공개법 제11조 decision, 제13조 notice, 제21조 third party)
    "disclosure": (
        *_begins("received", CLERKS),
        _t("received", "assign", "assigned", CLERKS),
        *_from(_IN_WORK, "assign", "=", CLERKS),
        *_from(f"received {_IN_WORK}", "request_supplement", "supplement_requested", CLERKS),
        _t("supplement_requested", "supplement", "supplemented", CLERKS),
        _t("supplement_requested", "return", "returned", CLERKS),
        *_from(_IN_WORK, "ask_third_party", "=", CLERKS),
        *_from(_IN_WORK, "hear_third_party", "=", CLERKS),
        *_from("assigned supplemented", "extend", "extended", CLERKS),
        *_from(_IN_WORK, "decide", "decided", CLERKS),
        _t("decided", "notify", "notified", CLERKS),
        _t("notified", "disclose", "disclosed", CLERKS),
        _t("notified", "close_unclaimed", "closed_unclaimed", CLERKS),
        *_from("notified disclosed", "close", "closed", CLERKS),
        *_from(f"received {_IN_WORK} supplement_requested", "withdraw", "withdrawn", CLERKS),
        *_from(f"received {_IN_WORK}", "transfer", "transferred", CLERKS),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # 생활민원 (바로바로 서비스): taken, passed to the division in charge, its outcome told
    "living_report": (
        *_begins("received", CLERKS),
        _t("received", "forward", "forwarded", CLERKS),
        _t("forwarded", "forward", "forwarded", CLERKS),
        *_from("received forwarded", "resolve", "resolved", CLERKS),
        _t("resolved", "notify", "notified", CLERKS),
        _t("resolved", "close", "closed", CLERKS),
        *_from("received forwarded", "withdraw", "withdrawn", CLERKS),
        *_from("received forwarded", "transfer", "transferred", CLERKS),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # 어디서나민원 (민원처리법 제14조): received here and made elsewhere (교부), or made here for another office (증명)
    "exchange": (
        *_begins("received", CLERKS, "received_only"),
        *_from("received received_only", "request", "requested", CLERKS),
        _t("requested", "arrive", "arrived", CLERKS),
        _t("requested", "refuse", "refused", CLERKS),
        _t("arrived", "deliver", "delivered", CLERKS),
        _t("arrived", "close_unclaimed", "closed_unclaimed", CLERKS),  # not fetched within 15 days
        *_from("received received_only", "issue", "issued", CLERKS),
        _t("issued", "send", "sent_out", CLERKS),
        *_from("received received_only", "refuse", "refused", CLERKS),
        *_from("received received_only", "case_cancelled", "cancelled", CLERKS),
        *_from("requested arrived", "case_cancelled", "cancelled", LEADER),
        *_from("issued delivered", "case_cancelled", "voided", LEADER),
    ),
    # A report that only has to be entered in the national system (여권 분실신고); it can't be undone there
    "report": (
        *_begins("received", ANYBODY),
        _t("received", "register", "registered", ANYBODY),
        _t("received", "withdraw", "withdrawn", ANYBODY),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # A passport handed over whose application is not in this book
    "pickup": (
        *_begins("received", PASSPORT),
        _t("received", "deliver", "delivered", PASSPORT),
        _t("received", "refuse", "refused", PASSPORT),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # A passport sent by post whose application is not in this book
    "posting": (
        *_begins("received", PASSPORT),
        *_posted("received", PASSPORT),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # 행정사무착오 보상
    "compensation": (
        *_begins("received", CLERKS),
        _t("received", "approve", "approved", LEADER),
        _t("received", "reject", "rejected", LEADER),
        _t("approved", "pay_out", "paid_out", CLERKS),
        _t("received", "withdraw", "withdrawn", CLERKS),
        _t("received", "case_cancelled", "cancelled", LEADER),
    ),
    # 민원후견인 (민원처리법 제32조): named at receipt of a petition, accompanies it to its end
    "guardianship": (
        *_begins("appointed", CLERKS),
        _t("appointed", "contact", "appointed", CLERKS),
        _t("appointed", "close", "closed", CLERKS),
        _t("appointed", "case_cancelled", "cancelled", LEADER),
    ),
    # 개명 도우미: advised, and what the court said afterwards
    "consultation": (
        *_begins("advised", CLERKS),
        _t("advised", "contact", "advised", CLERKS),
        _t("advised", "permit", "permitted", CLERKS),
        _t("advised", "deny", "denied", CLERKS),
        _t("advised", "close", "closed", CLERKS),
        _t("advised", "case_cancelled", "cancelled", LEADER),
    ),
}

_ROWS: Final = {(life, row.state, row.trigger): row for life, table in TABLES.items() for row in table}
_STEPS: Final = {
    (life, state): tuple(row for row in table if row.state == state)
    for life, table in TABLES.items()
    for state in {row.state for row in table}
}
_ALL_STATES: Final = {(life, row.next) for life, table in TABLES.items() for row in table}
_MOVES_ON: Final = {
    (life, row.state) for life, table in TABLES.items() for row in table if row.trigger != "case_cancelled" and row.next != row.state
}
_FINAL: Final = _ALL_STATES - _MOVES_ON
_DONE: Final = _FINAL | {("certificate", "issued")}
PROVISIONAL_STATES: Final[frozenset[str]] = frozenset({"received_only", "pre_applied"})
# Steps that may be taken several times, and whose number the law asks for.
COUNTED: Final[frozenset[str]] = frozenset({"extend", "prolong_supplement", "request_returned", "interim_notice"})
UNDONE_STATES: Final[frozenset[str]] = frozenset({"cancelled", "voided", "withdrawn", "refused"})


def transition(life: str, state: str | None, trigger: str) -> Transition | None:
    """The row of the table, or None if that step is not possible from there."""
    return _ROWS.get((life, state, trigger))


def steps_from(life: str, state: str) -> tuple[Transition, ...]:
    """All rows that lead away from that state: the buttons of the screen."""
    return _STEPS.get((life, state), ())


def is_final(life: str, state: str) -> bool:
    """No step leads on from there; a cancellation, or a step that only adds to the history, may still be possible."""
    return (life, state) in _FINAL


def is_done(life: str, state: str) -> bool:
    """Nobody waits for that case any more: it ended, or its certificate was issued and only has to be taken from the printer."""
    return (life, state) in _DONE
