"""One request to Microsoft from the intent to the answer: turn, token, deadlines, repeats, size, and what it meant."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout

from bot.clock import Clock
from bot.partner_center.limiter import Limiter, Sleep
from bot.partner_center.services import Service, bounded
from bot.partner_center.tokens import Tokens
from bot.partner_center.wire import failures
from bot.partner_center.wire.failures import (
    PartnerCenterBusy,
    PartnerCenterError,
    PartnerCenterRefused,
    PartnerCenterUnclear,
    Trace,
)
from bot.services.proxies import proxy_for

log = logging.getLogger(__name__)

APPLICATION = "support-contact-bot"
ATTEMPT_SECONDS, CALL_SECONDS = 30.0, 180.0
REPEATS = 4
# Seconds before each repeat; docs/partner-center.md#repeats.
PAUSES = (0.5, 2.0, 8.0, 20.0)


@dataclass(frozen=True)
class Intent:
    """One thing wanted of Microsoft; its id stays the same however often the request has to be repeated.

    `is_read`: asking twice changes nothing, so a lost answer is asked for again.
    """

    service: Service
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    is_read: bool = True
    id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def shown(self) -> str:
        """Method and path for the log, without what was asked for in the query."""
        return f"{self.method} {urlsplit(self.url).path}"


@dataclass(frozen=True)
class Received:
    """Successful answer; `mfa` is what it says of the token, None if nothing."""

    status: int
    body: bytes
    trace: Trace
    date: str = ""
    mfa: bool | None = None


class Caller:
    """Makes requests; `limiters` hold the turns of each service."""

    def __init__(
        self,
        session: ClientSession,
        tokens: Tokens,
        limiters: Mapping[Service, Limiter],
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._session = session
        self.tokens = tokens
        self._limiters = limiters
        self._clock = clock
        self._sleep = sleep

    async def call(self, intent: Intent, seconds: float = CALL_SECONDS) -> Received:
        """Return the answer within so many seconds, waits and repeats included; else a PartnerCenterError."""
        ends_at = self._clock.monotonic() + seconds
        trace = Trace(intent.id, str(uuid4()))
        for pause in PAUSES[:REPEATS]:
            try:
                return await self._attempt(intent, trace, ends_at)
            except PartnerCenterError as error:
                wait = _pause(intent, error, pause)
                needed = error.retry_after if isinstance(error, PartnerCenterBusy) else pause
                if wait is None or needed > ends_at - self._clock.monotonic():
                    raise
                log.info("%s is repeated in %.1f s: %s", intent.shown, wait, error)
            await self._sleep(wait)
        return await self._attempt(intent, trace, ends_at)

    async def _attempt(self, intent: Intent, trace: Trace, ends_at: float) -> Received:
        try:
            return await self._turn_and_send(intent, trace, ends_at, fresh=False)
        except PartnerCenterRefused as error:
            # A token may have been revoked before its time; a second one that is refused as well is final.
            if error.status != 401 or error.needs_mfa:
                raise
        return await self._turn_and_send(intent, trace, ends_at, fresh=True)

    async def _turn_and_send(self, intent: Intent, trace: Trace, ends_at: float, *, fresh: bool) -> Received:
        limiter = self._limiters[intent.service]
        token = await self.tokens.app(intent.service, fresh=fresh)
        await limiter.turn(ends_at - self._clock.monotonic())
        try:
            return await self._send(intent, trace, token, min(ATTEMPT_SECONDS, ends_at - self._clock.monotonic()))
        except PartnerCenterBusy as error:
            await limiter.hold(error.retry_after)
            raise

    async def _send(self, intent: Intent, trace: Trace, token: str, seconds: float) -> Received:
        try:
            async with self._session.request(
                intent.method,
                intent.url,
                headers={**_headers(intent, trace, token), **intent.headers},
                json=intent.json,
                allow_redirects=False,
                proxy=proxy_for(intent.url),
                timeout=ClientTimeout(total=max(seconds, 0.1), connect=10.0),
            ) as response:
                body = await bounded(response, trace)
                return _received(response, body, trace)
        except TimeoutError:
            raise PartnerCenterUnclear(f"no answer within {seconds:.0f} s", trace) from None
        except (ClientError, OSError) as error:
            raise PartnerCenterUnclear(f"connection lost ({type(error).__name__})", trace) from None


def _pause(intent: Intent, error: PartnerCenterError, pause: float) -> float | None:
    """Return the seconds before a repeat; None if there is none."""
    if isinstance(error, PartnerCenterBusy):
        return 0.0  # the limiter holds everybody back meanwhile
    return pause if isinstance(error, PartnerCenterUnclear) and intent.is_read else None


def _received(response: ClientResponse, body: bytes, sent: Trace) -> Received:
    headers = response.headers
    trace = Trace(
        headers.get("MS-RequestId") or headers.get("request-id") or sent.request_id,
        headers.get("MS-CorrelationId") or headers.get("client-request-id") or sent.correlation_id,
    )
    if not 200 <= response.status < 300:
        raise failures.from_answer(response.status, headers, body, trace)
    return Received(response.status, body, trace, headers.get("Date", ""), failures.mfa_of(headers))


def _headers(intent: Intent, trace: Trace, token: str) -> dict[str, str]:
    common = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    if intent.service is Service.GRAPH:
        # Without it Graph hides words that are newer than its enumerations.
        words = {"Prefer": "include-unknown-enum-members"}
        return {**common, **words, "client-request-id": trace.correlation_id}
    return {
        **common,
        "MS-RequestId": trace.request_id,
        "MS-CorrelationId": trace.correlation_id,
        "MS-Contract-Version": "v1",
        "MS-PartnerCenter-Application": APPLICATION,
        "X-Locale": "en-US",
        "ValidateMfa": "true",
    }
