"""Before a window opens: a computer without a desk shows the pages that make one (COUNTER §8), a key file asks for its passphrase."""

from __future__ import annotations

import msgspec

from app.bootstrap.another_window import practise
from app.bootstrap.first_start import FirstStart, has_desk
from app.bootstrap.opening import keystore_of
from app.domain.words import Lang, Words
from app.formfiles.words import load_words
from app.keystore.choice import KEY_FILE
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


def with_passphrase(settings: Settings, words: Words) -> Settings | None:
    """The settings with the passphrase that opens the key file; None: whoever sat there left instead. GUI thread."""
    if settings.passphrase is not None or not (settings.home / KEY_FILE).exists():
        return settings
    from app.ui.wizard.passphrase import asked_passphrase

    def opens(typed: str) -> None:
        keystore_of(settings, lambda _new: typed).load()

    given = asked_passphrase(words, settings.data / "resources", opens)
    return msgspec.structs.replace(settings, passphrase=given) if given is not None else None
