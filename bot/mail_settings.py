"""Settings of the operator's mail server, which are set together or not at all."""

import re
from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

ADDRESS = r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+"


class MailSettings(BaseSettings):
    """Server by which invitations leave, with its login, and the sender they have."""

    smtp_url: SecretStr | None = None
    mail_from: str | None = None

    @property
    def sends_mail(self) -> bool:
        """Tell if invitations may leave as e-mails from here."""
        return self.smtp_url is not None

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value and value.get_secret_value() else None
        if parts is not None and (parts.scheme not in ("smtp", "smtps") or not parts.hostname):
            raise ValueError("must be like smtps://user:password@host:465, or smtp:// for STARTTLS")
        return None if parts is None else value

    @field_validator("mail_from")
    @classmethod
    def _mail_sender(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(rf"{ADDRESS}|[^<>\r\n]+ <{ADDRESS}>", value):
            raise ValueError("must be an address, like contacts@example.com or Contacts <contacts@example.com>")
        return value or None

    @model_validator(mode="after")
    def _mail_whole(self) -> Self:
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("SMTP_URL and MAIL_FROM must be set both, or neither")
        return self
