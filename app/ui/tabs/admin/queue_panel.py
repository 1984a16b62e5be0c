"""The page 순번기 of the management tab: where the room's ticket machine answers, kept by whoever leads or administers."""

from __future__ import annotations

from PyQt6.QtWidgets import QLineEdit, QWidget

from app.services.queue import QueueState
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, row
from app.ui.theme import Look


class QueuePanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice = context, notice
        text = context.words.text
        self.address = QLineEdit()
        self.address.setAccessibleName(text("queue.address"))
        self.address.setPlaceholderText("192.0.2.20:8590")
        self.address.setMaximumWidth(look.px("login_w"))
        self.address.returnPressed.connect(self._join)
        heading = label(text("queue.address"), "strong")
        heading.setBuddy(self.address)
        self.keep = button(text("queue.machine_keep"), self._join, "primary")
        self.off = button(text("queue.machine_off"), self._leave, "quiet")
        self.ask = button(text("queue.machine_ask"), self._ask, "quiet")
        self._who = label(text("queue.machine_who"), "subtle", wrap=True)
        note = label(text("queue.machine_note"), "subtle", wrap=True)
        box = column(look, label(text("admin.queue"), "title"), note, heading, self.address)
        last = row(look, self.keep, self.off, self.ask)
        last.addStretch(1)
        box.addLayout(last)
        box.addWidget(self._who)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        """What is set now stands there; whoever may not set it only reads it."""
        setting = self._context.services.queue.machine.setting
        allowed = self._context.session.may("set_ticket_machine")
        self.address.setText("" if setting is None else _place(setting.host, setting.port))
        self.address.setReadOnly(not allowed)
        self.keep.setVisible(allowed)
        self.off.setVisible(allowed and setting is not None)
        self.ask.setVisible(setting is not None)
        self._who.setVisible(not allowed)

    def _join(self) -> None:
        commit_composing()
        actor, machine = self._context.session.signed_in(), self._context.services.queue.machine
        host, _, port = self.address.text().strip().rpartition(":")
        number = int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else 0
        self._context.write(
            lambda: machine.join(actor, host.removeprefix("[").removesuffix("]"), number),
            done=lambda _: self._ask(),
            failed=self._context.failing(self._notice),
        )

    def _leave(self) -> None:
        actor, machine = self._context.session.signed_in(), self._context.services.queue.machine
        self._context.write(lambda: machine.leave(actor), done=lambda _: self._left(), failed=self._context.failing(self._notice))

    def _left(self) -> None:
        self.enter()
        self._notice.say(self._context.words.text("cli.say.ticket_machine_none"), "success")

    def _ask(self) -> None:
        """Whether it answers is said at once: an address with a slip in it is found here, not before a full room."""
        self.enter()

        def answered(state: QueueState) -> None:
            key = "queue.machine_silent" if state.away else "queue.machine_answers"
            self._notice.say(self._context.words.text(key, count=state.waiting.count), "warning" if state.away else "success")

        self._context.net(self._context.services.queue.look, done=answered, failed=self._context.failing(self._notice))


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
