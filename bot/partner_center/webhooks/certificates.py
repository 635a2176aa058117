"""Certificates of senders: fetched from the one place that is allowed, proved, and kept for a day at most."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, StreamReader
from cryptography.x509 import Certificate
from cryptography.x509.verification import Store

from bot.clock import Clock
from bot.partner_center.addresses import has_steps
from bot.partner_center.webhooks import chain
from bot.services.hearing.ports import Unprovable, Unproven
from bot.settings import LOOPBACK

SECONDS = 5.0
MOST_BYTES = 64 << 10
KEPT = timedelta(hours=24)
# A signature that does not fit may mean that the certificate under an address is another one by now.
FRESH = timedelta(minutes=1)
MOST_KEPT = 16
# Anybody may name addresses; so many are asked in a minute, by all of them together.
MOST_A_MINUTE = 30
# Where the authorities publish the certificates between a signer's and their roots; plain http is their custom.
AUTHORITIES = frozenset(("www.microsoft.com", "caissuers.microsoft.com", "cacerts.digicert.com", "cacerts.digicert.cn"))


@dataclass
class Certificates:
    """Signers' certificates by address; `prefix` is what an address must begin with."""

    session: ClientSession
    prefix: str
    roots: Store
    clock: Clock
    _known: dict[str, tuple[Certificate, datetime]] = field(default_factory=dict)
    _asked: deque[datetime] = field(default_factory=lambda: deque(maxlen=MOST_A_MINUTE))
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def of(self, url: str, *, anew: bool = False) -> Certificate:
        """Return the proved certificate under an address, the one of before unless it is old, or `anew` is asked for.

        Raise Unproven for a foreign address or a certificate that is not Microsoft's, Unprovable without an answer.
        """
        if not self._is_allowed(url):
            raise Unproven("certificate_address")
        async with self._one:
            known = self._known.get(url)
            if known is None or self._is_old(*known, FRESH if anew else KEPT):
                known = await self._proved(url), self.clock.now()
                if len(self._known) >= MOST_KEPT:
                    self._known.clear()
                self._known[url] = known
            return known[0]

    def _is_allowed(self, url: str) -> bool:
        """Tell if an address is one below the prefix: without this a signer could be anybody's."""
        try:
            parts, own = urlsplit(url), urlsplit(self.prefix)
        except ValueError:
            return False
        same = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        return same and parts.path.startswith(own.path) and url.isprintable() and not has_steps(parts.path)

    def _is_old(self, certificate: Certificate, read_at: datetime, limit: timedelta) -> bool:
        now = self.clock.now()
        return now - read_at >= limit or now > certificate.not_valid_after_utc

    async def _proved(self, url: str) -> Certificate:
        certificate = chain.parse(await self._fetch(url))
        between: list[Certificate] = []
        while True:
            try:
                chain.check(certificate, between, self.roots, self.clock.now())
            except Unproven:
                above = chain.issuer_address(between[-1] if between else certificate)
                if above is None or len(between) == chain.DEPTH or not self._is_authority(above):
                    raise
                between.append(chain.parse(await self._fetch(above)))
            else:
                return certificate

    def _is_authority(self, url: str) -> bool:
        """Tell if a certificate of an authority may be asked for there: its own places, or a test's beside ours."""
        try:
            parts, own = urlsplit(url), urlsplit(self.prefix)
        except ValueError:
            return False
        if parts.scheme not in {"http", "https"} or not url.isprintable() or parts.username is not None:
            return False
        return parts.netloc in AUTHORITIES or (own.hostname in LOOPBACK and parts.netloc == own.netloc)

    async def _fetch(self, url: str) -> bytes:
        now = self.clock.now()
        if len(self._asked) == MOST_A_MINUTE and now - self._asked[0] < timedelta(minutes=1):
            raise Unprovable("too many certificates were asked for in this minute")
        self._asked.append(now)
        try:
            async with self.session.get(url, allow_redirects=False, timeout=ClientTimeout(total=SECONDS)) as answer:
                if answer.status != 200:
                    raise Unprovable(f"the address of a certificate answers {answer.status}")
                return await _bounded(answer.content)
        except (ClientError, TimeoutError, ValueError) as error:
            raise Unprovable(f"a certificate could not be fetched: {type(error).__name__}") from error


async def _bounded(content: StreamReader) -> bytes:
    read = bytearray()
    async for chunk in content.iter_chunked(1 << 14):
        read += chunk
        if len(read) > MOST_BYTES:
            raise Unproven("certificate")
    return bytes(read)
