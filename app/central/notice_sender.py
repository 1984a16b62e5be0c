"""The thread that sends notices: claims one, hands it over, writes down what came of it, and takes in what providers report later.

One process of a central holds a provider at a time. Nothing is sent twice by itself: a claim is on disk before a byte leaves, and what was
claimed and never settled is asked about, or left as `unknown` for a person.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from uuid import UUID

from peewee import fn

from app.central import notice_queue as queue
from app.central.database import CentralDatabase
from app.central.message_provider import Answer, Provider, ProviderSettings, Receipt, ToSend
from app.central.notice_settings import Held, hold, let_go
from app.central.providers import provider_of
from app.central.state import Identity
from app.central.tables import NoticeReceiptRow
from app.central.told_once import ToldOnce
from app.domain.errors import CounterError, Refused, Unavailable
from app.domain.notice_texts import SMS_BYTES

PAUSE_S: Final = 1.0
_AT_ONCE: Final = 50
_PENDING_MAX: Final = 1_000
_AGAIN_MS: Final = 10_000  # for a provider that is away
_STOP_S: Final = 15.0
_TURN_S: Final = 10.0  # of one provider: a slow one must not keep other offices' notices waiting
_DAY_MS: Final = 86_400_000
_FULL_MS: Final = 60_000
_RECEIPTS_MAX: Final = 10_000  # of messages we do not know, and for how long: the answer to a submission takes seconds
_RECEIPT_KEPT_MS: Final = _DAY_MS
_AFTER_A_BUG_S: Final = 10.0
_SEOUL: Final = timezone(timedelta(hours=9))
log = logging.getLogger("app.central")
Make = Callable[[ProviderSettings, Callable[[], int]], Provider]


class NoticeSender:
    """`make`: who carries messages by those settings, on that clock."""

    def __init__(self, db: CentralDatabase, identity: Identity, *, make: Make = provider_of, pause_s: float = PAUSE_S) -> None:
        self._db, self._identity, self._make, self._pause_s = db, identity, make, pause_s
        self._holder = identity.crypto.random_bytes(16)
        self._open: dict[str, tuple[int, Provider]] = {}  # office of the provider → since which settings
        self._away_until: dict[str, int] = {}
        self._away_for: dict[str, set[str]] = {}  # office of a provider that is away → what was logged of it
        self._full_until: dict[str, int] = {}  # offices that sent as many as they may in a day
        self._seen: dict[str, int] = {}
        self._told_to_stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="central-notices", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """It ends after the message in hand."""
        self._told_to_stop.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        ended = False
        try:
            self._until_told()
            ended = True
        finally:
            try:
                self.close()
            finally:
                if not ended:  # a bug surfaces through `threading.excepthook`; it must not end the office's notices for good
                    self._pause_s = _AFTER_A_BUG_S
                    self.start()

    def _until_told(self) -> None:
        told = ToldOnce("notices")
        while not self._told_to_stop.wait(self._pause_s):
            try:
                self._db.ready()
                self.once()
            except CounterError as error:
                told.waits(error.code)
            else:
                told.goes_on()

    def close(self) -> None:
        """Lines are closed, another process may send."""
        with ExitStack() as last:  # also where a line cannot be closed any more
            last.callback(self._let_go)
            for _, provider in self._open.values():
                last.callback(provider.close)
            self._open.clear()

    def _let_go(self) -> None:
        try:
            let_go(self._db, self._holder)
            self._db.close()
        except Unavailable as error:
            log.warning("notices: %s", error.code)

    def once(self) -> int:
        """What came is taken in, what is due is sent, what is reported is written down; how many were handed over."""
        queue.collect(self._db, self._now(), self._seen)
        return sum(self._serve(held) for held in hold(self._db, self._identity, self._holder, self._now()))

    def _serve(self, held: Held) -> int:
        if self._away_until.get(held.office, 0) > self._now():
            return 0
        try:
            provider = self._provider(held)
            self._take_up(held, provider)
            sent = self._send_due(held, provider)
            self._take_receipts(held, provider)
        except (Unavailable, Refused) as error:
            if error.code == "database_unavailable":
                raise
            self._away_until[held.office] = self._now() + _AGAIN_MS
            self._is_away(held.office, f"{error.code} {error.facts.get('kind', '')}")
            return 0
        if self._away_until.get(held.office, 0) <= self._now() and held.office in self._away_for:
            del self._away_for[held.office]
            log.warning("notice provider: back")
        return sent

    def _is_away(self, office: str, why: str) -> None:
        """Logged once for each reason until it is back: a carrier that is away for a night fills no disk."""
        told = self._away_for.setdefault(office, set())
        if why not in told:
            told.add(why)
            log.warning("notice provider: %s", why)

    def _provider(self, held: Held) -> Provider:
        known = self._open.get(held.office)
        if known is not None and known[0] == held.changed_at:
            return known[1]
        if known is not None:
            known[1].close()
        provider = self._make(held.settings, self._now)
        self._open[held.office] = held.changed_at, provider
        return provider

    # ── out ──

    def _take_up(self, held: Held, provider: Provider) -> None:
        """What somebody was about to hand over when his process ended."""
        for office, notice_id, way, attempts in queue.left_behind(self._db, held.offices):
            self._settle(office, notice_id, provider.ask(notice_id, way) or Answer("unknown", "interrupted"), attempts)

    def _send_due(self, held: Held, provider: Provider) -> int:
        if not self._in_hours(held.settings):
            return 0
        sent, left, until_s = 0, dict[str, int](), time.monotonic() + _TURN_S
        offices = [each for each in held.offices if self._full_until.get(each, 0) <= self._now()]
        for office, notice_id in queue.due(self._db, offices, self._now(), _AT_ONCE):
            if self._told_to_stop.is_set():
                break
            if office not in left:
                left[office] = held.settings.daily_max - queue.sent_since(self._db, office, self._now() - _DAY_MS)
            if left[office] <= 0:
                self._full_until[office] = self._now() + _FULL_MS  # what it still has must not stand before other offices' notices
                continue
            left[office] -= 1
            offered = queue.claim(self._db, office, notice_id, self._holder, self._now(), training=held.settings.training)
            if offered is None:
                continue
            message = ToSend(offered.notice_id, offered.to, offered.text, offered.subject, _weight(offered.text) > SMS_BYTES)
            answer = provider.send(message)
            self._settle(offered.office, offered.notice_id, answer, offered.attempts)
            sent += answer.state == "sent"
            if answer.busy:
                self._away_until[held.office] = self._now() + 1000 * answer.after_s
            if answer.busy or time.monotonic() > until_s:
                break
        return sent

    def _settle(self, office: str, notice_id: UUID, answer: Answer, attempts: int) -> None:
        now = self._now()
        if answer.state == "later":
            pause_ms = max(1000 * answer.after_s, min(600_000, 1000 * 2 ** min(attempts, 10)))
            queue.wait_again(self._db, office, notice_id, answer.code, now + pause_ms, now)
            return
        queue.settle(self._db, office, notice_id, answer.state, now, code=answer.code, ref=answer.provider_ref)

    # ── back ──

    def _take_receipts(self, held: Held, provider: Provider) -> None:
        """What is reported is written down; a receipt of a message whose name we do not know yet is kept for when we do."""
        pending = queue.unanswered(self._db, held.offices, _PENDING_MAX)
        came = provider.receipts(pending)
        kept = self._kept(held.office, pending)
        whose = queue.by_provider_ref(self._db, held.offices, {each.provider_ref for each in (*came, *kept)}) if came or kept else {}
        for each in (*came, *kept):
            if each.provider_ref in whose:
                office, notice_id = whose[each.provider_ref]
                queue.settle(self._db, office, notice_id, each.state, self._now(), code=each.code)
        self._keep(held.office, [each for each in came if each.provider_ref not in whose], kept)
        provider.confirm()

    def _kept(self, office: str, pending: Sequence[str]) -> list[Receipt]:
        if not pending:
            return []
        query = NoticeReceiptRow.select().where(NoticeReceiptRow.office_id == office, NoticeReceiptRow.provider_ref.in_(list(pending)))
        return [Receipt(row["provider_ref"], row["state"], row["code"]) for row in self._db.all(query)]

    def _keep(self, office: str, unknown: Sequence[Receipt], done: Sequence[Receipt]) -> None:
        if not unknown and not done:
            return
        keys = ("office_id", "provider_ref")
        now = self._now()
        rows = {each.provider_ref: (office, each.provider_ref, each.state, each.code, now) for each in unknown}
        with self._db.transaction():
            if rows:
                old = NoticeReceiptRow.at < now - _RECEIPT_KEPT_MS
                self._db.run(NoticeReceiptRow.delete().where(NoticeReceiptRow.office_id == office, old))
                there = NoticeReceiptRow.select(fn.count(NoticeReceiptRow.provider_ref).alias("count")).where(
                    NoticeReceiptRow.office_id == office
                )
                free = _RECEIPTS_MAX - int((self._db.first(there) or {"count": 0})["count"])
                rows = dict(list(rows.items())[: max(0, free)])  # a gateway that makes names up does not fill the database
            if rows:
                self._db.upsert(NoticeReceiptRow, keys, (*keys, "state", "code", "at"), list(rows.values()))
            if done:
                gone = [each.provider_ref for each in done]
                self._db.run(NoticeReceiptRow.delete().where(NoticeReceiptRow.office_id == office, NoticeReceiptRow.provider_ref.in_(gone)))

    def _now(self) -> int:
        return self._identity.crypto.now_ms()

    def _in_hours(self, settings: ProviderSettings) -> bool:
        hour = datetime.fromtimestamp(self._now() / 1000, UTC).astimezone(_SEOUL).hour
        return settings.from_hour <= hour < settings.to_hour


def _weight(text: str) -> int:
    return len(text.encode("euc_kr", "replace"))
