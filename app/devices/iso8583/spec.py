"""Which messages and fields travel, for pyiso8583: one dialect of ISO 8583:1987, shared by the adapter and the simulator.

ASCII with a binary bitmap. A message is named by field 11 (trace number, STAN) and 41 (terminal); an answer repeats 3, 4, 7, 11, 41, 49
and 60 of its question. Field 2 (the card's number) is not in here: the terminal keeps it, and a message that carries one is not
understood, so that it can never reach this program. Another payment network is another table like this one.

- 0200/0210, 3 = 000000: purchase; the terminal reads the card.
- 0200/0210, 3 = 200000: refund, later or in part, to the card that is put in; 90, 38 and 61 name the purchase.
- 0400/0410, 3 = 020000: the same day, the purchase that 90, 38 and 61 name is cancelled, whole.
- 0420 and 0421 (asked before)/0430: reversal (망취소). Nothing of that trace number stays taken, whether the host has seen it or not.
- 0600/0610: what became of that trace number. An administrative request, since a financial one (0100, 0200) could itself move money
  and a file action (0300) is about the host's files.
- 0500/0510: totals of one date (63): 74 and 86 what was given back, 76 and 88 what was taken.
- 0800/0810, 70 = 301: is anybody there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

PURCHASE, CANCEL, REVERSAL, REVERSAL_REPEATED = "0200", "0400", "0420", "0421"
INQUIRY, TOTALS, PROBE = "0600", "0500", "0800"
# A repeated reversal has the answer of the first one.
ANSWER_TO: Final[Mapping[str, str]] = {
    PURCHASE: "0210",
    CANCEL: "0410",
    REVERSAL: "0430",
    REVERSAL_REPEATED: "0430",
    INQUIRY: "0610",
    TOTALS: "0510",
    PROBE: "0810",
}

BUY, REFUND, VOID = "000000", "200000", "020000"  # field 3
WON = "410"  # field 49, ISO 4217
ECHO = "301"  # field 70
NO_TRACE = "000000"  # of totals and of a probe, which are about no payment; trace numbers of payments begin with 000001

APPROVED = "00"
# The host has looked and nothing of it stands: 25 not on file, 21 turned down, reversed or cancelled.
NOTHING_STANDS: Final = frozenset({"21", "25"})
# Answers after which certainly nothing was taken. Whatever is not here (06 error, 09 in progress, 10 a part, 68 too late, 91 and 96 out of
# order, 94 seen before, and what nobody knows) says neither yes nor no: it is asked again.
DECLINED: Final = frozenset(
    f"{code:02d}"
    for code in (1, 2, 3, 4, 5, 7, 12, 13, 14, 15, 21, 25, 30, 33, 34, 36, 38, 41, 43, *range(51, 60), 61, 62, 63, 65, 75, 78, 93)
)

Spec = Mapping[str, Mapping[str, Any]]


def _fixed(length: int, name: str) -> dict[str, object]:
    return {"data_enc": "ascii", "len_enc": "ascii", "len_type": 0, "max_len": length, "desc": name}


def _binary(length: int, name: str) -> dict[str, object]:
    return {**_fixed(length, name), "data_enc": "b"}


def _up_to(most: int, name: str) -> dict[str, object]:
    return {**_fixed(most, name), "len_type": 3}


SPEC: Final[Spec] = {
    "h": _fixed(0, "header: none"),
    "t": _fixed(4, "message type"),
    "p": _binary(8, "bitmap of 1 to 64"),
    "1": _binary(8, "bitmap of 65 to 128"),
    "3": _fixed(6, "processing code"),
    "4": _fixed(12, "amount, won"),
    "7": _fixed(10, "question sent, MMDDhhmmss UTC"),
    "11": _fixed(6, "trace number"),
    "12": _fixed(6, "hhmmss at the host, Seoul"),
    "13": _fixed(4, "MMDD at the host, Seoul"),
    "37": _fixed(12, "the host's own reference"),
    "38": _fixed(12, "approval number, filled with spaces; Korean networks give eight digits, two more than the standard has room for"),
    "39": _fixed(2, "answer"),
    "41": _fixed(8, "terminal, filled with spaces"),
    "42": _fixed(15, "merchant, filled with spaces"),
    "49": _fixed(3, "currency"),
    "60": _up_to(32, "private: our id of the payment"),
    "61": _up_to(8, "private: terminal of the purchase that 90 names"),
    "62": _up_to(4, "private: last four digits of the card"),
    "63": _up_to(8, "private: YYYYMMDD of totals"),
    "70": _fixed(3, "network management"),
    "74": _fixed(10, "cancels and refunds, count"),
    "76": _fixed(10, "purchases, count"),
    "86": _fixed(16, "cancels and refunds, won"),
    "88": _fixed(16, "purchases, won"),
    "90": _fixed(42, "purchase that is meant: type, trace number, filled with zeros"),
}
# What an answer repeats of its question, besides type and trace number.
# Field 42 of whatever the simulator says: no acquirer gives that number to a merchant.
SIMULATOR: Final = "MINWON-SIM"
REPEATED: Final = ("3", "4", "41", "49", "60", "61", "63", "70", "90")
