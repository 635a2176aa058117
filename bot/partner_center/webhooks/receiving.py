"""A delivery proved step by step, and its event put into the inbox; answered before anything is looked up."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.clock import Clock
from bot.db import Database
from bot.partner_center.webhooks import signature
from bot.partner_center.webhooks.certificates import Certificates
from bot.partner_center.wire.bodies import event
from bot.partner_center.wire.reading import NotJson, document
from bot.services.hearing import forwarding, inbox
from bot.services.hearing.ports import EventSeen, Unproven

# Events of subscriptions may be 48 hours late, and deliveries are repeated: age is no defence, the digest is.
WINDOW = timedelta(days=14)
AHEAD = timedelta(hours=1)


@dataclass(frozen=True)
class Receiver:
    """Takes deliveries in; those that are new are kept to be handed on, too, where it `forwards`."""

    certificates: Certificates
    database: Database
    clock: Clock
    forwards: bool = False

    async def receive(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Keep the event of a delivery; False if it was kept before.

        Raise Unproven for what Microsoft did not sign, or long ago, Unprovable while that cannot be told.
        """
        await self._prove(headers, body)
        try:
            seen = event(document(body))
        except NotJson:
            raise Unproven("unreadable") from None
        now = self.clock.now()
        _check_age(seen, now)
        digest = hashlib.sha256(body).hexdigest()

        def keep(session: Session) -> bool:
            new = inbox.keep(session, digest, seen, now)
            if new and self.forwards:
                forwarding.keep(session, digest, headers, body, now)
            return new

        return await self.database.write(keep)

    async def _prove(self, headers: Mapping[str, str], body: bytes) -> None:
        stated = signature.read(headers)
        try:
            signature.check(stated, await self.certificates.of(stated.certificate_url), body)
        except Unproven as refused:
            if refused.reason != "wrong_signature":
                raise
            # The certificate under the address may be another one by now.
            signature.check(stated, await self.certificates.of(stated.certificate_url, anew=True), body)


def _check_age(seen: EventSeen, now: datetime) -> None:
    if seen.at is not None and not now - WINDOW <= seen.at <= now + AHEAD:
        raise Unproven("stale")
