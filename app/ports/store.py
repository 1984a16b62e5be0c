"""The ledger as the services see it: one transaction that appends, and readers grouped by what they are asked about.

Everything runs on one of the two lanes (`writer`, `reader`); a call from another thread is a bug and raises RuntimeError.
Unavailable `disk_full`, `disk_failed`, `ledger_busy`, `commit_unknown`; IntegrityViolated `ledger_damaged`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol
from uuid import UUID

import msgspec

from app.domain.cases import Case
from app.domain.closing import DayTotals
from app.domain.entries import Fact, Header
from app.domain.entry_body import Body
from app.domain.views import AccessPlace, AccessRow, CaseRow, ClosedDay, HistoryLine, Lamp, StaffLogRow, Standing, WorkItem
from app.ports.blobs import AttachmentRows
from app.ports.books import Books
from app.ports.card_payments import CardPayments, TerminalJob
from app.ports.closings import Closings
from app.ports.day_books import DayBooks
from app.ports.disputes import Disputes
from app.ports.drawer import Drawer
from app.ports.duties import Duties
from app.ports.earlier import EarlierCases
from app.ports.exchange import Exchange
from app.ports.inbox import InboxFile, InboxRows, InboxState
from app.ports.numbered import NumberedCases
from app.ports.office_calendar import OfficeCalendar
from app.ports.office_fees import OfficeFees
from app.ports.outages import Outages
from app.ports.payments import Payments
from app.ports.refunds import Refunds
from app.ports.subjects import Subjects
from app.ports.transfers import Transfers
from app.wire.messages import Staff, StreamInfo


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """Where an entry will stand once the transaction commits."""

    seq: int
    entry_id: UUID
    recorded_at: int


class OpenDay(msgspec.Struct, frozen=True, kw_only=True):
    """A business day of this desk; `closed_at` None while it is open. `day` as `2026-11-20` or `2026-11-20/2`."""

    day: str
    opened_at: int
    float_won: int
    opener: str
    closed_at: int | None = None
    closing_no: int | None = None
    closer: str | None = None


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    user: str
    name: str
    role: str
    verifier: str
    active: bool
    changed_at: int


class Transaction(Protocol):
    """One commit: entries appended in order, their projections and working rows with them, one fsync at the end."""

    def append(self, fact: Fact) -> Appended: ...

    def cash_back_won(self) -> int:
        """Won that what was appended so far takes out of the drawer as money given back."""
        ...

    def case_number(self) -> str:
        """The next number of the case range of today; used up only if the transaction commits."""
        ...

    def receipt_number(self) -> str: ...

    def refund_number(self) -> str: ...

    def promise_number(self) -> str: ...

    def get_case(self, case_id: UUID) -> Case:
        """The case as it stands inside this transaction. Refused `case_unknown`."""
        ...

    def put_setting(self, name: str, value: bytes) -> None: ...

    def put_credential(self, credential: Credential) -> None: ...

    def put_attempt(self, user: str, failures: int, at: int) -> None: ...

    def drop_draft(self, key: str) -> None: ...

    def put_job(self, job: TerminalJob) -> None:
        """The terminal will be asked until it answers."""
        ...

    def drop_job(self, payment_id: UUID) -> None: ...

    def queue_attachment(self, address: bytes, seq: int, size: int) -> None:
        """The sealed file that the entry of that seq names waits to be sent. `size`: bytes of ciphertext."""
        ...

    def keep_inbox(self, file: InboxFile) -> None:
        """A file of a watched folder has its row."""
        ...

    def settle_inbox(self, file_id: UUID, state: InboxState) -> None:
        """It waits for nobody any more. Refused `inbox_unknown` if it did not wait."""
        ...


class Cases(EarlierCases, Protocol):
    """Questions about cases. Pages are by key, newest first; `after` is the key of the last row seen."""

    def find(self, case_id: UUID) -> Case | None: ...

    def find_by_number(self, text: str) -> list[UUID]:
        """Cases with that own or official number, exactly."""
        ...

    def find_draft(self, draft_id: str) -> Case | None: ...

    def first_recorded(self, case_id: UUID) -> tuple[int, Case]:
        """seq of the entry that received the case, and the case as the commit of that entry left it."""
        ...

    def page(
        self, *, after: int | None, limit: int, day_from: int | None = None, day_to: int | None = None, desk: str | None = None
    ) -> list[CaseRow]: ...

    def search_names(self, text: str, *, after: int | None, limit: int, since: int = 0) -> list[CaseRow]:
        """`since`, here and below: only cases received from that moment (ms) on."""
        ...

    def search_phones(self, tail: str, *, after: int | None, limit: int, since: int = 0) -> list[CaseRow]:
        """Cases with a phone that ends in those four digits."""
        ...

    def search_macs(self, macs: Iterable[bytes], *, after: int | None, limit: int, since: int = 0) -> list[CaseRow]: ...

    def search_numbers(self, begins: Sequence[str], *, after: int | None, limit: int, since: int = 0) -> list[CaseRow]:
        """Cases whose own number begins with one of those."""
        ...

    def row(self, case_id: UUID) -> CaseRow: ...

    def rows(self, case_ids: Iterable[UUID]) -> list[CaseRow]: ...

    def history(self, case_id: UUID) -> list[HistoryLine]: ...

    def corrected(self, case_id: UUID) -> dict[UUID, tuple[Case, Case]]:
        """The case before and after each correction that took effect, by the correction's entry; nothing if what the case rests on is not
        all here (a case of a snapshot, an entry that was erased).
        """
        ...

    def unpaid(self, limit: int) -> list[CaseRow]: ...

    def worklist(self, limit: int) -> list[WorkItem]: ...

    def worklist_counts(self) -> dict[str, int]: ...

    def count(self) -> int: ...

    def keys(self, after: bytes, limit: int) -> list[tuple[bytes, int]]:
        """Ids of cases and their keys, in the order of the ids, from the one behind `after`; without those of `newest_keys`."""
        ...

    def newest_keys(self) -> tuple[int, list[int]]:
        """How many cases `keys` tells altogether, and the keys of the newest ones it does not tell yet."""
        ...

    def receipts(self, case_id: UUID) -> list[str]: ...

    def payment(self, receipt_no: str) -> tuple[Header, Body] | None:
        """The payment entry of that receipt number."""
        ...

    def standing(self, number: str) -> Standing | None: ...

    def recent(self, limit: int) -> list[CaseRow]:
        """The cases this desk received last, newest first."""
        ...


class Days(Protocol):
    """Business days, sums and outages."""

    def last(self) -> OpenDay | None:
        """The newest business day of this desk, open or closed."""
        ...

    def get(self, day: str) -> OpenDay | None: ...

    def closed(self, limit: int) -> list[ClosedDay]: ...

    def totals_by_sql(self, day: str, *, own: bool = True, desk: str | None = None) -> DayTotals:
        """Sums of a business day from the projections."""
        ...

    def totals_by_fold(self, day: str, *, own: bool = True, desk: str | None = None) -> DayTotals:
        """The same sums folded from the entries."""
        ...

    def desks(self, on: str) -> list[tuple[str, OpenDay]]:
        """All desks' business days of that calendar date (parts included) that this ledger knows."""
        ...

    def closing(self, day: str, *, desk: str | None = None) -> tuple[Header, Body, bytes] | None:
        """Header, body and hash of the entry that closed that day."""
        ...

    def closings(self) -> int: ...

    def closed_counts(self, day_from: str, day_to: str, *, own: bool) -> dict[str, int]:
        """Cases received per service, summed over the closings between two business days, both included: of this desk, or of all."""
        ...

    def grand_total(self) -> int:
        """Net won ever taken in this stream."""
        ...

    def lamps(self) -> list[Lamp]: ...

    def outages(self, since: int, until: int) -> list[tuple[str, int, int | None, str]]: ...

    def cases_only_received(self, since: int, until: int) -> int:
        """Cases received in that span of ms while a national system was away, whatever became of them."""
        ...

    def remarks(self, day: str, before_ms: int, *, desk: str | None = None) -> tuple[int, list[str]]:
        """Cases of that business day that were asked for before that moment, and the reasons given for cash that differed."""
        ...

    def first_seq(self, day: str) -> int:
        """seq of the first own entry of that business day, 0 if it has none."""
        ...

    def gaps(self, day: str) -> list[str]:
        """Numbers missing in the day's case range (결번); there should be none."""
        ...

    def reprints(self, document: str, ref: str) -> int:
        """How often that paper was made before."""
        ...

    def access_log(self, *, after: int | None, limit: int) -> list[AccessRow]: ...

    def staff_changes(self, limit: int) -> list[StaffLogRow]:
        """Changes of people's rights, the newest first."""
        ...

    def access_between(self, since: int, until: int, *, after: AccessPlace | None, limit: int) -> list[AccessRow]:
        """Lines of the access log from `since` until before `until` (ms), the oldest first, those behind `after`."""
        ...


class Working(Protocol):
    """Tables that `rebuild` never touches."""

    def setting(self, name: str) -> bytes | None: ...

    def settings(self, prefix: str) -> dict[str, bytes]:
        """All settings whose names begin so, by name."""
        ...

    def put_setting(self, name: str, value: bytes) -> None: ...

    def credential(self, user: str) -> Credential | None: ...

    def credentials(self) -> list[Credential]: ...

    def take_staff(self, staff: Iterable[Staff]) -> int:
        """Staff of central replace the rows of the same users; how many changed."""
        ...

    def replace_staff(self, staff: Iterable[Staff]) -> None:
        """Only central's people may sign in from now on; the others stay as rows that are not active."""
        ...

    def attempts(self, user: str) -> tuple[int, int]:
        """Failures in a row and when the last one was (ms)."""
        ...

    def drafts(self) -> dict[str, dict[str, Any]]: ...

    def save_draft(self, key: str, content: dict[str, Any]) -> None: ...

    def drop_draft(self, key: str) -> None: ...


class Book(Protocol):
    """The entries themselves."""

    def streams(self) -> list[tuple[int, StreamInfo, bool, bytes]]:
        """stream_id, info, own, root."""
        ...

    def entries(self) -> Iterator[tuple[Any, ...]]:
        """All raw rows in the order (stream, seq), read in pages: the columns that `verify` and `export` name."""
        ...

    def acks(self, stream_id: int) -> list[tuple[Any, ...]]:
        """acked_seq, acked_hash, generation, office_first, office_last, signature of each acknowledgement kept."""
        ...

    def disposed(self) -> set[tuple[int, int]]:
        """(stream_id, seq) of the erased entries."""
        ...

    def user_of(self, entry_id: UUID) -> tuple[str, str] | None:
        """User and name of a signed_in entry."""
        ...


class Store(Subjects, Protocol):
    """The ledger of one home."""

    @property
    def cases(self) -> Cases: ...

    @property
    def days(self) -> Days: ...

    @property
    def exchange(self) -> Exchange: ...

    @property
    def working(self) -> Working: ...

    @property
    def book(self) -> Book: ...

    @property
    def attachments(self) -> AttachmentRows: ...

    @property
    def inbox(self) -> InboxRows: ...

    @property
    def numbered(self) -> NumberedCases: ...

    @property
    def drawer(self) -> Drawer: ...

    @property
    def closings(self) -> Closings: ...

    @property
    def outages(self) -> Outages: ...

    @property
    def card_payments(self) -> CardPayments: ...

    @property
    def office_calendar(self) -> OfficeCalendar: ...

    @property
    def duties(self) -> Duties: ...

    @property
    def office_fees(self) -> OfficeFees: ...

    @property
    def disputes(self) -> Disputes: ...

    @property
    def transfers(self) -> Transfers: ...

    @property
    def payments(self) -> Payments: ...

    @property
    def refunds(self) -> Refunds: ...

    @property
    def books(self) -> Books: ...

    @property
    def day_books(self) -> DayBooks: ...

    def transaction(self, *, actor: UUID | None, day: str) -> AbstractContextManager[Transaction]:
        """One commit on the writer lane. An exception inside rolls everything back, numbers too."""
        ...

    def branch(self, branch: int, *, day: str) -> AbstractContextManager[Transaction]:
        """As `transaction`, in a new branch that grows from the head: from its commit on that one is written (SYNC §8)."""
        ...

    def catch_up(self) -> None:
        """Every case can be found by name and number: what waits for the search index is in it. Writer lane."""
        ...

    def rebuild(self) -> int:
        """Projections are dropped and made again from the entries; how many entries were folded."""
        ...

    def changed(self, kinds: frozenset[str], case_ids: tuple[UUID, ...]) -> None:
        """Everybody who asked is told that something is not as it was: after a commit, or when a device or folder is another."""
        ...

    def on_change(self, callback: Callable[[frozenset[str], tuple[UUID, ...]], None]) -> None:
        """`callback(kinds, case_ids)` is called after each COMMIT, on the writer thread: a hint to read again."""
        ...

    def close(self) -> None: ...
