"""The duty of whoever handles personal data, as it is acknowledged at first log-in. The text is data (`resources/privacy_duty.toml`)."""

from __future__ import annotations

import msgspec

from app.domain.words import Lang


class PrivacyDuty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`version`: of the text; whoever acknowledged another one is asked again. `source`: the law it is taken from."""

    version: str
    source: str
    ko: list[str]
    en: list[str]

    def lines(self, lang: Lang) -> list[str]:
        return self.ko if lang == "ko" else self.en
