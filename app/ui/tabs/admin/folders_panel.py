"""The page 감시 폴더 of the management tab: read by everybody, kept by whoever leads or administers."""

from __future__ import annotations

from functools import partial

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QPushButton, QWidget

from app.services.folder_kinds import KINDS
from app.ui.context import Context
from app.ui.plain import Notice, button, column, commit_composing, label, mark, row, suggest
from app.ui.tabs.admin.folders_presenter import FolderLine, FoldersPresenter
from app.ui.theme import Look

AGAIN_MS = 3_000  # while the page is seen, how the folders are is read again


class FoldersPanel(QWidget):
    def __init__(self, context: Context, look: Look, notice: Notice) -> None:
        super().__init__()
        self._notice, self._words = notice, context.words
        self.presenter = FoldersPresenter(context, self)
        text = context.words.text
        box = column(look, label(text("admin.folders"), "title"), label(text("folder.note"), "subtle", wrap=True))
        self.paths: dict[str, QLineEdit] = {}
        self.shares: dict[str, QCheckBox] = {}
        self.keys: dict[str, list[QPushButton]] = {}
        self.states = {kind: label("", "small", wrap=True) for kind in KINDS}
        self._shown: dict[str, tuple[str, bool]] = {}
        for kind in KINDS:
            heading, path = label(text(f"folder_kind.{kind}"), "strong"), QLineEdit()
            heading.setBuddy(path)
            path.setAccessibleName(text(f"folder_kind.{kind}"))
            suggest(path, text("folder.path"))
            path.returnPressed.connect(partial(self._keep, kind))
            share = QCheckBox(text("folder.share"))
            choose = button(text("folder.choose"), partial(self._choose, kind), "quiet", name=f"{text('folder.choose')} {heading.text()}")
            keep = button(text("folder.keep"), partial(self._keep, kind), "primary", name=f"{text('folder.keep')} {heading.text()}")
            self.paths[kind], self.shares[kind], self.keys[kind] = path, share, [choose, keep]
            line = row(look)
            line.addWidget(path, 1)
            for each in (choose, share, keep):
                line.addWidget(each)
            box.addWidget(heading)
            box.addLayout(line)
            box.addWidget(self.states[kind])
        self._who = label(text("folder.who"), "subtle", wrap=True)
        box.addWidget(self._who)
        box.addStretch(1)
        self.setLayout(box)
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._look_again)
        self._again.start()

    def enter(self) -> None:
        self._shown.clear()
        self.presenter.enter()

    def show_folders(self, lines: list[FolderLine], *, may_set: bool) -> None:
        for each in lines:
            if self._shown.get(each.kind) != (each.path, each.share):  # what somebody is typing stays
                self.paths[each.kind].setText(each.path)
                self.shares[each.kind].setChecked(each.share)
            self._shown[each.kind] = (each.path, each.share)
            self.states[each.kind].setText(each.state)
            mark(self.states[each.kind], "tone", each.tone)
            for field in (self.paths[each.kind], self.shares[each.kind]):
                field.setEnabled(may_set)
            for key in self.keys[each.kind]:
                key.setVisible(may_set)
        self._who.setVisible(not may_set)

    def say(self, text: str, tone: str = "") -> None:
        self._notice.say(text, tone)

    def _look_again(self) -> None:
        if self.isVisible():
            self.presenter.enter()

    def _choose(self, kind: str) -> None:
        found = QFileDialog.getExistingDirectory(self, self._words.text(f"folder_kind.{kind}"), self.paths[kind].text())
        if found:
            self.paths[kind].setText(found)
            self.paths[kind].setFocus()

    def _keep(self, kind: str) -> None:
        commit_composing()
        self.presenter.keep(kind, self.paths[kind].text(), share=self.shares[kind].isChecked())
