"""The way to the other tool that events are handed on to: one address of the settings, and no other."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.services.hearing.ports import Undelivered
from bot.services.proxies import proxy_for

SECONDS = 10.0


@dataclass(frozen=True)
class Forwarder:
    """Posts bytes as they came; redirections are not followed."""

    session: ClientSession
    url: str

    async def send(self, headers: Mapping[str, str], body: bytes) -> None:
        """Hand a delivery on; raises Undelivered without an answer of success within ten seconds."""
        limit = ClientTimeout(total=SECONDS)
        try:
            async with self.session.post(
                self.url, data=body, headers=headers, allow_redirects=False, timeout=limit, proxy=proxy_for(self.url)
            ) as answer:
                if not 200 <= answer.status < 300:
                    raise Undelivered(f"it answers {answer.status}")
        except (ClientError, TimeoutError, ValueError) as error:
            raise Undelivered(type(error).__name__) from error
