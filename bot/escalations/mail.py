"""Notices by e-mail, over the clinic's own mail server."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from bot.escalations.notice import Notice
from bot.escalations.sending import Unreached

SECONDS = 10.0


@dataclass(frozen=True)
class Mail:
    """`security`: starttls, tls from the first byte, or none for a server on this machine.

    smtplib in a thread: one message at a time is all that is sent, and it needs no other package.
    """

    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    trusted: ssl.SSLContext | None = field(default=None, repr=False)

    async def send(self, address: str, notice: Notice) -> None:
        """Hand it to the mail server. Raises Unreached."""
        if not self.host:
            raise Unreached("no mail server is set")
        try:
            await asyncio.to_thread(self._send, self._message(address, notice))
        except smtplib.SMTPResponseException as fault:
            raise Unreached(f"{type(fault).__name__} {fault.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            raise Unreached(type(fault).__name__) from None

    def _message(self, address: str, notice: Notice) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = notice.subject
        message["From"] = self.sender or self.user or "afterglow@localhost"
        message["To"] = address
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain="afterglow.invalid")
        message["Auto-Submitted"] = "auto-generated"
        if notice.level == "emergency":
            message["Importance"] = "high"
        message.set_content(notice.body)
        return message

    def _send(self, message: EmailMessage) -> None:
        trusted = self.trusted or ssl.create_default_context()
        if self.security == "tls":
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=trusted)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        with server:
            if self.security == "starttls":
                server.starttls(context=trusted)
            if self.user:
                server.login(self.user, self.password)
            server.send_message(message)
