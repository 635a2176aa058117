"""Deliveries as Partner Center makes them: a compact body without a mark, signed, and the certificates beside it."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientSession

from bot.local_partner_center.webhooks.authority import Authority, Holder
from bot.local_partner_center.world import LocalWorld

CERTIFICATES, ISSUER = "/cert/", "/authority/issuer.cer"
SIGNER = "local-dispatch.cer"


@dataclass
class EventSender:
    """Sends events of a world; `url` is the address of the local Partner Center, which serves the certificates."""

    world: LocalWorld
    url: str
    authority: Authority
    signer: Holder

    @classmethod
    def at(cls, world: LocalWorld, url: str) -> "EventSender":
        """Begin with a signer of its own."""
        authority = Authority(world.now(), f"{url}{ISSUER}")
        made = cls(world, url, authority, authority.signer())
        world.files |= {CERTIFICATES + SIGNER: made.signer.der, ISSUER: authority.intermediate.der}
        return made

    def rotate(self) -> None:
        """Sign with another key from now on, whose certificate has the old one's address."""
        self.signer = self.authority.signer()
        self.world.files[CERTIFICATES + SIGNER] = self.signer.der

    def event(self, name: str, uri: str | None, resource: str | None, audit: str | None = None) -> bytes:
        """Build the body of an event; Microsoft leaves out or nulls what it does not say."""
        said: dict[str, Any] = {"EventName": name}
        said |= {"ResourceUri": uri} if uri else {}
        said |= {"ResourceName": resource} if resource else {}
        at = self.world.now().strftime("%Y-%m-%dT%H:%M:%S.%f0+00:00")
        return json.dumps(said | {"AuditUri": audit, "ResourceChangeUtcDate": at}, separators=(",", ":")).encode()

    def headers(self, body: bytes, algorithm: str = "rsa-sha256", name: str = SIGNER) -> dict[str, str]:
        """Return what stands above a body."""
        signed = base64.b64encode(self.signer.sign(body, algorithm)).decode()
        return {
            "Content-Type": "application/json",
            "X-MS-Signature": f"Signature {signed}",
            "X-MS-Signature-Algorithm": algorithm,
            "X-MS-Certificate-Url": f"{self.url}{CERTIFICATES}{name}",
        }

    async def deliver(self, session: ClientSession, url: str, body: bytes) -> int:
        """Post a body; return the status of the answer."""
        async with session.post(url, data=body, headers=self.headers(body)) as answer:
            return answer.status
