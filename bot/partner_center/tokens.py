"""Tokens for the application itself, by MSAL: a certificate or a secret in, a token for one service out.

MSAL is synchronous, so it works in a thread; its own requests come back to the event loop, where one session makes
them like all others: only to the allowed hosts, with deadlines and bounded bodies.
"""

import asyncio
import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.errors import ConfigurationError
from bot.partner_center.addresses import Addresses
from bot.partner_center.services import Service, bounded
from bot.partner_center.wire.failures import (
    PartnerCenterBusy,
    PartnerCenterError,
    PartnerCenterUnclear,
    PartnerCenterUnreadable,
    SignInRefused,
    Trace,
    error_body,
    retry_after,
    sign_in_error,
)
from bot.partner_center.wire.reading import NotJson, parsed
from bot.services.proxies import proxy_for
from bot.settings import Settings

log = logging.getLogger(__name__)

# MSAL writes a line for every token it finds in its memory.
logging.getLogger("msal").setLevel(logging.WARNING)

REQUEST_SECONDS, TOKEN_SECONDS = 20.0, 60.0
_BEGIN_KEY, _BEGIN_CERTIFICATE = "PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----"


class Tokens(Protocol):
    """Source of bearer tokens."""

    async def app(self, service: Service, *, fresh: bool = False) -> str:
        """Return a token of the application; `fresh` forgets the one that was just refused."""
        ...


@dataclass(frozen=True)
class HttpReply:
    """Answer as MSAL wants to see it."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        """Raise PartnerCenterUnclear for anything but a success; what matters was looked at before."""
        if self.status_code >= 400:
            raise PartnerCenterUnclear(f"sign-in answers {self.status_code}")


class LoopHttp:
    """HTTP client for MSAL's threads: each request is made by the event loop's session, to the sign-in host only."""

    def __init__(self, session: ClientSession, addresses: Addresses, loop: asyncio.AbstractEventLoop) -> None:
        self._session = session
        self._addresses = addresses
        self._loop = loop

    def get(self, url: str, params: Any = None, headers: Mapping[str, str] | None = None, **_more: object) -> HttpReply:
        """Fetch from the event loop; called in MSAL's thread."""
        return self._carried(self._send("GET", url, params=params, headers=headers))

    def post(
        self, url: str, params: Any = None, data: Any = None, headers: Mapping[str, str] | None = None, **_more: object
    ) -> HttpReply:
        """Send a form from the event loop; called in MSAL's thread."""
        form = {name: each.decode() if isinstance(each, bytes) else each for name, each in (data or {}).items()}
        return self._carried(self._send("POST", url, params=params, data=form, headers=headers))

    def close(self) -> None:
        """Do nothing: the session is closed by whoever opened it."""

    def _carried(self, request: Any) -> HttpReply:
        future = asyncio.run_coroutine_threadsafe(request, self._loop)
        reply: HttpReply = future.result(REQUEST_SECONDS + 1.0)
        return reply

    async def _send(self, method: str, url: str, **options: Any) -> HttpReply:
        target = self._addresses.of_login(url)
        try:
            async with self._session.request(
                method,
                target,
                allow_redirects=False,
                proxy=proxy_for(target),
                timeout=ClientTimeout(total=REQUEST_SECONDS, connect=10.0),
                **options,
            ) as response:
                body = await bounded(response, Trace(), 1 << 20)
                _require_answer(response.status, response.headers, body)
                return HttpReply(response.status, body.decode("utf-8-sig", "replace"), dict(response.headers))
        except TimeoutError:
            raise PartnerCenterUnclear("sign-in gives no answer in time") from None
        except (ClientError, OSError) as error:
            raise PartnerCenterUnclear(f"sign-in cannot be reached ({type(error).__name__})") from None


def _require_answer(status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise for what is no answer about the application: MSAL would blame the tenant for it."""
    if status == 429:
        raise PartnerCenterBusy(retry_after(headers))
    if status >= 500:
        raise PartnerCenterUnclear(f"sign-in answers {status}")
    try:
        if status < 300:
            parsed(body)
    except NotJson:
        raise PartnerCenterUnreadable("sign-in answers with something else than JSON") from None


class AppTokens:
    """Tokens of the application, kept by MSAL until shortly before they end."""

    def __init__(self, settings: Settings, addresses: Addresses, session: ClientSession) -> None:
        self._settings = settings
        self._addresses = addresses
        self._session = session
        self._lock = threading.Lock()
        self._application: Any = None

    async def app(self, service: Service, *, fresh: bool = False) -> str:
        """Return a token for the service; SignInRefused with the code, or PartnerCenterUnclear without an answer."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(TOKEN_SECONDS):
                found = await asyncio.to_thread(self._acquire, self._scope(service), fresh, loop)
        except TimeoutError:
            raise PartnerCenterUnclear("sign-in gives no answer in time") from None
        return _token(found)

    def _scope(self, service: Service) -> str:
        cloud = self._addresses.cloud
        return f"https://{cloud.graph if service is Service.GRAPH else cloud.api}/.default"

    def _acquire(self, scope: str, fresh: bool, loop: asyncio.AbstractEventLoop) -> Mapping[str, Any]:
        with self._lock:
            if self._application is None:
                self._application = self._made(LoopHttp(self._session, self._addresses, loop))
            if fresh:
                self._application.remove_tokens_for_client()
            found: Mapping[str, Any] = self._application.acquire_token_for_client(scopes=[scope])
            return found

    def _made(self, http: LoopHttp) -> Any:
        # Here only: a bot without Partner Center does without its memory.
        import msal

        settings = self._settings
        try:
            return msal.ConfidentialClientApplication(
                settings.partner_center_client_id,
                client_credential=credential(settings),
                authority=f"https://{self._addresses.cloud.login}/{settings.partner_center_tenant_id}",
                http_client=http,
                instance_discovery=False,
            )
        except (PartnerCenterError, ConfigurationError):
            raise
        except Exception as error:
            # Of MSAL's own: an unknown tenant, a key that is none.
            raise SignInRefused(400, sign_in_error(str(error)), Trace()) from None


def credential(settings: Settings) -> str | dict[str, str]:
    """Return what MSAL takes as the application's proof; ConfigurationError for a file that holds none."""
    if settings.partner_center_certificate is None:
        secret = settings.partner_center_client_secret
        return secret.get_secret_value() if secret else ""
    return certificate(settings.partner_center_certificate)


def certificate(path: Path) -> dict[str, str]:
    """Read a PEM file with the private key and its certificate."""
    try:
        pem = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is not a PEM file"
        raise ConfigurationError(f"PARTNER_CENTER_CERTIFICATE: {path}: {reason}") from None
    if _BEGIN_KEY not in pem or _BEGIN_CERTIFICATE not in pem:
        raise ConfigurationError(f"PARTNER_CENTER_CERTIFICATE: {path}: must hold a private key and its certificate")
    return {"private_key": pem, "public_certificate": pem[pem.index(_BEGIN_CERTIFICATE) :]}


def _token(found: Mapping[str, Any]) -> str:
    token = found.get("access_token")
    if isinstance(token, str) and token:
        return token
    said = error_body(json.dumps(dict(found), default=str).encode())
    trace = Trace(correlation_id=str(found.get("correlation_id", "")))
    raise SignInRefused(400, said, trace)
