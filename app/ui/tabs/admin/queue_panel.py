"""The page 순번기 of the management tab: where the room's ticket machine answers, kept by whoever leads or administers."""

from __future__ import annotations

from PyQt6.QtWidgets import QLineEdit

from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label
from app.ui.tabs.admin.kept_page import KeptPage
from app.ui.tabs.admin.ticket_machine_presenter import TicketMachinePresenter
from app.ui.theme import Look


class QueuePanel(KeptPage):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__(notice)
        self.presenter = TicketMachinePresenter(context, self)
        text = context.words.text
        self.address = QLineEdit()
        self.address.setAccessibleName(text("queue.address"))
        self.address.setPlaceholderText("192.0.2.20:8590")
        self.address.setMaximumWidth(look.px("login_w"))
        self.address.returnPressed.connect(self._join)
        heading = heading_of(self.address, text("queue.address"))
        self.keep = button(text("queue.machine_keep"), self._join, "primary")
        self.off = button(text("queue.machine_off"), self.presenter.leave, "quiet")
        self.ask = button(text("queue.machine_ask"), self.presenter.ask, "quiet")
        note = label(text("queue.machine_note"), "subtle", wrap=True)
        box = column(look, label(text("admin.queue"), "title"), note, heading, self.address)
        self.last_line(look, box, text("queue.machine_who"), self.keep, self.off, self.ask)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_machine(self, address: str, *, joined: bool, may_set: bool) -> None:
        self.address.setText(address)
        self.address.setReadOnly(not may_set)
        self.off.setVisible(may_set and joined)
        self.ask.setVisible(joined)
        self.allow(may_set=may_set)

    def _join(self) -> None:
        commit_composing()
        self.presenter.join(self.address.text())
