"""Settings of the operator's mail server, which are set together or not at all."""

from typing import Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings

from bot.addresses import sender, split_mail_url


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
        if not value or not value.get_secret_value():
            return None
        split_mail_url(value.get_secret_value())
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_sender(cls, value: str | None) -> str | None:
        try:
            _ = value and sender(value)
        except ValueError:
            raise ValueError("must be like contacts@example.com or Contacts <contacts@example.com>") from None
        return value or None

    @model_validator(mode="after")
    def _mail_whole(self) -> Self:
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError("SMTP_URL and MAIL_FROM must be set both, or neither")
        return self
