"""E-mail notices over the office's own mail server (SMTP, RFC 5321). What it takes is sent; nobody reports an arrival."""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Final
from uuid import UUID

from app.central.message_provider import Answer, MailSettings, Receipt, ToSend

_TIMES: Final = 4  # so many times what one answer may take is what all of them may take together
_SAID_MAX: Final = 64 * 1024  # bytes of all that a server says about one letter


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
        except smtplib.SMTPDataError as error:
            return _answered(error.smtp_code)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError) as error:
            return Answer("failed", f"smtp_{error.smtp_code}") if error.smtp_code >= 500 else Answer("later", f"smtp_{error.smtp_code}")
        except (OSError, smtplib.SMTPException):
            return Answer("unknown", "line_lost")  # it may have been taken before the line broke
        finally:
            line.close()
        return Answer("sent", provider_ref=str(message.ref))

    def _line(self) -> smtplib.SMTP:
        settings = self._settings
        line = _Line(settings.host, settings.port, timeout=settings.timeout_s)
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


def _answered(code: int) -> Answer:
    """What a code says of a letter that may have left already: what is no code of SMTP says nothing."""
    if 500 <= code <= 599:
        return Answer("failed", f"smtp_{code}")
    return Answer("later", f"smtp_{code}") if 400 <= code <= 499 else Answer("unknown", "answer_unreadable")


class _Line(smtplib.SMTP):
    """smtplib's own, whose limits are of one read: a server that answers in drops, or without end, is left."""

    def __init__(self, host: str, port: int, *, timeout: float) -> None:
        self._until_s = time.monotonic() + _TIMES * timeout
        super().__init__(host, port, timeout=timeout)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock, self.timeout, self._until_s)
        return super().getreply()


class _Replies:
    """What is read of a line, as smtplib asks for it. A new one after STARTTLS: what came before it is not believed."""

    def __init__(self, line: socket.socket, each_s: float, until_s: float) -> None:
        self._line, self._each_s, self._until_s = line, each_s, until_s
        self._came, self._said = b"", 0

    def readline(self, most: int) -> bytes:
        """Up to the end of a line, or so many bytes; nothing at the end of all. OSError."""
        end_s = min(self._until_s, time.monotonic() + self._each_s)
        while b"\n" not in self._came and len(self._came) < most:
            if (left_s := end_s - time.monotonic()) <= 0 or self._said > _SAID_MAX:
                raise TimeoutError
            self._line.settimeout(left_s)
            part = self._line.recv(4_096)
            self._said += len(part)
            if not part:
                break
            self._came += part
        self._line.settimeout(self._each_s)
        length = min(most, self._came.find(b"\n") + 1 or len(self._came))
        line, self._came = self._came[:length], self._came[length:]
        return line

    def close(self) -> None:
        """The line is its owner's to close."""
