"""Settings: the environment as one frozen object; a bad value is one line that names the variable."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict
from sqlalchemy import URL

from bot.addresses import split_url
from bot.environment.mail import MailSettings
from bot.environment.names import check_lines, check_names
from bot.errors import ConfigurationError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SLACK_API = "https://slack.com/api/"
MOST_DAYS = 365
# Slack's have 32 characters; what is much shorter is a placeholder, and anybody could sign with it.
SHORTEST_SECRET = 16
WEEKLY = r"(?i)off|(mon|tue|wed|thu|fri|sat|sun) ([01]?\d|2[0-3]):[0-5]\d"


def default_database_url() -> str:
    """Return the URL of a SQLite file in the user's data folder."""
    file = user_data_path("support-contact-bot") / "bot.db"
    return URL.create("sqlite", database=str(file)).render_as_string()


def https_or_loopback(url: str) -> str:
    """Return the URL; raise ValueError for plain http except to loopback, since every request carries a token."""
    parts = split_url(url)
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and parts.hostname in LOOPBACK:
        return url
    raise ValueError("must be an https:// URL (http:// only for 127.0.0.1)")


def _matching(pattern: str, hint: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(value: str | None) -> str | None:
        if value and not compiled.fullmatch(value):
            raise ValueError(hint)
        return value or None

    return AfterValidator(check)


def _csv(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def _user_ids(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(re.fullmatch(r"[UW][A-Z0-9]+", one) for one in value):
        raise ValueError("must be Slack user ids like U0123ABCD, separated by commas")
    return value


def _secrets(value: Any) -> Any:
    return tuple(SecretStr(one) for one in _csv(value)) if isinstance(value, str) else value


def _token_keys(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not all(re.fullmatch(r"[A-Za-z0-9_-]{43}=", one.get_secret_value()) for one in value):
        raise ValueError("must be keys of 32 bytes in URL-safe base64 (44 characters), separated by commas")
    return value


Names = Annotated[tuple[str, ...], NoDecode]
TokenKeys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_secrets), AfterValidator(_token_keys)]
UserIds = Annotated[Names, AfterValidator(_user_ids)]
Days = Annotated[tuple[int, ...], NoDecode]
Guid = Annotated[str | None, _matching(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "must be a GUID")]
Url = Annotated[str, AfterValidator(https_or_loopback)]
UrlOrNone = Annotated[Url | None, BeforeValidator(lambda value: value or None)]

ROLE_SUFFIXES = (
    "global_admin",
    "admin_agent",
    "helpdesk_agent",
    "sales_agent",
    "user_management_admin",
    "billing_admin",
)


class Settings(MailSettings):
    """Settings with the names and defaults of the README's table "Configuration"; every repr masks the secrets."""

    model_config = SettingsConfigDict(env_file=".env", frozen=True, extra="ignore", hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_base_url: Url = SLACK_API
    database_url: SecretStr = Field(default_factory=lambda: SecretStr(default_database_url()))
    # Empty would mean every address of the machine.
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=3000, ge=0, le=65535)
    provider_tenant_id: Guid = None
    notify_channel: Annotated[str | None, _matching(r"[CGD][A-Z0-9]{2,}", "must be a channel id like C0123ABCD")] = None
    role_policy: str = "partner-center-2020"
    role_group_global_admin: Names = ()
    role_group_admin_agent: Names = ()
    role_group_helpdesk_agent: Names = ()
    role_group_sales_agent: Names = ()
    role_group_user_management_admin: Names = ()
    role_group_billing_admin: Names = ()
    role_users_global_admin: UserIds = ()
    role_users_admin_agent: UserIds = ()
    role_users_helpdesk_agent: UserIds = ()
    role_users_sales_agent: UserIds = ()
    role_users_user_management_admin: UserIds = ()
    role_users_billing_admin: UserIds = ()
    default_locale: str = "en-US"
    default_timezone: str = "UTC"
    channel_locale: str | None = None
    reminder_days: Days = (3, 7, 14)
    reminder_sweep_seconds: int = Field(default=60, ge=1, le=3600)
    request_due_days: int = Field(default=30, ge=1, le=MOST_DAYS)
    # Slack and valid signatures repeat a delivery within minutes; messages are drawn anew for months.
    delivery_retention_days: int = Field(default=1, ge=1, le=30)
    outbox_retention_days: int = Field(default=365, ge=30, le=3650)
    log_format: Literal["text", "json"] = "text"
    assign_new_commerce: Literal["record", "refuse"] = "record"
    bulk_confirm_rows: int | None = Field(default=None, ge=1)
    report_time: Annotated[str | None, _matching(WEEKLY, "must be a weekday and time like mon 09:00, or off")] = (
        "mon 09:00"
    )
    partner_center_tenant_id: Guid = None
    partner_center_client_id: str | None = None
    partner_center_client_secret: SecretStr | None = None
    partner_center_certificate: Path | None = None
    partner_center_refresh_token: SecretStr | None = None
    partner_center_token_key: TokenKeys = ()
    partner_center_api_base_url: Url = "https://api.partnercenter.microsoft.com"
    partner_center_login_base_url: Url = "https://login.microsoftonline.com"
    partner_center_certificate_url: Url = "https://3psostorageacct.blob.core.windows.net/cert/"
    partner_center_webhook_roots: Path | None = None
    partner_center_forward_url: UrlOrNone = None
    graph_base_url: Url = "https://graph.microsoft.com"
    public_url: UrlOrNone = None

    _split = field_validator(
        "reminder_days", *(f"role_{by}_{role}" for by in ("group", "users") for role in ROLE_SUFFIXES), mode="before"
    )(_csv)

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _token_shape(cls, value: SecretStr | None, info: Any) -> SecretStr | None:
        prefix = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        if value and value.get_secret_value() and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"must start with {prefix}")
        return value if value and value.get_secret_value() else None

    @field_validator("slack_signing_secret")
    @classmethod
    def _secret_length(cls, value: SecretStr | None) -> SecretStr | None:
        if value and 0 < len(value.get_secret_value().strip()) < SHORTEST_SECRET:
            raise ValueError("is too short; copy the signing secret from the app's Basic Information")
        return value

    @field_validator("slack_api_base_url")
    @classmethod
    def _slash(cls, value: str) -> str:
        return value if value.endswith("/") else f"{value}/"

    @field_validator("bulk_confirm_rows", mode="before")
    @classmethod
    def _rows_or_off(cls, value: Any) -> Any:
        return None if isinstance(value, str) and value.strip().lower() in {"", "off"} else value

    @field_validator("role_policy")
    @classmethod
    def _policy(cls, value: str) -> str:
        known = ("partner-center-2020", "partner-center-2023", "partner-center-current")
        if value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return value

    @field_validator("default_timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            return str(ZoneInfo(value))
        except (ValueError, OSError, ZoneInfoNotFoundError) as error:  # not a name, a folder, not there
            raise ValueError("must be an IANA time zone like Europe/Madrid") from error

    @field_validator("default_locale", "channel_locale")
    @classmethod
    def _locale(cls, value: str | None, info: Any) -> str | None:
        if not value and info.field_name == "channel_locale":
            return None
        try:
            Locale.parse(str(value).replace("-", "_"))
        except (ValueError, UnknownLocaleError) as error:
            raise ValueError("must be a locale like en-US or es-ES") from error
        return value

    @field_validator("reminder_days")
    @classmethod
    def _ascending(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or list(value) != sorted(set(value)) or value[0] < 1 or value[-1] > MOST_DAYS:
            raise ValueError(f"must be growing whole days up to {MOST_DAYS} like 3,7,14")
        return value

    @field_validator("partner_center_certificate", "partner_center_webhook_roots", mode="before")
    @classmethod
    def _no_file(cls, value: Any) -> Any:
        return value or None

    @model_validator(mode="after")
    def _partner_center_whole(self) -> Self:
        secret = self.partner_center_client_secret
        proof = bool(secret and secret.get_secret_value()) or self.partner_center_certificate is not None
        values = [self.partner_center_tenant_id, self.partner_center_client_id, proof]
        if any(values) and not all(values):
            raise ValueError(
                "PARTNER_CENTER_TENANT_ID, _CLIENT_ID and _CLIENT_SECRET (or PARTNER_CENTER_CERTIFICATE) must be set "
                "together"
            )
        seed = self.partner_center_refresh_token
        if seed and seed.get_secret_value() and not self.partner_center_token_key:
            raise ValueError("PARTNER_CENTER_TOKEN_KEY must be set with PARTNER_CENTER_REFRESH_TOKEN")
        return self

    def groups_of(self, role: str) -> tuple[str, ...]:
        """Return the user group ids or @handles configured for a role (its suffix, as in ROLE_SUFFIXES)."""
        value: tuple[str, ...] = getattr(self, f"role_group_{role}")
        return value

    def users_of(self, role: str) -> tuple[str, ...]:
        """Return the Slack user ids configured for a role (its suffix, as in ROLE_SUFFIXES)."""
        value: tuple[str, ...] = getattr(self, f"role_users_{role}")
        return value


def load(env_file: Path | str | None = ".env", **overrides: Any) -> Settings:
    """Read settings from the environment and a .env file; ConfigurationError with one line for the first bad variable.

    `overrides` (by field name) win over both.
    """
    try:
        check_lines(env_file)
        known = {name.upper() for name in Settings.model_fields}
        check_names(known, os.environ, dotenv_values(env_file) if env_file else {})
        return Settings(_env_file=env_file, **overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        reason = first["msg"].removeprefix("Value error, ")
        raise ConfigurationError(f"{name}: {reason}" if name else reason) from None
