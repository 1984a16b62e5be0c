"""E-mail notices over the office's own mail server (SMTP, RFC 5321). What it takes is sent; nobody reports an arrival."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from uuid import UUID

from app.central.message_provider import Answer, MailSettings, Receipt, ToSend


class MailProvider:
    """See `Provider`. A line for each message: an office sends few."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, message: ToSend) -> Answer:
        letter = EmailMessage()
        letter["From"], letter["To"] = self._settings.sender, message.to
        letter["Subject"] = " ".join((message.subject or message.text).split())[:60]  # one line, whatever a desk wrote
        letter["Message-ID"] = f"<{message.ref}@{self._settings.sender.partition('@')[2]}>"
        letter.set_content(message.text)
        try:
            line = self._line()
        except (OSError, smtplib.SMTPException):
            return Answer("later", "mail_away", after_s=60)
        try:
            line.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            return Answer("failed", f"smtp_{code}") if code >= 500 else Answer("later", f"smtp_{code}", after_s=300)
        except smtplib.SMTPResponseException as error:
            return Answer("failed", f"smtp_{error.smtp_code}") if error.smtp_code >= 500 else Answer("later", f"smtp_{error.smtp_code}")
        except (OSError, smtplib.SMTPException):
            return Answer("unknown", "line_lost")  # it may have been taken before the line broke
        finally:
            line.close()
        return Answer("sent", provider_ref=str(message.ref))

    def _line(self) -> smtplib.SMTP:
        settings = self._settings
        line = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout_s)
        try:
            if settings.tls:
                line.starttls(context=ssl.create_default_context())
            if settings.user:
                line.login(settings.user, settings.password)
        except BaseException:
            line.close()
            raise
        return line

    def ask(self, ref: UUID, way: str) -> Answer | None:
        """A mail server tells nobody what it took."""
        return None

    def receipts(self, pending: Sequence[str]) -> list[Receipt]:
        return []

    def confirm(self) -> None:
        """Nothing is owed."""

    def close(self) -> None:
        """Nothing is open between two messages."""
