"""마감 시각: when this desk closes, and on which evenings later; read by everybody, kept by whoever leads."""

from __future__ import annotations

from PyQt6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.domain.closing_time import WEEKDAYS, ClosingTime, typed_closing_time
from app.domain.errors import Refused
from app.ui.context import Context
from app.ui.flow_layout import flowing
from app.ui.plain import Notice, button, column, commit_composing, label, row, suggest
from app.ui.theme import Look


class ClosingTimePanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._context, self._notice, self._text = context, notice, context.words.text
        text = self._text
        self.closes, self.until = QLineEdit(), QLineEdit()
        self.days = [QCheckBox(text(f"deadline.weekday.{at}")) for at in range(len(WEEKDAYS))]
        for at, each in enumerate(self.days):
            each.setAccessibleName(text("closing_time.evening_of", day=text(f"deadline.weekday.{at}")))
        self.keep = button(text("closing_time.keep"), self._keep, "primary")
        self._who = label(text("drawer_set.who"), "subtle", wrap=True)
        box = column(look, label(text("closing_time.title"), "strong"), label(text("closing_time.note"), "subtle", wrap=True))
        for name, field in (("closes", self.closes), ("until", self.until)):
            suggest(field, text(f"closing_time.{name}_hint"))
            field.setAccessibleName(text(f"closing_time.{name}"))
            field.setMaximumWidth(look.px("field_w"))
        evenings = flowing(look.px("gap_px"), *self.days)
        parts = (("closes", self.closes), ("evenings", evenings), ("until", self.until))
        for name, part in parts:
            heading = label(text(f"closing_time.{name}"), "strong")
            heading.setBuddy(part)
            box.addWidget(heading)
            box.addWidget(part)
        self.closes.returnPressed.connect(self.days[0].setFocus)
        self.until.returnPressed.connect(self._keep)
        last = row(look, self.keep)
        last.addStretch(1)
        box.addLayout(last)
        box.addWidget(self._who)
        self.setLayout(box)

    def enter(self) -> None:
        services = self._context.services
        self._context.read(services.closing.time, done=self._show, failed=self._context.failing(self._notice))

    def _show(self, said: ClosingTime) -> None:
        may_set = self._context.session.may("set_drawer")
        self.closes.setText(f"{said.closes:%H:%M}" if said.closes is not None else "")
        self.until.setText(f"{said.until:%H:%M}" if said.until is not None else "")
        for at, each in enumerate(self.days):
            each.setChecked(at in said.evenings)
        for field in (self.closes, self.until, *self.days):
            field.setEnabled(may_set)
        self.keep.setVisible(may_set)
        self._who.setVisible(not may_set)

    def _keep(self) -> None:
        commit_composing()
        evenings = [at for at, each in enumerate(self.days) if each.isChecked()]
        try:
            said = typed_closing_time(self.closes.text(), evenings, self.until.text())
        except Refused as error:
            self._notice.say(self._context.words.message(error), "danger")
            return
        actor, services = self._context.session.signed_in(), self._context.services

        def kept(_: None) -> None:
            self._notice.say(self._text("closing_time.kept"), "success")
            self.enter()

        self._context.write(lambda: services.closing.set_time(actor, said), done=kept, failed=self._context.failing(self._notice))
