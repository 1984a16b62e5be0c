"""At the first log-in: what the law asks of who handles personal data, acknowledged with one key. Esc: asked again next time."""

from __future__ import annotations

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtWidgets import QDialog, QWidget

from app.domain.privacy_duty import PrivacyDuty
from app.ui.context import Context, Shows
from app.ui.plain import button, column, label, row
from app.ui.theme import Look


class PrivacyDialog(QDialog):
    """Enter acknowledges; nothing else is asked."""

    def __init__(self, parent: QWidget, context: Context, look: Look, duty: PrivacyDuty) -> None:
        super().__init__(parent)
        text = context.words.text
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(text("privacy.title"))
        lines = [label(f"· {each}", wrap=True) for each in duty.lines(context.words.lang)]
        box = column(look, label(text("privacy.title"), "title"), *lines, label(duty.source, "subtle", wrap=True), margins=True)
        self.agree = button(text("privacy.agree"), self.accept, "primary")
        self.later = button(text("privacy.later"), self.reject, "quiet")
        self.agree.setDefault(True)
        box.addLayout(row(look, self.agree, self.later, None))
        self.setLayout(box)
        self.setMinimumWidth(look.px("login_w") * 2)
        self.agree.setFocus()


class PrivacyAsker(QObject):
    """Asks who has just signed in, if they have not yet said it of this text."""

    def __init__(self, window: QWidget, context: Context, look: Look, notice: Shows) -> None:
        super().__init__(window)
        self._window, self._context, self._look, self._notice = window, context, look, notice
        context.session.watch("actor", self._know)

    def _know(self) -> None:
        actor, access = self._context.session.actor, self._context.services.access
        if actor is not None:
            self._context.read(lambda: access.duty_pending(actor), done=self._ask, failed=self._context.failing(self._notice))

    def _ask(self, duty: PrivacyDuty | None) -> None:
        if duty is None or self._context.session.actor is None:
            return
        dialog = PrivacyDialog(self._window, self._context, self._look, duty)
        dialog.accepted.connect(self._acknowledge)
        dialog.open()

    def _acknowledge(self) -> None:
        actor, access = self._context.session.actor, self._context.services.access
        if actor is not None:
            self._context.write(
                lambda: access.acknowledge_duty(actor),
                done=lambda _: self._notice.say(self._context.words.text("privacy.kept"), "success"),
                failed=self._context.failing(self._notice),
            )
