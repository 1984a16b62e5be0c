"""Our own papers set in type, for whoever may not know what does it. Nothing here loads Qt."""

from __future__ import annotations

from pathlib import Path

from app.documents import paper_pdf
from app.documents.sheet import watched
from app.domain.every_paper import Paper
from app.ports.progress import UNWATCHED, Progress


class Papers:
    """With this program's fonts. `resources`: the folder that holds them."""

    def __init__(self, resources: Path) -> None:
        self._fonts = resources / "fonts"

    def paper_pdf(self, paper: Paper, *, large: bool = False, progress: Progress = UNWATCHED) -> bytes:
        with watched(progress):
            return paper_pdf(paper, fonts=self._fonts, large=large)
