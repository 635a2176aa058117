"""The operator's mail server: SMTP with TLS, within seconds, and what its refusals mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote

from bot.addresses import split_mail_url
from bot.settings import LOOPBACK

# Seconds for each step of a conversation, which has eight at most.
STEP = 10.0
PORTS = {"smtps": 465, "smtp": 587}
LONGEST_ANSWER = 300


class MailRefused(Exception):
    """The server will not take this e-mail, to this address, at any time."""


class MailAway(Exception):
    """The server cannot be reached, or does not take the e-mail now."""


@dataclass(frozen=True)
class MailServer:
    """Server and login; `tls` from the first byte, else by STARTTLS, without which only loopback is spoken to."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)

    def send(self, message: EmailMessage) -> None:
        """Send one e-mail; blocks for seconds. Raise MailRefused or MailAway, with the server's own words alone."""
        with self._session() as session:
            refused = session.send_message(message)
        if refused:
            raise MailRefused(_answer(*next(iter(refused.values()))))

    def greet(self) -> None:
        """Log in and leave; raise MailAway."""
        with self._session():
            pass

    @contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        try:
            with self._connected() as session:
                self._secured(session)
                if self.user:
                    session.login(self.user, self.password)
                yield session
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise _verdict(code)(_answer(code, text)) from None
        except smtplib.SMTPDataError as error:
            raise _verdict(error.smtp_code)(_answer(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPAuthenticationError as error:
            raise MailAway(f"login refused ({error.smtp_code})") from None
        except smtplib.SMTPResponseException as error:
            raise MailAway(_answer(error.smtp_code, error.smtp_error)) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise MailAway(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=STEP, context=self._trust())
        return smtplib.SMTP(self.host, self.port, timeout=STEP)

    def _secured(self, session: smtplib.SMTP) -> None:
        session.ehlo()
        if self.tls:
            return
        if session.has_extn("starttls"):
            session.starttls(context=self._trust())
            session.ehlo()
        elif self.host not in LOOPBACK:
            raise MailAway("the server offers no STARTTLS")

    def _trust(self) -> ssl.SSLContext:
        return self.context or ssl.create_default_context()


def parsed(url: str) -> MailServer:
    """Read `smtps://user:password@host:465`, or smtp:// for STARTTLS; ValueError, without the URL, for others."""
    parts = split_mail_url(url)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname or "", parts.port or PORTS[parts.scheme], parts.scheme == "smtps", user, password)


def _verdict(code: int) -> type[MailRefused] | type[MailAway]:
    return MailRefused if 500 <= code < 600 else MailAway


def _answer(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = "".join(each for each in " ".join(words.split()) if each.isprintable())
    return f"{code} {plain}"[:LONGEST_ANSWER].strip()
