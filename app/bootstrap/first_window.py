"""Before a window opens: a computer without a desk shows the pages that make one (COUNTER §8)."""

from __future__ import annotations

from app.bootstrap.another_window import practise
from app.bootstrap.first_start import FirstStart, has_desk
from app.domain.words import Lang, Words
from app.formfiles.words import load_words
from app.settings import Settings


def with_desk(settings: Settings, words: Words) -> Settings | None:
    """The settings of a home in which there is a desk, made now if there was none; None: whoever sat there left before. GUI thread."""
    if has_desk(settings):
        return settings
    from app.ui.wizard.first_start import FirstStartWindow  # Qt is loaded only where a window opens

    resources = settings.data / "resources"

    def words_of(lang: Lang) -> Words:
        return words if lang == words.lang else load_words(resources, lang)

    maker = FirstStart(settings)
    return FirstStartWindow(maker, words_of, resources, lang=words.lang, practise=lambda: practise(settings)).run()
