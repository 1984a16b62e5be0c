"""Money by 세입과목, as the office's finance system takes it over (COUNTER §4, 납입 내역서)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from app.domain.forms import RevenueAccount
from app.domain.papers import OfficeInfo

Sum = tuple[str, str, str, str, int, int]  # service, tender column, owner, outcome, lines, won (`money_entries.DayClosed.sums`)


class AccountSums(msgspec.Struct, frozen=True, kw_only=True):
    """What one account took and gave back, in won. `lines`: fee lines that were paid; one that two tenders paid counts in both."""

    code: str
    name: str
    owner: str
    verified: bool
    lines: int = 0
    cash_won: int = 0
    card_won: int = 0
    transit_won: int = 0
    other_won: int = 0
    returned_won: int = 0

    @property
    def net_won(self) -> int:
        return self.cash_won + self.card_won + self.transit_won + self.other_won - self.returned_won


class FinanceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One account of one closed day of one desk; `closing` empty: the day is still open."""

    day: str
    desk: str
    closing: str
    account: AccountSums


class FinanceExport(msgspec.Struct, frozen=True, kw_only=True):
    """A date or a month by account. `days`: business day and desk of what is in it; `unclosed`: of what nobody has closed, in it or not."""

    office: OfficeInfo
    period: str
    made_at: datetime
    rows: list[FinanceRow]
    days: list[tuple[str, str]]
    unclosed: list[tuple[str, str]]
    training: bool = False

    def totals(self) -> list[AccountSums]:
        """Each account over all rows, in the order of the rows."""
        return merged(row.account for row in self.rows)


def account_of(accounts: Sequence[RevenueAccount], owner: str, service: str) -> RevenueAccount | None:
    """The account that names the service, else the owner's own; None for an owner the table does not know."""
    mine = [each for each in accounts if each.owner == owner]
    return next((each for each in mine if service in each.services), next((each for each in mine if not each.services), None))


def by_account(sums: Iterable[Sum], accounts: Sequence[RevenueAccount]) -> list[AccountSums]:
    """The sums of a day by account, in the order of the table; money of an owner without an account stands last under the owner's code."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    named: dict[tuple[str, str], tuple[str, bool, str]] = {
        (each.code, each.name.ko): (each.name.ko, each.verified, each.owner) for each in accounts
    }
    for service, column, owner, outcome, lines, won in sums:
        if outcome not in ("taken", "returned"):
            continue
        account = account_of(accounts, owner, service)
        key = (account.code, account.name.ko) if account is not None else ("", owner)
        named.setdefault(key, (owner, False, owner))
        sum_of = found.setdefault(key, {})
        if outcome == "taken":
            sum_of["lines"] = sum_of.get("lines", 0) + lines
        name = f"{column}_won" if outcome == "taken" else "returned_won"
        sum_of[name] = sum_of.get(name, 0) + won
    return [
        AccountSums(code=key[0], name=name, owner=owner, verified=verified, **found[key])
        for key, (name, verified, owner) in named.items()
        if key in found
    ]


def merged(parts: Iterable[AccountSums]) -> list[AccountSums]:
    """Sums of the same account added up, in the order in which they come."""
    found: dict[tuple[str, str], AccountSums] = {}
    for each in parts:
        before = found.get((each.code, each.name))
        found[each.code, each.name] = each if before is None else _sum(before, each)
    return list(found.values())


_FIGURES = ("lines", "cash_won", "card_won", "transit_won", "other_won", "returned_won")


def _sum(one: AccountSums, other: AccountSums) -> AccountSums:
    return msgspec.structs.replace(one, **{name: getattr(one, name) + getattr(other, name) for name in _FIGURES})
