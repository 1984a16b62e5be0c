"""The life of a card payment as a table: what each side may do next, so that no charge stays without its case (GUARANTEES G3).

The desk commits its intent before the first byte leaves. From then on the terminal may have heard it, so only an answer ends it: an
approval, a refusal, or a reversal the host confirmed. Once a reversal is queued it stays queued: an approval that comes late changes
nothing, the reversal takes that money back too. Money that is given back (`cancel`) needs no reversal: the same message is repeated
under the same trace number until the host answers it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from app.domain.entry_body import Body
from app.domain.money_entries import PaymentEnded, PaymentReversed, PaymentSettled, PaymentUnknown

Way = Literal["purchase", "cancel"]
State = Literal["intent", "unknown", "reversing", "approved", "confirmed", "manual", "declined", "not_found", "reversed", "abandoned"]
# `told`: approval by telephone or from the terminal's slip; `queued`: a reversal; `gone`: the host never had it.
Event = Literal["approved", "unanswered", "told", "queued", "declined", "gone", "reversed", "abandoned"]

OPEN: Final[frozenset[State]] = frozenset({"intent", "unknown", "reversing"})
TAKEN: Final[frozenset[State]] = frozenset({"approved", "confirmed", "manual"})
STATES: Final[tuple[State, ...]] = get_args(State)

# (state, event) → next state. What is not here does not happen: the event is late, and the state stays what it is.
_PURCHASE: Final[dict[tuple[State, Event], State]] = {
    ("intent", "approved"): "approved",
    ("intent", "declined"): "declined",
    ("intent", "gone"): "not_found",
    ("intent", "unanswered"): "unknown",
    ("intent", "queued"): "reversing",
    ("intent", "told"): "manual",
    ("intent", "abandoned"): "abandoned",
    ("unknown", "unanswered"): "unknown",
    ("unknown", "approved"): "confirmed",
    ("unknown", "told"): "manual",
    ("unknown", "queued"): "reversing",
    ("unknown", "abandoned"): "abandoned",
    ("reversing", "queued"): "reversing",
    ("reversing", "reversed"): "reversed",
    ("reversing", "gone"): "not_found",
    ("reversing", "abandoned"): "abandoned",
}
_CANCEL: Final[dict[tuple[State, Event], State]] = {
    ("intent", "approved"): "approved",
    ("intent", "declined"): "declined",
    ("intent", "gone"): "not_found",
    ("intent", "unanswered"): "unknown",
    ("intent", "told"): "manual",
    ("intent", "abandoned"): "abandoned",
    ("unknown", "unanswered"): "unknown",
    ("unknown", "approved"): "confirmed",
    ("unknown", "declined"): "declined",
    ("unknown", "told"): "manual",
    ("unknown", "abandoned"): "abandoned",
}
TABLE: Final[dict[Way, dict[tuple[State, Event], State]]] = {"purchase": _PURCHASE, "cancel": _CANCEL}


def after(way: Way, state: State, event: Event) -> State:
    """The state after that event; the same one for an event that comes too late to change anything."""
    return TABLE[way].get((state, event), state)


def takes(way: Way, state: State, event: Event) -> bool:
    """True if that event still counts in that state."""
    return (state, event) in TABLE[way]


def event_of(body: Body) -> Event | None:
    """What an entry says has happened to the card payment it names; None for the intent itself and for other entries."""
    if isinstance(body, PaymentUnknown):
        return "queued" if body.reversing else "unanswered"
    if isinstance(body, PaymentSettled):
        return "told" if any(part.manual for part in body.parts) else "approved"
    if isinstance(body, PaymentReversed):
        return "told" if body.manual else "approved"
    if isinstance(body, PaymentEnded):
        return _ENDED[body.outcome]
    return None


_ENDED: Final[dict[str, Event]] = {"declined": "declined", "reversed": "reversed", "not_found": "gone", "abandoned": "abandoned"}


def sources(way: Way, event: Event) -> list[tuple[State, State]]:
    """From which states that event leads to which."""
    return [(state, target) for (state, each), target in TABLE[way].items() if each == event]
