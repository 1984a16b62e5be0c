"""The page 백업·소산 of the management tab: copies after each closing, the restore test, the quarter's set for another building."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.domain.backups import KEEP, BackupPlan
from app.services.backups import NAME_MAX
from app.ui.context import Context
from app.ui.flow_layout import flowing, together
from app.ui.plain import Notice, button, column, commit_composing, heading_of, label, rule
from app.ui.tabs.admin.backups_presenter import BackupPapers, BackupsPresenter
from app.ui.theme import Look


class BackupsPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice, papers: BackupPapers) -> None:
        super().__init__()
        self._notice, self._words, self._may_hand_over = notice, context.words, False
        self.presenter = BackupsPresenter(context, self, papers)
        text = context.words.text
        self.folder, self.keep = self._line("backups.folder"), self._line("backups.keep")
        self.keep.setMaximumWidth(look.px("label_w"))
        self.choose = button(text("folder.choose"), self._choose, "quiet")
        self.set = button(text("backups.set"), self._keep, "primary")
        self.off = button(text("backups.turn_off"), self.presenter.turn_off)
        self.now = button(text("backups.now"), self.presenter.take)
        self.check = button(text("backups.check"), self._check)
        self.medium, self.receiver = self._line("backups.medium"), self._line("backups.receiver")
        for line in (self.medium, self.receiver):
            line.setMaxLength(NAME_MAX)
            line.setMaximumWidth(look.px("login_w"))
            line.returnPressed.connect(line.focusNextChild)
        self.folder.returnPressed.connect(self._keep)
        self.keep.returnPressed.connect(self._keep)
        self.hand_over = button(text("backups.offsite"), self._offsite)
        self._who = label(text("backups.who"), "subtle", wrap=True)
        gap = look.px("gap_px")
        folder = together(gap, self._named("backups.folder", self.folder), self.folder)
        where = flowing(gap, folder, self.choose, grow={folder})
        acts = flowing(gap, together(gap, self._named("backups.keep", self.keep), self.keep), self.set, self.off, self.now)
        trial = flowing(gap, self.check)
        medium = together(gap, self._named("backups.medium", self.medium), self.medium)
        receiver = together(gap, self._named("backups.receiver", self.receiver), self.receiver)
        set_line = flowing(gap, medium, receiver, self.hand_over)
        box = column(look, label(text("admin.backups"), "title"))
        for title, note, lines in (
            ("after_closing", "closing_note", (where, acts)),
            ("trial", "trial_note", (trial,)),
            ("outside", "outside_note", (set_line,)),
        ):
            box.addWidget(label(text(f"backups.{title}"), "lead", wrap=True))
            box.addWidget(label(text(f"backups.{note}"), "subtle", wrap=True))
            for each in lines:
                box.addWidget(each)
            box.addWidget(rule())
        box.addWidget(self._who)
        box.addStretch(1)
        self.setLayout(box)

    def enter(self) -> None:
        self.presenter.enter()

    def show_plan(self, plan: BackupPlan, *, may_set: bool, may_hand_over: bool) -> None:
        self.folder.setText(plan.folder)
        self.keep.setText(str(plan.keep or KEEP))
        for field in (self.folder, self.keep):
            field.setReadOnly(not may_set)
        for key in (self.choose, self.set):
            key.setVisible(may_set)
        self.off.setVisible(may_set and bool(plan.folder))
        self.now.setVisible(bool(plan.folder))
        self._may_hand_over = may_hand_over
        for each in (self.medium, self.receiver, self.hand_over):
            each.setEnabled(may_hand_over)
        self._who.setVisible(not may_set)

    def set_busy(self, busy: bool) -> None:
        for each in (self.set, self.off, self.now, self.check):
            each.setEnabled(not busy)
        self.hand_over.setEnabled(self._may_hand_over and not busy)

    def clear_set(self) -> None:
        self.medium.clear()
        self.receiver.clear()

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _line(self, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(self._words.text(name))
        return line

    def _named(self, name: str, line: QLineEdit) -> QWidget:
        return heading_of(line, self._words.text(name))

    def _asked(self, key: str, start: str = "") -> str:
        return QFileDialog.getExistingDirectory(self, self._words.text(key), start)

    def _choose(self) -> None:
        if found := self._asked("backups.folder", self.folder.text()):
            self.folder.setText(found)
            self.folder.setFocus()

    def _keep(self) -> None:
        commit_composing()
        self.presenter.keep(self.folder.text(), self.keep.text())

    def _check(self) -> None:
        if found := self._asked("backups.check", self.folder.text()):
            self.presenter.check(Path(found))

    def _offsite(self) -> None:
        """Number and receiver first: where the set goes is asked last, and whoever closes that dialog wants nothing done."""
        commit_composing()
        medium, receiver = self.medium.text().strip(), self.receiver.text().strip()
        if lacking := self.presenter.lacks(medium, receiver):
            {"medium": self.medium, "receiver": self.receiver}[lacking].setFocus()
        elif found := self._asked("backups.offsite"):
            self.presenter.offsite(Path(found), medium, receiver)
