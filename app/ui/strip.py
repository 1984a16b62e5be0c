"""The strip above and the foot below: who and where we are, the lamps, what waits to be sent; the last record's three truths."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QIcon, QResizeEvent
from PyQt6.QtWidgets import QFrame, QSizePolicy, QWidget

from app.domain.place_words import desk_text, office_text
from app.domain.readiness import is_refused
from app.domain.views import SyncStatus
from app.domain.words import Words
from app.ui import formats
from app.ui.busy_box import STOP_KEY, BusyBox
from app.ui.context import Context, Shows
from app.ui.filling import Filling
from app.ui.flow_layout import FlowLayout, flowing, together
from app.ui.icons import icon, icon_size
from app.ui.lamps import LampButton
from app.ui.plain import button, label, row, shortcut, tip_text
from app.ui.tab_bar import PICTURES_TO
from app.ui.theme import Look
from app.ui.undo_dialog import Undo

# What the strip leaves out before it takes a second row, first to last: that a red lamp is down, how long the oldest entry has waited, who
# refuses it, words beside a picture, the office.
LEFT_OUT: Final = ("down", "age", "refused", "ways", "office")
STRIP_LAMPS = ("central", "seal", "resident", "family", "passport", "vehicle", "land", "card")


class Strip(QFrame):
    """`on_lamp`: a lamp was clicked; `on_sync`, `on_lock`, `on_help`: the words at the right end."""

    def __init__(
        self,
        context: Context,
        look: Look,
        *,
        on_lamp: Callable[[], object],
        on_sync: Callable[[], object],
        on_lock: Callable[[], object],
        on_help: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("strip")
        self._context, self._words = context, context.words
        text = context.words.text
        self._office = label(office_text(context.services.desk.identity), "strong")
        self._desk = label("", "subtle")
        self._lamps = {
            system: LampButton(context.words, look, system, on_sync if system == "central" else on_lamp) for system in STRIP_LAMPS
        }
        self._waiting = button("", on_sync, "strip")
        lock = button(text("strip.lock"), on_lock, "strip")
        help_button = button(text("strip.help"), on_help, "strip")
        self._ways = tuple(
            (each, each.text(), icon(look, name, "strip_icon")) for each, name in ((lock, "lock"), (help_button, "circle-question-mark"))
        )
        for each, says, _ in self._ways:
            each.setIconSize(icon_size(look))
            each.setToolTip(tip_text(says))
        for each in (self._waiting, lock, help_button):
            each.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box = row(look, self._office, self._desk)
        box.setContentsMargins(look.px("pad_px"), look.px("gap_small_px") // 2, look.px("gap_px"), look.px("gap_small_px") // 2)
        box.setSpacing(look.px("gap_small_px"))
        gap, self._crowded = look.px("gap_small_px"), look.crowd > PICTURES_TO
        self._ends, place = together(gap, lock, help_button), QWidget()
        self._row, self._box = FlowLayout(place, gap, right=True), box
        for part in (*self._lamps.values(), self._waiting, self._ends):
            self._row.addWidget(part)
        box.addWidget(place, 1)
        self.setLayout(box)
        self._waits = self._waits_short = self._age_said = ""
        self._fitted: tuple[object, ...] = ()
        self._left_out: tuple[str, ...] = ()
        for topic, call in (("actor", self._show_actor), ("lamps", self._show_lamps), ("sync", self._show_sync)):
            context.session.watch(topic, call)  # type: ignore[arg-type]
        self._show_actor()
        self._show_sync()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many of its words as stand in one row. What is left out says a tip, and a screen reader hears all of it."""
        lamps = tuple(each.alarm for each in self._lamps.values())
        now = (self.width(), lamps, self._desk.text(), self._waits, self._age_said, self._waiting.isHidden())
        if now == self._fitted:
            return
        self._fitted = now
        gone: list[str] = []
        fewest, best = self._rows(gone), list(gone)
        for each in LEFT_OUT:
            if fewest == 1:
                break
            gone.append(each)
            if (rows := self._rows(gone)) < fewest:
                fewest, best = rows, list(gone)
        for each in best[:-1]:  # what the last one made room for stays
            if self._rows([name for name in best if name != each]) == fewest:
                best.remove(each)
        self._left_out = tuple(best)
        self._leave_out(best)

    def _rows(self, gone: Sequence[str]) -> int:
        """In how many rows it stands without those words."""
        self._leave_out(gone)
        return self._row.rows(self._room())

    def _room(self) -> int:
        """How wide the row is that stands behind the names."""
        margins = self._box.contentsMargins()
        names = [each.sizeHint().width() + self._box.spacing() for each in (self._office, self._desk) if not each.isHidden()]
        return self.contentsRect().width() - margins.left() - margins.right() - sum(names)

    def _leave_out(self, gone: Collection[str]) -> None:
        for lamp in self._lamps.values():
            lamp.shorten("down" in gone)
        self._waiting.setText((self._waits_short if "refused" in gone else self._waits) + ("" if "age" in gone else self._age_said))
        self._waiting.setToolTip(tip_text(self._waits + self._age_said))
        for way, says, picture in self._ways:
            way.setText("" if "ways" in gone else says)
            way.setIcon(picture if "ways" in gone or not self._crowded else QIcon())
        self._ends.updateGeometry()
        self._office.setHidden("office" in gone)
        self._desk.setToolTip(tip_text(self._office.text()) if "office" in gone else "")
        self._desk.setAccessibleName(f"{self._office.text()} {self._desk.text()}" if "office" in gone else "")

    def _show_actor(self) -> None:
        actor = self._context.session.actor
        text = self._words.text
        desk = text("strip.desk", desk=desk_text(self._context.services.desk.identity.desk))
        training = f" · {text('strip.training')}" if self._context.services.desk.identity.training else ""
        self._desk.setText(f"{desk} · {formats.masked_middle(actor.name)}{training}" if actor is not None else f"{desk}{training}")
        self._fit()

    def _show_lamps(self) -> None:
        self._lamps["card"].show_state("up" if self._context.services.cards.joined else "none")
        for system, lamp in self._context.session.lamps.items():
            if system in self._lamps:
                since = formats.clock_text(lamp.since) if lamp.since is not None else ""
                self._lamps[system].show_state("down" if lamp.down else "up", since)
        for system in STRIP_LAMPS:
            if system not in ("central", "card") and system not in self._context.session.lamps:
                self._lamps[system].show_state("up")
        self._fit()

    def _age(self, sync: SyncStatus) -> str:
        """How long the oldest unsent entry has waited."""
        if sync.oldest_unacked_ms is None or not sync.pending:
            return ""
        return f" ({formats.age_text(self._context.now_ms() - sync.oldest_unacked_ms, self._words)})"

    def _show_sync(self) -> None:
        sync, text = self._context.session.sync, self._words.text
        if sync is None:
            self._waiting.setText("")
            return
        self._lamps["central"].show_state("none" if sync.central == "none" else sync.central)
        refused = is_refused(sync.refused_since_ms, self._context.now_ms())
        key = "strip.alone" if sync.central == "none" else "strip.refused" if refused else "strip.waiting"
        self._waits = self._waits_short = text(key, n=sync.pending)
        if key == "strip.refused":
            self._waits_short = text("strip.refused_short", n=sync.pending)
        self._age_said = "" if sync.central == "none" else self._age(sync)
        # Without a central its lamp says so: the words would break the row as soon as a system is down.
        self._waiting.setHidden(self._crowded and sync.central == "none")
        self._waiting.setAccessibleName(self._waits + self._age_said)
        self._fit()


class Foot(QFrame):
    """The last record: 저장됨, 보냄, 중앙 확인, and whether it is 잠정 or 확정."""

    def __init__(self, context: Context, look: Look, *, on_receipt: Callable[[], object], notice: Shows) -> None:
        super().__init__()
        self.setObjectName("foot")
        self._context, self._words = context, context.words
        self._names_service = look.crowd <= PICTURES_TO  # beyond it the number takes the room
        self._record = label("", "strong")
        self._truths = label("")
        self._state = label("", "standing")
        self._state.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # long work would take from its word
        self._receipt = button(self._words.text("paper.receipt_key"), on_receipt, "small")
        self._receipt.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box = row(look)
        said = flowing(look.px("gap_px"), self._record, self._truths)
        box.addWidget(said, 1, Qt.AlignmentFlag.AlignVCenter)
        box.setContentsMargins(look.px("pad_px"), look.px("gap_small_px"), look.px("pad_px"), look.px("gap_small_px"))
        self.busy, self.undo = BusyBox(context, look), Undo(context, look, notice)
        for each in (self.busy, self._receipt, self.undo, self._state):
            box.addWidget(each)
        self.undo.join_keys(self)
        shortcut(self, STOP_KEY, context.tasks.stop)
        Filling(context)
        self.setLayout(box)
        context.session.watch("last", self.show_last)
        self.show_last()

    def show_last(self) -> None:
        last, text = self._context.session.last, self._words.text
        self._receipt.setVisible(last is not None and last.receipt_no is not None)
        self._state.setVisible(last is not None)
        if last is None:
            self._record.setText(text("foot.nothing"))
            self._truths.setText("")
            return
        service = last.service if self._names_service else ""
        self._record.setText(text("foot.last", number=last.number, service=service).strip())
        self._truths.setText(truths(last.standing, self._words, alone=self._context.alone))
        self._state.setText(text("foot.provisional" if last.provisional else "foot.final"))

    def truth_text(self) -> str:
        """What the foot says about the last record."""
        return f"{self._record.text()} {self._truths.text()}"


def truths(standing: str, words: Words, *, alone: bool = False) -> str:
    """저장됨 ✓ 보냄 ✓ 중앙 확인 …: each of the three with its own mark; a dispute is said in words. `alone`: only the first can be true."""
    reached = {"saved": 1, "sent": 2, "confirmed": 3, "disputed": 3}[standing]
    parts = [f"{words.text(f'truth.{name}')} {'✓' if reached > at else '…'}" for at, name in enumerate(("saved", "sent", "confirmed"))]
    if alone:
        return parts[0]
    if standing == "disputed":
        parts[2] = words.text("truth.disputed")
    return "  ".join(parts)
