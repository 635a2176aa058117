"""The ways in which a request to Microsoft fails, and the reading of its error bodies, which have five shapes."""

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.errors import Unavailable
from bot.partner_center.wire.reading import Document, NotJson, document

# docs/partner-center.md#errors
MFA_CODES = frozenset({"10001", "900421"})
NEEDS_USER = frozenset({"900329"})
NO_RELATIONSHIP, WRONG_KIND = "20002", "1002"
MFA_HEADER = "isMfaCompliant"
LONGEST_TEXT = 300
NO_RETRY_AFTER, LONGEST_RETRY_AFTER = 30.0, 3600.0
_SIGN_IN = re.compile(r"AADSTS(\d+)")


@dataclass(frozen=True)
class Trace:
    """Ids by which Microsoft finds a request again; "" where there is none."""

    request_id: str = ""
    correlation_id: str = ""

    def __str__(self) -> str:
        return f"correlation {self.correlation_id or 'unknown'}"


class PartnerCenterError(Unavailable):
    """Failed request; `trace` tells Microsoft's support which, `str()` is one line for the engineer."""

    def __init__(self, what: str, trace: Trace | None = None) -> None:
        super().__init__("partner-center-unavailable", error=what)
        self.what = what
        self.trace = trace or Trace()

    def __str__(self) -> str:
        return f"{self.what} ({self.trace})" if self.trace.correlation_id else self.what


class ForeignAddress(PartnerCenterError):
    """A link, or a setting, led to a host that this program does not talk to; no request was made."""

    def __init__(self, host: str) -> None:
        super().__init__(f"an address outside of the allow-list: {host}")


class PartnerCenterRefused(PartnerCenterError):
    """Microsoft said no and nothing happened: HTTP status, code and description, as they came."""

    def __init__(self, status: int, said: "ErrorBody", trace: Trace, *, mfa: bool | None = None) -> None:
        super().__init__(f"{status}/{said.code or 'no code'} {said.description}".strip(), trace)
        self.status = status
        self.code = said.code
        self.description = said.description
        self.mfa = mfa

    @property
    def needs_mfa(self) -> bool:
        """Tell if the token lacks proof of multifactor authentication."""
        return self.status in {401, 403} and (self.code in MFA_CODES or self.mfa is False)

    @property
    def needs_user(self) -> bool:
        """Tell if the application alone may not ask this."""
        return self.status == 403 and self.code in NEEDS_USER


class SignInRefused(PartnerCenterRefused):
    """No token was given: `code` is the number of the AADSTS error, if there is one."""


class PartnerCenterBusy(PartnerCenterError):
    """Nothing happened; the same request may be made after `retry_after` seconds."""

    def __init__(self, retry_after: float, trace: Trace | None = None) -> None:
        super().__init__(f"throttled for {retry_after:.0f} s", trace)
        self.retry_after = retry_after


class PartnerCenterUnclear(PartnerCenterError):
    """The request may have taken effect: no answer in time, a lost connection, an error of the service itself."""


class PartnerCenterUnreadable(PartnerCenterError):
    """An answer came, and cannot be read: no JSON, too long, or a list that never ends."""


@dataclass(frozen=True)
class ErrorBody:
    """An error body of any shape; `retryable` is None unless it says so."""

    code: str = ""
    description: str = ""
    retryable: bool | None = None


def error_body(body: bytes) -> ErrorBody:
    """Read an error body: one of five shapes of JSON, or whatever a gateway sends, which says nothing."""
    try:
        said = document(body)
    except NotJson:
        return ErrorBody()
    inner = said.child("error")
    if inner:
        return ErrorBody(inner.text("code"), _short(inner.text("message")))
    if said.text("error"):
        return _sign_in(said)
    description = said.text("description") or said.text("message")
    # A code of "" or 0 says no more than the status does.
    return ErrorBody(said.text("code"), _short(description), said.flag("isRetryable"))


def _sign_in(said: Document) -> ErrorBody:
    description = said.text("error_description")
    numbers = [str(each) for each in said.elements("error_codes") if isinstance(each, int)] or _SIGN_IN.findall(
        description
    )
    return ErrorBody(numbers[-1] if numbers else said.text("error"), _short(description.splitlines()[0:1]))


def sign_in_error(text: str) -> ErrorBody:
    """Read what a library says of a sign-in: the number of the error, if it names one."""
    numbers = _SIGN_IN.findall(text)
    return ErrorBody(numbers[0] if numbers else "", _short(text))


def _short(said: str | list[str]) -> str:
    text = " ".join(("".join(said)).split())
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def from_answer(status: int, headers: Mapping[str, str], body: bytes, trace: Trace) -> PartnerCenterError:
    """Return the meaning of an answer that is no success."""
    said = error_body(body)
    if status == 429:
        return PartnerCenterBusy(retry_after(headers), trace)
    if status >= 500 or said.retryable:
        return PartnerCenterUnclear(f"{status}/{said.code or 'no code'} {said.description}".strip(), trace)
    if 300 <= status < 400:
        return PartnerCenterUnreadable(f"a redirection ({status}), which is never followed", trace)
    return PartnerCenterRefused(status, said, trace, mfa=mfa_of(headers))


def mfa_of(headers: Mapping[str, str]) -> bool | None:
    """Return what the answer says of the token's multifactor authentication; None if nothing."""
    return {"true": True, "false": False}.get(headers.get(MFA_HEADER, "").strip().lower())


def retry_after(headers: Mapping[str, Any]) -> float:
    """Return the seconds to wait, NO_RETRY_AFTER where they are not said in seconds."""
    seconds = math.nan
    with suppress(ValueError):
        seconds = float(str(headers.get("Retry-After", "")))
    return min(max(seconds, 1.0), LONGEST_RETRY_AFTER) if math.isfinite(seconds) else NO_RETRY_AFTER
