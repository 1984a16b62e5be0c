"""The window of training mode: the training desk is made at the first time, with the person told that it is."""

from __future__ import annotations

import os

from app.bootstrap.drawing import need_drawing
from app.bootstrap.opening import LEDGER
from app.bootstrap.training import ready_training, training_settings
from app.bootstrap.window import run_window
from app.domain.words import Words
from app.settings import Settings


def run_training(settings: Settings, words: Words) -> int:
    """The training desk was open in a window until the person closed it; the exit code. GUI thread."""
    need_drawing(on_screen=os.environ.get("QT_QPA_PLATFORM") != "offscreen")
    chosen = training_settings(settings)
    if not (chosen.home / LEDGER).exists():
        from app.ui.wizard.preparing import while_preparing  # Qt is loaded only where a window opens

        while_preparing(words, settings.data / "resources", lambda: ready_training(settings))
    return run_window(chosen, lambda _new: chosen.passphrase or "", words)
