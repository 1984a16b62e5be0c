"""Who carries an office's messages: text messages one way, e-mail another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from app.central.agent_table import AgentProvider, check_layout
from app.central.mail import MailProvider
from app.central.message_provider import Answer, Provider, ProviderSettings, Receipt, ToSend
from app.central.smpp import SmppProvider
from app.domain.errors import Refused
from app.domain.identity import is_mobile

_MISSING = Answer("later", "provider_missing", after_s=600)


class Providers:
    """See `Provider`: each message goes to who carries its kind; one that nobody carries waits."""

    def __init__(self, text: Provider | None, mail: Provider | None) -> None:
        self._text, self._mail = text, mail
        self._all = [each for each in (text, mail) if each is not None]

    def send(self, message: ToSend) -> Answer:
        provider = self._text if is_mobile(message.to) else self._mail
        return provider.send(message) if provider is not None else _MISSING

    def ask(self, ref: UUID, way: str) -> Answer | None:
        provider = self._text if way == "sms" else self._mail
        return provider.ask(ref, way) if provider is not None else None

    def receipts(self, pending: Sequence[str]) -> list[Receipt]:
        return [receipt for provider in self._all for receipt in provider.receipts(pending)]

    def confirm(self) -> None:
        for provider in self._all:
            provider.confirm()

    def close(self) -> None:
        for provider in self._all:
            provider.close()


def provider_of(settings: ProviderSettings, now_ms: Callable[[], int]) -> Provider:
    """Who carries messages by those settings. Refused `agent_layout_invalid`, `database_url_unknown`."""
    text: Provider | None = None
    if settings.smpp is not None:
        text = SmppProvider(settings.smpp)
    elif settings.agent is not None:
        text = AgentProvider(settings.agent, now_ms)
    return Providers(text, MailProvider(settings.mail) if settings.mail is not None else None)


def check_settings(settings: ProviderSettings) -> None:
    """Refused `provider_settings_invalid` with what is wrong, before anything is kept."""
    wrong = ""
    if settings.smpp is not None and settings.agent is not None:
        wrong = "smpp, agent"
    elif settings.smpp is None and settings.agent is None and settings.mail is None:
        wrong = "smpp, agent, mail"
    elif settings.smpp is not None and (len(settings.smpp.system_id) > 15 or len(settings.smpp.password) > 8):
        wrong = "system_id, password"  # SMPP 3.4 §5.2.1, §5.2.2: fifteen and eight characters
    elif settings.mail is not None and "@" not in settings.mail.sender:
        wrong = "mail"
    elif not 0 <= settings.from_hour < settings.to_hour <= 24:
        wrong = "hours"
    elif settings.daily_max < 1:
        wrong = "daily-max"
    for sender in (each.sender for each in (settings.smpp, settings.agent) if each is not None):
        if not sender.isdigit() or len(sender) > 20:
            wrong = "sender"
    if wrong:
        raise Refused("provider_settings_invalid", what=wrong)
    if settings.agent is not None:
        check_layout(settings.agent.layout)
